/*
 * src/app/export.c: `motcua export`: units, procedures, dossiers, one a line. Pages by key, each in
 * a snapshot of its own, so that an export of any size holds nobody up. Procedures are in the shape
 * that `import` takes. Dossiers come without what they say of persons: an export is not how one
 * reads that.
 */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "app/command.h"
#include "app/queries.h"
#include "base/csv.h"
#include "base/file.h"
#include "base/json.h"
#include "mod/catalogue/catalogue.h"

#define PAGE 100

enum cell_kind { CELL_TEXT, CELL_NUMBER, CELL_MOMENT, CELL_DAY, CELL_JSON };

struct cell {
        const char *name;
        enum cell_kind kind;
        struct str text;
        i64 number;
};

struct export
{
        struct control_call *call;
        struct arena *arena; /* of the page */
        struct buf *out;     /* the page as it is written */
        bool csv, header;
        i64 rows, after, day;
};

static struct str cell_text(struct arena *a, const struct cell *c)
{
        if (c->kind == CELL_TEXT || c->kind == CELL_JSON)
                return c->text;
        if (c->number == I64_NULL)
                return STR_NULL;
        if (c->kind == CELL_MOMENT)
                return time_iso(a, c->number);
        if (c->kind == CELL_DAY)
                return day_iso(a, c->number);
        return str_fmt(a, "%lld", (long long)c->number);
}

static void put_json(struct arena *a, struct json_writer *w, const struct cell *cells, size_t n)
{
        json_open(w, NULL, '{');
        for (size_t i = 0; i < n; i++) {
                const struct cell *c = &cells[i];

                if (c->kind == CELL_NUMBER)
                        json_put_i64(w, c->name, c->number);
                else if (c->kind == CELL_JSON)
                        json_put_raw(w, c->name, c->text);
                else
                        json_put_str(w, c->name, cell_text(a, c));
        }
        json_close(w, '}');
}

static void put_row(struct export *e, const struct cell *cells, size_t n)
{
        struct json_writer w;

        e->rows++;
        if (!e->csv) {
                json_begin(&w, e->out);
                put_json(e->arena, &w, cells, n);
                buf_byte(e->out, '\n');
                return;
        }
        for (size_t i = 0; !e->header && i < n; i++)
                csv_put(e->out, str_of(cells[i].name), i + 1 == n);
        e->header = true;
        for (size_t i = 0; i < n; i++)
                csv_put(e->out, cell_text(e->arena, &cells[i]), i + 1 == n);
}

static int page_units(struct export *e, struct tx *tx)
{
        struct export_unit_rows page;
        int r = export_units(tx, e->after, PAGE, &page);

        for (size_t i = 0; r == 0 && i < page.n; i++) {
                const struct export_unit *u = &page.rows[i];
                const struct cell cells[] = { { "code", CELL_TEXT, u->code, 0 },
                        { "legacy_code", CELL_TEXT, u->legacy_code, 0 },
                        { "provisional", CELL_NUMBER, STR_NULL, u->provisional },
                        { "parent", CELL_TEXT, u->parent_code, 0 },
                        { "level", CELL_NUMBER, STR_NULL, u->level },
                        { "kind", CELL_TEXT, u->kind, 0 }, { "name", CELL_TEXT, u->name, 0 },
                        { "short_name", CELL_TEXT, u->short_name, 0 },
                        { "gso_code", CELL_TEXT, u->gso_code, 0 },
                        { "valid_from", CELL_DAY, STR_NULL, u->valid_from },
                        { "valid_to", CELL_DAY, STR_NULL, u->valid_to } };

                put_row(e, cells, ARRAY_LEN(cells));
                e->after = u->id;
        }
        return r < 0 ? r : page.n == PAGE;
}

/* "a<sep>b" as a JSON list. */
static struct str list_json(struct arena *a, struct str text, char sep)
{
        struct json_writer w;
        struct str item;
        struct buf b;

        buf_init(&b, a, 1 << 20);
        json_begin(&w, &b);
        json_open(&w, NULL, '[');
        while (!str_empty(text) && str_cut(&text, sep, &item))
                json_put_str(&w, NULL, item);
        json_close(&w, ']');
        return buf_str(&b);
}

static struct str limit_json(struct arena *a, const struct procedure_version *v)
{
        struct json_writer w;
        struct buf b;

        buf_init(&b, a, 1 << 16);
        json_begin(&w, &b);
        json_open(&w, NULL, '{');
        if (v->limit_hundredths != I64_NULL)
                json_put_real(&w, "value", (double)v->limit_hundredths / 100);
        json_put_str(&w, "unit",
                v->limit_unit == LIMIT_HOUR  ? STR("hour")
                : v->limit_unit == LIMIT_DAY ? STR("day")
                                             : STR("working_day"));
        json_put_str(&w, "note", v->limit_note);
        json_put_i64(&w, "cutoff_minute", v->cutoff_minute);
        json_close(&w, '}');
        return buf_str(&b);
}

static struct str papers_json(struct arena *a, const struct procedure_full *p)
{
        struct json_writer w;
        struct buf b;

        buf_init(&b, a, 1 << 20);
        json_begin(&w, &b);
        json_open(&w, NULL, '[');
        for (size_t i = 0; i < p->papers.n; i++) {
                const struct procedure_paper *x = &p->papers.rows[i];

                json_open(&w, NULL, '{');
                json_put_str(&w, "name", x->name);
                json_put_str(&w, "case", x->case_text);
                json_put_i64(&w, "originals", x->originals);
                json_put_i64(&w, "copies", x->copies);
                json_put_str(&w, "form", x->form);
                json_close(&w, '}');
        }
        json_close(&w, ']');
        return buf_str(&b);
}

static struct str fees_json(struct arena *a, const struct procedure_full *p)
{
        struct json_writer w;
        struct buf b;

        buf_init(&b, a, 1 << 20);
        json_begin(&w, &b);
        json_open(&w, NULL, '[');
        for (size_t i = 0; i < p->fees.n; i++) {
                const struct procedure_fee *x = &p->fees.rows[i];

                json_open(&w, NULL, '{');
                json_put_str(&w, "kind", x->kind);
                json_put_str(&w, "name", x->name);
                json_put_i64(&w, "amount", x->amount);
                json_put_str(&w, "unit", x->unit);
                json_put_str(&w, "note", x->note);
                json_close(&w, '}');
        }
        json_close(&w, ']');
        return buf_str(&b);
}

static struct str results_json(struct arena *a, const struct procedure_full *p)
{
        struct json_writer w;
        struct buf b;

        buf_init(&b, a, 1 << 20);
        json_begin(&w, &b);
        json_open(&w, NULL, '[');
        for (size_t i = 0; i < p->results.n; i++)
                json_put_str(&w, NULL, p->results.rows[i].name);
        json_close(&w, ']');
        return buf_str(&b);
}

#define VERSION_CELLS 24

/* A version as a line of `import`; returns how many cells. */
static size_t version_cells(struct arena *a, const struct procedure_full *p, struct cell *ret_cells)
{
        const struct procedure_version *v = &p->v;
        const struct cell cells[] = { { "code", CELL_TEXT, v->code, 0 },
                { "name", CELL_TEXT, v->name, 0 }, { "usual", CELL_TEXT, v->usual, 0 },
                { "synonyms", CELL_JSON, list_json(a, v->synonyms, '\n'), 0 },
                { "field", CELL_TEXT, v->field, 0 }, { "event", CELL_TEXT, v->event, 0 },
                { "level", CELL_TEXT, v->level, 0 }, { "level_2025", CELL_TEXT, v->level_2025, 0 },
                { "agency", CELL_TEXT, v->agency, 0 }, { "unit", CELL_TEXT, v->unit_code, 0 },
                { "unit_2025", CELL_TEXT, v->unit_code_2025, 0 },
                { "audience", CELL_JSON, list_json(a, v->audience, ','), 0 },
                { "online", CELL_TEXT, v->online, 0 }, { "process", CELL_TEXT, v->process, 0 },
                { "form", CELL_TEXT, v->form, 0 }, { "limit", CELL_JSON, limit_json(a, v), 0 },
                { "papers", CELL_JSON, papers_json(a, p), 0 },
                { "fees", CELL_JSON, fees_json(a, p), 0 },
                { "results", CELL_JSON, results_json(a, p), 0 },
                { "legal_basis", CELL_JSON, list_json(a, v->legal_basis, '\n'), 0 },
                { "source", CELL_TEXT, v->source, 0 }, { "review", CELL_TEXT, v->review, 0 },
                { "valid_from", CELL_DAY, STR_NULL, v->valid_from },
                { "valid_to", CELL_DAY, STR_NULL, v->valid_to } };

        CHECK(ARRAY_LEN(cells) == VERSION_CELLS);
        memcpy(ret_cells, cells, sizeof cells);
        return VERSION_CELLS;
}

/* The newest version as a line, all before it whole in "versions": import loses nothing. */
static int put_procedure(struct export *e, struct tx *tx, i64 procedure)
{
        struct cell cells[VERSION_CELLS + 1];
        struct export_version_rows all;
        struct procedure_full p;
        struct json_writer w;
        struct buf earlier;
        int r = export_versions(tx, procedure, &all);

        buf_init(&earlier, e->arena, 16 << 20);
        json_begin(&w, &earlier);
        json_open(&w, NULL, '[');
        for (size_t i = 0; r == 0 && i < all.n; i++) {
                r = catalogue_get_version(tx, all.rows[i].id, &p);
                if (r == 0 && i + 1 < all.n)
                        put_json(e->arena, &w, cells, version_cells(e->arena, &p, cells));
        }
        json_close(&w, ']');
        if (r < 0)
                return r;
        version_cells(e->arena, &p, cells);
        cells[VERSION_CELLS] = (struct cell){ "versions", CELL_JSON, buf_str(&earlier), 0 };
        put_row(e, cells, ARRAY_LEN(cells));
        return 0;
}

static int page_procedures(struct export *e, struct tx *tx)
{
        struct export_procedure_rows page;
        int r = export_procedures(tx, e->after, e->day, PAGE, &page);

        for (size_t i = 0; r == 0 && i < page.n; i++) {
                r = put_procedure(e, tx, page.rows[i].procedure_id);
                e->after = page.rows[i].id;
        }
        return r < 0 ? r : page.n == PAGE;
}

static int page_dossiers(struct export *e, struct tx *tx)
{
        struct export_dossier_rows page;
        int r = export_dossiers(tx, e->after, PAGE, &page);

        for (size_t i = 0; r == 0 && i < page.n; i++) {
                const struct export_dossier *d = &page.rows[i];
                const struct cell cells[] = { { "code", CELL_TEXT, d->code, 0 },
                        { "procedure", CELL_TEXT, d->procedure_code, 0 },
                        { "state", CELL_NUMBER, STR_NULL, d->state },
                        { "step", CELL_TEXT, d->step, 0 },
                        { "channel", CELL_NUMBER, STR_NULL, d->channel },
                        { "unit", CELL_TEXT, d->unit_code, 0 },
                        { "received_unit", CELL_TEXT, d->received_unit_code, 0 },
                        { "submitted_at", CELL_MOMENT, STR_NULL, d->submitted_at },
                        { "accepted_at", CELL_MOMENT, STR_NULL, d->accepted_at },
                        { "due_at", CELL_MOMENT, STR_NULL, d->due_at },
                        { "finished_at", CELL_MOMENT, STR_NULL, d->finished_at },
                        { "returned_at", CELL_MOMENT, STR_NULL, d->returned_at } };

                put_row(e, cells, ARRAY_LEN(cells));
                e->after = d->id;
        }
        return r < 0 ? r : page.n == PAGE;
}

/* All pages, to a file, or to the client when fd is -1. */
static int run_pages(
        struct app *a, struct export *e, int (*page)(struct export *, struct tx *), int fd)
{
        int more;

        do {
                AUTO(arena_freep) struct arena *arena = arena_new(64 << 20);
                struct tx *tx;
                struct buf out;
                int r = store_read_begin(a->store, arena, &tx);

                if (r < 0)
                        return r;
                buf_init(&out, arena, 32 << 20);
                e->arena = arena;
                e->out = &out;
                more = page(e, tx);
                store_read_end(tx);
                if (more < 0)
                        return more;
                r = out.over ? ERR_LIMIT : fd < 0 ? 0 : file_write_all(fd, buf_str(&out));
                if (r < 0)
                        return r;
                if (fd < 0)
                        control_print(e->call, buf_str(&out));
        } while (more && !e->call->unheard);
        return 0;
}

int export_procedure_lines(struct app *a, struct arena *arena, struct str *ret_lines)
{
        struct export e = { .day = org_day(org_get(arena)) };
        struct buf all;
        int more;

        buf_init(&all, arena, 128 << 20);
        do {
                AUTO(arena_freep) struct arena *own = arena_new(64 << 20);
                struct tx *tx;
                struct buf out;
                int r = store_read_begin(a->store, own, &tx);

                if (r < 0)
                        return r;
                buf_init(&out, own, 32 << 20);
                e.arena = own;
                e.out = &out;
                more = page_procedures(&e, tx);
                store_read_end(tx);
                if (more < 0)
                        return more;
                buf_add(&all, buf_str(&out));
        } while (more);
        *ret_lines = buf_str(&all);
        return all.over ? ERR_LIMIT : 0;
}

/* Into a file beside, which takes the name when it is whole. */
static int run_to_file(struct app *a, struct export *e, int (*page)(struct export *, struct tx *),
        const char *path)
{
        const char *part = str_fmt(e->call->arena, "%s.part", path).ptr;
        int fd = file_ops->open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
        int r;

        if (fd < 0)
                return file_error(errno);
        r = run_pages(a, e, page, fd);
        if (r == 0 && file_ops->fsync(fd) < 0)
                r = file_error(errno);
        if (close(fd) < 0 && r == 0)
                r = file_error(errno);
        if (r == 0 && file_ops->rename(part, path) < 0)
                r = file_error(errno);
        if (r < 0)
                file_ops->unlink(part);
        return r;
}

int command_export(struct app *a, struct control_call *c)
{
        static const struct {
                const char *name;
                int (*page)(struct export *, struct tx *);
        } kinds[] = { { "procedures", page_procedures }, { "units", page_units },
                { "dossiers", page_dossiers } };
        struct str what = operand(c, 1), out = option(c, "out"), format = option(c, "format");
        struct export e = { .call = c,
                .after = INT64_MIN + 1,
                .day = org_day(org_get(c->arena)),
                .csv = str_is(format, "csv") };
        int r;

        if (operand(c, 2).ptr || (format.ptr && !e.csv && !str_is(format, "jsonl")))
                return EXIT_USAGE;
        for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
                if (!str_is(what, kinds[i].name))
                        continue;
                r = out.ptr ? run_to_file(a, &e, kinds[i].page, client_path(c, out))
                            : run_pages(a, &e, kinds[i].page, -1);
                if (r < 0)
                        return command_failed(c, "cannot export", r);
                if (out.ptr)
                        control_printf(c, "%lld %s\n", (long long)e.rows, kinds[i].name);
                return EXIT_GOOD;
        }
        return EXIT_USAGE;
}
