/*
 * src/flow/test/test_dmn.c: decision models as a province would write them, and what authors are told
 * about mistakes. Conformance in breadth is run_dmn_tck.c.
 */
#include "flow/dmn.h"
#include "test/test.h"

#define HEAD                                                                                       \
        "<definitions xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/' name='m' "              \
        "namespace='urn:m'>"
#define RULE(a, b, out)                                                                            \
        "<rule><inputEntry><text>" a "</text></inputEntry><inputEntry><text>" b                    \
        "</text></inputEntry><outputEntry><text>" out "</text></outputEntry></rule>"
#define GOOD_RULES                                                                                 \
        RULE("\"cấp mới\"", "&lt;= 2", "75000")                                                    \
        RULE("\"cấp mới\"", "&gt; 2", "75000 + (số bản - 2) * 8000")                               \
        RULE("not(\"cấp mới\")", "-", "0")

/* A table of two inputs and one output; the hit policy and the rules vary. */
static const char fee_model[] = HEAD
        "<inputData id='i1' name='loại cấp'><variable name='loại cấp' typeRef='string'/></inputData>"
        "<inputData id='i2' name='số bản'><variable name='số bản' typeRef='number'/></inputData>"
        "<decision id='d' name='Lệ phí'><variable name='Lệ phí' typeRef='number'/>"
        "<informationRequirement><requiredInput href='#i1'/></informationRequirement>"
        "<informationRequirement><requiredInput href='#i2'/></informationRequirement>"
        "<decisionTable hitPolicy='%s'>"
        "<input><inputExpression typeRef='string'><text>loại cấp</text></inputExpression></input>"
        "<input><inputExpression typeRef='number'><text>số bản</text></inputExpression></input>"
        "<output typeRef='number'/>%s</decisionTable></decision></definitions>";

/* A value with a constrained part. */
static const char person_model[] = HEAD
        "<itemDefinition name='tTuổi'><typeRef>number</typeRef>"
        "<allowedValues><text>[0..150]</text></allowedValues></itemDefinition>"
        "<itemDefinition name='tNgười'><itemComponent name='tuổi'><typeRef>tTuổi</typeRef>"
        "</itemComponent></itemDefinition>"
        "<inputData id='i' name='người'><variable name='người' typeRef='tNgười'/></inputData>"
        "<decision id='d' name='D'><variable name='D'/>"
        "<informationRequirement><requiredInput href='#i'/></informationRequirement>"
        "<literalExpression><text>người.tuổi + 1</text></literalExpression></decision></definitions>";

static const char broken_model[] =
        HEAD "\n<decision id='d' name='D'><variable name='D' typeRef='tKhông'/>"
             "<literalExpression><text>1 +\n</text></literalExpression></decision></definitions>";

static const char circle_model[] =
        HEAD "<itemDefinition name='tA'><typeRef>tB</typeRef></itemDefinition>"
             "<itemDefinition name='tB'><typeRef>tA</typeRef></itemDefinition>"
             "<decision id='d' name='D'><variable name='D' typeRef='tA'/>"
             "<informationRequirement><requiredDecision href='#e'/></informationRequirement>"
             "<literalExpression><text>E</text></literalExpression></decision>"
             "<decision id='e' name='E'><variable name='E'/>"
             "<informationRequirement><requiredDecision href='#d'/></informationRequirement>"
             "<literalExpression><text>D</text></literalExpression></decision></definitions>";

static struct dmn_model *load(struct arena *a, const char *text)
{
        struct dmn_source s = { STR("test.dmn"), str_of(text) };
        struct dmn_model *m;

        return dmn_load(a, &s, 1, &m) == 0 ? m : NULL;
}

static struct dmn_model *load_fee(struct arena *a, const char *hit, const char *rules)
{
        return load(a, str_fmt(a, fee_model, hit, rules).ptr);
}

static const struct feel_value *context(struct arena *a, const char *text)
{
        struct feel_expr *e;

        if (feel_compile(a, str_of(text), NULL, FEEL_EXPRESSION, &e, NULL) < 0)
                return feel_null();
        return feel_eval(feel_run_new(a, NULL), e, NULL);
}

/* The literal of the decision, or of the service with `service`. */
static struct str decide(
        struct arena *a, const struct dmn_model *m, const char *name, const char *in)
{
        struct buf b;

        buf_init(&b, a, 10000);
        feel_put_literal(&b, dmn_decide(feel_run_new(a, NULL), m, str_of(name), context(a, in)));
        return buf_str(&b);
}

static bool told(const struct dmn_problem *p, const char *part)
{
        for (; p; p = p->next)
                if (str_find(p->text, str_of(part)) >= 0)
                        return true;
        return false;
}

TEST(fee_table_decides_with_vietnamese_names)
{
        AUTO(arena_freep) struct arena *a = arena_new(256 << 20);
        struct dmn_model *m = load_fee(a, "UNIQUE", GOOD_RULES);

        REQUIRE(m && !dmn_problems(m));
        EXPECT_STR(decide(a, m, "Lệ phí", "{loại cấp: \"cấp mới\", số bản: 1}"), "75000");
        EXPECT_STR(decide(a, m, "Lệ phí", "{loại cấp: \"cấp mới\", số bản: 5}"), "99000");
        EXPECT_STR(decide(a, m, "Lệ phí", "{loại cấp: \"cấp lại\", số bản: 1}"), "0");
        EXPECT_STR(decide(a, m, "Lệ phí", "{loại cấp: \"cấp mới\", số bản: \"hai\"}"), "null");
        EXPECT(dmn_check(a, m) == NULL);
}

TEST(overlaps_and_gaps_are_told)
{
        AUTO(arena_freep) struct arena *a = arena_new(256 << 20);
        const struct dmn_problem *p;
        struct dmn_model *m = load_fee(a, "UNIQUE",
                RULE("\"cấp mới\"", "&lt;= 2", "1") RULE("\"cấp mới\"", "[2..5]", "2")
                        RULE("\"cấp lại\"", "-", "3"));

        REQUIRE(m);
        p = dmn_check(a, m);
        EXPECT(told(p, "rules 1 and 2 both match: loại cấp = \"cấp mới\", số bản = 2"));
        EXPECT(told(p, "no rule covers loại cấp = \"cấp mới\", số bản above 6"));
        EXPECT(told(p, "no rule covers loại cấp other than those named"));
        EXPECT(!told(p, "rules 1 and 3"));
}

TEST(hidden_and_dead_rules_are_told)
{
        AUTO(arena_freep) struct arena *a = arena_new(256 << 20);
        struct dmn_model *m = load_fee(a, "FIRST",
                RULE("-", "&lt; 5", "1") RULE("-", "&gt;= 5", "2") RULE("\"x\"", "3", "3")
                        RULE("\"y\"", "[9..4]", "4"));
        const struct dmn_problem *p;

        REQUIRE(m);
        p = dmn_check(a, m);
        EXPECT(told(p, "rule 3 never decides"));
        EXPECT(told(p, "rule 4 can never match: input 2"));
        EXPECT(!told(p, "rule 2 never decides"));
}

TEST(wrong_names_and_types_are_told_with_their_place)
{
        AUTO(arena_freep) struct arena *a = arena_new(256 << 20);
        const struct dmn_problem *p;
        struct dmn_model *m = load_fee(a, "FIRST",
                RULE("\"x\"", "\"hai\"", "phí gốc * 2") "\n" RULE("-", "-", "\"không\""));

        REQUIRE(m);
        p = dmn_check(a, m);
        EXPECT(told(p, "input 2 holds a string where the column is of type number"));
        EXPECT(told(p, "the name \"phí gốc\" is not known here"));
        EXPECT(told(p, "output 1 holds a string"));
        m = load(a, broken_model);
        REQUIRE(m);
        EXPECT(told(dmn_problems(m), "the type \"tKhông\" is not known"));
        EXPECT(told(dmn_problems(m), "an expression expected, but the text ends"));
        EXPECT_INT(dmn_problems(m)->line, 2);
        EXPECT_STR(decide(a, m, "D", "{}"), "null");
}

TEST(circles_end_and_are_told)
{
        AUTO(arena_freep) struct arena *a = arena_new(256 << 20);
        struct dmn_model *m = load(a, circle_model);

        REQUIRE(m);
        EXPECT(told(dmn_problems(m), "the type refers to itself"));
        EXPECT(told(dmn_check(a, m), "the decision requires itself"));
        EXPECT_STR(decide(a, m, "D", "{}"), "null");
}

TEST(what_is_no_model_is_refused)
{
        AUTO(arena_freep) struct arena *a = arena_new(64 << 20);

        EXPECT(load(a, "") == NULL);
        EXPECT(load(a, "<definitions/>") == NULL);
        EXPECT(load(a, HEAD) == NULL);
        EXPECT(load(a, "<!DOCTYPE d [<!ENTITY x \"y\">]>" HEAD "</definitions>") == NULL);
}

TEST(constraints_of_types_hold)
{
        AUTO(arena_freep) struct arena *a = arena_new(256 << 20);
        struct dmn_model *m = load(a, person_model);

        REQUIRE(m && !dmn_problems(m));
        EXPECT_STR(decide(a, m, "D", "{người: {tuổi: 40}}"), "41");
        EXPECT_STR(decide(a, m, "D", "{người: {tuổi: 151}}"), "null");
        EXPECT_STR(decide(a, m, "D", "{người: [{tuổi: 7}]}"), "8");
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(fee_table_decides_with_vietnamese_names),
                RUN(overlaps_and_gaps_are_told), RUN(hidden_and_dead_rules_are_told),
                RUN(wrong_names_and_types_are_told_with_their_place), RUN(circles_end_and_are_told),
                RUN(what_is_no_model_is_refused), RUN(constraints_of_types_hold));
}
