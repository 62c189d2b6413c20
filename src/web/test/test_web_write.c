/*
 * src/web/test/test_web_write.c: writing through the dispatcher: CSRF, idempotency, refusal
 * records, what happens when a phase says no, uploads.
 */
#include <sys/socket.h>
#include <unistd.h>

#include "test/test.h"
#include "web/test/toy.h"

static struct arena *a;
#define FORM "application/x-www-form-urlencoded"

static struct answer post_raw(const char *session, const char *path, struct str body)
{
        return client_post(
                a, toy.port, path, str_fmt(a, "Cookie: session=%s\r\n", session).ptr, FORM, body);
}

TEST(a_right_form_is_applied_and_leads_on)
{
        struct answer r = toy_post(a, "guest", "/notes", "text=xin+ch%C3%A0o");

        EXPECT_INT(r.status, 303);
        EXPECT_STR(answer_header(&r, "Location"), "/notes/n1/seen");
        EXPECT_INT(toy.applied, 1);
        EXPECT_STR(str_of(toy.last), "xin chào");
        struct str token = toy_csrf(a, "guest", "/notes");

        r = post_raw("guest", "/en/notes", str_fmt(a, "_csrf=%.*s&text=b", STRF(token)));
        EXPECT_STR(answer_header(&r, "Location"), "/en/notes/n2/seen");
}

TEST(a_form_without_its_own_token_changes_nothing)
{
        struct str token = toy_csrf(a, "alice", "/notes"), again = toy_csrf(a, "alice", "/notes");
        struct str staff = toy_csrf(a, "alice", "/staff"), bob = toy_csrf(a, "bob", "/notes");
        int applied = toy.applied, refused = toy.refused;

        EXPECT(!str_eq(token, again)); /* masked anew in every page */
        EXPECT_INT(post_raw("alice", "/notes", STR("text=a")).status, 403);
        EXPECT_INT(post_raw("alice", "/notes", STR("_csrf=&text=a")).status, 403);
        EXPECT_INT(post_raw("alice", "/notes", str_fmt(a, "_csrf=%.*s&text=a", STRF(staff))).status,
                403);
        EXPECT_INT(post_raw("alice", "/notes", str_fmt(a, "_csrf=%.*s&text=a", STRF(bob))).status,
                403);
        EXPECT_INT(
                post_raw("", "/notes", str_fmt(a, "_csrf=%.*s&text=a", STRF(token))).status, 403);
        EXPECT_INT(client_post(a, toy.port, "/notes",
                           "Cookie: session=alice\r\nSec-Fetch-Site: cross-site\r\n", FORM,
                           str_fmt(a, "_csrf=%.*s&text=a", STRF(token)))
                           .status,
                403);
        EXPECT_INT(toy.applied, applied);
        EXPECT_INT(toy.refused, refused + 6); /* each left its record before it was answered */
        EXPECT_INT(toy.refused_err, ERR_DENIED);
        EXPECT_INT(post_raw("alice", "/notes", str_fmt(a, "_csrf=%.*s&text=a", STRF(again))).status,
                303);
}

TEST(wrong_fields_are_said_beside_them_with_what_was_typed)
{
        int applied = toy.applied, refused = toy.refused;
        struct answer r = toy_post(
                a, "guest", "/notes", "text=ok&day=31/2/2026&amount=2.000.000&password=secret");

        EXPECT_INT(r.status, 422);
        EXPECT(answer_has(&r, "wrong:day=Hãy nhập một ngày có thật, ví dụ 27/3/1987"));
        EXPECT(answer_has(&r, "wrong:amount=Lớn nhất là 1000000"));
        EXPECT(answer_has(&r, "typed:ok"));
        EXPECT(!answer_has(&r, "secret"));
        r = toy_post(a, "guest", "/notes", "text=");
        EXPECT_INT(r.status, 422);
        EXPECT(answer_has(&r, "wrong:text=Hãy nhập mục này"));
        EXPECT_INT(toy.applied, applied);
        EXPECT_INT(toy.refused, refused); /* a slip of the pen is no event */
}

TEST(what_prepare_refuses_is_not_applied_but_recorded)
{
        int applied = toy.applied, refused = toy.refused;
        struct answer r = toy_post(a, "guest", "/notes", "text=forbidden");

        EXPECT_INT(r.status, 403);
        r = toy_post(a, "guest", "/notes", "text=odd");
        EXPECT_INT(r.status, 422);
        EXPECT(answer_has(&r, "wrong:text="));
        EXPECT_INT(toy.applied, applied);
        EXPECT_INT(toy.refused, refused + 2);
}

TEST(what_apply_refuses_is_recorded_by_the_store_and_answered)
{
        int refused = toy.refused;
        struct answer r = toy_post(a, "guest", "/notes", "text=stale");

        EXPECT_INT(r.status, 409);
        EXPECT_INT(toy.refused, refused + 1);
        EXPECT_INT(toy.refused_err, ERR_STALE);
        memory_store_lock();
        memory_store.fail_next = ERR_UNKNOWN;
        memory_store_unlock();
        r = toy_post(a, "guest", "/notes", "text=lost");
        EXPECT_INT(r.status, 503);
        EXPECT(answer_header(&r, "Retry-After").ptr != NULL);
}

TEST(permission_is_asked_before_the_form_is_looked_at)
{
        struct str token = toy_csrf(a, "alice", "/staff");
        int applied = toy.applied, refused = toy.refused;

        EXPECT_INT(post_raw("bob", "/staff", str_fmt(a, "_csrf=%.*s&text=a", STRF(token))).status,
                403);
        EXPECT_INT(post_raw("", "/staff", STR("text=a")).status, 401);
        EXPECT_INT(toy.applied, applied);
        EXPECT_INT(toy.refused, refused + 2);
}

TEST(the_same_key_is_applied_once_and_answered_alike)
{
        int applied = toy.applied;
        struct answer one = toy_post(a, "alice", "/notes", "_key=k.1&text=once&password=p");
        struct answer two = toy_post(a, "alice", "/notes", "_key=k.1&text=once&password=p"), r;

        EXPECT_INT(one.status, 303);
        EXPECT_INT(two.status, 303);
        EXPECT(str_eq(answer_header(&one, "Location"), answer_header(&two, "Location")));
        EXPECT_INT(toy.applied, applied + 1);
        r = toy_post(a, "alice", "/notes", "_key=k.1&text=other&password=p");
        EXPECT_INT(r.status, 422);
        EXPECT(answer_has(&r, "đã dùng cho một yêu cầu khác"));
        r = toy_post(a, "alice", "/notes", "_key=k.1&text=once&password=q");
        EXPECT_INT(r.status, 422); /* another password is another request */
        EXPECT_INT(toy.applied, applied + 1);
        r = toy_post(a, "bob", "/notes", "_key=k.1&text=once&password=p");
        EXPECT_INT(toy.applied, applied + 2); /* keys are of a person */
        r = toy_post(a, "bob", "/notes", "_key=k%20/1&text=once");
        EXPECT_INT(r.status, 422);
}

TEST(two_identical_posts_in_parallel_are_applied_once)
{
        struct str token = toy_csrf(a, "guest", "/notes");
        struct str body = str_fmt(a, "_csrf=%.*s&_key=both&text=both", STRF(token));
        int applied = toy.applied, prepared = toy.prepared, fds[2];
        struct answer r[2];

        toy_hold_writer(true);
        for (int i = 0; i < 2; i++) {
                fds[i] = client_open(toy.port);
                client_send(fds[i],
                        str_fmt(a,
                                "POST /notes HTTP/1.1\r\nHost: toy\r\nContent-Type: " FORM
                                "\r\nCookie: session=guest\r\nContent-Length: %zu\r\n\r\n%s",
                                body.len, body.ptr));
        }
        toy_wait_queued(2);
        toy_hold_writer(false);
        for (int i = 0; i < 2; i++) {
                r[i] = client_read(a, fds[i], false);
                close(fds[i]);
        }
        EXPECT_INT(toy.prepared, prepared + 2); /* both came as far as the transaction */
        EXPECT_INT(toy.applied, applied + 1);
        EXPECT_INT(r[0].status, 303);
        EXPECT(str_eq(answer_header(&r[0], "Location"), answer_header(&r[1], "Location")));
}

TEST(a_write_is_not_answered_before_its_commit)
{
        struct str token = toy_csrf(a, "guest", "/notes");
        struct str body = str_fmt(a, "_csrf=%.*s&text=wait", STRF(token));
        int fd = client_open(toy.port);
        char c;

        toy_hold_writer(true);
        client_send(fd, str_fmt(a,
                                "POST /notes HTTP/1.1\r\nHost: toy\r\nContent-Type: " FORM
                                "\r\nCookie: session=guest\r\nContent-Length: %zu\r\n\r\n%s",
                                body.len, body.ptr));
        toy_wait_queued(1);
        EXPECT(recv(fd, &c, 1, MSG_DONTWAIT) < 0);
        toy_hold_writer(false);
        EXPECT_INT(client_read(a, fd, false).status, 303);
        close(fd);
}

TEST(a_full_write_queue_says_try_again)
{
        int applied = toy.applied, fd = client_open(toy.port);
        struct str token = toy_csrf(a, "guest", "/notes");
        struct str body = str_fmt(a, "_csrf=%.*s&text=first", STRF(token));
        struct answer r;

        memory_store_lock();
        memory_store.hold = true;
        memory_store.max_queue = 1;
        memory_store_unlock();
        client_send(fd, str_fmt(a,
                                "POST /notes HTTP/1.1\r\nHost: toy\r\nContent-Type: " FORM
                                "\r\nCookie: session=guest\r\nContent-Length: %zu\r\n\r\n%s",
                                body.len, body.ptr));
        toy_wait_queued(1);
        r = toy_post(a, "guest", "/notes", "text=second");
        EXPECT_INT(r.status, 503);
        EXPECT(answer_header(&r, "Retry-After").ptr != NULL);
        memory_store.max_queue = 0;
        toy_hold_writer(false);
        EXPECT_INT(client_read(a, fd, false).status, 303);
        EXPECT_INT(toy.applied, applied + 1);
        close(fd);
}

TEST(a_callback_writes_by_get_without_a_token)
{
        int applied = toy.applied;
        struct answer r = client_get(a, toy.port, "/back?text=returned", "");

        EXPECT_INT(r.status, 303);
        EXPECT_INT(toy.applied, applied + 1);
        EXPECT_INT(client_get(a, toy.port, "/back", "").status, 400);
        EXPECT_INT(toy.applied, applied + 1);
}

/* ---- the API ---- */

static struct answer api(const char *lines, const char *json)
{
        return client_post(a, toy.port, "/api/v1/things",
                str_fmt(a, "Authorization: Bearer alice\r\n%s", lines).ptr, "application/json",
                str_of(json));
}

TEST(the_api_takes_json_and_repeats_by_its_key)
{
        int applied = toy.applied;
        struct answer r =
                api("Idempotency-Key: api-1\r\n", "{\"text\":\"a\",\"tags\":[\"x\",\"y\"],"
                                                  "\"any\":{\"deep\":[1]},\"day\":\"2026-11-22\"}");

        EXPECT_INT(r.status, 201);
        EXPECT_STR(r.body, "{\"text\":\"a\",\"tags\":2}");
        r = api("Idempotency-Key: api-2\r\n", "{\"text\":\"a\"}");
        r = api("Idempotency-Key: api-2\r\nAccept-Language: en\r\n", "{\"text\":\"b\"}");
        EXPECT_INT(r.status, 422);
        EXPECT(answer_has(&r, "used for another request"));
        r = api("", "{\"text\":\"a\"}");
        r = api("", "{\"text\":\"a\"}");
        EXPECT_INT(toy.applied, applied + 4); /* without a key each is its own */
        r = api("Idempotency-Key: with space\r\n", "{\"text\":\"a\"}");
        EXPECT_INT(r.status, 422);
        EXPECT_INT(toy.applied, applied + 4);
}

TEST(the_api_names_every_wrong_member)
{
        int applied = toy.applied;
        struct answer r = api("Accept-Language: en\r\n",
                "{\"text\":5,\"n\":\"7\",\"tags\":[\"a\",\"b\",\"c\",\"d\"],\"day\":\"tomorrow\"}");

        EXPECT_INT(r.status, 422);
        EXPECT(answer_has(&r, "{\"field\":\"text\",\"detail\":\"This must be a text\"}"));
        EXPECT(answer_has(&r, "{\"field\":\"n\",\"detail\":\"Enter a whole number"));
        EXPECT(answer_has(&r, "{\"field\":\"tags\",\"detail\":\"At most 3 items\"}"));
        EXPECT(answer_has(&r, "{\"field\":\"day\","));
        r = api("", "{\"n\":101}");
        EXPECT(answer_has(&r, "{\"field\":\"text\"") && answer_has(&r, "{\"field\":\"n\""));
        EXPECT_INT(toy.applied, applied);
}

TEST(the_api_does_not_take_a_browsers_cookie)
{
        struct answer r = client_post(a, toy.port, "/api/v1/things", "Cookie: session=alice\r\n",
                "application/json", STR("{\"text\":\"a\"}"));

        EXPECT_INT(r.status, 401);
}

TEST(bodies_of_another_kind_or_broken_are_refused)
{
        static const char *const bad[] = { "", "{", "[]", "\"x\"",
                "{\"text\":\"a\",\"text\":\"b\"}", "{\"text\":\"\\u0000\"}", "{\"text\":\"\xff\"}",
                "{\"text\":1e999}" };
        int applied = toy.applied;
        struct buf deep;

        for (size_t i = 1; i < ARRAY_LEN(bad); i++)
                EXPECT_INT(api("", bad[i]).status, 400);
        EXPECT_INT(api("", "").status, 422);
        buf_init(&deep, a, 1 << 20);
        buf_addc(&deep, "{\"any\":");
        for (int i = 0; i < 100000; i++)
                buf_byte(&deep, '[');
        int status = api("", buf_str(&deep).ptr).status;

        EXPECT(status == 400 || status == 413);
        EXPECT_INT(client_post(a, toy.port, "/api/v1/things", "Authorization: Bearer alice\r\n",
                           "text/plain", STR("text=a"))
                           .status,
                415);
        EXPECT_INT(client_post(a, toy.port, "/api/v1/things", "Authorization: Bearer alice\r\n",
                           "application/json; charset=latin1", STR("{\"text\":\"a\"}"))
                           .status,
                415);
        EXPECT_INT(post_raw("guest", "/notes", STR("text=%zz")).status, 400);
        EXPECT_INT(post_raw("guest", "/notes", STR("text=a%00b")).status, 400);
        EXPECT_INT(toy.applied, applied);
}

/* ---- uploads ---- */

static struct str part(const char *name, const char *file_name, const char *bytes)
{
        return str_fmt(a,
                "--frontier\r\nContent-Disposition: form-data; name=\"%s\"%s\r\n\r\n%s\r\n", name,
                file_name
                        ? str_fmt(a, "; filename=\"%s\"\r\nContent-Type: image/png", file_name).ptr
                        : "",
                bytes);
}

static struct answer upload(struct str parts, const char *end)
{
        struct str token = toy_csrf(a, "guest", "/files");
        struct str body = str_cat(a, part("_csrf", NULL, token.ptr ? str_c(a, token) : ""), parts);

        return client_post(a, toy.port, "/files", "Cookie: session=guest\r\n",
                "multipart/form-data; boundary=frontier", str_cat(a, body, str_of(end)));
}

TEST(a_file_streams_into_the_store_and_is_known_by_its_bytes)
{
        struct answer r =
                upload(str_cat(a, part("text", NULL, "ghi chú"),
                               part("paper", "C:\\thu muc\\gi\xE1\xBA\xA5y.png", "%PDF-1.7 x")),
                        "--frontier--\r\n");

        EXPECT_INT(r.status, 200);
        EXPECT_STR(r.body, "giấy.png application/pdf 10");
}

TEST(wrong_files_are_said_beside_their_field)
{
        int applied = toy.applied, finished = memory_store.finished_uploads;
        char *large = arena_alloc(a, 100002);
        struct answer r;

        memset(large, 'a', 100001);
        memcpy(large, "%PDF-", 5);
        r = upload(part("paper", "a.pdf", large), "--frontier--\r\n");
        EXPECT_INT(r.status, 422);
        EXPECT(answer_has(&r, "wrong:paper=Tệp a.pdf lớn quá mức"));
        r = upload(part("paper", "a.pdf", ""), "--frontier--\r\n");
        EXPECT(answer_has(&r, "wrong:paper=Tệp a.pdf rỗng"));
        r = upload(part("paper", "", ""), "--frontier--\r\n");
        EXPECT(answer_has(&r, "wrong:paper=Hãy chọn một tệp"));
        r = upload(part("paper", "a.pdf", "MZ\x01\x02"), "--frontier--\r\n");
        EXPECT(answer_has(&r, "wrong:paper=Tệp a.pdf không thuộc loại"));
        r = upload(part("paper", NULL, "text"), "--frontier--\r\n");
        EXPECT(answer_has(&r, "wrong:paper=Hãy chọn một tệp"));
        EXPECT_INT(toy.applied, applied);
        EXPECT_INT(memory_store.finished_uploads, finished); /* none was made durable */
        EXPECT_INT(memory_store.begun_uploads,
                memory_store.finished_uploads + memory_store.aborted_uploads);
}

TEST(a_broken_multipart_form_is_refused_whole)
{
        struct str good = part("paper", "a.pdf", "%PDF-1.7 x");
        int applied = toy.applied;

        EXPECT_INT(upload(good, "").status, 400); /* no end */
        EXPECT_INT(upload(good, "--frontier\r\nContent-Disp").status, 400);
        EXPECT_INT(client_post(a, toy.port, "/files", "Cookie: session=guest\r\n",
                           "multipart/form-data", STR("--frontier--\r\n"))
                           .status,
                415);
        EXPECT_INT(toy.applied, applied);
}

TEST(an_upload_cut_off_leaves_nothing)
{
        int fd = client_open(toy.port), aborted = memory_store.aborted_uploads;

        client_send(fd, STR("POST /files HTTP/1.1\r\nHost: toy\r\nContent-Length: 5000\r\n"
                            "Content-Type: multipart/form-data; boundary=frontier\r\n\r\n"));
        client_send(fd, part("paper", "a.pdf", "%PDF-1.7 half"));
        close(fd);
        while (memory_store.aborted_uploads == aborted)
                usleep(1000); /* ends with the test's own time limit */
        EXPECT_INT(client_get(a, toy.port, "/", "").status, 200);
}

int main(int argc, char **argv)
{
        static const struct test tests[] = { RUN(a_right_form_is_applied_and_leads_on),
                RUN(a_form_without_its_own_token_changes_nothing),
                RUN(wrong_fields_are_said_beside_them_with_what_was_typed),
                RUN(what_prepare_refuses_is_not_applied_but_recorded),
                RUN(what_apply_refuses_is_recorded_by_the_store_and_answered),
                RUN(permission_is_asked_before_the_form_is_looked_at),
                RUN(the_same_key_is_applied_once_and_answered_alike),
                RUN(two_identical_posts_in_parallel_are_applied_once),
                RUN(a_write_is_not_answered_before_its_commit),
                RUN(a_full_write_queue_says_try_again),
                RUN(a_callback_writes_by_get_without_a_token),
                RUN(the_api_takes_json_and_repeats_by_its_key),
                RUN(the_api_names_every_wrong_member), RUN(the_api_does_not_take_a_browsers_cookie),
                RUN(bodies_of_another_kind_or_broken_are_refused),
                RUN(a_file_streams_into_the_store_and_is_known_by_its_bytes),
                RUN(wrong_files_are_said_beside_their_field),
                RUN(a_broken_multipart_form_is_refused_whole),
                RUN(an_upload_cut_off_leaves_nothing) };
        int r;

        a = arena_new(256 << 20);
        toy_start(NULL);
        r = test_main(argc, argv, tests, ARRAY_LEN(tests));
        toy_stop();
        arena_free(a);
        return r;
}
