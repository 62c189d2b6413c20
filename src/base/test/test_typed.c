/*
 * src/base/test/test_typed.c: numbers and addresses as people type them are understood, others
 * refused.
 */
#include "base/typed.h"
#include "test/test.h"

typedef int typed_fn(struct arena *a, struct str s, struct str *ret_s);

/* Typed, and what came of it; NULL: refused. */
struct sample {
        const char *typed, *got;
};

static void expect_each(typed_fn *fn, const struct sample *x, size_t n)
{
        AUTO(arena_freep) struct arena *a = arena_new(1 << 16);

        for (size_t i = 0; i < n; i++) {
                struct str out = STR("-");
                int r = fn(a, str_of(x[i].typed), &out);

                EXPECT_INT(r, x[i].got ? 0 : ERR_INVALID);
                EXPECT_STR(out, x[i].got ? x[i].got : "-");
        }
}

#define EACH(fn, ...)                                                                              \
        do {                                                                                       \
                static const struct sample samples_[] = { __VA_ARGS__ };                           \
                expect_each(fn, samples_, ARRAY_LEN(samples_));                                    \
        } while (0)

TEST(identity_is_nine_or_twelve_digits)
{
        EACH(typed_identity, { "038 094 000217", "038094000217" }, { "171.234.567", "171234567" },
                { "03809400021", NULL }, { "03809400021x", NULL }, { "", NULL });
}

TEST(phone_numbers_come_to_one_form)
{
        EACH(typed_phone, { "+84 912 345 678", "0912345678" }, { "(0237) 3852.246", "02373852246" },
                { "0112345678", NULL });
        EACH(typed_email, { "An.Le@Example.VN", "An.Le@example.vn" }, { "an@localhost", NULL });
}

TEST(tax_codes_have_a_check_digit)
{
        EACH(typed_tax_code, { "0100109106", "0100109106" }, { "0100109106-001", "0100109106-001" },
                { "0100109106001", "0100109106-001" }, { "0100109107", NULL },
                { "038094000217", "038094000217" }, { "01001091", NULL });
}

TEST(insurance_numbers_and_old_cards)
{
        EACH(typed_insurance, { "3820 123456", "3820123456" },
                { "GD4380123456789", "GD4380123456789" }, { "123456789012345", NULL },
                { "382012345", NULL });
}

TEST(a_land_plot_is_plot_and_sheet)
{
        EACH(typed_land_plot, { "125 / 14", "125/14" }, { "125", NULL }, { "125/14/2", NULL },
                { "0/14", NULL });
}

TEST(money_groups_are_of_three)
{
        AUTO(arena_freep) struct arena *a = arena_new(1 << 16);
        i64 n = -1;

        EXPECT_INT(typed_money(a, STR("1.250.000 đ"), &n), 0);
        EXPECT_INT(n, 1250000);
        EXPECT_INT(typed_money(a, STR("1.5"), &n), ERR_INVALID);
        EXPECT_INT(typed_money(a, STR("-5"), &n), ERR_INVALID);
        EXPECT_INT(n, 1250000);
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(identity_is_nine_or_twelve_digits),
                RUN(phone_numbers_come_to_one_form), RUN(tax_codes_have_a_check_digit),
                RUN(insurance_numbers_and_old_cards), RUN(a_land_plot_is_plot_and_sheet),
                RUN(money_groups_are_of_three));
}
