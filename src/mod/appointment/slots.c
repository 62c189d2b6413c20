/*
 * src/mod/appointment/slots.c: which times of a counter can be booked. Opening hours and calendar
 * are cut into pieces as long as the plan of the day says; of each piece's places those are taken
 * whose appointments fall into it, also when they were made by another plan. Nothing is stored of
 * a time that nobody has booked.
 */
#include <stdlib.h>

#include "core/setting.h"
#include "mod/appointment/internal.h"

#define APPOINTMENT_LONGEST (60 * MINUTE_MS)

/* A counter over some days. Times are asked for in rising order. */
struct book {
        const struct unit *unit;
        struct booking_plan_rows plans;
        struct appointment_taken_rows taken; /* by their begin */
        size_t first;                        /* of them: those before are over */
        i64 except;                          /* an appointment that takes no place: it moves */
};

struct slots {
        struct slot *list;
        size_t n, max;
};

static const struct booking_plan *plan_of(const struct booking_plan_rows *plans, i64 day)
{
        for (size_t i = plans->n; i-- > 0;) {
                const struct booking_plan *p = &plans->rows[i];

                if (p->from_day <= day && (p->to_day == I64_NULL || day <= p->to_day))
                        return p;
        }
        return NULL;
}

static i64 taken_in(struct book *b, i64 from, i64 to)
{
        i64 n = 0;

        while (b->first < b->taken.n &&
                b->taken.rows[b->first].starts_at <= from - APPOINTMENT_LONGEST)
                b->first++;
        for (size_t i = b->first; i < b->taken.n && b->taken.rows[i].starts_at < to; i++)
                n += b->taken.rows[i].ends_at > from && b->taken.rows[i].id != b->except;
        return n;
}

static int open_book(struct tx *tx, const struct unit *u, i64 from_day, i64 to_day, struct book *b)
{
        int r = booking_plans(tx, u->id, from_day, &b->plans);

        b->unit = u;
        return r < 0 ? r
                     : appointments_taken(
                               tx, u->id, day_start(from_day), day_start(to_day + 1), &b->taken);
}

/* The pieces of one day that begin at `earliest` or later. */
static void cut_day(struct arena *a, struct book *b, i64 day, i64 earliest, struct slots *s)
{
        const struct booking_plan *p = plan_of(&b->plans, day);
        struct work_span spans[2];
        size_t n = 0;

        if (p && p->places > 0)
                n = workcal_spans(org_calendar(org_get(a), b->unit, day), day, spans);
        for (size_t i = 0; i < n; i++) {
                i64 length = p->minutes * MINUTE_MS;

                for (i64 t = spans[i].from; t + length <= spans[i].to && s->n < s->max;
                        t += length) {
                        if (t < earliest)
                                continue;
                        s->list[s->n++] = (struct slot){ t, t + length,
                                MAX(p->places - taken_in(b, t, t + length), 0) };
                }
        }
}

static struct slots slots_new(struct arena *a)
{
        const size_t max = (size_t)(DAY_MS / (10 * MINUTE_MS));

        return (struct slots){ .list = NEW_ARRAY(a, struct slot, max), .max = max };
}

static i64 earliest_of(i64 now)
{
        return now + setting_i64(SETTING_APPOINTMENT_LEAD_MINUTES) * MINUTE_MS;
}

static i64 last_day(i64 now)
{
        return day_of(now) + setting_i64(SETTING_APPOINTMENT_AHEAD_DAYS);
}

static int slots_of(struct tx *tx, const struct unit *u, i64 day, i64 now, i64 except,
        const struct slot **ret_slots, size_t *ret_n)
{
        struct book b = { .except = except };
        struct slots s = slots_new(tx->arena);
        int r = open_book(tx, u, day, day, &b);

        if (r < 0)
                return r;
        if (day <= last_day(now))
                cut_day(tx->arena, &b, day, earliest_of(now), &s);
        *ret_slots = s.list;
        *ret_n = s.n;
        return 0;
}

int appointment_slots(struct tx *tx, const struct unit *u, i64 day, i64 now,
        const struct slot **ret_slots, size_t *ret_n)
{
        return slots_of(tx, u, day, now, 0, ret_slots, ret_n);
}

int appointment__slot(
        struct tx *tx, const struct unit *u, i64 starts_at, i64 except, struct slot *ret_slot)
{
        const struct slot *list;
        size_t n;
        int r = slots_of(tx, u, day_of(starts_at), tx->now, except, &list, &n);

        for (size_t i = 0; r == 0 && i < n; i++)
                if (list[i].from == starts_at && list[i].free > 0) {
                        *ret_slot = list[i];
                        return 0;
                }
        return r < 0 ? r : ERR_EXISTS;
}

int appointment_days(struct tx *tx, const struct unit *u, i64 now, const struct slot_day **ret_days,
        size_t *ret_n)
{
        i64 today = day_of(now), last = last_day(now);
        struct slot_day *days = NEW_ARRAY(tx->arena, struct slot_day, (size_t)(last - today) + 1);
        struct slots s = slots_new(tx->arena);
        struct book b = { 0 };
        size_t n = 0;
        int r = open_book(tx, u, today, last, &b);

        for (i64 day = today; r == 0 && day <= last; day++) {
                i64 free = 0;

                s.n = 0;
                cut_day(tx->arena, &b, day, earliest_of(now), &s);
                for (size_t i = 0; i < s.n; i++)
                        free += s.list[i].free;
                if (free)
                        days[n++] = (struct slot_day){ day, free };
        }
        *ret_days = days;
        *ret_n = n;
        return r;
}

int appointment_free(struct tx *tx, const struct unit *u, i64 from, size_t max,
        const struct slot **ret_slots, size_t *ret_n)
{
        struct slot *found = NEW_ARRAY(tx->arena, struct slot, max + 1);
        i64 last = last_day(tx->now);
        struct slots s = slots_new(tx->arena);
        struct book b = { 0 };
        size_t n = 0;
        int r = open_book(tx, u, day_of(from), last, &b);

        for (i64 day = day_of(from); r == 0 && day <= last && n < max; day++) {
                s.n = 0;
                cut_day(tx->arena, &b, day, MAX(from, earliest_of(tx->now)), &s);
                for (size_t i = 0; i < s.n && n < max; i++)
                        if (s.list[i].free)
                                found[n++] = s.list[i];
        }
        *ret_slots = found;
        *ret_n = n;
        return r;
}

/* Has it a plan with places, now or within the days that can be booked? */
static int takes_bookings(struct tx *tx, const struct unit *u, i64 now, bool *ret_takes)
{
        struct booking_plan_rows plans;
        int r = booking_plans(tx, u->id, day_of(now), &plans);

        *ret_takes = false;
        for (size_t i = 0; r == 0 && i < plans.n; i++)
                *ret_takes |= plans.rows[i].places > 0 && plans.rows[i].from_day <= last_day(now);
        return r;
}

int appointment_counter(
        struct tx *tx, const struct unit *u, i64 now, const struct unit **ret_counter)
{
        const struct org *o = org_get(tx->arena);
        const struct unit *agency = u ? unit_agency(u) : NULL;
        bool local =
                agency && (str_is(agency->kind, "commune") || str_is(agency->kind, "district"));
        const struct unit *tries[] = { u, agency, local ? NULL : org_root(o) };

        for (size_t i = 0; i < ARRAY_LEN(tries); i++) {
                bool takes = false;
                int r = tries[i] ? takes_bookings(tx, tries[i], now, &takes) : 0;

                if (r < 0)
                        return r;
                if (takes) {
                        *ret_counter = tries[i];
                        return 0;
                }
        }
        return ERR_NOT_FOUND;
}

static int by_name(const void *a, const void *b)
{
        const struct unit *const *x = a, *const *y = b;

        return str_cmp((*x)->sort_key, (*y)->sort_key);
}

int appointment_counters(
        struct tx *tx, i64 now, const struct unit *const **ret_units, size_t *ret_n)
{
        const struct org *o = org_get(tx->arena);
        struct booking_unit_rows rows;
        const struct unit **list;
        size_t n = 0;
        int r = booking_units(tx, &rows);

        if (r < 0)
                return r;
        list = NEW_ARRAY(tx->arena, const struct unit *, rows.n + 1);
        for (size_t i = 0; i < rows.n && r == 0; i++) {
                const struct unit *u = org_unit(o, rows.rows[i].unit_id);
                bool takes = false;

                if (u && unit_is_valid(u, org_day(o)))
                        r = takes_bookings(tx, u, now, &takes);
                if (takes)
                        list[n++] = u;
        }
        qsort(list, n, sizeof *list, by_name);
        *ret_units = list;
        *ret_n = n;
        return r;
}
