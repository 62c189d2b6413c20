/*
 * src/mod/quality/audit_view.c: an internal audit as pages show it.
 */
#include "core/queries.h"
#include "core/words.h"
#include "mod/quality/internal.h"
#include "web/texts.h"

struct str internal_audit__state(struct arena *a, enum lang lang, i64 state, enum tone *ret_tone)
{
        static const struct {
                int text;
                enum tone tone;
        } words[INTERNAL_AUDIT_STATE_MAX] = {
                [INTERNAL_AUDIT_PLANNED] = { T_QUALITY_AUDIT_PLANNED, TONE_BLUE },
                [INTERNAL_AUDIT_UNDER_WAY] = { T_QUALITY_AUDIT_UNDER_WAY, TONE_AMBER },
                [INTERNAL_AUDIT_REPORTED] = { T_QUALITY_AUDIT_REPORTED, TONE_GREEN },
                [INTERNAL_AUDIT_CANCELLED] = { T_QUALITY_AUDIT_CANCELLED, TONE_GREY },
        };

        CHECK(state > 0 && state < INTERNAL_AUDIT_STATE_MAX);
        *ret_tone = words[state].tone;
        return text_plain(a, lang, words[state].text, STR_NULL);
}

struct str internal_audit__finding(
        struct arena *a, enum lang lang, i64 finding, enum tone *ret_tone)
{
        static const struct {
                int text;
                enum tone tone;
        } words[FINDING_MAX] = {
                [FINDING_NONE] = { T_QUALITY_FINDING_NONE, TONE_GREY },
                [FINDING_CONFORMS] = { T_QUALITY_FINDING_CONFORMS, TONE_GREEN },
                [FINDING_OBSERVATION] = { T_QUALITY_FINDING_OBSERVATION, TONE_BLUE },
                [FINDING_MINOR] = { T_QUALITY_FINDING_MINOR, TONE_AMBER },
                [FINDING_MAJOR] = { T_QUALITY_FINDING_MAJOR, TONE_RED },
                [FINDING_NOT_APPLICABLE] = { T_QUALITY_FINDING_NOT_APPLICABLE, TONE_GREY },
        };

        CHECK(finding >= 0 && finding < FINDING_MAX);
        *ret_tone = words[finding].tone;
        return text_plain(a, lang, words[finding].text, STR_NULL);
}

/* The buttons come from the table of moves, so that none is shown that would be refused. */
static bool can(const struct req *rq, const struct internal_audit *c, const char *action)
{
        const struct move *m = move_find(internal_audit_moves, c->state, str_of(action));

        return m && internal_audit_may(rq->who, c, m);
}

int internal_audit__leads(
        struct req *rq, i64 chosen, const struct option_view **ret_list, size_t *ret_n)
{
        struct str words[ROLE_MAX];
        struct quality_auditor_rows rows;
        struct option_view *list;
        size_t n = 0;
        int r;

        for (int role = 0; role < ROLE_MAX; role++)
                if (roles[role].perms & P(QUALITY_AUDIT))
                        words[n++] = str_of(roles[role].word);
        r = quality_auditors(rq->tx, words, n, rq->now, &rows);
        if (r < 0)
                return r;
        list = NEW_ARRAY(rq->arena, struct option_view, rows.n + 1);
        list[0] = (struct option_view){ .value = STR(""), .text = STR("") };
        for (size_t i = 0; i < rows.n; i++)
                list[i + 1] = (struct option_view){ .value = rows.rows[i].login,
                        .text = quality__officer(rq->arena, rows.rows[i].title, rows.rows[i].login),
                        .chosen = rows.rows[i].id == chosen };
        *ret_list = list;
        *ret_n = rows.n + 1;
        return 0;
}

static int fill_events(struct req *rq, struct internal_audit_page_view *v)
{
        static const struct quality_word words[] = { { "plan", T_QUALITY_AUDIT_PLAN_DID },
                { "replan", T_QUALITY_AUDIT_REPLAN }, { "begin", T_QUALITY_AUDIT_BEGIN },
                { "report", T_QUALITY_AUDIT_REPORT }, { "cancel", T_QUALITY_AUDIT_CANCEL },
                { "succeed", T_QUALITY_MOVED_ON, true }, { 0 } };
        struct quality_said_rows rows;
        int r = internal_audit_events(rq->tx, v->c->id, &rows);

        if (r < 0)
                return r;
        v->events = quality__events(rq, rows.rows, rows.n, words);
        v->n_events = rows.n;
        return 0;
}

static int fill_answers(struct req *rq, struct internal_audit_page_view *v)
{
        struct internal_audit_answer_rows rows;
        struct internal_audit_answer_row *list;
        i64 counts[FINDING_MAX] = { 0 };
        enum tone tone;
        int r = internal_audit_answers(rq->tx, v->c->id, &rows);

        if (r < 0)
                return r;
        list = NEW_ARRAY(rq->arena, struct internal_audit_answer_row, rows.n + 1);
        for (size_t i = 0; i < rows.n; i++) {
                const struct internal_audit_answer *a = &rows.rows[i];

                list[i] = (struct internal_audit_answer_row){ .ordinal = a->ordinal,
                        .clause = a->clause,
                        .question = a->question,
                        .answered = v->shows && a->finding != FINDING_NONE };
                counts[a->finding]++;
                if (a->finding == FINDING_NONE && !v->first)
                        v->first = a->ordinal;
                if (!list[i].answered)
                        continue;
                list[i].finding =
                        internal_audit__finding(rq->arena, rq->lang, a->finding, &list[i].tone);
                list[i].evidence = a->evidence;
                list[i].nonconformity = a->nonconformity;
        }
        v->open = counts[FINDING_NONE];
        for (int f = FINDING_CONFORMS; f < FINDING_MAX; f++)
                v->sums[f - 1] = (struct pair_view){ .name = internal_audit__finding(
                                                             rq->arena, rq->lang, f, &tone),
                        .value = str_fmt(rq->arena, "%lld", (long long)counts[f]) };
        v->answers = list;
        v->n_answers = rows.n;
        return 0;
}

int internal_audit__fill(
        struct req *rq, const struct internal_audit *c, struct internal_audit_page_view *v)
{
        const struct unit *u = org_unit(org_get(rq->arena), c->unit_id);
        struct civil day;
        int r;

        v->c = c;
        v->unit = u ? u->name : STR("");
        v->state = internal_audit__state(rq->arena, rq->lang, c->state, &v->tone);
        v->day = words_day(rq->arena, rq->lang, c->planned_day);
        day_civil(c->planned_day, &day);
        v->day_d = str_fmt(rq->arena, "%d", day.day);
        v->day_m = str_fmt(rq->arena, "%d", day.month);
        v->day_y = str_fmt(rq->arena, "%d", day.year);
        if (c->begun_at != I64_NULL)
                v->begun = words_time(rq->arena, rq->lang, c->begun_at);
        if (c->ended_at != I64_NULL)
                v->ended = words_time(rq->arena, rq->lang, c->ended_at);
        v->can_replan = can(rq, c, "replan");
        v->can_begin = can(rq, c, "begin");
        v->can_answer = v->can_report = can(rq, c, "report");
        v->can_cancel = can(rq, c, "cancel");
        v->shows = internal_audit_shows_findings(rq->who, c);
        r = fill_answers(rq, v);
        if (r == 0 && v->can_replan)
                r = internal_audit__leads(rq, c->lead_id, &v->leads, &v->n_leads);
        return r < 0 ? r : fill_events(rq, v);
}
