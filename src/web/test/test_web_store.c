/*
 * src/web/test/test_web_store.c: the dispatcher on the real store, SQLite and PostgreSQL: what a
 * request left in the database, not what a fake remembers.
 */
#include <unistd.h>

#include "base/log.h"
#include "store/content.h"
#include "store/test/testdb.h"
#include "test/test.h"
#include "web/test/client.h"
#include "web/web.h"

static struct arena *a;

struct who {
        i64 account;
};

static int identify(struct req *rq)
{
        rq->who = NEW(rq->arena, struct who);
        rq->who->account = 7;
        return 0;
}

static int allow(struct req *rq, const struct route *route)
{
        return 0;
}

static struct str csrf_secret(struct req *rq)
{
        return STR_NULL;
}

static i64 who_id(const struct who *who)
{
        return who->account;
}

static int key_find(
        struct tx *tx, struct str key, i64 who, const u8 hash[32], struct outcome *ret_out)
{
        struct str row, code, had;
        int r = testdb_rows(tx, "select code, hash from web_key where key = ?1 and who = ?2", "tb",
                VALS(TXT(key), NUM(who)), &row);

        if (r < 0 || !row.len)
                return r;
        str_cut(&row, '|', &code);
        str_cut(&row, '|', &had);
        *ret_out = (struct outcome){ .code = code, .json = STR("{\"again\":true}") };
        return str_eq(had, str_hex(tx->arena, hash, 32)) ? 1 : ERR_EXISTS;
}

static int key_store(
        struct tx *tx, struct str key, i64 who, const u8 hash[32], const struct outcome *out)
{
        return testdb_exec(tx, "insert into web_key (key, who, hash, code) values (?1, ?2, ?3, ?4)",
                VALS(TXT(key), NUM(who), BLOB(str_n((const char *)hash, 32)), TXT(out->code)),
                NULL);
}

static int record(struct tx *tx, const char *what)
{
        return testdb_exec(
                tx, "insert into record (what) values (?1)", VALS(TXT(str_of(what))), NULL);
}

static int refused(struct tx *tx, const struct input *in, int err)
{
        return record(tx, err_name(err));
}

static int accessed(struct tx *tx, const struct req *rq, const struct person_note *notes)
{
        return record(tx, notes->why);
}

static void error_page(struct req *rq, int err, int text)
{
        html_put_c(&rq->html, err_name(err));
}

static i64 generation(struct store *s, const char *name)
{
        return 1;
}

static const struct web_guard guard = { .identify = identify,
        .allow = allow,
        .csrf_secret = csrf_secret,
        .who_id = who_id,
        .key_find = key_find,
        .key_store = key_store,
        .refused = refused,
        .accessed = accessed,
        .error_page = error_page,
        .generation = generation };

static const struct field note_fields[] = { { "text", FIELD_TEXT, FIELD_REQUIRED, 50 }, { 0 } };

static int note_apply(struct tx *tx, const struct input *in, struct outcome *ret_out)
{
        int r = testdb_exec(
                tx, "insert into note (text) values (?1)", VALS(TXT(input_str(in, "text"))), NULL);

        ret_out->code = STR("n");
        ret_out->json = STR("{\"again\":false}");
        if (r == 0 && str_is(input_str(in, "text"), "refuse"))
                r = ERR_STATE; /* after it has written */
        return r;
}

static int show_person(struct req *rq)
{
        struct str rows;
        int r = testdb_rows(rq->tx, "select text from note where text = ?1", "t",
                VALS(TXT(path_str(rq->in, "text"))), &rows);

        req_note_person(rq, 1, 0, "text", "seen");
        return r < 0 ? r : reply_json(rq, 200, rows);
}

static const struct field file_fields[] = { { "paper", FIELD_FILE, FIELD_REQUIRED, 100000 },
        { 0 } };

static int file_apply(struct tx *tx, const struct input *in, struct outcome *ret_out)
{
        const struct upload *u = input_file(in, "paper", 0);

        ret_out->code = STR("f");
        ret_out->json = str_hex(tx->arena, u->hash, 32);
        return 0;
}

static const struct route routes[] = { { POST, "/api/notes", 1, ROUTE_API,
                                               WRITE(note_fields, NULL, note_apply, NULL, NULL) },
        { GET, "/api/people/:text", 1, ROUTE_API | ROUTE_READS_PERSON, READ(NULL, show_person) },
        { POST, "/api/files", 1, ROUTE_API | ROUTE_UPLOAD,
                WRITE(file_fields, NULL, file_apply, NULL, NULL) },
        { 0 } };

struct server {
        struct testdb db;
        struct content *content;
        struct web *web;
        int port;
};

static int start(struct server *s, enum db_kind kind)
{
        static const struct route *const tables[] = { routes, NULL };
        struct web_config c = { .listen = "127.0.0.1:0", .routes = tables, .guard = &guard };
        int r = testdb_open(&s->db, kind);

        if (r < 0)
                return r;
        testdb_run(&s->db, "create table note (text text not null)");
        testdb_run(&s->db, "create table record (what text not null)");
        testdb_run(&s->db,
                kind == DB_SQLITE
                        ? "create table web_key (key text not null, who integer not null, "
                          "hash blob not null, code text not null, primary key (key, who))"
                        : "create table web_key (key text not null, who bigint not null, "
                          "hash bytea not null, code text not null, primary key (key, who))");
        r = content_open(s->db.dir, &s->content);
        if (r < 0)
                return r;
        c.store = s->db.store;
        c.content = s->content;
        c.workers = 4;
        r = web_start(&c, &s->web);
        if (r == 0)
                s->port = web_port(s->web);
        return r;
}

static void stop(struct server *s)
{
        web_stop(s->web);
        content_close(s->content);
        testdb_close(&s->db);
}

static struct str note_request(const char *key, const char *text)
{
        struct str body = str_fmt(a, "{\"text\":\"%s\"}", text);

        return str_fmt(a,
                "POST /api/notes HTTP/1.1\r\nHost: toy\r\nContent-Type: application/json\r\n"
                "Idempotency-Key: %s\r\nContent-Length: %zu\r\n\r\n%s",
                key, body.len, body.ptr);
}

static struct answer note(struct server *s, const char *key, const char *text)
{
        int fd = client_open(s->port);
        struct answer r;

        client_send(fd, note_request(key, text));
        r = client_read(a, fd, false);
        close(fd);
        return r;
}

TEST(identical_posts_in_parallel_leave_one_row_and_equal_answers)
{
        TESTDB_EACH(kind)
        {
                struct server s;

                REQUIRE(start(&s, kind) == 0);
                for (int round = 0; round < 20; round++) {
                        const char *key = str_fmt(a, "k%d", round).ptr;
                        int fds[4], first = 0;

                        for (int i = 0; i < 4; i++) {
                                fds[i] = client_open(s.port);
                                client_send(fds[i], note_request(key, key));
                        }
                        for (int i = 0; i < 4; i++) {
                                struct answer r = client_read(a, fds[i], false);

                                EXPECT_INT(r.status, 200);
                                first += answer_has(&r, "false");
                                close(fds[i]);
                        }
                        EXPECT_INT(first, 1);
                }
                EXPECT_INT(testdb_i64(&s.db, "select count(*) from note"), 20);
                EXPECT_INT(testdb_i64(&s.db, "select count(*) from web_key"), 20);
                EXPECT_INT(testdb_i64(&s.db, "select count(*) from record"), 0);
                EXPECT_INT(note(&s, "k1", "other").status, 422);
                EXPECT_INT(testdb_i64(&s.db, "select count(*) from note"), 20);
                stop(&s);
        }
}

TEST(a_refused_write_leaves_its_record_and_nothing_else)
{
        TESTDB_EACH(kind)
        {
                struct server s;

                REQUIRE(start(&s, kind) == 0);
                EXPECT_INT(note(&s, "r1", "refuse").status, 409);
                EXPECT_INT(testdb_i64(&s.db, "select count(*) from note"), 0);
                EXPECT_INT(testdb_i64(&s.db, "select count(*) from web_key"), 0);
                EXPECT_INT(
                        testdb_i64(&s.db, "select count(*) from record where what = 'state'"), 1);
                EXPECT_INT(note(&s, "r1", "now").status, 200); /* the key is still free */
                stop(&s);
        }
}

TEST(an_access_record_is_in_the_database_when_the_page_arrives)
{
        TESTDB_EACH(kind)
        {
                struct server s;
                struct answer r;

                REQUIRE(start(&s, kind) == 0);
                note(&s, "p", "An");
                r = client_get(a, s.port, "/api/people/An", "");
                EXPECT_STR(r.body, "An|\n");
                EXPECT_INT(testdb_i64(&s.db, "select count(*) from record where what = 'seen'"), 1);
                stop(&s);
        }
}

TEST(an_upload_is_in_the_content_store_when_it_is_applied)
{
        struct str body = STR("--frontier\r\nContent-Disposition: form-data; name=\"paper\"; "
                              "filename=\"a.pdf\"\r\n\r\n%PDF-1.7 bytes\r\n--frontier--\r\n");

        TESTDB_EACH(kind)
        {
                struct server s;
                struct answer r;
                struct str bytes;
                u8 hash[32];

                REQUIRE(start(&s, kind) == 0);
                r = client_post(a, s.port, "/api/files", "",
                        "multipart/form-data; boundary=frontier", body);
                EXPECT_INT(r.status, 200);
                REQUIRE(str_unhex(r.body, hash, 32) == 0);
                EXPECT_INT(content_get(s.content, a, hash, 1000, &bytes), 0);
                EXPECT_STR(bytes, "%PDF-1.7 bytes");
                stop(&s);
        }
}

int main(int argc, char **argv)
{
        static const struct test tests[] = {
                RUN(identical_posts_in_parallel_leave_one_row_and_equal_answers),
                RUN(a_refused_write_leaves_its_record_and_nothing_else),
                RUN(an_access_record_is_in_the_database_when_the_page_arrives),
                RUN(an_upload_is_in_the_content_store_when_it_is_applied)
        };
        int r;

        log_set_level(LOG_ERROR);
        a = arena_new(256 << 20);
        r = test_main(argc, argv, tests, ARRAY_LEN(tests));
        arena_free(a);
        return r;
}
