/*
 * src/audit/test/test_branch.c: a database that was brought back from an older copy goes on under a
 * new log and says so; whoever exchanges the history under a new name without saying so is found.
 */
#include "test/test.h"

#include "audit/internal.h"
#include "audit/test/fixture.h"
#include "base/file.h"
#include "wall/signer_list.h"

static const char *list_path(struct fixture *f)
{
        return str_fmt(f->db.arena, "%s/list.log", f->db.dir).ptr;
}

/* The signer's list, as it would have grown with the published heads; `more`: a head of its own. */
static void write_list(struct fixture *f, const struct audit_published *more)
{
        struct signer_entry e = { 1, 2, STR("head"), { 1 }, { 2 }, STR_NULL };
        struct arena *a = f->db.arena;
        struct audit_published h;
        u8 chain[HASH_SIZE] = { 0 };
        struct str text, line;
        struct buf b;

        buf_init(&b, a, 1 << 16);
        CHECK(file_read(a, f->heads, 1 << 20, &text) == 0);
        while (str_cut(&text, '\n', &line)) {
                if (audit__line_read(a, line, &h) != 1)
                        continue;
                e.detail = str_fmt(a, "%.*s %lld %.*s", STRF(h.log), (long long)h.size,
                        STRF(str_hex(a, h.root, HASH_SIZE)));
                buf_add(&b, signer_entry_line(a, &e, chain));
        }
        if (more) {
                e.detail = str_fmt(a, "%.*s %lld %.*s", STRF(more->log), (long long)more->size,
                        STRF(str_hex(a, more->root, HASH_SIZE)));
                buf_add(&b, signer_entry_line(a, &e, chain));
        }
        CHECK(file_write_durable(list_path(f), buf_str(&b), 0600) == 0);
}

/* Everything after the first n events is gone from the database, as in a copy from before. */
static void go_back(struct fixture *f, int n)
{
        static const char *const cuts[] = { "delete from audit_payload where event in (select "
                                            "event from audit_leaf where position >= %d)",
                "delete from audit_event where id in (select event from audit_leaf where "
                "position >= %d)",
                "delete from audit_leaf where position >= %d",
                "delete from audit_head where size > %d" };

        for (size_t i = 0; i < ARRAY_LEN(cuts); i++)
                testdb_run(&f->db, str_fmt(f->db.arena, cuts[i], n).ptr);
        for (int level = AUDIT_NODE_LEVEL; level < 10; level++)
                testdb_run(&f->db, str_fmt(f->db.arena,
                                           "delete from audit_node where level = %d and "
                                           "position >= %d",
                                           level, n >> level)
                                           .ptr);
}

static int branch(struct fixture *f, struct audit_left *ret_left)
{
        const struct audit_branching how = { .store = f->db.store,
                .signer_list = list_path(f),
                .who = STR("test"),
                .reason = STR("the disk burnt") };

        return audit_branch(&how, f->db.arena, ret_left);
}

/* With the signer's list too. */
static struct seen verify(struct fixture *f)
{
        struct seen s = fixture_verify(f, f->heads);
        struct audit_check check = {
                .store = f->db.store, .heads = f->heads, .signer_list = list_path(f)
        };
        struct audit_result all;

        CHECK(audit_verify(&check, &all) == 0);
        s.result = all;
        return s;
}

static void begin(struct fixture *f, enum db_kind kind)
{
        fixture_open(f, kind);
        fixture_add(f, 40);
        fixture_round(f);
        fixture_add(f, 20);
        fixture_round(f);
        fixture_add(f, 10);
        fixture_round(f);
        write_list(f, NULL);
}

TEST(a_history_that_lost_nothing_stays_under_its_name)
{
        TESTDB_EACH(kind)
        {
                struct audit_left left;
                struct fixture f;

                begin(&f, kind);
                EXPECT_INT(branch(&f, &left), ERR_EXISTS);
                EXPECT_INT(verify(&f).result.findings, 0);
                EXPECT_INT(verify(&f).result.signed_heads, 3);
                fixture_close(&f);
        }
}

TEST(an_older_copy_goes_on_and_says_what_was_lost)
{
        TESTDB_EACH(kind)
        {
                struct audit_left left;
                struct fixture f;
                struct seen s;

                begin(&f, kind);
                go_back(&f, 64); /* four events of it were never signed */
                EXPECT(verify(&f).result.findings > 0);
                EXPECT_INT(branch(&f, &left), 0);
                EXPECT_INT(left.size, 60);
                EXPECT_INT(left.signed_size, 70);
                fixture_add(&f, 3);
                fixture_round(&f); /* signed and published under the new name */
                fixture_add(&f, 9);
                fixture_round(&f);
                write_list(&f, NULL);
                s = verify(&f);
                EXPECT_INT(s.result.findings, 0);
                EXPECT_INT(s.result.branches, 1);
                EXPECT_INT(s.result.lost, 10);
                EXPECT_INT(s.result.published, 4); /* 40, 60, and two of the new name */
                EXPECT_INT(s.result.signed_heads, 4);
                EXPECT_INT(branch(&f, &left), ERR_EXISTS);
                fixture_close(&f);
        }
}

TEST(a_copy_that_worked_on_before_anybody_noticed_goes_on_too)
{
        TESTDB_EACH(kind)
        {
                struct audit_left left;
                struct fixture f;

                begin(&f, kind);
                go_back(&f, 64);
                fixture_add(&f, 30); /* longer than what was signed: the signer takes it */
                fixture_round(&f);
                write_list(&f, NULL);
                EXPECT(verify(&f).result.findings > 0);
                EXPECT_INT(branch(&f, &left), 0);
                EXPECT_INT(left.size, 60);
                fixture_round(&f);
                write_list(&f, NULL);
                EXPECT_INT(verify(&f).result.findings, 0);
                fixture_close(&f);
        }
}

TEST(a_history_exchanged_under_a_new_name_is_found)
{
        TESTDB_EACH(kind)
        {
                struct audit_left left;
                struct fixture f;
                struct seen s;

                begin(&f, kind);
                testdb_run(&f.db, "update audit_log set name = 'another'");
                s = fixture_verify(&f, f.heads);
                EXPECT(s.count[AUDIT_PUBLISHED_STRANGE] == 1);
                EXPECT(verify(&f).result.findings > s.result.findings); /* the list says it too */
                testdb_run(&f.db, "update audit_log set name = 'another'");
                fixture_close(&f);

                /* Nor does saying so help when what was signed is not of this tree at all. */
                begin(&f, kind);
                testdb_run(&f.db, "delete from audit_node");
                testdb_run(&f.db, "delete from audit_leaf");
                testdb_run(&f.db, "delete from audit_head");
                testdb_run(&f.db, "delete from audit_payload");
                testdb_run(&f.db, "delete from audit_event");
                fixture_add(&f, 50);
                EXPECT(kind == DB_SQLITE ? branch(&f, &left) == ERR_CORRUPT : true);
                fixture_close(&f);
        }
}

TEST(a_record_of_leaving_covers_nothing_before_it)
{
        TESTDB_EACH(kind)
        {
                struct audit_left left;
                struct fixture f;
                struct seen s;

                begin(&f, kind);
                go_back(&f, 64);
                REQUIRE(branch(&f, &left) == 0);
                fixture_round(&f);
                testdb_run(&f.db, "update audit_event set action = 'dossier.refuse' where id = "
                                  "(select event from audit_leaf where position = 10)");
                s = fixture_verify(&f, f.heads);
                EXPECT(only(&s, AUDIT_EVENT_CHANGED));
                fixture_close(&f);
        }
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(a_history_that_lost_nothing_stays_under_its_name),
                RUN(an_older_copy_goes_on_and_says_what_was_lost),
                RUN(a_copy_that_worked_on_before_anybody_noticed_goes_on_too),
                RUN(a_history_exchanged_under_a_new_name_is_found),
                RUN(a_record_of_leaving_covers_nothing_before_it));
}
