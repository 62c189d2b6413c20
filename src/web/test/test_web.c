/*
 * src/web/test/test_web.c: reading, as a browser and a program meet the dispatcher on a toy server.
 */
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "test/test.h"
#include "web/call.h"
#include "web/test/toy.h"

static struct arena *a;

static struct answer get(const char *path)
{
        return client_get(a, toy.port, path, "");
}

static struct answer get_as(const char *session, const char *path)
{
        return client_get(
                a, toy.port, path, str_fmt(a, "Cookie: theme=x; session=%s\r\n", session).ptr);
}

TEST(a_page_has_the_headers_no_page_may_lack)
{
        struct answer r = get("/?q=%E1%BA%A5m&unknown=1");

        EXPECT_INT(r.status, 200);
        EXPECT_STR(r.body, "trang chủ q=ấm");
        EXPECT_STR(answer_header(&r, "Content-Type"), "text/html; charset=utf-8");
        EXPECT(str_starts(answer_header(&r, "Content-Security-Policy"), STR("default-src 'none'")));
        EXPECT_STR(answer_header(&r, "X-Content-Type-Options"), "nosniff");
        EXPECT_STR(answer_header(&r, "Cache-Control"), "no-store");
        EXPECT(answer_header(&r, "Cross-Origin-Opener-Policy").ptr != NULL);
        EXPECT(!answer_header(&r, "Strict-Transport-Security").ptr);
}

TEST(the_language_is_in_the_address)
{
        struct answer r = get("/en");

        EXPECT_STR(r.body, "home q=");
        r = get("/en/?q=x");
        EXPECT_STR(r.body, "home q=x");
        r = get("/england");
        EXPECT_INT(r.status, 404);
        EXPECT(answer_has(&r, "not_found ref "));
        r = get("/en/nowhere");
        EXPECT(answer_has(&r, "not_found ref "));
        r = get("/en/api/v1/things/x");
        EXPECT_INT(r.status, 404);
}

TEST(head_options_and_wrong_methods_are_answered_from_the_table)
{
        struct answer r = client_ask(a, toy.port, STR("HEAD /things/x HTTP/1.1\r\n"), STR(""));

        EXPECT_INT(r.status, 200);
        EXPECT_STR(answer_header(&r, "Content-Length"), "1");
        r = client_ask(a, toy.port, STR("OPTIONS /notes HTTP/1.1\r\n"), STR(""));
        EXPECT_INT(r.status, 204);
        EXPECT_STR(answer_header(&r, "Allow"), "OPTIONS, GET, HEAD, POST");
        r = client_ask(a, toy.port, STR("DELETE /notes HTTP/1.1\r\n"), STR(""));
        EXPECT_INT(r.status, 405);
        EXPECT_STR(answer_header(&r, "Allow"), "OPTIONS, GET, HEAD, POST");
        r = client_ask(a, toy.port, STR("BREW /notes HTTP/1.1\r\n"), STR(""));
        EXPECT_INT(r.status, 405);
        r = client_ask(a, toy.port, STR("HEAD /back?text=x HTTP/1.1\r\n"), STR(""));
        EXPECT_INT(r.status, 405);
        EXPECT_INT(toy.applied, 0);
}

TEST(a_slash_at_the_end_leads_to_the_address_without_it)
{
        struct answer r = get("/en/things/a%20b/?x=1");

        EXPECT_INT(r.status, 308);
        EXPECT_STR(answer_header(&r, "Location"), "/en/things/a%20b?x=1");
        r = get("//things/x");
        EXPECT_INT(r.status, 404);
        r = get("/nowhere/");
        EXPECT_INT(r.status, 404);
}

TEST(paths_that_could_be_read_in_two_ways_are_no_paths)
{
        static const char *const bad[] = { "/%", "/%4", "/%zz", "/things/%00", "/things/%c0%af",
                "/things/%ed%a0%80", "/../things/x", "/things/%2e%2e/x", "/things/./x",
                "/things/a%2fb", "/things/%0d%0aX", "things/x", "/things/\xff" };

        for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
                struct answer r = get(bad[i]);

                if (r.status != 400)
                        printf("    %s: %d\n", bad[i], r.status);
                EXPECT_INT(r.status, 400);
        }
        struct answer r = get("http://other/things/x");

        EXPECT_STR(r.body, "x");
        r = get("/things/a%CC%83"); /* a and a combining tilde: NFC inside */
        EXPECT_STR(r.body, "ã");
}

TEST(a_query_that_cannot_be_read_or_breaks_its_rules_is_refused)
{
        static const char *const bad[] = { "/?q=%", "/?q=%zz", "/?q=%00", "/?q=%ff", "/?q=a&q=b" };

        for (size_t i = 0; i < ARRAY_LEN(bad); i++)
                EXPECT_INT(get(bad[i]).status, 400);
        char *large = arena_alloc(a, 200);

        memcpy(large, "/?q=", 4);
        memset(large + 4, 'a', 101);
        EXPECT_INT(get(large).status, 400);
        large[4 + 100] = 0;
        EXPECT_INT(get(large).status, 200);
}

TEST(a_redirect_and_its_cookie_cannot_be_broken_open_by_their_values)
{
        struct answer r = get("/cookie");

        EXPECT_INT(r.status, 303);
        EXPECT_STR(answer_header(&r, "Location"), "/things/a%20b%2F%E1%BA%A5%3F%0D%0AX:%20y");
        EXPECT_STR(answer_header(&r, "Set-Cookie"),
                "session=alice; Path=/; HttpOnly; SameSite=Lax; Max-Age=600");
        EXPECT(!answer_header(&r, "X").ptr);
}

TEST(a_file_is_sent_with_its_name_in_both_spellings)
{
        struct answer r = get("/sent");

        EXPECT_STR(r.body, "%PDF-1.7 tiny");
        EXPECT_STR(answer_header(&r, "Content-Disposition"),
                "attachment; filename=\"gi___y _1_.pdf\"; "
                "filename*=UTF-8''gi%E1%BA%A5y%20%221%22.pdf");
        r = client_ask(a, toy.port, STR("HEAD /sent HTTP/1.1\r\n"), STR(""));
        EXPECT_STR(answer_header(&r, "Content-Length"), "13");
}

TEST(permission_comes_from_the_table)
{
        int refused = toy.refused;

        EXPECT_INT(get("/staff").status, 401);
        EXPECT_INT(toy.refused, refused);
        EXPECT_INT(get_as("alice", "/staff").status, 200);
        EXPECT_INT(get_as("bob", "/staff").status, 403);
        EXPECT_INT(toy.refused, refused + 1); /* a person's denied read leaves its record */
        EXPECT_INT(toy.refused_err, ERR_DENIED);
}

TEST(personal_data_leave_only_after_their_access_record)
{
        int before = toy.accessed, fd = client_open(toy.port);
        struct answer r;
        char c;

        toy_hold_writer(true);
        client_send(
                fd, STR("GET /people/p HTTP/1.1\r\nHost: toy\r\nCookie: session=alice\r\n\r\n"));
        toy_wait_queued(1);
        r = get("/things/x"); /* others are answered meanwhile */
        EXPECT_INT(r.status, 200);
        EXPECT(recv(fd, &c, 1, MSG_DONTWAIT) < 0);
        toy_hold_writer(false);
        r = client_read(a, fd, false);
        EXPECT_INT(r.status, 200);
        EXPECT_INT(toy.accessed, before + 1);
        close(fd);
}

TEST(without_the_record_nothing_of_a_person_leaves)
{
        struct answer r;

        memory_store_lock();
        memory_store.fail_next = ERR_IO;
        memory_store_unlock();
        r = get_as("alice", "/people/p");
        EXPECT_INT(r.status, 503);
        EXPECT(!answer_has(&r, "person"));
        EXPECT(answer_header(&r, "Retry-After").ptr != NULL);
        r = get_as("alice", "/people/forgotten"); /* flag, but no note */
        EXPECT_INT(r.status, 500);
        EXPECT(!answer_has(&r, "person"));
        r = get("/leak"); /* no flag */
        EXPECT_INT(r.status, 500);
        EXPECT(!answer_has(&r, "person"));
}

TEST(a_cached_page_is_rendered_once_and_knows_nobody)
{
        int before = toy.rendered;
        struct answer r = client_get(a, toy.port, "/cached?q=1", "Cookie: visitor=eve\r\n");

        EXPECT_INT(r.status, 200);
        EXPECT(answer_has(&r, " for - the same")); /* no cookie reached it */
        EXPECT_INT(toy.rendered, before + 1);
        r = client_get(a, toy.port, "/cached?q=1&undeclared=2", "Cookie: visitor=adam\r\n");
        EXPECT_INT(toy.rendered, before + 1);
        r = get("/cached?q=2");
        r = get("/en/cached?q=1");
        EXPECT_INT(toy.rendered, before + 3);
        toy.generation++;
        r = get("/cached?q=1");
        EXPECT_INT(toy.rendered, before + 4);
}

TEST(who_is_signed_in_gets_a_cached_page_of_their_own)
{
        struct answer shared = get("/cached?q=own"), alice = get_as("alice", "/cached?q=own");
        struct answer bob = get_as("bob", "/cached?q=own"), again = get("/cached?q=own");
        struct str etag = answer_header(&shared, "ETag");
        struct answer same = client_get(a, toy.port, "/cached?q=own",
                str_fmt(a, "Cookie: session=alice\r\nIf-None-Match: %.*s\r\n", STRF(etag)).ptr);

        EXPECT(answer_has(&alice, " for alice the same") && answer_has(&bob, " for bob the same"));
        EXPECT_STR(answer_header(&alice, "Cache-Control"), "no-store");
        EXPECT(answer_has(&again, " for - the same")); /* none of theirs was kept */
        EXPECT_STR(answer_header(&again, "Vary"), "Accept-Encoding, Cookie");
        EXPECT_INT(same.status, 200); /* what a browser kept from before is not theirs */
}

TEST(a_cached_page_ends_at_midnight)
{
        i64 now = clock_now(), midnight = day_start(day_of(now) + 1);
        int before;

        clock_set(midnight - 1000, false);
        get("/cached?q=until");
        before = toy.rendered;
        clock_set(midnight - 1, false);
        get("/cached?q=until");
        EXPECT_INT(toy.rendered, before);
        clock_set(midnight, false);
        get("/cached?q=until");
        EXPECT_INT(toy.rendered, before + 1);
        clock_set(now, true);
}

TEST(who_has_the_page_gets_304)
{
        struct answer r = get("/cached?q=tag");
        struct str etag = answer_header(&r, "ETag");
        struct answer again = client_get(a, toy.port, "/cached?q=tag",
                str_fmt(a, "If-None-Match: \"x\", %.*s\r\n", STRF(etag)).ptr);

        EXPECT(etag.len > 10);
        EXPECT_STR(answer_header(&r, "Cache-Control"), "public, no-cache");
        EXPECT_INT(again.status, 304);
        EXPECT_STR(answer_header(&again, "ETag"), etag.ptr ? str_c(a, etag) : "");
        r = client_ask(a, toy.port, STR("HEAD /cached?q=tag HTTP/1.1\r\n"), STR(""));
        EXPECT_INT(r.status, 200);
        r = get("/api/v1/things/x");
        etag = answer_header(&r, "ETag");
        again = client_get(a, toy.port, "/api/v1/things/x",
                str_fmt(a, "If-None-Match: %.*s\r\n", STRF(etag)).ptr);
        EXPECT(etag.len > 10);
        EXPECT_INT(again.status, 304);
}

TEST(long_answers_are_compressed_for_who_takes_it)
{
        struct answer plain = get("/big"), zipped, no;

        zipped = client_get(a, toy.port, "/big", "Accept-Encoding: br, gzip;q=0.5\r\n");
        no = client_get(a, toy.port, "/big", "Accept-Encoding: gzip;q=0\r\n");
        EXPECT(plain.body.len > 10000 && zipped.body.len < 1000);
        EXPECT_STR(answer_header(&zipped, "Content-Encoding"), "gzip");
        EXPECT_STR(answer_header(&plain, "Vary"), "Accept-Encoding");
        EXPECT(str_eq(no.body, plain.body));
        zipped = client_get(a, toy.port, "/cached?q=zip", "Accept-Encoding: gzip\r\n");
        EXPECT_STR(answer_header(&zipped, "Content-Encoding"), "gzip");
        zipped = client_get(a, toy.port, "/cached?q=zip", "Accept-Encoding: gzip\r\n");
        EXPECT_STR(answer_header(&zipped, "Content-Encoding"), "gzip");
        plain = get("/cached?q=zip");
        EXPECT(!answer_header(&plain, "Content-Encoding").ptr && answer_has(&plain, "rendered"));
}

TEST(assets_are_kept_for_ever_and_checked_by_their_tag)
{
        const char *path = asset_path("motcua.css");
        struct answer r = client_get(a, toy.port, path, "Accept-Encoding: gzip\r\n");
        struct str etag = answer_header(&r, "ETag");

        EXPECT_INT(r.status, 200);
        EXPECT_STR(answer_header(&r, "Content-Encoding"), "gzip");
        EXPECT_STR(answer_header(&r, "Cache-Control"), "public, max-age=31536000, immutable");
        EXPECT_STR(answer_header(&r, "Content-Type"), "text/css; charset=utf-8");
        r = client_get(a, toy.port, path, str_fmt(a, "If-None-Match: %.*s\r\n", STRF(etag)).ptr);
        EXPECT_INT(r.status, 304);
        EXPECT_INT(get("/assets/motcua.00000000.css").status, 404);
        EXPECT_INT(get("/assets").status, 404);
}

TEST(the_api_says_problems_in_json_and_the_readers_language)
{
        struct answer r = client_get(a, toy.port, "/api/v1/nothing", "Accept-Language: en-GB\r\n");

        EXPECT_INT(r.status, 404);
        EXPECT_STR(answer_header(&r, "Content-Type"), "application/problem+json");
        EXPECT(answer_has(&r, "\"type\":\"urn:motcua:problem:not_found\""));
        EXPECT(answer_has(&r, "\"title\":\"Not found\",\"status\":404"));
        r = client_get(a, toy.port, "/api/v1/things/x", "Authorization: Bearer wrong\r\n");
        EXPECT_INT(r.status, 401);
        EXPECT_STR(answer_header(&r, "WWW-Authenticate"), "Bearer");
        EXPECT(answer_has(&r, "Cần đăng nhập"));
        r = get("/api/v1/things/x?q=%ff");
        EXPECT_INT(r.status, 400);
        EXPECT(answer_has(&r, "\"errors\":[{\"field\":\"q\""));
}

TEST(slow_routes_do_not_hold_up_quick_ones_and_full_queues_say_503)
{
        int fds[8], refused = 0, ok = 0;
        struct answer r;

        memory_store_lock();
        toy.hold_slow = true;
        memory_store_unlock();
        for (int i = 0; i < 8; i++) {
                fds[i] = client_open(toy.port);
                client_send(fds[i], STR("GET /slow HTTP/1.1\r\nHost: toy\r\n\r\n"));
                memory_store_lock();
                while (i < 2 && toy.in_slow < i + 1) /* both workers are taken before the rest */
                        memory_store_wait();
                memory_store_unlock();
        }
        while (atomic_load(&toy.web->metrics.reasons[REASON_QUEUE_FULL]) < 3)
                usleep(1000);
        r = get("/things/x");
        EXPECT_INT(r.status, 200);
        memory_store_lock();
        toy.hold_slow = false;
        memory_store_unlock();
        for (int i = 0; i < 8; i++) {
                r = client_read(a, fds[i], false);
                ok += r.status == 200;
                refused += r.status == 503 && answer_header(&r, "Retry-After").ptr;
                close(fds[i]);
        }
        EXPECT_INT(ok, 5); /* two at work, three waiting */
        EXPECT_INT(refused, 3);
}

TEST(metrics_count_by_route_and_reason)
{
        struct buf b;

        buf_init(&b, a, 1 << 20);
        web_metrics(toy.web, &b);
        EXPECT(str_find(buf_str(&b), STR("motcua_http_requests_total{verb=\"GET\","
                                         "route=\"/staff\",class=\"4xx\"} 2\n")) >= 0);
        EXPECT(str_find(buf_str(&b), STR("motcua_http_refused_total{reason=\"queue_full\"} 3\n")) >=
                0);
        EXPECT(str_find(buf_str(&b), STR("reason=\"person_data\"} 2\n")) >= 0);
        EXPECT(str_find(buf_str(&b), STR("le=\"+Inf\"")) >= 0);
}

TEST(on_postgresql_every_page_is_made_by_a_worker)
{
        struct answer r;

        toy_stop();
        toy_kind = DB_POSTGRES;
        toy_start(NULL);
        toy_kind = DB_SQLITE;
        r = get("/?q=w");
        EXPECT_STR(r.body, "trang chủ q=w");
        r = get("/nowhere");
        EXPECT_INT(r.status, 404);
        r = get_as("alice", "/people/p");
        EXPECT_INT(r.status, 200);
        r = get("/cached");
        r = get("/cached");
        EXPECT_INT(toy.rendered, 1);
}

TEST(behind_a_trusted_proxy_the_real_address_and_tls_are_known)
{
        struct answer r;

        toy_stop();
        toy_start(&(struct web_config){ .trust_proxy = true });
        r = client_get(a, toy.port, "/cookie",
                "X-Forwarded-Proto: https\r\nX-Forwarded-For: 10.0.0.1, 203.0.113.9\r\n");
        EXPECT(str_find(answer_header(&r, "Set-Cookie"), STR("; Secure")) >= 0);
        EXPECT(answer_header(&r, "Strict-Transport-Security").ptr != NULL);
        EXPECT_STR(str_of(toy.peer), "203.0.113.9");
        r = get("/cookie");
        EXPECT(str_find(answer_header(&r, "Set-Cookie"), STR("; Secure")) < 0);
}

int main(int argc, char **argv)
{
        static const struct test tests[] = { RUN(a_page_has_the_headers_no_page_may_lack),
                RUN(the_language_is_in_the_address),
                RUN(head_options_and_wrong_methods_are_answered_from_the_table),
                RUN(a_slash_at_the_end_leads_to_the_address_without_it),
                RUN(paths_that_could_be_read_in_two_ways_are_no_paths),
                RUN(a_query_that_cannot_be_read_or_breaks_its_rules_is_refused),
                RUN(a_redirect_and_its_cookie_cannot_be_broken_open_by_their_values),
                RUN(a_file_is_sent_with_its_name_in_both_spellings),
                RUN(permission_comes_from_the_table),
                RUN(personal_data_leave_only_after_their_access_record),
                RUN(without_the_record_nothing_of_a_person_leaves),
                RUN(a_cached_page_is_rendered_once_and_knows_nobody),
                RUN(who_is_signed_in_gets_a_cached_page_of_their_own),
                RUN(a_cached_page_ends_at_midnight), RUN(who_has_the_page_gets_304),
                RUN(long_answers_are_compressed_for_who_takes_it),
                RUN(assets_are_kept_for_ever_and_checked_by_their_tag),
                RUN(the_api_says_problems_in_json_and_the_readers_language),
                RUN(slow_routes_do_not_hold_up_quick_ones_and_full_queues_say_503),
                RUN(metrics_count_by_route_and_reason),
                RUN(on_postgresql_every_page_is_made_by_a_worker),
                RUN(behind_a_trusted_proxy_the_real_address_and_tls_are_known) };
        int r;

        a = arena_new(256 << 20);
        toy_start(NULL);
        r = test_main(argc, argv, tests, ARRAY_LEN(tests));
        toy_stop();
        arena_free(a);
        return r;
}
