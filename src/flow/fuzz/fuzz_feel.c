/*
 * src/flow/fuzz/fuzz_feel.c: any text is compiled as an expression and as unary tests, and
 * evaluated within small limits. A value that has a literal is read back as the same literal.
 */
#include "base/fuzz/fuzz.h"
#include "base/utf8.h"
#include "flow/feel.h"

static const struct feel_limits limits = { 20000, 200, 4 << 20 };

static struct feel_run *new_run(struct arena *a)
{
        struct feel_run *run = feel_run_new(a, &limits);

        feel_run_set_now(run, 1795312800000);
        return run;
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
        AUTO(arena_freep) struct arena *a = arena_new(64 << 20);
        struct str text = str_n((const char *)data, size), first;
        struct feel_names *names = feel_names_new(a, NULL);
        const struct feel_value *input = feel_number(a, 5), *v;
        struct str keys[] = { STR("lệ phí"), STR("a-b"), STR("x") };
        const struct feel_value *values[] = { input, input, input }, *context;
        struct feel_expr *e;
        struct feel_note note;
        struct buf b, again;

        context = feel_context(a, keys, values, ARRAY_LEN(keys));
        feel_names_add_context(names, context);
        if (feel_compile(a, text, names, FEEL_UNARY_TESTS, &e, &note) == 0) {
                enum feel_kind k = feel_kind(feel_test(new_run(a), e, input, context));

                CHECK(k < FEEL_KIND_MAX);
        } else {
                CHECK(note.line >= 1 && note.column >= 1 && note.text.len);
        }
        if (feel_compile(a, text, names, FEEL_EXPRESSION, &e, &note) < 0)
                return 0;
        v = feel_eval(new_run(a), e, context);
        buf_init(&b, a, 1 << 20);
        feel_text(a, v);
        if (!feel_put_literal(&b, v) || b.over || !utf8_valid(text))
                return 0;
        first = buf_str(&b);
        CHECK(feel_compile(a, first, NULL, FEEL_EXPRESSION, &e, &note) == 0);
        buf_init(&again, a, 1 << 20);
        v = feel_eval(feel_run_new(a, NULL), e, NULL);
        feel_put_literal(&again, v);
        CHECK(str_eq(first, buf_str(&again)));
        return 0;
}
