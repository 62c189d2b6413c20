/*
 * src/mod/design/rules.c: the life of a version: what is allowed and what follows. Knows no request
 * and no bytes but as a whole; what publishing sets going is force.c's.
 */
#include "base/id.h"
#include "mod/design/force.h"
#include "mod/design/rules.h"

const char *const design_kinds[DESIGN_KIND_MAX] = { "process", "decision", "form" };

const struct move design_moves[] = {
        { DESIGN_DRAFT, "submit", DESIGN_SUBMITTED, PERM_DESIGN_EDIT, 0,
                "asks a second person; a model with errors stays where it is" },
        { DESIGN_DRAFT, "drop", DESIGN_DROPPED, PERM_DESIGN_EDIT, MOVE_NOTE,
                "given up; its bytes stay" },
        { DESIGN_SUBMITTED, "recall", DESIGN_DRAFT, PERM_DESIGN_EDIT, 0,
                "the author goes on writing" },
        { DESIGN_SUBMITTED, "return", DESIGN_DRAFT, PERM_DESIGN_APPROVE, MOVE_NOTE,
                "back to the author, with the reason" },
        { DESIGN_SUBMITTED, "approve", DESIGN_APPROVED, PERM_DESIGN_APPROVE, MOVE_SECOND,
                "by somebody who wrote none of it" },
        { DESIGN_APPROVED, "return", DESIGN_DRAFT, PERM_DESIGN_APPROVE, MOVE_NOTE,
                "back to the author, with the reason" },
        { DESIGN_APPROVED, "publish", DESIGN_PUBLISHED, PERM_DESIGN_APPROVE,
                MOVE_SECOND | MOVE_FROM_DAY,
                "in force from a day on; what was in force then is superseded" },
        { 0 },
};

int design_kind_of(struct str word)
{
        for (int i = 0; i < DESIGN_KIND_MAX; i++)
                if (str_is(word, design_kinds[i]))
                        return i;
        return -1;
}

enum design_phase design_phase(i64 state, i64 valid_from, i64 valid_to, i64 day)
{
        switch (state) {
        case DESIGN_DRAFT:
                return PHASE_DRAFT;
        case DESIGN_SUBMITTED:
                return PHASE_SUBMITTED;
        case DESIGN_APPROVED:
                return PHASE_APPROVED;
        case DESIGN_DROPPED:
                return PHASE_DROPPED;
        default:
                break;
        }
        if (valid_to != I64_NULL && (valid_to <= day || valid_to <= valid_from))
                return PHASE_SUPERSEDED;
        return valid_from > day ? PHASE_TO_COME : PHASE_IN_FORCE;
}

int design_in_force(struct tx *tx, struct str code, i64 day, struct design_published *ret_p)
{
        struct design_model m;
        int r = design_model_by_code(tx, code, &m);

        return r < 0 ? r : design_in_force_on(tx, m.id, day, ret_p);
}

int design__record(struct tx *tx, const struct design_model *m, i64 version, i64 number,
        const struct version_act *act)
{
        int r = design_event_insert(tx, &(struct design_event_insert_args){ .id = id_new(),
                                                .version_id = version,
                                                .at = tx->now,
                                                .account_id = act->who->account,
                                                .person_id = act->who->person,
                                                .who = who_words(tx->arena, act->who),
                                                .action = act->action,
                                                .note = act->note.ptr ? act->note : STR("") });

        return r < 0 ? r : version_audit(tx, act, "design", version, m->code, number);
}

int design_create(struct tx *tx, const struct who *who, const struct design_new *n,
        const struct design_check *check)
{
        struct design_model m = { .id = id_new(), .code = n->code };
        const struct version_act act = {
                .who = who, .action = STR("create"), .note = n->reason, .valid_from = I64_NULL
        };
        i64 version = id_new(), changes;
        int r = design_model_insert(tx,
                &(struct design_model_insert_args){ .id = m.id,
                        .code = n->code,
                        .kind = str_of(design_kinds[n->kind]),
                        .name = n->name,
                        .at = tx->now,
                        .by = who->account },
                &changes);

        if (r == 0 && changes == 0)
                return ERR_EXISTS;
        if (r == 0)
                r = design_version_insert(tx, &(struct design_version_insert_args){ .id = version,
                                                      .model_id = m.id,
                                                      .number = 1,
                                                      .reason = n->reason,
                                                      .errors = check->errors,
                                                      .warnings = check->warnings,
                                                      .size = (i64)n->content.len,
                                                      .at = tx->now,
                                                      .content = n->content });
        return r < 0 ? r : design__record(tx, &m, version, 1, &act);
}

/* Whether the asker could ever make this move: else they learn nothing of the state. */
static bool has_right(const struct version_act *act)
{
        for (const struct move *x = design_moves; x->action; x++)
                if (str_is(act->action, x->action) && who_has(act->who, (enum perm)x->permission))
                        return true;
        return false;
}

int design__second_person(struct tx *tx, const struct design_version *v, const struct who *who)
{
        struct design_hands hands;
        int r = design_has_written(tx, v->id, who->person, &hands);

        return r < 0 ? r : hands.n ? ERR_DENIED : 0;
}

static int may_move(struct tx *tx, const struct design_version *v, const struct move *x,
        const struct version_act *act)
{
        bool judged = x->flags & MOVE_SECOND;
        int r = version_ready(act, x, day_of(tx->now));

        if (r == 0 && (judged || x->to == DESIGN_SUBMITTED) && v->errors)
                r = ERR_INVALID;
        return r == 0 && judged ? design__second_person(tx, v, act->who) : r;
}

int design_move(struct tx *tx, const struct design_model *m, const struct design_version *v,
        const struct version_act *act)
{
        const struct move *x = move_find(design_moves, v->state, act->action);
        bool publishes = x && x->to == DESIGN_PUBLISHED;
        i64 changes;
        int r;

        if (!has_right(act))
                return ERR_DENIED;
        if (act->revision != I64_NULL && act->revision != v->revision)
                return ERR_STALE;
        if (!x)
                return ERR_STATE;
        r = may_move(tx, v, x, act);
        if (r == 0 && publishes)
                r = design_supersede(tx, m->id, act->valid_from, NULL);
        if (r == 0 && publishes)
                r = design_forestall(tx, m->id, act->valid_from, NULL);
        if (r == 0)
                r = design_version_move(tx,
                        &(struct design_version_move_args){ .id = v->id,
                                .revision = v->revision,
                                .from_state = x->from,
                                .to_state = x->to,
                                .at = tx->now,
                                .valid_from = publishes ? act->valid_from : I64_NULL },
                        &changes);
        if (r == 0 && changes == 0)
                return ERR_STALE;
        if (r == 0 && publishes)
                r = design__enforce(tx, m, v, act->valid_from);
        return r < 0 ? r : design__record(tx, m, v->id, v->number, act);
}

int design_save(struct tx *tx, const struct design_model *m, const struct design_version *v,
        const struct version_act *act, struct str content, const struct design_check *check)
{
        i64 changes;
        int r;

        if (v->state != DESIGN_DRAFT)
                return ERR_STATE;
        r = design_version_save(tx,
                &(struct design_version_save_args){ .id = v->id,
                        .revision = act->revision == I64_NULL ? v->revision : act->revision,
                        .at = tx->now,
                        .errors = check->errors,
                        .warnings = check->warnings,
                        .size = (i64)content.len,
                        .content = content },
                &changes);
        if (r == 0 && changes == 0)
                return ERR_STALE;
        return r < 0 ? r : design__record(tx, m, v->id, v->number, act);
}

int design_renew(struct tx *tx, const struct design_model *m, const struct design_version *from,
        const struct version_act *act, i64 *ret_number)
{
        struct design_bytes bytes;
        struct design_last last;
        i64 id = id_new();
        int r = design_version_last(tx, m->id, &last);

        if (r == 0 && last.open)
                return ERR_STATE;
        if (r == 0)
                r = design_content(tx, from->id, &bytes);
        if (r == 0)
                r = design_version_insert(tx, &(struct design_version_insert_args){ .id = id,
                                                      .model_id = m->id,
                                                      .number = last.number + 1,
                                                      .reason = act->note,
                                                      .errors = from->errors,
                                                      .warnings = from->warnings,
                                                      .size = from->size,
                                                      .at = tx->now,
                                                      .content = bytes.content });
        if (r == 0)
                r = design__record(tx, m, id, last.number + 1, act);
        if (r == 0)
                *ret_number = last.number + 1;
        return r;
}
