/*
 * src/mod/counter/queue.c: the officers' queue: nearest due first, narrowed by filters that live in
 * the address and can be kept under a name; the next one to take. No SQL, no HTML.
 */
#include "base/id.h"
#include "core/queries.h"
#include "core/frame.h"
#include "core/words.h"
#include "mod/counter/bulk.h"
#include "mod/counter/desk.h"
#include "mod/counter/views.h"
#include "web/texts.h"

#define QUEUE_PAGE 40
/* No step: what processes of other units ask of this one. */
#define ASKED       "asked"
#define FILTERS_MAX 20

#define QUEUE_FILTER                                                                               \
        { "buoc", FIELD_CHOICE, 0, 0, 0, "check|process|approve|return|wait|asked" },              \
                { "cua", FIELD_CHOICE, 0, 0, 0, "toi" },                                           \
                { "han", FIELD_CHOICE, 0, 0, 0, "tre|nay|sap|con" },                               \
                { "kenh", FIELD_CHOICE, 0, 0, 0, "1|2|3" },                                        \
        {                                                                                          \
                "thu_tuc", FIELD_KEY, 0, 30, 0, NULL                                               \
        }

/* GET /viec. */

static const struct field queue_fields[] = {
        QUEUE_FILTER,
        { "sau", FIELD_KEY, 0, 60, 0, NULL },
        { 0 },
};

/* The step at which this person's role works, as the queue opens. */
static struct str home_step(const struct who *w)
{
        if (who_has(w, PERM_DOSSIER_INTAKE))
                return STR("check");
        if (who_has(w, PERM_DOSSIER_APPROVE))
                return STR("approve");
        return STR("process");
}

static const struct {
        const char *step;
        enum text name;
} tabs[] = {
        { "check", T_COUNTER_TAB_CHECK },
        { "process", T_COUNTER_TAB_PROCESS },
        { "approve", T_COUNTER_TAB_APPROVE },
        { "return", T_COUNTER_TAB_RETURN },
        { "wait", T_COUNTER_TAB_WAIT },
        { ASKED, T_COUNTER_TAB_ASKED },
};

/* The codes of this person's units, as tasks of processes name them. */
static size_t unit_codes(struct req *rq, const struct str **ret_codes)
{
        const struct org *o = org_get(rq->arena);
        const i64 *units;
        size_t n = who_units(rq->who, PERM_DOSSIER_READ, rq->arena, &units), kept = 0;
        struct str *codes = NEW_ARRAY(rq->arena, struct str, n + 1);

        for (size_t i = 0; i < n; i++) {
                const struct unit *u = org_unit(o, units[i]);

                if (u)
                        codes[kept++] = u->code;
        }
        *ret_codes = codes;
        return kept;
}

static int count_asked(struct req *rq, const struct desk_scope *s, i64 *ret_n)
{
        struct asked_count count;
        const struct str *codes;
        size_t n;
        int r;

        if (s->everywhere) {
                r = asked_count_everywhere(rq->tx, &count);
        } else {
                n = unit_codes(rq, &codes);
                r = asked_count(rq->tx, codes, n, &count);
        }
        if (r == 0)
                *ret_n = count.n;
        return r;
}

static int read_asked(struct req *rq, const struct desk_scope *s, i64 after_id, i64 limit,
        struct dossier_brief_rows *ret_rows)
{
        const struct str *codes;
        size_t n;

        if (s->everywhere)
                return dossiers_asked_everywhere(rq->tx, after_id, limit, ret_rows);
        n = unit_codes(rq, &codes);
        return dossiers_asked(rq->tx, codes, n, after_id, limit, ret_rows);
}

static int fill_tabs(struct req *rq, const struct desk_scope *s, struct queue_view *v)
{
        struct queue_tab *list = NEW_ARRAY(rq->arena, struct queue_tab, ARRAY_LEN(tabs));
        struct str steps[ARRAY_LEN(tabs)];
        struct queue_count_rows counts;
        int r;

        for (size_t i = 0; i < ARRAY_LEN(tabs); i++)
                steps[i] = str_of(tabs[i].step);
        r = counter__counts(rq, s, steps, ARRAY_LEN(steps), QUEUE_COUNT_MOST + 1, &counts);
        if (r < 0)
                return r;
        for (size_t i = 0; i < ARRAY_LEN(tabs); i++) {
                list[i] = (struct queue_tab){ .step = steps[i],
                        .name = text_plain(rq->arena, rq->lang, tabs[i].name, STR_NULL),
                        .current = str_is(v->step, tabs[i].step) };
                for (size_t k = 0; k < counts.n; k++)
                        if (str_is(counts.rows[k].step, tabs[i].step))
                                list[i].count = counts.rows[k].n;
        }
        v->tabs = list;
        v->n_tabs = ARRAY_LEN(tabs);
        r = count_asked(rq, s, &list[ARRAY_LEN(tabs) - 1].count);
        /* Most offices are never asked: no list that is always empty. */
        if (!list[ARRAY_LEN(tabs) - 1].count && !list[ARRAY_LEN(tabs) - 1].current)
                v->n_tabs--;
        return r;
}

/* The due moments that a word of the filter means; "" is all of them. */
static void due_window(struct req *rq, i64 unit, i64 *ret_from, i64 *ret_to)
{
        const struct org *o = org_get(rq->arena);
        const struct workcal *cal = org_calendar(o, org_unit(o, unit), day_of(rq->now));
        i64 tomorrow = day_start(day_of(rq->now) + 1);
        i64 soon = workcal_due(cal, tomorrow, 2, LIMIT_WORKING_DAY, -1);
        struct str han = input_str(rq->in, "han");

        *ret_from = I64_NULL + 1;
        *ret_to = INT64_MAX;
        if (str_is(han, "tre")) {
                *ret_from = 1;
                *ret_to = rq->now;
        } else if (str_is(han, "nay")) {
                *ret_from = rq->now;
                *ret_to = tomorrow;
        } else if (str_is(han, "sap")) {
                *ret_from = tomorrow;
                *ret_to = soon;
        } else if (str_is(han, "con")) {
                *ret_from = soon;
        }
}

static i64 chosen_channel(struct req *rq)
{
        struct str kenh = input_str(rq->in, "kenh");

        return kenh.ptr ? kenh.ptr[0] - '0' : I64_NULL;
}

/* ERR_NOT_FOUND: no procedure has this code. */
static int chosen_procedure(struct req *rq, i64 *ret_id)
{
        struct str code = input_str(rq->in, "thu_tuc");
        struct procedure p;
        int r;

        *ret_id = I64_NULL;
        if (str_empty(code))
                return 0;
        r = procedure_by_code(rq->tx, catalogue_national_code(code), &p);
        if (r == 0)
                *ret_id = p.id;
        return r;
}

/* The dossiers of a page and one more, which says that there is a next page. */
static int read_queue(struct req *rq, const struct desk_scope *s, struct str step, i64 limit,
        struct dossier_brief_rows *ret_rows)
{
        struct desk_list l = { .step = step,
                .holder = input_str(rq->in, "cua").ptr ? rq->who->account : I64_NULL,
                .channel = chosen_channel(rq),
                .limit = limit };
        int r = counter__read_key(input_str(rq->in, "sau"), &l.after_due, &l.after_id);

        if (r == 0)
                r = chosen_procedure(rq, &l.procedure);
        if (r < 0)
                return r;
        if (str_is(step, ASKED))
                return read_asked(rq, s, l.after_id == I64_NULL ? 0 : l.after_id, limit, ret_rows);
        due_window(rq, s->unit, &l.due_from, &l.due_to);
        return counter__list(rq, s, &l, ret_rows);
}

/* The filter as an address has it, without the page. */
static struct str filter_query(struct req *rq, const struct input *in, struct str step)
{
        static const char *const names[] = { "cua", "han", "kenh", "thu_tuc" };
        struct str q = str_fmt(rq->arena, "buoc=%.*s", STRF(step));

        for (size_t i = 0; i < ARRAY_LEN(names); i++) {
                struct str v = input_str(in, names[i]);

                if (!str_empty(v))
                        q = str_fmt(rq->arena, "%.*s&%s=%.*s", STRF(q), names[i],
                                STRF(words_query(rq->arena, v)));
        }
        return q;
}

static const struct option_view *options(struct req *rq, const char *const *values,
        const enum text *names, size_t n, struct str chosen)
{
        struct option_view *list = NEW_ARRAY(rq->arena, struct option_view, n);

        for (size_t i = 0; i < n; i++)
                list[i] = (struct option_view){ .value = str_of(values[i]),
                        .text = text_plain(rq->arena, rq->lang, names[i], STR_NULL),
                        .chosen = str_eq(chosen, str_of(values[i])) };
        return list;
}

static int fill_filter(struct req *rq, struct queue_view *v)
{
        static const char *const dues[] = { "", "tre", "nay", "sap", "con" };
        static const enum text due_names[] = { T_COUNTER_DUE_ANY, T_COUNTER_DUE_LATE,
                T_COUNTER_DUE_TODAY, T_COUNTER_DUE_SOON, T_COUNTER_DUE_LATER };
        static const char *const channels[] = { "", "1", "2", "3" };
        static const enum text channel_names[] = { T_COUNTER_CHANNEL_ANY, T_COUNTER_CHANNEL_1,
                T_COUNTER_CHANNEL_2, T_COUNTER_CHANNEL_3 };
        struct queue_filter_rows rows;
        struct saved_filter *list;
        int r = queue_filters(rq->tx, rq->who->account, &rows);

        if (r < 0)
                return r;
        v->due = input_str(rq->in, "han");
        v->channel = input_str(rq->in, "kenh");
        v->procedure = input_str(rq->in, "thu_tuc");
        v->mine = input_str(rq->in, "cua").ptr;
        v->query.text = filter_query(rq, rq->in, v->step);
        v->dues = options(rq, dues, due_names, ARRAY_LEN(dues), v->due);
        v->n_dues = ARRAY_LEN(dues);
        v->channels = options(rq, channels, channel_names, ARRAY_LEN(channels), v->channel);
        v->n_channels = ARRAY_LEN(channels);
        list = NEW_ARRAY(rq->arena, struct saved_filter, rows.n + 1);
        for (size_t i = 0; i < rows.n; i++)
                list[i] = (struct saved_filter){ rows.rows[i].id, rows.rows[i].name,
                        str_fmt(rq->arena, "/viec?%.*s", STRF(rows.rows[i].query)) };
        v->filters = list;
        v->n_filters = rows.n;
        return 0;
}

static void fill_items(struct req *rq, const struct dossier_brief_rows *rows, struct queue_view *v)
{
        struct desk_item *items = NEW_ARRAY(rq->arena, struct desk_item, QUEUE_PAGE);

        for (size_t i = 0; i < rows->n && i < QUEUE_PAGE; i++) {
                const struct dossier_brief *d = &rows->rows[i];

                counter__fill_item(rq, d, &items[v->n_items++]);
                v->late += items[i].row.due.kind == DUE_LATE;
                req_note_person(rq, d->person_id == I64_NULL ? 0 : d->person_id, d->id, "name",
                        "dossier.queue");
        }
        if (rows->n > QUEUE_PAGE)
                v->next = str_fmt(rq->arena, "/viec?%.*s&sau=%.*s", STRF(v->query.text),
                        STRF(counter__key(rq->arena, &rows->rows[QUEUE_PAGE - 1])));
        if (rows->n == 0)
                req_note_person(rq, 0, 0, "name", "dossier.queue");
        v->items = items;
}

static int queue_show(struct req *rq)
{
        struct queue_view v = { .rq = rq, .step = input_str(rq->in, "buoc") };
        struct desk_scope scope = counter__scope(rq, PERM_DOSSIER_READ);
        struct dossier_brief_rows rows;
        const struct unit *unit = org_unit(org_get(rq->arena), scope.unit);
        struct page_view *p;
        int r;

        if (!v.step.ptr)
                v.step = home_step(rq->who);
        r = fill_tabs(rq, &scope, &v);
        if (r == 0)
                r = fill_filter(rq, &v);
        if (r == 0)
                r = read_queue(rq, &scope, v.step, QUEUE_PAGE + 1, &rows);
        if (r < 0)
                return r;
        fill_items(rq, &rows, &v);
        v.actions = bulk_actions(rq, v.step, &v.n_actions, &v.words);
        r = bulk_officers(rq, v.step, &v.officers, &v.n_officers);
        if (r < 0)
                return r;
        v.unit_name = unit ? unit->name : STR("");
        p = frame_officer(rq, text_plain(rq->arena, rq->lang, T_WORK_QUEUE, STR_NULL), v.unit_name);
        p->script = asset_path("desk.js");
        view_queue_page(&rq->html, p, &v);
        return reply_page(rq, 200);
}

/* GET /viec/tiep: the nearest due that nobody else has in hand. */
static int next_show(struct req *rq)
{
        struct desk_scope scope = counter__scope(rq, PERM_DOSSIER_READ);
        struct str step = input_str(rq->in, "buoc");
        struct dossier_brief_rows rows;
        int r = read_queue(rq, &scope, step.ptr ? step : home_step(rq->who), QUEUE_PAGE, &rows);

        if (r < 0)
                return r;
        req_note_person(rq, 0, 0, "name", "dossier.queue");
        for (size_t i = 0; i < rows.n; i++)
                if (rows.rows[i].holder_id == I64_NULL ||
                        rows.rows[i].holder_id == rq->who->account)
                        return reply_see_other(rq, "/viec/:code", rows.rows[i].code);
        return reply_see_other(rq, "/viec");
}

/* POST /viec/bo-loc: the filter of the page is kept under a name, or one is dropped. */

static const struct field next_fields[] = { QUEUE_FILTER, { "sau", FIELD_KEY, 0, 60, 0, NULL },
        { 0 } };

static const struct field save_fields[] = {
        QUEUE_FILTER,
        { "ten", FIELD_TEXT, FIELD_REQUIRED, 60, T_COUNTER_FILTER_NAME_NEEDED, NULL },
        { "sau", FIELD_KEY, 0, 60, 0, NULL },
        { 0 },
};

static int save_prepare(struct req *rq, struct input *in)
{
        struct str step = input_str(in, "buoc"), *query = NEW(rq->arena, struct str);
        struct queue_filter_rows rows;
        int r = queue_filters(rq->tx, rq->who->account, &rows);

        if (r < 0)
                return r;
        if (rows.n >= FILTERS_MAX)
                return input_fail(in, "ten", T_COUNTER_FILTERS_MANY, STR_NULL);
        *query = filter_query(rq, in, step.ptr ? step : home_step(rq->who));
        in->prepared = query;
        return 0;
}

static int save_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        (void)out;
        return queue_filter_put(tx, id_new(), in->who->account, input_str(in, "ten"),
                *(const struct str *)in->prepared, tx->now, NULL);
}

static const struct field drop_fields[] = {
        { "id", FIELD_I64, FIELD_REQUIRED, 0, 0, NULL },
        { 0 },
};

static int drop_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        (void)out;
        return queue_filter_delete(tx, input_i64(in, "id"), in->who->account, NULL);
}

static int to_queue(struct req *rq, const struct outcome *out)
{
        (void)out;
        return reply_see_other(rq, "/viec");
}

const struct route queue_routes[] = {
        { GET, "/viec", PERM_DOSSIER_READ, ROUTE_READS_PERSON | ROUTE_NOINDEX | ROUTE_SCRIPT,
                READ(queue_fields, queue_show), .doc = "The unit's queue, nearest due first" },
        { GET, "/viec/tiep", PERM_DOSSIER_READ, ROUTE_READS_PERSON | ROUTE_NOINDEX,
                READ(next_fields, next_show), .doc = "The next dossier to take" },
        { POST, "/viec/bo-loc", PERM_DOSSIER_READ, ROUTE_READS_PERSON | ROUTE_SCRIPT,
                WRITE(save_fields, save_prepare, save_apply, to_queue, queue_show),
                .doc = "Keep the filter of the queue under a name" },
        { POST, "/viec/bo-loc/xoa", PERM_DOSSIER_READ, 0,
                WRITE(drop_fields, NULL, drop_apply, to_queue, NULL), .doc = "Drop a kept filter" },
        { POST, "/viec/hang-loat", PERM_DOSSIER_READ, 0,
                WRITE(bulk_fields, bulk_prepare, bulk_apply, bulk_answer, NULL),
                .doc = "One move of several dossiers, each on its own" },
        { 0 },
};
