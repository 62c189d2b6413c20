/*
 * src/web/test/test_input.c: each kind of field: what it takes, in which form it leaves it, what it
 * refuses and with which words.
 */
#include "base/clock.h"
#include "test/test.h"
#include "web/body.h"
#include "web/test/memory_store.h"
#include "web/texts.h"

static struct arena *a;

/* One field of this kind, sent as `value` (NULL: not at all). */
static struct input check(const struct field *f, const char *value)
{
        struct field *fields = NEW_ARRAY(a, struct field, 2);
        struct route *route = NEW(a, struct route);
        struct input in = { .arena = a };

        fields[0] = *f;
        fields[0].name = "f";
        route->path = "/";
        route->fields = fields;
        in.route = route;
        input__init(&in);
        if (value)
                input__add(&in, STR("f"), str_of(value));
        input__check(&in);
        return in;
}

static int fault(const struct field *f, const char *value)
{
        struct input in = check(f, value);

        return in.errors ? in.errors->text : 0;
}

#define KIND(...) (&(struct field){ .kind = __VA_ARGS__ })

TEST(words_are_cleaned_measured_in_letters_and_required)
{
        struct input in = check(KIND(FIELD_TEXT, .max = 6), "  \xE1\xBB\x87\xE1\xBB\x87 \n x ");

        EXPECT_STR(input_str(&in, "f"), "ệệ   x");
        EXPECT_INT(fault(KIND(FIELD_TEXT, .max = 3), "ệệệ"), 0);
        EXPECT_INT(fault(KIND(FIELD_TEXT, .max = 3), "ệệệệ"), T_WEB_FIELD_LONG);
        EXPECT_INT(fault(KIND(FIELD_TEXT, FIELD_REQUIRED), "  "), T_WEB_FIELD_MISSING);
        EXPECT_INT(
                fault(KIND(FIELD_TEXT, FIELD_REQUIRED, .message = T_WEB_CSRF), NULL), T_WEB_CSRF);
        EXPECT_INT(fault(KIND(FIELD_TEXT), "\xff"), T_WEB_FIELD_UNREADABLE);
        in = check(KIND(FIELD_TEXT), NULL);
        EXPECT(!in.errors && !input_str(&in, "f").ptr);
        in = check(KIND(FIELD_LINES), "a\r\nb");
        EXPECT_STR(input_str(&in, "f"), "a\nb");
}

TEST(numbers_are_whole_and_within_bounds)
{
        struct input in = check(KIND(FIELD_I64), " -12 ");

        EXPECT_INT(input_i64(&in, "f"), -12);
        EXPECT_INT(fault(KIND(FIELD_I64, .max = 9), "10"), T_WEB_FIELD_LARGE);
        EXPECT_INT(fault(KIND(FIELD_I64), "1.5"), T_WEB_FIELD_NUMBER);
        EXPECT_INT(fault(KIND(FIELD_I64), "99999999999999999999"), T_WEB_FIELD_NUMBER);
        in = check(KIND(FIELD_I64), "");
        EXPECT(input_i64(&in, "f") == I64_NULL);
        in = check(KIND(FIELD_MOMENT), "1658278800000");
        EXPECT_INT(input_i64(&in, "f"), 1658278800000);
        EXPECT_INT(fault(KIND(FIELD_MOMENT), "9223372036854775807"), T_WEB_FIELD_DATE);
        EXPECT_INT(fault(KIND(FIELD_MOMENT), "-1"), T_WEB_FIELD_DATE);
        in = check(KIND(FIELD_MOMENT), "");
        EXPECT(input_i64(&in, "f") == I64_NULL);
}

TEST(a_box_is_ticked_or_not)
{
        struct input in = check(KIND(FIELD_BOOL), "on");

        EXPECT(input_bool(&in, "f"));
        in = check(KIND(FIELD_BOOL), NULL);
        EXPECT(!input_bool(&in, "f") && !in.errors);
        in = check(KIND(FIELD_BOOL), "false");
        EXPECT(!input_bool(&in, "f"));
        EXPECT_INT(fault(KIND(FIELD_BOOL, FIELD_REQUIRED), NULL), T_WEB_FIELD_TICK);
}

TEST(dates_are_read_as_people_and_programs_write_them)
{
        static const char *const good[] = { "22/11/2026", "2026-11-22" };
        static const char *const bad[] = { "31/2/2026", "22/11/26", "2026-13-01", "today",
                "1/1/1700", "22/11/20266" };
        struct input in;

        for (size_t i = 0; i < ARRAY_LEN(good); i++) {
                in = check(KIND(FIELD_DATE), good[i]);
                EXPECT_INT(input_i64(&in, "f"), day_make(2026, 11, 22));
        }
        for (size_t i = 0; i < ARRAY_LEN(bad); i++)
                EXPECT_INT(fault(KIND(FIELD_DATE), bad[i]), T_WEB_FIELD_DATE);
        in = check(KIND(FIELD_DATE, FIELD_REQUIRED), NULL);
        in.errors = NULL;
        input__init(&in);
        input__add(&in, STR("f-day"), STR(" 2 "));
        input__add(&in, STR("f-month"), STR("3"));
        input__add(&in, STR("f-year"), STR("1987"));
        EXPECT_INT(input__check(&in), 0);
        EXPECT_INT(input_i64(&in, "f"), day_make(1987, 3, 2));
        EXPECT_STR(input_typed(&in, "f-day"), " 2 ");
        input__init(&in);
        input__add(&in, STR("f-day"), STR(""));
        input__add(&in, STR("f-month"), STR(""));
        input__add(&in, STR("f-year"), STR(" "));
        EXPECT_INT(input__check(&in), ERR_INVALID);
        EXPECT_INT(in.errors->text, T_WEB_FIELD_MISSING);
}

TEST(money_is_grouped_by_three_or_not_at_all)
{
        static const char *const good[] = { "1250000", "1.250.000", "1 250 000", "1.250.000 đ",
                "1250000 đồng" };
        static const char *const bad[] = { "1.5", "1.25.000", ".250.000", "1.250.000.", "-5", "đ",
                "1,5", "12x", "1250.000", "99999999999999999999999" };

        for (size_t i = 0; i < ARRAY_LEN(good); i++) {
                struct input in = check(KIND(FIELD_MONEY), good[i]);

                EXPECT_INT(input_i64(&in, "f"), 1250000);
        }
        for (size_t i = 0; i < ARRAY_LEN(bad); i++)
                EXPECT_INT(fault(KIND(FIELD_MONEY), bad[i]), T_WEB_FIELD_MONEY);
        EXPECT_INT(fault(KIND(FIELD_MONEY, .max = 10), "11"), T_WEB_FIELD_LARGE);
}

TEST(a_choice_is_one_of_its_list)
{
        struct input in = check(KIND(FIELD_CHOICE, .choices = "vi|en"), "en");

        EXPECT_STR(input_str(&in, "f"), "en");
        EXPECT_INT(fault(KIND(FIELD_CHOICE, .choices = "vi|en"), "vi|en"), T_WEB_FIELD_CHOICE);
        EXPECT_INT(fault(KIND(FIELD_CHOICE, .choices = "vi|en"), "v"), T_WEB_FIELD_CHOICE);
}

TEST(identity_phone_and_mail_come_in_one_form)
{
        static const char *const mails[] = { "a@b", "@b.vn", "a@", "a b@c.vn", "a..b@c.vn",
                "a@-c.vn", ".a@c.vn", "a@c..vn", "a" };
        static const char *const phones[] = { "0123456789", "912345678", "09123456789",
                "+8491234567", "0912-34567a", "" };
        struct input in = check(KIND(FIELD_IDENTITY), "0010 8901.2345");

        EXPECT_STR(input_str(&in, "f"), "001089012345");
        EXPECT_INT(fault(KIND(FIELD_IDENTITY), "0010890123456"), T_WEB_FIELD_IDENTITY);
        EXPECT_INT(fault(KIND(FIELD_IDENTITY), "00108901234a"), T_WEB_FIELD_IDENTITY);
        in = check(KIND(FIELD_PHONE), "+84 (0)912.345-678");
        EXPECT_STR(input_str(&in, "f"), "0912345678");
        in = check(KIND(FIELD_PHONE), "84912345678");
        EXPECT_STR(input_str(&in, "f"), "0912345678");
        in = check(KIND(FIELD_PHONE), "024 3825 1234");
        EXPECT_STR(input_str(&in, "f"), "02438251234");
        for (size_t i = 0; i < ARRAY_LEN(phones); i++)
                EXPECT_INT(fault(KIND(FIELD_PHONE), phones[i]), *phones[i] ? T_WEB_FIELD_PHONE : 0);
        in = check(KIND(FIELD_EMAIL), " Nguyen.An+1@Example.VN ");
        EXPECT_STR(input_str(&in, "f"), "Nguyen.An+1@example.vn");
        for (size_t i = 0; i < ARRAY_LEN(mails); i++)
                EXPECT_INT(fault(KIND(FIELD_EMAIL), mails[i]), T_WEB_FIELD_EMAIL);
}

TEST(a_secret_is_kept_as_typed_and_never_shown_again)
{
        struct input in = check(KIND(FIELD_SECRET), "  p w  ");

        EXPECT_STR(input_str(&in, "f"), "  p w  ");
        EXPECT(!input_typed(&in, "f").ptr);
        EXPECT_INT(fault(KIND(FIELD_SECRET), "\xff"), T_WEB_FIELD_UNREADABLE);
}

TEST(keys_and_lists_have_their_bounds)
{
        struct input in = check(KIND(FIELD_KEY), "a.B_9:-");

        EXPECT_STR(input_str(&in, "f"), "a.B_9:-");
        EXPECT_INT(fault(KIND(FIELD_KEY), "a b"), T_WEB_FIELD_KEY);
        in = check(KIND(FIELD_LIST, .max = 2), " x ");
        input__init(&in);
        input__add(&in, STR("f"), STR(" x "));
        input__add(&in, STR("f"), STR(" "));
        input__add(&in, STR("f"), STR("y"));
        EXPECT_INT(input__check(&in), 0);
        EXPECT_INT(input_count(&in, "f"), 2);
        EXPECT_STR(input_item(&in, "f", 0), "x");
        EXPECT_STR(input_item(&in, "f", 1), "y");
        EXPECT(!input_item(&in, "f", 2).ptr);
        input__add(&in, STR("f"), STR("z"));
        EXPECT_INT(input__check(&in), ERR_INVALID);
}

TEST(a_forms_answers_become_one_json_object)
{
        struct input in = check(KIND(FIELD_FORM), NULL);
        const struct json *j;

        input__init(&in);
        input__add(&in, STR("f.name"), STR(" An "));
        input__add(&in, STR("f.rows.0.code"), STR("x"));
        input__add(&in, STR("f.tick"), STR("1"));
        input__add(&in, STR("f.tick"), STR("2"));
        input__add(&in, STR("f.tick"), STR("3"));
        input__add(&in, STR("other.name"), STR("no"));
        EXPECT_INT(input__check(&in), 0);
        j = input_json(&in, "f");
        REQUIRE(j);
        EXPECT_INT(j->count, 3);
        EXPECT_STR(json_str(json_get(j, "name")), "An");
        EXPECT_STR(json_str(json_get(j, "rows.0.code")), "x");
        EXPECT_INT(json_get(j, "tick")->count, 3);
        EXPECT_STR(json_str(json_at(json_get(j, "tick"), 2)), "3");
        input__add(&in, STR("f.bad"), STR("\xff"));
        EXPECT_INT(input__check(&in), ERR_INVALID);
}

TEST(json_in_a_form_is_parsed_and_says_where_it_broke)
{
        struct input in = check(KIND(FIELD_JSON), "{\"a\":[1,2]}");

        EXPECT_INT(json_get(input_json(&in, "f"), "a")->count, 2);
        in = check(KIND(FIELD_JSON), "{\"a\":");
        EXPECT_INT(in.errors->text, T_WEB_FIELD_JSON);
        EXPECT(in.errors->detail.len > 0);
        EXPECT_INT(fault(KIND(FIELD_JSON, .max = 4), "[1,2,3]"), T_WEB_FIELD_LONG);
}

static const char *sniffed(struct str bytes)
{
        struct sniff s;

        sniff_init(&s, a);
        for (size_t i = 0; i < bytes.len; i += 1000) { /* in pieces, as it comes */
                struct str piece = str_sub(bytes, i, 1000);

                sniff_add(&s, piece.ptr, piece.len);
        }
        return sniff_type(&s);
}

TEST(files_are_known_by_their_bytes)
{
        char *zip = arena_alloc(a, 30000);

        EXPECT_STR(str_of(sniffed(STR("%PDF-1.7\n"))), "application/pdf");
        EXPECT_STR(str_of(sniffed(STR("\xff\xd8\xff\xe0...."))), "image/jpeg");
        EXPECT_STR(str_of(sniffed(STR("\x89PNG\r\n\x1a\n...."))), "image/png");
        EXPECT_STR(str_of(sniffed(STR("RIFF\x10\0\0\0WEBPVP8 "))), "image/webp");
        EXPECT_STR(str_of(sniffed(STR("\0\0\0\x18"
                                      "ftypheic\0\0"))),
                "image/heic");
        EXPECT_STR(str_of(sniffed(STR("PK\x03\x04................mimetypeapplication/vnd.oasis."
                                      "opendocument.text"))),
                "application/vnd.oasis.opendocument.text");
        memcpy(zip, "PK\x03\x04", 4); /* the name stands in the directory, at the end only */
        memcpy(zip + 29000, "PK\x01\x02 xl/workbook.xml", 20);
        EXPECT_STR(str_of(sniffed(str_n(zip, 30000))),
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
        memcpy(zip + 29000, "PK\x01\x02 nothing here..", 20);
        EXPECT_STR(str_of(sniffed(str_n(zip, 30000))), "application/zip");
        EXPECT_STR(
                str_of(sniffed(STR("\xef\xbb\xbf<?xml version=\"1.0\"?><a/>"))), "application/xml");
        EXPECT_STR(str_of(sniffed(STR("  <!DOCTYPE HTML><p>"))), "text/html");
        EXPECT_STR(str_of(sniffed(STR("<svg xmlns=\"x\">"))), "image/svg+xml");
        EXPECT_STR(str_of(sniffed(STR("xin chào"))), "text/plain");
        EXPECT_STR(str_of(sniffed(STR("a\0b"))), "application/octet-stream");
        EXPECT_STR(str_of(sniffed(STR("\x80\x81"))), "application/octet-stream");
        EXPECT_STR(str_of(sniffed(STR(""))), "application/octet-stream");
        memset(zip, 'a', 30000);
        memcpy(zip + 4095, "\xE1\xBA\xA5", 3); /* a letter across the end of what is kept */
        EXPECT_STR(str_of(sniffed(str_n(zip, 30000))), "text/plain");
}

TEST(another_value_is_another_request_and_a_secret_needs_the_session)
{
        struct input one = check(KIND(FIELD_SECRET), "p"), other = check(KIND(FIELD_SECRET), "q");
        u8 h[4][32];

        input__hash(&one, STR("/a"), STR("salt"), h[0]);
        input__hash(&other, STR("/a"), STR("salt"), h[1]);
        input__hash(&one, STR("/b"), STR("salt"), h[2]);
        input__hash(&one, STR("/a"), STR("pepper"), h[3]);
        for (int i = 1; i < 4; i++)
                EXPECT(memcmp(h[0], h[i], 32) != 0);
        input__hash(&one, STR("/a"), STR("salt"), h[1]);
        EXPECT(memcmp(h[0], h[1], 32) == 0);
}

int main(int argc, char **argv)
{
        static const struct test tests[] = {
                RUN(words_are_cleaned_measured_in_letters_and_required),
                RUN(numbers_are_whole_and_within_bounds), RUN(a_box_is_ticked_or_not),
                RUN(dates_are_read_as_people_and_programs_write_them),
                RUN(money_is_grouped_by_three_or_not_at_all), RUN(a_choice_is_one_of_its_list),
                RUN(identity_phone_and_mail_come_in_one_form),
                RUN(a_secret_is_kept_as_typed_and_never_shown_again),
                RUN(keys_and_lists_have_their_bounds), RUN(a_forms_answers_become_one_json_object),
                RUN(json_in_a_form_is_parsed_and_says_where_it_broke),
                RUN(files_are_known_by_their_bytes),
                RUN(another_value_is_another_request_and_a_secret_needs_the_session)
        };
        int r;

        a = arena_new(64 << 20);
        r = test_main(argc, argv, tests, ARRAY_LEN(tests));
        arena_free(a);
        return r;
}
