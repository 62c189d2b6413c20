/*
 * src/audit/test/test_seal.c: every event that stays is sealed, once, and none that was undone;
 * whatever happens to groups, commits and sealers in between.
 */
#include "test/test.h"

#include <fcntl.h>
#include <stdatomic.h>
#include <unistd.h>

#include "audit/internal.h"
#include "audit/test/fixture.h"
#include "base/file.h"

/* A write of several events that may be undone at its end. */
struct many {
        int n;
        int result;
};

static int many_apply(struct tx *tx, void *arg)
{
        const struct many *m = arg;
        struct audit_entry e = { .actor = I64_NULL, .action = "test.many", .object_kind = "" };
        int r = 0;

        for (int i = 0; i < m->n && r == 0; i++)
                r = audit_add(tx, &e, NULL);
        return r < 0 ? r : m->result;
}

static int refused_apply(struct tx *tx, void *arg, int err)
{
        struct audit_entry e = { .actor = 7, .action = "test.refused", .object_kind = "" };

        return audit_add(tx, &e, NULL);
}

static int write_many(struct fixture *f, int n, int result)
{
        struct many m = { n, result };

        return store_write(f->db.store, f->db.arena, many_apply, &m);
}

TEST(events_are_sealed_with_their_group_or_within_a_round)
{
        TESTDB_EACH(kind)
        {
                struct fixture f;
                struct audit_status st;

                fixture_open(&f, kind);
                fixture_add(&f, 3);
                EXPECT_INT(audit_status(f.audit, f.db.arena, &st), 0);
                EXPECT_INT(st.size, kind == DB_SQLITE ? 3 : 0);
                EXPECT_INT(st.pending, kind == DB_SQLITE ? 0 : 3);
                EXPECT_INT(fixture_verify(&f, NULL).result.unsealed, st.pending);
                fixture_round(&f);
                EXPECT_INT(audit_status(f.audit, f.db.arena, &st), 0);
                EXPECT(st.size == 3 && st.pending == 0 && st.head_size == 3 && st.failures == 0);
                fixture_close(&f);
        }
}

TEST(an_undone_write_leaves_no_event_but_its_refusal_record_stays)
{
        TESTDB_EACH(kind)
        {
                struct fixture f;
                struct many m = { 2, ERR_STATE };
                struct write w = { .apply = many_apply, .refused = refused_apply, .arg = &m };

                fixture_open(&f, kind);
                fixture_add(&f, 1);
                EXPECT_INT(write_many(&f, 2, ERR_STATE), ERR_STATE);
                w.arena = f.db.arena;
                w.now = clock_now();
                EXPECT_INT(store_write_wait(f.db.store, &w), ERR_STATE);
                fixture_round(&f);
                EXPECT_INT(testdb_i64(&f.db, "select count(*) from audit_event"), 2);
                EXPECT_INT(testdb_i64(&f.db, "select count(*) from audit_payload"), 2);
                EXPECT_INT(fixture_verify(&f, f.heads).result.findings, 0);
                EXPECT_INT(fixture_verify(&f, f.heads).result.leaves, 2);
                fixture_close(&f);
        }
}

TEST(a_write_of_very_many_events_is_sealed_whole)
{
        TESTDB_EACH(kind)
        {
                struct fixture f;
                struct seen s;

                fixture_open(&f, kind);
                EXPECT_INT(write_many(&f, 1300, 0), 0);
                fixture_round(&f);
                s = fixture_verify(&f, f.heads);
                EXPECT_INT(s.result.leaves, 1300);
                EXPECT_INT(s.result.findings, 0);
                EXPECT_INT(s.result.unsealed, 0);
                fixture_close(&f);
        }
}

/* The commit fails after the sealer has worked: its memory of the tree must not outlive that. */
static atomic_int fail_commits;

static int failing_before_commit(struct tx *tx)
{
        int r = audit_before_commit(tx);

        return r == 0 && fail_commits > 0 && fail_commits-- ? ERR_FULL : r;
}

TEST(a_group_that_was_rolled_back_after_sealing_does_no_harm)
{
        static const struct store_hooks hooks = { .before_commit = failing_before_commit };
        struct fixture f;

        fixture_open(&f, DB_SQLITE);
        fixture_add(&f, 5);
        store_set_hooks(f.db.store, &hooks);
        for (int i = 0; i < 20; i++) {
                fail_commits = i % 3; /* none, the group, the group and its replay */
                EXPECT_INT(write_many(&f, 1 + i % 4, 0), i % 3 == 2 ? ERR_FULL : 0);
                fixture_add(&f, 1);
        }
        fixture_round(&f);
        EXPECT_INT(fixture_verify(&f, f.heads).result.findings, 0);
        EXPECT_INT(testdb_i64(&f.db, "select count(*) from audit_leaf"),
                testdb_i64(&f.db, "select count(*) from audit_event"));
        fixture_close(&f);
}

TEST(a_program_started_again_goes_on_with_the_same_tree)
{
        TESTDB_EACH(kind)
        {
                struct fixture f, other;

                fixture_open(&f, kind);
                fixture_add(&f, 37);
                fixture_round(&f);
                fixture_open(&other, kind); /* its tree takes the place of the first in memory */
                fixture_add(&other, 2);
                fixture_round(&other);
                fixture_add(&f, 3);
                fixture_round(&f);
                fixture_add(&other, 1);
                fixture_round(&other);
                EXPECT_INT(fixture_verify(&f, f.heads).result.findings, 0);
                EXPECT_INT(fixture_verify(&f, f.heads).result.leaves, 40);
                EXPECT_INT(fixture_verify(&other, other.heads).result.findings, 0);
                fixture_close(&other);
                fixture_close(&f);
        }
}

static void *writer(void *arg)
{
        fixture_add(arg, 60);
        return NULL;
}

static void *sealer(void *arg)
{
        struct fixture *f = arg;
        const struct audit_config config = {
                .store = f->db.store, .signer = -1, .node = 2, .former = -1
        };
        struct audit *second;

        CHECK(audit_open(&config, &second) == 0);
        for (int i = 0; i < 40; i++)
                audit_round(second);
        audit_close(second);
        return NULL;
}

/* Two sealers at once, while others write; the post changes hands in between. */
TEST(two_sealers_seal_nothing_twice)
{
        TESTDB_EACH(kind)
        {
                struct fixture f;
                pthread_t t[3];

                fixture_open(&f, kind);
                for (int i = 0; i < 2; i++)
                        pthread_create(&t[i], NULL, writer, &f);
                pthread_create(&t[2], NULL, sealer, &f);
                for (int i = 0; i < 40; i++) {
                        if (kind == DB_POSTGRES)
                                testdb_run(&f.db, "update audit_log set lease_until = 0");
                        fixture_round(&f);
                }
                for (int i = 0; i < 3; i++)
                        pthread_join(t[i], NULL);
                if (kind == DB_POSTGRES)
                        testdb_run(&f.db, "update audit_log set lease_until = 0");
                fixture_round(&f);
                /* The two share one folder here, as nodes never do: the file is left out. */
                EXPECT_INT(fixture_verify(&f, NULL).result.leaves, 120);
                EXPECT_INT(fixture_verify(&f, NULL).result.findings, 0);
                EXPECT_INT(fixture_verify(&f, NULL).result.unsealed, 0);
                fixture_close(&f);
        }
}

TEST(another_node_leaves_the_post_to_who_has_it)
{
        struct fixture f;
        struct audit *second;

        if (!testdb_has(DB_POSTGRES))
                return;
        fixture_open(&f, DB_POSTGRES);
        fixture_add(&f, 1);
        fixture_round(&f);
        fixture_add(&f, 1);
        CHECK(audit_open(
                      &(struct audit_config){
                              .store = f.db.store, .signer = -1, .node = 2, .former = -1 },
                      &second) == 0);
        EXPECT_INT(audit_round(second), 0);
        EXPECT_INT(testdb_i64(&f.db, "select count(*) from audit_pending"), 1);
        testdb_run(&f.db, "update audit_log set lease_until = 0"); /* the first one has died */
        EXPECT_INT(audit_round(second), 0);
        EXPECT_INT(testdb_i64(&f.db, "select count(*) from audit_pending"), 0);
        audit_close(second);
        EXPECT_INT(fixture_verify(&f, f.heads).result.findings, 0);
        fixture_close(&f);
}

/* An event whose transaction is slow has a smaller id than others that are sealed before it. */
static atomic_int slow_state;

static int slow_apply(struct tx *tx, void *arg)
{
        struct many one = { 1, 0 };
        int r = many_apply(tx, &one);

        slow_state = 1;
        while (r == 0 && slow_state != 2)
                usleep(1000);
        return r;
}

static void *slow_writer(void *arg)
{
        struct fixture *f = arg;
        struct arena *a = arena_new(1 << 20);

        CHECK(store_write(f->db.store, a, slow_apply, NULL) == 0);
        arena_free(a);
        return NULL;
}

TEST(an_event_that_commits_late_is_sealed_all_the_same)
{
        struct fixture f;
        pthread_t t;

        if (!testdb_has(DB_POSTGRES))
                return;
        fixture_open(&f, DB_POSTGRES);
        slow_state = 0;
        pthread_create(&t, NULL, slow_writer, &f);
        while (slow_state != 1)
                usleep(1000);
        fixture_add(&f, 3);
        fixture_round(&f);
        EXPECT_INT(testdb_i64(&f.db, "select count(*) from audit_leaf"), 3);
        slow_state = 2;
        pthread_join(t, NULL);
        fixture_round(&f);
        EXPECT_INT(fixture_verify(&f, f.heads).result.leaves, 4);
        EXPECT_INT(fixture_verify(&f, f.heads).result.findings, 0);
        fixture_close(&f);
}

TEST(heads_missing_from_the_file_are_published_later_and_a_torn_line_is_mended)
{
        TESTDB_EACH(kind)
        {
                struct fixture f;
                struct audit_config config;
                struct str before, after;
                int fd;

                fixture_open(&f, kind);
                fixture_add(&f, 2);
                fixture_round(&f);
                fixture_add(&f, 2);
                fixture_round(&f);
                REQUIRE(file_read(f.db.arena, f.heads, 1 << 20, &before) == 0);
                audit_close(f.audit);
                fd = open(f.heads, O_WRONLY);
                EXPECT_INT(ftruncate(fd, (off_t)before.len - 30), 0);
                close(fd);
                config = (struct audit_config){
                        .store = f.db.store, .signer = -1, .node = 1, .former = -1
                };
                REQUIRE(audit_open(&config, &f.audit) == 0);
                fixture_round(&f);
                REQUIRE(file_read(f.db.arena, f.heads, 1 << 20, &after) == 0);
                EXPECT(str_starts(after, str_sub(before, 0, 200)));
                EXPECT_INT(fixture_verify(&f, f.heads).result.published, 2);
                EXPECT_INT(fixture_verify(&f, f.heads).result.findings, 0);
                fixture_close(&f);
        }
}

/* No signer: events are sealed and go on; the failure shows, and the head comes later. */
TEST(an_absent_signer_holds_nothing_up)
{
        struct fixture f;
        struct audit_status st;
        struct audit *other;
        int dead[2];

        fixture_open(&f, DB_SQLITE);
        CHECK(pipe(dead) == 0);
        close(dead[0]);
        CHECK(audit_open(
                      &(struct audit_config){
                              .store = f.db.store, .signer = dead[1], .former = -1 },
                      &other) == 0);
        fixture_add(&f, 2);
        EXPECT_INT(audit_round(other), ERR_BUSY);
        EXPECT_INT(audit_status(other, f.db.arena, &st), 0);
        EXPECT(st.size == 2 && st.head_size == 0 && st.failures == 1);
        audit_close(other);
        close(dead[1]);
        fixture_round(&f);
        EXPECT_INT(fixture_verify(&f, f.heads).result.heads, 1);
        fixture_close(&f);
}

TEST(the_thread_seals_signs_and_publishes_by_itself)
{
        TESTDB_EACH(kind)
        {
                struct fixture f;
                struct audit_config config;

                fixture_open(&f, kind);
                audit_close(f.audit);
                config = (struct audit_config){
                        .store = f.db.store, .signer = f.pair[0], .node = 1, .former = -1
                };
                REQUIRE(audit_start(&config, &f.audit) == 0);
                fixture_add(&f, 3);
                audit_stop(f.audit); /* its last round */
                f.audit = NULL;
                EXPECT_INT(fixture_verify(&f, f.heads).result.published, 1);
                EXPECT_INT(fixture_verify(&f, f.heads).result.leaves, 3);
                fixture_close(&f);
        }
}

/* A server that was killed and comes back on its folder need not wait for its own lease. */
TEST(the_post_of_a_server_that_has_ended_is_taken_over_at_once)
{
        struct audit_config config = { .signer = -1, .node = 2, .former = -1 };
        struct fixture f;
        struct audit *second;

        if (!testdb_has(DB_POSTGRES))
                return;
        fixture_open(&f, DB_POSTGRES);
        fixture_add(&f, 3);
        fixture_round(&f); /* node 1 has the post */
        fixture_add(&f, 2);
        config.store = f.db.store;
        for (int i = 0; i < 2; i++) {
                CHECK(audit_open(&config, &second) == 0);
                EXPECT_INT(audit_round(second), 0);
                audit_close(second);
                EXPECT_INT(testdb_i64(&f.db, "select count(*) from audit_pending"), i ? 0 : 2);
                config.former = 1;
        }
        fixture_close(&f);
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(events_are_sealed_with_their_group_or_within_a_round),
                RUN(the_post_of_a_server_that_has_ended_is_taken_over_at_once),
                RUN(an_undone_write_leaves_no_event_but_its_refusal_record_stays),
                RUN(a_write_of_very_many_events_is_sealed_whole),
                RUN(a_group_that_was_rolled_back_after_sealing_does_no_harm),
                RUN(a_program_started_again_goes_on_with_the_same_tree),
                RUN(two_sealers_seal_nothing_twice),
                RUN(another_node_leaves_the_post_to_who_has_it),
                RUN(an_event_that_commits_late_is_sealed_all_the_same),
                RUN(heads_missing_from_the_file_are_published_later_and_a_torn_line_is_mended),
                RUN(an_absent_signer_holds_nothing_up),
                RUN(the_thread_seals_signs_and_publishes_by_itself));
}
