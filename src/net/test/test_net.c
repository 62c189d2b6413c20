/*
 * src/net/test/test_net.c: mail over a real server, with TLS and a password, and what an HTTP
 * request gives and refuses.
 */
#include "base/base64.h"
#include "base/clock.h"
#include "base/json.h"
#include "net/net.h"
#include "net/test/simulator.h"
#include "test/test.h"

static struct arena *a;
static struct simulator sim;

static struct net_mail a_mail(const char *to)
{
        return (struct net_mail){ .url = str_fmt(a, "smtp://localhost:%d", sim.port),
                .user = STR("motcua"),
                .password = STR("mat-khau-thu"),
                .ca_file = str_fmt(a, "%s/ca.pem", sim.dir),
                .from = STR("motcua@thanhhoa.example"),
                .to = str_of(to),
                .from_name = STR("Một cửa Thanh Hoá"),
                .subject = STR("Hồ sơ H56.14-220720-0001 đã được tiếp nhận, hẹn trả kết quả sớm"),
                .text = STR("Kính gửi ông/bà\n.\nHẹn trả thứ hai 01/08/2022."),
                .id = STR("1.mail"),
                .at = time_make(day_make(2022, 7, 20), 9, 0, 0) };
}

/* The words of a header that may have been cut in several. */
static struct str header_words(struct str text, const char *name)
{
        ptrdiff_t at = str_find(text, str_fmt(a, "\r\n%s: ", name));
        struct str rest = str_sub(text, (size_t)at + strlen(name) + 4, 500), word, out = STR("");

        while (at >= 0 && str_starts(str_trim(rest), STR("=?UTF-8?B?"))) {
                rest = str_trim(rest);
                rest = str_sub(rest, 10, rest.len);
                str_cut(&rest, '?', &word);
                rest = str_sub(rest, 1, rest.len);
                CHECK(base64_read(a, word, &word) == 0);
                out = str_cat(a, out, word);
        }
        return out;
}

TEST(a_mail_goes_by_tls_and_password_and_says_what_was_meant)
{
        const struct json *j;
        struct str answer, text, body;
        struct net_mail m;

        a = arena_new(1 << 22);
        REQUIRE(simulator_start(&sim, "mail.py"));
        m = a_mail("na@thanhhoa.example");
        EXPECT_INT(net_mail(a, &m, &answer), 0);
        EXPECT(str_starts(answer, STR("250")));
        REQUIRE(json_parse(a, simulator_file(&sim, a, "mail.jsonl"), &j, NULL) == 0);
        EXPECT_STR(json_str(json_get(j, "from")), "motcua@thanhhoa.example");
        EXPECT_STR(json_str(json_at(json_get(j, "to"), 0)), "na@thanhhoa.example");
        EXPECT_STR(json_str(json_get(j, "user")), "motcua");
        EXPECT(json_bool(json_get(j, "tls"), false));
        text = json_str(json_get(j, "text"));
        EXPECT_STR(header_words(text, "Subject"), m.subject.ptr);
        EXPECT_STR(header_words(text, "From"), m.from_name.ptr);
        EXPECT(str_find(text, STR("Message-ID: <1.mail@thanhhoa.example>")) > 0);
        EXPECT(str_starts(text, STR("Date: Wed, 20 Jul 2022 09:00:00 +0700\r\n")));
        body = str_sub(text, (size_t)str_find(text, STR("\r\n\r\n")) + 4, text.len);
        REQUIRE(base64_read(a, str_replace(a, str_trim(body), STR("\r\n"), STR("")), &body) == 0);
        EXPECT_STR(body, "Kính gửi ông/bà\r\n.\r\nHẹn trả thứ hai 01/08/2022.");
        simulator_stop(&sim);
        arena_free(a);
}

TEST(a_mailbox_that_is_not_there_differs_from_a_server_that_is_busy)
{
        struct str answer;
        struct net_mail m;

        a = arena_new(1 << 22);
        REQUIRE(simulator_start(&sim, "mail.py"));
        m = a_mail("khong-co@thanhhoa.example");
        EXPECT_INT(net_mail(a, &m, &answer), ERR_DENIED);
        EXPECT(str_find(answer, STR("No such mailbox")) > 0);
        m = a_mail("cham@thanhhoa.example");
        EXPECT_INT(net_mail(a, &m, &answer), ERR_IO);
        EXPECT_INT(net_mail(a, &m, &answer), 0);
        m = a_mail("na@thanhhoa.example");
        m.password = STR("sai");
        EXPECT_INT(net_mail(a, &m, &answer), ERR_IO);
        m = a_mail("na@thanhhoa.example");
        m.ca_file = STR(""); /* the system does not know who made its certificate */
        EXPECT_INT(net_mail(a, &m, &answer), ERR_IO);
        simulator_stop(&sim);
        m = a_mail("na@thanhhoa.example");
        EXPECT_INT(net_mail(a, &m, &answer), ERR_IO);
        EXPECT(answer.len > 0);
        arena_free(a);
}

TEST(nothing_but_an_address_gets_into_an_envelope)
{
        static const char *const wrong[] = { "", "na", "@x", "na@", "na@x\r\nBcc: y@z", "a b@x",
                "<na@x>", "na@x,y@z", "nà@x" };
        struct str answer, text;

        a = arena_new(1 << 20);
        for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
                struct net_mail m = a_mail(wrong[i]);

                EXPECT_INT(net_mail_text(a, &m, &text), ERR_INVALID);
                EXPECT_INT(net_mail(a, &m, &answer), ERR_INVALID);
        }
        arena_free(a);
}

static int post(const char *path, const char *body, const char *header, size_t max,
        struct net_answer *ret_ans)
{
        struct str headers[] = { str_of(header) };

        return net_http(a,
                &(struct net_request){ .url = str_fmt(a, "http://127.0.0.1:%d%s", sim.port, path),
                        .type = "application/json",
                        .body = str_of(body),
                        .headers = headers,
                        .n_headers = 1,
                        .max = max },
                ret_ans);
}

TEST(a_request_brings_status_and_body_and_no_more_than_was_allowed)
{
        const char *body = "{\"phone\":\"84987654321\",\"tracking_id\":\"1\"}";
        struct net_answer ans;

        a = arena_new(1 << 22);
        REQUIRE(simulator_start(&sim, "messages.py"));
        REQUIRE(post("/message/template", body, "access_token: the-truy-cap", 0, &ans) == 0);
        EXPECT_INT(ans.status, 200);
        EXPECT_STR(ans.type, "application/json");
        EXPECT(str_find(ans.body, STR("\"msg_id\": \"zns00000001\"")) > 0);
        REQUIRE(post("/khong-co", body, "A: b", 0, &ans) == 0);
        EXPECT_INT(ans.status, 404);
        EXPECT_INT(post("/message/template", body, "A: b", 20, &ans), ERR_LIMIT);
        EXPECT_INT(post("/message/template", body, "A: b\r\nC: d", 0, &ans), ERR_INVALID);
        EXPECT_INT(net_http(a, &(struct net_request){ .url = STR("file:///etc/passwd") }, &ans),
                ERR_INVALID);
        simulator_stop(&sim);
        EXPECT_INT(post("/message/template", body, "A: b", 0, &ans), ERR_IO);
        EXPECT(ans.why.len > 0);
        arena_free(a);
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(a_mail_goes_by_tls_and_password_and_says_what_was_meant),
                RUN(a_mailbox_that_is_not_there_differs_from_a_server_that_is_busy),
                RUN(nothing_but_an_address_gets_into_an_envelope),
                RUN(a_request_brings_status_and_body_and_no_more_than_was_allowed));
}
