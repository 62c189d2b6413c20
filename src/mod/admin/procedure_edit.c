/*
 * src/mod/admin/procedure_edit.c: the form with everything that a draft says: facts, papers by
 * case, fees. Rows whose name is empty are left out, so that clearing a name takes a row away; two
 * empty rows stand below for more.
 */
#include "base/utf8.h"
#include "mod/admin/procedure.h"
#include "mod/dossier/dossier.h"
#include "web/texts.h"
#include "web/web.h"

#define BASE      PROCEDURE_BASE
#define ROWS_MAX  200 /* papers, fees */
#define ROWS_MORE 2
#define LONGEST   (i64)(10 * 365) /* of a limit, in its unit */

static const struct field fields[] = {
        { "revision", FIELD_I64, FIELD_REQUIRED, 0, 0, NULL },
        { "name", FIELD_TEXT, FIELD_REQUIRED, 600, T_PROC_NAME_NEEDED, NULL },
        { "usual", FIELD_TEXT, FIELD_REQUIRED, 300, T_PROC_USUAL_NEEDED, NULL },
        { "name_en", FIELD_TEXT, 0, 600, 0, NULL },
        { "synonyms", FIELD_LINES, 0, 4000, 0, NULL },
        { "field", FIELD_TEXT, 0, 200, 0, NULL },
        { "event", FIELD_TEXT, 0, 200, 0, NULL },
        { "level", FIELD_CHOICE, FIELD_REQUIRED, 0, 0, "province|district|commune" },
        { "level_2025", FIELD_CHOICE, FIELD_REQUIRED, 0, 0, "province|commune" },
        { "agency", FIELD_TEXT, 0, 300, 0, NULL },
        { "unit", FIELD_KEY, 0, 40, 0, NULL },
        { "unit_2025", FIELD_KEY, 0, 40, 0, NULL },
        { "audience", FIELD_LIST, FIELD_REQUIRED, 4, T_PROC_AUDIENCE_NEEDED, NULL },
        { "online", FIELD_CHOICE, FIELD_REQUIRED, 0, 0, "full|partial|none" },
        { "limit", FIELD_TEXT, 0, 10, 0, NULL },
        { "limit_unit", FIELD_CHOICE, FIELD_REQUIRED, 0, 0, "working_day|day|hour" },
        { "limit_note", FIELD_TEXT, 0, 1000, 0, NULL },
        { "cutoff", FIELD_I64, 0, 23, T_PROC_CUTOFF_BAD, NULL },
        { "legal_basis", FIELD_LINES, 0, 20000, 0, NULL },
        { "results", FIELD_LINES, 0, 8000, 0, NULL },
        { "source", FIELD_TEXT, 0, 400, 0, NULL },
        { "process", FIELD_TEXT, 0, 100, 0, NULL },
        { "form", FIELD_TEXT, 0, 100, 0, NULL },
        { "reason", FIELD_LINES, FIELD_REQUIRED, 1000, T_PROC_REASON_NEEDED, NULL },
        { "reviewed", FIELD_BOOL, 0, 0, 0, NULL },
        { "o", FIELD_FORM, 0, 0, 0, NULL },
        { "save", FIELD_BOOL, 0, 0, 0, NULL },
        { 0 },
};

static const char *const limit_units[LIMIT_UNIT_MAX] = { "working_day", "day", "hour" };
static const char *const audiences[] = { "citizen", "enterprise", "organisation", "agency" };

/* ---- The form -------------------------------------------------------------------------------- */

struct building {
        struct req *rq;
        const struct draft_procedure *d;
        struct field_view *x;
        size_t n;
};

static struct str say(struct req *rq, enum text id)
{
        return text_plain(rq->arena, rq->lang, (int)id, STR_NULL);
}

static struct field_view *add(struct building *b, const char *name, enum control_kind control,
        enum text label, struct str value)
{
        struct field_view *f = &b->x[b->n++];

        *f = (struct field_view){ .name = name,
                .control = control,
                .label = say(b->rq, label),
                .value = value,
                .optional = true };
        return f;
}

static void add_options(struct field_view *f, const struct option_view *list, size_t n)
{
        f->options = list;
        f->n_options = n;
        f->optional = false;
}

static void add_choice(struct building *b, const char *name, enum text label, struct str value,
        const char *const *words, const enum text *texts, size_t n)
{
        struct option_view *list = NEW_ARRAY(b->rq->arena, struct option_view, n);

        for (size_t i = 0; i < n; i++)
                list[i] = (struct option_view){ .value = str_of(words[i]),
                        .text = say(b->rq, texts[i]),
                        .chosen = str_is(value, words[i]) };
        add_options(add(b, name, CONTROL_SELECT, label, value), list, n);
        b->x[b->n - 1].width = "w20";
}

/* Departments as of a day, and the one that is named even when it is none of them. */
static void add_units(
        struct building *b, const char *name, enum text label, struct str value, i64 day)
{
        const struct org *o = org_get(b->rq->arena);
        const struct unit *const *all;
        size_t count = org_all(o, &all), n = 0;
        struct option_view *list = NEW_ARRAY(b->rq->arena, struct option_view, count + 1);

        list[n++] = (struct option_view){ .value = STR(""),
                .text = s_PROC_NO_UNIT(b->rq->arena, b->rq->lang),
                .chosen = str_empty(value) };
        for (size_t i = 0; i < count; i++) {
                bool named = str_eq(all[i]->code, value);

                if (named || (str_is(all[i]->kind, "department") && unit_is_valid(all[i], day)))
                        list[n++] = (struct option_view){
                                .value = all[i]->code, .text = all[i]->name, .chosen = named
                        };
        }
        add_options(add(b, name, CONTROL_SELECT, label, value), list, n);
}

static void add_names(struct building *b, const char *name, enum text label, enum text none,
        struct str value, const struct dossier_choice *choices, size_t n)
{
        struct option_view *list = NEW_ARRAY(b->rq->arena, struct option_view, n + 2);
        bool known = str_empty(value);
        size_t k = 1;

        list[0] =
                (struct option_view){ .value = STR(""), .text = say(b->rq, none), .chosen = known };
        for (size_t i = 0; i < n; i++) {
                bool is = str_eq(choices[i].code, value);

                known |= is;
                list[k++] = (struct option_view){ choices[i].code, choices[i].name, STR_NULL, is };
        }
        if (!known)
                list[k++] = (struct option_view){ value, value, STR_NULL, true };
        add_options(add(b, name, CONTROL_SELECT, label, value), list, k);
}

static void add_audience(struct building *b)
{
        static const enum text texts[] = { T_PROC_CITIZEN, T_PROC_ENTERPRISE, T_PROC_ORGANISATION,
                T_PROC_AGENCY_STAFF };
        struct option_view *list =
                NEW_ARRAY(b->rq->arena, struct option_view, ARRAY_LEN(audiences));

        for (size_t i = 0; i < ARRAY_LEN(audiences); i++)
                list[i] = (struct option_view){ .value = str_of(audiences[i]),
                        .text = say(b->rq, texts[i]),
                        .chosen = str_find(b->d->v.audience, str_of(audiences[i])) >= 0 };
        add_options(add(b, "audience", CONTROL_CHECKS, T_PROC_AUDIENCE, STR_NULL), list,
                ARRAY_LEN(audiences));
}

static void set_names(struct building *b)
{
        const struct procedure_version_insert_args *v = &b->d->v;

        add(b, "reason", CONTROL_LINES, T_PROC_REASON, v->reason)->optional = false;
        b->x[b->n - 1].rows = 2;
        b->x[b->n - 1].hint = s_PROC_REASON_HINT(b->rq->arena, b->rq->lang);
        add(b, "name", CONTROL_TEXT, T_PROC_NAME, v->name)->optional = false;
        add(b, "usual", CONTROL_TEXT, T_PROC_USUAL, v->usual)->optional = false;
        b->x[b->n - 1].hint = s_PROC_USUAL_HINT(b->rq->arena, b->rq->lang);
        add(b, "name_en", CONTROL_TEXT, T_PROC_NAME_EN, v->name_en);
        add(b, "synonyms", CONTROL_LINES, T_PROC_SYNONYMS, v->synonyms)->hint =
                s_PROC_SYNONYMS_HINT(b->rq->arena, b->rq->lang);
        add(b, "field", CONTROL_TEXT, T_PROC_FIELD, v->field)->optional = false;
        add(b, "event", CONTROL_TEXT, T_PROC_EVENT, v->event)->hint =
                s_PROC_EVENT_HINT(b->rq->arena, b->rq->lang);
}

static void set_place(struct building *b)
{
        static const char *const levels[] = { "province", "district", "commune" };
        static const enum text level_texts[] = { T_PROC_PROVINCE, T_PROC_DISTRICT, T_PROC_COMMUNE };
        static const char *const two[] = { "province", "commune" };
        static const enum text two_texts[] = { T_PROC_PROVINCE, T_PROC_COMMUNE };
        static const char *const kinds[] = { "full", "partial", "none" };
        static const enum text kind_texts[] = { T_PROC_ONLINE_FULL, T_PROC_ONLINE_PARTIAL,
                T_PROC_ONLINE_NONE };
        const struct procedure_version_insert_args *v = &b->d->v;
        i64 change = day_make(2025, 7, 1);

        add_choice(b, "level", T_PROC_LEVEL, v->level, levels, level_texts, 3);
        add_choice(b, "level_2025", T_PROC_LEVEL_2025, v->level_2025, two, two_texts, 2);
        add(b, "agency", CONTROL_TEXT, T_PROC_AGENCY, v->agency)->optional = false;
        add_units(b, "unit", T_PROC_UNIT, v->unit_code, change - 1);
        add_units(b, "unit_2025", T_PROC_UNIT_2025, v->unit_code_2025, change);
        add_audience(b);
        add_choice(b, "online", T_PROC_ONLINE, v->online, kinds, kind_texts, 3);
}

/* 750: "7,5" */
static struct str hundredths_typed(struct arena *a, i64 n)
{
        if (n == I64_NULL)
                return STR("");
        if (n % 100 == 0)
                return str_fmt(a, "%lld", (long long)(n / 100));
        if (n % 10 == 0)
                return str_fmt(a, "%lld,%lld", (long long)(n / 100), (long long)(n / 10 % 10));
        return str_fmt(a, "%lld,%02lld", (long long)(n / 100), (long long)(n % 100));
}

static int set_work(struct building *b)
{
        static const enum text units[] = { T_PROC_WORKING_DAYS, T_PROC_DAYS, T_PROC_HOURS };
        const struct procedure_version_insert_args *v = &b->d->v;
        const struct dossier_choice *processes, *forms;
        struct req *rq = b->rq;
        size_t n_processes, n_forms;
        int r = dossier_processes(rq->tx, &processes, &n_processes);

        if (r == 0)
                r = dossier_forms(rq->tx, &forms, &n_forms);
        if (r < 0)
                return r;
        add(b, "limit", CONTROL_TEXT, T_PROC_LIMIT,
                hundredths_typed(rq->arena, v->limit_hundredths))
                ->hint = s_PROC_LIMIT_HINT(rq->arena, rq->lang);
        b->x[b->n - 1].width = "w4";
        add_choice(b, "limit_unit", T_PROC_LIMIT_UNIT, str_of(limit_units[v->limit_unit]),
                limit_units, units, LIMIT_UNIT_MAX);
        add(b, "limit_note", CONTROL_TEXT, T_PROC_LIMIT_NOTE, v->limit_note);
        add(b, "cutoff", CONTROL_DIGITS, T_PROC_CUTOFF,
                v->cutoff_minute == I64_NULL
                        ? STR("")
                        : str_fmt(rq->arena, "%lld", (long long)(v->cutoff_minute / 60)))
                ->hint = s_PROC_CUTOFF_HINT(rq->arena, rq->lang);
        b->x[b->n - 1].width = "w4";
        add_names(b, "process", T_PROC_PROCESS, T_PROC_PROCESS_NONE, v->process, processes,
                n_processes);
        add_names(b, "form", T_PROC_FORM, T_PROC_FORM_NONE, v->form, forms, n_forms);
        add(b, "results", CONTROL_LINES, T_PROC_RESULTS,
                str_join(rq->arena, b->d->results, b->d->n_results, STR("\n")))
                ->hint = s_PROC_LINES_HINT(rq->arena, rq->lang);
        add(b, "legal_basis", CONTROL_LINES, T_PROC_LEGAL, v->legal_basis)->hint =
                s_PROC_LINES_HINT(rq->arena, rq->lang);
        add(b, "source", CONTROL_TEXT, T_PROC_SOURCE, v->source);
        if (b->d->review.len)
                add(b, "reviewed", CONTROL_CHECK, T_PROC_REVIEWED, STR_NULL)->hint =
                        procedure_reasons(
                                rq->arena, rq->lang, str_n(b->d->review.ptr, b->d->review.len));
        return 0;
}

/* ---- Grids ----------------------------------------------------------------------------------- */

/* "o.p3-name" as it was typed, else what stands there. */
static struct admin_grid_cell cell(
        struct req *rq, char grid, size_t row, const char *column, struct str value)
{
        struct str key = str_fmt(rq->arena, "%c%zu-%s", grid, row, column);
        const struct json *typed =
                rq->verb == GET ? NULL : json_get(input_json(rq->in, "o"), str_c(rq->arena, key));

        return (struct admin_grid_cell){ str_fmt(rq->arena, "o.%.*s", STRF(key)),
                typed ? json_str(typed) : value };
}

static struct str count_typed(struct req *rq, i64 n)
{
        return str_fmt(rq->arena, "%lld", (long long)n);
}

static void paper_grid(struct req *rq, const struct draft_procedure *d, struct admin_grid *g)
{
        size_t n = d->n_papers + ROWS_MORE;
        struct admin_grid_cell *c = NEW_ARRAY(rq->arena, struct admin_grid_cell, n * 5);
        struct admin_grid_column *columns = NEW_ARRAY(rq->arena, struct admin_grid_column, 5);

        columns[0] = (struct admin_grid_column){ .head = say(rq, T_PROC_PAPER), .width = "w20" };
        columns[1] = (struct admin_grid_column){ .head = say(rq, T_PROC_CASE) };
        columns[2] = (struct admin_grid_column){ .head = say(rq, T_PROC_ORIGINALS), .width = "w4" };
        columns[3] =
                (struct admin_grid_column){ .head = say(rq, T_PROC_PAPER_COPIES), .width = "w4" };
        columns[4] = (struct admin_grid_column){ .head = say(rq, T_PROC_PAPER_FORM) };
        *g = (struct admin_grid){ STR("papers"), say(rq, T_PROC_PAPERS),
                say(rq, T_PROC_PAPERS_LEAD), columns, 5, c, n };
        for (size_t i = 0; i < n; i++) {
                static const struct procedure_paper_insert_args none = { 0 };
                const struct procedure_paper_insert_args *p =
                        i < d->n_papers ? &d->papers[i] : &none;

                c[i * 5] = cell(rq, 'p', i, "name", p->name);
                c[i * 5 + 1] = cell(rq, 'p', i, "case", p->case_text);
                c[i * 5 + 2] = cell(rq, 'p', i, "originals", count_typed(rq, p->originals));
                c[i * 5 + 3] = cell(rq, 'p', i, "copies", count_typed(rq, p->copies));
                c[i * 5 + 4] = cell(rq, 'p', i, "form", p->form);
        }
}

static void fee_grid(struct req *rq, const struct draft_procedure *d, struct admin_grid *g)
{
        size_t n = d->n_fees + ROWS_MORE;
        struct admin_grid_cell *c = NEW_ARRAY(rq->arena, struct admin_grid_cell, n * 4);
        struct admin_grid_column *columns = NEW_ARRAY(rq->arena, struct admin_grid_column, 4);
        struct option_view *kinds = NEW_ARRAY(rq->arena, struct option_view, 2);

        kinds[0] = (struct option_view){ .value = STR("charge"), .text = say(rq, T_PROC_CHARGE) };
        kinds[1] = (struct option_view){ .value = STR("fee"), .text = say(rq, T_PROC_FEE) };
        columns[0] = (struct admin_grid_column){
                .head = say(rq, T_PROC_FEE_KIND), .options = kinds, .n_options = 2
        };
        columns[1] = (struct admin_grid_column){ .head = say(rq, T_PROC_FEE_NAME) };
        columns[2] = (struct admin_grid_column){ .head = say(rq, T_PROC_AMOUNT), .width = "w10" };
        columns[3] = (struct admin_grid_column){ .head = say(rq, T_PROC_FEE_NOTE) };
        *g = (struct admin_grid){ STR("fees"), say(rq, T_PROC_FEES), say(rq, T_PROC_FEES_LEAD),
                columns, 4, c, n };
        for (size_t i = 0; i < n; i++) {
                bool is = i < d->n_fees;
                const struct procedure_fee_insert_args *f = is ? &d->fees[i] : NULL;

                c[i * 4] = cell(rq, 'f', i, "kind", is ? f->kind : STR("charge"));
                c[i * 4 + 1] = cell(rq, 'f', i, "name", is ? f->name : STR(""));
                c[i * 4 + 2] = cell(rq, 'f', i, "amount",
                        is && f->amount != I64_NULL ? count_typed(rq, f->amount) : STR(""));
                c[i * 4 + 3] = cell(rq, 'f', i, "note", is ? f->note : STR(""));
        }
}

/* GET /quan-tri/thu-tuc/:code/:number/sua */
static int edit_show(struct req *rq)
{
        static const enum text titles[] = { T_PROC_SET_NAMES, T_PROC_SET_PLACE, T_PROC_SET_WORK };
        struct admin_edit *e = NEW(rq->arena, struct admin_edit);
        struct admin_fieldset *sets = NEW_ARRAY(rq->arena, struct admin_fieldset, 3);
        struct admin_grid *grids = NEW_ARRAY(rq->arena, struct admin_grid, 2);
        struct building b = { .rq = rq };
        struct procedure_full full;
        struct draft_procedure d;
        struct admin_page *p;
        int r = procedure_find(rq->tx, rq->in, &full);

        if (r == 0 && !str_is(full.v.state, "draft"))
                r = ERR_STATE;
        if (r < 0)
                return r;
        catalogue_draft_of(rq->arena, &full, &d);
        b.d = &d;
        for (size_t i = 0; i < 3 && r == 0; i++) {
                b.x = NEW_ARRAY(rq->arena, struct field_view, 12);
                b.n = 0;
                if (i == 0)
                        set_names(&b);
                else if (i == 1)
                        set_place(&b);
                else
                        r = set_work(&b);
                sets[i] = (struct admin_fieldset){ say(rq, titles[i]), b.x, b.n };
        }
        if (r < 0)
                return r;
        paper_grid(rq, &d, &grids[0]);
        fee_grid(rq, &d, &grids[1]);
        *e = (struct admin_edit){ .action = str_cat(rq->arena,
                                          procedure_address(rq->arena, full.v.code, full.v.number),
                                          STR("/sua")),
                .revision = count_typed(rq, full.v.revision),
                .sets = sets,
                .n_sets = 3,
                .grids = grids,
                .n_grids = 2 };
        p = admin_page(rq, s_PROC_EDIT_OF(rq->arena, rq->lang, full.v.usual));
        p->lead = s_PROC_EDIT_LEAD(rq->arena, rq->lang);
        p->back = procedure_address(rq->arena, full.v.code, full.v.number);
        p->back_text = s_PROC_VERSION_N(rq->arena, rq->lang, count_typed(rq, full.v.number));
        p->done = admin_done(rq);
        p->edit = e;
        return admin_reply(rq, p);
}

/* ---- What was typed -------------------------------------------------------------------------- */

struct typed {
        struct req *rq;
        struct input *in;
        const struct json *o;
};

static struct str typed(const struct typed *t, char grid, size_t row, const char *column)
{
        struct str key = str_fmt(t->rq->arena, "%c%zu-%s", grid, row, column), clean;
        const struct json *x = json_get(t->o, str_c(t->rq->arena, key));

        return x && utf8_clean(t->rq->arena, json_str(x), false, &clean) == 0 ? str_trim(clean)
                                                                              : STR("");
}

/* A count of papers; what is no number is said above the form, for a cell has no place for it. */
static int typed_count(const struct typed *t, size_t row, const char *column, i64 *ret_n)
{
        struct str s = typed(t, 'p', row, column);
        i64 n = 0;

        if (!str_empty(s) && (str_to_i64(s, &n) < 0 || n < 0 || n > 100))
                return input_fail(
                        t->in, NULL, T_PROC_COUNT_BAD, str_fmt(t->rq->arena, "%zu", row + 1));
        *ret_n = n;
        return 0;
}

static int read_papers(const struct typed *t, struct draft_procedure *d)
{
        int r = 0;

        d->papers = NEW_ARRAY(t->rq->arena, struct procedure_paper_insert_args, ROWS_MAX);
        d->n_papers = 0;
        for (size_t i = 0; i < ROWS_MAX && r == 0; i++) {
                struct procedure_paper_insert_args *p = &d->papers[d->n_papers];

                *p = (struct procedure_paper_insert_args){ .name = typed(t, 'p', i, "name"),
                        .case_text = typed(t, 'p', i, "case"),
                        .form = typed(t, 'p', i, "form") };
                if (str_empty(p->name))
                        continue;
                d->n_papers++;
                r = typed_count(t, i, "originals", &p->originals);
                if (r == 0)
                        r = typed_count(t, i, "copies", &p->copies);
        }
        return r;
}

/* "75.000", "75000", "" (not known); dots and spaces may stand between thousands. */
static int typed_amount(const struct typed *t, size_t row, i64 *ret_amount)
{
        struct str s = str_replace(t->rq->arena,
                str_replace(t->rq->arena, typed(t, 'f', row, "amount"), STR("."), STR("")),
                STR(" "), STR(""));
        i64 n = I64_NULL;

        if (!str_empty(s) && (str_to_i64(s, &n) < 0 || n < 0 || n > (i64)1000000000000))
                return input_fail(
                        t->in, NULL, T_PROC_AMOUNT_BAD, str_fmt(t->rq->arena, "%zu", row + 1));
        *ret_amount = n;
        return 0;
}

static int read_fees(const struct typed *t, struct draft_procedure *d)
{
        int r = 0;

        d->fees = NEW_ARRAY(t->rq->arena, struct procedure_fee_insert_args, ROWS_MAX);
        d->n_fees = 0;
        for (size_t i = 0; i < ROWS_MAX && r == 0; i++) {
                struct procedure_fee_insert_args *f = &d->fees[d->n_fees];
                bool is_fee = str_is(typed(t, 'f', i, "kind"), "fee");

                *f = (struct procedure_fee_insert_args){ .kind = is_fee ? STR("fee")
                                                                        : STR("charge"),
                        .name = typed(t, 'f', i, "name"),
                        .unit = STR("đồng"),
                        .note = typed(t, 'f', i, "note") };
                r = typed_amount(t, i, &f->amount);
                if (r == 0 && (!str_empty(f->name) || f->amount != I64_NULL))
                        d->n_fees++;
        }
        return r;
}

/* "7", "7,5", "0.25" as hundredths. ERR_INVALID. */
static int typed_hundredths(struct str s, i64 *ret_n)
{
        i64 n = 0, decimals = -1;

        for (size_t i = 0; i < s.len; i++) {
                char c = s.ptr[i];

                if ((c == ',' || c == '.') && decimals < 0 && i > 0) {
                        decimals = 0;
                } else if (c >= '0' && c <= '9' && decimals < 2 && n < LONGEST * 100) {
                        n = n * 10 + (c - '0');
                        decimals += decimals >= 0;
                } else {
                        return ERR_INVALID;
                }
        }
        for (decimals = MAX(decimals, 0); decimals < 2; decimals++)
                n *= 10;
        *ret_n = n;
        return n > 0 && n <= LONGEST * 100 ? 0 : ERR_INVALID;
}

static int read_limit(struct input *in, struct draft_procedure *d)
{
        struct str limit = str_trim(input_str(in, "limit"));
        i64 cutoff = input_i64(in, "cutoff");

        d->v.limit_hundredths = I64_NULL;
        if (!str_empty(limit) && typed_hundredths(limit, &d->v.limit_hundredths) < 0)
                return input_fail(in, "limit", T_PROC_LIMIT_BAD, STR_NULL);
        for (int i = 0; i < LIMIT_UNIT_MAX; i++)
                if (str_is(input_str(in, "limit_unit"), limit_units[i]))
                        d->v.limit_unit = i;
        d->v.cutoff_minute = cutoff == I64_NULL ? I64_NULL : cutoff * 60;
        return 0;
}

static struct str joined(struct arena *a, const struct input *in, const char *name)
{
        struct buf b;

        buf_init(&b, a, 1000);
        for (size_t i = 0; i < input_count(in, name); i++)
                for (size_t k = 0; k < ARRAY_LEN(audiences); k++)
                        if (str_is(input_item(in, name, i), audiences[k]))
                                buf_fmt(&b, "%s%s", b.len ? "," : "", audiences[k]);
        return b.len ? buf_str(&b) : STR("citizen");
}

/* Lines without empty ones. */
static struct str lines_of(struct arena *a, struct str text)
{
        struct str line;
        struct buf b;

        buf_init(&b, a, 64 << 10);
        while (!str_empty(text) && str_cut(&text, '\n', &line)) {
                line = str_trim(line);
                if (str_empty(line))
                        continue;
                if (b.len)
                        buf_byte(&b, '\n');
                buf_add(&b, line);
        }
        return buf_str(&b);
}

static struct str or_empty(struct str s)
{
        return s.ptr ? s : STR("");
}

static struct str or_null(struct str s)
{
        return str_empty(s) ? STR_NULL : s;
}

static void read_texts(struct req *rq, const struct input *in, struct draft_procedure *d)
{
        struct procedure_version_insert_args *v = &d->v;
        struct str results = lines_of(rq->arena, input_str(in, "results")), line;

        v->name = input_str(in, "name");
        v->usual = input_str(in, "usual");
        v->name_en = or_null(input_str(in, "name_en"));
        v->synonyms = lines_of(rq->arena, input_str(in, "synonyms"));
        v->field = or_empty(input_str(in, "field"));
        v->event = or_empty(input_str(in, "event"));
        v->level = input_str(in, "level");
        v->level_2025 = input_str(in, "level_2025");
        v->agency = or_empty(input_str(in, "agency"));
        v->unit_code = or_null(input_str(in, "unit"));
        v->unit_code_2025 = or_null(input_str(in, "unit_2025"));
        v->audience = joined(rq->arena, in, "audience");
        v->online = input_str(in, "online");
        v->limit_note = or_empty(input_str(in, "limit_note"));
        v->legal_basis = lines_of(rq->arena, input_str(in, "legal_basis"));
        v->source = or_empty(input_str(in, "source"));
        v->process = or_null(input_str(in, "process"));
        v->form = or_null(input_str(in, "form"));
        v->reason = input_str(in, "reason");
        d->results = NEW_ARRAY(rq->arena, struct str, results.len / 2 + 2);
        d->n_results = 0;
        while (!str_empty(results) && str_cut(&results, '\n', &line))
                d->results[d->n_results++] = line;
        if (input_bool(in, "reviewed"))
                d->review.len = 0;
}

/* A name that the form did not offer comes from nobody's page. */
static int check_names(struct req *rq, struct input *in, const struct draft_procedure *d)
{
        const struct org *o = org_get(rq->arena);
        const struct procedure_version_insert_args *v = &d->v;
        struct flow_model_head model;
        struct form_version_brief form;
        int r = str_empty(v->process) ? 0 : flow_model_latest(rq->tx, v->process, &model);

        if (r == ERR_NOT_FOUND)
                return input_fail(in, "process", T_PROC_CHOOSE, STR_NULL);
        if (r == 0 && !str_empty(v->form))
                r = form_version_last(rq->tx, v->form, &form);
        if (r == ERR_NOT_FOUND)
                return input_fail(in, "form", T_PROC_CHOOSE, STR_NULL);
        if (r == 0 && !str_empty(v->unit_code) && !org_unit_by_code(o, v->unit_code))
                return input_fail(in, "unit", T_PROC_CHOOSE, STR_NULL);
        if (r == 0 && !str_empty(v->unit_code_2025) && !org_unit_by_code(o, v->unit_code_2025))
                return input_fail(in, "unit_2025", T_PROC_CHOOSE, STR_NULL);
        return r;
}

struct saving {
        struct draft_procedure d;
        struct str changes; /* in Vietnamese, for the record */
};

static int edit_prepare(struct req *rq, struct input *in)
{
        struct saving *s = NEW(rq->arena, struct saving);
        struct typed t = { rq, in, input_json(in, "o") };
        struct procedure_full full;
        struct draft_procedure was;
        int r = procedure_find(rq->tx, in, &full);

        if (r < 0)
                return r;
        if (!str_is(full.v.state, "draft"))
                return ERR_STATE;
        catalogue_draft_of(rq->arena, &full, &was);
        catalogue_draft_of(rq->arena, &full, &s->d);
        read_texts(rq, in, &s->d);
        r = read_limit(in, &s->d);
        if (r == 0)
                r = read_papers(&t, &s->d);
        if (r == 0)
                r = read_fees(&t, &s->d);
        if (r == 0)
                r = check_names(rq, in, &s->d);
        if (r < 0)
                return r;
        s->changes = procedure_changes(rq->arena, LANG_VI, &was, &s->d);
        if (str_empty(s->changes))
                s->changes = s_PROC_SAME(rq->arena, LANG_VI);
        in->prepared = s;
        return 0;
}

static int edit_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        const struct saving *s = in->prepared;
        const struct version_act act = { .who = in->who,
                .action = STR("save"),
                .note = s->changes,
                .peer = in->peer,
                .revision = input_i64(in, "revision"),
                .valid_from = I64_NULL };
        struct procedure_full full;
        int r = procedure_find(tx, in, &full);

        if (r == 0)
                r = catalogue_save(tx, &act, &full.v, &s->d);
        if (r == 0)
                out->code =
                        str_cat(tx->arena, procedure_address(tx->arena, full.v.code, full.v.number),
                                input_bool(in, "save") ? STR("/sua?bao=luu") : STR("?bao=luu"));
        return r == ERR_STALE ? admin_stale(in) : r;
}

static int edited(struct req *rq, const struct outcome *out)
{
        return reply_see_other(rq, str_c(rq->arena, out->code));
}

static const struct field show_fields[] = {
        { "bao", FIELD_KEY, 0, 20, 0, NULL },
        { 0 },
};

const struct route admin_procedure_edit_routes[] = {
        { GET, "/quan-tri/thu-tuc/:code/:number/sua", PERM_CATALOGUE_EDIT,
                ROUTE_NOINDEX | ROUTE_SLOW, READ(show_fields, edit_show),
                .doc = "The form with everything that a draft says" },
        { POST, "/quan-tri/thu-tuc/:code/:number/sua", PERM_CATALOGUE_EDIT, 0,
                WRITE(fields, edit_prepare, edit_apply, edited, edit_show),
                .doc = "A draft's new content" },
        { 0 },
};
