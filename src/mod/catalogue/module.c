/*
 * src/mod/catalogue/module.c: the catalogue over the API, and the module's constant. Pages about
 * procedures are mod/portal's.
 */
#include "base/json.h"
#include "core/files.h"
#include "core/module.h"
#include "mod/catalogue/catalogue.h"
#include "web/req.h"

#include "core/perm.h"

#define JSON_MAX (4 << 20)

static const char *const limit_units[LIMIT_UNIT_MAX] = { "working_day", "day", "hour" };

static void put_limit(struct json_writer *w, i64 hundredths, i64 unit, i64 cutoff)
{
        json_open(w, "time_limit", '{');
        if (hundredths == I64_NULL)
                json_put_null(w, "value");
        else
                json_put_real(w, "value", (double)hundredths / 100);
        json_put_str(w, "unit", str_of(limit_units[unit]));
        json_put_i64(w, "cutoff_minute", cutoff);
        json_close(w, '}');
}

static const struct field list_fields[] = {
        { "q", FIELD_TEXT, 0, 200, 0, NULL },
        { "field", FIELD_TEXT, 0, 200, 0, NULL },
        { "level", FIELD_CHOICE, 0, 0, 0, "province|district|commune" },
        { "limit", FIELD_I64, 0, 100, 0, NULL },
        { "next", FIELD_KEY, 0, 40, 0, NULL },
        { 0 },
};

static int put_brief(struct tx *tx, struct json_writer *w, const struct procedure_brief *b)
{
        struct procedure_fee_rows fees;
        struct procedure_paper_rows papers;
        int r = procedure_fees(tx, b->id, &fees);

        if (r == 0)
                r = procedure_papers(tx, b->id, &papers);
        if (r < 0)
                return r;
        json_open(w, NULL, '{');
        json_put_str(w, "code", b->code);
        json_put_str(w, "name", b->name);
        json_put_str(w, "usual", b->usual);
        json_put_str(w, "field", b->field);
        json_put_str(w, "level", b->level);
        json_put_str(w, "online", b->online);
        put_limit(w, b->limit_hundredths, b->limit_unit, b->cutoff_minute);
        json_open(w, "fees", '[');
        for (size_t i = 0; i < fees.n; i++) {
                json_open(w, NULL, '{');
                json_put_str(w, "kind", fees.rows[i].kind);
                json_put_str(w, "name", fees.rows[i].name);
                json_put_i64(w, "amount", fees.rows[i].amount);
                json_put_str(w, "unit", fees.rows[i].unit);
                json_put_str(w, "note", fees.rows[i].note);
                json_close(w, '}');
        }
        json_close(w, ']');
        json_open(w, "papers", '[');
        for (size_t i = 0; i < papers.n; i++) {
                json_open(w, NULL, '{');
                json_put_str(w, "name", papers.rows[i].name);
                json_put_str(w, "case", papers.rows[i].case_text);
                json_put_i64(w, "originals", papers.rows[i].originals);
                json_put_i64(w, "copies", papers.rows[i].copies);
                json_put_str(w, "form", papers.rows[i].form);
                json_close(w, '}');
        }
        json_close(w, ']');
        json_close(w, '}');
        return 0;
}

/*
 * The opaque key of the next page: the offset of a search, or version id of the last row of a list.
 */
static int list_rows(
        struct req *rq, i64 limit, struct procedure_brief_rows *ret_rows, struct str *ret_next)
{
        struct str q = input_str(rq->in, "q"), field = input_str(rq->in, "field");
        const struct org *o = org_get(rq->arena);
        i64 day = org_day(o), from = 0, total;
        struct procedure_version last = { .usual = STR_NULL, .id = I64_NULL };
        struct str next = input_str(rq->in, "next");
        int r;

        *ret_next = STR_NULL;
        if (next.ptr && (str_to_i64(next, &from) < 0 || from < 0))
                return ERR_INVALID;
        if (!str_empty(q)) {
                if (from > 2000)
                        return ERR_INVALID;
                r = catalogue_search(rq->tx, o,
                        &(struct catalogue_query){
                                .words = q, .day = day, .offset = from, .limit = limit },
                        ret_rows, &total);
                if (r == 0 && from + limit < total)
                        *ret_next = str_fmt(rq->arena, "%lld", (long long)(from + limit));
                return r;
        }
        if (from && procedure_version_by_id(rq->tx, from, &last) < 0)
                return ERR_INVALID;
        r = procedure_list(rq->tx,
                &(struct procedure_list_args){ .day = day,
                        .event = STR_NULL,
                        .field = str_empty(field) ? STR_NULL : field,
                        .level = input_str(rq->in, "level"),
                        .level_2025 = STR_NULL,
                        .after_usual = last.usual,
                        .after_id = last.id,
                        .limit = limit + 1 },
                ret_rows);
        if (r == 0 && (i64)ret_rows->n > limit) {
                ret_rows->n = (size_t)limit;
                *ret_next = str_fmt(rq->arena, "%lld", (long long)ret_rows->rows[limit - 1].id);
        }
        return r;
}

static int api_list(struct req *rq)
{
        i64 limit = input_i64(rq->in, "limit");
        struct procedure_brief_rows rows;
        struct json_writer w;
        struct str next;
        struct buf b;
        int r;

        if (limit == I64_NULL)
                limit = 20;
        if (limit < 1)
                return ERR_INVALID;
        r = list_rows(rq, limit, &rows, &next);
        if (r < 0)
                return r;
        buf_init(&b, rq->arena, JSON_MAX);
        json_begin(&w, &b);
        json_open(&w, NULL, '{');
        json_open(&w, "items", '[');
        for (size_t i = 0; i < rows.n && r == 0; i++)
                r = put_brief(rq->tx, &w, &rows.rows[i]);
        if (r < 0)
                return r;
        json_close(&w, ']');
        json_put_str(&w, "next", next);
        json_close(&w, '}');
        return reply_json(rq, 200, buf_str(&b));
}

static int api_one(struct req *rq)
{
        i64 day = org_day(org_get(rq->arena));
        struct procedure_brief_rows rows;
        struct procedure proc;
        struct json_writer w;
        struct buf b;
        int r = procedure_by_code(rq->tx, catalogue_national_code(path_str(rq->in, "code")), &proc);

        if (r == 0)
                r = procedure_briefs(rq->tx, &proc.id, 1, day, &rows);
        if (r == 0 && rows.n == 0)
                r = ERR_NOT_FOUND;
        if (r < 0)
                return r;
        buf_init(&b, rq->arena, JSON_MAX);
        json_begin(&w, &b);
        r = put_brief(rq->tx, &w, &rows.rows[0]);
        return r < 0 ? r : reply_json(rq, 200, buf_str(&b));
}

static const struct route routes[] = {
        { GET, "/api/v1/procedures", PERM_PUBLIC, ROUTE_API, READ(list_fields, api_list),
                .doc = "Procedures in force, by words, field, level" },
        { GET, "/api/v1/procedures/:code", PERM_PUBLIC, ROUTE_API, READ(NULL, api_one),
                .doc = "One procedure as it is in force" },
        { 0 },
};

/* What two people agreed on is taken in; run again, it finds everything the same. */
static int take_in(struct job_run *run, const struct procedure_import_row *row,
        struct import_report *ret_report)
{
        AUTO(arena_freep) struct arena *a = arena_new(4 * CATALOGUE_TEXT_MAX);
        struct str text;
        int r = content_get(
                files_content(), a, (const u8 *)row->file_hash.ptr, CATALOGUE_TEXT_MAX, &text);

        if (r == 0)
                r = catalogue_unpack(a, text, CATALOGUE_TEXT_MAX, &text);
        return r < 0 ? r
                     : catalogue_import(run->store, text, org_day(org_get(run->arena)),
                               row->asked_by, ret_report);
}

struct import_end {
        i64 id;
        const char *state;
        const struct import_report *report;
};

static int write_end(struct tx *tx, void *arg)
{
        const struct import_end *e = arg;

        return procedure_import_end(tx,
                &(struct procedure_import_end_args){ .id = e->id,
                        .state = str_of(e->state),
                        .lines = e->report->read,
                        .added = e->report->added,
                        .changed = e->report->changed,
                        .same = e->report->same,
                        .flagged = e->report->flagged,
                        .refused = e->report->refused },
                NULL);
}

static int run_import(struct job_run *run)
{
        struct import_report report = { 0 };
        struct import_end end = { run->object, "done", &report };
        struct procedure_import_row row;
        struct tx *tx;
        int r = store_read_begin(run->store, run->arena, &tx);

        if (r < 0)
                return r;
        r = procedure_import_get(tx, run->object, &row);
        store_read_end(tx);
        if (r < 0 || !str_is(row.state, "confirmed"))
                return r;
        r = take_in(run, &row, &report);
        if (r == ERR_NOT_FOUND || r == ERR_CORRUPT || r == ERR_LIMIT)
                end.state = "failed"; /* the file is not what it was; again helps nothing */
        else if (r < 0)
                return r;
        return store_write(run->store, run->arena, write_end, &end);
}

static const struct job_kind catalogue_jobs[] = {
        { .kind = CATALOGUE_IMPORT_JOB, .run = run_import },
        { 0 },
};

static const struct route *const tables[] = { routes, NULL };
static const char *const needs[] = { NULL };

const struct module catalogue_module = { .name = "catalogue",
        .doc = "Procedures, versions, fees, papers",
        .requires = needs,
        .routes = tables,
        .jobs = catalogue_jobs,
        .moves = catalogue_moves };
