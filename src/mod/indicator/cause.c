/*
 * src/mod/indicator/cause.c: see cause.h. Time in which the clock stood is nobody's here.
 *
 * The idea: between two steps of its history a dossier is with the unit that has it, but for as
 * long as a unit that was asked has not answered: that time is the time of whoever was asked, of
 * several the one that was waited for longest. Every working minute is charged once.
 */
#include "mod/indicator/cause.h"

#include "core/org.h"
#include "mod/dossier/dossier.h"
#include "mod/indicator/queries.h"
#include "mod/indicator/read.h"
#include "web/texts.h"

#define SHARES_MAX 32

/* Working time of one step at one unit. */
struct share {
        enum late_cause cause;
        i64 unit, ms;
};

struct tally {
        const struct org *org;
        struct dossier_asked_row_rows asked;
        struct share shares[SHARES_MAX];
        size_t n;
};

/* Where the time after a step goes. */
static enum late_cause waits_at(const struct cause_step *s)
{
        if (s->to_state == DOSSIER_ACCEPTED)
                return CAUSE_NOT_STARTED;
        if (s->to_state != DOSSIER_PROCESSING)
                return CAUSE_NONE;
        return str_is(s->action, "propose") ? CAUSE_APPROVING : CAUSE_APPRAISING;
}

static void add_share(struct tally *t, enum late_cause cause, i64 unit, i64 from, i64 to)
{
        const struct unit *u = org_unit(t->org, unit);
        i64 ms = workcal_elapsed(org_calendar(t->org, u, day_of(from)), from, to);
        size_t i = 0;

        while (i < t->n && (t->shares[i].cause != cause || t->shares[i].unit != unit))
                i++;
        if (i == SHARES_MAX)
                return; /* more units than any process asks: the longest is among the first */
        if (i == t->n)
                t->shares[t->n++] = (struct share){ cause, unit, 0 };
        t->shares[i].ms += ms;
}

/* The time from `from` on goes to whom; *ret_until: how far, `to` at most. */
static i64 waited_for(const struct tally *t, i64 own, i64 from, i64 to, i64 *ret_until)
{
        i64 unit = own, longest = from, next = to;

        for (size_t i = 0; i < t->asked.n; i++) {
                const struct dossier_asked_row *a = &t->asked.rows[i];
                i64 end = a->to_at == I64_NULL ? INT64_MAX : a->to_at;

                if (a->unit_id == own || end <= from)
                        continue;
                if (a->from_at > from) {
                        next = MIN(next, a->from_at);
                } else if (end > longest) {
                        longest = end;
                        unit = a->unit_id;
                }
        }
        *ret_until = unit == own ? next : MIN(longest, to);
        return unit;
}

static void charge(struct tally *t, enum late_cause cause, i64 own, i64 from, i64 to)
{
        while (cause != CAUSE_NONE && from < to) {
                i64 until, unit = waited_for(t, own, from, to, &until);

                add_share(t, unit == own ? cause : CAUSE_ELSEWHERE, unit, from, until);
                from = until;
        }
}

/* What was a unit of before its work went on at another is that other. */
static bool same_unit(const struct org *o, i64 a, i64 b)
{
        const struct unit *x = org_unit(o, a), *y = org_unit(o, b);

        return a == b ||
               (x && y && org_successor(o, x, org_day(o)) == org_successor(o, y, org_day(o)));
}

int late_why(struct tx *tx, i64 dossier, i64 unit, struct late_why *ret_why)
{
        struct tally t = { .org = org_get(tx->arena), .n = 0 };
        enum late_cause at = CAUSE_NONE;
        struct share worst = { CAUSE_NOT_STARTED, unit, 0 };
        struct cause_step_rows steps;
        int r = cause_steps(tx, dossier, &steps);

        if (r == 0)
                r = dossier_asked_all(tx, dossier, &t.asked);
        if (r < 0)
                return r;
        for (size_t i = 0; i + 1 < steps.n; i++) {
                const struct cause_step *s = &steps.rows[i];

                if (!dossier_step_stays(s->action))
                        at = waits_at(s);
                charge(&t, at, s->unit_id, s->at, steps.rows[i + 1].at);
        }
        for (size_t i = 0; i < t.n; i++)
                if (t.shares[i].ms > worst.ms)
                        worst = t.shares[i];
        *ret_why = same_unit(t.org, worst.unit, unit)
                           ? (struct late_why){ worst.cause, 0 }
                           : (struct late_why){ CAUSE_ELSEWHERE, worst.unit };
        return 0;
}

struct str late_cause_words(struct arena *a, enum lang lang, const struct late_why *why)
{
        static const enum text words[CAUSE_MAX] = {
                [CAUSE_NOT_STARTED] = T_FIGURES_CAUSE_NOT_STARTED,
                [CAUSE_APPRAISING] = T_FIGURES_CAUSE_APPRAISING,
                [CAUSE_APPROVING] = T_FIGURES_CAUSE_APPROVING,
                [CAUSE_ELSEWHERE] = T_FIGURES_CAUSE_ELSEWHERE,
        };
        const struct unit *u = why->unit ? org_unit(org_get(a), why->unit) : NULL;

        if (u)
                return s_FIGURES_CAUSE_WAITED(a, lang, place_name(u));
        return why->cause == CAUSE_NONE ? STR("")
                                        : text_plain(a, lang, words[why->cause], STR_NULL);
}

static const char *const keys[CAUSE_MAX] = {
        [CAUSE_NONE] = "",
        [CAUSE_NOT_STARTED] = "phan-cong",
        [CAUSE_APPRAISING] = "tham-dinh",
        [CAUSE_APPROVING] = "duyet",
        [CAUSE_ELSEWHERE] = "cho",
};

const char *late_cause_key(enum late_cause cause)
{
        return keys[cause];
}

enum late_cause late_cause_by_key(struct str key)
{
        for (int i = CAUSE_NOT_STARTED; i < CAUSE_MAX; i++)
                if (str_is(key, keys[i]))
                        return (enum late_cause)i;
        return CAUSE_NONE;
}
