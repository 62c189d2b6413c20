/*
 * src/app/import_dossiers.c: see import_dossiers.h. Rows are read and judged outside of any write;
 * a batch of good ones is one short write, so that a server beside it goes on answering. While some
 * are being written the next are read. When a batch cannot be written for one row, each row is
 * written by itself and that one is named.
 */
#include "app/import_dossiers.h"

#include <pthread.h>

#include "app/import_lines.h"
#include "app/queries.h"
#include "audit/audit.h"
#include "base/typed.h"
#include "core/org.h"
#include "mod/dossier/dossier.h"
#include "mod/indicator/indicator.h"

#define BATCH      50
#define UNDER_WAY  8 /* batches: one that is filled, others that are being written */
#define BUCKETS    4096
#define FOLD_EVERY 20000 /* rows: what is not folded yet stays small */
#define NAME_MOST  200
#define TEXT_MOST  2000
#define DUE_HOUR   17 /* of a promise of which only the day is known */
#define BEGIN_HOUR 8  /* of any other moment */

/* A procedure that was asked for, with its versions; n 0: there is none. */
struct known {
        struct known *next;
        struct str code;
        struct import_version_rows versions;
};

enum fate { FATE_ADDED, FATE_SAME, FATE_KEPT, FATE_REFUSED };
struct row {
        i64 line;
        struct dossier_past p;
        enum fate fate;
};

/* Some rows; a transaction may run again, so a write only says what became of each. */
struct batch {
        struct run *run;
        struct arena *arena; /* of what its rows say */
        struct row rows[BATCH];
        size_t first, end; /* of the rows, those that are written */
        struct write write;
        bool written; /* under the lock of the run */
};

struct run {
        struct store *store;
        struct arena *arena; /* of the whole run */
        const struct org *org;
        i64 now;
        bool dry;
        struct dossiers_report *report;
        struct known *known[BUCKETS];
        struct batch batches[UNDER_WAY]; /* a ring */
        size_t oldest, filled;           /* counted from the beginning: filled % UNDER_WAY */
        size_t most;                     /* that are being written at once */
        pthread_mutex_t lock;
        pthread_cond_t one_written;
};

static int refuse(struct run *run, i64 line, const char *field, const char *reason)
{
        run->report->refused++;
        import_tell(run->report->json, line, field, reason);
        return ERR_INVALID;
}

/* ------------------------------------------------------------ one row */

/* "08:30" or "08:30:15" */
static bool read_clock(struct str s, i64 *ret_ms)
{
        i64 parts[3] = { 0, 0, 0 };
        struct str part;
        size_t n = 0;

        while (n < 3 && str_cut(&s, ':', &part))
                if (part.len != 2 || str_to_i64(part, &parts[n++]) < 0)
                        return false;
        if (n < 2 || s.len || parts[0] > 23 || parts[1] > 59 || parts[2] > 59)
                return false;
        *ret_ms = parts[0] * HOUR_MS + parts[1] * MINUTE_MS + parts[2] * SECOND_MS;
        return true;
}

/* A moment here, or with its zone; a day alone means that hour. False: it is none. */
static bool read_moment(
        struct arena *a, const struct import_lines *l, const char *name, int hour, i64 *ret_at)
{
        struct str s = str_trim(import_cell(l, a, name)), day;
        i64 civil, ms = hour * HOUR_MS;
        char gap = str_find_char(s, 'T') >= 0 ? 'T' : ' ';

        *ret_at = I64_NULL;
        if (str_empty(s) || time_parse_iso(s, ret_at) == 0)
                return true;
        if (!str_cut(&s, gap, &day) ||
                (day_parse_iso(day, &civil) < 0 && day_parse_vi(day, &civil) < 0))
                return false;
        if (!str_empty(s) && !read_clock(s, &ms))
                return false;
        *ret_at = day_start(civil) + ms;
        return true;
}

static bool read_number(
        struct arena *a, const struct import_lines *l, const char *name, i64 usual, i64 *ret_n)
{
        struct str s = str_trim(import_cell(l, a, name));

        *ret_n = usual;
        return str_empty(s) || str_to_i64(s, ret_n) == 0;
}

static unsigned hash_code(struct str s)
{
        unsigned h = 2166136261u;

        for (size_t i = 0; i < s.len; i++)
                h = (h ^ (unsigned char)s.ptr[i]) * 16777619u;
        return h % BUCKETS;
}

static int find_procedure(struct run *run, struct str code, const struct known **ret_k)
{
        struct known **bucket = &run->known[hash_code(code)], *k;
        struct tx *tx;
        int r;

        for (k = *bucket; k && !str_eq(k->code, code); k = k->next)
                ;
        if (!k) {
                k = NEW(run->arena, struct known);
                k->code = str_dup(run->arena, code);
                r = store_read_begin(run->store, run->arena, &tx);
                if (r < 0)
                        return r;
                r = import_versions(tx, k->code, &k->versions);
                store_read_end(tx);
                if (r < 0)
                        return r;
                k->next = *bucket;
                *bucket = k;
        }
        *ret_k = k;
        return 0;
}

/* In force on that day, or the first there is: what was before that is not known here. */
static const struct import_version *version_on(const struct known *k, i64 day)
{
        const struct import_version *v = k->versions.n ? &k->versions.rows[0] : NULL;

        for (size_t i = 0; i < k->versions.n; i++)
                if (k->versions.rows[i].valid_from <= day)
                        v = &k->versions.rows[i];
        return v;
}

/* Who carries its work on, when there is still work; else the unit that it was. */
static const struct unit *read_unit(struct run *run, struct str code, bool open)
{
        const struct unit *u = org_unit_by_code(run->org, str_trim(code));

        return u && open ? org_successor(run->org, u, org_day(run->org)) : u;
}

static const char *read_person(
        struct arena *a, const struct import_lines *l, i64 now, struct dossier_past *p)
{
        struct str s;

        if (!import_text(l, a, "applicant_name", NAME_MOST, &p->name))
                return "applicant_name";
        s = str_trim(import_cell(l, a, "applicant_identity"));
        p->identity = STR_NULL;
        if (!str_empty(s) && typed_identity(a, s, &p->identity) < 0)
                return "applicant_identity";
        if (!import_text(l, a, "applicant_kind", 20, &p->kind) ||
                (p->kind.ptr && !str_is(p->kind, "citizen") && !str_is(p->kind, "enterprise") &&
                        !str_is(p->kind, "organisation") && !str_is(p->kind, "agency")))
                return "applicant_kind";
        if (!import_day(l, a, "birth_day", &p->birth_day) ||
                (p->birth_day != I64_NULL && p->birth_day > day_of(now)))
                return "birth_day";
        s = str_trim(import_cell(l, a, "phone"));
        p->phone = STR_NULL;
        if (!str_empty(s) && typed_phone(a, s, &p->phone) < 0)
                return "phone";
        s = str_trim(import_cell(l, a, "email"));
        p->email = STR_NULL;
        if (!str_empty(s) && typed_email(a, s, &p->email) < 0)
                return "email";
        if (!import_text(l, a, "address", TEXT_MOST, &p->address))
                return "address";
        if (!import_text(l, a, "subject", TEXT_MOST, &p->subject))
                return "subject";
        return import_text(l, a, "note", TEXT_MOST, &p->note) ? NULL : "note";
}

static const char *read_moments(
        struct arena *a, const struct import_lines *l, struct dossier_past *p)
{
        const struct {
                const char *name;
                i64 *at;
                int hour;
        } moments[] = {
                { "submitted_at", &p->submitted_at, BEGIN_HOUR },
                { "accepted_at", &p->accepted_at, BEGIN_HOUR },
                { "due_at", &p->due_at, DUE_HOUR },
                { "stopped_at", &p->stopped_at, BEGIN_HOUR },
                { "finished_at", &p->finished_at, BEGIN_HOUR },
                { "returned_at", &p->returned_at, BEGIN_HOUR },
                { "ended_at", &p->ended_at, BEGIN_HOUR },
        };

        for (size_t i = 0; i < ARRAY_LEN(moments); i++)
                if (!read_moment(a, l, moments[i].name, moments[i].hour, moments[i].at))
                        return moments[i].name;
        return NULL;
}

/* The field that is wrong with *ret_why, or NULL; ret_r: below 0 nothing could be looked up. */
static const char *read_row(struct run *run, struct arena *a, const struct import_lines *l,
        struct dossier_past *p, const char **ret_why, int *ret_r)
{
        struct str received = str_trim(import_cell(l, a, "received_unit"));
        struct str unit = import_cell(l, a, "unit");
        const struct import_version *v;
        const struct known *k;
        const char *field;
        bool open;

        *p = (struct dossier_past){ .code = str_trim(import_cell(l, a, "code")) };
        *ret_why = "missing or not valid";
        if (!read_number(a, l, "state", 0, &p->state))
                return "state";
        if (!read_number(a, l, "channel", 1, &p->channel))
                return "channel";
        if (!read_number(a, l, "supplements", 0, &p->supplements))
                return "supplements";
        field = read_person(a, l, run->now, p);
        if (!field)
                field = read_moments(a, l, p);
        if (!field)
                field = dossier_past_wrong(p, run->now, ret_why);
        if (field)
                return field;
        open = p->returned_at == I64_NULL && p->ended_at == I64_NULL;
        *ret_why = "no such unit";
        p->unit = read_unit(run, unit, open);
        if (!p->unit)
                return "unit";
        p->received = received.len ? read_unit(run, received, open) : p->unit;
        if (!p->received)
                return "received_unit";
        *ret_r = find_procedure(
                run, catalogue_national_code(str_trim(import_cell(l, a, "procedure"))), &k);
        if (*ret_r < 0)
                return NULL;
        v = version_on(k, day_of(p->submitted_at));
        *ret_why = "no such procedure";
        if (!v)
                return "procedure";
        p->version = v->id;
        p->procedure = v->procedure_id;
        return NULL;
}

/* ------------------------------------------------------------ a batch */

static int put_row(struct tx *tx, struct run *run, struct row *row)
{
        struct dossier known;
        i64 id;
        int r = dossier_by_code(tx, row->p.code, &known);

        if (r == 0) {
                row->fate = known.procedure_id == row->p.procedure &&
                                            known.submitted_at == row->p.submitted_at
                                    ? FATE_SAME
                                    : FATE_KEPT;
                return 0;
        }
        if (r != ERR_NOT_FOUND)
                return r;
        row->fate = FATE_ADDED;
        return run->dry ? 0 : dossier_take_over(tx, &row->p, &id);
}

static int put_batch(struct tx *tx, void *arg)
{
        struct batch *b = arg;
        i64 added = 0;
        int r = 0;

        for (size_t i = b->first; r == 0 && i < b->end; i++) {
                r = put_row(tx, b->run, &b->rows[i]);
                added += b->rows[i].fate == FATE_ADDED;
        }
        if (r < 0 || b->run->dry || !added)
                return r;
        return audit_add(tx,
                &(struct audit_entry){ .actor = I64_NULL,
                        .action = "dossiers.import",
                        .object_kind = "dossiers",
                        .object = b->rows[b->first].line,
                        .payload = str_fmt(tx->arena, "{\"number\":%lld}", (long long)added) },
                NULL);
}

static void batch_written(struct write *w)
{
        struct batch *b = w->arg;

        pthread_mutex_lock(&b->run->lock);
        b->written = true;
        pthread_cond_signal(&b->run->one_written);
        pthread_mutex_unlock(&b->run->lock);
}

/* The one being filled is handed in; a dry run looks through it at once. */
static void hand_in(struct run *run)
{
        struct batch *b = &run->batches[run->filled++ % UNDER_WAY];
        struct tx *tx;
        int r;

        b->write = (struct write){ .apply = put_batch,
                .done = batch_written,
                .arg = b,
                .arena = arena_new(128 << 20),
                .now = clock_now(),
                .patient = true };
        if (!run->dry) {
                store_submit(run->store, &b->write);
                return;
        }
        r = store_read_begin(run->store, b->write.arena, &tx);
        if (r == 0) {
                r = put_batch(tx, b);
                store_read_end(tx);
        }
        b->write.result = r;
        b->written = true;
}

/* One of its rows cannot be written: each by itself, to learn which. */
static int put_each(struct batch *b)
{
        size_t n = b->end;
        int r = 0;

        for (size_t i = 0; r == 0 && i < n; i++) {
                b->first = i;
                b->end = i + 1;
                r = store_write_wait(b->run->store, &b->write);
                if (r == ERR_STATE) {
                        b->rows[i].fate = FATE_REFUSED;
                        r = 0;
                }
        }
        b->first = 0;
        b->end = n;
        return r;
}

static void count(struct run *run, const struct batch *b)
{
        struct dossiers_report *rep = run->report;

        for (size_t i = 0; i < b->end; i++) {
                const struct row *row = &b->rows[i];

                rep->same += row->fate == FATE_SAME;
                rep->added += row->fate == FATE_ADDED;
                rep->open += row->fate == FATE_ADDED && row->p.returned_at == I64_NULL &&
                             row->p.ended_at == I64_NULL;
                if (row->fate == FATE_REFUSED)
                        refuse(run, row->line, "state",
                                "the process of its procedure has no place for it");
                if (row->fate == FATE_KEPT) {
                        rep->kept++;
                        import_tell(rep->json, row->line, "code",
                                "another dossier has this code, which is kept");
                }
        }
}

/* Waits for the oldest, counts it and makes room. */
static int settle(struct run *run)
{
        struct batch *b = &run->batches[run->oldest++ % UNDER_WAY];
        i64 folds = run->report->added / FOLD_EVERY;
        int r;

        pthread_mutex_lock(&run->lock);
        while (!b->written)
                pthread_cond_wait(&run->one_written, &run->lock);
        pthread_mutex_unlock(&run->lock);
        r = b->write.result;
        if (r == ERR_STATE)
                r = put_each(b);
        if (r == 0)
                count(run, b);
        arena_free(b->write.arena);
        arena_free(b->arena);
        *b = (struct batch){ .run = run };
        if (r == 0 && !run->dry && run->report->added / FOLD_EVERY != folds)
                r = indicator_fold(run->store);
        return r;
}

/* Until at most so many are under way; the first that failed is told of. */
static int settle_until(struct run *run, size_t most)
{
        int r = 0;

        while (run->filled - run->oldest > most) {
                int one = settle(run);

                r = r < 0 ? r : one;
        }
        return r;
}

static int take_row(struct run *run, struct import_lines *l)
{
        struct batch *b = &run->batches[run->filled % UNDER_WAY];
        struct row *row = &b->rows[b->end];
        const char *why = "", *field;
        int r, looked = 0;

        if (!b->arena)
                b->arena = arena_new(16 << 20);
        r = import_next(l, b->arena, &why);
        if (r == 0 || (r < 0 && r != ERR_INVALID))
                return r;
        run->report->read++;
        if (r < 0) {
                refuse(run, l->line, "", why);
                return 1;
        }
        row->line = l->line;
        field = read_row(run, b->arena, l, &row->p, &why, &looked);
        if (looked < 0)
                return looked;
        if (field) {
                refuse(run, l->line, field, why);
                return 1;
        }
        if (++b->end < BATCH)
                return 1;
        hand_in(run);
        r = settle_until(run, run->most);
        return r < 0 ? r : 1;
}

int dossiers_import(struct store *s, struct str text, bool dry, struct dossiers_report *ret_report)
{
        AUTO(arena_freep) struct arena *a = arena_new((size_t)2 << 30);
        struct run *run = NEW(a, struct run);
        struct import_lines l;
        int r = import_open(&l, a, text), last;

        if (r < 0)
                return r;
        *run = (struct run){ .store = s,
                .arena = a,
                .org = org_get(a),
                .now = clock_now(),
                .dry = dry,
                .report = ret_report,
                /* On PostgreSQL they would run beside each other, and most of them in vain. */
                .most = store_kind(s) == DB_SQLITE ? UNDER_WAY - 1 : 0,
                .lock = PTHREAD_MUTEX_INITIALIZER,
                .one_written = PTHREAD_COND_INITIALIZER };
        for (size_t i = 0; i < UNDER_WAY; i++)
                run->batches[i].run = run;
        do
                r = take_row(run, &l);
        while (r > 0);
        if (r == 0 && run->batches[run->filled % UNDER_WAY].end)
                hand_in(run); /* the last, which is not full */
        last = settle_until(run, 0);
        r = r < 0 ? r : last;
        arena_free(run->batches[run->filled % UNDER_WAY].arena);
        pthread_cond_destroy(&run->one_written);
        pthread_mutex_destroy(&run->lock);
        return r < 0 || dry ? r : indicator_fold(s);
}
