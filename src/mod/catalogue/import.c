/*
 * src/mod/catalogue/import.c: procedures from data: the project's own lines (data/procedures.jsonl,
 * `export`) and the national catalogue's shape (one JSON object a line: code, name, channels,
 * documents, results). Nothing is guessed silently and nothing dropped: what looks wrong comes in
 * with a reason in `review`, what cannot come in is named in the report with its line. A line whose
 * versions are those that are in force already changes nothing, so export and import are identity.
 */
#include "base/id.h"
#include "base/json.h"
#include "base/utf8.h"
#include "core/generation.h"
#include "mod/catalogue/import_line.h"

int import_put_lists(struct tx *tx, const struct draft_procedure *d)
{
        int r = 0;

        for (size_t i = 0; i < d->n_papers && r == 0; i++) {
                struct procedure_paper_insert_args row = d->papers[i];

                row.id = id_new();
                row.version_id = d->v.id;
                row.ordinal = (i64)i + 1;
                r = procedure_paper_insert(tx, &row);
        }
        for (size_t i = 0; i < d->n_fees && r == 0; i++) {
                struct procedure_fee_insert_args row = d->fees[i];

                row.id = id_new();
                row.version_id = d->v.id;
                row.ordinal = (i64)i + 1;
                r = procedure_fee_insert(tx, &row);
        }
        for (size_t i = 0; i < d->n_results && r == 0; i++)
                r = procedure_result_insert(tx, id_new(), d->v.id, (i64)i + 1, d->results[i]);
        return r;
}

/* One version with its lists. */
static int put_version(struct tx *tx, struct draft_procedure *d, i64 number, i64 by)
{
        int r;

        d->v.id = id_new();
        d->v.number = number;
        d->v.review = buf_str(&d->review);
        d->v.created_at = tx->now;
        d->v.created_by = by;
        r = procedure_version_insert(tx, &d->v);
        return r < 0 ? r : import_put_lists(tx, d);
}

/*
 * The national catalogue does not know what people call it, who was in charge in 2022, nor where,
 * nor how the province works on it.
 */
static void keep_own_words(struct draft_procedure *d, const struct procedure_latest *p)
{
        d->v.usual = p->usual;
        d->v.synonyms = p->synonyms;
        d->v.event = p->event;
        d->v.level = p->level;
        d->v.level_2025 = p->level_2025;
        d->v.unit_code = p->unit_code;
        d->v.unit_code_2025 = p->unit_code_2025;
        d->v.process = p->process;
        d->v.form = p->form;
}

static struct str known_or_null(struct str s)
{
        return str_empty(s) ? STR_NULL : s;
}

/* Whose it is, which unit is in charge or that nobody is named, and what its content is. */
static void complete(struct tx *tx, struct draft_procedure *d, i64 procedure)
{
        d->v.procedure_id = procedure;
        if (str_empty(d->v.unit_code)) {
                d->v.unit_code = STR_NULL;
                if (str_is(d->v.level, "province"))
                        import_flag(
                                d, "unit: no department is named, goes to the province's office");
        }
        d->v.unit_code_2025 = known_or_null(d->v.unit_code_2025);
        d->v.process = known_or_null(d->v.process);
        d->v.form = known_or_null(d->v.form);
        import_set_cutoff(tx->arena, d);
        d->v.content_hash = import_content_hash(tx->arena, d);
}

/* Do these versions hold already from that day on, and no others? */
static int holds(struct tx *tx, i64 procedure, i64 day, const struct draft_procedure *list,
        size_t n, bool *ret_holds)
{
        struct version_span_rows there;
        int r = procedure_versions_from(tx, procedure, day, &there);

        *ret_holds = r == 0 && there.n == n;
        for (size_t i = 0; *ret_holds && i < n; i++) {
                const struct version_span *t = &there.rows[i];
                const struct procedure_version_insert_args *v = &list[i].v;

                *ret_holds = MAX(t->valid_from, day) == v->valid_from &&
                             t->valid_to == v->valid_to && str_eq(t->content_hash, v->content_hash);
        }
        return r;
}

static int put_plan(struct tx *tx, struct draft_procedure *list, size_t n, i64 day, i64 by)
{
        i64 procedure = list[0].v.procedure_id;
        struct version_number number;
        int r = procedure_version_number(tx, procedure, &number);

        if (r == 0)
                r = procedure_version_close(tx, procedure, day, NULL);
        if (r == 0)
                r = procedure_version_withdraw(tx, procedure, day, NULL);
        for (size_t i = 0; i < n && r == 0; i++)
                r = put_version(tx, &list[i], number.n + 1 + (i64)i, by);
        return r;
}

enum put_result { PUT_ADDED, PUT_CHANGED, PUT_SAME };

/* Decides before it writes; a dry one only decides. */
static int put_procedure(struct tx *tx, const struct json *j, struct draft_procedure *d, i64 day,
        i64 by, bool dry, enum put_result *ret_result)
{
        struct procedure_latest latest;
        struct draft_procedure *list;
        struct procedure p;
        bool known, same = false;
        size_t n = 0;
        int r = procedure_by_code(tx, d->code, &p);

        known = r == 0;
        if (r < 0 && r != ERR_NOT_FOUND)
                return r;
        if (!known)
                p = (struct procedure){ .id = id_new(), .code = d->code };
        r = known ? procedure_version_latest(tx, p.id, &latest) : ERR_NOT_FOUND;
        if (r < 0 && r != ERR_NOT_FOUND)
                return r;
        if (r == 0 && d->national)
                keep_own_words(d, &latest);
        complete(tx, d, p.id);
        r = import_plan(tx->arena, j, d, day, &list, &n);
        for (size_t i = 0; i < n && r == 0; i++)
                complete(tx, &list[i], p.id);
        if (r == 0)
                r = holds(tx, p.id, day, list, n, &same);
        if (r < 0)
                return r;
        *ret_result = same ? PUT_SAME : known ? PUT_CHANGED : PUT_ADDED;
        if (same || dry)
                return 0;
        if (!known)
                r = procedure_insert(tx, p.id, d->code, tx->now);
        return r < 0 ? r : put_plan(tx, list, n, day, by);
}

static void report_item(struct import_report *rep, i64 line, struct str code, const char *result,
        struct str reasons)
{
        struct json_writer w;

        if (!rep->json)
                return;
        if (rep->json->len)
                buf_addc(rep->json, ",\n");
        json_begin(&w, rep->json);
        json_open(&w, NULL, '{');
        json_put_i64(&w, "line", line);
        json_put_str(&w, "code", code);
        json_put_str(&w, "result", str_of(result));
        json_put_str(&w, "reasons", reasons);
        json_close(&w, '}');
}

int catalogue_put(
        struct tx *tx, const struct json *j, i64 valid_from, i64 by, struct import_report *rep)
{
        static const char *const words[] = { "added", "changed", "same" };
        struct draft_procedure d;
        enum put_result result = PUT_ADDED;
        const char *why = "";
        int r;

        rep->read++;
        r = import_read_line(tx->arena, j, &d, &why);
        if (r < 0) {
                rep->refused++;
                report_item(rep, rep->line, d.code, "refused", str_of(why));
                return 0;
        }
        if (rep->not_nfc)
                import_flag(&d, "text: was not in NFC, normalised");
        r = put_procedure(tx, j, &d, valid_from, by, rep->dry, &result);
        if (r < 0)
                return r;
        rep->added += result == PUT_ADDED;
        rep->changed += result == PUT_CHANGED;
        rep->same += result == PUT_SAME;
        rep->flagged += d.review.len > 0;
        report_item(rep, rep->line, d.code, words[result], buf_str(&d.review));
        return 0;
}

/* A batch of lines in one write: small enough that other writers hardly wait. */
#define BATCH        20
#define LONGEST_LINE ((size_t)1 << 20)

struct batch {
        struct str lines[BATCH];
        i64 numbers[BATCH]; /* of the lines in the file, from 1 */
        size_t n;
        i64 day, by;
        struct import_report *report;
        struct import_report before; /* apply may run again */
        size_t json_len;
};

static int read_json(
        struct arena *a, struct str line, const struct json **ret_j, struct str *ret_where)
{
        *ret_where = STR("longer than 1 MB");
        return line.len > LONGEST_LINE ? ERR_LIMIT : json_parse(a, line, ret_j, ret_where);
}

static int read_batch(struct tx *tx, struct batch *b)
{
        int r = 0;

        *b->report = b->before;
        if (b->report->json)
                b->report->json->len = b->json_len;
        for (size_t i = 0; i < b->n && r == 0; i++) {
                const struct json *j;
                struct str where;

                b->report->line = b->numbers[i];
                b->report->not_nfc = !utf8_is_nfc(b->lines[i]);
                if (read_json(tx->arena, b->lines[i], &j, &where) < 0) {
                        b->report->read++;
                        b->report->refused++;
                        report_item(b->report, b->report->line, STR(""), "refused", where);
                        continue;
                }
                r = catalogue_put(tx, j, b->day, b->by, b->report);
        }
        return r;
}

static int apply_batch(struct tx *tx, void *arg)
{
        int r = read_batch(tx, arg);

        return r < 0 ? r : generation_move(tx, "catalogue");
}

static int look_at_batch(struct store *s, struct arena *a, struct batch *b)
{
        struct tx *tx;
        int r = store_read_begin(s, a, &tx);

        if (r < 0)
                return r;
        r = read_batch(tx, b);
        store_read_end(tx);
        return r;
}

static int flush_batch(struct store *s, struct batch *b)
{
        AUTO(arena_freep) struct arena *a = arena_new(64 << 20);
        int r;

        if (!b->n)
                return 0;
        b->before = *b->report;
        b->json_len = b->report->json ? b->report->json->len : 0;
        r = b->report->dry ? look_at_batch(s, a, b) : store_write(s, a, apply_batch, b);
        b->n = 0;
        return r;
}

int catalogue_import(
        struct store *s, struct str text, i64 at_day, i64 by, struct import_report *ret_report)
{
        struct batch b = { .day = at_day, .by = by, .report = ret_report };
        struct str rest = text, line;
        i64 number = 0;
        int r = 0;

        while (r == 0 && str_cut(&rest, '\n', &line)) {
                number++;
                if (str_empty(str_trim(line)))
                        continue;
                b.numbers[b.n] = number;
                b.lines[b.n++] = line;
                if (b.n == BATCH)
                        r = flush_batch(s, &b);
        }
        return r < 0 ? r : flush_batch(s, &b);
}
