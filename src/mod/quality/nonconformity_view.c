/*
 * src/mod/quality/nonconformity_view.c: a non-conformity as pages show it.
 */
#include "core/queries.h"
#include "core/words.h"
#include "mod/quality/internal.h"
#include "web/texts.h"

struct str nonconformity__state(struct arena *a, enum lang lang, i64 state, enum tone *ret_tone)
{
        static const struct {
                int text;
                enum tone tone;
        } words[NONCONFORMITY_STATE_MAX] = {
                [NONCONFORMITY_REPORTED] = { T_QUALITY_STATE_REPORTED, TONE_AMBER },
                [NONCONFORMITY_PLANNED] = { T_QUALITY_STATE_PLANNED, TONE_BLUE },
                [NONCONFORMITY_DONE] = { T_QUALITY_STATE_DONE, TONE_AMBER },
                [NONCONFORMITY_CLOSED] = { T_QUALITY_STATE_CLOSED, TONE_GREEN },
                [NONCONFORMITY_REFUSED] = { T_QUALITY_STATE_REFUSED, TONE_GREY },
        };

        CHECK(state > 0 && state < NONCONFORMITY_STATE_MAX);
        *ret_tone = words[state].tone;
        return text_plain(a, lang, words[state].text, STR_NULL);
}

struct str nonconformity__grade(struct arena *a, enum lang lang, i64 grade)
{
        return text_plain(a, lang, grade == NONCONFORMITY_MAJOR ? T_QUALITY_MAJOR : T_QUALITY_MINOR,
                STR_NULL);
}

static int fill_events(struct req *rq, i64 id, struct nonconformity_page_view *v)
{
        static const struct quality_word words[] = { { "report", T_QUALITY_STATE_REPORTED },
                { "plan", T_QUALITY_PLAN }, { "done", T_QUALITY_DONE_GO },
                { "verify", T_QUALITY_VERIFY }, { "send_back", T_QUALITY_SEND_BACK },
                { "refuse", T_QUALITY_REFUSE }, { "succeed", T_QUALITY_MOVED_ON, true }, { 0 } };
        struct quality_said_rows rows;
        int r = nonconformity_events(rq->tx, id, &rows);

        if (r < 0)
                return r;
        v->events = quality__events(rq, rows.rows, rows.n, words);
        v->n_events = rows.n;
        return 0;
}

/* The buttons come from the table of moves, so that none is shown that would be refused. */
static bool can(const struct req *rq, const struct nonconformity *c, const char *action)
{
        const struct move *m = move_find(nonconformity_moves, (int)c->state, str_of(action));

        return m && nonconformity_may(rq->who, c, m);
}

/* Officers of the unit; who has it already stays in the list wherever they work now. */
static int fill_officers(
        struct req *rq, const struct nonconformity *c, struct nonconformity_page_view *v)
{
        struct str words[ROLE_MAX];
        struct quality_officer_rows rows;
        struct option_view *list;
        struct account held = { .id = I64_NULL };
        size_t n = 0;
        int r;

        for (int role = 0; role < ROLE_MAX; role++)
                if (roles[role].perms & P(QUALITY_READ))
                        words[n++] = str_of(roles[role].word);
        r = quality_officers(rq->tx, c->unit_id, words, n, rq->now, &rows);
        if (r == 0 && c->responsible_id != I64_NULL)
                r = account_by_id(rq->tx, c->responsible_id, &held);
        if (r < 0)
                return r;
        list = NEW_ARRAY(rq->arena, struct option_view, rows.n + 2);
        list[v->n_officers++] = (struct option_view){ .value = STR(""), .text = STR("") };
        for (size_t i = 0; i < rows.n; i++) {
                bool holds = rows.rows[i].id == held.id;

                list[v->n_officers++] = (struct option_view){ .value = rows.rows[i].login,
                        .text = quality__officer(rq->arena, rows.rows[i].title, rows.rows[i].login),
                        .chosen = holds };
                if (holds)
                        held.id = I64_NULL;
        }
        if (held.id != I64_NULL)
                list[v->n_officers++] = (struct option_view){ .value = held.name,
                        .text = quality__officer(rq->arena, held.title, held.name),
                        .chosen = true };
        v->officers = list;
        return 0;
}

/* The plan in force, for who makes another. */
static int fill_plan(
        struct req *rq, const struct nonconformity *c, struct nonconformity_page_view *v)
{
        struct civil due;

        if (c->due_day != I64_NULL) {
                day_civil(c->due_day, &due);
                v->due_d = str_fmt(rq->arena, "%d", due.day);
                v->due_m = str_fmt(rq->arena, "%d", due.month);
                v->due_y = str_fmt(rq->arena, "%d", due.year);
        }
        return fill_officers(rq, c, v);
}

int nonconformity__fill(
        struct req *rq, const struct nonconformity *c, struct nonconformity_page_view *v)
{
        const struct unit *u = org_unit(org_get(rq->arena), c->unit_id);

        v->c = c;
        v->unit = u ? u->name : STR("");
        v->grade = nonconformity__grade(rq->arena, rq->lang, c->grade);
        v->state = nonconformity__state(rq->arena, rq->lang, c->state, &v->tone);
        if (str_is(c->source, NONCONFORMITY_FROM_AUDIT))
                v->audit = c->source_code;
        v->found = words_time(rq->arena, rq->lang, c->found_at);
        if (c->due_day != I64_NULL)
                v->due = words_day(rq->arena, rq->lang, c->due_day);
        v->overdue = nonconformity_is_late(c->state, c->due_day, day_of(rq->now));
        v->can_plan = can(rq, c, "plan");
        v->can_do = can(rq, c, "done");
        v->can_verify = can(rq, c, "verify");
        v->can_refuse = can(rq, c, "refuse");
        if (v->can_plan) {
                int r = fill_plan(rq, c, v);

                if (r < 0)
                        return r;
        }
        return fill_events(rq, c->id, v);
}
