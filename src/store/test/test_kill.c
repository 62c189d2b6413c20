/*
 * src/store/test/test_kill.c: what was acknowledged is there after kill -9, after the loss of
 * power, and after the database server died. A child writes rows and contents from several threads
 * and tells each acknowledged id through a pipe; the parent kills it at a random moment and looks.
 *
 * "Loss of power" runs the child on the disk that forgets (disk.h). That the test can see a missing
 * sync is shown by running it on a program that makes the mistake.
 */
#include "test/test.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/random.h"
#include "store/content.h"
#include "store/test/disk.h"
#include "store/test/testdb.h"

enum { ROUNDS = 50, THREADS = 8, CONTENT_EVERY = 10, ACKS_MAX = 200000 };

static i64 acked[ACKS_MAX];
static int n_acked;
static i64 next_id = 1; /* the child's; the parent moves it on */

static u64 rnd(u64 below)
{
        u64 n;

        random_bytes(&n, sizeof n);
        return n % below;
}

/* --- the child --- */

struct child {
        struct store *store;
        struct content *content; /* or NULL */
        int acks;                /* where to tell */
};

struct row {
        i64 id;
        struct str payload, hash;
};

static struct str payload_of(struct arena *a, i64 id)
{
        return str_fmt(a, "row %lld %0*d", (long long)id, (int)(id % 300), 0);
}

static int put_row(struct tx *tx, void *arg)
{
        const struct row *r = arg;

        return testdb_exec(tx, "insert into killed (id, payload, hash) values (?1, ?2, ?3)",
                VALS(NUM(r->id), TXT(r->payload), BLOB(r->hash)), NULL);
}

static void *write_rows(void *arg)
{
        struct child *c = arg;

        for (;;) {
                AUTO(arena_freep) struct arena *a = arena_new(1 << 20);
                i64 id = __atomic_fetch_add(&next_id, 1, __ATOMIC_RELAXED);
                struct row r = { id, payload_of(a, id), STR_NULL };
                u8 hash[32];

                if (c->content && id % CONTENT_EVERY == 0) {
                        if (content_put(c->content, r.payload, hash) < 0)
                                continue;
                        r.hash = str_n((const char *)hash, sizeof hash);
                }
                if (store_write(c->store, a, put_row, &r) == 0 &&
                        write(c->acks, &id, sizeof id) != sizeof id)
                        _exit(2);
        }
}

static _Noreturn void child_main(
        const struct store_config *config, int acks, const char *shadow, bool with_content)
{
        struct child c = { .acks = acks };
        pthread_t threads[THREADS];

        if (!freopen("/dev/null", "w", stderr))
                _exit(1);
        if (shadow)
                disk_start(config->dir, shadow);
        if (store_open(config, &c.store) < 0 ||
                (with_content && content_open(config->dir, &c.content) < 0))
                _exit(1);
        for (int i = 0; i < THREADS; i++)
                pthread_create(&threads[i], NULL, write_rows, &c);
        for (;;)
                pause();
}

/* --- the parent --- */

static void read_acks(int fd, int at_least)
{
        i64 id;

        for (int n = 0; at_least < 0 || n < at_least; n++) {
                if (read(fd, &id, sizeof id) != sizeof id)
                        return;
                CHECK(n_acked < ACKS_MAX);
                acked[n_acked++] = id;
                next_id = MAX(next_id, id + 1000); /* a new child uses new ids */
        }
}

/* A child from birth to death. meanwhile: what dies besides, or NULL. */
static void one_life(const struct store_config *config, const char *shadow, bool with_content,
        void (*meanwhile)(void))
{
        int pipes[2], before = n_acked;
        pid_t pid;

        CHECK(pipe(pipes) == 0);
        fflush(NULL);
        pid = fork();
        CHECK(pid >= 0);
        if (pid == 0) {
                close(pipes[0]);
                child_main(config, pipes[1], shadow, with_content);
        }
        close(pipes[1]);
        read_acks(pipes[0], 1 + (int)rnd(40));
        nanosleep(&(struct timespec){ .tv_nsec = (long)rnd(8000000) }, NULL);
        if (meanwhile)
                meanwhile();
        kill(pid, SIGKILL);
        waitpid(pid, NULL, 0);
        read_acks(pipes[0], -1);
        close(pipes[0]);
        CHECK(n_acked > before);
}

static int by_id(const void *a, const void *b)
{
        const i64 *x = a, *y = b;

        return *x < *y ? -1 : *x > *y;
}

/* Acknowledged rows that are not there with all that belongs to them. */
static int lost_rows(struct tx *tx, struct content *content)
{
        struct cursor c;
        i64 seen = 0;
        int at = 0, lost = 0;

        qsort(acked, (size_t)n_acked, sizeof *acked, by_id);
        CHECK(stmt_open(tx,
                      testdb_stmt(
                              "select id, payload, hash from killed order by id", "itb", NO_VALS),
                      0, NULL, &c) == 0);
        while (cursor_next(&c) > 0) {
                AUTO(arena_freep) struct arena *a = arena_new(1 << 20);
                i64 id = cursor_i64(&c, 0);
                struct str hash, bytes;

                for (; at < n_acked && acked[at] < id; at++)
                        lost++;
                if (at == n_acked || acked[at] != id)
                        continue;
                at++;
                seen++;
                hash = cursor_text(&c, 2);
                if (!str_eq(cursor_text(&c, 1), payload_of(a, id)))
                        lost++;
                else if (hash.ptr &&
                         content_get(content, a, (const u8 *)hash.ptr, 4096, &bytes) < 0)
                        lost++;
        }
        cursor_close(&c);
        CHECK(seen <= n_acked);
        return lost + n_acked - at;
}

static int lost(const struct store_config *config, bool with_content)
{
        AUTO(arena_freep) struct arena *a = arena_new(1 << 30);
        struct content *content = NULL;
        struct store_config slow = *config;
        struct store *s;
        struct tx *tx;
        int n;

        slow.snapshot_ms = 600000;
        if (store_open(&slow, &s) < 0)
                return n_acked;
        if (with_content && content_open(config->dir, &content) < 0) {
                store_close(s);
                return n_acked;
        }
        CHECK(store_read_begin(s, a, &tx) == 0);
        n = lost_rows(tx, content);
        store_read_end(tx);
        content_close(content);
        store_close(s);
        return n;
}

static bool begin(struct testdb *t, enum db_kind kind)
{
        n_acked = 0;
        if (testdb_open(t, kind) < 0)
                return false;
        testdb_run(t, kind == DB_SQLITE ? "create table killed (id integer not null primary key,"
                                          " payload text not null, hash blob) strict"
                                        : "create table killed (id bigint not null primary key,"
                                          " payload text not null, hash bytea)");
        if (kind == DB_POSTGRES) /* the program must not rely on how the server is set up */
                testdb_run(t, str_fmt(t->arena, "alter database %s set synchronous_commit = off",
                                      t->database)
                                      .ptr);
        store_close(t->store); /* no threads of ours when a child is born */
        t->store = NULL;
        return true;
}

TEST(acknowledged_rows_survive_kill_9)
{
        TESTDB_EACH(kind)
        {
                struct testdb t;

                REQUIRE(begin(&t, kind));
                for (int i = 0; i < ROUNDS; i++) {
                        one_life(&t.config, NULL, true, NULL);
                        if (i % 10 == 9)
                                EXPECT_INT(lost(&t.config, true), 0);
                }
                EXPECT(n_acked > ROUNDS);
                testdb_close(&t);
        }
}

/* Lives and deaths on the disk that forgets; returns what was lost. */
static int lose_power(int rounds, struct disk_blunders blunders)
{
        struct testdb t;
        char shadow[80], out[80];
        int n = 0;

        CHECK(begin(&t, DB_SQLITE));
        snprintf(shadow, sizeof shadow, "%s-shadow", t.dir);
        snprintf(out, sizeof out, "%s-out", t.dir);
        disk_blunders = blunders;
        for (int i = 0; i < rounds && n == 0; i++) {
                CHECK(mkdir(shadow, 0700) == 0);
                one_life(&t.config, shadow, true, NULL);
                disk_recover(shadow, out);
                testdb_remove_tree(shadow);
                testdb_remove_tree(t.dir);
                CHECK(rename(out, t.dir) == 0);
                n = lost(&t.config, true);
        }
        disk_blunders = (struct disk_blunders){ 0 };
        testdb_close(&t);
        return n;
}

TEST(acknowledged_rows_survive_the_loss_of_power)
{
        EXPECT_INT(lose_power(ROUNDS, (struct disk_blunders){ 0 }), 0);
}

TEST(this_test_sees_a_missing_sync)
{
        EXPECT(lose_power(10, (struct disk_blunders){ .normal = true }) > 0);
        EXPECT(lose_power(10, (struct disk_blunders){ .no_folder_sync = true }) > 0);
        EXPECT(lose_power(10, (struct disk_blunders){ .no_file_sync = true }) > 0);
}

/* --- PostgreSQL itself dies --- */

static char cluster[64];

static bool pg_sh(const char *action, char *ret_line, size_t size)
{
        char command[600];
        FILE *p;

        snprintf(command, sizeof command, "%s/test/pg.sh %s %s 2>/dev/null",
                getenv("MOTCUA_SOURCE"), action, cluster);
        p = popen(command, "r");
        if (ret_line && !fgets(ret_line, (int)size, p))
                ret_line[0] = 0;
        return pclose(p) == 0;
}

static void crash_server(void)
{
        pg_sh("crash", NULL, 0);
}

TEST(acknowledged_rows_survive_the_crash_of_postgresql)
{
        char url[300];
        const char *old = getenv("MOTCUA_TEST_PG");
        struct testdb t;

        if (!old || !getenv("MOTCUA_SOURCE")) {
                printf("skipped: no PostgreSQL or MOTCUA_SOURCE\n");
                return;
        }
        old = strdup(old);
        snprintf(cluster, sizeof cluster, "/tmp/motcua-kill-pg-%d", (int)getpid());
        REQUIRE(pg_sh("start", url, sizeof url));
        url[strcspn(url, "\n")] = 0;
        setenv("MOTCUA_TEST_PG", url, 1);
        REQUIRE(begin(&t, DB_POSTGRES));
        for (int i = 0; i < 4; i++) {
                one_life(&t.config, NULL, false, crash_server);
                EXPECT(pg_sh("start", url, sizeof url));
                EXPECT_INT(lost(&t.config, false), 0);
        }
        testdb_close(&t);
        EXPECT(pg_sh("stop", NULL, 0));
        setenv("MOTCUA_TEST_PG", old, 1);
        free((char *)old);
}

int main(int argc, char **argv)
{
        signal(SIGPIPE, SIG_IGN);
        TESTS(argc, argv, RUN(acknowledged_rows_survive_kill_9),
                RUN(acknowledged_rows_survive_the_loss_of_power),
                RUN(this_test_sees_a_missing_sync),
                RUN(acknowledged_rows_survive_the_crash_of_postgresql));
}
