/*
 * src/flow/test/bench_feel.c: how many evaluations a second of expressions as processes and forms
 * use them, compiled once and parsed anew each time, on one thread, by its processor time. It
 * decides no test.
 */
#include <stdio.h>
#include <time.h>

#include "flow/feel.h"

#define MIN_NS 300000000LL

static const char context_text[] =
        "{lệ phí: 75000, số bản: 3, tên: \"Nguyễn Văn An\", ngày nhận: date(\"2026-11-20\"), giấy tờ: "
        "[{tên: \"CCCD\", bản: 1}, {tên: \"Ảnh\", bản: 2}, {tên: \"Đơn\", bản: 1}]}";

static const char *const texts[] = {
        "lệ phí * số bản + 5000",
        "if số bản > 2 and lệ phí >= 50000 then \"thu\" else \"miễn\"",
        "lệ phí * 1.1 / 3",
        "ngày nhận + duration(\"P10D\") < date(\"2026-12-31\")",
        "sum(giấy tờ.bản) <= 4",
        "count(giấy tờ[bản > 1]) = 1",
        "for g in giấy tờ return g.tên",
        "upper case(tên) = \"NGUYỄN VĂN AN\"",
        "số bản in ([1..5], 7)",
        "some g in giấy tờ satisfies g.tên = \"Ảnh\"",
};

static const struct feel_names *names;
static const struct feel_value *context;

static i64 cpu_ns(void)
{
        struct timespec t;

        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
        return t.tv_sec * 1000000000LL + t.tv_nsec;
}

/* Evaluations a second; `anew`: with parsing. */
static double rate(const char *text, bool anew)
{
        struct arena *keep = arena_new(64 << 20), *a = arena_new(64 << 20);
        i64 start = cpu_ns(), spent;
        struct feel_expr *e = NULL;
        long n = 0;

        feel_compile(keep, str_of(text), names, FEEL_EXPRESSION, &e, NULL);
        do {
                for (int i = 0; i < 200; i++, n++) {
                        if (anew)
                                feel_compile(a, str_of(text), names, FEEL_EXPRESSION, &e, NULL);
                        CHECK(feel_kind(feel_eval(feel_run_new(a, NULL), e, context)) != FEEL_NULL);
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
        struct feel_names *n = feel_names_new(a, NULL);
        struct feel_expr *e;
        double compiled = 0, anew = 0;

        CHECK(feel_compile(a, str_of(context_text), NULL, FEEL_EXPRESSION, &e, NULL) == 0);
        context = feel_eval(feel_run_new(a, NULL), e, NULL);
        feel_names_add_context(n, context);
        names = n;
        for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
                double c = rate(texts[i], false), p = rate(texts[i], true);

                printf("%10.0f compiled/s %10.0f parsed anew/s  %s\n", c, p, texts[i]);
                compiled += 1 / c;
                anew += 1 / p;
        }
        printf("mean %.0f compiled/s, %.0f parsed anew/s\n", ARRAY_LEN(texts) / compiled,
                ARRAY_LEN(texts) / anew);
        arena_free(a);
        return 0;
}
