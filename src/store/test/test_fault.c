/*
 * src/store/test/test_fault.c: a full disk, a full database and I/O errors in the middle of groups
 * on SQLite. The judge is a ledger of answers: after opening again every acknowledged row is there
 * and every refused one is not.
 */
#include "test/test.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <sqlite3.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/test/disk.h"
#include "store/test/testdb.h"

enum { GROUP = 64, ROW_BYTES = 1500 };

struct member {
        struct write write;
        struct ledger *ledger;
        i64 id;
};

struct ledger {
        sem_t hold, answered;
        bool held;
        struct member members[GROUP];
        int good, full, unknown, other;
};

static int fatal_calls;

static void count_fatal(struct store *s, const char *why)
{
        fatal_calls++;
}

static void make_rows(struct testdb *t)
{
        testdb_run(t,
                "create table filled (id integer not null primary key, data blob not null) strict");
}

static int put_row(struct tx *tx, i64 id)
{
        static char bytes[ROW_BYTES];

        return testdb_exec(tx, "insert into filled (id, data) values (?1, ?2)",
                VALS(NUM(id), BLOB(str_n(bytes, sizeof bytes))), NULL);
}

/* The first holds the group back until all have come. Every seventh hides its failure. */
static int put_member(struct tx *tx, void *arg)
{
        struct member *m = arg;
        int r;

        if (m == m->ledger->members && !m->ledger->held) {
                sem_wait(&m->ledger->hold);
                m->ledger->held = true; /* it may run again */
        }
        r = put_row(tx, m->id);
        if (m->id % 7 != 0)
                return r;
        put_row(tx, m->id + 1000000); /* must not run after a failure */
        return 0;
}

static void answered(struct write *w)
{
        sem_post(&((struct member *)w)->ledger->answered);
}

/* One group of GROUP members, ids from first on. */
static void run_group(struct store *s, struct ledger *l, i64 first)
{
        memset(l, 0, sizeof *l);
        sem_init(&l->hold, 0, 0);
        sem_init(&l->answered, 0, 0);
        for (int i = 0; i < GROUP; i++) {
                struct member *m = &l->members[i];

                *m = (struct member){ .ledger = l, .id = first + i };
                m->write = (struct write){ .apply = put_member, .done = answered, .arg = m };
                store_submit(s, &m->write);
        }
        sem_post(&l->hold);
        for (int i = 0; i < GROUP; i++)
                sem_wait(&l->answered);
        for (int i = 0; i < GROUP; i++) {
                int r = l->members[i].write.result;

                ++*(r == 0                 ? &l->good
                        : r == ERR_FULL    ? &l->full
                        : r == ERR_UNKNOWN ? &l->unknown
                                           : &l->other);
        }
}

static i64 count_row(struct testdb *t, i64 id)
{
        struct tx *tx;
        struct str s = STR_NULL;

        CHECK(store_read_begin(t->store, t->arena, &tx) == 0);
        CHECK(testdb_rows(tx, "select id from filled where id = ?1", "i", VALS(NUM(id)), &s) == 0);
        store_read_end(tx);
        return s.len > 0;
}

/* After opening again. Members of unknown outcome are counted in *ret_unknown. */
static void check_ledger(struct testdb *t, const struct ledger *l, int *ret_unknown)
{
        for (int i = 0; i < GROUP; i++) {
                const struct member *m = &l->members[i];
                i64 there = count_row(t, m->id);

                if (m->write.result == ERR_UNKNOWN)
                        *ret_unknown += (int)there;
                else
                        EXPECT_INT(there, m->write.result == 0);
                if (m->write.result != ERR_UNKNOWN)
                        EXPECT_INT(count_row(t, m->id + 1000000),
                                m->write.result == 0 && m->id % 7 == 0);
        }
}

static int limit_pages(struct tx *tx, void *arg)
{
        return testdb_exec(tx, arg, NO_VALS, NULL);
}

TEST(a_database_that_is_full_in_the_middle_of_a_group)
{
        int mixed = 0;

        for (int pages = 60; pages < 100; pages += 3) {
                struct testdb t;
                struct ledger l;
                struct store_stats stats;
                const char *limit;
                int unknown = 0;

                REQUIRE(testdb_open(&t, DB_SQLITE) == 0);
                make_rows(&t);
                limit = str_fmt(t.arena, "pragma max_page_count = %d",
                        (int)testdb_i64(&t, "select page_count from pragma_page_count") + pages -
                                55)
                                .ptr;
                REQUIRE(store_write(t.store, t.arena, limit_pages, (void *)limit) == 0);
                run_group(t.store, &l, 100);
                store_stats(t.store, &stats);
                EXPECT(l.unknown == 0 && l.other == 0);
                EXPECT((stats.replays > 0) == (l.full > 0));
                mixed += l.good > 0 && l.full > 0;
                REQUIRE(testdb_reopen(&t) == 0);
                check_ledger(&t, &l, &unknown);
                run_group(t.store, &l, 1000); /* there is room again */
                EXPECT_INT(l.good, GROUP);
                testdb_close(&t);
        }
        EXPECT(mixed > 5);
}

/* --- a small disk of our own --- */

static void copy_file(const char *from_dir, const char *to_dir, const char *name)
{
        AUTO(arena_freep) struct arena *a = arena_new(1 << 20);
        char buf[65536];
        int from = open(str_fmt(a, "%s/%s", from_dir, name).ptr, O_RDONLY);
        int to = open(str_fmt(a, "%s/%s", to_dir, name).ptr, O_WRONLY | O_CREAT | O_TRUNC, 0600);
        ssize_t n;

        CHECK(to >= 0);
        while (from >= 0 && (n = read(from, buf, sizeof buf)) > 0)
                CHECK(write(to, buf, (size_t)n) == n);
        close(from);
        close(to);
}

static void fill(const char *path, off_t size)
{
        char buf[4096] = { 1 };
        int fd = open(path, O_WRONLY | O_CREAT, 0600);

        for (off_t i = 0; fd >= 0 && i < size && write(fd, buf, sizeof buf) > 0;)
                i += (off_t)sizeof buf;
        close(fd);
}

TEST(a_disk_that_is_full)
{
        char small[] = "/tmp/motcua-small-XXXXXX", spare[] = "/tmp/motcua-spare-XXXXXX";
        AUTO(arena_freep) struct arena *a = arena_new(16 << 20);
        struct testdb t = { .arena = a }, copy = { .arena = a };
        struct ledger ledgers[12];
        const char *filler;
        int n = 0, full = 0, unknown = 0;

        REQUIRE(mkdtemp(small) && mkdtemp(spare));
        if (mount("none", small, "tmpfs", 0, "size=2m") < 0) {
                printf("skipped: a small disk cannot be mounted here (%s)\n", strerror(errno));
                rmdir(small);
                rmdir(spare);
                return;
        }
        filler = str_fmt(a, "%s/filler", small).ptr;
        t.config = (struct store_config){ .dir = small, .allow_old = true };
        REQUIRE(store_open(&t.config, &t.store) == 0);
        store_set_hooks(t.store, &(struct store_hooks){ .fatal = count_fatal });
        fatal_calls = 0;
        make_rows(&t);
        fill(filler, 1 << 20);
        while (n < 10 && !full && !fatal_calls) {
                run_group(t.store, &ledgers[n], 100 + 100 * n);
                full = ledgers[n++].full;
        }
        EXPECT(full > 0 || fatal_calls > 0);
        unlink(filler);
        if (!fatal_calls) { /* room was made: it goes on */
                run_group(t.store, &ledgers[n], 100 + 100 * n);
                EXPECT_INT(ledgers[n++].good, GROUP);
        }
        store_close(t.store);
        copy_file(small, spare, "motcua.db");
        copy_file(small, spare, "motcua.db-wal");
        copy.config = (struct store_config){ .dir = spare, .allow_old = true };
        REQUIRE(store_open(&copy.config, &copy.store) == 0);
        for (int i = 0; i < n; i++)
                check_ledger(&copy, &ledgers[i], &unknown);
        store_close(copy.store);
        umount(small);
        rmdir(small);
        testdb_remove_tree(spare);
}

/* --- calls of the disk that fail --- */

struct shimmed {
        struct testdb t;
        char shadow[64];
};

static bool begin_shim(struct shimmed *s)
{
        snprintf(s->shadow, sizeof s->shadow, "/tmp/motcua-shadow-XXXXXX");
        if (!mkdtemp(s->shadow))
                return false;
        s->t = (struct testdb){ .arena = arena_new(16 << 20) };
        snprintf(s->t.dir, sizeof s->t.dir, "/tmp/motcua-live-XXXXXX");
        if (!mkdtemp(s->t.dir))
                return false;
        disk_start(s->t.dir, s->shadow);
        s->t.config = (struct store_config){ .dir = s->t.dir, .allow_old = true };
        if (store_open(&s->t.config, &s->t.store) < 0)
                return false;
        fatal_calls = 0;
        store_set_hooks(s->t.store, &(struct store_hooks){ .fatal = count_fatal });
        make_rows(&s->t);
        return true;
}

static void end_shim(struct shimmed *s)
{
        disk_set_fault((struct disk_fault){ 0 });
        testdb_close(&s->t);
        disk_stop();
        testdb_remove_tree(s->shadow);
}

TEST(an_io_error_in_commit_stops_everything_and_answers_unknown)
{
        static const struct disk_fault faults[] = {
                { DISK_WAL_SYNC, 0, 1, SQLITE_IOERR_FSYNC },
                { DISK_WAL_WRITE, 3, 1, SQLITE_IOERR_WRITE },
        };

        for (size_t i = 0; i < ARRAY_LEN(faults); i++) {
                struct shimmed s;
                struct ledger before, l;
                int there = 0, ignored = 0;

                REQUIRE(begin_shim(&s));
                run_group(s.t.store, &before, 100);
                EXPECT_INT(before.good, GROUP);
                disk_set_fault(faults[i]);
                run_group(s.t.store, &l, 1000);
                EXPECT(l.unknown > 0 && l.good == 0 && l.full == 0);
                EXPECT_INT(l.unknown + l.other, GROUP); /* those that did not run: busy */
                EXPECT_INT(store_write(s.t.store, s.t.arena, put_member,
                                   &(struct member){ .ledger = &l, .id = 7 }),
                        ERR_BUSY);
                store_close(s.t.store);
                s.t.store = NULL;
                EXPECT_INT(fatal_calls, 1);
                REQUIRE(testdb_reopen(&s.t) == 0);
                check_ledger(&s.t, &before, &ignored);
                for (int k = 0; k < GROUP; k++)
                        there += (int)count_row(&s.t, l.members[k].id);
                EXPECT(there == 0 || there == l.unknown); /* the group as a whole, or not at all */
                end_shim(&s);
        }
}

TEST(no_room_in_commit_is_known_and_each_member_learns_its_fate)
{
        struct shimmed s;
        struct ledger l;
        int unknown = 0;

        REQUIRE(begin_shim(&s));
        disk_set_fault((struct disk_fault){ DISK_WAL_WRITE, 5, 1, SQLITE_FULL });
        run_group(s.t.store, &l, 100); /* once: the replay has room */
        EXPECT_INT(l.good, GROUP);
        disk_set_fault((struct disk_fault){ DISK_WAL_WRITE, 20, 1000000, SQLITE_FULL });
        run_group(s.t.store, &l, 1000);
        EXPECT_INT(l.full, GROUP);
        disk_set_fault((struct disk_fault){ 0 });
        run_group(s.t.store, &l, 2000);
        EXPECT_INT(l.good, GROUP);
        EXPECT_INT(fatal_calls, 0);
        REQUIRE(testdb_reopen(&s.t) == 0);
        check_ledger(&s.t, &l, &unknown);
        EXPECT_INT(
                testdb_i64(&s.t, "select count(*) from filled where id between 1000 and 1999"), 0);
        end_shim(&s);
}

/* Without a hook the process ends, after its callers were answered. */
TEST(the_process_ends_after_an_unknown_outcome)
{
        int pipes[2], status, answer = 0;
        pid_t pid;

        REQUIRE(pipe(pipes) == 0);
        pid = fork();
        REQUIRE(pid >= 0);
        if (pid == 0) {
                struct shimmed s;
                struct ledger l;

                if (!freopen("/dev/null", "w", stderr) || !begin_shim(&s))
                        _exit(1);
                store_set_hooks(s.t.store, &(struct store_hooks){ 0 });
                disk_set_fault((struct disk_fault){ DISK_WAL_SYNC, 0, 1, SQLITE_IOERR_FSYNC });
                run_group(s.t.store, &l, 100);
                if (write(pipes[1], &l.unknown, sizeof l.unknown) < 0)
                        _exit(1);
                testdb_remove_tree(s.t.dir);
                testdb_remove_tree(s.shadow);
                pause(); /* until the writer ends the process */
        }
        close(pipes[1]);
        EXPECT(read(pipes[0], &answer, sizeof answer) == sizeof answer);
        EXPECT(answer > 0);
        waitpid(pid, &status, 0);
        EXPECT(WIFEXITED(status) && WEXITSTATUS(status) == 70);
        close(pipes[0]);
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(a_database_that_is_full_in_the_middle_of_a_group),
                RUN(a_disk_that_is_full),
                RUN(an_io_error_in_commit_stops_everything_and_answers_unknown),
                RUN(no_room_in_commit_is_known_and_each_member_learns_its_fate),
                RUN(the_process_ends_after_an_unknown_outcome));
}
