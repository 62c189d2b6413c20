/*
 * src/core/org.c: the unit tree in memory. Loading builds a whole new tree on its own arena and
 * swaps it in; old trees go when their last reader's arena ends. So no reader ever waits or sees
 * half a tree.
 */
#include "core/org.h"

#include <pthread.h>
#include <stdlib.h>

#include "core/queries.h"
#include "core/setting.h"

struct unit_calendar {
        i64 unit, valid_from;
        struct workcal cal;
};

struct link {
        i64 from, to;
        bool part;
};

struct org {
        struct arena *arena;
        int refs; /* under org_lock */
        struct unit *units;
        size_t n_units;
        const struct unit **list; /* pointers in load order */
        const struct unit **by_id;
        const struct unit **by_code;
        const struct unit *root;
        struct link *links;
        size_t n_links;
        struct workcal standard;
        struct unit_calendar *calendars;
        size_t n_calendars;
        i64 shape_day; /* I64_NULL: today */
};

static pthread_mutex_t org_lock = PTHREAD_MUTEX_INITIALIZER;
static struct org *current;

static void org_unref(struct org *o)
{
        bool last;

        if (!o)
                return;
        pthread_mutex_lock(&org_lock);
        last = --o->refs == 0;
        pthread_mutex_unlock(&org_lock);
        if (last)
                arena_free(o->arena);
}

static void unref_at_end(void *o)
{
        org_unref(o);
}

const struct org *org_get(struct arena *a)
{
        struct org *o;

        pthread_mutex_lock(&org_lock);
        o = current;
        CHECK(o != NULL);
        o->refs++;
        pthread_mutex_unlock(&org_lock);
        arena_defer(a, unref_at_end, o);
        return o;
}

static int cmp_id(const void *x, const void *y)
{
        const struct unit *a = *(const struct unit *const *)x, *b = *(const struct unit *const *)y;

        return a->id < b->id ? -1 : a->id > b->id;
}

static int cmp_code(const void *x, const void *y)
{
        const struct unit *a = *(const struct unit *const *)x, *b = *(const struct unit *const *)y;

        return str_cmp(a->code, b->code);
}

const struct unit *org_unit(const struct org *o, i64 id)
{
        const struct unit key = { .id = id }, *k = &key;
        const struct unit **p = bsearch(&k, o->by_id, o->n_units, sizeof *o->by_id, cmp_id);

        return p ? *p : NULL;
}

const struct unit *org_unit_by_code(const struct org *o, struct str code)
{
        const struct unit key = { .code = code }, *k = &key;
        const struct unit **p = bsearch(&k, o->by_code, o->n_units, sizeof *o->by_code, cmp_code);

        return p ? *p : NULL;
}

const struct unit *org_root(const struct org *o)
{
        return o->root;
}

size_t org_all(const struct org *o, const struct unit *const **ret_units)
{
        *ret_units = o->list;
        return o->n_units;
}

i64 org_day(const struct org *o)
{
        return o->shape_day == I64_NULL ? day_of(clock_now()) : o->shape_day;
}

bool unit_is_valid(const struct unit *u, i64 day)
{
        return u->valid_from <= day && (u->valid_to == I64_NULL || day < u->valid_to);
}

bool unit_is_within(const struct unit *u, const struct unit *above)
{
        for (; u; u = u->parent)
                if (u == above)
                        return true;
        return false;
}

static const struct unit *first_link(const struct org *o, const struct unit *u)
{
        const struct unit *part = NULL;

        for (size_t i = 0; i < o->n_links; i++) {
                if (o->links[i].from != u->id)
                        continue;
                if (!o->links[i].part)
                        return org_unit(o, o->links[i].to);
                if (!part)
                        part = org_unit(o, o->links[i].to);
        }
        return part;
}

const struct unit *org_successor(const struct org *o, const struct unit *u, i64 day)
{
        for (int hops = 0; u && hops < 16; hops++) {
                if (unit_is_valid(u, day))
                        return u;
                u = first_link(o, u);
        }
        return NULL;
}

const struct unit *unit_agency(const struct unit *u)
{
        for (const struct unit *x = u; x; x = x->parent)
                if (str_is(x->kind, "commune") || str_is(x->kind, "district") ||
                        str_is(x->kind, "department") || str_is(x->kind, "province"))
                        return x;
        return u;
}

/* "Xã Điền Hạ" and "Huyện Bá Thước" -> "Xã Điền Hạ, huyện Bá Thước" */
static struct str join_place(struct arena *a, struct str name, struct str above)
{
        struct str low = str_lower_ascii(a, str_sub(above, 0, 1));

        return str_fmt(
                a, "%.*s, %.*s%.*s", STRF(name), STRF(low), STRF(str_sub(above, 1, above.len)));
}

struct str unit_full_name(struct arena *a, const struct unit *u)
{
        if (!u->parent || str_is(u->parent->kind, "province") || u->level <= 2)
                return u->name;
        return join_place(a, u->name, u->parent->short_name);
}

struct str unit_place_name(struct arena *a, const struct unit *u)
{
        if (!u->parent || str_is(u->parent->kind, "province") || u->level <= 2)
                return u->short_name;
        return join_place(a, u->short_name, u->parent->short_name);
}

const struct workcal *org_calendar_default(const struct org *o)
{
        return &o->standard;
}

const struct workcal *org_calendar(const struct org *o, const struct unit *u, i64 day)
{
        for (; u; u = u->parent) {
                const struct unit_calendar *best = NULL;

                for (size_t i = 0; i < o->n_calendars; i++) {
                        const struct unit_calendar *c = &o->calendars[i];

                        if (c->unit == u->id && c->valid_from <= day &&
                                (!best || c->valid_from > best->valid_from))
                                best = c;
                }
                if (best)
                        return &best->cal;
        }
        return &o->standard;
}

/* Loading. */

static void load_units(struct org *o, const struct unit_row_rows *in)
{
        struct arena *a = o->arena;

        o->n_units = in->n;
        o->units = NEW_ARRAY(a, struct unit, MAX(in->n, 1));
        o->list = NEW_ARRAY(a, const struct unit *, MAX(in->n, 1));
        o->by_id = NEW_ARRAY(a, const struct unit *, MAX(in->n, 1));
        o->by_code = NEW_ARRAY(a, const struct unit *, MAX(in->n, 1));
        for (size_t i = 0; i < in->n; i++) {
                const struct unit_row *r = &in->rows[i];

                o->units[i] = (struct unit){
                        .id = r->id,
                        .parent_id = r->parent_id == I64_NULL ? 0 : r->parent_id,
                        .code = r->code,
                        .legacy_code = r->legacy_code,
                        .name = r->name,
                        .short_name = r->short_name,
                        .gso_code = r->gso_code,
                        .kind = r->kind,
                        .sort_key = r->sort_key,
                        .address = r->address,
                        .phone = r->phone,
                        .level = r->level,
                        .provisional = r->provisional,
                        .valid_from = r->valid_from,
                        .valid_to = r->valid_to,
                };
                o->list[i] = o->by_id[i] = o->by_code[i] = &o->units[i];
        }
        qsort(o->by_id, o->n_units, sizeof *o->by_id, cmp_id);
        qsort(o->by_code, o->n_units, sizeof *o->by_code, cmp_code);
}

/* Parents and children; two passes: count, then fill, so that children are one array each. */
static void link_units(struct org *o)
{
        const struct unit ***fill = NEW_ARRAY(o->arena, const struct unit **, MAX(o->n_units, 1));

        for (size_t i = 0; i < o->n_units; i++) {
                struct unit *u = &o->units[i];

                u->parent = u->parent_id ? org_unit(o, u->parent_id) : NULL;
                if (u->parent)
                        ((struct unit *)u->parent)->n_children++;
                else if (!o->root && str_is(u->kind, "province"))
                        o->root = u;
        }
        for (size_t i = 0; i < o->n_units; i++) {
                struct unit *u = &o->units[i];

                fill[i] = NEW_ARRAY(o->arena, const struct unit *, MAX(u->n_children, 1));
                u->children = fill[i];
        }
        for (size_t i = 0; i < o->n_units; i++) {
                const struct unit *u = &o->units[i];

                if (u->parent)
                        *fill[u->parent - o->units]++ = u;
        }
}

static int load_calendars(struct org *o, struct tx *tx)
{
        struct calendar_row_rows days;
        struct unit_hours_row_rows hours;
        struct calendar_day *list;
        int r;

        r = calendar_all(tx, &days);
        if (r < 0)
                return r;
        r = unit_hours_all(tx, &hours);
        if (r < 0)
                return r;
        list = NEW_ARRAY(o->arena, struct calendar_day, MAX(days.n, 1));
        for (size_t i = 0; i < days.n; i++)
                list[i] =
                        (struct calendar_day){ days.rows[i].day, (enum day_kind)days.rows[i].kind };
        o->standard = (struct workcal){ list, days.n, work_hours_default, false };
        o->calendars = NEW_ARRAY(o->arena, struct unit_calendar, MAX(hours.n, 1));
        o->n_calendars = hours.n;
        for (size_t i = 0; i < hours.n; i++) {
                const struct unit_hours_row *h = &hours.rows[i];

                o->calendars[i] = (struct unit_calendar){ h->unit_id, h->valid_from,
                        { list, days.n,
                                { (int)h->am_from, (int)h->am_to, (int)h->pm_from, (int)h->pm_to },
                                h->saturday } };
        }
        return 0;
}

static int load_all(struct org *o, struct tx *tx)
{
        struct unit_row_rows units;
        struct unit_succession_row_rows links;
        struct str shape;
        int r;

        r = unit_all(tx, &units);
        if (r < 0)
                return r;
        load_units(o, &units);
        link_units(o);
        r = unit_succession_all(tx, &links);
        if (r < 0)
                return r;
        o->links = NEW_ARRAY(o->arena, struct link, MAX(links.n, 1));
        o->n_links = links.n;
        for (size_t i = 0; i < links.n; i++)
                o->links[i] = (struct link){ links.rows[i].predecessor_id,
                        links.rows[i].successor_id, links.rows[i].part };
        shape = setting_str(SETTING_PROVINCE_SHAPE_DAY);
        if (day_parse_iso(shape, &o->shape_day) < 0)
                o->shape_day = I64_NULL;
        return load_calendars(o, tx);
}

int org_load(struct store *s)
{
        struct arena *a = arena_new(64 << 20);
        struct org *o = NEW(a, struct org), *old;
        struct tx *tx;
        int r;

        o->arena = a;
        o->refs = 1;
        o->shape_day = I64_NULL;
        r = store_read_begin(s, a, &tx);
        if (r < 0) {
                arena_free(a);
                return r;
        }
        r = load_all(o, tx);
        store_read_end(tx);
        if (r < 0) {
                arena_free(a);
                return r;
        }
        pthread_mutex_lock(&org_lock);
        old = current;
        current = o;
        pthread_mutex_unlock(&org_lock);
        org_unref(old);
        return 0;
}
