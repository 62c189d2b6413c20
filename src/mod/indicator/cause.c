/*
 * src/mod/indicator/cause.c: see cause.h. Time in which the clock stood is nobody's here.
 */
#include "mod/indicator/cause.h"

#include "core/org.h"
#include "mod/dossier/dossier.h"
#include "mod/indicator/queries.h"
#include "web/texts.h"

/* Where the time after a step goes. */
static enum late_cause waits_at(const struct cause_step *s)
{
        if (s->to_state == DOSSIER_ACCEPTED)
                return CAUSE_NOT_STARTED;
        if (s->to_state != DOSSIER_PROCESSING)
                return CAUSE_NONE;
        return str_is(s->action, "propose") ? CAUSE_APPROVING : CAUSE_APPRAISING;
}

int late_cause(struct tx *tx, i64 dossier, i64 unit, enum late_cause *ret_cause)
{
        const struct org *o = org_get(tx->arena);
        const struct unit *u = org_unit(o, unit);
        i64 spent[CAUSE_MAX] = { 0 };
        enum late_cause at = CAUSE_NONE, worst = CAUSE_NOT_STARTED;
        struct cause_step_rows steps;
        i64 since = 0;
        int r = cause_steps(tx, dossier, &steps);

        if (r < 0)
                return r;
        for (size_t i = 0; i < steps.n; i++) {
                const struct cause_step *s = &steps.rows[i];

                if (i)
                        spent[at] +=
                                workcal_elapsed(org_calendar(o, u, day_of(since)), since, s->at);
                if (!dossier_step_stays(s->action))
                        at = waits_at(s);
                since = s->at;
        }
        if (at != CAUSE_NONE)
                spent[at] += workcal_elapsed(org_calendar(o, u, day_of(since)), since, tx->now);
        for (enum late_cause c = CAUSE_NOT_STARTED; c < CAUSE_MAX; c++)
                if (spent[c] > spent[worst])
                        worst = c;
        *ret_cause = worst;
        return 0;
}

struct str late_cause_words(struct arena *a, enum lang lang, enum late_cause cause)
{
        static const enum text words[CAUSE_MAX] = {
                [CAUSE_NOT_STARTED] = T_FIGURES_CAUSE_NOT_STARTED,
                [CAUSE_APPRAISING] = T_FIGURES_CAUSE_APPRAISING,
                [CAUSE_APPROVING] = T_FIGURES_CAUSE_APPROVING,
        };

        return cause == CAUSE_NONE ? STR("") : text_plain(a, lang, words[cause], STR_NULL);
}
