/*
 * src/flow/test/test_dmn.c: decision models as a province would write them, and what authors are
 * told about mistakes. Conformance in breadth is run_dmn_tck.c.
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
        EXPECT(told(p, "rules 1, 2 both match: loại cấp = \"cấp mới\", số bản = 2"));
        EXPECT(told(p, "no rule covers loại cấp = \"cấp mới\", số bản above 5"));
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

/* One input x; rules: below 10 gives 3, above 5 gives 1, above 7 gives 2; three match at 8. */
static const char hits_model[] = HEAD
        "<inputData id='i' name='x'><variable name='x' typeRef='number'/></inputData>"
        "<decision id='d' name='D'><variable name='D'/>"
        "<informationRequirement><requiredInput href='#i'/></informationRequirement>"
        "<decisionTable %s><input><inputExpression><text>x</text></inputExpression></input>"
        "<output><outputValues><text>2, 3, 1</text></outputValues>"
        "<defaultOutputEntry><text>0</text></defaultOutputEntry></output>"
        "<rule><inputEntry><text>&lt; 10</text></inputEntry><outputEntry><text>3</text></outputEntry></rule>"
        "<rule><inputEntry><text>&gt; 5</text></inputEntry><outputEntry><text>1</text></outputEntry></rule>"
        "<rule><inputEntry><text>&gt; 7</text></inputEntry><outputEntry><text>2</text></outputEntry></rule>"
        "</decisionTable></decision></definitions>";

TEST(every_hit_policy_and_aggregator_decides)
{
        static const struct {
                const char *policy, *at_8, *at_6, *at_4, *at_null;
        } rows[] = {
                { "hitPolicy='UNIQUE'", "null", "null", "3", "0" },
                { "hitPolicy='ANY'", "null", "null", "3", "0" },
                { "hitPolicy='FIRST'", "3", "3", "3", "0" },
                { "hitPolicy='PRIORITY'", "2", "3", "3", "0" },
                { "hitPolicy='RULE ORDER'", "[3, 1, 2]", "[3, 1]", "[3]", "0" },
                { "hitPolicy='OUTPUT ORDER'", "[2, 3, 1]", "[3, 1]", "[3]", "0" },
                { "hitPolicy='COLLECT'", "[3, 1, 2]", "[3, 1]", "[3]", "0" },
                { "hitPolicy='COLLECT' aggregation='SUM'", "6", "4", "3", "0" },
                { "hitPolicy='COLLECT' aggregation='MIN'", "1", "1", "3", "0" },
                { "hitPolicy='COLLECT' aggregation='MAX'", "3", "3", "3", "0" },
                { "hitPolicy='COLLECT' aggregation='COUNT'", "3", "2", "1", "0" },
        };

        for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
                AUTO(arena_freep) struct arena *a = arena_new(256 << 20);
                struct dmn_model *m = load(a, str_fmt(a, hits_model, rows[i].policy).ptr);

                REQUIRE(m && !dmn_problems(m));
                EXPECT_STR(decide(a, m, "D", "{x: 8}"), rows[i].at_8);
                EXPECT_STR(decide(a, m, "D", "{x: 6}"), rows[i].at_6);
                EXPECT_STR(decide(a, m, "D", "{x: 4}"), rows[i].at_4);
                EXPECT_STR(decide(a, m, "D", "{x: null}"), rows[i].at_null);
        }
}

static const char library_model[] =
        "<definitions xmlns='http://www.omg.org/spec/DMN/20180521/MODEL/' name='l' namespace='urn:l'>"
        "<itemDefinition name='tSố'><typeRef>number</typeRef></itemDefinition>"
        "<inputData id='i' name='lương cơ sở'><variable name='lương cơ sở' typeRef='number'/></inputData>"
        "<businessKnowledgeModel id='b' name='nhân đôi'><variable name='nhân đôi'/><encapsulatedLogic>"
        "<formalParameter name='x' typeRef='number'/><literalExpression><text>x * 2</text>"
        "</literalExpression></encapsulatedLogic></businessKnowledgeModel>"
        "<decision id='d' name='mức chuẩn'><variable name='mức chuẩn'/>"
        "<informationRequirement><requiredInput href='#i'/></informationRequirement>"
        "<literalExpression><text>lương cơ sở * 0.5</text></literalExpression></decision></definitions>";

/* %s: the import's name; %s, %s: what stands before an imported name in types and expressions. */
static const char user_model[] = HEAD
        "<import importType='http://www.omg.org/spec/DMN/20180521/MODEL/' namespace='urn:l' name='%s'/>"
        "<decision id='d' name='D'><variable name='D' typeRef='%stSố'/>"
        "<informationRequirement><requiredDecision href='urn:l#d'/></informationRequirement>"
        "<knowledgeRequirement><requiredKnowledge href='urn:l#b'/></knowledgeRequirement>"
        "<literalExpression><text>%snhân đôi(%smức chuẩn)</text></literalExpression></decision>"
        "<decisionService id='s' name='S'><variable name='S'/><outputDecision href='#d'/>"
        "<inputDecision href='urn:l#d'/></decisionService></definitions>";

TEST(imports_and_services_serve_by_name)
{
        for (int named = 0; named < 2; named++) {
                AUTO(arena_freep) struct arena *a = arena_new(256 << 20);
                const char *prefix = named ? "thư viện." : "";
                struct dmn_source sources[] = {
                        { STR("user.dmn"), str_fmt(a, user_model, named ? "thư viện" : "", prefix,
                                                   prefix, prefix) },
                        { STR("library.dmn"), str_of(library_model) },
                };
                struct dmn_model *m;
                struct buf b;

                REQUIRE(dmn_load(a, sources, 2, &m) == 0);
                EXPECT(dmn_problems(m) == NULL);
                EXPECT(dmn_check(a, m) == NULL);
                EXPECT_STR(decide(a, m, "D", "{lương cơ sở: 2340000}"), "2340000");
                if (named)
                        EXPECT_STR(decide(a, m, "D", "{thư viện: {lương cơ sở: 2}}"), "2");
                buf_init(&b, a, 100);
                feel_put_literal(&b, dmn_service(feel_run_new(a, NULL), m, STR("S"),
                                             context(a, "{mức chuẩn: 4}")));
                EXPECT_STR(buf_str(&b), "8");
                EXPECT_STR(dmn_name(m, DMN_SERVICE, 0), "S");
                EXPECT(dmn_name(m, DMN_DECISION, 1).ptr == NULL);
        }
}

TEST(boxed_expressions_of_all_kinds_are_run)
{
        static const struct {
                const char *logic, *want; /* <t> stands for a literal expression */
        } rows[] = {
                { "<conditional><if><t>1 &lt; 2</t></if><then><t>\"có\"</t></then>"
                  "<else><t>\"không\"</t></else></conditional>",
                        "\"có\"" },
                { "<for iteratorVariable='i'><in><t>[1..3]</t></in>"
                  "<return><t>i + count(partial)</t></return></for>",
                        "[1, 3, 5]" },
                { "<some iteratorVariable='i'><in><t>[1, 2]</t></in>"
                  "<satisfies><t>i = 2</t></satisfies></some>",
                        "true" },
                { "<every iteratorVariable='i'><in><t>[1, 2]</t></in>"
                  "<satisfies><t>i = 2</t></satisfies></every>",
                        "false" },
                { "<filter><in><relation><column name='tên'/><column name='phí'/>"
                  "<row><t>\"A\"</t><t>5</t></row><row><t>\"B\"</t><t>7</t></row></relation></in>"
                  "<match><t>phí &gt; 5</t></match></filter>",
                        "[{tên: \"B\", phí: 7}]" },
                { "<list><t>1</t><t>\"a\"</t></list>", "[1, \"a\"]" },
                { "<context><contextEntry><variable name='f'/><functionDefinition>"
                  "<formalParameter name='x'/><t>x + 1</t></functionDefinition></contextEntry>"
                  "<contextEntry><invocation><t>f</t><binding><parameter name='x'/><t>2</t></binding>"
                  "</invocation></contextEntry></context>",
                        "3" },
                { "<context><contextEntry><variable name='a' typeRef='number'/><t>1</t>"
                  "</contextEntry><contextEntry><variable name='b' typeRef='string'/><t>a</t>"
                  "</contextEntry></context>",
                        "{a: 1, b: null}" },
        };

        for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
                AUTO(arena_freep) struct arena *a = arena_new(256 << 20);
                struct str logic = str_replace(
                        a, str_of(rows[i].logic), STR("<t>"), STR("<literalExpression><text>"));
                struct dmn_model *m;

                logic = str_replace(a, logic, STR("</t>"), STR("</text></literalExpression>"));
                m = load(a,
                        str_fmt(a,
                                HEAD "<decision id='d' name='D'><variable name='D'/>%.*s</decision>"
                                     "</definitions>",
                                STRF(logic))
                                .ptr);
                REQUIRE(m && !dmn_problems(m));
                EXPECT_STR(decide(a, m, "D", "{}"), rows[i].want);
                EXPECT(dmn_check(a, m) == NULL);
        }
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(every_hit_policy_and_aggregator_decides),
                RUN(imports_and_services_serve_by_name),
                RUN(boxed_expressions_of_all_kinds_are_run),
                RUN(fee_table_decides_with_vietnamese_names), RUN(overlaps_and_gaps_are_told),
                RUN(hidden_and_dead_rules_are_told),
                RUN(wrong_names_and_types_are_told_with_their_place), RUN(circles_end_and_are_told),
                RUN(what_is_no_model_is_refused), RUN(constraints_of_types_hold));
}
