/*
 * src/mod/admin/procedure.c: one procedure with its versions, one version with all that it says and
 * what may be done with it now, and two versions compared field by field.
 */
#include "mod/admin/procedure.h"
#include "web/texts.h"
#include "web/web.h"

#define BASE         PROCEDURE_BASE
#define VERSIONS_MAX 200
#define PAST_MAX     100

struct str procedure_address(struct arena *a, struct str code, i64 number)
{
        return str_fmt(a, BASE "/%.*s/%lld", STRF(code), (long long)number);
}

static int find_number(struct tx *tx, struct str code, i64 number, struct procedure_full *ret_p)
{
        struct procedure_stamp version;
        struct procedure proc;
        int r = procedure_by_code(tx, code, &proc);

        if (r == 0)
                r = procedure_version_of(tx, proc.id, number, &version);
        return r < 0 ? r : catalogue_get_version(tx, version.id, ret_p);
}

int procedure_find(struct tx *tx, const struct input *in, struct procedure_full *ret_p)
{
        i64 number;

        if (str_to_i64(path_str(in, "number"), &number) < 0)
                return ERR_NOT_FOUND;
        return find_number(tx, path_str(in, "code"), number, ret_p);
}

/* ---- GET and POST /quan-tri/thu-tuc/:code ---- */

static const struct field one_fields[] = {
        { "bao", FIELD_KEY, 0, 20, 0, NULL },
        { 0 },
};

static void put_versions(struct req *rq, struct admin_page *p, struct str code,
        const struct procedure_version_line_rows *rows)
{
        static const int heads[] = { T_DESIGN_VERSION, T_ADMIN_STATE, T_ADMIN_COL_TIME,
                T_PROC_REASON };
        struct admin_table *t = admin_table(rq, heads, ARRAY_LEN(heads), rows->n);
        i64 day = org_day(org_get(rq->arena));

        for (size_t i = 0; i < rows->n; i++) {
                const struct procedure_version_line *x = &rows->rows[i];
                struct admin_cell *c = admin_row(t);
                bool published = str_is(x->state, "published");

                c[0].text = s_PROC_VERSION_N(
                        rq->arena, rq->lang, str_fmt(rq->arena, "%lld", (long long)x->number));
                c[0].href = procedure_address(rq->arena, code, x->number);
                c[1] = procedure_tag(rq, x->state, x->valid_from, x->valid_to, day);
                c[2].text = published ? admin_days(rq, x->valid_from, x->valid_to) : STR("");
                c[3].text = x->reason.ptr ? x->reason : s_PROC_BY_IMPORT(rq->arena, rq->lang);
                c[3].more = str_empty(x->review) ? STR_NULL : s_PROC_TO_REVIEW(rq->arena, rq->lang);
        }
        t->label = s_DESIGN_VERSIONS(rq->arena, rq->lang);
        t->empty_title = t->label;
        admin_section(p)->table = t;
}

static struct option_view *version_options(
        struct req *rq, const struct procedure_version_line_rows *rows, size_t chosen)
{
        struct option_view *list = NEW_ARRAY(rq->arena, struct option_view, rows->n + 1);

        for (size_t i = 0; i < rows->n; i++) {
                struct str number = str_fmt(rq->arena, "%lld", (long long)rows->rows[i].number);

                list[i] = (struct option_view){ .value = number,
                        .text = s_PROC_VERSION_N(rq->arena, rq->lang, number),
                        .chosen = i == chosen };
        }
        return list;
}

static void put_renew(struct req *rq, struct admin_page *p, struct str code,
        const struct procedure_version_line_rows *rows, size_t current)
{
        struct admin_form *f = NEW(rq->arena, struct admin_form);
        struct field_view *x = NEW_ARRAY(rq->arena, struct field_view, 2);
        struct admin_section *part = admin_section(p);

        x[0] = (struct field_view){ .name = "from",
                .control = CONTROL_SELECT,
                .label = s_DESIGN_RENEW_FROM(rq->arena, rq->lang),
                .width = "w10",
                .options = version_options(rq, rows, current),
                .n_options = rows->n };
        x[1] = (struct field_view){ .name = "reason",
                .control = CONTROL_LINES,
                .rows = 2,
                .label = s_PROC_REASON(rq->arena, rq->lang),
                .hint = s_PROC_REASON_HINT(rq->arena, rq->lang) };
        *f = (struct admin_form){ .action = str_fmt(rq->arena, BASE "/%.*s", STRF(code)),
                .title = s_PROC_RENEW(rq->arena, rq->lang),
                .lead = s_PROC_RENEW_LEAD(rq->arena, rq->lang),
                .button = s_PROC_RENEW(rq->arena, rq->lang),
                .fields = x,
                .n_fields = 2 };
        part->form = f;
        part->folded = true;
}

static void put_compare(struct req *rq, struct admin_page *p, struct str code,
        const struct procedure_version_line_rows *rows, size_t old, size_t new)
{
        struct admin_form *f = NEW(rq->arena, struct admin_form);
        struct field_view *x = NEW_ARRAY(rq->arena, struct field_view, 2);
        struct admin_section *part;

        x[0] = (struct field_view){ .name = "cu",
                .control = CONTROL_SELECT,
                .label = s_DESIGN_OLD(rq->arena, rq->lang),
                .width = "w10",
                .options = version_options(rq, rows, old),
                .n_options = rows->n };
        x[1] = (struct field_view){ .name = "moi",
                .control = CONTROL_SELECT,
                .label = s_DESIGN_NEWER(rq->arena, rq->lang),
                .width = "w10",
                .options = version_options(rq, rows, new),
                .n_options = rows->n };
        *f = (struct admin_form){ .action = str_fmt(rq->arena, BASE "/%.*s/so-sanh", STRF(code)),
                .title = s_DESIGN_COMPARE(rq->arena, rq->lang),
                .button = s_PROC_COMPARE(rq->arena, rq->lang),
                .fields = x,
                .n_fields = 2,
                .asks = true };
        part = admin_section(p);
        part->form = f;
        part->folded = true;
}

static int one_show(struct req *rq)
{
        struct str code = path_str(rq->in, "code");
        struct procedure_version_line_rows rows;
        struct procedure_full newest;
        struct procedure proc;
        struct admin_page *p;
        i64 day = org_day(org_get(rq->arena));
        size_t current = 0;
        bool open = false;
        int r = procedure_by_code(rq->tx, code, &proc);

        if (r == 0)
                r = procedure_versions(rq->tx, proc.id, VERSIONS_MAX, &rows);
        if (r == 0 && rows.n == 0)
                r = ERR_NOT_FOUND;
        if (r == 0)
                r = catalogue_get_version(rq->tx, rows.rows[0].id, &newest);
        if (r < 0)
                return r;
        for (size_t i = 0; i < rows.n; i++) {
                const struct procedure_version_line *x = &rows.rows[i];
                enum procedure_state s = catalogue_state_of(x->state);

                if (s == PROCEDURE_PUBLISHED && x->valid_from <= day &&
                        (x->valid_to == I64_NULL || x->valid_to > day))
                        current = i;
                open |= s >= PROCEDURE_DRAFT && s <= PROCEDURE_APPROVED;
        }
        p = admin_page(rq, newest.v.usual);
        p->lead = str_fmt(rq->arena, "%.*s · %.*s", STRF(code), STRF(newest.v.name));
        p->back = STR(BASE);
        p->back_text = s_PROC_LIST(rq->arena, rq->lang);
        p->done = rq->verb == GET ? admin_done(rq) : STR_NULL;
        put_versions(rq, p, code, &rows);
        if (!open)
                put_renew(rq, p, code, &rows, current);
        if (rows.n > 1)
                put_compare(rq, p, code, &rows, 1, 0);
        return admin_reply(rq, p);
}

static const struct field renew_fields[] = {
        { "from", FIELD_I64, FIELD_REQUIRED, 0, 0, NULL },
        { "reason", FIELD_LINES, FIELD_REQUIRED, 1000, T_PROC_REASON_NEEDED, NULL },
        { 0 },
};

static int renew_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        const struct version_act act = { .who = in->who,
                .action = STR("create"),
                .note = input_str(in, "reason"),
                .peer = in->peer,
                .valid_from = I64_NULL };
        struct procedure_full from;
        i64 number;
        int r = find_number(tx, path_str(in, "code"), input_i64(in, "from"), &from);

        if (r == 0)
                r = catalogue_renew(tx, &act, &from, &number);
        if (r < 0)
                return r;
        out->code = str_fmt(tx->arena, "%lld", (long long)number);
        return 0;
}

static int renewed(struct req *rq, const struct outcome *out)
{
        return reply_see_other(rq, BASE "/:code/:number/sua", path_str(rq->in, "code"), out->code);
}

/* ---- GET /quan-tri/thu-tuc/:code/:number ---- */

static const struct {
        const char *action;
        enum text label, done;
        bool danger;
} labels[] = {
        { "submit", T_DESIGN_DO_SUBMIT, T_DESIGN_DID_SUBMIT, false },
        { "approve", T_DESIGN_DO_APPROVE, T_DESIGN_DID_APPROVE, false },
        { "publish", T_PROC_DO_PUBLISH, T_DESIGN_DID_PUBLISH, false },
        { "recall", T_DESIGN_DO_RECALL, T_DESIGN_DID_RECALL, false },
        { "return", T_DESIGN_DO_RETURN, T_DESIGN_DID_RETURN, true },
        { "drop", T_DESIGN_DO_DROP, T_DESIGN_DID_DROP, true },
        { "create", T_NONE, T_DESIGN_DID_CREATE, false },
        { "save", T_NONE, T_DESIGN_DID_SAVE, false },
};

/* What the move asks for: its day, or a reason. */
static size_t move_fields(struct req *rq, const struct move *m, struct field_view *x)
{
        struct civil today;
        size_t n = 0;

        day_civil(org_day(org_get(rq->arena)), &today);
        if (m->to == PROCEDURE_PUBLISHED)
                x[n++] = (struct field_view){ .name = "valid_from",
                        .control = CONTROL_DATE,
                        .label = s_DESIGN_FROM(rq->arena, rq->lang),
                        .hint = s_DESIGN_FROM_HINT(rq->arena, rq->lang),
                        .day = str_fmt(rq->arena, "%d", today.day),
                        .month = str_fmt(rq->arena, "%d", today.month),
                        .year = str_fmt(rq->arena, "%d", today.year) };
        if (m->flags & MOVE_NOTE)
                x[n++] = (struct field_view){ .name = "note",
                        .control = CONTROL_LINES,
                        .rows = 2,
                        .label = s_PROC_REASON(rq->arena, rq->lang) };
        return n;
}

static void put_move(struct req *rq, struct admin_page *p, const struct procedure_full *full,
        const struct move *m, size_t label)
{
        struct admin_form *f = NEW(rq->arena, struct admin_form);
        struct field_view *x = NEW_ARRAY(rq->arena, struct field_view, 2);
        struct admin_section *part = admin_section(p);
        struct str words = text_plain(rq->arena, rq->lang, (int)labels[label].label, STR_NULL);

        *f = (struct admin_form){ .action = str_fmt(rq->arena, "%.*s/viec/%s",
                                          STRF(procedure_address(
                                                  rq->arena, full->v.code, full->v.number)),
                                          m->action),
                .title = words,
                .button = words,
                .danger = labels[label].danger,
                .fields = x,
                .n_fields = move_fields(rq, m, x),
                .hidden = {
                        { "revision", str_fmt(rq->arena, "%lld", (long long)full->v.revision) } } };
        part->form = f;
        part->folded = f->n_fields > 0;
}

/* The buttons that the state table and the two pairs of eyes leave. */
static int put_moves(struct req *rq, struct admin_page *p, const struct procedure_full *full)
{
        enum procedure_state s = catalogue_state_of(full->v.state);
        struct procedure_total hands;
        bool waits = s == PROCEDURE_SUBMITTED || s == PROCEDURE_APPROVED;
        int r = procedure_hands(rq->tx, full->v.id, rq->who->person, &hands);

        if (r < 0)
                return r;
        if (hands.n && waits)
                p->lead = s_PROC_SECOND(rq->arena, rq->lang);
        for (size_t i = 0; i < ARRAY_LEN(labels); i++)
                for (const struct move *m = catalogue_moves; m->action; m++) {
                        bool judged = m->flags & MOVE_SECOND;

                        if (m->from == (int)s && !strcmp(m->action, labels[i].action) &&
                                !(judged && hands.n))
                                put_move(rq, p, full, m, i);
                }
        return 0;
}

/* A list of lines as one cell a line would be long: they stand one below the other. */
static void put_facts(struct req *rq, struct admin_page *p, const struct procedure_full *full)
{
        static const int heads[] = { T_PROC_ITEM, T_PROC_SAYS };
        struct admin_table *t = admin_table(rq, heads, ARRAY_LEN(heads), 2000);
        struct procedure_fact facts[PROCEDURE_FACTS];
        struct draft_procedure d;

        catalogue_draft_of(rq->arena, full, &d);
        procedure_facts(rq->arena, rq->lang, &d, facts);
        for (size_t i = 0; i < PROCEDURE_FACTS; i++) {
                struct str rest = facts[i].value, line, name = facts[i].name;

                while (!str_empty(rest) && str_cut(&rest, '\n', &line) && t->n_rows < 2000) {
                        struct admin_cell *c = admin_row(t);

                        c[0].text = name;
                        c[1].text = line;
                        name = STR("");
                }
        }
        t->label = s_PROC_CONTENT(rq->arena, rq->lang);
        t->empty_title = t->label;
        admin_section(p)->table = t;
}

static void put_review(struct req *rq, struct admin_page *p, struct str review)
{
        static const int heads[] = { T_PROC_TO_REVIEW };
        struct admin_table *t = admin_table(rq, heads, ARRAY_LEN(heads), 100);
        struct str line;

        if (str_empty(review))
                return;
        while (!str_empty(review) && str_cut(&review, '\n', &line) && t->n_rows < 100)
                admin_row(t)[0].text = procedure_reasons(rq->arena, rq->lang, line);
        t->label = s_PROC_TO_REVIEW(rq->arena, rq->lang);
        admin_section(p)->table = t;
}

static int put_past(struct req *rq, struct admin_page *p, i64 version)
{
        static const int heads[] = { T_PROC_WHEN, T_PROC_WHO, T_PROC_WHAT, T_DESIGN_NOTE };
        struct admin_section *part;
        struct procedure_event_row_rows rows;
        struct admin_table *t;
        int r = procedure_events_of(rq->tx, version, PAST_MAX, &rows);

        if (r < 0 || rows.n == 0)
                return r;
        t = admin_table(rq, heads, ARRAY_LEN(heads), rows.n);
        for (size_t i = 0; i < rows.n; i++) {
                const struct procedure_event_row *e = &rows.rows[i];
                struct admin_cell *c = admin_row(t);

                c[0].text = words_time(rq->arena, rq->lang, e->at);
                c[1].text = e->who;
                for (size_t k = 0; k < ARRAY_LEN(labels); k++)
                        if (str_is(e->action, labels[k].action))
                                c[2].text = text_plain(
                                        rq->arena, rq->lang, (int)labels[k].done, STR_NULL);
                c[3].text = e->note;
        }
        part = admin_section(p);
        t->label = part->title = s_DESIGN_PAST(rq->arena, rq->lang);
        part->table = t;
        return 0;
}

int procedure_show_version(struct req *rq)
{
        struct procedure_full full;
        struct link_view *edit = NEW(rq->arena, struct link_view);
        struct pair_view *state = NEW_ARRAY(rq->arena, struct pair_view, 3);
        struct admin_section *part;
        struct admin_page *p;
        struct str number;
        bool published;
        int r = procedure_find(rq->tx, rq->in, &full);

        if (r < 0)
                return r;
        number = str_fmt(rq->arena, "%lld", (long long)full.v.number);
        published = str_is(full.v.state, "published");
        p = admin_page(rq, s_PROC_VERSION_OF(rq->arena, rq->lang, full.v.usual, number));
        p->back = str_fmt(rq->arena, BASE "/%.*s", STRF(full.v.code));
        p->back_text = s_PROC_VERSIONS_OF(rq->arena, rq->lang, full.v.code);
        p->done = rq->verb == GET ? admin_done(rq) : STR_NULL;
        if (str_is(full.v.state, "draft")) {
                *edit = (struct link_view){ .text = s_PROC_EDIT(rq->arena, rq->lang),
                        .href = str_cat(rq->arena,
                                procedure_address(rq->arena, full.v.code, full.v.number),
                                STR("/sua")),
                        .icon = ICON_KY };
                p->actions = edit;
                p->n_actions = 1;
        }
        part = admin_section(p);
        state[0] = (struct pair_view){ .name = s_ADMIN_STATE(rq->arena, rq->lang),
                .value = procedure_tag(rq, full.v.state, full.v.valid_from, full.v.valid_to,
                        org_day(org_get(rq->arena)))
                                 .text };
        state[1] = (struct pair_view){ .name = s_ADMIN_COL_TIME(rq->arena, rq->lang),
                .value = published ? admin_days(rq, full.v.valid_from, full.v.valid_to)
                                   : s_PROC_NOT_YET(rq->arena, rq->lang) };
        state[2] = (struct pair_view){ .name = s_PROC_REASON(rq->arena, rq->lang),
                .value =
                        full.v.reason.ptr ? full.v.reason : s_PROC_BY_IMPORT(rq->arena, rq->lang) };
        part->pairs = state;
        part->n_pairs = 3;
        r = put_moves(rq, p, &full);
        if (r < 0)
                return r;
        put_review(rq, p, full.v.review);
        put_facts(rq, p, &full);
        r = put_past(rq, p, full.v.id);
        return r < 0 ? r : admin_reply(rq, p);
}

/* ---- POST /quan-tri/thu-tuc/:code/:number/viec/:action ---- */

static const struct field act_fields[] = {
        { "revision", FIELD_I64, FIELD_REQUIRED, 0, 0, NULL },
        { "note", FIELD_LINES, 0, 2000, 0, NULL },
        { "valid_from", FIELD_DATE, 0, 0, T_DESIGN_DAY_NEEDED, NULL },
        { 0 },
};

/* What stands in the way of sending it to a second person; STR_NULL nothing. */
static struct str missing(struct req *rq, const struct procedure_full *p)
{
        const struct {
                bool is;
                enum text name;
        } needs[] = { { str_empty(p->v.field), T_PROC_FIELD },
                { str_empty(p->v.agency), T_PROC_AGENCY },
                { str_empty(p->v.legal_basis), T_PROC_LEGAL },
                { p->v.limit_hundredths == I64_NULL && str_empty(p->v.limit_note), T_PROC_LIMIT },
                { p->results.n == 0, T_PROC_RESULTS } };
        struct buf b;

        buf_init(&b, rq->arena, 1000);
        for (size_t i = 0; i < ARRAY_LEN(needs); i++)
                if (needs[i].is)
                        buf_fmt(&b, "%s%.*s", b.len ? ", " : "",
                                STRF(text_plain(
                                        rq->arena, rq->lang, (int)needs[i].name, STR_NULL)));
        return b.len ? buf_str(&b) : STR_NULL;
}

static int act_prepare(struct req *rq, struct input *in)
{
        struct str action = path_str(in, "action"), lacks;
        i64 day = input_i64(in, "valid_from");
        bool reasoned = str_is(action, "return") || str_is(action, "drop");
        struct procedure_full p;
        int r = procedure_find(rq->tx, in, &p);

        if (r < 0)
                return r;
        if (reasoned && str_empty(input_str(in, "note")))
                return input_fail(in, "note", T_DESIGN_NOTE_NEEDED, STR_NULL);
        if (str_is(action, "publish") && (day == I64_NULL || day < org_day(org_get(rq->arena))))
                return input_fail(in, "valid_from", T_DESIGN_DAY_NEEDED, STR_NULL);
        lacks = missing(rq, &p);
        if (str_is(action, "submit") && lacks.ptr)
                return input_fail(in, NULL, T_PROC_LACKS, lacks);
        return 0;
}

static int act_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        const struct version_act act = { .who = in->who,
                .action = path_str(in, "action"),
                .note = input_str(in, "note"),
                .peer = in->peer,
                .revision = input_i64(in, "revision"),
                .valid_from = input_i64(in, "valid_from") };
        struct procedure_full p;
        int r = procedure_find(tx, in, &p);

        if (r < 0)
                return r;
        out->code = p.v.code;
        r = catalogue_move(tx, &act, &p.v);
        return r == ERR_STALE ? admin_stale(in) : r;
}

static int acted(struct req *rq, const struct outcome *out)
{
        return reply_see_other(rq, str_fmt(rq->arena, BASE "/%.*s/%.*s?bao=luu", STRF(out->code),
                                           STRF(path_str(rq->in, "number")))
                                           .ptr);
}

/* ---- GET /quan-tri/thu-tuc/:code/so-sanh?cu=&moi= ---- */

static const struct field compare_fields[] = {
        { "cu", FIELD_I64, FIELD_REQUIRED, 0, 0, NULL },
        { "moi", FIELD_I64, FIELD_REQUIRED, 0, 0, NULL },
        { 0 },
};

static int compare_show(struct req *rq)
{
        static const int heads[] = { T_PROC_ITEM, T_DESIGN_OLD, T_DESIGN_NEWER };
        struct str code = path_str(rq->in, "code");
        const struct procedure_difference *list;
        struct procedure_version_line_rows rows;
        struct procedure_full full[2];
        struct draft_procedure d[2];
        struct admin_table *t;
        struct admin_page *p;
        size_t n, at[2] = { 0 };
        int r = find_number(rq->tx, code, input_i64(rq->in, "cu"), &full[0]);

        if (r == 0)
                r = find_number(rq->tx, code, input_i64(rq->in, "moi"), &full[1]);
        if (r == 0)
                r = procedure_versions(rq->tx, full[0].v.procedure_id, VERSIONS_MAX, &rows);
        if (r < 0)
                return r;
        for (size_t i = 0; i < 2; i++) {
                catalogue_draft_of(rq->arena, &full[i], &d[i]);
                while (at[i] + 1 < rows.n && rows.rows[at[i]].number != full[i].v.number)
                        at[i]++;
        }
        n = procedure_differences(rq->arena, rq->lang, &d[0], &d[1], &list);
        t = admin_table(rq, heads, ARRAY_LEN(heads), n);
        for (size_t i = 0; i < n; i++) {
                struct admin_cell *c = admin_row(t);

                c[0].text = list[i].name;
                c[1].text =
                        str_empty(list[i].old) ? s_PROC_NOTHING(rq->arena, rq->lang) : list[i].old;
                c[2].text =
                        str_empty(list[i].new) ? s_PROC_NOTHING(rq->arena, rq->lang) : list[i].new;
        }
        p = admin_page(rq, s_DESIGN_COMPARE(rq->arena, rq->lang));
        p->lead = full[1].v.usual;
        p->back = str_fmt(rq->arena, BASE "/%.*s", STRF(code));
        p->back_text = s_PROC_VERSIONS_OF(rq->arena, rq->lang, code);
        t->label = p->title;
        t->empty_title = s_PROC_SAME(rq->arena, rq->lang);
        t->empty_words = s_PROC_SAME_LEAD(rq->arena, rq->lang);
        admin_section(p)->table = t;
        put_compare(rq, p, code, &rows, at[0], at[1]);
        return admin_reply(rq, p);
}

const struct route admin_procedure_routes[] = {
        { GET, "/quan-tri/thu-tuc/:code", PERM_CATALOGUE_EDIT, ROUTE_NOINDEX,
                READ(one_fields, one_show), .doc = "A procedure and its versions" },
        { POST, "/quan-tri/thu-tuc/:code", PERM_CATALOGUE_EDIT, 0,
                WRITE(renew_fields, NULL, renew_apply, renewed, one_show),
                .doc = "Begin a new version from an old one" },
        { GET, "/quan-tri/thu-tuc/:code/so-sanh", PERM_CATALOGUE_EDIT, ROUTE_NOINDEX,
                READ(compare_fields, compare_show), .doc = "Two versions, field by field" },
        { GET, "/quan-tri/thu-tuc/:code/:number", PERM_CATALOGUE_EDIT, ROUTE_NOINDEX,
                READ(one_fields, procedure_show_version), .doc = "One version" },
        { POST, "/quan-tri/thu-tuc/:code/:number/viec/:action", PERM_CATALOGUE_EDIT, 0,
                WRITE(act_fields, act_prepare, act_apply, acted, procedure_show_version),
                .doc = "Submit, approve, publish from a day, return, recall, drop a version" },
        { 0 },
};
