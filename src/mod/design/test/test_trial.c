/*
 * src/mod/design/test/test_trial.c: a process tried without anything being stored goes the way that
 * the engine would go; what the checks find is told in Vietnamese.
 */
#include "mod/design/model.h"
#include "mod/design/trial.h"
#include "store/test/testdb.h"
#include "test/test.h"

#define NOW time_make(day_make(2022, 7, 20), 9, 0, 0) /* a Wednesday */

static struct testdb db;
static struct arena *arena;

static bool begin(enum db_kind kind)
{
        clock_set(NOW, false);
        arena = arena_new(256 << 20);
        return testdb_open(&db, kind) == 0;
}

static void end(void)
{
        testdb_close(&db);
        arena_free(arena);
}

/* A task; by its answer to the end, or to a payment that is waited for five days. */
static const char *const permit =
        "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' "
        "xmlns:m='urn:motcua:bpmn' targetNamespace='urn:x'><message id='mp' name='paid'/>"
        "<process id='permit' isExecutable='true'><startEvent id='s'><outgoing>a</outgoing>"
        "</startEvent><sequenceFlow id='a' sourceRef='s' targetRef='t'/>"
        "<userTask id='t' name='Thẩm tra' m:role='specialist' m:deadline='duration(\"P2D\")'>"
        "<incoming>a</incoming><outgoing>b</outgoing></userTask>"
        "<sequenceFlow id='b' sourceRef='t' targetRef='g'/>"
        "<exclusiveGateway id='g' name='Có phí?' default='c'><incoming>b</incoming>"
        "<outgoing>c</outgoing><outgoing>d</outgoing></exclusiveGateway>"
        "<sequenceFlow id='c' sourceRef='g' targetRef='e'/>"
        "<sequenceFlow id='d' sourceRef='g' targetRef='w'><conditionExpression>fee &gt; 0"
        "</conditionExpression></sequenceFlow>"
        "<eventBasedGateway id='w'><incoming>d</incoming><outgoing>f</outgoing>"
        "<outgoing>h</outgoing></eventBasedGateway>"
        "<sequenceFlow id='f' sourceRef='w' targetRef='p'/>"
        "<sequenceFlow id='h' sourceRef='w' targetRef='l'/>"
        "<intermediateCatchEvent id='p' name='Đã nộp'><incoming>f</incoming>"
        "<outgoing>i</outgoing><messageEventDefinition messageRef='mp'/>"
        "</intermediateCatchEvent><sequenceFlow id='i' sourceRef='p' targetRef='e'/>"
        "<intermediateCatchEvent id='l' name='Hết hạn'><incoming>h</incoming>"
        "<outgoing>k</outgoing><timerEventDefinition><timeDuration>P5D</timeDuration>"
        "</timerEventDefinition></intermediateCatchEvent>"
        "<sequenceFlow id='k' sourceRef='l' targetRef='e2'/><endEvent id='e2' name='Huỷ'>"
        "<incoming>k</incoming></endEvent><endEvent id='e' name='Xong'><incoming>c</incoming>"
        "<incoming>i</incoming></endEvent></process></definitions>";

/* A process of another model, whose answer decides. */
static const char *const calling =
        "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' "
        "targetNamespace='urn:x'><process id='permit' isExecutable='true'><startEvent id='s'/>"
        "<callActivity id='c' name='Kiểm tra thực địa' calledElement='inspect'/><endEvent id='e'/>"
        "<sequenceFlow id='a' sourceRef='s' targetRef='c'/>"
        "<sequenceFlow id='b' sourceRef='c' targetRef='e'/></process></definitions>";

static int try_model(
        const char *model, const char *data, const struct str *acts, size_t n, struct trial *ret)
{
        struct trial_world world = { .start = NOW };
        int r = store_read_begin(db.store, arena, &world.tx);

        if (r < 0)
                return r;
        r = design__try(arena, &world, str_of(model), str_of(data), acts, n, ret);
        store_read_end(world.tx);
        return r;
}

static int try(const char *data, const struct str *acts, size_t n, struct trial *ret)
{
        return try_model(permit, data, acts, n, ret);
}

static bool went(const struct trial *t, const char *node)
{
        for (size_t i = 0; i < t->n_steps; i++)
                if (str_is(t->steps[i].node, node))
                        return true;
        return false;
}

static struct str act_of(const struct bpmn_waiting *w, const char *kind, const char *rest)
{
        return str_fmt(arena, "%s %lld%s", kind, (long long)w->token, rest);
}

TEST(a_tried_process_stops_at_its_people_and_goes_on_as_they_answer)
{
        TESTDB_EACH(kind)
        {
                struct str acts[2];
                struct trial t;

                REQUIRE(begin(kind));
                EXPECT_INT(try("{}", NULL, 0, &t), 0);
                REQUIRE(t.n_waiting == 1 && t.waiting[0].what == BPMN_FOR_WORK);
                EXPECT(str_is(t.steps[t.n_steps - 1].role, "specialist"));
                EXPECT(!t.steps[t.n_steps - 1].done);
                acts[0] = act_of(&t.waiting[0], "D", "");
                EXPECT_INT(try("{fee: 0}", acts, 1, &t), 0);
                EXPECT(t.n_waiting == 0 && went(&t, "g") && went(&t, "e") && !went(&t, "p"));
                acts[0] = str_cat(arena, acts[0], STR(" {fee: 8000}"));
                EXPECT_INT(try("{fee: 0}", acts, 1, &t), 0);
                EXPECT(t.n_waiting == 2 && t.now == NOW);
                acts[1] = STR("M paid");
                EXPECT_INT(try("{fee: 0}", acts, 2, &t), 0);
                EXPECT(t.n_waiting == 0 && went(&t, "e") && !went(&t, "e2"));
                end();
        }
}

TEST(how_a_called_process_ends_is_what_the_author_says)
{
        TESTDB_EACH(kind)
        {
                struct str act;
                struct trial t;

                REQUIRE(begin(kind));
                EXPECT_INT(try_model(calling, "{}", NULL, 0, &t), 0);
                REQUIRE(t.n_waiting == 1);
                EXPECT_INT(t.steps[t.n_steps - 1].kind, TRIAL_CALLED);
                EXPECT_STR(t.steps[t.n_steps - 1].detail, "inspect");
                act = act_of(&t.waiting[0], "D", " {found: 3}");
                EXPECT_INT(try_model(calling, "{}", &act, 1, &t), 0);
                EXPECT_INT(t.n_waiting, 0);
                EXPECT(str_find(t.variables, STR("found: 3")) >= 0);
                end();
        }
}

TEST(time_goes_on_only_when_the_author_lets_it)
{
        TESTDB_EACH(kind)
        {
                struct str acts[2] = { STR_NULL };
                struct trial t;

                REQUIRE(begin(kind));
                EXPECT_INT(try("{}", NULL, 0, &t), 0);
                acts[0] = act_of(&t.waiting[0], "D", " {fee: 1}");
                EXPECT_INT(try("{}", acts, 1, &t), 0);
                for (size_t i = 0; i < t.n_waiting; i++)
                        if (t.waiting[i].what == BPMN_FOR_TIMER)
                                acts[1] = act_of(&t.waiting[i], "T", "");
                REQUIRE(acts[1].ptr);
                EXPECT_INT(try("{}", acts, 2, &t), 0);
                EXPECT(went(&t, "e2") && t.now == NOW + 5 * DAY_MS);
                end();
        }
}

TEST(what_cannot_be_done_is_said_and_what_came_before_it_stays)
{
        TESTDB_EACH(kind)
        {
                struct str acts[2] = { STR("M paid"), STR("x") };
                struct trial t;

                REQUIRE(begin(kind));
                EXPECT_INT(try("{}", acts, 1, &t), ERR_INVALID);
                EXPECT(t.why.len && t.n_taken == 0 && t.n_waiting == 1);
                EXPECT_INT(try("{", NULL, 0, &t), ERR_INVALID);
                EXPECT(t.why.len && t.n_steps == 0);
                EXPECT_INT(try("3", NULL, 0, &t), ERR_INVALID);
                acts[0] = STR("T 99999");
                EXPECT_INT(try("{}", acts, 2, &t), ERR_INVALID);
                end();
        }
}

static bool told(const char *english, enum text words, const char *detail)
{
        struct design_problem p = { .text = str_of(english) };

        design__told(&p);
        return p.words == words && (detail ? str_is(p.detail, detail) : !p.detail.ptr);
}

TEST(what_is_found_is_told_in_the_authors_language)
{
        EXPECT(told("a start event has an outgoing flow", T_DESIGN_TOLD_START_EVENT_OUTGOING_FLOW,
                NULL));
        EXPECT(told("the name \"Số bản\" is not known here (in \"Phí\")",
                T_DESIGN_TOLD_NAME_NOT_KNOWN_HERE, "Số bản"));
        EXPECT(told(
                "this expression is not FEEL: a b", T_DESIGN_TOLD_THIS_EXPRESSION_NOT_FEEL, "a b"));
        EXPECT(told("a start event has an outgoing flow or two", T_NONE, NULL));
        EXPECT(told("", T_NONE, NULL));
}

TEST(the_findings_of_a_broken_process_are_all_in_vietnamese)
{
        struct design_check check;
        struct str broken;

        arena = arena_new(64 << 20);
        broken = str_replace(arena, str_of(permit), STR("targetRef='t'"), STR("targetRef='s'"));
        broken = str_replace(arena, broken, STR("<timeDuration>P5D</timeDuration>"), STR(""));
        design_check(arena, NULL, 0, DESIGN_PROCESS, broken, &check);
        EXPECT(check.errors > 2);
        for (size_t i = 0; i < check.n; i++) {
                struct str words = design_problem_words(arena, LANG_VI, &check.list[i]);

                EXPECT(check.list[i].words != T_NONE);
                if (check.list[i].words == T_NONE)
                        fprintf(stderr, "%.*s\n", STRF(check.list[i].text));
                EXPECT(!str_eq(words, check.list[i].text));
        }
        arena_free(arena);
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(a_tried_process_stops_at_its_people_and_goes_on_as_they_answer),
                RUN(how_a_called_process_ends_is_what_the_author_says),
                RUN(time_goes_on_only_when_the_author_lets_it),
                RUN(what_cannot_be_done_is_said_and_what_came_before_it_stays),
                RUN(what_is_found_is_told_in_the_authors_language),
                RUN(the_findings_of_a_broken_process_are_all_in_vietnamese));
}
