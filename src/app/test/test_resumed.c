/*
 * src/app/test/test_resumed.c: files that arrive piece by piece: what was acknowledged is kept,
 * what does not fit is refused, nobody meets another person's, and what arrived becomes a paper
 * like any other.
 */
#include <unistd.h>

#include "app/test/site.h"
#include "base/base64.h"
#include "core/files.h"
#include "crypto/hash.h"
#include "job/job.h"
#include "test/test.h"

#define CITIZEN "038094000217"
#define PDF     "%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
#define LENGTH  ((i64)sizeof(PDF) - 1)

static struct site s;

static struct answer ask(
        const struct visitor *v, const char *what, const char *more, struct str body)
{
        return site_send(v, what, site_fmt(&s, "Tus-Resumable: 1.0.0\r\n%s", more), body);
}

static struct answer announce(const struct visitor *v, i64 length)
{
        /* "don xin.pdf" */
        return ask(v, "POST /api/v1/uploads",
                site_fmt(&s,
                        "Upload-Length: %lld\r\nUpload-Metadata: filename ZG9uIHhpbi5wZGY=\r\n",
                        (long long)length),
                STR(""));
}

static const char *place_of(const struct answer *a)
{
        return str_c(s.arena, answer_header(a, "Location"));
}

static struct answer piece_with(
        const struct visitor *v, const char *place, i64 at, struct str bytes, const char *more)
{
        return ask(v, site_fmt(&s, "PATCH %s", place),
                site_fmt(&s,
                        "Content-Type: application/offset+octet-stream\r\nUpload-Offset: %lld\r\n%s",
                        (long long)at, more),
                bytes);
}

static struct answer piece(const struct visitor *v, const char *place, i64 at, i64 to)
{
        return piece_with(v, place, at, str_sub(STR(PDF), (size_t)at, (size_t)(to - at)), "");
}

static i64 offset(const struct visitor *v, const char *place)
{
        struct answer a = ask(v, site_fmt(&s, "HEAD %s", place), "", STR(""));
        i64 n = -1;

        return a.status != 200                                           ? -a.status
               : str_to_i64(answer_header(&a, "Upload-Offset"), &n) == 0 ? n
                                                                         : -1;
}

TEST(a_file_in_pieces_becomes_the_file_that_was_sent)
{
        TESTDB_EACH(kind)
        {
                struct visitor v;
                struct answer a;
                const char *place, *code;
                u8 hash[32];

                REQUIRE(site_begin(&s, kind));
                v = site_program(&s, CITIZEN);
                a = announce(&v, LENGTH);
                EXPECT_INT(a.status, 201);
                EXPECT_STR(answer_header(&a, "Tus-Resumable"), "1.0.0");
                EXPECT_STR(answer_header(&a, "Upload-Expires"), "Thu, 21 Jul 2022 02:00:00 GMT");
                place = place_of(&a);
                EXPECT_INT(offset(&v, place), 0);
                EXPECT_INT(piece(&v, place, 0, 10).status, 204);
                EXPECT_INT(offset(&v, place), 10);
                a = piece(&v, place, 10, 40);
                EXPECT_STR(answer_header(&a, "Upload-Offset"), "40");
                EXPECT_INT(site_count(&s, "file where object_kind is null"), 0);
                EXPECT_INT(piece(&v, place, 40, LENGTH).status, 204);
                a = ask(&v, site_fmt(&s, "GET %s", place), "", STR(""));
                hash_bytes(PDF, (size_t)LENGTH, hash);
                EXPECT(answer_has(&a, str_hex(s.arena, hash, 32).ptr));
                EXPECT(answer_has(&a, "\"name\":\"don xin.pdf\""));
                EXPECT(answer_has(&a, "\"type\":\"application/pdf\""));
                EXPECT(answer_has(&a, "\"check\":\"waiting\"")); /* no converter here */
                EXPECT_STR(answer_header(&a, "Upload-Metadata"), "filename ZG9uIHhpbi5wZGY=");
                EXPECT_INT(site_count(&s, "partial_piece"), 0);
                code = strrchr(place, '/') + 1;
                a = ask(&v, site_fmt(&s, "GET /api/v1/files/%s", code), "", STR(""));
                EXPECT_STR(a.body, PDF);
                site_end(&s);
        }
}

TEST(a_piece_that_does_not_fit_changes_nothing)
{
        TESTDB_EACH(kind)
        {
                struct visitor v, w;
                const char *place;
                struct answer a;

                REQUIRE(site_begin(&s, kind));
                v = site_program(&s, CITIZEN);
                w = site_visitor(&s, CITIZEN);
                a = announce(&v, LENGTH);
                place = place_of(&a);
                EXPECT_INT(piece(&v, place, 0, 10).status, 204);
                a = piece(&v, place, 20, 30);
                EXPECT_INT(a.status, 409);
                EXPECT_STR(answer_header(&a, "Upload-Offset"), "10");
                EXPECT_INT(piece(&v, place, 0, 10).status, 409); /* sent again */
                EXPECT_INT(piece_with(&v, place, 10, STR(PDF "x"), "").status, 413);
                EXPECT_INT(ask(&v, site_fmt(&s, "PATCH %s", place),
                                   "Content-Type: application/offset+octet-stream\r\n", STR("x"))
                                   .status,
                        400);
                EXPECT_INT(ask(&v, site_fmt(&s, "PATCH %s", place),
                                   "Content-Type: text/plain\r\nUpload-Offset: 10\r\n", STR("x"))
                                   .status,
                        415);
                EXPECT_INT(piece_with(&v, place, -10, STR("x"), "").status, 400);
                EXPECT_INT(piece_with(&v, place, 10, STR(""), "").status, 422);
                EXPECT_INT(site_send(&v, site_fmt(&s, "PATCH %s", place),
                                   "Tus-Resumable: 0.2.2\r\nUpload-Offset: 10\r\n"
                                   "Content-Type: application/offset+octet-stream\r\n",
                                   STR("x"))
                                   .status,
                        412);
                /* Who comes with a session and without the header comes from nowhere. */
                EXPECT_INT(site_send(&w, site_fmt(&s, "HEAD %s", place), "", STR("")).status, 401);
                EXPECT_INT(ask(&w, site_fmt(&s, "HEAD %s", place), "Sec-Fetch-Site: cross-site\r\n",
                                   STR(""))
                                   .status,
                        401);
                EXPECT_INT(offset(&w, place), 10);
                EXPECT_INT(offset(&v, place), 10);
                site_end(&s);
        }
}

TEST(a_wrong_check_sum_is_told_and_the_piece_is_not_taken)
{
        TESTDB_EACH(kind)
        {
                struct visitor v;
                const char *place;
                struct answer a;
                u8 hash[32];

                REQUIRE(site_begin(&s, kind));
                v = site_program(&s, CITIZEN);
                a = announce(&v, LENGTH);
                place = place_of(&a);
                hash_bytes("%PDF", 4, hash);
                const char *right = site_fmt(&s, "Upload-Checksum: sha256 %s\r\n",
                        base64(s.arena, str_n((const char *)hash, 32)).ptr);

                EXPECT_INT(piece_with(&v, place, 0, STR("%PDX"), right).status, 460);
                EXPECT_INT(piece_with(&v, place, 0, STR("%PDF"), "Upload-Checksum: md5 AA==\r\n")
                                   .status,
                        400);
                EXPECT_INT(
                        piece_with(&v, place, 0, STR("%PDF"), "Upload-Checksum: sha256\r\n").status,
                        400);
                EXPECT_INT(offset(&v, place), 0);
                EXPECT_INT(piece_with(&v, place, 0, STR("%PDF"), right).status, 204);
                EXPECT_INT(offset(&v, place), 4);
                /* And the whole, when it was said what it is meant to be. */
                a = ask(&v, "POST /api/v1/uploads",
                        site_fmt(&s, "Upload-Length: 4\r\nUpload-Metadata: sha256 %s\r\n",
                                base64(s.arena, str_hex(s.arena, hash, 32)).ptr),
                        STR(""));
                place = place_of(&a);
                EXPECT_INT(piece_with(&v, place, 0, STR("%PDX"), "").status, 460);
                EXPECT_INT(offset(&v, place), 0);
                site_end(&s);
        }
}

TEST(what_is_announced_is_bounded_and_must_be_understood)
{
        TESTDB_EACH(kind)
        {
                struct visitor v;
                struct answer a;

                REQUIRE(site_begin(&s, kind));
                v = site_program(&s, CITIZEN);
                a = announce(&v, (i64)2 << 30);
                EXPECT_INT(a.status, 413);
                EXPECT_STR(answer_header(&a, "Tus-Max-Size"), "10485760");
                EXPECT_INT(announce(&v, 0).status, 422);
                EXPECT_INT(announce(&v, -1).status, 400);
                EXPECT_INT(ask(&v, "POST /api/v1/uploads", "", STR("")).status, 400);
                EXPECT_INT(ask(&v, "POST /api/v1/uploads",
                                   "Upload-Length: 5\r\nUpload-Metadata: filename ?\r\n", STR(""))
                                   .status,
                        400);
                for (int i = 0; i < 20; i++)
                        EXPECT_INT(announce(&v, 10 << 20).status, 201);
                a = announce(&v, 1); /* 200 MB are under way */
                EXPECT_INT(a.status, 429);
                EXPECT(answer_has(&a, "gửi dở"));
                EXPECT_INT(site_count(&s, "partial_file"), 20);
                a = site_send(&v, "OPTIONS /api/v1/uploads", "", STR(""));
                EXPECT_INT(a.status, 204);
                EXPECT_STR(answer_header(&a, "Tus-Version"), "1.0.0");
                EXPECT(str_find(answer_header(&a, "Tus-Extension"), STR("checksum")) > 0);
                site_end(&s);
        }
}

TEST(headers_are_what_they_claim_or_refused)
{
        static const char *const lengths[] = { "", "abc", "1e3", "+5", "0x10", "5 5", "5,5",
                "9223372036854775808", "-9223372036854775808", "99999999999999999999999" };
        /* of the name: no folders, no controls; "file" when nothing is left */
        static const struct {
                const char *metadata, *name;
        } names[] = { { "filename Li4vLi4vYS5wZGY=", "a.pdf" },
                { "filename QzpcYi5wZGY=", "b.pdf" }, { "filename", "file" },
                { "filename YQBi", "file" }, { "filename //8=", "file" },
                { "x YQ==,filename Yy5wZGY=", "c.pdf" } };

        TESTDB_EACH(kind)
        {
                struct visitor v;
                struct answer a;

                REQUIRE(site_begin(&s, kind));
                v = site_program(&s, CITIZEN);
                for (size_t i = 0; i < ARRAY_LEN(lengths); i++)
                        EXPECT_INT(
                                ask(&v, "POST /api/v1/uploads",
                                        site_fmt(&s, "Upload-Length: %s\r\n", lengths[i]), STR(""))
                                        .status,
                                400);
                EXPECT_INT(ask(&v, "POST /api/v1/uploads",
                                   site_fmt(&s,
                                           "Upload-Length: 5\r\nUpload-Metadata: x %05000d\r\n", 0),
                                   STR(""))
                                   .status,
                        400);
                EXPECT_INT(site_count(&s, "partial_file"), 0);
                for (size_t i = 0; i < ARRAY_LEN(names); i++) {
                        a = ask(&v, "POST /api/v1/uploads",
                                site_fmt(&s, "Upload-Length: 5\r\nUpload-Metadata: %s\r\n",
                                        names[i].metadata),
                                STR(""));
                        EXPECT_INT(a.status, 201);
                        a = ask(&v, site_fmt(&s, "GET %s", place_of(&a)), "", STR(""));
                        EXPECT(answer_has(&a, site_fmt(&s, "\"name\":\"%s\"", names[i].name)));
                }
                site_end(&s);
        }
}

TEST(another_persons_upload_is_not_there)
{
        TESTDB_EACH(kind)
        {
                struct visitor v, other;
                const char *place;
                struct answer a;

                REQUIRE(site_begin(&s, kind));
                v = site_program(&s, CITIZEN);
                other = site_program(&s, "motcua");
                a = announce(&v, LENGTH);
                place = place_of(&a);
                EXPECT_INT(offset(&other, place), -404);
                EXPECT_INT(piece(&other, place, 0, 10).status, 404);
                EXPECT_INT(ask(&other, site_fmt(&s, "DELETE %s", place), "", STR("")).status, 404);
                EXPECT_INT(offset(&v, place), 0);
                /* A network that lets no PATCH through; and what is given up is gone. */
                EXPECT_INT(ask(&v, site_fmt(&s, "POST %s", place),
                                   "X-HTTP-Method-Override: PATCH\r\nUpload-Offset: 0\r\n"
                                   "Content-Type: application/offset+octet-stream\r\n",
                                   str_sub(STR(PDF), 0, 10))
                                   .status,
                        204);
                EXPECT_INT(offset(&v, place), 10);
                EXPECT_INT(ask(&v, site_fmt(&s, "DELETE %s", place), "", STR("")).status, 204);
                EXPECT_INT(offset(&v, place), -404);
                EXPECT_INT(site_count(&s, "partial_file") + site_count(&s, "partial_piece"), 0);
                site_end(&s);
        }
}

TEST(what_nobody_finished_or_used_ends_after_its_time)
{
        TESTDB_EACH(kind)
        {
                const char *half, *whole, *used;
                struct visitor v;
                struct answer a;
                i64 n;

                REQUIRE(site_begin(&s, kind));
                v = site_program(&s, CITIZEN);
                a = announce(&v, LENGTH);
                half = place_of(&a);
                EXPECT_INT(piece(&v, half, 0, 10).status, 204);
                a = announce(&v, LENGTH);
                whole = place_of(&a);
                EXPECT_INT(piece(&v, whole, 0, LENGTH).status, 204);
                a = announce(&v, LENGTH);
                used = place_of(&a);
                EXPECT_INT(piece(&v, used, 0, LENGTH).status, 204);
                testdb_run(
                        &s.db, site_fmt(&s,
                                       "update file set object_kind = 'draft', object_id = 1 where "
                                       "code = '%s'",
                                       strrchr(used, '/') + 1));
                clock_set(SITE_NOW + 24 * HOUR_MS, false);
                EXPECT_INT(offset(&v, half), -410);
                EXPECT_INT(piece(&v, half, 10, 20).status, 410);
                EXPECT_INT(job_run_due(s.app.store, s.arena, &n), 0);
                EXPECT_INT(site_count(&s, "partial_file") + site_count(&s, "partial_piece"), 0);
                EXPECT_INT(
                        site_count(&s, "file where object_kind is null and removed_at is null"), 0);
                EXPECT_INT(site_count(&s, "file where object_kind = 'draft' and object_id = 1 and "
                                          "removed_at is null"),
                        1);
                site_end(&s);
        }
}

/* A PATCH that is begun, and its connection. */
static int begin_piece(const struct visitor *v, const char *place, i64 at, i64 length)
{
        int fd = client_open(web_port(s.web));

        client_send(fd, str_fmt(s.arena,
                                "PATCH %s HTTP/1.1\r\nHost: toy\r\nAuthorization: Bearer %.*s\r\n"
                                "Tus-Resumable: 1.0.0\r\nUpload-Offset: %lld\r\nContent-Length: "
                                "%lld\r\nContent-Type: application/offset+octet-stream\r\n\r\n",
                                place, STRF(v->bearer), (long long)at, (long long)length));
        return fd;
}

TEST(two_pieces_for_one_place_are_one_and_a_line_that_breaks_takes_none)
{
        TESTDB_EACH(kind)
        {
                struct visitor v;
                const char *place;
                struct answer a, b;
                int x, y;

                REQUIRE(site_begin(&s, kind));
                v = site_program(&s, CITIZEN);
                a = announce(&v, LENGTH);
                place = place_of(&a);
                x = begin_piece(&v, place, 0, 10);
                y = begin_piece(&v, place, 0, 12);
                client_send(x, str_sub(STR(PDF), 0, 5));
                client_send(y, str_sub(STR(PDF), 0, 12));
                b = client_read(s.arena, y, false);
                client_send(x, str_sub(STR(PDF), 5, 5));
                a = client_read(s.arena, x, false);
                EXPECT_INT(b.status, 204);
                EXPECT_INT(a.status, 409);
                EXPECT_INT(offset(&v, place), 12);
                close(x);
                close(y);
                /* More was declared than comes: nothing of it counts. */
                x = begin_piece(&v, place, 12, 20);
                client_send(x, str_sub(STR(PDF), 12, 10));
                close(x);
                EXPECT_INT(offset(&v, place), 12);
                EXPECT_INT(piece(&v, place, 12, LENGTH).status, 204);
                a = ask(&v, site_fmt(&s, "GET /api/v1/files/%s", strrchr(place, '/') + 1), "",
                        STR(""));
                EXPECT_STR(a.body, PDF);
                site_end(&s);
        }
}

static const char *new_draft(const struct visitor *citizen)
{
        struct answer a = site_post(citizen, "/thu-tuc/1.001193/nop", "x=1");
        struct str to = str_sub(answer_header(&a, "Location"), strlen("/nop/"), 100), code;

        str_cut(&to, '/', &code);
        return str_c(s.arena, code);
}

TEST(what_arrived_is_given_as_a_paper_once_and_by_its_owner_only)
{
        TESTDB_EACH(kind)
        {
                struct visitor v, other;
                const char *place, *code, *page, *paper;
                struct answer a;

                REQUIRE(site_begin(&s, kind));
                v = site_visitor(&s, CITIZEN);
                other = site_program(&s, "motcua");
                page = site_fmt(&s, "/nop/%s/giay-to", new_draft(&v));
                a = announce(&v, LENGTH);
                EXPECT_INT(a.status, 201); /* with the session of the page */
                place = place_of(&a);
                EXPECT_INT(piece(&v, place, 0, LENGTH).status, 204);
                code = strrchr(place, '/') + 1;
                paper = site_cell(&s, "select cast(min(p.id) as text) from procedure_paper p join "
                                      "draft d on d.version_id = p.version_id");
                a = announce(&other, LENGTH);
                EXPECT_INT(piece(&other, place_of(&a), 0, LENGTH).status, 204);
                EXPECT_INT(site_post(&v, page,
                                   site_fmt(&s, "paper=%s&uploaded=%s", paper,
                                           strrchr(place_of(&a), '/') + 1))
                                   .status,
                        422);
                EXPECT_INT(
                        site_post(&v, page,
                                site_fmt(&s, "paper=%s&uploaded=%s&uploaded=%s", paper, code, code))
                                .status,
                        303);
                EXPECT_INT(site_count(&s, "draft_paper"), 1);
                a = site_get(&v, page);
                EXPECT(answer_has(&a, "don xin.pdf"));
                EXPECT(answer_has(&a, "SHA-256: "));
                EXPECT_INT(site_post(&v, page, site_fmt(&s, "paper=%s&uploaded=%s", paper, code))
                                   .status,
                        422);
                /* It is the draft's now: giving up the upload takes nothing from it. */
                EXPECT_INT(ask(&v, site_fmt(&s, "DELETE %s", place), "", STR("")).status, 204);
                EXPECT_INT(
                        site_count(&s,
                                "file f join draft_paper d on d.file_id = f.id where f.removed_at "
                                "is null"),
                        1);
                site_end(&s);
        }
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(a_file_in_pieces_becomes_the_file_that_was_sent),
                RUN(a_piece_that_does_not_fit_changes_nothing),
                RUN(a_wrong_check_sum_is_told_and_the_piece_is_not_taken),
                RUN(what_is_announced_is_bounded_and_must_be_understood),
                RUN(headers_are_what_they_claim_or_refused),
                RUN(another_persons_upload_is_not_there),
                RUN(what_nobody_finished_or_used_ends_after_its_time),
                RUN(two_pieces_for_one_place_are_one_and_a_line_that_breaks_takes_none),
                RUN(what_arrived_is_given_as_a_paper_once_and_by_its_owner_only));
}
