/*
 * src/app/test/test_signer.c: the signer behind its wall, over its socket: it signs what it built
 * itself, keeps persons' keys behind their PINs, counts wrong ones over restarts, lets no log go
 * back, and writes everything down before.
 */
#include "test/test.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/sandbox.h"
#include "app/signer.h"
#include "app/signer_store.h"
#include "base/file.h"
#include "crypto/jws.h"
#include "wall/call.h"

#define SOME_TIME 1669100000000

static char dir[] = "/tmp/motcua-signer-XXXXXX";
static struct arena *arena;
static int pair[2];
static pid_t pid;

static void start(void)
{
        CHECK(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) == 0);
        pid = fork();
        if (pid == 0) {
                close(pair[0]);
                _exit(signer_main(dir, pair[1], false));
        }
        close(pair[1]);
}

static int stop(void)
{
        int status;

        close(pair[0]);
        waitpid(pid, &status, 0);
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void clean(void)
{
        char path[100];

        snprintf(path, sizeof path, "%s/secret/signer/keys.log", dir);
        unlink(path);
        snprintf(path, sizeof path, "%s/secret/signer/list.log", dir);
        unlink(path);
}

static struct str file_of(const char *name)
{
        struct str path = str_fmt(arena, "%s/secret/signer/%s", dir, name), s = STR_NULL;

        CHECK(file_read(arena, path.ptr, 1 << 20, &s) == 0);
        return s;
}

static struct str spki(void)
{
        struct signer_about about = { 0 };

        CHECK(signer_about(pair[0], arena, &about) == 0);
        return about.spki;
}

static struct signer_head head_of(i64 size, u8 root)
{
        return (struct signer_head){ STR("h56-1"), size, { root }, 1668000000000 };
}

TEST(heads_and_receipts_are_signed_over_texts_of_its_own_making)
{
        struct signer_head h = head_of(12, 7);
        struct signer_receipt rc = { .code = STR("H56.31-221122-0007"),
                .unit = STR("H56.31"),
                .procedure = STR("1.001193"),
                .version = 2,
                .received_at = SOME_TIME,
                .n = 1,
                .files = &(const struct signer_file){ { 3 }, 4711 } };
        struct str der, key, text;
        struct jws jws;
        u8 digest[HASH_SIZE];

        start();
        key = spki();
        REQUIRE(signer_head(pair[0], arena, &h, &der) == 0);
        hash_str(signer_head_text(arena, &h), digest);
        EXPECT_INT(sign_verify(key, digest, der), 0);
        REQUIRE(signer_receipt(pair[0], arena, &rc, &text) == 0);
        REQUIRE(jws_verify(arena, text, SIGNER_RECEIPT_TYPE, &jws) == 0);
        EXPECT(str_eq(jws.spki, key)); /* the certificate is over the service key */
        EXPECT(str_eq(jws.payload, signer_receipt_json(arena, &rc)));
        EXPECT_STR(jws.proof, "null"); /* room for it */
        rc.code = STR("H56\n9");
        EXPECT_INT(signer_receipt(pair[0], arena, &rc, &der), ERR_INVALID);
        rc.code = STR("");
        EXPECT_INT(signer_receipt(pair[0], arena, &rc, &der), ERR_INVALID);
        h.log = STR("a b");
        EXPECT_INT(signer_head(pair[0], arena, &h, &der), ERR_INVALID);
        EXPECT_INT(stop(), 0);
        clean();
}

TEST(a_log_never_goes_back_not_even_over_a_restart)
{
        struct signer_head h = head_of(12, 7);
        struct str der;

        start();
        EXPECT_INT(signer_head(pair[0], arena, &h, &der), 0);
        EXPECT_INT(signer_head(pair[0], arena, &h, &der), 0); /* its answer was lost */
        h = head_of(11, 7);
        EXPECT_INT(signer_head(pair[0], arena, &h, &der), ERR_STATE);
        h = head_of(12, 8);
        EXPECT_INT(signer_head(pair[0], arena, &h, &der), ERR_STATE);
        stop();
        start();
        EXPECT_INT(signer_head(pair[0], arena, &h, &der), ERR_STATE);
        h = head_of(13, 8);
        EXPECT_INT(signer_head(pair[0], arena, &h, &der), 0);
        /* A new log may begin, and with it the old one is closed for ever. */
        h.log = STR("h56-2");
        h.size = 1;
        EXPECT_INT(signer_head(pair[0], arena, &h, &der), 0);
        stop();
        start();
        h = head_of(14, 9);
        EXPECT_INT(signer_head(pair[0], arena, &h, &der), ERR_STATE);
        EXPECT_INT(stop(), 0);
        clean();
}

static int sign_as(i64 person, const char *pin, struct str *ret_ders)
{
        static const u8 digests[2][HASH_SIZE] = { { 1 }, { 2 } };
        struct signer_request rq = { person, str_of(pin), STR("approve H56.31-221122-0007"),
                STR("TM. ỦY BAN NHÂN DÂN"), 2, digests };

        return signer_person_sign(pair[0], arena, &rq, ret_ders);
}

TEST(a_persons_key_signs_with_the_pin_and_only_with_it)
{
        struct str key, ders[2], again;
        u8 digest[HASH_SIZE] = { 1 };

        start();
        EXPECT_INT(signer_person_new(pair[0], arena, 5, STR("123"), &key), ERR_INVALID);
        EXPECT_INT(sign_as(5, "482915", ders), ERR_NOT_FOUND);
        REQUIRE(signer_person_new(pair[0], arena, 5, STR("482915"), &key) == 0);
        EXPECT_INT(signer_person_new(pair[0], arena, 5, STR("111111"), &again), ERR_EXISTS);
        REQUIRE(sign_as(5, "482915", ders) == 0);
        EXPECT_INT(sign_verify(key, digest, ders[0]), 0);
        digest[0] = 2;
        EXPECT_INT(sign_verify(key, digest, ders[1]), 0);
        EXPECT_INT(sign_as(5, "482916", ders), ERR_DENIED);
        EXPECT_INT(sign_as(6, "482915", ders), ERR_NOT_FOUND);
        EXPECT_INT(signer_person_pin(pair[0], arena, 5, STR("482915"), STR("770077")), 0);
        EXPECT_INT(sign_as(5, "482915", ders), ERR_DENIED);
        stop();
        start();
        EXPECT_INT(sign_as(5, "770077", ders), 0);
        EXPECT_INT(sign_verify(key, digest, ders[1]), 0);
        EXPECT_INT(signer_person_drop(pair[0], arena, 5, STR("nghỉ việc")), 0);
        EXPECT_INT(sign_as(5, "770077", ders), ERR_NOT_FOUND);
        EXPECT_INT(signer_person_drop(pair[0], arena, 5, STR("nghỉ việc")), ERR_NOT_FOUND);
        EXPECT_INT(signer_person_new(pair[0], arena, 5, STR("123456"), &again), 0);
        EXPECT(!str_eq(key, again));
        EXPECT_INT(stop(), 0);
        clean();
}

TEST(wrong_pins_lock_the_key_even_when_the_signer_is_killed_between)
{
        struct str key, ders[2];

        start();
        REQUIRE(signer_person_new(pair[0], arena, 5, STR("482915"), &key) == 0);
        EXPECT_INT(sign_as(5, "000000", ders), ERR_DENIED);
        EXPECT_INT(sign_as(5, "482915", ders), 0); /* forgives the one before */
        for (int i = 0; i < SIGNER_TRIES; i++) {
                EXPECT_INT(sign_as(5, "000001", ders), ERR_DENIED);
                kill(pid, SIGKILL);
                stop();
                start();
        }
        EXPECT_INT(sign_as(5, "482915", ders), ERR_RATE);
        EXPECT_INT(signer_person_pin(pair[0], arena, 5, STR("482915"), STR("770077")), ERR_RATE);
        stop();
        clean();
}

/* The digest of every signature that came out stands in the list, chained. */
TEST(the_list_tells_everything_that_was_signed)
{
        struct signer_head h = head_of(3, 1);
        struct signer_entry e;
        struct str der, ders[2], key, rest, line, kinds = STR("");
        u8 chain[HASH_SIZE] = { 0 }, root[HASH_SIZE];
        i64 seq = 0, size = 0;

        start();
        REQUIRE(signer_head(pair[0], arena, &h, &der) == 0);
        REQUIRE(signer_person_new(pair[0], arena, 5, STR("482915"), &key) == 0);
        stop();
        start();
        REQUIRE(sign_as(5, "482915", ders) == 0);
        stop();
        rest = file_of("list.log");
        while (str_cut(&rest, '\n', &line) && line.len > 0) {
                EXPECT_INT(signer_entry_read(line, chain, &e), 0);
                EXPECT_INT(e.seq, ++seq);
                kinds = str_fmt(arena, "%.*s%.*s ", STRF(kinds), STRF(e.kind));
                if (str_is(e.kind, "head"))
                        EXPECT_INT(signer_entry_head(&e, &line, &size, root), 0);
                if (str_is(e.kind, "person"))
                        EXPECT_STR(e.detail,
                                "person 5 approve H56.31-221122-0007 | TM. ỦY BAN NHÂN DÂN");
        }
        EXPECT_STR(kinds, "head key person person ");
        EXPECT_INT(size, 3);
        clean();
}

TEST(an_edited_or_dropped_line_breaks_the_chain)
{
        struct signer_entry e = { 1, 2, STR("head"), { 1 }, { 2 }, STR("log 1 00") }, got;
        u8 chain[HASH_SIZE] = { 0 };
        struct str a = signer_entry_line(arena, &e, chain), b, edited;

        e.seq = 2;
        b = signer_entry_line(arena, &e, chain);
        memset(chain, 0, sizeof chain);
        EXPECT_INT(signer_entry_read(str_sub(a, 0, a.len - 1), chain, &got), 0);
        EXPECT_INT(signer_entry_read(str_sub(b, 0, b.len - 1), chain, &got), 0);
        memset(chain, 0, sizeof chain);
        EXPECT_INT(signer_entry_read(str_sub(b, 0, b.len - 1), chain, &got), ERR_CORRUPT);
        memset(chain, 0, sizeof chain);
        edited = str_replace(arena, str_sub(a, 0, a.len - 1), STR("log 1"), STR("log 2"));
        EXPECT_INT(signer_entry_read(edited, chain, &got), ERR_CORRUPT);
        EXPECT_INT(signer_entry_read(STR("rubbish"), chain, &got), ERR_INVALID);
}

/* A crash may leave half a record at the end; whole ones before it stay good. */
TEST(a_torn_tail_is_cut_off)
{
        static const char *const names[] = { "keys.log", "list.log" };
        struct signer_head h = head_of(12, 7);
        struct str key, ders[2], der, before[2];
        char path[100];

        start();
        REQUIRE(signer_person_new(pair[0], arena, 5, STR("482915"), &key) == 0);
        REQUIRE(signer_head(pair[0], arena, &h, &der) == 0);
        stop();
        for (int i = 0; i < 2; i++) {
                int fd;

                before[i] = file_of(names[i]);
                snprintf(path, sizeof path, "%s/secret/signer/%s", dir, names[i]);
                fd = open(path, O_WRONLY | O_APPEND);
                EXPECT_INT(write(fd, "\0\0\2", 3), 3);
                close(fd);
        }
        start();
        EXPECT(spki().len > 0);
        for (int i = 0; i < 2; i++)
                EXPECT(str_eq(file_of(names[i]), before[i]));
        EXPECT_INT(sign_as(5, "482915", ders), 0);
        h.size = 11;
        EXPECT_INT(signer_head(pair[0], arena, &h, &der), ERR_STATE);
        EXPECT_INT(stop(), 0);
        clean();
}

TEST(keys_are_readable_by_the_user_alone_and_never_plain_for_persons)
{
        struct str key, keys;
        char path[100];
        struct stat st;

        start();
        REQUIRE(signer_person_new(pair[0], arena, 5, STR("482915"), &key) == 0);
        stop();
        snprintf(path, sizeof path, "%s/secret/signer/keys.log", dir);
        REQUIRE(stat(path, &st) == 0);
        EXPECT_INT(st.st_mode & 0777, 0600);
        snprintf(path, sizeof path, "%s/secret/signer", dir);
        REQUIRE(stat(path, &st) == 0);
        EXPECT_INT(st.st_mode & 0777, 0700);
        keys = file_of("keys.log");
        EXPECT(str_find(keys, STR("BEGIN ENCRYPTED PRIVATE KEY")) > 0);
        EXPECT(str_find(keys, STR("482915")) < 0);
        clean();
}

TEST(malformed_requests_are_refused_and_survived)
{
        static const char bodies[] = "\0\0\0\1\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff";
        struct str reply, long_text;
        u8 many[SIGNER_DIGESTS + 1][HASH_SIZE] = { { 0 } };
        struct signer_request rq = { 5, STR("482915"), STR("x"), STR(""), SIGNER_DIGESTS + 1,
                (const u8(*)[HASH_SIZE])many };

        start();
        for (int op = 1; op < 40; op++)
                for (size_t n = 1; n < sizeof bodies; n++)
                        EXPECT_INT(wall_call(pair[0], op, str_n(bodies, n), -1, 10000, arena, 1000,
                                           &reply),
                                ERR_INVALID);
        EXPECT_INT(signer_person_sign(pair[0], arena, &rq, &reply), ERR_INVALID);
        rq.n = 1;
        long_text = str_n(memset(arena_raw(arena, 1000), 'x', 1000), 1000);
        rq.purpose = long_text;
        EXPECT_INT(signer_person_sign(pair[0], arena, &rq, &reply), ERR_INVALID);
        EXPECT(spki().len > 0);
        EXPECT_INT(stop(), 0);
        clean();
}

TEST(a_second_record_of_rubbish_in_the_keys_is_not_taken_for_a_torn_tail)
{
        static char rubbish[20000];
        char path[100];
        int fd;

        start();
        EXPECT(spki().len > 0);
        stop();
        snprintf(path, sizeof path, "%s/secret/signer/keys.log", dir);
        fd = open(path, O_WRONLY | O_APPEND);
        EXPECT_INT(write(fd, rubbish, sizeof rubbish), sizeof rubbish);
        close(fd);
        start();
        EXPECT_INT(stop(), 78); /* a message, and no start: keys are not thrown away */
        clean();
}

static void remove_folders(void)
{
        char path[100];

        snprintf(path, sizeof path, "%s/secret/signer", dir);
        rmdir(path);
        snprintf(path, sizeof path, "%s/secret", dir);
        rmdir(path);
        rmdir(dir);
}

int main(int argc, char **argv)
{
        static const struct test tests[] = {
                RUN(heads_and_receipts_are_signed_over_texts_of_its_own_making),
                RUN(a_log_never_goes_back_not_even_over_a_restart),
                RUN(a_persons_key_signs_with_the_pin_and_only_with_it),
                RUN(wrong_pins_lock_the_key_even_when_the_signer_is_killed_between),
                RUN(the_list_tells_everything_that_was_signed),
                RUN(an_edited_or_dropped_line_breaks_the_chain),
                RUN(a_torn_tail_is_cut_off),
                RUN(keys_are_readable_by_the_user_alone_and_never_plain_for_persons),
                RUN(malformed_requests_are_refused_and_survived),
                RUN(a_second_record_of_rubbish_in_the_keys_is_not_taken_for_a_torn_tail),
        };
        int r;

        CHECK(mkdtemp(dir) != NULL);
        arena = arena_new((size_t)16 << 20);
        r = test_main(argc, argv, tests, ARRAY_LEN(tests));
        arena_free(arena);
        remove_folders();
        return r;
}
