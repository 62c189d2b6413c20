/*
 * src/mod/indicator/case.c: a dossier as the figures see it, and what it adds to them. See
 * counts.h.
 */
#include "core/org.h"
#include "mod/indicator/cause.h"
#include "mod/indicator/counts.h"

/* Of five: so many and more say content, so many and fewer the opposite. */
enum { STARS_SATISFIED = 4, STARS_DISLIKED = 2 };

enum outcome_kind { OUTCOME_OPEN, OUTCOME_EARLY, OUTCOME_ON_TIME, OUTCOME_LATE };

static i64 month_of(i64 t)
{
        return t == I64_NULL ? I64_NULL : month_of_day(day_of(t));
}

/* "Before time" is before the day of the promise; on that day it is in time. */
static i64 outcome_of(const struct dossier *d)
{
        if (d->finished_at == I64_NULL)
                return OUTCOME_OPEN;
        if (d->due_at == I64_NULL)
                return OUTCOME_ON_TIME;
        if (d->finished_at > d->due_at)
                return OUTCOME_LATE;
        return day_of(d->finished_at) < day_of(d->due_at) ? OUTCOME_EARLY : OUTCOME_ON_TIME;
}

/*
 * Working minutes that the dossier took and had. Measured once for each finish, by the calendar of
 * then: a day off that is entered later changes no closed dossier.
 */
static int measure(struct tx *tx, const struct dossier *d, struct indicator_case *row)
{
        const struct org *o = org_get(tx->arena);
        const struct workcal *cal =
                org_calendar(o, org_unit(o, d->unit_id), day_of(d->finished_at));
        i64 ms;
        int r = dossier_elapsed(tx, o, d, d->finished_at, &ms);

        if (r < 0)
                return r;
        row->finished_at = d->finished_at;
        row->spent = ms / MINUTE_MS;
        if (d->due_at != I64_NULL)
                row->allowed = (ms + workcal_elapsed(cal, d->finished_at, d->due_at) -
                                       workcal_elapsed(cal, d->due_at, d->finished_at)) /
                               MINUTE_MS;
        row->allowed = MAX(row->allowed, 0);
        return 0;
}

static i64 is_elsewhere(struct tx *tx, const struct dossier *d)
{
        const struct org *o = org_get(tx->arena);
        const struct unit *a = org_unit(o, d->unit_id), *b = org_unit(o, d->received_unit_id);

        return a && b && unit_agency(a) != unit_agency(b);
}

/* Also once for each finish: a unit of then, and its calendar, stand for ever. */
static int explain(struct tx *tx, const struct dossier *d, struct indicator_case *row)
{
        struct late_why why;
        int r = late_why(tx, d->id, d->unit_id, &why);

        if (r < 0)
                return r;
        row->late_cause = why.cause;
        row->late_unit_id = why.unit;
        return 0;
}

/* What is measured at the finish: as it stands for this finish already, or now. */
static int measure_once(struct tx *tx, const struct dossier *d, const struct indicator_case *before,
        struct indicator_case *row)
{
        bool known = before && before->finished_at == d->finished_at;
        int r = 0;

        if (known) {
                row->finished_at = before->finished_at;
                row->spent = before->spent;
                row->allowed = before->allowed;
        } else {
                r = measure(tx, d, row);
        }
        if (r < 0 || row->outcome != OUTCOME_LATE)
                return r;
        if (!known || before->late_cause == CAUSE_NONE)
                return explain(tx, d, row);
        row->late_cause = before->late_cause;
        row->late_unit_id = before->late_unit_id;
        return 0;
}

/* before: its row so far, or NULL. */
static int case_of(struct tx *tx, const struct dossier *d, const struct indicator_case *before,
        struct indicator_case *ret_row)
{
        struct indicator_case row = { .dossier_id = d->id,
                .unit_id = d->unit_id,
                .procedure_id = d->procedure_id,
                .submitted_month = month_of(d->submitted_at),
                .received_month = month_of(d->accepted_at),
                .finished_month = month_of(d->finished_at),
                .closed_month = I64_NULL,
                .ended_month = I64_NULL,
                .returned_month = month_of(d->returned_at),
                .channel = d->channel,
                .elsewhere = is_elsewhere(tx, d),
                .outcome = outcome_of(d),
                .supplements = d->supplements,
                .finished_at = I64_NULL };
        struct case_facts facts;
        int r = case_facts(tx, d->id, d->version_id, &facts);

        if (r == 0 && d->finished_at != I64_NULL)
                r = measure_once(tx, d, before, &row);
        if (r < 0)
                return r;
        row.papers = facts.papers > 0;
        row.results = facts.results > 0;
        row.extensions = facts.extensions;
        row.fee = facts.fee > 0;
        row.reused = facts.reused > 0;
        row.paid = facts.receipts > 0;
        row.stars = facts.stars == I64_NULL ? 0 : facts.stars;
        row.rated_month = month_of(facts.rated_at);
        row.complained = facts.complaints > 0;
        row.rule = CASE_RULE;
        if (d->state == DOSSIER_REFUSED || d->state == DOSSIER_WITHDRAWN) {
                row.ending = d->state;
                row.ended_month = month_of(facts.ended_at);
        }
        if (d->accepted_at != I64_NULL)
                row.closed_month = row.ending ? row.ended_month : row.finished_month;
        *ret_row = row;
        return 0;
}

static struct counts *at_month(struct monthly *m, size_t *n, i64 month)
{
        for (size_t i = 0; i < *n; i++)
                if (m[i].month == month)
                        return &m[i].c;
        CHECK(*n < CASE_MONTHS);
        m[*n] = (struct monthly){ .month = month };
        return &m[(*n)++].c;
}

static void count_received(const struct indicator_case *row, struct counts *c)
{
        c->v[COUNT_received]++;
        c->v[COUNT_received_online] += row->channel == 2;
        c->v[COUNT_received_post] += row->channel == 3;
        c->v[COUNT_elsewhere] += row->elsewhere;
        c->v[COUNT_digitised] += row->papers;
        c->v[COUNT_with_fee] += row->fee;
        c->v[COUNT_reused] += row->reused;
        c->v[COUNT_paid] += row->paid;
}

/* The counter of those that took as long: COUNT_took_half and what follows. */
static enum counter took(i64 minutes)
{
        size_t i = 0;

        while (i < TOOK_COUNTERS - 1 && minutes > counts_took[i] * 240)
                i++;
        return (enum counter)(COUNT_took_half + i);
}

static bool is_pleased(const struct indicator_case *row)
{
        bool liked = row->stars == 0 || row->stars > STARS_DISLIKED;

        return row->outcome != OUTCOME_LATE && liked && !row->complained;
}

static void count_finished(const struct indicator_case *row, struct counts *c)
{
        c->v[COUNT_finished]++;
        c->v[COUNT_early] += row->outcome == OUTCOME_EARLY;
        c->v[COUNT_on_time] += row->outcome == OUTCOME_ON_TIME;
        c->v[COUNT_late] += row->outcome == OUTCOME_LATE;
        c->v[COUNT_kept] += row->outcome != OUTCOME_LATE && row->supplements <= 1;
        c->v[COUNT_spent] += row->spent;
        if (row->allowed) {
                c->v[COUNT_with_limit]++;
                c->v[COUNT_allowed] += row->allowed;
                c->v[COUNT_saved] += MAX(row->allowed - row->spent, 0);
                c->v[took(row->spent)]++;
        }
        c->v[COUNT_pleased] += is_pleased(row);
        c->v[COUNT_results] += row->results;
        c->v[COUNT_supplemented] += row->supplements > 0;
        c->v[COUNT_supplemented_twice] += row->supplements > 1;
        c->v[COUNT_extended] += row->extensions > 0;
}

size_t case_counts(const struct indicator_case *row, struct monthly ret_m[CASE_MONTHS])
{
        struct counts *c;
        size_t n = 0;

        c = at_month(ret_m, &n, row->submitted_month);
        c->v[COUNT_submitted]++;
        c->v[COUNT_submitted_online] += row->channel == 2;
        if (row->received_month != I64_NULL)
                count_received(row, at_month(ret_m, &n, row->received_month));
        if (row->finished_month != I64_NULL)
                count_finished(row, at_month(ret_m, &n, row->finished_month));
        if (row->closed_month != I64_NULL)
                at_month(ret_m, &n, row->closed_month)->v[COUNT_closed]++;
        if (row->ended_month != I64_NULL) {
                c = at_month(ret_m, &n, row->ended_month);
                c->v[row->ending == DOSSIER_REFUSED ? COUNT_refused : COUNT_withdrawn]++;
        }
        if (row->returned_month != I64_NULL)
                at_month(ret_m, &n, row->returned_month)->v[COUNT_returned]++;
        if (row->rated_month != I64_NULL) {
                c = at_month(ret_m, &n, row->rated_month);
                c->v[COUNT_rated]++;
                c->v[COUNT_satisfied] += row->stars >= STARS_SATISFIED;
        }
        return n;
}

static bool same_row(const struct indicator_case *a, const struct indicator_case *b)
{
        /* Numbers only, so without gaps between them. */
        return memcmp(a, b, sizeof *a) == 0;
}

static int put_case(struct tx *tx, const struct indicator_case *c)
{
        return indicator_case_put(tx,
                &(struct indicator_case_put_args){ .dossier_id = c->dossier_id,
                        .unit_id = c->unit_id,
                        .procedure_id = c->procedure_id,
                        .submitted_month = c->submitted_month,
                        .received_month = c->received_month,
                        .finished_month = c->finished_month,
                        .closed_month = c->closed_month,
                        .ended_month = c->ended_month,
                        .returned_month = c->returned_month,
                        .channel = c->channel,
                        .elsewhere = c->elsewhere,
                        .papers = c->papers,
                        .fee = c->fee,
                        .outcome = c->outcome,
                        .ending = c->ending,
                        .results = c->results,
                        .supplements = c->supplements,
                        .extensions = c->extensions,
                        .finished_at = c->finished_at,
                        .spent = c->spent,
                        .allowed = c->allowed,
                        .late_cause = c->late_cause,
                        .late_unit_id = c->late_unit_id,
                        .reused = c->reused,
                        .paid = c->paid,
                        .stars = c->stars,
                        .rated_month = c->rated_month,
                        .complained = c->complained,
                        .rule = c->rule },
                NULL);
}

/* The part that a row had goes where it was counted, the part it has now where it is. */
static int put_difference(
        struct tx *tx, const struct indicator_case *old, const struct indicator_case *now)
{
        bool same_place =
                old && old->unit_id == now->unit_id && old->procedure_id == now->procedure_id;
        struct monthly was[CASE_MONTHS], is[CASE_MONTHS];
        size_t n_was = old ? case_counts(old, was) : 0, n_is = case_counts(now, is);
        int r = 0;

        for (size_t i = 0; i < n_was && r == 0; i++) {
                struct counts c = { 0 };

                counts_add(&c, &was[i].c, -1);
                for (size_t k = 0; same_place && k < n_is; k++)
                        if (is[k].month == was[i].month) {
                                counts_add(&c, &is[k].c, 1);
                                is[k].c = (struct counts){ 0 };
                        }
                if (!counts_zero(&c))
                        r = counts_insert_delta(
                                tx, old->unit_id, old->procedure_id, was[i].month, &c);
        }
        for (size_t k = 0; k < n_is && r == 0; k++)
                if (!counts_zero(&is[k].c))
                        r = counts_insert_delta(
                                tx, now->unit_id, now->procedure_id, is[k].month, &is[k].c);
        return r;
}

int indicator_recount(struct tx *tx, const struct dossier *d)
{
        struct indicator_case old, now;
        int r = indicator_case_get(tx, d->id, &old);
        bool known = r == 0;

        if (r < 0 && r != ERR_NOT_FOUND)
                return r;
        r = case_of(tx, d, known ? &old : NULL, &now);
        if (r < 0)
                return r;
        if (known && same_row(&old, &now))
                return 0;
        if (tx->writable) {
                r = put_case(tx, &now);
                if (r == 0)
                        r = put_difference(tx, known ? &old : NULL, &now);
        }
        return r < 0 ? r : 1;
}
