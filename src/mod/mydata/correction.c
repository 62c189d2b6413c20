/*
 * src/mod/mydata/correction.c: "this is wrong about me": what a person wants changed and why, and
 * an officer who looks at the proof and answers, in words. What was taken is changed at once; what
 * was handed in with dossiers stays as it was handed in.
 */
#include "audit/audit.h"
#include "base/id.h"
#include "base/random.h"
#include "base/viet.h"
#include "core/queries.h"
#include "core/words.h"
#include "mod/mydata/internal.h"
#include "mod/mydata/views.h"
#include "mod/notice/notice.h"
#include "web/texts.h"
#include "web/web.h"

#define SHOWN 50

static const struct {
        const char *word;
        int text;
} fields[] = { { "name", T_MYDATA_FIELD_NAME }, { "birth_day", T_MYDATA_FIELD_BIRTH },
        { "sex", T_MYDATA_FIELD_SEX }, { "address", T_MYDATA_FIELD_ADDRESS } };

static struct str field_words(struct req *rq, struct str field)
{
        for (size_t i = 0; i < ARRAY_LEN(fields); i++)
                if (str_is(field, fields[i].word))
                        return text_plain(rq->arena, rq->lang, fields[i].text, STR_NULL);
        return field;
}

static struct wish_line line_of(struct req *rq, const struct correction_row *c)
{
        return (struct wish_line){ .code = c->code,
                .field = field_words(rq, c->field),
                .wanted = c->wanted,
                .why = c->why,
                .asked = words_time(rq->arena, rq->lang, c->asked_at),
                .answer = c->answer,
                .decided = c->decided_at != I64_NULL,
                .accepted = c->accepted == 1,
                .mine = c->account_id == rq->who->account };
}

int mydata__corrections(struct req *rq, struct mydata_view *v)
{
        struct correction_row_rows rows;
        struct wish_line *lines;
        struct str typed = v->in ? input_typed(rq->in, "truong") : STR_NULL;
        int r = corrections_of(rq->tx, rq->who->account, SHOWN, &rows);

        if (r < 0)
                return r;
        lines = NEW_ARRAY(rq->arena, struct wish_line, rows.n + 1);
        for (size_t i = 0; i < rows.n; i++)
                lines[i] = line_of(rq, &rows.rows[i]);
        v->wishes = lines;
        v->n_wishes = rows.n;
        for (size_t i = 0; i < ARRAY_LEN(fields); i++)
                v->fields[i] = (struct option_view){ .value = str_of(fields[i].word),
                        .text = field_words(rq, str_of(fields[i].word)),
                        .chosen = str_is(typed, fields[i].word) };
        return 0;
}

/* ---- the person ---- */

static const struct field ask_fields[] = {
        { "truong", FIELD_CHOICE, FIELD_REQUIRED, 0, T_MYDATA_FIELD_NEEDED,
                "name|birth_day|sex|address" },
        { "moi", FIELD_TEXT, FIELD_REQUIRED | FIELD_PERSONAL, 300, T_MYDATA_WANTED_NEEDED, NULL },
        { "ly_do", FIELD_LINES, FIELD_REQUIRED | FIELD_PERSONAL, 1000, T_MYDATA_WHY_NEEDED, NULL },
        { 0 },
};

static struct str sex_of(struct arena *a, struct str words)
{
        struct str s = viet_fold(a, words);

        return str_is(s, "nam") || str_is(s, "male")    ? STR("male")
               : str_is(s, "nu") || str_is(s, "female") ? STR("female")
                                                        : STR_NULL;
}

static int ask_prepare(struct req *rq, struct input *in)
{
        struct str *code = NEW(rq->arena, struct str);
        struct str field = input_str(in, "truong"), wanted = input_str(in, "moi");
        i64 day;

        if (str_is(field, "birth_day") && (day_parse_vi(wanted, &day) < 0 || day > day_of(rq->now)))
                return input_fail(in, "moi", T_MYDATA_DAY_WRONG, STR_NULL);
        if (str_is(field, "sex") && !sex_of(rq->arena, wanted).ptr)
                return input_fail(in, "moi", T_MYDATA_SEX_WRONG, STR_NULL);
        *code = random_code(rq->arena, 12);
        in->prepared = code;
        return 0;
}

static int record(struct tx *tx, const struct input *in, const char *action, i64 object)
{
        return audit_add(tx,
                &(struct audit_entry){ .actor = in->who->account,
                        .action = action,
                        .object_kind = "correction",
                        .object = object,
                        .peer = in->peer },
                NULL);
}

static int ask_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        const struct str *code = in->prepared;
        i64 id = id_new();
        int r = correction_insert(tx, &(struct correction_insert_args){ .id = id,
                                              .code = *code,
                                              .account = in->who->account,
                                              .person = in->who->person,
                                              .field = input_str(in, "truong"),
                                              .wanted = input_str(in, "moi"),
                                              .why = input_str(in, "ly_do"),
                                              .at = tx->now });

        (void)out;
        return r < 0 ? r : record(tx, in, "mydata.correction", id);
}

static int ask_answer(struct req *rq, const struct outcome *out)
{
        (void)out;
        return reply_see_other(rq, "/du-lieu-cua-toi");
}

/* ---- the officer ---- */

static struct str held_now(struct req *rq, const struct correction_row *c, const struct person *p)
{
        if (str_is(c->field, "name"))
                return p->name;
        if (str_is(c->field, "birth_day"))
                return p->birth_day == I64_NULL ? STR("") : day_vi(rq->arena, p->birth_day);
        if (str_is(c->field, "sex"))
                return str_is(p->sex, "male")     ? s_MYDATA_MALE(rq->arena, rq->lang)
                       : str_is(p->sex, "female") ? s_MYDATA_FEMALE(rq->arena, rq->lang)
                                                  : STR("");
        return p->address;
}

static int desk_show(struct req *rq)
{
        struct desk_view v = { .rq = rq, .in = rq->verb == GET ? NULL : rq->in };
        struct correction_row_rows rows;
        struct wish_line *lines;
        int r = corrections_open(rq->tx, SHOWN, &rows);

        if (r < 0)
                return r;
        lines = NEW_ARRAY(rq->arena, struct wish_line, rows.n + 1);
        for (size_t i = 0; i < rows.n && r == 0; i++) {
                struct person p;

                r = person_by_id(rq->tx, rows.rows[i].person_id, &p);
                if (r < 0)
                        return r;
                lines[i] = line_of(rq, &rows.rows[i]);
                lines[i].person = p.name;
                lines[i].now = held_now(rq, &rows.rows[i], &p);
                req_note_person(rq, p.id, 0, "name,birth_day,address", "mydata.correction");
        }
        if (!rows.n)
                req_note_person(rq, 0, 0, "name", "mydata.correction");
        v.wishes = lines;
        v.n = rows.n;
        view_correction_desk(&rq->html, &v);
        return reply_page(rq, rq->verb == GET ? 200 : 422);
}

static const struct field decide_fields[] = {
        { "yeu_cau", FIELD_KEY, FIELD_REQUIRED, 40, 0, NULL },
        { "quyet", FIELD_CHOICE, FIELD_REQUIRED, 0, 0, "nhan|tu-choi" },
        { "loi", FIELD_TEXT, FIELD_REQUIRED, 500, T_MYDATA_ANSWER_NEEDED, NULL },
        { 0 },
};

static int change_person(struct tx *tx, const struct correction_row *c)
{
        struct person_correct_args x = { .person = c->person_id,
                .name = STR_NULL,
                .sort_key = STR_NULL,
                .birth_day = I64_NULL,
                .sex = STR_NULL,
                .address = STR_NULL };

        if (str_is(c->field, "name")) {
                x.name = c->wanted;
                x.sort_key = viet_sort_key(tx->arena, c->wanted);
        } else if (str_is(c->field, "birth_day")) {
                if (day_parse_vi(c->wanted, &x.birth_day) < 0)
                        return ERR_CORRUPT;
        } else if (str_is(c->field, "sex")) {
                x.sex = sex_of(tx->arena, c->wanted);
        } else {
                x.address = c->wanted;
        }
        return person_correct(tx, &x, NULL);
}

static int decide_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        bool accepted = str_is(input_str(in, "quyet"), "nhan");
        struct correction_row c;
        i64 changed = 0;
        int r = correction_by_code(tx, input_str(in, "yeu_cau"), &c);

        (void)out;
        if (r < 0)
                return r;
        if (c.person_id == in->who->person)
                return ERR_DENIED; /* nobody answers themselves */
        r = correction_decide(
                tx, c.id, tx->now, in->who->account, accepted, input_str(in, "loi"), &changed);
        if (r == 0 && changed == 0)
                return ERR_STATE;
        if (r == 0 && accepted)
                r = change_person(tx, &c);
        if (r == 0)
                r = record(tx, in, accepted ? "mydata.corrected" : "mydata.declined", c.id);
        return r < 0 ? r
                     : notice_tell(tx, &(struct notice_new){ .kind = accepted ? "mydata.corrected"
                                                                              : "mydata.declined",
                                               .account = c.account_id,
                                               .dossier = I64_NULL,
                                               .due_at = I64_NULL });
}

static int decide_prepare(struct req *rq, struct input *in)
{
        struct correction_row c;
        int r = correction_by_code(rq->tx, input_str(in, "yeu_cau"), &c);

        if (r == 0)
                req_note_person(rq, c.person_id, 0, "name", "mydata.correction");
        return r;
}

static int decide_answer(struct req *rq, const struct outcome *out)
{
        (void)out;
        return reply_see_other(rq, "/sua-du-lieu");
}

const struct route mydata_correction_routes[] = {
        { POST, "/du-lieu-cua-toi/sua", PERM_APPLY, 0,
                WRITE(ask_fields, ask_prepare, ask_apply, ask_answer, mydata__page),
                .doc = "Ask for a correction of what is held about oneself" },
        { GET, "/sua-du-lieu", PERM_DOSSIER_INTAKE, ROUTE_READS_PERSON | ROUTE_NOINDEX,
                READ(NULL, desk_show), .doc = "Corrections that people ask for" },
        { POST, "/sua-du-lieu", PERM_DOSSIER_INTAKE, ROUTE_READS_PERSON,
                WRITE(decide_fields, decide_prepare, decide_apply, decide_answer, desk_show),
                .doc = "Take or decline a correction" },
        { 0 },
};
