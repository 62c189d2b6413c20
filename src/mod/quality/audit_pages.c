/*
 * src/mod/quality/audit_pages.c: internal audits: the list, planning one, carrying it out. No SQL,
 * no HTML.
 */
#include "base/random.h"
#include "core/frame.h"
#include "core/queries.h"
#include "core/words.h"
#include "mod/quality/internal.h"
#include "mod/quality/views.h"
#include "web/texts.h"
#include "web/web.h"

#define PAGE 30

/* ---- GET /danh-gia-noi-bo ---- */

static const struct field list_fields[] = {
        { "tt", FIELD_CHOICE, 0, 0, 0, "1|2|3|4" },
        { "sau", FIELD_KEY, 0, 60, 0, NULL },
        { 0 },
};

static void fill_filters(struct req *rq, struct internal_audit_list_view *v, i64 state)
{
        struct arena *a = rq->arena;
        enum tone tone;

        v->states[0] = (struct option_view){ .value = STR(""),
                .text = text_plain(a, rq->lang, T_QUALITY_AUDIT_OPEN_ALL, STR_NULL) };
        for (i64 s = 1; s < INTERNAL_AUDIT_STATE_MAX; s++)
                v->states[s] = (struct option_view){ .value = str_fmt(a, "%d", (int)s),
                        .text = internal_audit__state(a, rq->lang, s, &tone),
                        .chosen = s == state };
        v->filters[0] = (struct field_view){ .name = "tt",
                .control = CONTROL_SELECT,
                .label = text_plain(a, rq->lang, T_QUALITY_STATE, STR_NULL),
                .options = v->states,
                .n_options = ARRAY_LEN(v->states) };
}

static struct internal_audit_row row_of(struct req *rq, const struct internal_audit_line *c)
{
        const struct unit *u = org_unit(org_get(rq->arena), c->unit_id);
        struct internal_audit_row row = { .code = c->code,
                .scope = quality__beginning(rq->arena, c->scope),
                .unit = u ? u->name : STR(""),
                .day = words_day(rq->arena, rq->lang, c->planned_day),
                .lead = c->lead };

        row.state = internal_audit__state(rq->arena, rq->lang, c->state, &row.tone);
        return row;
}

static struct str next_page(struct req *rq, i64 state, const struct internal_audit_line *last)
{
        struct str s = state ? str_fmt(rq->arena, "tt=%d&", (int)state) : STR("");

        return str_fmt(rq->arena, "/danh-gia-noi-bo?%.*ssau=%lld.%lld", STRF(s),
                (long long)last->planned_day, (long long)last->id);
}

static int list_show(struct req *rq)
{
        static const i64 open[] = { INTERNAL_AUDIT_PLANNED, INTERNAL_AUDIT_UNDER_WAY };
        const struct unit *u = org_unit(org_get(rq->arena), who_unit(rq->who, PERM_QUALITY_READ));
        i64 state = quality__chosen(rq->in, "tt"), day, id;
        struct internal_audit_list_view v = { .rq = rq,
                .unit = u ? u->name : STR(""),
                .can_plan = who_has(rq->who, PERM_QUALITY_AUDIT) };
        struct internal_audit_line_rows rows;
        struct internal_audit_row *list;
        const i64 *units;
        size_t n = who_units(rq->who, PERM_QUALITY_READ, rq->arena, &units);
        int r;

        quality__read_key(input_str(rq->in, "sau"), &day, &id);
        r = internal_audits_at(rq->tx, units, n, state ? &state : open, state ? 1 : ARRAY_LEN(open),
                day, id, PAGE + 1, &rows);
        if (r < 0)
                return r;
        list = NEW_ARRAY(rq->arena, struct internal_audit_row, PAGE);
        for (size_t i = 0; i < rows.n && i < PAGE; i++)
                list[v.n++] = row_of(rq, &rows.rows[i]);
        if (rows.n > PAGE)
                v.next = next_page(rq, state, &rows.rows[PAGE - 1]);
        v.rows = list;
        fill_filters(rq, &v, state);
        view_internal_audit_list(&rq->html, &v);
        return reply_page(rq, 200);
}

/* ---- GET, POST /lap-danh-gia ---- */

static const struct field new_fields[] = {
        { "don_vi", FIELD_KEY, FIELD_REQUIRED, 60, T_QUALITY_UNIT_NEEDED, NULL },
        { "ngay", FIELD_DATE, FIELD_REQUIRED, 0, T_QUALITY_DUE_NEEDED, NULL },
        { "truong_doan", FIELD_TEXT, FIELD_REQUIRED, 100, T_QUALITY_LEAD_NEEDED, NULL },
        { "pham_vi", FIELD_LINES, FIELD_REQUIRED, 4000, T_QUALITY_SCOPE_NEEDED, NULL },
        { "cau_them", FIELD_LINES, 0, 4000, 0, NULL },
        { 0 },
};

static int new_show(struct req *rq)
{
        struct internal_audit_new_view v = { .rq = rq, .in = rq->verb == GET ? NULL : rq->in };
        const struct unit *own =
                org_unit(org_get(rq->arena), who_unit(rq->who, PERM_QUALITY_AUDIT));
        int r = internal_audit__leads(rq, rq->who->account, &v.leads, &v.n_leads);

        if (r < 0)
                return r;
        quality__unit_options(rq, PERM_QUALITY_AUDIT, &v.units, &v.n_units);
        v.unit = own ? own->name : STR("");
        view_internal_audit_new(&rq->html, &v);
        return reply_page(rq, rq->verb == GET ? 200 : 422);
}

/* The account behind the login that was chosen; what is wrong with either is said at once. */
static int read_when_and_who(
        struct req *rq, struct input *in, i64 unit, i64 *ret_day, i64 *ret_lead)
{
        struct account account;
        struct str words;
        int r = 0, found;

        *ret_day = input_i64(in, "ngay");
        if (*ret_day == I64_NULL || *ret_day < day_of(rq->now))
                r = input_fail(in, "ngay", T_QUALITY_DUE_NEEDED, STR_NULL);
        req_note_person(rq, 0, 0, "name", "quality.audit"); /* an officer's, at their work */
        found = account_by_name(rq->tx, quality__typed(in, "truong_doan"), &account);
        if (found == ERR_NOT_FOUND)
                return input_fail(in, "truong_doan", T_QUALITY_LEAD_NEEDED, STR_NULL);
        if (found == 0)
                found = internal_audit_lead(rq->tx, account.id, unit, &words);
        if (found == ERR_EXISTS)
                return input_fail(in, "truong_doan", T_QUALITY_LEAD_PARTIAL, STR_NULL);
        *ret_lead = account.id;
        return found < 0 ? found : r;
}

#define QUESTIONS_BESIDES 30

static size_t lines_in(struct str s)
{
        size_t n = 1;

        for (size_t i = 0; i < s.len; i++)
                n += s.ptr[i] == '\n';
        return s.len ? n : 0;
}

static int new_prepare(struct req *rq, struct input *in)
{
        struct internal_audit_new *n = NEW(rq->arena, struct internal_audit_new);
        const struct org *org = org_get(rq->arena);
        const struct unit *u = org_unit_by_code(org, input_str(in, "don_vi"));
        int r = 0;

        *n = (struct internal_audit_new){ .scope = input_str(in, "pham_vi"),
                .besides = quality__typed(in, "cau_them"),
                .who = in->who,
                .peer = in->peer };
        if (!u || !unit_is_valid(u, org_day(org)) || !who_may(in->who, PERM_QUALITY_AUDIT, u->id))
                r = input_fail(in, "don_vi", T_QUALITY_UNIT_NEEDED, STR_NULL);
        if (lines_in(n->besides) > QUESTIONS_BESIDES)
                r = input_fail(in, "cau_them", T_QUALITY_QUESTIONS_MANY, STR_NULL);
        if (r == 0)
                r = read_when_and_who(rq, in, u->id, &n->planned_day, &n->lead);
        if (r < 0)
                return r;
        n->unit = u->id;
        n->code = str_cat(rq->arena, STR("DG-"), random_code(rq->arena, 8));
        in->prepared = n;
        return 0;
}

static int new_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        const struct internal_audit_new *n = in->prepared;

        out->code = n->code;
        return internal_audit_plan(tx, n);
}

static int go_to_page(struct req *rq, const struct outcome *out)
{
        return reply_see_other(rq, "/danh-gia-noi-bo/:internal_audit", out->code);
}

/* ---- GET /danh-gia-noi-bo/:internal_audit ---- */

static int load(struct req *rq, struct internal_audit *ret_c)
{
        struct internal_audit c;
        int r = internal_audit_by_code(rq->tx, path_str(rq->in, "internal_audit"), &c);

        if (r == 0)
                r = internal_audit_visible(rq->who, &c);
        if (r == 0)
                *ret_c = c;
        return r;
}

static int page_show(struct req *rq)
{
        struct internal_audit_page_view v = { .rq = rq, .in = rq->verb == GET ? NULL : rq->in };
        struct internal_audit c;
        int r = load(rq, &c);

        if (r == 0)
                r = internal_audit__fill(rq, &c, &v);
        if (r < 0)
                return r;
        view_internal_audit_page(&rq->html, &v);
        return reply_page(rq, rq->verb == GET ? 200 : 422);
}

/* ---- POST /danh-gia-noi-bo/:internal_audit/:action ---- */

static const struct field act_fields[] = {
        { "version", FIELD_I64, FIELD_REQUIRED, 0, 0, NULL },
        { "ngay", FIELD_DATE, 0, 0, T_QUALITY_DUE_NEEDED, NULL },
        { "truong_doan", FIELD_TEXT, 0, 100, 0, NULL },
        { "ket_luan", FIELD_LINES, 0, 4000, 0, NULL },
        { "vi_sao_huy", FIELD_LINES, 0, 4000, 0, NULL },
        { 0 },
};

static const struct quality_act_word act_words[] = {
        { "doi-lich", "replan", NULL, 0 },
        { "bat-dau", "begin", NULL, 0 },
        { "bao-cao", "report", "ket_luan", T_QUALITY_CONCLUSION },
        { "huy", "cancel", "vi_sao_huy", T_QUALITY_REASON },
        { 0 },
};

/* A report says how many questions are still open. */
static int check_answered(struct req *rq, struct input *in, const struct internal_audit *c)
{
        struct internal_audit_answer_rows rows;
        i64 open = 0;
        int r = internal_audit_answers(rq->tx, c->id, &rows);

        for (size_t i = 0; r == 0 && i < rows.n; i++)
                open += rows.rows[i].finding == FINDING_NONE;
        if (r < 0 || !open)
                return r;
        return input_fail(in, "ket_luan", T_QUALITY_QUESTIONS_OPEN,
                str_fmt(rq->arena, "%lld", (long long)open));
}

static int act_prepare(struct req *rq, struct input *in)
{
        struct internal_audit_act *act = NEW(rq->arena, struct internal_audit_act);
        const struct quality_act_word *word = quality__act_word(act_words, in);
        struct internal_audit c;
        int r = load(rq, &c);

        if (r < 0)
                return r;
        if (!word)
                return ERR_NOT_FOUND;
        *act = (struct internal_audit_act){ .who = in->who,
                .action = str_of(word->action),
                .version = input_i64(in, "version"),
                .words = word->field ? input_str(in, word->field) : STR(""),
                .peer = in->peer };
        in->prepared = act;
        if (!internal_audit_may_ever(in->who, &c, act->action))
                return ERR_DENIED;
        if (str_is(act->action, "replan"))
                return read_when_and_who(rq, in, c.unit_id, &act->planned_day, &act->lead);
        if (word->field && str_empty(str_trim(act->words)))
                return input_fail(in, word->field, T_QUALITY_PART_NEEDED,
                        text_plain(rq->arena, rq->lang, word->label, STR_NULL));
        return str_is(act->action, "report") && c.state == INTERNAL_AUDIT_UNDER_WAY
                       ? check_answered(rq, in, &c)
                       : 0;
}

static int act_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        struct internal_audit c;
        int r = internal_audit_by_code(tx, path_str(in, "internal_audit"), &c);

        out->code = path_str(in, "internal_audit");
        return r < 0 ? r : internal_audit_move(tx, &c, in->prepared);
}

/* ---- GET, POST /danh-gia-noi-bo/:internal_audit/cau/:question ---- */

static const struct field answer_fields[] = {
        { "version", FIELD_I64, FIELD_REQUIRED, 0, 0, NULL },
        { "ket_qua", FIELD_CHOICE, FIELD_REQUIRED, 0, T_QUALITY_FINDING_NEEDED, "1|2|3|4|5" },
        { "bang_chung", FIELD_LINES, 0, 4000, 0, NULL },
        { 0 },
};

/* All answers, and the one that the address names. ERR_DENIED: another leads the audit. */
static int load_question(struct req *rq, struct internal_audit *c,
        struct internal_audit_answer_rows *rows, const struct internal_audit_answer **ret_a)
{
        i64 n;
        int r = load(rq, c);

        if (r == 0 && c->lead_id != rq->who->account)
                r = ERR_DENIED;
        if (r == 0)
                r = internal_audit_answers(rq->tx, c->id, rows);
        if (r == 0 && str_to_i64(path_str(rq->in, "question"), &n) < 0)
                r = ERR_NOT_FOUND;
        for (size_t i = 0; r == 0 && i < rows->n; i++)
                if (rows->rows[i].ordinal == n) {
                        *ret_a = &rows->rows[i];
                        return 0;
                }
        return r < 0 ? r : ERR_NOT_FOUND;
}

static int question_show(struct req *rq)
{
        struct internal_audit_question_view v = { .rq = rq, .in = rq->verb == GET ? NULL : rq->in };
        struct internal_audit_answer_rows rows;
        struct internal_audit c;
        enum tone tone;
        int r = load_question(rq, &c, &rows, &v.a);

        if (r < 0)
                return r;
        if (c.state != INTERNAL_AUDIT_UNDER_WAY)
                return rq->verb == GET
                               ? reply_see_other(rq, "/danh-gia-noi-bo/:internal_audit", c.code)
                               : ERR_STATE;
        v.c = &c;
        v.unit = org_unit(org_get(rq->arena), c.unit_id)->name;
        v.of = (i64)rows.n;
        v.former = v.a->ordinal - 1;
        for (int f = FINDING_CONFORMS; f < FINDING_MAX; f++)
                v.findings[f - 1] = (struct option_view){ .value = str_fmt(rq->arena, "%d", f),
                        .text = internal_audit__finding(rq->arena, rq->lang, f, &tone),
                        .chosen = f == v.a->finding };
        view_internal_audit_question(&rq->html, &v);
        return reply_page(rq, rq->verb == GET ? 200 : 422);
}

/* The next question without an answer, those before this one last; 0: there is none. */
static i64 next_open(const struct internal_audit_answer_rows *rows, i64 now)
{
        i64 before = 0;

        for (size_t i = 0; i < rows->n; i++) {
                const struct internal_audit_answer *a = &rows->rows[i];

                if (a->finding != FINDING_NONE || a->ordinal == now)
                        continue;
                if (a->ordinal > now)
                        return a->ordinal;
                if (!before)
                        before = a->ordinal;
        }
        return before;
}

struct answer_given {
        struct internal_audit_reply reply;
        i64 next;
};

static int answer_prepare(struct req *rq, struct input *in)
{
        struct answer_given *given = NEW(rq->arena, struct answer_given);
        const struct internal_audit_answer *a;
        struct internal_audit_answer_rows rows;
        struct internal_audit c;
        int r = load_question(rq, &c, &rows, &a);

        if (r < 0)
                return r;
        given->reply = (struct internal_audit_reply){ .ordinal = a->ordinal,
                .version = input_i64(in, "version"),
                .finding = quality__chosen(in, "ket_qua"),
                .evidence = quality__typed(in, "bang_chung") };
        given->next = next_open(&rows, a->ordinal);
        in->prepared = given;
        if (given->reply.finding != FINDING_CONFORMS && str_empty(given->reply.evidence))
                return input_fail(in, "bang_chung", T_QUALITY_FINDING_EVIDENCE, STR_NULL);
        return 0;
}

static int answer_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        const struct answer_given *given = in->prepared;
        struct internal_audit c;
        int r = internal_audit_by_code(tx, path_str(in, "internal_audit"), &c);

        out->code = path_str(in, "internal_audit");
        return r < 0 ? r : internal_audit_answer_give(tx, &c, in->who, &given->reply);
}

static int go_to_next(struct req *rq, const struct outcome *out)
{
        const struct answer_given *given = rq->in->prepared;

        /* Said again to who sends it again: then nothing was prepared. */
        return given && given->next
                       ? reply_see_other(rq, "/danh-gia-noi-bo/:internal_audit/cau/:question",
                                 out->code, str_fmt(rq->arena, "%lld", (long long)given->next))
                       : go_to_page(rq, out);
}

const struct route internal_audit__routes[] = {
        { GET, "/danh-gia-noi-bo", PERM_QUALITY_READ, ROUTE_NOINDEX, READ(list_fields, list_show),
                .doc = "Internal audits of one's units" },
        { GET, "/lap-danh-gia", PERM_QUALITY_AUDIT, ROUTE_NOINDEX, READ(NULL, new_show),
                .doc = "The form of a new internal audit" },
        { POST, "/lap-danh-gia", PERM_QUALITY_AUDIT, ROUTE_READS_PERSON,
                WRITE(new_fields, new_prepare, new_apply, go_to_page, new_show),
                .doc = "Plan an internal audit of a unit" },
        { GET, "/danh-gia-noi-bo/:internal_audit", PERM_QUALITY_READ, ROUTE_NOINDEX,
                READ(NULL, page_show), .doc = "An internal audit: its questions, its report" },
        { POST, "/danh-gia-noi-bo/:internal_audit/viec/:action", PERM_QUALITY_AUDIT,
                ROUTE_READS_PERSON,
                WRITE(act_fields, act_prepare, act_apply, go_to_page, page_show),
                .doc = "Put it off, begin it, report it or call it off" },
        { GET, "/danh-gia-noi-bo/:internal_audit/cau/:question", PERM_QUALITY_AUDIT, ROUTE_NOINDEX,
                READ(NULL, question_show), .doc = "A question of an internal audit" },
        { POST, "/danh-gia-noi-bo/:internal_audit/cau/:question", PERM_QUALITY_AUDIT, 0,
                WRITE(answer_fields, answer_prepare, answer_apply, go_to_next, question_show),
                .doc = "Say what was found" },
        { 0 },
};
