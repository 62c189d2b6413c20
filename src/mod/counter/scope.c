/*
 * src/mod/counter/scope.c: whose dossiers an officer's lists show, how many stand at each step, and
 * a page of them by due moment. No SQL, no HTML.
 */
#include "core/words.h"
#include "mod/counter/desk.h"
#include "web/texts.h"

/* States in which somebody of the administration has to do something, and waiting ones. */
static const i64 open_states[] = { DOSSIER_NEW, DOSSIER_ACCEPTED, DOSSIER_PROCESSING,
        DOSSIER_SUPPLEMENT, DOSSIER_PAYMENT, DOSSIER_STOPPED, DOSSIER_FINISHED };

struct desk_scope counter__scope(struct req *rq, enum perm perm)
{
        struct desk_scope s = { .perm = perm, .everywhere = who_everywhere(rq->who, perm) };

        if (s.everywhere) {
                s.unit = org_root(org_get(rq->arena))->id;
        } else {
                s.n_units = who_units(rq->who, perm, rq->arena, &s.units);
                s.unit = s.n_units ? s.units[0] : 0;
        }
        return s;
}

i64 counter__unit(struct req *rq)
{
        return counter__scope(rq, PERM_DOSSIER_READ).unit;
}

/* All units' open dossiers are tens of thousands: each list is counted as far as it is told. */
static int counts_everywhere(struct req *rq, const struct str *steps, size_t n_steps, i64 most,
        struct queue_count_rows *ret_counts)
{
        struct queue_count *list = NEW_ARRAY(rq->arena, struct queue_count, n_steps + 1);
        int r = 0;

        for (size_t i = 0; r == 0 && i < n_steps; i++)
                r = queue_count_everywhere(rq->tx, steps[i], most, &list[i]);
        *ret_counts = (struct queue_count_rows){ list, n_steps };
        return r;
}

int counter__counts(struct req *rq, const struct desk_scope *s, const struct str *steps,
        size_t n_steps, i64 most, struct queue_count_rows *ret_counts)
{
        if (s->everywhere)
                return counts_everywhere(rq, steps, n_steps, most, ret_counts);
        if (s->n_units == 1)
                return queue_counts_of_unit(rq->tx, s->units[0], steps, n_steps, ret_counts);
        return queue_counts(
                rq->tx, s->units, s->n_units, open_states, ARRAY_LEN(open_states), ret_counts);
}

int counter__list(struct req *rq, const struct desk_scope *s, const struct desk_list *l,
        struct dossier_brief_rows *ret_rows)
{
        const i64 *units = s->units;
        size_t n_units = s->n_units;

        if (s->everywhere && l->holder == I64_NULL)
                return dossier_queue_everywhere(rq->tx,
                        &(struct dossier_queue_everywhere_args){ .step = l->step,
                                .channel = l->channel,
                                .procedure = l->procedure,
                                .due_from = l->due_from,
                                .due_to = l->due_to,
                                .after_due = l->after_due,
                                .after_id = l->after_id,
                                .limit = l->limit },
                        ret_rows);
        if (s->everywhere)
                n_units = who_units(rq->who, s->perm, rq->arena, &units);
        return dossier_queue(rq->tx,
                &(struct dossier_queue_args){ .units = units,
                        .n_units = n_units,
                        .unit = n_units == 1 ? units[0] : I64_NULL,
                        .states = open_states,
                        .n_states = ARRAY_LEN(open_states),
                        .step = l->step,
                        .holder = l->holder,
                        .channel = l->channel,
                        .procedure = l->procedure,
                        .due_from = l->due_from,
                        .due_to = l->due_to,
                        .after_due = l->after_due,
                        .after_id = l->after_id,
                        .limit = l->limit },
                ret_rows);
}

int counter__read_key(struct str key, i64 *ret_due, i64 *ret_id)
{
        struct str due;

        *ret_due = *ret_id = I64_NULL;
        if (!key.ptr)
                return 0;
        if (!str_cut(&key, '_', &due) || str_to_i64(due, ret_due) < 0 ||
                str_to_i64(key, ret_id) < 0)
                return ERR_INVALID;
        return 0;
}

struct str counter__key(struct arena *a, const struct dossier_brief *last)
{
        return str_fmt(a, "%lld_%lld", (long long)last->due_order, (long long)last->id);
}

struct due_view counter__due(struct req *rq, const struct dossier_brief *d)
{
        const struct org *o = org_get(rq->arena);
        const struct workcal *cal = org_calendar(o, org_unit(o, d->unit_id), day_of(rq->now));
        bool checking = d->state == DOSSIER_NEW;
        const struct dossier as = { .state = d->state };

        /* The promise is kept or broken by now, or there is none. */
        if (d->state == DOSSIER_FINISHED || d->state == DOSSIER_RETURNED ||
                d->state == DOSSIER_REFUSED || d->state == DOSSIER_WITHDRAWN)
                return (struct due_view){ .kind = DUE_NONE };
        return words_due(cal, rq->arena, checking ? d->submitted_at : d->accepted_at,
                checking ? d->check_due_at : d->due_at, rq->now, dossier_paused(&as),
                dossier_pause(&as));
}

void counter__fill_item(struct req *rq, const struct dossier_brief *d, struct desk_item *it)
{
        *it = (struct desk_item){ .state = d->state,
                .mine = d->holder_id == rq->who->account,
                .row = { .code = d->code,
                        .href = str_fmt(rq->arena, "/viec/%.*s", STRF(d->code)),
                        .procedure = d->usual,
                        .applicant = d->applicant_name,
                        .step = text_plain(
                                rq->arena, rq->lang, view_state_text((int)d->state), STR_NULL),
                        .channel = words_short(rq->arena, d->submitted_at),
                        .due = counter__due(rq, d) } };
}
