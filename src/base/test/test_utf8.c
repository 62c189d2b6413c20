/*
 * src/base/test/test_utf8.c: what is let in as text, and that the quick ways agree with utf8proc.
 */
#include <utf8proc.h>

#include "base/utf8.h"
#include "test/test.h"

static struct str encode(struct arena *a, int32_t cp)
{
        struct buf b;

        buf_init(&b, a, 100);
        utf8_put(&b, cp);
        return buf_str(&b);
}

TEST(every_code_point_round_trips)
{
        struct arena *a = arena_new(1 << 10);
        int bad = 0;

        for (int32_t cp = 1; cp < 0x110000; cp++) {
                struct str s;

                if (cp >= 0xd800 && cp < 0xe000)
                        continue;
                arena_clear(a);
                s = encode(a, cp);
                bad += !utf8_valid(s) || utf8_count(s) != 1;
                bad += utf8_next(&s) != cp || s.len != 0 || utf8_next(&s) != -1;
        }
        EXPECT_INT(bad, 0);
        arena_free(a);
}

TEST(all_two_and_three_byte_strings_judged_like_utf8proc)
{
        int bad = 0;

        for (u32 n = 0; n < 1 << 24; n += n < 1 << 20 ? 1 : 7) {
                u8 b[3] = { (u8)(n >> 16), (u8)(n >> 8), (u8)n };
                utf8proc_int32_t cp;
                size_t at = 0;
                bool valid = true;

                while (valid && at < 3) {
                        utf8proc_ssize_t len =
                                utf8proc_iterate(b + at, (utf8proc_ssize_t)(3 - at), &cp);

                        valid = len > 0 && cp != 0;
                        at += len > 0 ? (size_t)len : 0;
                }
                bad += utf8_valid(str_n((char *)b, 3)) != valid;
        }
        EXPECT_INT(bad, 0);
}

TEST(refuses_what_rfc_3629_refuses)
{
        static const struct str bad[] = { STR("\xc0\x80"), STR("\xed\xa0\x80"),
                STR("\xf4\x90\x80\x80"), STR("\xf0\x80\x80\x80"), STR("\xe1\xbb"), STR("\xff"),
                STR("\x80"), STR("a\0b"), STR("12345678\0"), STR("12345678\xfe"),
                STR("\xf8\x88\x80\x80\x80") };

        for (size_t i = 0; i < ARRAY_LEN(bad); i++)
                EXPECT(!utf8_valid(bad[i]));
        EXPECT(utf8_valid(STR("")) && utf8_valid(STR_NULL) && utf8_valid(STR("Hồ sơ 𠀀 đã nộp")));
}

TEST(counts_characters_not_bytes)
{
        EXPECT_INT(utf8_count(STR("Đường Đinh Lễ")), 13);
        EXPECT_STR(utf8_head(STR("Đường"), 2), "Đư");
        EXPECT_STR(utf8_head(STR("Đường"), 0), "");
        EXPECT_STR(utf8_head(STR("Đường"), 50), "Đường");
}

/* A code point the quick way passes must be NFC alone and never join what stands before it. */
TEST(quick_nfc_is_never_wrong)
{
        struct arena *a = arena_new(1 << 10);
        int bad = 0;

        for (int32_t cp = 1; cp < 0x3000; cp++) {
                const utf8proc_property_t *p = utf8proc_get_property(cp);
                utf8proc_uint8_t *nfc;
                struct str s;
                bool same;

                arena_clear(a);
                s = encode(a, cp);
                nfc = utf8proc_NFC((const utf8proc_uint8_t *)s.ptr);
                same = str_is(s, (char *)nfc);
                free(nfc);
                bad += utf8_is_nfc(s) != same;
                bad += p->combining_class != 0 && (cp < 0x300 || (cp >= 0x1e00 && cp <= 0x1eff));
        }
        EXPECT_INT(bad, 0);
        EXPECT(utf8_is_nfc(STR("Đường Đinh Lễ — “50.000 ₫”")));
        EXPECT(!utf8_is_nfc(STR("Le\xcc\x82\xcc\x83")));
        arena_free(a);
}

static struct str cleaned(struct arena *a, struct str in, bool lines)
{
        struct str s = STR("refused");

        (void)utf8_clean(a, in, lines, &s);
        return s;
}

TEST(clean_makes_text_fit_to_store)
{
        struct arena *a = arena_new(1 << 20);

        EXPECT_STR(cleaned(a, STR("  Lễ \t"), false), "Lễ");
        EXPECT_STR(cleaned(a, STR("Le\xcc\x82\xcc\x83"), false), "Lễ");
        EXPECT_STR(cleaned(a, STR("e\x01\xcc\x82"), false), "ê"); /* composed after the drop */
        EXPECT_STR(cleaned(a, STR("a\r\nb\rc\nd\te"), true), "a\nb\nc\nd\te");
        EXPECT_STR(cleaned(a, STR("a\r\nb\rc\nd\te"), false), "a b c d e");
        EXPECT_STR(cleaned(a, STR("a\x1b[31m\x7f\xc2\x85z"), true), "a[31mz");
        EXPECT_STR(cleaned(a, STR("invoice\xe2\x80\xaexcod.exe"), true), "invoicexcod.exe");
        EXPECT_STR(cleaned(a, STR("\xef\xbb\xbfx\xc2\xa0"), false), "x");
        EXPECT_STR(cleaned(a, STR("\xe2\x80\xa8x\xe2\x80\xa9y"), true), "x\ny");
        EXPECT_STR(cleaned(a, STR("Ð"), false), "Ð");
        EXPECT_STR(cleaned(a, STR("   "), false), "");
        EXPECT(cleaned(a, STR_NULL, false).ptr == NULL);
        EXPECT_STR(cleaned(a, STR("a\xff"), true), "refused");
        EXPECT_STR(cleaned(a, STR("a\0b"), true), "refused");
        arena_free(a);
}

TEST(long_runs_of_marks_are_refused_quickly)
{
        struct arena *a = arena_new(8 << 20);
        struct buf b;
        struct str s;

        buf_init(&b, a, 2 << 20);
        buf_addc(&b, "a");
        for (int i = 0; i < 300000; i++)
                buf_addc(&b, i % 2 ? "\xcc\x81" : "\xcc\xa3"); /* above, below: the worst to sort */
        EXPECT_INT(utf8_clean(a, buf_str(&b), true, &s), ERR_INVALID);
        EXPECT(!utf8_is_nfc(buf_str(&b)));
        EXPECT_INT(utf8_clean(a, str_sub(buf_str(&b), 0, 1 + 2 * 30), true, &s), 0);
        EXPECT(utf8_is_nfc(s));
        arena_free(a);
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(every_code_point_round_trips),
                RUN(all_two_and_three_byte_strings_judged_like_utf8proc),
                RUN(refuses_what_rfc_3629_refuses), RUN(counts_characters_not_bytes),
                RUN(quick_nfc_is_never_wrong), RUN(clean_makes_text_fit_to_store),
                RUN(long_runs_of_marks_are_refused_quickly));
}
