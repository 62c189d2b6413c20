/*
 * src/mod/quality/nonconformity_pages.c: the register of non-conformities, and what is done with
 * one. No SQL, no HTML.
 */
#include "base/random.h"
#include "core/frame.h"
#include "core/identity.h"
#include "core/queries.h"
#include "core/words.h"
#include "mod/quality/internal.h"
#include "mod/quality/views.h"
#include "web/texts.h"
#include "web/web.h"

#define PAGE 30

/* ---- GET /chat-luong ---- */

static const struct field list_fields[] = {
        { "tt", FIELD_CHOICE, 0, 0, 0, "1|2|3|4|5" },
        { "muc", FIELD_CHOICE, 0, 0, 0, "1|2" },
        { "sau", FIELD_KEY, 0, 60, 0, NULL },
        { 0 },
};

static void fill_filters(struct req *rq, struct nonconformity_list_view *v, i64 state, i64 grade)
{
        struct arena *a = rq->arena;
        enum tone tone;

        v->states[0] = (struct option_view){ .value = STR(""),
                .text = text_plain(a, rq->lang, T_QUALITY_OPEN_ALL, STR_NULL) };
        for (i64 s = 1; s < NONCONFORMITY_STATE_MAX; s++)
                v->states[s] = (struct option_view){ .value = str_fmt(a, "%d", (int)s),
                        .text = nonconformity__state(a, rq->lang, s, &tone),
                        .chosen = s == state };
        v->grades[0] = (struct option_view){ .value = STR(""),
                .text = text_plain(a, rq->lang, T_QUALITY_GRADE_ALL, STR_NULL) };
        for (i64 g = NONCONFORMITY_MINOR; g < NONCONFORMITY_GRADE_MAX; g++)
                v->grades[g] = (struct option_view){ .value = str_fmt(a, "%d", (int)g),
                        .text = nonconformity__grade(a, rq->lang, g),
                        .chosen = g == grade };
        v->filters[0] = (struct field_view){ .name = "tt",
                .control = CONTROL_SELECT,
                .label = text_plain(a, rq->lang, T_QUALITY_STATE, STR_NULL),
                .options = v->states,
                .n_options = ARRAY_LEN(v->states) };
        v->filters[1] = (struct field_view){ .name = "muc",
                .control = CONTROL_SELECT,
                .label = text_plain(a, rq->lang, T_QUALITY_GRADE, STR_NULL),
                .options = v->grades,
                .n_options = ARRAY_LEN(v->grades) };
}

static struct nonconformity_row row_of(struct req *rq, const struct nonconformity_line *c)
{
        const struct unit *u = org_unit(org_get(rq->arena), c->unit_id);
        struct nonconformity_row row = { .code = c->code,
                .words = quality__beginning(rq->arena, c->words),
                .unit = u ? u->name : STR(""),
                .grade = nonconformity__grade(rq->arena, rq->lang, c->grade),
                .responsible = c->responsible,
                .overdue = nonconformity_is_late(c->state, c->due_day, day_of(rq->now)) };

        row.state = nonconformity__state(rq->arena, rq->lang, c->state, &row.tone);
        if (c->due_day != I64_NULL)
                row.due = words_day(rq->arena, rq->lang, c->due_day);
        return row;
}

static struct str next_page(
        struct req *rq, i64 state, i64 grade, const struct nonconformity_line *last)
{
        struct str s = state ? str_fmt(rq->arena, "tt=%d&", (int)state) : STR("");
        struct str g = grade ? str_fmt(rq->arena, "muc=%d&", (int)grade) : STR("");

        return str_fmt(rq->arena, "/chat-luong?%.*s%.*ssau=%lld.%lld", STRF(s), STRF(g),
                (long long)last->due, (long long)last->id);
}

static int list_show(struct req *rq)
{
        static const i64 open[] = { NONCONFORMITY_REPORTED, NONCONFORMITY_PLANNED,
                NONCONFORMITY_DONE };
        const struct unit *u = org_unit(org_get(rq->arena), who_unit(rq->who, PERM_QUALITY_READ));
        i64 state = quality__chosen(rq->in, "tt"), grade = quality__chosen(rq->in, "muc"), due, id;
        struct nonconformity_list_view v = { .rq = rq, .unit = u ? u->name : STR("") };
        struct nonconformity_line_rows rows;
        struct nonconformity_row *list;
        const i64 *units;
        size_t n = who_units(rq->who, PERM_QUALITY_READ, rq->arena, &units);
        int r;

        quality__read_key(input_str(rq->in, "sau"), &due, &id);
        r = nonconformities_at(rq->tx,
                &(struct nonconformities_at_args){ .units = units,
                        .n_units = n,
                        .states = state ? &state : open,
                        .n_states = state ? 1 : ARRAY_LEN(open),
                        .grade = grade ? grade : I64_NULL,
                        .after_due = due,
                        .after_id = id,
                        .limit = PAGE + 1 },
                &rows);
        if (r < 0)
                return r;
        list = NEW_ARRAY(rq->arena, struct nonconformity_row, PAGE);
        for (size_t i = 0; i < rows.n && i < PAGE; i++)
                list[v.n++] = row_of(rq, &rows.rows[i]);
        if (rows.n > PAGE)
                v.next = next_page(rq, state, grade, &rows.rows[PAGE - 1]);
        v.rows = list;
        fill_filters(rq, &v, state, grade);
        view_nonconformity_list(&rq->html, &v);
        return reply_page(rq, 200);
}

/* ---- GET, POST /ghi-khong-phu-hop ---- */

static const struct field new_fields[] = {
        { "don_vi", FIELD_KEY, FIELD_REQUIRED, 60, T_QUALITY_UNIT_NEEDED, NULL },
        { "muc", FIELD_CHOICE, FIELD_REQUIRED, 0, T_QUALITY_GRADE_NEEDED, "1|2" },
        { "dieu", FIELD_TEXT, 0, 12, 0, NULL },
        { "noi_dung", FIELD_LINES, FIELD_REQUIRED, 4000, T_QUALITY_WORDS_NEEDED, NULL },
        { 0 },
};

static int new_show(struct req *rq)
{
        struct nonconformity_new_view v = { .rq = rq, .in = rq->verb == GET ? NULL : rq->in };
        const struct org *org = org_get(rq->arena);
        const struct unit *own = org_unit(org, who_unit(rq->who, PERM_QUALITY_READ));

        quality__unit_options(rq, PERM_QUALITY_READ, &v.units, &v.n_units);
        v.unit = own ? own->name : STR("");
        for (i64 g = NONCONFORMITY_MINOR; g < NONCONFORMITY_GRADE_MAX; g++)
                v.grades[g - 1] = (struct option_view){ .value = str_fmt(rq->arena, "%d", (int)g),
                        .text = nonconformity__grade(rq->arena, rq->lang, g) };
        view_nonconformity_new(&rq->html, &v);
        return reply_page(rq, rq->verb == GET ? 200 : 422);
}

/* "8.5.1": numbers with dots, of the clauses that can be broken: 4 to 10. */
static bool is_clause(struct str s)
{
        i64 n = 0, top = 0;
        struct str rest = s, part;

        for (int i = 0; str_cut(&rest, '.', &part); i++) {
                if (str_to_i64(part, &n) < 0 || n < 1 || n > 99 || i > 2)
                        return false;
                if (i == 0)
                        top = n;
        }
        return top >= 4 && top <= 10;
}

static int new_prepare(struct req *rq, struct input *in)
{
        struct nonconformity_new *n = NEW(rq->arena, struct nonconformity_new);
        const struct org *org = org_get(rq->arena);
        const struct unit *u = org_unit_by_code(org, input_str(in, "don_vi"));

        if (!u || !unit_is_valid(u, org_day(org)) || !who_may(in->who, PERM_QUALITY_READ, u->id))
                return input_fail(in, "don_vi", T_QUALITY_UNIT_NEEDED, STR_NULL);
        *n = (struct nonconformity_new){ .unit = u->id,
                .grade = quality__chosen(in, "muc"),
                .source = STR("officer"),
                .source_code = STR(""),
                .clause = quality__typed(in, "dieu"),
                .words = input_str(in, "noi_dung"),
                .who = in->who,
                .peer = in->peer };
        if (n->clause.len && !is_clause(n->clause))
                return input_fail(in, "dieu", T_QUALITY_CLAUSE_BAD, STR_NULL);
        n->code = str_cat(rq->arena, STR("KPH-"), random_code(rq->arena, 8));
        in->prepared = n;
        return 0;
}

static int new_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        const struct nonconformity_new *n = in->prepared;
        i64 id;

        out->code = n->code;
        return nonconformity_report(tx, n, &id);
}

static int go_to_page(struct req *rq, const struct outcome *out)
{
        return reply_see_other(rq, "/chat-luong/:nonconformity", out->code);
}

/* ---- GET /chat-luong/:nonconformity ---- */

static int load(struct req *rq, struct nonconformity *ret_c)
{
        struct nonconformity c;
        int r = nonconformity_by_code(rq->tx, path_str(rq->in, "nonconformity"), &c);

        if (r == 0)
                r = nonconformity_visible(rq->who, &c);
        if (r == 0)
                *ret_c = c;
        return r;
}

static int page_show(struct req *rq)
{
        struct nonconformity_page_view v = { .rq = rq, .in = rq->verb == GET ? NULL : rq->in };
        struct nonconformity c;
        int r = load(rq, &c);

        if (r == 0)
                r = nonconformity__fill(rq, &c, &v);
        if (r < 0)
                return r;
        view_nonconformity_page(&rq->html, &v);
        return reply_page(rq, rq->verb == GET ? 200 : 422);
}

/* ---- POST /chat-luong/:nonconformity/:action ---- */

static const struct field act_fields[] = {
        { "version", FIELD_I64, FIELD_REQUIRED, 0, 0, NULL },
        { "bang_chung", FIELD_LINES, 0, 4000, 0, NULL },
        { "ket_luan", FIELD_LINES, 0, 4000, 0, NULL },
        { "vi_sao_tra", FIELD_LINES, 0, 4000, 0, NULL },
        { "vi_sao_bac", FIELD_LINES, 0, 4000, 0, NULL },
        { "khac_phuc", FIELD_LINES, 0, 4000, 0, NULL },
        { "nguyen_nhan", FIELD_LINES, 0, 4000, 0, NULL },
        { "hanh_dong", FIELD_LINES, 0, 4000, 0, NULL },
        { "nguoi_lam", FIELD_TEXT, 0, 100, 0, NULL },
        { "han", FIELD_DATE, 0, 0, T_QUALITY_DUE_NEEDED, NULL },
        { 0 },
};

static const struct quality_act_word act_words[] = {
        { "lap-ke-hoach", "plan", NULL },
        { "da-lam", "done", "bang_chung", T_QUALITY_DONE },
        { "khep", "verify", "ket_luan", T_QUALITY_VERDICT },
        { "tra-lai", "send_back", "vi_sao_tra", T_QUALITY_REASON },
        { "bac", "refuse", "vi_sao_bac", T_QUALITY_REASON },
        { 0 },
};

/* All that is missing is said at once. */
static int read_plan(struct req *rq, struct input *in, i64 unit, struct nonconformity_act *act)
{
        static const struct {
                const char *name;
                int label;
        } parts[] = { { "khac_phuc", T_QUALITY_CORRECTION }, { "nguyen_nhan", T_QUALITY_CAUSE },
                { "hanh_dong", T_QUALITY_REMEDY } };
        struct account account;
        struct who officer;
        int r = 0, found;

        for (size_t i = 0; i < ARRAY_LEN(parts); i++)
                if (str_empty(str_trim(input_str(in, parts[i].name))))
                        r = input_fail(in, parts[i].name, T_QUALITY_PART_NEEDED,
                                text_plain(rq->arena, rq->lang, parts[i].label, STR_NULL));
        act->correction = input_str(in, "khac_phuc");
        act->cause = input_str(in, "nguyen_nhan");
        act->remedy = input_str(in, "hanh_dong");
        act->due_day = input_i64(in, "han");
        if (act->due_day == I64_NULL || act->due_day < day_of(rq->now))
                r = input_fail(in, "han", T_QUALITY_DUE_NEEDED, STR_NULL);
        req_note_person(rq, 0, 0, "name", "quality.plan"); /* an officer's, at their work */
        found = account_by_name(rq->tx, quality__typed(in, "nguoi_lam"), &account);
        if (found == 0)
                found = identity_who_of(rq->tx, account.id, &officer);
        if (found < 0 && found != ERR_NOT_FOUND)
                return found;
        if (found < 0 || !who_may(&officer, PERM_QUALITY_READ, unit))
                return input_fail(in, "nguoi_lam", T_QUALITY_OFFICER_NEEDED, STR_NULL);
        act->responsible = account.id;
        return r;
}

static int act_prepare(struct req *rq, struct input *in)
{
        struct nonconformity_act *act = NEW(rq->arena, struct nonconformity_act);
        const struct quality_act_word *word = quality__act_word(act_words, in);
        struct nonconformity c;
        int r = load(rq, &c);

        if (r < 0)
                return r;
        if (!word)
                return ERR_NOT_FOUND;
        *act = (struct nonconformity_act){ .who = in->who,
                .action = str_of(word->action),
                .version = input_i64(in, "version"),
                .words = word->field ? input_str(in, word->field) : STR(""),
                .peer = in->peer };
        in->prepared = act;
        if (!nonconformity_may_ever(in->who, &c, act->action))
                return ERR_DENIED;
        if (!word->field)
                return read_plan(rq, in, c.unit_id, act);
        if (str_empty(str_trim(act->words)))
                return input_fail(in, word->field, T_QUALITY_PART_NEEDED,
                        text_plain(rq->arena, rq->lang, word->label, STR_NULL));
        return 0;
}

static int act_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        struct nonconformity c;
        int r = nonconformity_by_code(tx, path_str(in, "nonconformity"), &c);

        out->code = path_str(in, "nonconformity");
        return r < 0 ? r : nonconformity_move(tx, &c, in->prepared);
}

const struct route nonconformity__routes[] = {
        { GET, "/chat-luong", PERM_QUALITY_READ, ROUTE_NOINDEX, READ(list_fields, list_show),
                .doc = "The register of non-conformities of one's units" },
        { GET, "/ghi-khong-phu-hop", PERM_QUALITY_READ, ROUTE_NOINDEX, READ(NULL, new_show),
                .doc = "The form of a new non-conformity" },
        { POST, "/ghi-khong-phu-hop", PERM_QUALITY_READ, 0,
                WRITE(new_fields, new_prepare, new_apply, go_to_page, new_show),
                .doc = "Report a non-conformity" },
        { GET, "/chat-luong/:nonconformity", PERM_QUALITY_READ, ROUTE_NOINDEX,
                READ(NULL, page_show), .doc = "A non-conformity, its plan and its history" },
        { POST, "/chat-luong/:nonconformity/:action", PERM_QUALITY_READ, ROUTE_READS_PERSON,
                WRITE(act_fields, act_prepare, act_apply, go_to_page, page_show),
                .doc = "Plan what corrects it, say that it is done, verify, send back or refuse" },
        { 0 },
};
