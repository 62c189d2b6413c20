/*
 * src/mod/catalogue/edit.c: procedures written by people: the life of a version, what is allowed
 * and what follows. Knows no request and no words; what comes in by files is import.c's.
 */
#include "base/id.h"
#include "core/generation.h"
#include "mod/catalogue/import_line.h"

static const char *const states[PROCEDURE_STATE_MAX] = { [PROCEDURE_DRAFT] = "draft",
        [PROCEDURE_SUBMITTED] = "submitted",
        [PROCEDURE_APPROVED] = "approved",
        [PROCEDURE_PUBLISHED] = "published",
        [PROCEDURE_WITHDRAWN] = "withdrawn",
        [PROCEDURE_DROPPED] = "dropped" };

const struct move catalogue_moves[] = {
        { PROCEDURE_DRAFT, "submit", PROCEDURE_SUBMITTED, PERM_CATALOGUE_EDIT, 0,
                "asks a second person" },
        { PROCEDURE_DRAFT, "drop", PROCEDURE_DROPPED, PERM_CATALOGUE_EDIT, MOVE_NOTE,
                "given up; what it said stays readable" },
        { PROCEDURE_SUBMITTED, "recall", PROCEDURE_DRAFT, PERM_CATALOGUE_EDIT, 0,
                "the author goes on writing" },
        { PROCEDURE_SUBMITTED, "return", PROCEDURE_DRAFT, PERM_CATALOGUE_EDIT, MOVE_NOTE,
                "back to the author, with the reason" },
        { PROCEDURE_SUBMITTED, "approve", PROCEDURE_APPROVED, PERM_CATALOGUE_EDIT, MOVE_SECOND,
                "by a person who wrote none of it" },
        { PROCEDURE_APPROVED, "return", PROCEDURE_DRAFT, PERM_CATALOGUE_EDIT, MOVE_NOTE,
                "back to the author, with the reason" },
        { PROCEDURE_APPROVED, "publish", PROCEDURE_PUBLISHED, PERM_CATALOGUE_EDIT,
                MOVE_SECOND | MOVE_FROM_DAY,
                "in force from a day on, by another person; what was in force ends" },
        { 0 },
};

enum procedure_state catalogue_state_of(struct str word)
{
        for (int i = PROCEDURE_DRAFT; i < PROCEDURE_STATE_MAX; i++)
                if (str_is(word, states[i]))
                        return (enum procedure_state)i;
        return PROCEDURE_DROPPED;
}

/* The version's own history and the sealed record of the province, in one go. */
static int record(
        struct tx *tx, const struct version_act *act, i64 version, struct str code, i64 number)
{
        int r = procedure_event_insert(tx, &(struct procedure_event_insert_args){ .id = id_new(),
                                                   .version_id = version,
                                                   .at = tx->now,
                                                   .account_id = act->who->account,
                                                   .person_id = act->who->person,
                                                   .who = who_words(tx->arena, act->who),
                                                   .action = act->action,
                                                   .note = act->note.ptr ? act->note : STR("") });

        return r < 0 ? r : version_audit(tx, act, "procedure", version, code, number);
}

void catalogue_draft_of(
        struct arena *a, const struct procedure_full *p, struct draft_procedure *ret_d)
{
        const struct procedure_version *v = &p->v;
        struct draft_procedure d = { .code = v->code,
                .n_papers = p->papers.n,
                .n_fees = p->fees.n,
                .n_results = p->results.n };

        d.v = (struct procedure_version_insert_args){ .procedure_id = v->procedure_id,
                .state = v->state,
                .valid_from = v->valid_from,
                .valid_to = v->valid_to,
                .name = v->name,
                .usual = v->usual,
                .name_en = v->name_en,
                .synonyms = v->synonyms,
                .field = v->field,
                .event = v->event,
                .level = v->level,
                .level_2025 = v->level_2025,
                .agency = v->agency,
                .unit_code = v->unit_code,
                .unit_code_2025 = v->unit_code_2025,
                .audience = v->audience,
                .online = v->online,
                .limit_hundredths = v->limit_hundredths,
                .limit_unit = v->limit_unit,
                .limit_note = v->limit_note,
                .cutoff_minute = v->cutoff_minute,
                .legal_basis = v->legal_basis,
                .source = v->source,
                .process = v->process,
                .form = v->form,
                .revision = v->revision,
                .reason = v->reason };
        buf_init(&d.review, a, 16000);
        buf_add(&d.review, v->review);
        d.papers = NEW_ARRAY(a, struct procedure_paper_insert_args, p->papers.n + 1);
        d.fees = NEW_ARRAY(a, struct procedure_fee_insert_args, p->fees.n + 1);
        d.results = NEW_ARRAY(a, struct str, p->results.n + 1);
        for (size_t i = 0; i < p->papers.n; i++) {
                const struct procedure_paper *x = &p->papers.rows[i];

                d.papers[i] = (struct procedure_paper_insert_args){ .name = x->name,
                        .case_text = x->case_text,
                        .originals = x->originals,
                        .copies = x->copies,
                        .form = x->form };
        }
        for (size_t i = 0; i < p->fees.n; i++) {
                const struct procedure_fee *x = &p->fees.rows[i];

                d.fees[i] = (struct procedure_fee_insert_args){ .kind = x->kind,
                        .name = x->name,
                        .amount = x->amount,
                        .unit = x->unit,
                        .note = x->note };
        }
        for (size_t i = 0; i < p->results.n; i++)
                d.results[i] = p->results.rows[i].name;
        *ret_d = d;
}

/* A draft as rows; its first day is set when it is published. */
static int put_draft(struct tx *tx, const struct version_act *act, i64 procedure,
        const struct draft_procedure *from, i64 number)
{
        struct draft_procedure d = *from;
        int r;

        d.v.id = id_new();
        d.v.procedure_id = procedure;
        d.v.number = number;
        d.v.state = STR("draft");
        d.v.valid_from = day_of(tx->now);
        d.v.valid_to = I64_NULL;
        d.v.review = buf_str(&d.review);
        d.v.content_hash = import_content_hash(tx->arena, &d);
        d.v.created_at = tx->now;
        d.v.created_by = act->who->account;
        d.v.revision = 1;
        r = procedure_version_insert(tx, &d.v);
        if (r == 0)
                r = import_put_lists(tx, &d);
        return r < 0 ? r : record(tx, act, d.v.id, d.code, number);
}

int catalogue_create(struct tx *tx, const struct version_act *act, struct str code,
        const struct draft_procedure *d)
{
        struct draft_procedure own = *d;
        struct procedure there;
        i64 id = id_new();
        int r = procedure_by_code(tx, code, &there);

        if (r == 0)
                return ERR_EXISTS;
        if (r == ERR_NOT_FOUND)
                r = procedure_insert(tx, id, code, tx->now);
        own.code = code;
        return r < 0 ? r : put_draft(tx, act, id, &own, 1);
}

int catalogue_renew(struct tx *tx, const struct version_act *act, const struct procedure_full *from,
        i64 *ret_number)
{
        struct procedure_total open;
        struct version_number last;
        struct draft_procedure d;
        int r = procedure_versions_open(tx, from->v.procedure_id, &open);

        if (r == 0 && open.n)
                return ERR_STATE;
        if (r == 0)
                r = procedure_version_number(tx, from->v.procedure_id, &last);
        if (r < 0)
                return r;
        catalogue_draft_of(tx->arena, from, &d);
        d.v.reason = act->note;
        r = put_draft(tx, act, from->v.procedure_id, &d, last.n + 1);
        if (r == 0)
                *ret_number = last.n + 1;
        return r;
}

static int save_row(struct tx *tx, const struct version_act *act, i64 id,
        const struct draft_procedure *d, struct str hash)
{
        const struct procedure_version_insert_args *v = &d->v;
        i64 changes;
        struct buf review = d->review;
        int r = procedure_version_save(tx,
                &(struct procedure_version_save_args){ .id = id,
                        .was = act->revision,
                        .name = v->name,
                        .usual = v->usual,
                        .name_en = v->name_en,
                        .synonyms = v->synonyms,
                        .field = v->field,
                        .event = v->event,
                        .level = v->level,
                        .level_2025 = v->level_2025,
                        .agency = v->agency,
                        .unit_code = v->unit_code,
                        .unit_code_2025 = v->unit_code_2025,
                        .audience = v->audience,
                        .online = v->online,
                        .limit_hundredths = v->limit_hundredths,
                        .limit_unit = v->limit_unit,
                        .limit_note = v->limit_note,
                        .cutoff_minute = v->cutoff_minute,
                        .legal_basis = v->legal_basis,
                        .source = v->source,
                        .review = buf_str(&review),
                        .content_hash = hash,
                        .process = v->process,
                        .form = v->form,
                        .reason = v->reason },
                &changes);

        return r < 0 ? r : changes ? 0 : ERR_STALE;
}

int catalogue_save(struct tx *tx, const struct version_act *act, const struct procedure_version *v,
        const struct draft_procedure *d)
{
        struct draft_procedure own = *d;
        int r;

        if (catalogue_state_of(v->state) != PROCEDURE_DRAFT)
                return ERR_STATE;
        own.v.id = v->id;
        r = save_row(tx, act, v->id, &own, import_content_hash(tx->arena, &own));
        if (r == 0)
                r = procedure_papers_drop(tx, v->id, NULL);
        if (r == 0)
                r = procedure_fees_drop(tx, v->id, NULL);
        if (r == 0)
                r = procedure_results_drop(tx, v->id, NULL);
        if (r == 0)
                r = import_put_lists(tx, &own);
        return r < 0 ? r : record(tx, act, v->id, v->code, v->number);
}

/* The day as of which the province is seen: no version begins before it. */
static i64 today(struct tx *tx)
{
        return org_day(org_get(tx->arena));
}

/* Two pairs of eyes: who wrote some of it may not say that it is good, by whichever account. */
static int may_move(struct tx *tx, const struct version_act *act, const struct procedure_version *v,
        const struct move *x)
{
        struct procedure_total hands = { 0 };
        int r = version_ready(act, x, today(tx));

        if (r == 0 && x->flags & MOVE_SECOND)
                r = procedure_hands(tx, v->id, act->who->person, &hands);
        return r < 0 ? r : hands.n ? ERR_DENIED : 0;
}

/*
 * What is in force on the day ends, what was to begin on it gives way, and what was published to
 * begin later still does: one published version on any day.
 */
static int make_room(struct tx *tx, i64 procedure, i64 day, struct version_begin *ret_next)
{
        int r = procedure_version_close(tx, procedure, day, NULL);

        if (r == 0)
                r = procedure_version_replace(tx, procedure, day, NULL);
        return r < 0 ? r : procedure_version_next(tx, procedure, day, ret_next);
}

int catalogue_move(struct tx *tx, const struct version_act *act, const struct procedure_version *v)
{
        const struct move *x =
                move_find(catalogue_moves, catalogue_state_of(v->state), act->action);
        bool publishes = x && x->to == PROCEDURE_PUBLISHED;
        struct version_begin next = { .day = I64_NULL };
        i64 changes;
        int r;

        if (act->revision != v->revision)
                return ERR_STALE;
        if (!x)
                return ERR_STATE;
        r = may_move(tx, act, v, x);
        if (r == 0 && publishes)
                r = make_room(tx, v->procedure_id, act->valid_from, &next);
        if (r == 0)
                r = procedure_version_move(tx,
                        &(struct procedure_version_move_args){ .id = v->id,
                                .was = act->revision,
                                .from_state = str_of(states[x->from]),
                                .to_state = str_of(states[x->to]),
                                .valid_from = publishes ? act->valid_from : I64_NULL,
                                .valid_to = next.day },
                        &changes);
        if (r == 0 && changes == 0)
                return ERR_STALE;
        if (r == 0 && publishes)
                r = generation_move(tx, "catalogue");
        return r < 0 ? r : record(tx, act, v->id, v->code, v->number);
}
