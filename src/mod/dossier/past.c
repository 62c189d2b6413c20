/*
 * src/mod/dossier/past.c: dossiers that lived in another system: is what is said of one possible,
 * and how it goes on here. What other modules count of it they hear by DOSSIER_TAKEN_OVER. Papers
 * and notices are not made: they went out long ago.
 */
#include "base/id.h"
#include "base/viet.h"
#include "mod/dossier/process.h"

#define CODE_LONGEST 40

static bool closed(i64 state)
{
        return state == DOSSIER_REFUSED || state == DOSSIER_WITHDRAWN || state == DOSSIER_RETURNED;
}

static bool paused(i64 state)
{
        return state == DOSSIER_SUPPLEMENT || state == DOSSIER_PAYMENT || state == DOSSIER_STOPPED;
}

static bool is_code(struct str s)
{
        for (size_t i = 0; i < s.len; i++)
                if (!strchr("-_.:", s.ptr[i]) && !(s.ptr[i] >= '0' && s.ptr[i] <= '9') &&
                        !(s.ptr[i] >= 'A' && s.ptr[i] <= 'Z') &&
                        !(s.ptr[i] >= 'a' && s.ptr[i] <= 'z'))
                        return false;
        return s.len > 0 && s.len <= CODE_LONGEST;
}

/* May a dossier of this state have the moment, must it? */
enum must { MAY, MUST, NEVER };

static enum must must_be_accepted(i64 state)
{
        if (state == DOSSIER_NEW || state == DOSSIER_REFUSED)
                return NEVER;
        return state == DOSSIER_SUPPLEMENT || state == DOSSIER_WITHDRAWN ? MAY : MUST;
}

struct moment {
        const char *name;
        i64 at, after; /* not before that one, when it is there */
        enum must must;
};

static const char *wrong_moment(const struct moment *m, i64 now, const char **ret_why)
{
        *ret_why = NULL;
        if (m->at == I64_NULL)
                *ret_why = m->must == MUST ? "missing, which its state cannot be without" : NULL;
        else if (m->must == NEVER)
                *ret_why = "cannot be there in its state";
        else if (m->at > now)
                *ret_why = "in the future";
        else if (m->after != I64_NULL && m->at < m->after)
                *ret_why = "before what comes before it";
        return *ret_why ? m->name : NULL;
}

const char *dossier_past_wrong(const struct dossier_past *p, i64 now, const char **ret_why)
{
        bool is_finished = p->state == DOSSIER_FINISHED || p->state == DOSSIER_RETURNED;
        bool is_ended = p->state == DOSSIER_REFUSED || p->state == DOSSIER_WITHDRAWN;
        i64 begun = p->accepted_at != I64_NULL ? p->accepted_at : p->submitted_at;
        const struct moment moments[] = {
                { "submitted_at", p->submitted_at, I64_NULL, MUST },
                { "accepted_at", p->accepted_at, p->submitted_at, must_be_accepted(p->state) },
                { "stopped_at", p->stopped_at, begun, paused(p->state) ? MUST : NEVER },
                { "finished_at", p->finished_at, begun, is_finished ? MUST : NEVER },
                { "returned_at", p->returned_at, p->finished_at,
                        p->state == DOSSIER_RETURNED ? MUST : NEVER },
                { "ended_at", p->ended_at, begun, is_ended ? MUST : NEVER },
        };
        const char *field = NULL;

        *ret_why = "missing or not valid";
        if (!is_code(p->code))
                return "code";
        if (str_empty(p->name))
                return "applicant_name";
        if (p->state < DOSSIER_NEW || p->state >= DOSSIER_STATE_MAX)
                return "state";
        if (p->channel < 1 || p->channel > 3)
                return "channel";
        if (p->supplements < 0 || p->supplements > 99)
                return "supplements";
        for (size_t i = 0; !field && i < ARRAY_LEN(moments); i++)
                field = wrong_moment(&moments[i], now, ret_why);
        if (!field && p->due_at != I64_NULL && (p->accepted_at == I64_NULL || p->due_at < begun)) {
                *ret_why = "promised before it was accepted";
                field = "due_at";
        }
        return field;
}

/* ------------------------------------------------------------ its history */

struct past_step {
        const char *action;
        i64 at, from, to;
};

enum { PAST_STEPS_MAX = 6 };

static void add_step(struct past_step *steps, size_t *n, const char *action, i64 at, i64 to)
{
        steps[*n] = (struct past_step){ action, at, *n ? steps[*n - 1].to : 0, to };
        (*n)++;
}

/* Work that is going on was taken up: its process has no other way to where it stands. */
static size_t steps_of(const struct dossier_past *p, struct past_step ret_steps[PAST_STEPS_MAX])
{
        bool started = p->state == DOSSIER_PROCESSING || p->state == DOSSIER_FINISHED ||
                       (paused(p->state) && p->accepted_at != I64_NULL);
        size_t n = 0;

        add_step(ret_steps, &n, "submit", p->submitted_at, DOSSIER_NEW);
        if (p->accepted_at != I64_NULL)
                add_step(ret_steps, &n, "accept", p->accepted_at, DOSSIER_ACCEPTED);
        if (started)
                add_step(ret_steps, &n, "start", p->accepted_at, DOSSIER_PROCESSING);
        switch (p->state) {
        case DOSSIER_REFUSED:
                add_step(ret_steps, &n, "refuse", p->ended_at, p->state);
                break;
        case DOSSIER_WITHDRAWN:
                add_step(ret_steps, &n, "withdraw", p->ended_at, p->state);
                break;
        case DOSSIER_SUPPLEMENT:
                add_step(ret_steps, &n, "supplement", p->stopped_at, p->state);
                break;
        case DOSSIER_PAYMENT:
                add_step(ret_steps, &n, "ask_payment", p->stopped_at, p->state);
                break;
        case DOSSIER_STOPPED:
                add_step(ret_steps, &n, "stop", p->stopped_at, p->state);
                break;
        case DOSSIER_FINISHED:
                add_step(ret_steps, &n, "propose", p->finished_at, DOSSIER_PROCESSING);
                add_step(ret_steps, &n, "approve", p->finished_at, p->state);
                break;
        case DOSSIER_RETURNED:
                add_step(ret_steps, &n, "approve", p->finished_at, DOSSIER_FINISHED);
                add_step(ret_steps, &n, "hand_over", p->returned_at, p->state);
                break;
        default:
                break;
        }
        return n;
}

static int put_steps(struct tx *tx, const struct dossier_past *p, i64 id,
        const struct past_step *steps, size_t n)
{
        int r = 0;

        for (size_t i = 0; r == 0 && i < n; i++)
                r = dossier_step_insert(
                        tx, &(struct dossier_step_insert_args){ .id = id_new(),
                                    .dossier_id = id,
                                    .seq = (i64)i + 1,
                                    .at = steps[i].at,
                                    .action = str_of(steps[i].action),
                                    .from_state = steps[i].from,
                                    .to_state = steps[i].to,
                                    .actor_id = I64_NULL,
                                    .on_behalf_of = I64_NULL,
                                    .unit_id = p->unit->id,
                                    .note = i + 1 == n && p->note.ptr ? p->note : STR(""),
                                    .due_at = i ? p->due_at : I64_NULL,
                                    .task = STR_NULL });
        return r;
}

static int put_interval(struct tx *tx, i64 id, i64 seq, bool running, const char *reason, i64 from)
{
        return interval_insert(tx, &(struct interval_insert_args){ .id = id_new(),
                                           .dossier_id = id,
                                           .seq = seq,
                                           .running = running,
                                           .reason = str_of(reason),
                                           .from_at = from });
}

/* When the clock ran, and since when it stands. */
static int put_intervals(struct tx *tx, const struct dossier_past *p, i64 id,
        const struct past_step *steps, size_t n)
{
        i64 end = paused(p->state)             ? p->stopped_at
                  : p->finished_at != I64_NULL ? p->finished_at
                                               : p->ended_at;
        int r;

        if (p->accepted_at == I64_NULL)
                return 0;
        r = put_interval(tx, id, 2, true, "accepted", p->accepted_at);
        if (r == 0 && end != I64_NULL)
                r = interval_close(tx, id, end, NULL);
        if (r == 0 && paused(p->state))
                r = put_interval(tx, id, (i64)n, false, steps[n - 1].action, p->stopped_at);
        return r;
}

/* ------------------------------------------------------------ its row */

/* The account of the same person, when there is one. */
static int find_account(
        struct tx *tx, const struct dossier_past *p, i64 *ret_account, i64 *ret_person)
{
        struct applicant_account known;
        int r = str_empty(p->identity) ? ERR_NOT_FOUND : applicant_account(tx, p->identity, &known);

        *ret_account = *ret_person = I64_NULL;
        if (r == 0 && str_eq(viet_fold(tx->arena, known.name), viet_fold(tx->arena, p->name))) {
                *ret_account = known.id;
                *ret_person = known.person_id;
        }
        return r == ERR_NOT_FOUND ? 0 : r;
}

static int put_row(struct tx *tx, const struct dossier_past *p, i64 id)
{
        i64 account, person;
        int r = find_account(tx, p, &account, &person);

        if (r < 0)
                return r;
        return dossier_insert(tx, &(struct dossier_insert_args){ .id = id,
                                          .code = p->code,
                                          .mandate_id = I64_NULL,
                                          .representative_id = I64_NULL,
                                          .procedure_id = p->procedure,
                                          .version_id = p->version,
                                          .state = p->state,
                                          .step = closed(p->state) ? STR("done") : STR(""),
                                          .channel = p->channel,
                                          .unit_id = p->unit->id,
                                          .received_unit_id = p->received->id,
                                          .holder_id = I64_NULL,
                                          .account_id = account,
                                          .person_id = person,
                                          .applicant_kind = p->kind.ptr ? p->kind : STR("citizen"),
                                          .applicant_name = p->name,
                                          .applicant_identity = p->identity,
                                          .applicant_birth_day = p->birth_day,
                                          .applicant_phone = p->phone,
                                          .applicant_email = p->email,
                                          .applicant_address = p->address,
                                          .subject = p->subject.ptr ? p->subject : STR(""),
                                          .answers = STR("{}"),
                                          .submitted_at = p->submitted_at,
                                          .check_due_at = I64_NULL,
                                          .flow_id = I64_NULL });
}

static int put_moments(struct tx *tx, const struct dossier_past *p, i64 id)
{
        const struct org *o = org_get(tx->arena);
        bool is_paused = paused(p->state);
        i64 changed;

        return dossier_update(tx,
                &(struct dossier_update_args){ .id = id,
                        .version = 1,
                        .state = p->state,
                        .step = closed(p->state) ? STR("done") : STR(""),
                        .unit_id = p->unit->id,
                        .holder_id = I64_NULL,
                        .check_due_at = p->state == DOSSIER_NEW
                                                ? dossier_check_due(o, p->received, p->submitted_at)
                                                : I64_NULL,
                        .accepted_at = p->accepted_at,
                        .due_at = p->due_at,
                        .stopped_at =
                                is_paused && p->accepted_at != I64_NULL ? p->stopped_at : I64_NULL,
                        .finished_at = p->finished_at,
                        .returned_at = p->returned_at,
                        .supplements = p->state == DOSSIER_SUPPLEMENT ? MAX(p->supplements, 1)
                                                                      : p->supplements,
                        .resumes_to = !is_paused                   ? I64_NULL
                                      : p->accepted_at == I64_NULL ? DOSSIER_NEW
                                                                   : DOSSIER_PROCESSING },
                &changed);
}

int dossier_take_over(struct tx *tx, const struct dossier_past *p, i64 *ret_id)
{
        struct past_step steps[PAST_STEPS_MAX];
        size_t n = steps_of(p, steps);
        struct dossier d;
        i64 id = id_new();
        int r = put_row(tx, p, id);

        if (r == 0)
                r = put_moments(tx, p, id);
        if (r == 0)
                r = put_steps(tx, p, id, steps, n);
        if (r == 0)
                r = put_intervals(tx, p, id, steps, n);
        if (r == 0 && !closed(p->state))
                r = dossier_by_id(tx, id, &d);
        if (r == 0 && !closed(p->state))
                r = dossier__adopt(tx, &d);
        if (r == 0)
                r = dossier__touch(tx, id);
        if (r == 0)
                r = event_publish(tx, DOSSIER_TAKEN_OVER, id, STR("{}"), NULL);
        if (r == 0)
                *ret_id = id;
        return r;
}
