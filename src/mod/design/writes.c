/*
 * src/mod/design/writes.c: the forms of the designers' pages that change something: new models and
 * versions, bytes that come in, moves. No SQL, no HTML; what is allowed is rules.c's.
 */
#include "mod/design/pages.h"

#include "base/embedded.h"
#include "base/json.h"
#include "core/files.h"
#include "web/texts.h"

#define TEXT_MAX 400000 /* characters of a text in a box; larger ones come as files */

/* ---- Bytes that come in ---------------------------------------------------------------------- */

int design__judge(struct req *rq, struct input *in, const char *field, i64 model,
        enum design_kind kind, struct str content)
{
        struct design_saving *s = NEW(rq->arena, struct design_saving);

        s->content = content;
        s->lang = rq->lang;
        design_check(rq->arena, rq->tx, model, kind, content, &s->check);
        if (!s->check.readable) {
                const struct design_problem *p = &s->check.list[0];
                struct str words = design_problem_words(rq->arena, rq->lang, p);

                return input_fail(in, field, T_DESIGN_UNREADABLE,
                        p->line ? str_fmt(rq->arena, "%.*s (%d)", STRF(words), p->line) : words);
        }
        in->prepared = s;
        return 0;
}

int design__draft(
        struct req *rq, struct input *in, struct design_model *ret_m, struct design_version *ret_v)
{
        int r = design__find(rq->tx, in, ret_m, ret_v);

        if (r == 0 && ret_v->state != DESIGN_DRAFT)
                r = ERR_STATE;
        return r;
}

int design__save_apply(struct tx *tx, const struct input *in, struct outcome *ret_out)
{
        const struct design_saving *s = in->prepared;
        const struct version_act act = { .who = in->who,
                .action = STR("save"),
                .peer = in->peer,
                .revision = input_i64(in, "revision"),
                .valid_from = I64_NULL };
        struct design_version v;
        struct design_model m;
        int r = design__find(tx, in, &m, &v);

        if (r < 0)
                return r;
        ret_out->code = m.code;
        return design_save(tx, &m, &v, &act, s->content, &s->check);
}

static int saved_answer(struct req *rq, const struct outcome *out)
{
        return reply_see_other(
                rq, "/thiet-ke/:code/:number", out->code, path_str(rq->in, "number"));
}

/* The upload's bytes; FIELD_FILE has put them into the content store. */
static int read_upload(struct req *rq, struct input *in, const char *name, struct str *ret_content)
{
        const struct upload *u = input_file(in, name, 0);

        return content_get(files_content(), rq->arena, u->hash, DESIGN_MAX, ret_content);
}

/* POST /thiet-ke/:code/:number/tep. */

static const struct field file_fields[] = {
        { "file", FIELD_FILE, FIELD_REQUIRED, DESIGN_MAX, T_DESIGN_FILE_BAD, NULL },
        { "revision", FIELD_I64, FIELD_REQUIRED, 0, 0, NULL },
        { 0 },
};

static int file_prepare(struct req *rq, struct input *in)
{
        struct design_version v;
        struct design_model m;
        struct str content;
        int r = design__draft(rq, in, &m, &v);

        if (r == 0)
                r = read_upload(rq, in, "file", &content);
        return r < 0 ? r : design__judge(rq, in, "file", m.id, design_kind_of(m.kind), content);
}

/*
 * POST /thiet-ke/:code/:number/luu: what the drawing editors send. The answer is JSON: the new
 * revision and what was found, for marks on the diagram; 409 when somebody else saved meanwhile.
 */

static int drawn_apply(struct tx *tx, const struct input *in, struct outcome *ret_out)
{
        const struct design_saving *s = in->prepared;
        int r = design__save_apply(tx, in, ret_out);

        if (r == 0)
                ret_out->json = design__problems_json(
                        tx->arena, s->lang, input_i64(in, "revision") + 1, &s->check);
        return r;
}

static int drawn_answer(struct req *rq, const struct outcome *out)
{
        return reply_json(rq, 200, out->json);
}

/* A script asks: the words of the first field that is wrong are enough. */
static int drawn_again(struct req *rq)
{
        const struct field_error *e = rq->in->errors;
        struct json_writer w;
        struct buf b;

        buf_init(&b, rq->arena, 64 << 10);
        json_begin(&w, &b);
        json_open(&w, NULL, '{');
        json_put_str(
                &w, "detail", e ? text_plain(rq->arena, rq->lang, e->text, e->detail) : STR_NULL);
        json_close(&w, '}');
        return reply_json(rq, 422, buf_str(&b));
}

/* POST /thiet-ke/:code/:number/van-ban. */

static const struct field text_fields[] = {
        { "text", FIELD_LINES, FIELD_REQUIRED, TEXT_MAX, T_DESIGN_TEXT_NEEDED, NULL },
        { "revision", FIELD_I64, FIELD_REQUIRED, 0, 0, NULL },
        { 0 },
};

static int text_prepare(struct req *rq, struct input *in)
{
        struct design_version v;
        struct design_model m;
        int r = design__draft(rq, in, &m, &v);

        return r < 0 ? r
                     : design__judge(rq, in, "text", m.id, design_kind_of(m.kind),
                               str_cat(rq->arena, input_str(in, "text"), STR("\n")));
}

/* ---- New models and versions ----------------------------------------------------------------- */

/* POST /thiet-ke/moi. */

static const struct field new_fields[] = {
        { "kind", FIELD_CHOICE, FIELD_REQUIRED, 0, T_DESIGN_KIND_NEEDED, "process|decision|form" },
        { "name", FIELD_TEXT, FIELD_REQUIRED, 200, T_DESIGN_NAME_NEEDED, NULL },
        { "model", FIELD_TEXT, FIELD_REQUIRED, 60, T_DESIGN_CODE_NEEDED, NULL },
        { "reason", FIELD_LINES, FIELD_REQUIRED, 1000, T_DESIGN_REASON_NEEDED, NULL },
        { "start", FIELD_KEY, 0, 60, T_DESIGN_START_BAD, NULL },
        { "file", FIELD_FILE, 0, DESIGN_MAX, T_DESIGN_FILE_BAD, NULL },
        { 0 },
};

/* Small letters, digits and single hyphens: it stands in addresses. */
static bool is_code(struct str s)
{
        for (size_t i = 0; i < s.len; i++) {
                char c = s.ptr[i];
                bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');

                if (!letter && (c != '-' || i == 0 || i + 1 == s.len || s.ptr[i - 1] == '-'))
                        return false;
        }
        return s.len >= 2 && !str_is(s, "moi");
}

/*
 * What a new model begins with. A blank process is called by the model's code, so that no two are
 * one; a standard process keeps its id: published, it takes the place of the standard one.
 */
static int new_content(struct req *rq, struct input *in, enum design_kind kind, struct str *ret)
{
        static const char *const blanks[DESIGN_KIND_MAX] = { "data/models/blank.bpmn",
                "data/models/blank.dmn", "data/models/blank.form" };
        struct str start = input_str(in, "start"), code = input_str(in, "model");
        int r;

        if (input_count(in, "file"))
                return read_upload(rq, in, "file", ret);
        if (kind == DESIGN_PROCESS && !str_empty(start)) {
                r = embedded_read(rq->arena,
                        str_fmt(rq->arena, DESIGN_STANDARD "%.*s.bpmn", STRF(start)).ptr, ret);
                return r == ERR_NOT_FOUND ? input_fail(in, "start", T_DESIGN_START_BAD, STR_NULL)
                                          : r;
        }
        r = embedded_read(rq->arena, blanks[kind], ret);
        if (r == 0 && kind == DESIGN_PROCESS)
                *ret = str_replace(rq->arena, *ret, STR("\"process\""),
                        str_fmt(rq->arena, "\"%s%.*s\"", code.ptr[0] <= '9' ? "p-" : "",
                                STRF(code)));
        return r;
}

static int new_prepare(struct req *rq, struct input *in)
{
        enum design_kind kind = (enum design_kind)design_kind_of(input_str(in, "kind"));
        struct str content;
        int r;

        if (!is_code(input_str(in, "model")))
                return input_fail(in, "model", T_DESIGN_CODE_BAD, STR_NULL);
        r = new_content(rq, in, kind, &content);
        return r < 0 ? r : design__judge(rq, in, "file", 0, kind, content);
}

static int new_apply(struct tx *tx, const struct input *in, struct outcome *ret_out)
{
        const struct design_saving *s = in->prepared;
        const struct design_new n = { .code = input_str(in, "model"),
                .name = input_str(in, "name"),
                .reason = input_str(in, "reason"),
                .content = s->content,
                .kind = (enum design_kind)design_kind_of(input_str(in, "kind")) };
        int r = design_create(tx, in->who, &n, &s->check);

        ret_out->code = n.code;
        if (r == ERR_EXISTS)
                return input_fail((struct input *)in, "model", T_DESIGN_CODE_TAKEN, STR_NULL);
        return r;
}

static int new_answer(struct req *rq, const struct outcome *out)
{
        return reply_see_other(rq, "/thiet-ke/:code/:number", out->code, STR("1"));
}

/* POST /thiet-ke/:code: a new version from one of the old. */

static const struct field renew_fields[] = {
        { "from", FIELD_I64, FIELD_REQUIRED, 0, 0, NULL },
        { "reason", FIELD_LINES, FIELD_REQUIRED, 1000, T_DESIGN_REASON_NEEDED, NULL },
        { 0 },
};

static int renew_apply(struct tx *tx, const struct input *in, struct outcome *ret_out)
{
        const struct version_act act = { .who = in->who,
                .action = STR("create"),
                .note = input_str(in, "reason"),
                .peer = in->peer,
                .valid_from = I64_NULL };
        struct design_version from;
        struct design_model m;
        i64 number;
        int r = design_model_by_code(tx, path_str(in, "code"), &m);

        if (r == 0)
                r = design_version_get(tx, m.id, input_i64(in, "from"), &from);
        if (r == 0)
                r = design_renew(tx, &m, &from, &act, &number);
        if (r < 0)
                return r;
        ret_out->code = str_fmt(tx->arena, "%lld", (long long)number);
        return 0;
}

static int renew_answer(struct req *rq, const struct outcome *out)
{
        return reply_see_other(rq, "/thiet-ke/:code/:number", path_str(rq->in, "code"), out->code);
}

/* ---- Moves: POST /thiet-ke/:code/:number/viec/:action ---------------------------------------- */

static const struct field move_fields[] = {
        { "revision", FIELD_I64, FIELD_REQUIRED, 0, 0, NULL },
        { "note", FIELD_LINES, 0, 2000, 0, NULL },
        { "valid_from", FIELD_DATE, 0, 0, T_DESIGN_DAY_NEEDED, NULL },
        { 0 },
};

/* The world may have changed since it was saved: another model may have taken its name. */
static int judge_again(struct req *rq, struct input *in)
{
        struct design_check check;
        struct design_version v;
        struct design_model m;
        struct str content;
        int r = design__find(rq->tx, in, &m, &v);

        if (r == 0)
                r = design__bytes(rq->tx, &v, &content);
        if (r < 0)
                return r;
        design_check(rq->arena, rq->tx, m.id, design_kind_of(m.kind), content, &check);
        return check.errors ? input_fail(in, "note", T_DESIGN_STILL_WRONG, STR_NULL) : 0;
}

/* What a person can have forgotten is said beside its field; the rules ask again. */
static int move_prepare(struct req *rq, struct input *in)
{
        struct str action = path_str(in, "action");
        i64 day = input_i64(in, "valid_from");
        bool reasoned = str_is(action, "return") || str_is(action, "drop");

        if (reasoned && str_empty(input_str(in, "note")))
                return input_fail(in, "note", T_DESIGN_NOTE_NEEDED, STR_NULL);
        if (str_is(action, "publish") && (day == I64_NULL || day < day_of(rq->now)))
                return input_fail(in, "valid_from", T_DESIGN_DAY_NEEDED, STR_NULL);
        return str_is(action, "submit") || str_is(action, "approve") || str_is(action, "publish")
                       ? judge_again(rq, in)
                       : 0;
}

static int move_apply(struct tx *tx, const struct input *in, struct outcome *ret_out)
{
        const struct version_act act = { .who = in->who,
                .action = path_str(in, "action"),
                .note = input_str(in, "note"),
                .peer = in->peer,
                .revision = input_i64(in, "revision"),
                .valid_from = input_i64(in, "valid_from") };
        struct design_version v;
        struct design_model m;
        int r = design__find(tx, in, &m, &v);

        if (r < 0)
                return r;
        ret_out->code = m.code;
        return design_move(tx, &m, &v, &act);
}

const struct route design_write_routes[] = {
        { POST, "/thiet-ke/moi", PERM_DESIGN_EDIT, ROUTE_UPLOAD,
                WRITE(new_fields, new_prepare, new_apply, new_answer, design__show_new),
                .doc = "Make a model with its first draft" },
        { POST, "/thiet-ke/:code", PERM_DESIGN_EDIT, 0,
                WRITE(renew_fields, NULL, renew_apply, renew_answer, design__show_model),
                .doc = "Begin a new version from an old one" },
        { POST, "/thiet-ke/:code/:number/tep", PERM_DESIGN_EDIT, ROUTE_UPLOAD,
                WRITE(file_fields, file_prepare, design__save_apply, saved_answer,
                        design__show_version),
                .doc = "A draft's bytes, from a file" },
        { POST, "/thiet-ke/:code/:number/luu", PERM_DESIGN_EDIT, ROUTE_UPLOAD,
                WRITE(file_fields, file_prepare, drawn_apply, drawn_answer, drawn_again),
                .doc = "A draft's bytes, from a drawing editor; answers JSON" },
        { POST, "/thiet-ke/:code/:number/van-ban", PERM_DESIGN_EDIT, 0,
                WRITE(text_fields, text_prepare, design__save_apply, saved_answer,
                        design__show_text),
                .doc = "A draft's bytes, as text" },
        { POST, "/thiet-ke/:code/:number/viec/:action", PERM_DESIGN_READ, 0,
                WRITE(move_fields, move_prepare, move_apply, saved_answer, design__show_version),
                .doc = "Submit, approve, publish, return, recall, drop" },
        { 0 },
};
