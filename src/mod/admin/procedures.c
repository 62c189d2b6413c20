/*
 * src/mod/admin/procedures.c: the list of all procedures with search and filters, making one that
 * was not there, and the export of the catalogue. What a version says is written on procedure.c's
 * and procedure_edit.c's pages.
 */
#include "base/viet.h"
#include "mod/admin/procedure.h"
#include "web/texts.h"
#include "web/web.h"

#define BASE       PROCEDURE_BASE
#define STATES     "cho|hieu-luc|ra-soat|het|chua"
#define FIELDS_MAX 400

static const struct field list_fields[] = {
        { "q", FIELD_TEXT, 0, 200, 0, NULL },
        { "linh-vuc", FIELD_TEXT, 0, 200, 0, NULL },
        { "cap", FIELD_CHOICE, 0, 0, 0, "province|district|commune" },
        { "tinh-trang", FIELD_CHOICE, 0, 0, 0, STATES },
        { "sau", FIELD_KEY, 0, 40, 0, NULL },
        { "bao", FIELD_KEY, 0, 20, 0, NULL },
        { 0 },
};

/* What the list is narrowed to. */
struct asked {
        struct str folded, field, level, state;
        i64 day;
};

static bool in_force(const struct procedure_all_line *x, i64 day)
{
        return str_is(x->state, "published") && x->valid_from <= day &&
               (x->valid_to == I64_NULL || x->valid_to > day);
}

static bool state_fits(const struct procedure_all_line *x, const struct asked *q)
{
        bool published = str_is(x->state, "published");

        if (str_is(q->state, "cho"))
                return !str_empty(x->open_state);
        if (str_is(q->state, "hieu-luc"))
                return in_force(x, q->day);
        if (str_is(q->state, "ra-soat"))
                return in_force(x, q->day) && !str_empty(x->review);
        if (str_is(q->state, "het"))
                return published && !in_force(x, q->day) && x->valid_from <= q->day;
        if (str_is(q->state, "chua"))
                return !published;
        return true;
}

static bool fits(struct req *rq, const struct procedure_all_line *x, const struct asked *q)
{
        struct str words = q->folded, word, all;

        if (!str_empty(q->field) && !str_eq(q->field, x->field))
                return false;
        if (!str_empty(q->level) && !str_eq(q->level, x->level))
                return false;
        if (!state_fits(x, q))
                return false;
        if (str_empty(words))
                return true;
        all = str_cat(rq->arena, viet_fold(rq->arena, x->usual),
                str_fmt(rq->arena, " %.*s %.*s", STRF(viet_fold(rq->arena, x->name)),
                        STRF(x->code)));
        while (str_cut(&words, ' ', &word))
                if (word.len && str_find(all, word) < 0)
                        return false;
        return true;
}

static void put_line(
        struct req *rq, struct admin_table *t, const struct procedure_all_line *x, i64 day)
{
        struct admin_cell *c = admin_row(t);

        c[0] = (struct admin_cell){ .text = x->usual,
                .href = str_fmt(rq->arena, BASE "/%.*s", STRF(x->code)),
                .more = x->code };
        c[1].text = x->field;
        c[1].more = procedure_level(rq->arena, rq->lang, x->level);
        c[2].text = words_limit(rq->arena, rq->lang, x->limit_hundredths, x->limit_unit,
                x->cutoff_minute != I64_NULL);
        c[3] = procedure_tag(rq, x->state, x->valid_from, x->valid_to, day);
        if (!str_empty(x->open_state) && str_is(x->state, "published"))
                c[3].more = s_PROC_ALSO_OPEN(rq->arena, rq->lang,
                        procedure_tag(rq, x->open_state, 0, I64_NULL, day).text);
        else if (!str_empty(x->review))
                c[3].more = s_PROC_TO_REVIEW(rq->arena, rq->lang);
}

static struct option_view option(struct req *rq, const char *value, enum text text, struct str is)
{
        return (struct option_view){ .value = str_of(value),
                .text = text_plain(rq->arena, rq->lang, (int)text, STR_NULL),
                .chosen = str_is(is, value) };
}

static void put_filters(struct req *rq, struct admin_page *p, const struct asked *q,
        const struct procedure_group_rows *fields)
{
        struct field_view *f = NEW_ARRAY(rq->arena, struct field_view, 4);
        struct option_view *of_field = NEW_ARRAY(rq->arena, struct option_view, fields->n + 1);
        struct option_view *levels = NEW_ARRAY(rq->arena, struct option_view, 4);
        struct option_view *states = NEW_ARRAY(rq->arena, struct option_view, 6);

        of_field[0] = option(rq, "", T_PROC_ALL_FIELDS, q->field);
        for (size_t i = 0; i < fields->n; i++)
                of_field[i + 1] = (struct option_view){ .value = fields->rows[i].name,
                        .text = fields->rows[i].name,
                        .chosen = str_eq(fields->rows[i].name, q->field) };
        levels[0] = option(rq, "", T_PROC_ALL_LEVELS, q->level);
        levels[1] = option(rq, "province", T_PROC_PROVINCE, q->level);
        levels[2] = option(rq, "district", T_PROC_DISTRICT, q->level);
        levels[3] = option(rq, "commune", T_PROC_COMMUNE, q->level);
        states[0] = option(rq, "", T_PROC_ALL_STATES, q->state);
        states[1] = option(rq, "cho", T_PROC_STATE_OPEN, q->state);
        states[2] = option(rq, "hieu-luc", T_PROC_IN_FORCE, q->state);
        states[3] = option(rq, "ra-soat", T_PROC_TO_REVIEW, q->state);
        states[4] = option(rq, "het", T_PROC_ENDED, q->state);
        states[5] = option(rq, "chua", T_PROC_NEVER, q->state);
        f[0] = (struct field_view){ .name = "q",
                .label = s_PROC_FIND(rq->arena, rq->lang),
                .value = input_str(rq->in, "q") };
        f[1] = (struct field_view){ .name = "linh-vuc",
                .control = CONTROL_SELECT,
                .label = s_PROC_FIELD(rq->arena, rq->lang),
                .options = of_field,
                .n_options = fields->n + 1 };
        f[2] = (struct field_view){ .name = "cap",
                .control = CONTROL_SELECT,
                .label = s_PROC_LEVEL(rq->arena, rq->lang),
                .options = levels,
                .n_options = 4 };
        f[3] = (struct field_view){ .name = "tinh-trang",
                .control = CONTROL_SELECT,
                .label = s_ADMIN_STATE(rq->arena, rq->lang),
                .options = states,
                .n_options = 6 };
        p->filter_action = rq->lang == LANG_EN ? "/en" BASE : BASE;
        p->filters = f;
        p->n_filters = 4;
}

static struct str page_address(struct req *rq, const struct asked *q, struct str after)
{
        return str_fmt(rq->arena, BASE "?q=%.*s&linh-vuc=%.*s&cap=%.*s&tinh-trang=%.*s%s%.*s",
                STRF(words_query(rq->arena, input_str(rq->in, "q"))),
                STRF(words_query(rq->arena, q->field)), STRF(q->level), STRF(q->state),
                after.ptr ? "&sau=" : "", STRF(after));
}

static void put_lines(struct req *rq, struct admin_page *p, struct admin_table *t,
        const struct procedure_all_line_rows *rows, const struct asked *q)
{
        struct str after = input_str(rq->in, "sau"), last = STR_NULL;
        i64 n = 0;

        for (size_t i = 0; i < rows->n; i++) {
                const struct procedure_all_line *x = &rows->rows[i];

                if (!fits(rq, x, q))
                        continue;
                n++;
                if (after.ptr && str_cmp(x->code, after) <= 0)
                        continue;
                if (t->n_rows == ADMIN_PAGE) {
                        p->next = page_address(rq, q, last);
                        continue;
                }
                put_line(rq, t, x, q->day);
                last = x->code;
        }
        if (after.ptr)
                p->first = page_address(rq, q, STR_NULL);
        p->lead = s_PROC_LIST_LEAD(rq->arena, rq->lang, n);
}

static void put_actions(struct req *rq, struct admin_page *p)
{
        struct link_view *l = NEW_ARRAY(rq->arena, struct link_view, 3);

        l[0] = (struct link_view){ .text = s_PROC_NEW(rq->arena, rq->lang),
                .href = STR("/quan-tri/thu-tuc-moi"),
                .icon = ICON_THEM };
        l[1] = (struct link_view){ .text = s_PROC_IMPORT(rq->arena, rq->lang),
                .href = STR("/quan-tri/thu-tuc-nhap"),
                .icon = ICON_TAILEN };
        l[2] = (struct link_view){ .text = s_PROC_EXPORT(rq->arena, rq->lang),
                .href = STR("/quan-tri/thu-tuc-xuat"),
                .icon = ICON_TAIXUONG };
        p->actions = l;
        p->n_actions = 3;
}

/* GET /quan-tri/thu-tuc */
static int list_show(struct req *rq)
{
        static const int heads[] = { T_PROC_ONE, T_PROC_FIELD, T_PROC_LIMIT, T_ADMIN_STATE };
        struct admin_page *p = admin_page(rq, s_PROC_LIST(rq->arena, rq->lang));
        struct admin_table *t = admin_table(rq, heads, ARRAY_LEN(heads), ADMIN_PAGE);
        const struct asked q = { .folded = viet_fold(rq->arena, input_str(rq->in, "q")),
                .field = input_str(rq->in, "linh-vuc"),
                .level = input_str(rq->in, "cap"),
                .state = input_str(rq->in, "tinh-trang"),
                .day = org_day(org_get(rq->arena)) };
        struct procedure_all_line_rows rows;
        struct procedure_group_rows fields;
        int r = procedure_lines(rq->tx, q.day, &rows);

        if (r == 0)
                r = procedure_fields(rq->tx, q.day, &fields);
        if (r < 0)
                return r;
        put_filters(rq, p, &q, &fields);
        put_lines(rq, p, t, &rows, &q);
        put_actions(rq, p);
        p->done = admin_done(rq);
        t->label = p->title;
        t->empty_title = s_PROC_EMPTY(rq->arena, rq->lang);
        t->empty_words = s_PROC_EMPTY_LEAD(rq->arena, rq->lang);
        admin_section(p)->table = t;
        return admin_reply(rq, p);
}

/* ---- GET and POST /quan-tri/thu-tuc-moi ---- */

static const struct field new_fields[] = {
        { "national_code", FIELD_TEXT, FIELD_REQUIRED, 20, T_PROC_CODE_BAD, NULL },
        { "name", FIELD_TEXT, FIELD_REQUIRED, 600, T_PROC_NAME_NEEDED, NULL },
        { "reason", FIELD_LINES, FIELD_REQUIRED, 1000, T_PROC_REASON_NEEDED, NULL },
        { 0 },
};

static int new_show(struct req *rq)
{
        struct admin_page *p = admin_page(rq, s_PROC_NEW(rq->arena, rq->lang));
        struct admin_form *f = NEW(rq->arena, struct admin_form);
        struct field_view *x = NEW_ARRAY(rq->arena, struct field_view, 3);

        x[0] = (struct field_view){ .name = "national_code",
                .label = s_PROC_CODE(rq->arena, rq->lang),
                .hint = s_PROC_CODE_HINT(rq->arena, rq->lang),
                .width = "w10" };
        x[1] = (struct field_view){ .name = "name",
                .label = s_PROC_NAME(rq->arena, rq->lang),
                .hint = s_PROC_NAME_HINT(rq->arena, rq->lang) };
        x[2] = (struct field_view){ .name = "reason",
                .control = CONTROL_LINES,
                .rows = 3,
                .label = s_PROC_REASON(rq->arena, rq->lang),
                .hint = s_PROC_REASON_HINT(rq->arena, rq->lang) };
        *f = (struct admin_form){ .action = STR("/quan-tri/thu-tuc-moi"),
                .title = p->title,
                .button = s_PROC_CREATE(rq->arena, rq->lang),
                .fields = x,
                .n_fields = 3 };
        p->back = STR(BASE);
        p->back_text = s_PROC_LIST(rq->arena, rq->lang);
        admin_section(p)->form = f;
        return admin_reply(rq, p);
}

static int new_prepare(struct req *rq, struct input *in)
{
        struct str code = catalogue_national_code(input_str(in, "national_code"));
        struct draft_procedure *d = NEW(rq->arena, struct draft_procedure);

        if (!catalogue_code_valid(code))
                return input_fail(in, "national_code", T_PROC_CODE_BAD, STR_NULL);
        *d = (struct draft_procedure){ .code = code };
        buf_init(&d->review, rq->arena, 1000);
        d->v = (struct procedure_version_insert_args){ .name = input_str(in, "name"),
                .usual = input_str(in, "name"),
                .name_en = STR_NULL,
                .synonyms = STR(""),
                .field = STR(""),
                .event = STR(""),
                .level = STR("province"),
                .level_2025 = STR("province"),
                .agency = STR(""),
                .unit_code = STR_NULL,
                .unit_code_2025 = STR_NULL,
                .audience = STR("citizen"),
                .online = STR("none"),
                .limit_hundredths = I64_NULL,
                .limit_unit = LIMIT_WORKING_DAY,
                .limit_note = STR(""),
                .cutoff_minute = I64_NULL,
                .legal_basis = STR(""),
                .source = STR(""),
                .process = STR_NULL,
                .form = STR_NULL,
                .reason = input_str(in, "reason") };
        in->prepared = d;
        return 0;
}

static int new_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        const struct draft_procedure *d = in->prepared;
        const struct version_act act = { .who = in->who,
                .action = STR("create"),
                .note = d->v.reason,
                .peer = in->peer,
                .valid_from = I64_NULL };
        int r = catalogue_create(tx, &act, d->code, d);

        out->code = d->code;
        if (r == ERR_EXISTS)
                return input_fail((struct input *)in, "national_code", T_PROC_CODE_TAKEN, STR_NULL);
        return r;
}

static int created(struct req *rq, const struct outcome *out)
{
        return reply_see_other(rq, BASE "/:code/1/sua", out->code);
}

const struct route admin_procedure_list_routes[] = {
        { GET, "/quan-tri/thu-tuc", PERM_CATALOGUE_EDIT, ROUTE_NOINDEX | ROUTE_SLOW,
                READ(list_fields, list_show), .doc = "All procedures, with search" },
        { GET, "/quan-tri/thu-tuc-moi", PERM_CATALOGUE_EDIT, ROUTE_NOINDEX, READ(NULL, new_show),
                .doc = "The form for a procedure that was not there" },
        { POST, "/quan-tri/thu-tuc-moi", PERM_CATALOGUE_EDIT, 0,
                WRITE(new_fields, new_prepare, new_apply, created, new_show),
                .doc = "A new procedure with its first draft" },
        { 0 },
};
