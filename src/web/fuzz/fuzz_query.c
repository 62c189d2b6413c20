/*
 * src/web/fuzz/fuzz_query.c: a query or urlencoded form against a table with every kind of field.
 * What passes is valid, clean text within its bounds; what does not has an error with a text.
 */
#include "base/clock.h"
#include "base/fuzz/fuzz.h"
#include "base/utf8.h"
#include "web/input.h"
#include "web/test/memory_store.h" /* the content store that input.c links to */

static const struct field fields[] = { { "t", FIELD_TEXT, 0, 20 }, { "l", FIELD_LINES, 0, 20 },
        { "n", FIELD_I64, 0, 1000 }, { "b", FIELD_BOOL }, { "d", FIELD_DATE },
        { "m", FIELD_MONEY, 0, 1000000 }, { "c", FIELD_CHOICE, .choices = "vi|en" },
        { "s", FIELD_LIST, 0, 3 }, { "i", FIELD_IDENTITY }, { "p", FIELD_PHONE },
        { "e", FIELD_EMAIL }, { "w", FIELD_SECRET, 0, 20 }, { "j", FIELD_JSON, 0, 100 },
        { "k", FIELD_KEY, 0, 20 }, { "f", FIELD_FORM }, { 0 } };
static const struct route route = { GET, "/", 1, 0, .fields = fields };

static int add(void *arg, struct str name, struct str value)
{
        return input__add(arg, name, value);
}

static void check_text(const struct input *in, const char *name, size_t max)
{
        struct str s = input_str(in, name);

        CHECK(utf8_valid(s) && utf8_count(s) <= max);
        CHECK(input_error(in, name) || str_eq(s, str_trim(s)));
}

static void check_values(const struct input *in)
{
        struct civil c;

        check_text(in, "t", 20);
        check_text(in, "l", 20);
        check_text(in, "e", 254);
        check_text(in, "k", 20);
        CHECK(input_i64(in, "n") <= 1000);
        CHECK(input_i64(in, "m") == I64_NULL ||
                (input_i64(in, "m") >= 0 && input_i64(in, "m") <= 1000000));
        CHECK(input_i64(in, "b") == 0 || input_i64(in, "b") == 1);
        if (input_i64(in, "d") != I64_NULL) {
                day_civil(input_i64(in, "d"), &c);
                CHECK(day_valid(c.year, c.month, c.day) && c.year >= 1800 && c.year <= 2200);
        }
        CHECK(!input_str(in, "i").len || input_str(in, "i").len == 12 ||
                input_str(in, "i").len == 9);
        CHECK(!input_str(in, "p").len || input_str(in, "p").ptr[0] == '0');
        CHECK(input_error(in, "s") || input_count(in, "s") <= 3);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
        AUTO(arena_freep) struct arena *a = arena_new(64 << 20);
        struct input in = { .arena = a, .route = &route };
        u8 hash[32];
        int r;

        input__init(&in);
        r = input__add_query(&in, str_n((const char *)data, size), add, &in);
        CHECK(r == 0 || r == ERR_INVALID || r == ERR_LIMIT);
        if (r < 0)
                return 0;
        r = input__check(&in);
        CHECK((r == 0) == (in.errors == NULL));
        for (const struct field_error *e = in.errors; e; e = e->next)
                CHECK(e->text > 0 && utf8_valid(e->detail));
        check_values(&in);
        for (const struct field *f = fields; f->name; f++)
                CHECK(utf8_valid(input_typed(&in, f->name)));
        CHECK(!input_typed(&in, "w").ptr);
        input__hash(&in, STR("/"), STR("salt"), hash);
        return 0;
}
