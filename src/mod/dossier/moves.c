/*
 * src/mod/dossier/moves.c: the frame of the law (domain.md 3.2) as data: which state may follow
 * which, by what, who may, and what it asks for. In which order a dossier goes, past whom, is not
 * here: that is its process (process.c), which moves within this frame. The diagram of the manual
 * and the reachability test come from here.
 */
#include "mod/dossier/dossier.h"

const struct move dossier_moves[] = {
        /* from, action, to, permission, flags */
        { DOSSIER_NEW, "accept", DOSSIER_ACCEPTED, PERM_DOSSIER_INTAKE, 0,
                "the clock starts; the receipt (form 01) promises the due moment" },
        { DOSSIER_NEW, "refuse", DOSSIER_REFUSED, PERM_DOSSIER_INTAKE, MOVE_NOTE,
                "final; form 03 tells the reason" },
        { DOSSIER_NEW, "supplement", DOSSIER_SUPPLEMENT, PERM_DOSSIER_INTAKE, MOVE_DEFECTS,
                "form 02 lists every defect at once" },
        { DOSSIER_NEW, "withdraw", DOSSIER_WITHDRAWN, PERM_FILL, MOVE_BY_APPLICANT, "final" },
        { DOSSIER_ACCEPTED, "start", DOSSIER_PROCESSING, PERM_DOSSIER_PROCESS, 0,
                "a specialist takes it" },
        { DOSSIER_ACCEPTED, "supplement", DOSSIER_SUPPLEMENT, PERM_DOSSIER_PROCESS, MOVE_DEFECTS,
                "the clock stops until the answer" },
        { DOSSIER_ACCEPTED, "withdraw", DOSSIER_WITHDRAWN, PERM_FILL, MOVE_BY_APPLICANT, "final" },
        { DOSSIER_ACCEPTED, "stop", DOSSIER_STOPPED, PERM_DOSSIER_APPROVE, MOVE_NOTE,
                "form 05; the clock stops" },
        { DOSSIER_ACCEPTED, "approve", DOSSIER_FINISHED, PERM_DOSSIER_APPROVE, 0,
                "same-day procedures: the result is made at once" },
        { DOSSIER_ACCEPTED, "extend", DOSSIER_ACCEPTED, PERM_DOSSIER_APPROVE,
                MOVE_NOTE | MOVE_NEW_DUE, "form 04: an apology and a new due moment, once" },
        { DOSSIER_PROCESSING, "extend", DOSSIER_PROCESSING, PERM_DOSSIER_APPROVE,
                MOVE_NOTE | MOVE_NEW_DUE, "form 04: an apology and a new due moment, once" },
        { DOSSIER_PROCESSING, "propose", DOSSIER_PROCESSING, PERM_DOSSIER_PROCESS, MOVE_NOTE,
                "the draft result goes to the leader" },
        { DOSSIER_PROCESSING, "send_back", DOSSIER_PROCESSING, PERM_DOSSIER_APPROVE, MOVE_NOTE,
                "back to the specialist with a reason" },
        { DOSSIER_PROCESSING, "approve", DOSSIER_FINISHED, PERM_DOSSIER_APPROVE, 0,
                "the clock ends; the result PDF is made" },
        { DOSSIER_PROCESSING, "supplement", DOSSIER_SUPPLEMENT, PERM_DOSSIER_PROCESS, MOVE_DEFECTS,
                "the clock stops until the answer" },
        { DOSSIER_PROCESSING, "ask_payment", DOSSIER_PAYMENT, PERM_DOSSIER_PROCESS, MOVE_NOTE,
                "the clock stops until the payment" },
        { DOSSIER_PROCESSING, "withdraw", DOSSIER_WITHDRAWN, PERM_FILL, MOVE_BY_APPLICANT,
                "final" },
        { DOSSIER_PROCESSING, "stop", DOSSIER_STOPPED, PERM_DOSSIER_APPROVE, MOVE_NOTE,
                "form 05; the clock stops" },
        { DOSSIER_SUPPLEMENT, "resubmit", DOSSIER_NEW, PERM_FILL,
                MOVE_BY_APPLICANT | MOVE_RESUMES | MOVE_NOT_ACCEPTED, "checked again" },
        { DOSSIER_SUPPLEMENT, "resubmit", DOSSIER_ACCEPTED, PERM_FILL,
                MOVE_BY_APPLICANT | MOVE_RESUMES | MOVE_WAS_ACCEPTED, "the clock runs on" },
        { DOSSIER_SUPPLEMENT, "resubmit", DOSSIER_PROCESSING, PERM_FILL,
                MOVE_BY_APPLICANT | MOVE_RESUMES | MOVE_WAS_ACCEPTED, "the clock runs on" },
        { DOSSIER_SUPPLEMENT, "refuse", DOSSIER_REFUSED, PERM_DOSSIER_INTAKE,
                MOVE_NOTE | MOVE_NOT_ACCEPTED, "final" },
        { DOSSIER_SUPPLEMENT, "withdraw", DOSSIER_WITHDRAWN, PERM_FILL,
                MOVE_BY_APPLICANT | MOVE_WAS_ACCEPTED, "final" },
        { DOSSIER_SUPPLEMENT, "stop", DOSSIER_STOPPED, PERM_DOSSIER_APPROVE,
                MOVE_NOTE | MOVE_WAS_ACCEPTED, "form 05" },
        { DOSSIER_PAYMENT, "paid", DOSSIER_PROCESSING, PERM_DOSSIER_INTAKE, 0,
                "the clock runs on" },
        { DOSSIER_PAYMENT, "withdraw", DOSSIER_WITHDRAWN, PERM_FILL, MOVE_BY_APPLICANT, "final" },
        { DOSSIER_PAYMENT, "stop", DOSSIER_STOPPED, PERM_DOSSIER_APPROVE, MOVE_NOTE, "form 05" },
        { DOSSIER_STOPPED, "resume", DOSSIER_PROCESSING, PERM_DOSSIER_APPROVE, MOVE_NOTE,
                "by a decision; the clock runs on" },
        { DOSSIER_FINISHED, "hand_over", DOSSIER_RETURNED, PERM_DOSSIER_INTAKE, 0,
                "final; who received it is recorded" },
        { DOSSIER_FINISHED, "correct", DOSSIER_PROCESSING, PERM_DOSSIER_APPROVE, MOVE_NOTE,
                "the result was wrong; the clock runs on" },
        { 0 },
};

bool dossier_is_lawful(struct str action)
{
        for (const struct move *m = dossier_moves; m->action; m++)
                if (str_is(action, m->action))
                        return true;
        return false;
}

static bool fits(const struct move *m, const struct dossier *d)
{
        bool accepted = d->accepted_at != I64_NULL;

        if (m->from != d->state)
                return false;
        if ((m->flags & MOVE_NOT_ACCEPTED && accepted) ||
                (m->flags & MOVE_WAS_ACCEPTED && !accepted))
                return false;
        return !(m->flags & MOVE_RESUMES) || m->to == d->resumes_to;
}

const struct move *dossier_move_find(const struct dossier *d, struct str action)
{
        for (const struct move *m = dossier_moves; m->action; m++)
                if (str_is(action, m->action) && fits(m, d))
                        return m;
        return NULL;
}

bool dossier_may(const struct who *w, const struct dossier *d, const struct move *m)
{
        if (m->flags & MOVE_BY_APPLICANT)
                return dossier_is_theirs(w, d);
        if (who_may(w, (enum perm)m->permission, d->unit_id))
                return true;
        return m->permission == PERM_DOSSIER_INTAKE &&
               who_may(w, PERM_DOSSIER_INTAKE, d->received_unit_id);
}

bool dossier_may_ever(const struct who *w, const struct dossier *d, struct str action)
{
        bool known = false;

        for (const struct move *m = dossier_moves; m->action; m++) {
                if (!str_is(action, m->action))
                        continue;
                if (dossier_may(w, d, m))
                        return true;
                known = true;
        }
        return !known;
}
