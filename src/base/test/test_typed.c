/*
 * src/base/test/test_typed.c: numbers and addresses as people type them are understood, others
 * refused.
 */
#include "base/typed.h"
#include "test/test.h"

typedef int typed_fn(struct arena *a, struct str s, struct str *ret_s);

/* What came of it; "-" when it was refused. */
static struct str got(struct arena *a, typed_fn *fn, const char *s)
{
        struct str out = STR("-");

        fn(a, str_of(s), &out);
        return out;
}

TEST(identity_is_nine_or_twelve_digits)
{
        AUTO(arena_freep) struct arena *a = arena_new(1 << 16);

        EXPECT_STR(got(a, typed_identity, "038 094 000217"), "038094000217");
        EXPECT_STR(got(a, typed_identity, "171.234.567"), "171234567");
        EXPECT_STR(got(a, typed_identity, "03809400021"), "-");
        EXPECT_STR(got(a, typed_identity, "03809400021x"), "-");
        EXPECT_STR(got(a, typed_identity, ""), "-");
}

TEST(phone_numbers_come_to_one_form)
{
        AUTO(arena_freep) struct arena *a = arena_new(1 << 16);

        EXPECT_STR(got(a, typed_phone, "+84 912 345 678"), "0912345678");
        EXPECT_STR(got(a, typed_phone, "(0237) 3852.246"), "02373852246");
        EXPECT_STR(got(a, typed_phone, "0112345678"), "-");
        EXPECT_STR(got(a, typed_email, "An.Le@Example.VN"), "An.Le@example.vn");
        EXPECT_STR(got(a, typed_email, "an@localhost"), "-");
}

TEST(tax_codes_have_a_check_digit)
{
        AUTO(arena_freep) struct arena *a = arena_new(1 << 16);

        EXPECT_STR(got(a, typed_tax_code, "0100109106"), "0100109106");
        EXPECT_STR(got(a, typed_tax_code, "0100109106-001"), "0100109106-001");
        EXPECT_STR(got(a, typed_tax_code, "0100109106001"), "0100109106-001");
        EXPECT_STR(got(a, typed_tax_code, "0100109107"), "-");
        EXPECT_STR(got(a, typed_tax_code, "038094000217"), "038094000217");
        EXPECT_STR(got(a, typed_tax_code, "01001091"), "-");
}

TEST(insurance_numbers_and_old_cards)
{
        AUTO(arena_freep) struct arena *a = arena_new(1 << 16);

        EXPECT_STR(got(a, typed_insurance, "3820 123456"), "3820123456");
        EXPECT_STR(got(a, typed_insurance, "GD4380123456789"), "GD4380123456789");
        EXPECT_STR(got(a, typed_insurance, "123456789012345"), "-");
        EXPECT_STR(got(a, typed_insurance, "382012345"), "-");
}

TEST(a_land_plot_is_plot_and_sheet)
{
        AUTO(arena_freep) struct arena *a = arena_new(1 << 16);

        EXPECT_STR(got(a, typed_land_plot, "125 / 14"), "125/14");
        EXPECT_STR(got(a, typed_land_plot, "125"), "-");
        EXPECT_STR(got(a, typed_land_plot, "125/14/2"), "-");
        EXPECT_STR(got(a, typed_land_plot, "0/14"), "-");
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
