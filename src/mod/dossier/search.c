/*
 * src/mod/dossier/search.c: dossiers in the full-text index, and finding them: by code, name,
 * numbers, procedure and the words that officers wrote, each by who may see it.
 *
 * The idea: who may see a dossier are the units that resolve it, took it in or take part, and all
 * above them. These are words of the index (scopes) beside the others, so that what somebody may
 * not see is never a candidate. A unit is its own number, and with its whole tree the negative one:
 * who works for one unit only asks for the first, who works for a tree for the second.
 *
 * Whatever changes a dossier only notes that it did; a job reads it with a snapshot and puts it
 * into the index, so that nobody who waits for an answer waits for that.
 */
#include "base/id.h"
#include "core/org.h"
#include "mod/dossier/process.h"
#include "store/search.h"

#define KIND       "dossier"
#define SCOPES_MAX 64
#define CANDIDATES 400 /* the newest so many are ranked */

int dossier__touch(struct tx *tx, i64 dossier)
{
        return dossier_touch(tx, id_new(), dossier);
}

int dossier__take_part(struct tx *tx, i64 dossier, i64 unit)
{
        i64 added;
        int r = dossier_unit_put(tx, dossier, unit, tx->now, &added);

        return r < 0 || !added ? r : dossier__touch(tx, dossier);
}

/* ------------------------------------------------------------ into the index */

struct scopes {
        i64 list[SCOPES_MAX];
        size_t n;
};

static void add_scope(struct scopes *s, i64 scope)
{
        for (size_t i = 0; i < s->n; i++)
                if (s->list[i] == scope)
                        return;
        if (s->n < SCOPES_MAX)
                s->list[s->n++] = scope;
}

static void add_unit(const struct org *o, i64 unit, struct scopes *s)
{
        add_scope(s, unit);
        for (const struct unit *u = org_unit(o, unit); u; u = u->parent)
                add_scope(s, -u->id);
}

struct entry {
        i64 dossier;
        struct search_doc doc;
        struct scopes scopes;
};

static int read_scopes(struct tx *tx, const struct dossier_words *w, struct entry *e)
{
        const struct org *o = org_get(tx->arena);
        struct dossier_unit_row_rows units;
        int r = dossier_units_of(tx, e->dossier, &units);

        if (r < 0)
                return r;
        add_unit(o, w->unit_id, &e->scopes);
        add_unit(o, w->received_unit_id, &e->scopes);
        for (size_t i = 0; i < units.n; i++)
                add_unit(o, units.rows[i].unit_id, &e->scopes);
        return 0;
}

static void add_line(struct buf *b, struct str line)
{
        if (str_empty(line))
                return;
        buf_add(b, line);
        buf_byte(b, '\n');
}

/* One line each: a query that is a whole line means just that. */
static int read_entry(struct tx *tx, i64 dossier, struct entry *e)
{
        struct dossier_words w;
        struct dossier_note_rows notes;
        struct buf body;
        int r = dossier_words(tx, dossier, &w);

        *e = (struct entry){ .dossier = dossier };
        if (r == 0)
                r = dossier_notes(tx, dossier, &notes);
        if (r == 0)
                r = read_scopes(tx, &w, e);
        if (r < 0)
                return r;
        buf_init(&body, tx->arena, 1 << 20);
        add_line(&body, w.code);
        add_line(&body, w.applicant_name);
        add_line(&body, w.usual);
        add_line(&body, w.procedure_code);
        if (!str_eq(w.subject, w.usual))
                add_line(&body, w.subject);
        add_line(&body, w.applicant_identity);
        add_line(&body, w.applicant_phone);
        for (size_t i = 0; i < notes.n; i++)
                add_line(&body, notes.rows[i].note);
        e->doc = (struct search_doc){ .kind = STR(KIND),
                .object = dossier,
                .title = str_fmt(tx->arena, "%.*s %.*s", STRF(w.code), STRF(w.applicant_name)),
                .body = buf_str(&body),
                .weight = 1,
                .scopes = e->scopes.list,
                .n_scopes = e->scopes.n };
        return 0;
}

struct batch {
        struct dossier_touched_row_rows touched;
        struct entry *entries;
        size_t n;
};

static bool is_among(const struct batch *b, i64 dossier)
{
        for (size_t i = 0; i < b->n; i++)
                if (b->entries[i].dossier == dossier)
                        return true;
        return false;
}

/* What was noted first, each dossier once, as it is in this snapshot. */
static int read_batch(struct tx *tx, i64 most, struct batch *b)
{
        int r = dossiers_touched(tx, most, &b->touched);

        b->entries = NEW_ARRAY(tx->arena, struct entry, (size_t)most + 1);
        b->n = 0;
        for (size_t i = 0; r == 0 && i < b->touched.n; i++) {
                i64 dossier = b->touched.rows[i].dossier_id;

                if (!is_among(b, dossier))
                        r = read_entry(tx, dossier, &b->entries[b->n++]);
        }
        return r;
}

/* What changed after the snapshot has been noted again, in a row that stays. */
static int put_batch(struct tx *tx, void *arg)
{
        const struct batch *b = arg;
        i64 *ids = NEW_ARRAY(tx->arena, i64, b->touched.n + 1);
        int r = 0;

        for (size_t i = 0; r == 0 && i < b->n; i++)
                r = search_put(tx, &b->entries[i].doc);
        for (size_t i = 0; i < b->touched.n; i++)
                ids[i] = b->touched.rows[i].id;
        return r < 0 ? r : dossiers_touched_delete(tx, ids, b->touched.n, NULL);
}

int dossier_index(struct store *s, i64 at_once)
{
        struct batch b;
        int r;

        do {
                AUTO(arena_freep) struct arena *a = arena_new(64 << 20);
                struct tx *tx;

                r = store_read_begin(s, a, &tx);
                if (r < 0)
                        return r;
                r = read_batch(tx, at_once, &b);
                store_read_end(tx);
                if (r == 0 && b.touched.n)
                        r = store_write(s, a, put_batch, &b);
        } while (r == 0 && (i64)b.touched.n == at_once);
        return r;
}

/* ------------------------------------------------------------ finding */

/* What this person may find: the trees and units of every role that lets them see dossiers. */
static void scopes_of(const struct who *w, struct scopes *s)
{
        for (size_t i = 0; i < w->n_grants; i++) {
                const struct grant *g = &w->grants[i];

                if (roles[g->role].perms & P(DOSSIER_READ))
                        add_scope(s, g->tree ? -g->unit : g->unit);
        }
}

/* The rows in the order of the hits. */
static int read_hits(
        struct tx *tx, const struct search_hits *hits, struct dossier_brief_rows *ret_rows)
{
        struct dossier_brief *list = NEW_ARRAY(tx->arena, struct dossier_brief, hits->n + 1);
        i64 *ids = NEW_ARRAY(tx->arena, i64, hits->n + 1);
        struct dossier_brief_rows rows;
        size_t n = 0;
        int r;

        for (size_t i = 0; i < hits->n; i++)
                ids[i] = hits->rows[i].object;
        r = dossiers_by_ids(tx, ids, hits->n, &rows);
        for (size_t i = 0; r == 0 && i < hits->n; i++)
                for (size_t k = 0; k < rows.n; k++)
                        if (rows.rows[k].id == ids[i])
                                list[n++] = rows.rows[k];
        if (r == 0)
                *ret_rows = (struct dossier_brief_rows){ list, n };
        return r;
}

int dossier_find(struct tx *tx, const struct who *w, struct str query, i64 offset, i64 limit,
        struct dossier_brief_rows *ret_rows, i64 *ret_total)
{
        struct scopes scopes = { .n = 0 };
        struct search_hits hits;
        int r;

        *ret_rows = (struct dossier_brief_rows){ 0 };
        *ret_total = 0;
        scopes_of(w, &scopes);
        if (!scopes.n)
                return 0;
        r = search_find(tx,
                &(struct search_ask){ .kind = STR(KIND),
                        .query = query,
                        .scopes = scopes.list,
                        .n_scopes = scopes.n,
                        .scoped = true,
                        .newest = true,
                        .most = CANDIDATES,
                        .offset = offset,
                        .limit = limit },
                &hits);
        if (r == 0)
                r = read_hits(tx, &hits, ret_rows);
        if (r == 0)
                *ret_total = hits.total;
        return r;
}
