/*
 * src/base/test/test_viet.c: folding, comparing, sorting, Telex and numbers, as Vietnamese readers
 * expect them.
 */
#include "base/utf8.h"
#include "base/viet.h"
#include "base/viet_letter.h"
#include "test/test.h"

static struct arena *arena;

TEST(every_letter_comes_apart_and_together)
{
        /* the whole alphabet with its tones: 12 vowels x 6 tones, and đ */
        static const struct str small = STR("aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọ"
                                            "ôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵ");
        static const struct str capital = STR("AÀẢÃÁẠĂẰẲẴẮẶÂẦẨẪẤẬEÈẺẼÉẸÊỀỂỄẾỆIÌỈĨÍỊOÒỎÕÓỌ"
                                              "ÔỒỔỖỐỘƠỜỞỠỚỢUÙỦŨÚỤƯỪỬỮỨỰYỲỶỸÝỴ");
        struct str s = small, c = capital;
        int32_t base = 0;

        EXPECT_INT(utf8_count(small), 72);
        for (int i = 0; s.len; i++) {
                int32_t x = utf8_next(&s), y = utf8_next(&c);
                struct viet_letter l, u;

                base = i % 6 == 0 ? x : base;
                REQUIRE(viet__letter(x, &l) && viet__letter(y, &u));
                EXPECT(l.base == base && (int)l.tone == i % 6 && !l.upper);
                EXPECT(u.base == base && (int)u.tone == i % 6 && u.upper);
                EXPECT(viet__compose(&l) == x && viet__compose(&u) == y);
                EXPECT(viet__lower(y) == x);
        }
        EXPECT_STR(viet_norm(arena, capital), viet_norm(arena, small).ptr);
        EXPECT_STR(viet_fold(arena, capital), viet_fold(arena, small).ptr);
        EXPECT_STR(viet_fold(arena, STR("đĐÐ")), "ddd");
        EXPECT_STR(viet_norm(arena, STR("ĐẮK LẮK")), "đắk lắk");
}

TEST(folded_for_search)
{
        EXPECT_STR(viet_fold(arena, STR("Đường Đinh Lễ")), "duong dinh le");
        EXPECT_STR(viet_fold(arena, STR("  (Thủ tục)  1.000894 -- đăng ký... kết hôn! ")),
                "thu tuc 1.000894 dang ky ket hon");
        EXPECT_STR(viet_fold(arena, STR("01/2023/TT-VPCP.")), "01 2023 tt vpcp");
        EXPECT_STR(viet_fold(arena, STR("Điều 3.Khoản 2. 5")), "dieu 3 khoan 2 5");
        EXPECT_STR(viet_fold(arena, STR("Ðức Çà İ ﬁ ｆｕｌｌ ñ")), "duc ca i fi full n");
        EXPECT_STR(viet_fold(arena, STR("漢字 x²")), "漢字 x2");
        EXPECT_STR(viet_fold(arena, STR("…")), "");
}

TEST(tone_mark_in_one_place)
{
        static const char *const pairs[][2] = { { "hòa", "hoà" }, { "HÒA", "hoà" },
                { "thủy", "thuỷ" }, { "khỏe", "khoẻ" }, { "hóan", "hoán" }, { "qúy", "quý" },
                { "gìa", "già" }, { "giừơng", "giường" }, { "ngừơi", "người" }, { "tòan", "toàn" },
                { "khủyu", "khuỷu" }, { "mía", "mía" }, { "múa", "múa" }, { "của", "của" },
                { "gì", "gì" }, { "giếng", "giếng" }, { "quốc", "quốc" }, { "Nguyễn", "nguyễn" },
                { "nguỹên", "nguyễn" }, { "oái", "oái" }, { "ngoằn ngoèo", "ngoằn ngoèo" },
                { "huýt", "huýt" }, { "quỳnh", "quỳnh" }, { "Lò-xo", "lò-xo" }, { "café", "café" },
                { "résumé", "résumé" }, { "GİÚ", "giú" }, { "LİÚ", "líu" }, { "Krông", "krông" } };

        for (size_t i = 0; i < ARRAY_LEN(pairs); i++)
                EXPECT_STR(viet_norm(arena, str_of(pairs[i][0])), pairs[i][1]);
        EXPECT_STR(viet_norm(arena, STR("Ủy ban nhân dân, Hòa Bình")), "uỷ ban nhân dân, hoà bình");
}

TEST(marks_are_seen)
{
        EXPECT(viet_has_marks(STR("dang ký")) && viet_has_marks(STR("Đ")) &&
                viet_has_marks(STR("tư")));
        EXPECT(!viet_has_marks(STR("dang ky ket hon")) && !viet_has_marks(STR("ñ 漢")));
}

/* The order that Intl.Collator("vi") of ICU 72 gives these. */
TEST(sorted_as_in_the_dictionary)
{
        static const char *const rising[] = { "", "1", "10", "2", "a", "A", "à", "À", "ả", "ã", "á",
                "ạ", "á a", "an", "An", "An Bình", "anh", "ăn", "ân", "Ân", "ấn", "ba", "bà",
                "bà Ba", "ca", "da", "dạ", "đa", "đá", "Đinh", "đình", "e", "ê", "gì", "giếng",
                "Hà An", "Ha Bình", "i", "la", "lá", "làm", "Nguyễn Văn An", "Nguyên Văn Bình", "o",
                "ô", "ơ", "phường đống đa", "Phường Đông Hải", "Phường Đông Sơn", "quy", "Quý",
                "tàu", "tu", "tú", "tư", "từ", "xa", "y", "ý", "z", "я", "漢" };

        for (size_t i = 1; i < ARRAY_LEN(rising); i++) {
                struct str x = viet_sort_key(arena, str_of(rising[i - 1]));
                struct str y = viet_sort_key(arena, str_of(rising[i]));

                if (str_cmp(x, y) >= 0)
                        test_bad = 1,
                        printf("    \"%s\" not before \"%s\"\n", rising[i - 1], rising[i]);
        }
        EXPECT(str_eq(viet_sort_key(arena, STR("Hòa An")), viet_sort_key(arena, STR("Hoà  An"))));
        EXPECT(utf8_valid(viet_sort_key(arena, STR("Đặng Thị Ñ 漢 …"))));
}

TEST(telex_keys_become_letters)
{
        static const char *const pairs[][2] = { { "ddawng kys", "đăng ký" }, { "tieengs", "tiếng" },
                { "tieesng", "tiếng" }, { "Nguyeenx", "Nguyễn" }, { "DDAWNG KYS", "ĐĂNG KÝ" },
                { "ddwowngf", "đường" }, { "dduwowngf", "đường" }, { "dduongwf", "đường" },
                { "keets hoon", "kết hôn" }, { "muaw", "mưa" }, { "tw phaps", "tư pháp" },
                { "nhw thees", "như thế" }, { "quyeenf", "quyền" }, { "giaays", "giấy" },
                { "thuyr", "thuỷ" }, { "hoaf", "hoà" }, { "quawngf", "quằng" }, { "gif", "gì" },
                { "nghieengs", "nghiếng" }, { "hooj tichj, khai sinh", "hộ tịch, khai sinh" },
                { "thuwowngf trus 1.000894", "thường trú 1.000894" } };
        static const char *const same[] = { "software", "dang ky ket hon", "đăng ký", "xoong",
                "boong", "windows", "www.example.vn", "google", "street", "data", "password", "",
                "add", "session", "khai sinh", "status", "server", "đăngs", "1.000894", "Đắk Lắk",
                "pdf", "tots1", "catf" };

        for (size_t i = 0; i < ARRAY_LEN(pairs); i++)
                EXPECT_STR(viet_untelex(arena, str_of(pairs[i][0])), pairs[i][1]);
        for (size_t i = 0; i < ARRAY_LEN(same); i++)
                EXPECT_STR(viet_untelex(arena, str_of(same[i])), same[i]);
}

TEST(numbers_are_grouped)
{
        EXPECT_STR(viet_number(arena, 0), "0");
        EXPECT_STR(viet_number(arena, 999), "999");
        EXPECT_STR(viet_number(arena, 1000), "1.000");
        EXPECT_STR(viet_number(arena, 1250000), "1.250.000");
        EXPECT_STR(viet_number(arena, -75000), "-75.000");
        EXPECT_STR(viet_number(arena, INT64_MAX), "9.223.372.036.854.775.807");
        EXPECT_STR(viet_number(arena, INT64_MIN), "-9.223.372.036.854.775.808");
}

TEST(numbers_are_spoken)
{
        static const struct {
                i64 n;
                const char *words;
        } cases[] = { { 0, "không" }, { 1, "một" }, { 4, "bốn" }, { 5, "năm" }, { 10, "mười" },
                { 11, "mười một" }, { 14, "mười bốn" }, { 15, "mười lăm" }, { 20, "hai mươi" },
                { 21, "hai mươi mốt" }, { 24, "hai mươi tư" }, { 25, "hai mươi lăm" },
                { 91, "chín mươi mốt" }, { 100, "một trăm" }, { 101, "một trăm linh một" },
                { 104, "một trăm linh bốn" }, { 105, "một trăm linh năm" },
                { 110, "một trăm mười" }, { 115, "một trăm mười lăm" },
                { 555, "năm trăm năm mươi lăm" }, { 1000, "một nghìn" },
                { 1005, "một nghìn không trăm linh năm" }, { 75000, "bảy mươi lăm nghìn" },
                { 1250000, "một triệu hai trăm năm mươi nghìn" },
                { 1000001, "một triệu không trăm linh một" },
                { 2024000, "hai triệu không trăm hai mươi tư nghìn" }, { 1000000000, "một tỷ" },
                { 3000000015, "ba tỷ không trăm mười lăm" },
                { 1500000000000, "một nghìn năm trăm tỷ" }, { 21000000000, "hai mươi mốt tỷ" },
                { -5000, "âm năm nghìn" }, { -1000005, "âm một triệu không trăm linh năm" } };

        for (size_t i = 0; i < ARRAY_LEN(cases); i++)
                EXPECT_STR(viet_number_words(arena, cases[i].n), cases[i].words);
        EXPECT(viet_number_words(arena, INT64_MIN).len > 0);
}

/* What the words say, read by a simple listener; the way back must give the number. */
static i64 heard(struct str s)
{
        static const struct {
                const char *word;
                i64 value;
        } digits[] = { { "không", 0 }, { "một", 1 }, { "mốt", 1 }, { "hai", 2 }, { "ba", 3 },
                { "bốn", 4 }, { "tư", 4 }, { "năm", 5 }, { "lăm", 5 }, { "sáu", 6 }, { "bảy", 7 },
                { "tám", 8 }, { "chín", 9 } };
        i64 total = 0, group = 0, digit = 0;
        struct str word;

        while (str_cut(&s, ' ', &word)) {
                for (size_t i = 0; i < ARRAY_LEN(digits); i++)
                        if (str_is(word, digits[i].word))
                                digit = digits[i].value;
                if (str_is(word, "mười"))
                        group += 10, digit = 0;
                if (str_is(word, "mươi"))
                        group += digit * 10, digit = 0;
                if (str_is(word, "trăm"))
                        group += digit * 100, digit = 0;
                if (str_is(word, "nghìn"))
                        total += (group + digit) * 1000, group = digit = 0;
                if (str_is(word, "triệu"))
                        total += (group + digit) * 1000000, group = digit = 0;
                if (str_is(word, "tỷ"))
                        total = (total + group + digit) * 1000000000, group = digit = 0;
        }
        return total + group + digit;
}

TEST(spoken_numbers_are_heard_back)
{
        u64 x = 88172645463325252ULL;
        int bad = 0;

        for (int i = 0; i < 20000; i++) {
                i64 n;

                x ^= x << 13, x ^= x >> 7, x ^= x << 17;
                n = (i64)(x % (i % 2 ? 10000000 : 900000000000000));
                if (heard(viet_number_words(arena, n)) != n)
                        bad++;
                arena_clear(arena);
        }
        EXPECT_INT(bad, 0);
}

TEST(a_telephone_without_vietnamese_letters_shows_every_word)
{
        struct arena *a = arena_new(1 << 16);

        EXPECT_STR(viet_ascii(a, STR("Hẹn trả: thứ hai 01/08 – ĐƯỜNG Ươm, “Nguyễn Ỷ”…")),
                "Hen tra: thu hai 01/08 - DUONG Uom, ?Nguyen Y?...");
        EXPECT_STR(viet_ascii(a, STR("")), "");
        EXPECT_STR(viet_ascii(a, STR("漢é")), "?e");
        arena_free(a);
}

int main(int argc, char **argv)
{
        static const struct test tests[] = { RUN(every_letter_comes_apart_and_together),
                RUN(folded_for_search), RUN(tone_mark_in_one_place), RUN(marks_are_seen),
                RUN(sorted_as_in_the_dictionary), RUN(telex_keys_become_letters),
                RUN(numbers_are_grouped), RUN(numbers_are_spoken),
                RUN(spoken_numbers_are_heard_back),
                RUN(a_telephone_without_vietnamese_letters_shows_every_word) };
        int r;

        arena = arena_new(16 << 20);
        r = test_main(argc, argv, tests, ARRAY_LEN(tests));
        arena_free(arena);
        return r;
}
