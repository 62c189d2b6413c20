/*
 * src/core/test/test_view_input.c: a form that came back shows what was typed and what was wrong
 * with it.
 */
#include "core/view.h"
#include "core/views.h"
#include "test/test.h"
#include "web/texts.h"

/* The form came back. */
static const struct input in_;
static const struct input *const back = &in_;

/* Doubles of the dispatcher: two small tables stand for what was sent and what was refused. */
static struct {
        const char *name, *value;
} sent[8];
static struct field_error wrong;

struct str input_typed(const struct input *in, const char *name)
{
        for (size_t i = 0; i < ARRAY_LEN(sent); i++)
                if (sent[i].name && !strcmp(sent[i].name, name))
                        return str_of(sent[i].value);
        return STR_NULL;
}

size_t input_count(const struct input *in, const char *name)
{
        size_t n = 0;

        for (size_t i = 0; i < ARRAY_LEN(sent); i++)
                n += sent[i].name && !strcmp(sent[i].name, name);
        return n;
}

struct str input_item(const struct input *in, const char *name, size_t k)
{
        for (size_t i = 0; i < ARRAY_LEN(sent); i++)
                if (sent[i].name && !strcmp(sent[i].name, name) && k-- == 0)
                        return str_of(sent[i].value);
        return STR_NULL;
}

const struct field_error *input_error(const struct input *in, const char *name)
{
        return wrong.name && !strcmp(wrong.name, name) ? &wrong : NULL;
}

static struct html start(struct arena *a)
{
        struct html h;

        memset(sent, 0, sizeof sent);
        wrong = (struct field_error){ 0 };
        html_init(&h, a, LANG_VI, 0, NULL);
        return h;
}

TEST(what_was_typed_stays_and_the_error_stands_beside_it)
{
        struct arena *a = arena_new(1 << 20);
        struct html h = start(a);
        struct field_view f = { "name", CONTROL_TEXT, .value = STR("from the store") };

        field_typed(&h, &f, NULL);
        EXPECT_STR(f.value, "from the store"); /* a fresh form keeps what is known */
        EXPECT(f.error.ptr == NULL);
        sent[0].name = "name";
        sent[0].value = "";
        wrong = (struct field_error){ "name", T_DUE_TODAY, STR("x") };
        field_typed(&h, &f, back);
        EXPECT_STR(f.value, ""); /* emptied on purpose */
        EXPECT(f.error.len > 0);
        arena_free(a);
}

TEST(a_password_is_not_shown_again)
{
        struct arena *a = arena_new(1 << 20);
        struct html h = start(a);
        struct field_view f = { "secret", CONTROL_SECRET };

        sent[0].name = "secret";
        sent[0].value = "mật khẩu";
        field_typed(&h, &f, back);
        EXPECT(f.value.len == 0);
        arena_free(a);
}

TEST(choices_and_dates_come_back_as_they_were_sent)
{
        static const struct option_view options[] = { { { "1", 1 }, { "một", 4 }, .chosen = true },
                { { "2", 1 }, { "hai", 3 } }, { { "3", 1 }, { "ba", 2 } } };
        struct arena *a = arena_new(1 << 20);
        struct html h = start(a);
        struct field_view one = { "r", CONTROL_RADIO, .options = options, .n_options = 3 };
        struct field_view many = { "c", CONTROL_CHECKS, .options = options, .n_options = 3 };
        struct field_view day = { "d", CONTROL_DATE, .day = STR("1"), .year = STR("1990") };
        struct field_view box = { "b", CONTROL_CHECK };

        EXPECT(field_typed(&h, &one, NULL)->options[0].chosen);
        sent[0].name = "r", sent[0].value = "2";
        sent[1].name = "c", sent[1].value = "2";
        sent[2].name = "c", sent[2].value = "3";
        sent[3].name = "d-day", sent[3].value = "30";
        sent[4].name = "d-month", sent[4].value = "hai";
        sent[5].name = "b", sent[5].value = "1";
        field_typed(&h, &one, back);
        EXPECT(!one.options[0].chosen && one.options[1].chosen && !one.options[2].chosen);
        field_typed(&h, &many, back);
        EXPECT(!many.options[0].chosen && many.options[1].chosen && many.options[2].chosen);
        field_typed(&h, &day, back);
        EXPECT_STR(day.day, "30");
        EXPECT_STR(day.month, "hai");
        EXPECT_STR(day.year, "1990");
        EXPECT(field_typed(&h, &box, back)->chosen);
        sent[5].name = NULL;
        EXPECT(!field_typed(&h, &box, back)->chosen); /* unticked */
        arena_free(a);
}

TEST(a_long_title_is_cut_at_a_word)
{
        AUTO(arena_freep) struct arena *a = arena_new(1 << 16);
        struct html h;

        html_init(&h, a, LANG_VI, 0, NULL);
        EXPECT_STR(view_title(&h, STR("Đăng ký kết hôn")), "Đăng ký kết hôn");
        EXPECT_STR(view_title(&h,
                           STR("Chuyển đổi công ty nhà nước thành công ty trách nhiệm hữu hạn")),
                "Chuyển đổi công ty nhà nước thành công ty…");
        EXPECT_STR(view_title(&h, STR("wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww")),
                "wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww…");
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(what_was_typed_stays_and_the_error_stands_beside_it),
                RUN(a_password_is_not_shown_again),
                RUN(choices_and_dates_come_back_as_they_were_sent),
                RUN(a_long_title_is_cut_at_a_word));
}
