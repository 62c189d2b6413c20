/*
 * src/mod/catalogue/find.c: what is looked for in the catalogue. One finder for the whole program,
 * made when somebody first asks after the catalogue or the day has changed; readers hold the one
 * they began with to the end of their request, as with the tree of units (core/org.h).
 */
#include <pthread.h>
#include <stdlib.h>

#include "base/viet.h"
#include "core/generation.h"
#include "core/queries.h"
#include "mod/catalogue/catalogue.h"
#include "mod/catalogue/finder.h"

#define ROOM_MAX ((size_t)256 << 20)

/* The catalogue of a day in memory. */
struct room {
        struct arena *arena;
        int refs; /* under room_lock */
        i64 generation, newest, day;
        struct procedure_entry_rows entries;
        size_t *by_name; /* rows in Vietnamese order */
        struct finder *finder;
};

static pthread_mutex_t room_lock = PTHREAD_MUTEX_INITIALIZER;
static struct room *current;

static void room_unref(void *p)
{
        struct room *room = p;
        bool last;

        pthread_mutex_lock(&room_lock);
        last = --room->refs == 0;
        pthread_mutex_unlock(&room_lock);
        if (last)
                arena_free(room->arena);
}

struct named {
        struct str key;
        size_t row;
};

static int by_key(const void *x, const void *y)
{
        return str_cmp(((const struct named *)x)->key, ((const struct named *)y)->key);
}

static void sort_names(struct room *room)
{
        size_t n = room->entries.n;
        struct named *list = NEW_ARRAY(room->arena, struct named, n + 1);

        for (size_t i = 0; i < n; i++)
                list[i] = (struct named){ viet_sort_key(room->arena, room->entries.rows[i].usual),
                        i };
        qsort(list, n, sizeof *list, by_key);
        room->by_name = NEW_ARRAY(room->arena, size_t, n + 1);
        for (size_t i = 0; i < n; i++)
                room->by_name[i] = list[i].row;
}

/* The rows live with the room, not with the request that happens to make it. */
static int room_fill(struct tx *tx, struct room *room)
{
        struct arena *own = tx->arena;
        const struct catalogue_phrase *phrases = NULL;
        size_t n = 0;
        int r;

        tx->arena = room->arena;
        r = procedure_entries(tx, room->day, &room->entries);
        if (r == 0)
                r = catalogue_phrases(tx, &phrases, &n);
        tx->arena = own;
        if (r < 0)
                return r;
        room->finder = finder_new(room->arena, room->entries.rows, room->entries.n, phrases, n);
        sort_names(room);
        return 0;
}

static int room_make(struct tx *tx, i64 generation, i64 newest, i64 day, struct room **ret_room)
{
        struct arena *a = arena_new(ROOM_MAX);
        struct room *room = NEW(a, struct room);
        int r;

        *room = (struct room){
                .arena = a, .refs = 1, .generation = generation, .newest = newest, .day = day
        };
        r = room_fill(tx, room);
        if (r < 0)
                arena_free(a);
        else
                *ret_room = room;
        return r;
}

/* Held until the request's arena ends. */
static int room_get(struct tx *tx, i64 day, struct room **ret_room)
{
        struct generation g = { .value = 0 };
        struct procedure_stamp newest;
        struct room *room, *old = NULL;
        int r = generation_get(tx, STR("catalogue"), &g);

        if (r == 0 || r == ERR_NOT_FOUND)
                r = procedure_newest(tx, &newest);
        if (r < 0)
                return r;
        pthread_mutex_lock(&room_lock);
        room = current;
        if (!room || room->generation != g.value || room->newest != newest.id || room->day != day) {
                r = room_make(tx, g.value, newest.id, day, &room);
                if (r == 0) {
                        old = current;
                        current = room;
                }
        }
        if (r == 0)
                room->refs++;
        pthread_mutex_unlock(&room_lock);
        if (old)
                room_unref(old);
        if (r < 0)
                return r;
        arena_defer(tx->arena, room_unref, room);
        *ret_room = room;
        return 0;
}

/* No districts any more: who resolves it in the two-tier province. */
static bool two_tiers(i64 day)
{
        return day >= day_make(2025, 7, 1);
}

static struct str level_on(const struct procedure_entry *p, i64 day)
{
        return two_tiers(day) ? p->level_2025 : p->level;
}

/* In charge at province level on that day; NULL: a district or commune, or nobody is named. */
static const struct unit *unit_on(const struct org *o, const struct procedure_entry *p, i64 day)
{
        struct str code =
                two_tiers(day) && !str_empty(p->unit_code_2025) ? p->unit_code_2025 : p->unit_code;
        const struct unit *u;

        if (str_empty(code) || !str_is(level_on(p, day), "province"))
                return NULL;
        u = org_unit_by_code(o, code);
        return u ? org_successor(o, u, day) : NULL;
}

static bool wanted(struct str have, struct str want)
{
        return !want.ptr || str_eq(have, want);
}

static bool passes(const struct org *o, const struct procedure_entry *p,
        const struct catalogue_filter *f, i64 day)
{
        if (!f)
                return true;
        if (!wanted(p->field, f->field) || !wanted(p->event, f->event) ||
                !wanted(p->online, f->online) || !wanted(level_on(p, day), f->level))
                return false;
        if (f->audience.ptr && str_find(p->audience, f->audience) < 0)
                return false;
        return !f->unit || unit_on(o, p, day) == f->unit;
}

/* The rows of this page, by number, and how many there are. */
static size_t choose(const struct room *room, const struct org *o, const struct catalogue_query *q,
        struct arena *a, size_t *chosen, i64 *ret_total)
{
        struct finder_hits hits = { .n = room->entries.n };
        bool all = str_empty(str_trim(q->words));
        size_t n = 0;
        i64 total = 0;

        if (!all)
                finder_find(room->finder, a, q->words, q->typing, &hits);
        for (size_t i = 0; i < hits.n; i++) {
                size_t row = all ? room->by_name[i] : hits.rows[i].row;

                if (!passes(o, &room->entries.rows[row], q->filter, q->day))
                        continue;
                if (total >= q->offset && total < q->offset + q->limit)
                        chosen[n++] = row;
                total++;
        }
        *ret_total = total;
        return n;
}

int catalogue_search(struct tx *tx, const struct org *o, const struct catalogue_query *q,
        struct procedure_brief_rows *ret_rows, i64 *ret_total)
{
        struct procedure_brief_rows found = { 0 };
        struct procedure_brief *sorted;
        struct room *room;
        size_t *chosen, n, k = 0;
        i64 *ids, total;
        int r = room_get(tx, q->day, &room);

        if (r < 0)
                return r;
        chosen = NEW_ARRAY(tx->arena, size_t, (size_t)q->limit + 1);
        n = choose(room, o, q, tx->arena, chosen, &total);
        ids = NEW_ARRAY(tx->arena, i64, n + 1);
        for (size_t i = 0; i < n; i++)
                ids[i] = room->entries.rows[chosen[i]].procedure_id;
        r = procedure_briefs(tx, ids, n, q->day, &found);
        if (r < 0)
                return r;
        /* The database answers in an order of its own. */
        sorted = NEW_ARRAY(tx->arena, struct procedure_brief, n + 1);
        for (size_t i = 0; i < n; i++)
                for (size_t j = 0; j < found.n; j++)
                        if (found.rows[j].procedure_id == ids[i])
                                sorted[k++] = found.rows[j];
        *ret_rows = (struct procedure_brief_rows){ sorted, k };
        *ret_total = total;
        return 0;
}

static int by_unit_name(const void *x, const void *y)
{
        return str_cmp(((const struct catalogue_unit_count *)x)->unit->sort_key,
                ((const struct catalogue_unit_count *)y)->unit->sort_key);
}

int catalogue_units(struct tx *tx, const struct org *o, i64 day,
        const struct catalogue_unit_count **ret_list, size_t *ret_n)
{
        struct catalogue_unit_count *list;
        struct room *room;
        size_t n = 0;
        int r = room_get(tx, day, &room);

        if (r < 0)
                return r;
        list = NEW_ARRAY(tx->arena, struct catalogue_unit_count, room->entries.n + 1);
        for (size_t i = 0; i < room->entries.n; i++) {
                const struct unit *u = unit_on(o, &room->entries.rows[i], day);
                size_t k = 0;

                if (!u)
                        continue;
                while (k < n && list[k].unit != u)
                        k++;
                if (k == n)
                        list[n++].unit = u;
                list[k].n++;
        }
        qsort(list, n, sizeof *list, by_unit_name);
        *ret_list = list;
        *ret_n = n;
        return 0;
}
