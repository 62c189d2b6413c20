/*
 * src/flow/test/bench_dmn.c: how many decisions a second one table makes, its model loaded once
 * and loaded anew each time, on one thread, by its processor time. bench/peer/process.mjs asks
 * feelin for the same cells. It decides no test.
 */
#include <stdio.h>
#include <time.h>

#include "flow/dmn.h"

#define MIN_NS 600000000LL

#define RULE(id, who, copies, fee, value)                                                          \
        "<rule id='" id "'><inputEntry id='" id "a'><text>" who "</text></inputEntry>"             \
        "<inputEntry id='" id "b'><text>" copies "</text></inputEntry><inputEntry id='" id         \
        "c'><text>" fee "</text></inputEntry><outputEntry id='" id "o'><text>" value               \
        "</text></outputEntry></rule>"
#define INPUT(id, name, type)                                                                      \
        "<input id='" id "'><inputExpression id='" id "e' typeRef='" type "'><text>" name          \
        "</text></inputExpression></input>"
#define DATA(id, name, type)                                                                       \
        "<inputData id='" id "' name='" name "'><variable name='" name "' typeRef='" type          \
        "'/></inputData>"
#define NEEDS(id) "<informationRequirement><requiredInput href='#" id "'/></informationRequirement>"

/* clang-format off */
static const char table[] =
        "<definitions xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/' id='d' name='d' "
        "namespace='urn:b'>"
        DATA("d1", "đối tượng", "string") DATA("d2", "số bản", "number")
        DATA("d3", "lệ phí", "number")
        "<decision id='m' name='Mức thu'><variable name='Mức thu' typeRef='number'/>"
        NEEDS("d1") NEEDS("d2") NEEDS("d3")
        "<decisionTable id='t' hitPolicy='FIRST'>"
        INPUT("i1", "đối tượng", "string") INPUT("i2", "số bản", "number")
        INPUT("i3", "lệ phí", "number")
        "<output id='o' typeRef='number'/>"
        RULE("r1", "\"người có công\"", "-", "-", "0")
        RULE("r2", "\"hộ nghèo\"", "-", "-", "0")
        RULE("r3", "\"trẻ em\"", "[1..2]", "-", "0")
        RULE("r4", "\"trẻ em\"", "&gt; 2", "&lt; 100000", "lệ phí * 0.5")
        RULE("r5", "\"người cao tuổi\", \"người khuyết tật\"", "-", "&lt; 100000", "0")
        RULE("r6", "not(\"tổ chức\")", "1", "-", "lệ phí")
        RULE("r7", "not(\"tổ chức\")", "&gt; 1", "-", "lệ phí * số bản")
        RULE("r8", "\"tổ chức\"", "-", "&gt;= 50000", "lệ phí * số bản * 2")
        "</decisionTable></decision></definitions>";
/* clang-format on */

static const char inputs_text[] = "{đối tượng: \"tổ chức\", số bản: 3, lệ phí: 75000}";

static i64 cpu_ns(void)
{
        struct timespec t;

        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
        return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static struct dmn_model *load(struct arena *a)
{
        const struct dmn_source source = { STR("bench.dmn"), str_of(table) };
        struct dmn_model *m;

        CHECK(dmn_load(a, &source, 1, &m) == 0);
        return m;
}

/* Decisions a second; `anew`: with loading. */
static double rate(const struct feel_value *inputs, bool anew)
{
        struct arena *keep = arena_new(64 << 20), *a = arena_new(64 << 20);
        const struct dmn_model *m = load(keep);
        i64 start = cpu_ns(), spent, fee;
        long n = 0;

        do {
                for (int i = 0; i < 50; i++, n++) {
                        if (anew)
                                m = load(a);
                        CHECK(feel_to_i64(
                                      dmn_decide(feel_run_new(a, NULL), m, STR("Mức thu"), inputs),
                                      &fee) &&
                                fee == 450000);
                        arena_clear(a);
                }
                spent = cpu_ns() - start;
        } while (spent < MIN_NS);
        arena_free(a);
        arena_free(keep);
        return (double)n * 1e9 / (double)spent;
}

int main(void)
{
        struct arena *a = arena_new(64 << 20);
        struct feel_expr *e;
        const struct feel_value *inputs;

        CHECK(feel_compile(a, str_of(inputs_text), NULL, FEEL_EXPRESSION, &e, NULL) == 0);
        inputs = feel_eval(feel_run_new(a, NULL), e, NULL);
        printf("table of 8 rules: %.0f loaded once/s, %.0f loaded anew/s\n", rate(inputs, false),
                rate(inputs, true));
        arena_free(a);
        return 0;
}
