/*
 * src/mod/dossier/act.c: what a move asks for besides being allowed, said beside the field before
 * anything is written. The rules (rules.c) refuse the same in the transaction, without words.
 */
#include "mod/dossier/act.h"

#include "core/setting.h"
#include "web/texts.h"
#include "web/web.h"

int act_extended_due(
        const struct org *o, const struct dossier *d, i64 due_day, i64 now, i64 *ret_due)
{
        const struct workcal *cal = org_calendar(o, org_unit(o, d->unit_id), due_day);
        i64 due;

        if (due_day == I64_NULL || due_day > day_of(now) + 3660 || d->due_at == I64_NULL)
                return ERR_INVALID;
        /* "In that day", received before it opens. */
        due = workcal_due(cal, day_start(due_day), 1, LIMIT_WORKING_DAY, 24 * 60);
        if (due <= d->due_at || due <= now)
                return ERR_INVALID;
        /* The apology goes out at the latest a day before the limit ends (NĐ 61/2018 điều 19.9). */
        if (day_of(now) > day_of(d->due_at) - setting_i64(SETTING_DOSSIER_APOLOGY_LEAD))
                return ERR_STATE;
        *ret_due = due;
        return 0;
}

static int check_new_due(struct req *rq, struct input *in, const struct dossier *d)
{
        i64 due;
        int r = act_extended_due(org_get(rq->arena), d, input_i64(in, "due_day"), rq->now, &due);

        if (r == ERR_STATE)
                return input_fail(in, NULL, T_DOSSIER_APOLOGY_LATE,
                        str_fmt(rq->arena, "%lld",
                                (long long)setting_i64(SETTING_DOSSIER_APOLOGY_LEAD)));
        return r < 0 ? input_fail(in, "due_day", T_DOSSIER_NEW_DUE_NEEDED, STR_NULL) : 0;
}

int dossier_check_fields(struct req *rq, struct input *in, const struct dossier *d,
        struct str action, size_t n_defects)
{
        struct dossier_offer offers[DOSSIER_OFFERS_MAX];
        const struct move *m = NULL;
        bool said = !str_empty(str_trim(input_str(in, "note")));
        size_t n;
        int r = dossier_actions(rq->tx, rq->who, d, offers, ARRAY_LEN(offers), &n);

        for (size_t i = 0; i < n; i++)
                if (str_eq(offers[i].action, action))
                        m = offers[i].move;
        if (r < 0 || !m)
                return r;
        if (m->flags & MOVE_DEFECTS && n_defects == 0)
                r = input_fail(in, "defects", T_DOSSIER_DEFECTS_NEEDED, STR_NULL);
        if (m->flags & MOVE_DEFECTS && d->supplements > 0 && !said)
                r = input_fail(in, "note", T_DOSSIER_SECOND_REASON, STR_NULL);
        if (m->flags & MOVE_NEW_DUE && check_new_due(rq, in, d) < 0)
                r = ERR_INVALID;
        if (m->flags & MOVE_NOTE && !said)
                r = input_fail(in, "note", T_DOSSIER_NOTE_NEEDED, STR_NULL);
        return r;
}
