/*
 * src/mod/design/pages.c: the designers' pages that only show: the list, a model with its versions,
 * one version, two compared, the bytes themselves. No SQL, no HTML.
 */
#include "mod/design/pages.h"

#include "base/embedded.h"
#include "core/org.h"
#include "core/words.h"
#include "mod/design/views.h"
#include "web/texts.h"
#include "web/web.h"

#define PAST_MAX   200
#define MODELS_MAX 1000 /* a province has some dozens */

static const enum text kind_names[DESIGN_KIND_MAX] = { T_DESIGN_PROCESS, T_DESIGN_DECISION,
        T_DESIGN_FORM };

static const struct {
        enum text words;
        enum tone tone;
        enum icon icon;
} phases[PHASE_MAX] = {
        [PHASE_DRAFT] = { T_DESIGN_DRAFT, TONE_GREY, ICON_KY },
        [PHASE_SUBMITTED] = { T_DESIGN_SUBMITTED, TONE_BLUE, ICON_XEM },
        [PHASE_APPROVED] = { T_DESIGN_APPROVED, TONE_ACT, ICON_DAU },
        [PHASE_TO_COME] = { T_DESIGN_TO_COME, TONE_AMBER, ICON_LICH },
        [PHASE_IN_FORCE] = { T_DESIGN_IN_FORCE, TONE_GREEN, ICON_XONG },
        [PHASE_SUPERSEDED] = { T_DESIGN_SUPERSEDED, TONE_GREY, ICON_LICHSU },
        [PHASE_DROPPED] = { T_DESIGN_DROPPED, TONE_GREY, ICON_XOA },
};

struct str design__kind_name(struct req *rq, enum design_kind kind)
{
        return text_plain(rq->arena, rq->lang, kind_names[kind], STR_NULL);
}

struct str design__role_words(struct req *rq, struct str role)
{
        return str_empty(role) ? text_plain(rq->arena, rq->lang, T_DESIGN_ROLE_NONE, STR_NULL)
                               : words_role(rq->arena, rq->lang, role);
}

struct design_tag design__tag(struct req *rq, const struct design_version *v)
{
        enum design_phase p = design_phase(v->state, v->valid_from, v->valid_to, day_of(rq->now));

        return (struct design_tag){ phases[p].tone, phases[p].icon,
                text_plain(rq->arena, rq->lang, phases[p].words, STR_NULL) };
}

const char *design_line_class(char sign)
{
        return sign == '+' ? "is-plus" : sign == '-' ? "is-minus" : sign == '@' ? "is-gap" : "";
}

static void head_of_asker(struct req *rq, struct design_head *h)
{
        const struct unit *u = org_unit(org_get(rq->arena), who_unit(rq->who, PERM_DESIGN_READ));

        *h = (struct design_head){ .rq = rq, .unit_name = u ? u->name : STR("") };
}

int design__head_model(struct req *rq, struct design_head *ret_head)
{
        struct design_head h;
        int r;

        head_of_asker(rq, &h);
        r = design_model_by_code(rq->tx, path_str(rq->in, "code"), &h.m);
        if (r < 0)
                return r;
        h.kind = (enum design_kind)design_kind_of(h.m.kind);
        h.kind_name = design__kind_name(rq, h.kind);
        *ret_head = h;
        return 0;
}

int design__find(struct tx *tx, const struct input *in, struct design_model *ret_m,
        struct design_version *ret_v)
{
        i64 number;
        int r = design_model_by_code(tx, path_str(in, "code"), ret_m);

        if (r == 0 && str_to_i64(path_str(in, "number"), &number) < 0)
                r = ERR_NOT_FOUND;
        return r < 0 ? r : design_version_get(tx, ret_m->id, number, ret_v);
}

int design__head(struct req *rq, struct design_head *ret_head)
{
        struct design_head h;
        int r = design__head_model(rq, &h);

        if (r == 0)
                r = design__find(rq->tx, rq->in, &h.m, &h.v);
        if (r < 0)
                return r;
        h.tag = design__tag(rq, &h.v);
        h.base = str_fmt(rq->arena, "/thiet-ke/%.*s/%lld", STRF(h.m.code), (long long)h.v.number);
        h.can_edit = h.v.state == DESIGN_DRAFT && who_has(rq->who, PERM_DESIGN_EDIT);
        *ret_head = h;
        return 0;
}

int design__bytes(struct tx *tx, const struct design_version *v, struct str *ret_content)
{
        struct design_bytes bytes;
        int r = design_content(tx, v->id, &bytes);

        if (r == 0)
                *ret_content = bytes.content;
        return r;
}

/* GET /thiet-ke. */

static const struct field list_fields[] = {
        { "loai", FIELD_CHOICE, 0, 0, 0, "process|decision|form" },
        { 0 },
};

static struct str version_words(struct req *rq, i64 number)
{
        return s_DESIGN_VERSION_N(
                rq->arena, rq->lang, str_fmt(rq->arena, "%lld", (long long)number));
}

static void fill_tabs(struct req *rq, struct design_list_view *v, struct str chosen)
{
        struct link_view *tabs = NEW_ARRAY(rq->arena, struct link_view, DESIGN_KIND_MAX + 1);

        tabs[0] = (struct link_view){ .text = s_DESIGN_ALL(rq->arena, rq->lang),
                .href = STR("/thiet-ke"),
                .current = !chosen.ptr };
        for (int i = 0; i < DESIGN_KIND_MAX; i++)
                tabs[i + 1] = (struct link_view){ .text = design__kind_name(rq, i),
                        .href = str_fmt(rq->arena, "/thiet-ke?loai=%s", design_kinds[i]),
                        .current = str_is(chosen, design_kinds[i]) };
        v->tabs = tabs;
        v->n_tabs = DESIGN_KIND_MAX + 1;
}

static int list_show(struct req *rq)
{
        struct design_list_view v = { .can_edit = who_has(rq->who, PERM_DESIGN_EDIT) };
        struct str kind = input_str(rq->in, "loai");
        struct design_model_line_rows rows;
        struct design_row *list;
        int r = design_models(rq->tx, kind, MODELS_MAX, &rows);

        if (r < 0)
                return r;
        head_of_asker(rq, &v.head);
        fill_tabs(rq, &v, kind);
        list = NEW_ARRAY(rq->arena, struct design_row, rows.n + 1);
        for (size_t i = 0; i < rows.n; i++) {
                const struct design_model_line *m = &rows.rows[i];
                const struct design_version at = {
                        .state = m->state, .valid_from = m->valid_from, .valid_to = m->valid_to
                };

                list[i] = (struct design_row){ .code = m->code,
                        .name = m->name,
                        .kind_name = design__kind_name(rq, design_kind_of(m->kind)),
                        .href = str_fmt(rq->arena, "/thiet-ke/%.*s", STRF(m->code)),
                        .version = version_words(rq, m->number),
                        .changed = words_short(rq->arena, m->changed_at),
                        .errors = m->errors,
                        .tag = design__tag(rq, &at) };
        }
        v.rows = list;
        v.n_rows = rows.n;
        view_design_list_page(&rq->html, &v);
        return reply_page(rq, 200);
}

/* GET /thiet-ke/moi. */

/* A blank one, then the standard processes by the names that stand in them. */
static void fill_starts(struct req *rq, struct design_new_view *v)
{
        struct option_view *list;
        size_t n = 1;

        for (const struct embedded *e = data_files; e->name; e++)
                n += str_starts(str_of(e->name), STR(DESIGN_STANDARD));
        list = NEW_ARRAY(rq->arena, struct option_view, n);
        list[0] = (struct option_view){ .value = STR(""),
                .text = s_DESIGN_START_BLANK(rq->arena, rq->lang) };
        n = 1;
        for (const struct embedded *e = data_files; e->name; e++) {
                struct str file = str_of(e->name), text, key;

                if (!str_starts(file, STR(DESIGN_STANDARD)) || !str_ends(file, STR(".bpmn")) ||
                        embedded_read(rq->arena, e->name, &text) < 0)
                        continue;
                key = str_sub(
                        file, strlen(DESIGN_STANDARD), file.len - strlen(DESIGN_STANDARD ".bpmn"));
                list[n++] = (struct option_view){ .value = key,
                        .text = design__process_name(rq->arena, text),
                        .chosen = v->in && str_eq(input_typed(v->in, "start"), key) };
        }
        v->starts = list;
        v->n_starts = n;
}

int design__show_new(struct req *rq)
{
        struct design_new_view v = { .in = rq->verb == GET ? NULL : rq->in };

        head_of_asker(rq, &v.head);
        fill_starts(rq, &v);
        view_design_new_page(&rq->html, &v);
        return reply_page(rq, rq->verb == GET ? 200 : 422);
}

/* GET /thiet-ke/:code. */

static struct str day_words(struct req *rq, i64 day)
{
        return day == I64_NULL ? STR("") : day_vi(rq->arena, day);
}

static const struct option_view *version_options(
        struct req *rq, const struct design_version_rows *rows, size_t chosen)
{
        struct option_view *list = NEW_ARRAY(rq->arena, struct option_view, rows->n + 1);

        for (size_t i = 0; i < rows->n; i++)
                list[i] = (struct option_view){ .value = str_fmt(rq->arena, "%lld",
                                                        (long long)rows->rows[i].number),
                        .text = version_words(rq, rows->rows[i].number),
                        .chosen = i == chosen };
        return list;
}

int design__show_model(struct req *rq)
{
        struct design_model_view v = { .in = rq->verb == GET ? NULL : rq->in };
        struct design_version_rows rows;
        struct design_row *list;
        int r = design__head_model(rq, &v.head);

        if (r == 0)
                r = design_versions(rq->tx, v.head.m.id, &rows);
        if (r < 0)
                return r;
        list = NEW_ARRAY(rq->arena, struct design_row, rows.n + 1);
        v.can_renew = who_has(rq->who, PERM_DESIGN_EDIT);
        for (size_t i = 0; i < rows.n; i++) {
                const struct design_version *x = &rows.rows[i];

                v.can_renew =
                        v.can_renew && (x->state == DESIGN_PUBLISHED || x->state == DESIGN_DROPPED);
                list[i] = (struct design_row){ .href = str_fmt(rq->arena, "/thiet-ke/%.*s/%lld",
                                                       STRF(v.head.m.code), (long long)x->number),
                        .number = x->number,
                        .version = version_words(rq, x->number),
                        .reason = x->reason,
                        .changed = words_short(rq->arena, x->changed_at),
                        .from = day_words(rq, x->valid_from),
                        .to = day_words(rq, x->valid_to),
                        .errors = x->errors,
                        .tag = design__tag(rq, x) };
        }
        v.rows = list;
        v.n_rows = rows.n;
        v.old = version_options(rq, &rows, rows.n > 1 ? 1 : 0);
        v.new = version_options(rq, &rows, 0);
        view_design_model_page(&rq->html, &v);
        return reply_page(rq, rq->verb == GET ? 200 : 422);
}

/* GET /thiet-ke/:code/:number, with ?lam=action for the form of one move. */

static const struct field version_fields[] = {
        { "lam", FIELD_KEY, 0, 20, 0, NULL },
        { 0 },
};

static const struct {
        const char *action;
        enum text label, done;
        bool danger;
} labels[] = {
        { "submit", T_DESIGN_DO_SUBMIT, T_DESIGN_DID_SUBMIT, false },
        { "approve", T_DESIGN_DO_APPROVE, T_DESIGN_DID_APPROVE, false },
        { "publish", T_DESIGN_DO_PUBLISH, T_DESIGN_DID_PUBLISH, false },
        { "recall", T_DESIGN_DO_RECALL, T_DESIGN_DID_RECALL, false },
        { "return", T_DESIGN_DO_RETURN, T_DESIGN_DID_RETURN, true },
        { "drop", T_DESIGN_DO_DROP, T_DESIGN_DID_DROP, true },
        { "create", T_NONE, T_DESIGN_DID_CREATE, false },
        { "save", T_NONE, T_DESIGN_DID_SAVE, false },
        { "look", T_NONE, T_DESIGN_DID_LOOK, false },
        { "migrate", T_NONE, T_DESIGN_DID_MIGRATE, false },
};

/* The buttons that the state table, the asker's permissions and the two pairs of eyes leave. */
static void fill_buttons(struct req *rq, struct design_version_view *v)
{
        struct design_button *list = NEW_ARRAY(rq->arena, struct design_button, ARRAY_LEN(labels));

        for (size_t i = 0; i < ARRAY_LEN(labels); i++)
                for (const struct move *x = design_moves; x->action; x++) {
                        if (x->from != v->head.v.state || strcmp(labels[i].action, x->action) ||
                                !who_has(rq->who, (enum perm)x->permission) ||
                                (x->flags & MOVE_SECOND && v->own_work) ||
                                (x->to == DESIGN_SUBMITTED && v->head.v.errors))
                                continue;
                        list[v->n_buttons] = (struct design_button){ .action = str_of(x->action),
                                .label = text_plain(rq->arena, rq->lang, labels[i].label, STR_NULL),
                                .main = v->n_buttons == 0 && !labels[i].danger,
                                .danger = labels[i].danger,
                                .note = x->flags & MOVE_NOTE,
                                .day = x->flags & MOVE_FROM_DAY };
                        v->n_buttons++;
                }
        v->buttons = list;
        for (size_t i = 0; i < v->n_buttons; i++)
                if (str_eq(list[i].action, v->chosen))
                        v->form = &list[i];
}

static int fill_past(struct req *rq, struct design_version_view *v)
{
        struct design_event_rows rows;
        struct event_view *list;
        int r = design_events(rq->tx, v->head.v.id, PAST_MAX, &rows);

        if (r < 0)
                return r;
        list = NEW_ARRAY(rq->arena, struct event_view, rows.n + 1);
        for (size_t i = 0; i < rows.n; i++) {
                const struct design_event *e = &rows.rows[i];
                enum text done = T_DESIGN_DID_SAVE;

                for (size_t k = 0; k < ARRAY_LEN(labels); k++)
                        if (str_is(e->action, labels[k].action))
                                done = labels[k].done;
                list[i] = (struct event_view){ .title = text_plain(
                                                       rq->arena, rq->lang, done, STR_NULL),
                        .time_iso = time_iso(rq->arena, e->at),
                        .time = words_time(rq->arena, rq->lang, e->at),
                        .who = e->who,
                        .note = e->note };
        }
        v->past = list;
        v->n_past = rows.n;
        return 0;
}

static void fill_facts(struct req *rq, struct design_version_view *v)
{
        const struct design_version *x = &v->head.v;
        struct pair_view *p = NEW_ARRAY(rq->arena, struct pair_view, 8);
        size_t n = 0;

        p[n++] = (struct pair_view){ .name = s_DESIGN_CODE(rq->arena, rq->lang),
                .value = v->head.m.code };
        p[n++] = (struct pair_view){ .name = s_DESIGN_KIND(rq->arena, rq->lang),
                .value = v->head.kind_name };
        p[n++] = (struct pair_view){ .name = s_DESIGN_REASON(rq->arena, rq->lang),
                .value = x->reason };
        p[n++] = (struct pair_view){ .name = s_DESIGN_CHANGED(rq->arena, rq->lang),
                .value = words_time(rq->arena, rq->lang, x->changed_at) };
        p[n++] = (struct pair_view){ .name = s_DESIGN_SIZE(rq->arena, rq->lang),
                .value = words_size(rq->arena, rq->lang, x->size) };
        if (x->valid_from != I64_NULL)
                p[n++] = (struct pair_view){ .name = s_DESIGN_FROM(rq->arena, rq->lang),
                        .value = day_words(rq, x->valid_from) };
        if (x->valid_to != I64_NULL)
                p[n++] = (struct pair_view){ .name = s_DESIGN_TO(rq->arena, rq->lang),
                        .value = day_words(rq, x->valid_to) };
        v->facts = p;
        v->n_facts = n;
}

static void fill_problems(struct req *rq, struct str content, struct design_version_view *v)
{
        struct design_check check;

        design_check(rq->arena, rq->tx, v->head.m.id, v->head.kind, content, &check);
        v->problems = check.list;
        v->n_problems = check.n;
        v->n_errors = (size_t)check.errors;
        v->n_warnings = (size_t)check.warnings;
        v->readable = check.readable;
}

int design__show_version(struct req *rq)
{
        struct design_version_view v = { .in = rq->verb == GET ? NULL : rq->in };
        struct design_hands hands;
        struct civil today;
        struct str content;
        int r = design__head(rq, &v.head);

        if (r == 0)
                r = design__bytes(rq->tx, &v.head.v, &content);
        if (r == 0)
                r = design_has_written(rq->tx, v.head.v.id, rq->who->person, &hands);
        if (r == 0)
                r = fill_past(rq, &v);
        if (r < 0)
                return r;
        v.own_work = hands.n > 0;
        v.chosen = rq->verb == GET ? input_str(rq->in, "lam")
                   : str_is(str_of(rq->route->path), "/thiet-ke/:code/:number/tep")
                           ? STR_NULL
                           : path_str(rq->in, "action");
        fill_buttons(rq, &v);
        fill_facts(rq, &v);
        fill_problems(rq, content, &v);
        day_civil(day_of(rq->now), &today);
        v.today_d = str_fmt(rq->arena, "%d", today.day);
        v.today_m = str_fmt(rq->arena, "%d", today.month);
        v.today_y = str_fmt(rq->arena, "%d", today.year);
        view_design_version_page(&rq->html, &v);
        return reply_page(rq, rq->verb == GET ? 200 : 422);
}

/* GET /thiet-ke/:code/:number/tep: the very bytes. */

static int file_show(struct req *rq)
{
        static const char *const ends[DESIGN_KIND_MAX] = { "bpmn", "dmn", "form" };
        struct design_head h;
        struct str content;
        int r = design__head(rq, &h);

        if (r == 0)
                r = design__bytes(rq->tx, &h.v, &content);
        if (r < 0)
                return r;
        return reply_bytes(rq, 200, h.kind == DESIGN_FORM ? "application/json" : "application/xml",
                content,
                str_fmt(rq->arena, "%.*s-%lld.%s", STRF(h.m.code), (long long)h.v.number,
                        ends[h.kind]));
}

/* GET /thiet-ke/:code/:number/van-ban: the bytes as a text to read and, in a draft, to change. */

int design__show_text(struct req *rq)
{
        struct design_text_view v = { .in = rq->verb == GET ? NULL : rq->in };
        struct design_check check;
        int r = design__head(rq, &v.head);

        if (r == 0)
                r = design__bytes(rq->tx, &v.head.v, &v.text);
        if (r < 0)
                return r;
        if (v.in)
                v.text = input_typed(rq->in, "text");
        design_check(rq->arena, rq->tx, v.head.m.id, v.head.kind, v.text, &check);
        v.problems = check.list;
        v.n_problems = check.n;
        view_design_text_page(&rq->html, &v);
        return reply_page(rq, rq->verb == GET ? 200 : 422);
}

/* GET /thiet-ke/:code/so-sanh?cu=&moi=. */

static const struct field compare_fields[] = {
        { "cu", FIELD_I64, FIELD_REQUIRED, 0, 0, NULL },
        { "moi", FIELD_I64, FIELD_REQUIRED, 0, 0, NULL },
        { 0 },
};

static const struct {
        enum text words;
        enum tone tone;
        enum icon icon;
} changes[] = {
        [CHANGE_ADDED] = { T_DESIGN_ADDED, TONE_GREEN, ICON_THEM },
        [CHANGE_REMOVED] = { T_DESIGN_REMOVED, TONE_RED, ICON_XOA },
        [CHANGE_CHANGED] = { T_DESIGN_CHANGED_IT, TONE_AMBER, ICON_KY },
};

static int read_numbered(struct req *rq, i64 model, const char *name, struct str *ret_content)
{
        struct design_version v;
        int r = design_version_get(rq->tx, model, input_i64(rq->in, name), &v);

        return r < 0 ? r : design__bytes(rq->tx, &v, ret_content);
}

static int compare_show(struct req *rq)
{
        struct design_compare_view v = { 0 };
        const struct design_difference *list;
        struct design_change_row *rows;
        struct str old, new;
        int r = design__head_model(rq, &v.head);

        if (r == 0)
                r = read_numbered(rq, v.head.m.id, "cu", &old);
        if (r == 0)
                r = read_numbered(rq, v.head.m.id, "moi", &new);
        if (r < 0)
                return r;
        v.old_name = version_words(rq, input_i64(rq->in, "cu"));
        v.new_name = version_words(rq, input_i64(rq->in, "moi"));
        v.n_rows = design__differences(rq->arena, v.head.kind, old, new, &list);
        rows = NEW_ARRAY(rq->arena, struct design_change_row, v.n_rows + 1);
        for (size_t i = 0; i < v.n_rows; i++)
                rows[i] = (struct design_change_row){
                        .tag = { changes[list[i].change].tone, changes[list[i].change].icon,
                                text_plain(rq->arena, rq->lang, changes[list[i].change].words,
                                        STR_NULL) },
                        .kind = list[i].element.kind,
                        .name = list[i].element.name,
                        .id = list[i].element.id
                };
        v.rows = rows;
        v.n_lines = design__lines(rq->arena, old, new, &v.lines);
        view_design_compare_page(&rq->html, &v);
        return reply_page(rq, 200);
}

const struct route design_page_routes[] = {
        { GET, "/thiet-ke", PERM_DESIGN_READ, ROUTE_NOINDEX, READ(list_fields, list_show),
                .doc = "Models: processes, decisions, forms" },
        { GET, "/thiet-ke/moi", PERM_DESIGN_EDIT, ROUTE_NOINDEX, READ(NULL, design__show_new),
                .doc = "A new model" },
        { GET, "/thiet-ke/:code", PERM_DESIGN_READ, ROUTE_NOINDEX, READ(NULL, design__show_model),
                .doc = "A model and its versions" },
        { GET, "/thiet-ke/:code/so-sanh", PERM_DESIGN_READ, ROUTE_NOINDEX | ROUTE_SLOW,
                READ(compare_fields, compare_show), .doc = "Two versions compared" },
        { GET, "/thiet-ke/:code/:number", PERM_DESIGN_READ, ROUTE_NOINDEX | ROUTE_SLOW,
                READ(version_fields, design__show_version),
                .doc = "A version: what was found, who did what, what may be done" },
        { GET, "/thiet-ke/:code/:number/tep", PERM_DESIGN_READ, ROUTE_NOINDEX,
                READ(NULL, file_show), .doc = "A version's bytes, as they were saved" },
        { GET, "/thiet-ke/:code/:number/van-ban", PERM_DESIGN_READ, ROUTE_NOINDEX | ROUTE_SLOW,
                READ(NULL, design__show_text), .doc = "A version as text" },
        { 0 },
};
