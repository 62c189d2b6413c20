/*
 * A dossier's life as the law draws it (domain.md 3.2), on both databases: every move that the
 * table below knows happens as it says, and everything else, by anybody, is refused with nothing
 * changed. The table is written from the law, not from moves.c.
 */
#include <pthread.h>

#include "mod/dossier/act.h"
#include "mod/dossier/test/fixture.h"
#include "test/test.h"

enum accepted { NEVER, ONCE, EITHER };

/* Who, from where, to where; what must be given. resumes: the state that waiting leads back to. */
static const struct lawful {
        int from;
        const char *step, *action;
        int to;
        const char *next;
        enum role_of by;
        enum accepted accepted;
        int resumes;
        bool reason, defects;
} law[] = {
        { 1, "check", "accept", 2, "process", COUNTER, NEVER, 0, false, false },
        { 1, "check", "refuse", 3, "done", COUNTER, NEVER, 0, true, false },
        { 1, "check", "supplement", 5, "wait", COUNTER, NEVER, 0, false, true },
        { 1, "check", "withdraw", 7, "done", CITIZEN, NEVER, 0, false, false },
        { 2, "process", "start", 4, "process", SPECIALIST, ONCE, 0, false, false },
        { 2, "process", "supplement", 5, "wait", SPECIALIST, ONCE, 0, false, true },
        { 2, "process", "withdraw", 7, "done", CITIZEN, ONCE, 0, false, false },
        { 2, "process", "stop", 8, "wait", LEADER, ONCE, 0, true, false },
        { 2, "process", "approve", 9, "return", LEADER, ONCE, 0, false, false },
        { 2, "process", "extend", 2, "process", LEADER, ONCE, 0, true, false },
        { 4, "process", "extend", 4, "process", LEADER, ONCE, 0, true, false },
        { 4, "approve", "extend", 4, "approve", LEADER, ONCE, 0, true, false },
        { 4, "process", "propose", 4, "approve", SPECIALIST, ONCE, 0, true, false },
        { 4, "process", "supplement", 5, "wait", SPECIALIST, ONCE, 0, false, true },
        { 4, "process", "ask_payment", 6, "wait", SPECIALIST, ONCE, 0, true, false },
        { 4, "process", "withdraw", 7, "done", CITIZEN, ONCE, 0, false, false },
        { 4, "process", "stop", 8, "wait", LEADER, ONCE, 0, true, false },
        { 4, "approve", "send_back", 4, "process", LEADER, ONCE, 0, true, false },
        { 4, "approve", "approve", 9, "return", LEADER, ONCE, 0, false, false },
        { 4, "approve", "withdraw", 7, "done", CITIZEN, ONCE, 0, false, false },
        { 4, "approve", "stop", 8, "wait", LEADER, ONCE, 0, true, false },
        { 5, "wait", "resubmit", 1, "check", CITIZEN, NEVER, 1, false, false },
        { 5, "wait", "refuse", 3, "done", COUNTER, NEVER, 0, true, false },
        { 5, "wait", "resubmit", 2, "process", CITIZEN, ONCE, 2, false, false },
        { 5, "wait", "resubmit", 4, "process", CITIZEN, ONCE, 4, false, false },
        { 5, "wait", "withdraw", 7, "done", CITIZEN, ONCE, 0, false, false },
        { 5, "wait", "stop", 8, "wait", LEADER, ONCE, 0, true, false },
        { 6, "wait", "paid", 4, "process", COUNTER, ONCE, 0, false, false },
        { 6, "wait", "withdraw", 7, "done", CITIZEN, ONCE, 0, false, false },
        { 6, "wait", "stop", 8, "wait", LEADER, ONCE, 0, true, false },
        { 8, "wait", "resume", 4, "process", LEADER, ONCE, 0, true, false },
        { 9, "return", "hand_over", 10, "done", COUNTER, ONCE, 0, false, false },
        { 9, "return", "correct", 4, "process", LEADER, ONCE, 0, true, false },
};

static const char *const actions[] = { "submit", "accept", "refuse", "supplement", "withdraw",
        "start", "propose", "send_back", "approve", "ask_payment", "paid", "stop", "resume",
        "resubmit", "hand_over", "correct", "extend", "fly", "" };

static const struct lawful *lawful_now(const struct dossier *d, const char *action)
{
        bool accepted = d->accepted_at != I64_NULL;

        for (size_t i = 0; i < ARRAY_LEN(law); i++) {
                const struct lawful *l = &law[i];

                if (l->from == d->state && str_is(d->step, l->step) &&
                        strcmp(l->action, action) == 0 &&
                        (l->accepted == EITHER || (l->accepted == ONCE) == accepted) &&
                        (!l->resumes || l->resumes == d->resumes_to))
                        return l;
        }
        return NULL;
}

static struct small_act act_of(const struct lawful *l)
{
        return (struct small_act){ .by = l->by,
                .action = l->action,
                .note = "Lý do bằng lời",
                .defect = l->defects ? "Thiếu bản sao" : NULL,
                .version = I64_NULL };
}

/* A way of getting somewhere: rows of the law one after another. */
struct way {
        const struct lawful *steps[10];
        size_t n;
};

static i64 walk(struct small *s, const struct way *w, struct dossier *ret_d)
{
        i64 id = small_submit(s);

        for (size_t i = 0; i < w->n && id; i++) {
                struct small_act act = act_of(w->steps[i]);

                s->now += HOUR_MS;
                if (small_move(s, id, &act) < 0)
                        return 0;
        }
        return id && small_dossier(s, id, ret_d) == 0 ? id : 0;
}

/* ------------------------------------------------------------------ what a lawful move does */

static void check_moved(
        const struct lawful *l, const struct dossier *before, const struct dossier *d)
{
        bool waits = d->state == 5 || d->state == 6 || d->state == 8;

        EXPECT_INT(d->state, l->to);
        EXPECT_STR(d->step, l->next);
        EXPECT_INT(d->version, before->version + 1);
        EXPECT_INT(d->supplements, before->supplements + l->defects);
        EXPECT((d->finished_at != I64_NULL) == (d->state == 9 || d->state == 10));
        EXPECT((d->returned_at != I64_NULL) == (d->state == 10));
        if (l->from == 1 && l->to == 2)
                EXPECT(d->accepted_at != I64_NULL && d->due_at > d->accepted_at);
        else
                EXPECT_INT(d->accepted_at, before->accepted_at);
        if (strcmp(l->action, "extend") == 0)
                EXPECT_INT(d->due_at, time_make(SMALL_DUE_DAY, 17, 0, 0));
        if (waits)
                EXPECT((d->stopped_at != I64_NULL) == (d->accepted_at != I64_NULL));
        else if (d->state == 2 || d->state == 4)
                EXPECT_INT(d->stopped_at, I64_NULL);
}

static i64 count(struct small *s, const char *sql, i64 id)
{
        AUTO(arena_freep) struct arena *a = arena_new(1 << 20);
        struct str text;
        struct tx *tx;
        i64 n = -1;

        CHECK(store_read_begin(s->t.store, a, &tx) == 0);
        CHECK(testdb_rows(tx, sql, "i", VALS(NUM(id)), &text) == 0);
        store_read_end(tx);
        str_to_i64(str_sub(text, 0, text.len - 2), &n);
        return n;
}

#define STEPS  "select count(*) from dossier_step where dossier_id = ?1"
#define AUDITS "select count(*) from audit_event where object = ?1"
#define EVENTS "select count(*) from event where object = ?1"
#define PAPERS "select count(*) from issued_paper where dossier_id = ?1"

/* Happens as the law says, and leaves a step, an audit event and an event of its own. */
static void try_lawful(struct small *s, const struct way *w, const struct lawful *l)
{
        struct small_act act = act_of(l);
        struct dossier before, after;
        i64 id = walk(s, w, &before), n = (i64)w->n + 1;

        REQUIRE(id);
        act.version = before.version;
        s->now += HOUR_MS;
        EXPECT_INT(small_move(s, id, &act), 0);
        REQUIRE(small_dossier(s, id, &after) == 0);
        check_moved(l, &before, &after);
        EXPECT_INT(count(s, STEPS, id), n + 1);
        EXPECT_INT(count(s, AUDITS, id), n + 1);
        EXPECT_INT(count(s, EVENTS, id), n + 1);
}

/* ------------------------------------------------------------------------- what is refused */

/* The same by everybody else; at an old version; without the reason or the list of defects. */
static void refuse_lawful(struct small *s, i64 id, const struct dossier *d, const struct lawful *l)
{
        struct small_act act = act_of(l);

        for (int by = 0; by < PERSON_MAX; by++) {
                act.by = (enum role_of)by;
                if (act.by != l->by)
                        EXPECT_INT(small_move(s, id, &act), ERR_DENIED);
        }
        act.by = l->by;
        act.version = d->version - 1;
        EXPECT_INT(small_move(s, id, &act), ERR_STALE);
        act.version = d->version;
        act.note = " \n";
        if (l->reason || (l->defects && d->supplements > 0))
                EXPECT_INT(small_move(s, id, &act), ERR_INVALID);
        act.note = "Lý do";
        act.defect = NULL;
        if (l->defects)
                EXPECT_INT(small_move(s, id, &act), ERR_INVALID);
}

/* Who could do it in another state is told about the state, others that it is not theirs. */
static int refusal(enum role_of by, const char *action)
{
        int why = ERR_STATE;

        for (size_t i = 0; i < ARRAY_LEN(law); i++) {
                if (strcmp(law[i].action, action) != 0)
                        continue;
                if (law[i].by == by)
                        return ERR_STATE;
                why = ERR_DENIED;
        }
        return why;
}

static void refuse_unlawful(struct small *s, i64 id, const char *action)
{
        struct small_act act = { .action = action, .note = "x", .defect = "x" };

        for (int by = 0; by < PERSON_MAX; by++) {
                act.by = (enum role_of)by;
                act.version = I64_NULL;
                EXPECT_INT(small_move(s, id, &act), refusal(act.by, action));
        }
}

static void try_refusals(struct small *s, const struct way *w)
{
        struct dossier d;
        i64 id = walk(s, w, &d);

        REQUIRE(id);
        for (size_t i = 0; i < ARRAY_LEN(actions); i++) {
                AUTO(arena_freep) struct arena *a = arena_new(1 << 20);
                struct str before = small_snapshot(s, id, a);
                const struct lawful *l = lawful_now(&d, actions[i]);

                if (l)
                        refuse_lawful(s, id, &d, l);
                else
                        refuse_unlawful(s, id, actions[i]);
                if (!str_eq(small_snapshot(s, id, a), before)) {
                        printf("    state %d, %s\n", (int)d.state, actions[i]);
                        EXPECT(!"a refused move changed something");
                }
        }
}

/* -------------------------------------------------------------- everywhere a dossier can be */

#define PLACES_MAX 60

struct places {
        struct {
                struct way way;
                i64 state, resumes, supplements;
                bool accepted;
                char step[12];
        } list[PLACES_MAX];
        size_t n;
};

static void note_place(struct places *p, const struct way *w, const struct dossier *d)
{
        bool accepted = d->accepted_at != I64_NULL;
        bool waits = d->state == 5 || d->state == 6 || d->state == 8;
        i64 resumes = waits ? d->resumes_to : 0, supplements = MIN(d->supplements, 1);

        for (size_t i = 0; i < p->n; i++)
                if (p->list[i].state == d->state && p->list[i].resumes == resumes &&
                        p->list[i].accepted == accepted && p->list[i].supplements == supplements &&
                        str_is(d->step, p->list[i].step))
                        return;
        CHECK(p->n < PLACES_MAX);
        p->list[p->n].way = *w;
        p->list[p->n].state = d->state;
        p->list[p->n].resumes = resumes;
        p->list[p->n].supplements = supplements;
        p->list[p->n].accepted = accepted;
        snprintf(p->list[p->n].step, sizeof p->list[0].step, "%.*s", STRF(d->step));
        p->n++;
}

static void visit(struct small *s, struct places *p, size_t at)
{
        struct way w = p->list[at].way;
        struct dossier d, next;

        REQUIRE(walk(s, &w, &d));
        try_refusals(s, &w);
        for (size_t i = 0; i < ARRAY_LEN(actions); i++) {
                const struct lawful *l = lawful_now(&d, actions[i]);

                if (!l)
                        continue;
                try_lawful(s, &w, l);
                CHECK(w.n < ARRAY_LEN(w.steps));
                w.steps[w.n++] = l;
                REQUIRE(walk(s, &w, &next));
                note_place(p, &w, &next);
                w.n--;
        }
}

TEST(lawful_moves_happen_and_all_others_are_refused_with_nothing_changed)
{
        TESTDB_EACH(kind)
        {
                static struct places p;
                bool used[11] = { false };
                struct way none = { .n = 0 };
                struct dossier d;
                struct small s;

                REQUIRE(small_open(&s, kind));
                p.n = 0;
                REQUIRE(walk(&s, &none, &d));
                note_place(&p, &none, &d);
                for (size_t at = 0; at < p.n; at++)
                        visit(&s, &p, at);
                for (size_t at = 0; at < p.n; at++)
                        used[p.list[at].state] = true;
                for (int state = 1; state <= 10; state++)
                        EXPECT(used[state]);
                EXPECT(p.n > 20);
                small_close(&s);
        }
}

/* ------------------------------------------------------------------------- two at once */

TEST(of_two_officers_who_decide_on_the_same_page_the_second_is_told_so)
{
        static const struct small_act first = { COUNTER, "accept", NULL, NULL, 1 },
                                      second = { COUNTER, "refuse", "Không đủ", NULL, 1 };

        TESTDB_EACH(kind)
        {
                struct dossier d;
                struct small s;
                i64 id;

                REQUIRE(small_open(&s, kind));
                id = small_submit(&s);
                EXPECT_INT(small_move(&s, id, &first), 0);
                EXPECT_INT(small_move(&s, id, &second), ERR_STALE);
                EXPECT_INT(small_move(&s, id, &first), ERR_STALE); /* pressed twice */
                REQUIRE(small_dossier(&s, id, &d) == 0);
                EXPECT_INT(d.state, DOSSIER_ACCEPTED);
                EXPECT_INT(count(&s, STEPS, id), 2);
                small_close(&s);
        }
}

#define AT_ONCE 4

struct racer {
        struct small *s;
        const struct small_act *act;
        i64 id;
        int result;
};

static void *race(void *arg)
{
        struct racer *r = arg;

        r->result = small_move(r->s, r->id, r->act);
        return NULL;
}

TEST(of_officers_at_the_same_moment_exactly_one_is_first)
{
        static const struct small_act acts[AT_ONCE] = { { COUNTER, "accept", NULL, NULL, 1 },
                { COUNTER, "refuse", "Không đủ", NULL, 1 },
                { COUNTER, "supplement", NULL, "Thiếu bản sao", 1 },
                { CITIZEN, "withdraw", NULL, NULL, 1 } };

        TESTDB_EACH(kind)
        {
                struct small s;

                REQUIRE(small_open(&s, kind));
                for (int round = 0; round < 10; round++) {
                        i64 id = small_submit(&s);
                        struct racer racers[AT_ONCE];
                        pthread_t threads[AT_ONCE];
                        int won = 0;

                        for (int i = 0; i < AT_ONCE; i++) {
                                racers[i] = (struct racer){ &s, &acts[i], id, 0 };
                                CHECK(pthread_create(&threads[i], NULL, race, &racers[i]) == 0);
                        }
                        for (int i = 0; i < AT_ONCE; i++) {
                                pthread_join(threads[i], NULL);
                                won += racers[i].result == 0;
                                if (racers[i].result != 0)
                                        EXPECT_INT(racers[i].result, ERR_STALE);
                        }
                        EXPECT_INT(won, 1);
                        EXPECT_INT(count(&s, STEPS, id), 2);
                        EXPECT_INT(count(&s, EVENTS, id), 2);
                }
                small_close(&s);
        }
}

/* --------------------------------------------------------------------------- supplements */

TEST(a_supplement_before_acceptance_is_checked_anew_and_in_its_own_time)
{
        static const struct small_act ask = { COUNTER, "supplement", NULL, "Thiếu bản sao", 1 },
                                      answer = { CITIZEN, "resubmit", "Đã nộp", NULL, 2 };

        TESTDB_EACH(kind)
        {
                struct dossier first, again;
                struct small s;
                i64 id;

                REQUIRE(small_open(&s, kind));
                id = small_submit(&s);
                REQUIRE(small_dossier(&s, id, &first) == 0);
                s.now += HOUR_MS;
                EXPECT_INT(small_move(&s, id, &ask), 0);
                s.now += 7 * DAY_MS; /* the next Wednesday, 10:00 */
                EXPECT_INT(small_move(&s, id, &answer), 0);
                REQUIRE(small_dossier(&s, id, &again) == 0);
                EXPECT_INT(again.state, DOSSIER_NEW);
                EXPECT_INT(first.check_due_at, time_make(day_make(2022, 6, 2), 9, 0, 0));
                EXPECT_INT(again.check_due_at, time_make(day_make(2022, 6, 9), 10, 0, 0));
                EXPECT_INT(count(&s,
                                   "select count(*) from dossier_defect where dossier_id = ?1 and "
                                   "answered_at is null",
                                   id),
                        0);
                small_close(&s);
        }
}

TEST(a_second_supplement_needs_the_reason_of_the_head)
{
        static const struct small_act ask = { COUNTER, "supplement", NULL, "Thiếu bản sao",
                I64_NULL },
                                      answer = { CITIZEN, "resubmit", "Đã nộp", NULL, I64_NULL },
                                      reason = { COUNTER, "supplement", "Giám đốc đồng ý",
                                              "Thiếu ảnh", I64_NULL };

        TESTDB_EACH(kind)
        {
                AUTO(arena_freep) struct arena *a = arena_new(1 << 20);
                struct small s;
                struct str before;
                i64 id;

                REQUIRE(small_open(&s, kind));
                id = small_submit(&s);
                EXPECT_INT(small_move(&s, id, &ask), 0);
                EXPECT_INT(small_move(&s, id, &answer), 0);
                before = small_snapshot(&s, id, a);
                EXPECT_INT(small_move(&s, id, &ask), ERR_INVALID);
                EXPECT(str_eq(small_snapshot(&s, id, a), before));
                EXPECT_INT(small_move(&s, id, &reason), 0);
                small_close(&s);
        }
}

TEST(a_result_is_put_off_once_and_to_a_later_day)
{
        static const struct small_act accept = { COUNTER, "accept", NULL, NULL, I64_NULL },
                                      extend = { LEADER, "extend", "Chờ ý kiến", NULL, I64_NULL };

        TESTDB_EACH(kind)
        {
                AUTO(arena_freep) struct arena *a = arena_new(1 << 20);
                struct dossier d;
                struct str before;
                struct small s;
                i64 id, due;

                REQUIRE(small_open(&s, kind));
                id = small_submit(&s);
                EXPECT_INT(small_move(&s, id, &accept), 0);
                REQUIRE(small_dossier(&s, id, &d) == 0);
                EXPECT_INT(act_extended_due(org_get(a), &d, day_of(d.due_at) - 1, s.now, &due),
                        ERR_INVALID);
                EXPECT_INT(act_extended_due(org_get(a), &d, I64_NULL, s.now, &due), ERR_INVALID);
                /* A Saturday: the Monday after it. */
                EXPECT_INT(act_extended_due(org_get(a), &d, day_make(2022, 7, 30), s.now, &due), 0);
                EXPECT_INT(due, time_make(day_make(2022, 8, 1), 17, 0, 0));
                EXPECT_INT(small_move(&s, id, &extend), 0);
                before = small_snapshot(&s, id, a);
                EXPECT_INT(small_move(&s, id, &extend), ERR_STATE);
                EXPECT(str_eq(small_snapshot(&s, id, a), before));
                small_close(&s);
        }
}

/* -------------------------------------------------------------------------------- papers */

/* Delivers every event of the dossier to the module's job, oldest first, as the runner would. */
static void deliver(struct small *s, i64 id)
{
        const struct subscription *sub = dossier_module.subscriptions;
        AUTO(arena_freep) struct arena *a = arena_new(32 << 20);
        struct str rest, line, number;
        struct tx *tx;

        CHECK(store_read_begin(s->t.store, a, &tx) == 0);
        CHECK(testdb_rows(tx, "select id, payload from event where object = ?1 order by seq", "it",
                      VALS(NUM(id)), &rest) == 0);
        store_read_end(tx);
        while (str_cut(&rest, '\n', &line)) {
                struct job_run run = { .kind = str_of(sub->subscriber),
                        .object = id,
                        .arena = a,
                        .store = s->t.store };

                if (!str_cut(&line, '|', &number) || str_to_i64(number, &run.event) < 0)
                        continue;
                run.payload = str_sub(line, 0, line.len - 1);
                EXPECT_INT(sub->after(&run), 0);
        }
}

#define OF_FORM(form) PAPERS " and form = '" form "'"

/* Two requests, two papers, each with its own defects, although both jobs ran late. */
TEST(a_paper_job_that_runs_twice_or_late_makes_each_paper_once)
{
        static const struct small_act acts[] = {
                { COUNTER, "supplement", NULL, "Thiếu bản sao", I64_NULL },
                { CITIZEN, "resubmit", "Đã nộp", NULL, I64_NULL },
                { COUNTER, "supplement", "Giám đốc đồng ý", "Thiếu ảnh", I64_NULL },
                { CITIZEN, "resubmit", "Đã nộp", NULL, I64_NULL },
                { COUNTER, "accept", NULL, NULL, I64_NULL },
                { LEADER, "extend", "Chờ ý kiến", NULL, I64_NULL },
                { LEADER, "approve", NULL, NULL, I64_NULL },
                { LEADER, "correct", "Sai tên", NULL, I64_NULL },
                { LEADER, "stop", "Chờ kết luận", NULL, I64_NULL },
                { LEADER, "resume", "Đã có kết luận", NULL, I64_NULL },
                { SPECIALIST, "propose", "Trình lại", NULL, I64_NULL },
                { LEADER, "approve", NULL, NULL, I64_NULL },
                { COUNTER, "hand_over", NULL, NULL, I64_NULL },
        };

        TESTDB_EACH(kind)
        {
                struct small s;
                i64 id;

                REQUIRE(small_open(&s, kind));
                id = small_submit(&s);
                for (size_t i = 0; i < ARRAY_LEN(acts); i++) {
                        s.now += HOUR_MS;
                        EXPECT_INT(small_move(&s, id, &acts[i]), 0);
                }
                for (int twice = 0; twice < 2; twice++) {
                        deliver(&s, id);
                        EXPECT_INT(count(&s, OF_FORM("01"), id), 1);
                        EXPECT_INT(count(&s, OF_FORM("02"), id), 2);
                        EXPECT_INT(count(&s, OF_FORM("05"), id), 1);
                        EXPECT_INT(count(&s, OF_FORM("04"), id), 1);
                        EXPECT_INT(count(&s, OF_FORM("06"), id), 1);
                        EXPECT_INT(count(&s, OF_FORM("result"), id), 2);
                        EXPECT_INT(count(&s, PAPERS, id), 8);
                        EXPECT_INT(
                                count(&s, "select count(*) from file where object_id = ?1", id), 8);
                }
                EXPECT_INT(
                        count(&s,
                                "select count(distinct number) from issued_paper where form = '02' "
                                "and dossier_id = ?1",
                                id),
                        2);
                small_close(&s);
        }
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(lawful_moves_happen_and_all_others_are_refused_with_nothing_changed),
                RUN(of_two_officers_who_decide_on_the_same_page_the_second_is_told_so),
                RUN(of_officers_at_the_same_moment_exactly_one_is_first),
                RUN(a_supplement_before_acceptance_is_checked_anew_and_in_its_own_time),
                RUN(a_second_supplement_needs_the_reason_of_the_head),
                RUN(a_result_is_put_off_once_and_to_a_later_day),
                RUN(a_paper_job_that_runs_twice_or_late_makes_each_paper_once));
}
