/*
 * src/audit/test/test_verify.c: whoever edits, drops, reorders or invents events behind the
 * program's back is found, also when he rebuilds the tree and its heads; and nothing else is ever
 * reported.
 */
#include "test/test.h"

#include <unistd.h>

#include "audit/internal.h"
#include "audit/test/fixture.h"
#include "base/file.h"
#include "wall/signer_client.h"
#include "wall/signer_list.h"

#define EVENTS 70

/* Runs a body on an installation with EVENTS sealed events, a head at 40 and one at the end. */
#define EACH_DAMAGED(f)                                                                            \
        TESTDB_EACH(kind_)                                                                         \
        for (struct fixture *f = damage_begin(kind_); f; f = damage_end(f))

static struct fixture the_fixture;

static struct fixture *damage_begin(enum db_kind kind)
{
        struct fixture *f = &the_fixture;

        fixture_open(f, kind);
        fixture_add(f, 40);
        fixture_round(f);
        fixture_add(f, EVENTS - 40);
        fixture_round(f);
        return f;
}

static struct fixture *damage_end(struct fixture *f)
{
        fixture_close(f);
        return NULL;
}

static void run(struct fixture *f, const char *sql)
{
        testdb_run(&f->db, sql);
}

TEST(an_untouched_history_is_found_right)
{
        EACH_DAMAGED(f)
        {
                struct seen s = fixture_verify(f, f->heads);

                EXPECT_INT(s.result.findings, 0);
                EXPECT_INT(s.result.leaves, EVENTS);
                EXPECT_INT(s.result.heads, 2);
                EXPECT_INT(s.result.published, 2);
                EXPECT_INT(s.result.unsealed, 0);
        }
}

TEST(an_edited_event_is_found)
{
        static const char *const edits[] = { "set at = at + 1", "set actor = 8", "set actor = null",
                "set action = 'dossier.refuse'", "set object = 99", "set object_kind = 'unit'" };

        EACH_DAMAGED(f) for (size_t i = 0; i < ARRAY_LEN(edits); i++)
        {
                struct str sql = str_fmt(f->db.arena,
                        "update audit_event %s where id = "
                        "(select event from audit_leaf where position = 5)",
                        edits[i]);
                struct seen s;

                run(f, "create table kept as select * from audit_event");
                run(f, sql.ptr);
                s = fixture_verify(f, f->heads);
                EXPECT(only(&s, AUDIT_EVENT_CHANGED));
                EXPECT_INT(s.result.findings, 1);
                EXPECT_INT(s.last.at, 5);
                run(f, "delete from audit_event");
                run(f, "insert into audit_event select * from kept");
                run(f, "drop table kept");
                EXPECT_INT(fixture_verify(f, f->heads).result.findings, 0);
        }
}

TEST(an_edited_payload_is_found)
{
        EACH_DAMAGED(f)
        {
                struct seen s;

                run(f, "update audit_payload set body = '{}' where event = "
                       "(select event from audit_leaf where position = 69)");
                s = fixture_verify(f, f->heads);
                EXPECT(only(&s, AUDIT_PAYLOAD_CHANGED));
                EXPECT_INT(s.last.at, 69);
        }
}

TEST(a_dropped_event_is_found)
{
        EACH_DAMAGED(f)
        {
                struct seen s;

                run(f, "delete from audit_event where id = "
                       "(select event from audit_leaf where position = 12)");
                s = fixture_verify(f, f->heads);
                EXPECT(only(&s, AUDIT_EVENT_GONE));
                run(f, "delete from audit_leaf where position = 12");
                s = fixture_verify(f, f->heads);
                EXPECT(only(&s, AUDIT_LEAF_GONE));
                EXPECT_INT(s.last.at, 12);
        }
}

/* The event is taken out, and those after it move up: places have no gap. */
TEST(a_dropped_event_with_the_gap_closed_is_found)
{
        EACH_DAMAGED(f)
        {
                struct seen s;

                run(f, "delete from audit_event where id = "
                       "(select event from audit_leaf where position = 12)");
                run(f, "delete from audit_leaf where position = 12");
                run(f, "update audit_leaf set position = -position where position > 12");
                run(f, "update audit_leaf set position = -position - 1 where position < 0");
                s = fixture_verify(f, f->heads);
                EXPECT(s.count[AUDIT_NODE_WRONG] > 0 && s.count[AUDIT_HEAD_WRONG] > 0);
                EXPECT(s.count[AUDIT_PUBLISHED_WRONG] + s.count[AUDIT_PUBLISHED_BEYOND] == 2);
        }
}

TEST(reordered_events_are_found)
{
        EACH_DAMAGED(f)
        {
                struct seen s;

                run(f, "update audit_leaf set position = -1 where position = 3");
                run(f, "update audit_leaf set position = 3 where position = 4");
                run(f, "update audit_leaf set position = 4 where position = -1");
                s = fixture_verify(f, f->heads);
                EXPECT(s.count[AUDIT_NODE_WRONG] > 0);
                EXPECT_INT(s.count[AUDIT_HEAD_WRONG], 2);
                EXPECT_INT(s.count[AUDIT_PUBLISHED_WRONG], 2);
                EXPECT_INT(s.count[AUDIT_EVENT_CHANGED], 0);
        }
}

TEST(an_invented_event_is_found)
{
        EACH_DAMAGED(f)
        {
                struct seen s;

                run(f, "insert into audit_event (id, at, actor, action, object_kind, object, "
                       "payload_hash) select 5, at, actor, action, object_kind, object, "
                       "payload_hash from audit_event where id = "
                       "(select max(id) from audit_event)");
                s = fixture_verify(f, f->heads);
                EXPECT(only(&s, AUDIT_NEVER_SEALED));
                EXPECT_INT(s.last.event, 5);
        }
}

TEST(a_changed_or_missing_node_is_found)
{
        EACH_DAMAGED(f)
        {
                struct seen s;

                run(f, "update audit_node set hash = "
                       "(select hash from audit_leaf where position = 1)"
                       " where level = 4 and position = 2");
                s = fixture_verify(f, f->heads);
                EXPECT(only(&s, AUDIT_NODE_WRONG));
                run(f, "delete from audit_node where level = 4 and position = 2");
                s = fixture_verify(f, f->heads);
                EXPECT(only(&s, AUDIT_NODE_WRONG));
                EXPECT_INT(s.result.findings, 1);
        }
}

TEST(a_node_beyond_the_tree_is_found)
{
        EACH_DAMAGED(f)
        {
                struct seen s;

                run(f, "insert into audit_node (level, position, hash) "
                       "select 5, 2, hash from audit_leaf where position = 1");
                s = fixture_verify(f, f->heads);
                EXPECT(only(&s, AUDIT_NODE_WRONG));
        }
}

TEST(a_forged_head_is_found)
{
        EACH_DAMAGED(f)
        {
                struct seen s;

                run(f, "update audit_head set at = at + 1 where size = 40");
                s = fixture_verify(f, NULL);
                EXPECT(only(&s, AUDIT_HEAD_FORGED));
                EXPECT_INT(s.last.at, 40);
                /* A key that does not carry its own name opens nothing. */
                run(f, "update audit_head set at = at - 1 where size = 40");
                run(f, "update audit_key set spki = "
                       "(select signature from audit_head where size = 40)");
                s = fixture_verify(f, NULL);
                EXPECT(only(&s, AUDIT_HEAD_FORGED));
                EXPECT_INT(s.result.findings, 2);
                /* The published keys do not need the database's. */
                s = fixture_verify(f, f->heads);
                EXPECT_INT(s.result.findings, 0);
        }
}

/* All of it: the event changed, leaves, nodes and heads made anew by the program itself. */
TEST(a_history_rewritten_together_with_its_tree_is_found_by_the_published_heads)
{
        EACH_DAMAGED(f)
        {
                char copy[] = "/tmp/motcua-heads-XXXXXX";
                struct str text;
                struct seen s;
                int fd = mkstemp(copy);

                REQUIRE(file_read(f->db.arena, f->heads, 1 << 20, &text) == 0);
                REQUIRE(write(fd, text.ptr, text.len) == (ssize_t)text.len);
                close(fd);
                run(f, "update audit_event set object = 4711 where id = "
                       "(select event from audit_leaf where position = 5)");
                run(f, "delete from audit_leaf");
                run(f, "delete from audit_node");
                run(f, "delete from audit_head");
                run(f, "update audit_log set lease_until = 0");
                run(f, "insert into audit_pending select id from audit_event");
                unlink(f->heads);
                audit_close(f->audit);
                CHECK(audit_open(&(struct audit_config){ .store = f->db.store,
                                         .signer = f->pair[0],
                                         .node = 2,
                                         .former = -1 },
                              &f->audit) == 0);
                fixture_add(f, 1);
                fixture_round(f);
                s = fixture_verify(f, f->heads);
                EXPECT_INT(s.result.findings, 0); /* in itself it is all right … */
                EXPECT_INT(s.result.leaves, EVENTS + 1);
                s = fixture_verify(f, copy); /* … but not what was published before */
                EXPECT(only(&s, AUDIT_PUBLISHED_WRONG));
                EXPECT_INT(s.result.findings, 2);
                unlink(copy);
        }
}

TEST(a_history_cut_at_its_end_is_found_by_the_published_heads)
{
        EACH_DAMAGED(f)
        {
                struct seen s;

                run(f, "delete from audit_event where id > "
                       "(select event from audit_leaf where position = 39)");
                run(f, "delete from audit_leaf where position > 39");
                run(f, "delete from audit_node where (position + 1) * "
                       "(case level when 4 then 16 when 5 then 32 else 64 end) > 40");
                run(f, "delete from audit_head where size > 40");
                EXPECT_INT(fixture_verify(f, NULL).result.findings, 0);
                s = fixture_verify(f, f->heads);
                EXPECT(only(&s, AUDIT_PUBLISHED_BEYOND));
        }
}

static int erase_apply(struct tx *tx, void *arg)
{
        const struct audit_entry e = { .actor = 1, .payload = STR("{\"why\":\"NĐ 13/2023\"}") };

        return audit_erase(tx, *(i64 *)arg, &e);
}

TEST(a_payload_may_be_erased_on_record_and_not_otherwise)
{
        EACH_DAMAGED(f)
        {
                i64 event = testdb_i64(&f->db, "select event from audit_leaf where position = 9");
                struct seen s;

                EXPECT_INT(store_write(f->db.store, f->db.arena, erase_apply, &event), 0);
                EXPECT_INT(
                        store_write(f->db.store, f->db.arena, erase_apply, &event), ERR_NOT_FOUND);
                fixture_round(f);
                s = fixture_verify(f, f->heads);
                EXPECT_INT(s.result.findings, 0);
                EXPECT_INT(s.result.erased, 1);
                run(f, "delete from audit_payload where event = "
                       "(select event from audit_leaf where position = 10)");
                s = fixture_verify(f, f->heads);
                EXPECT(only(&s, AUDIT_PAYLOAD_GONE));
                EXPECT_INT(s.last.at, 10);
        }
}

TEST(a_file_of_heads_that_was_tampered_with_is_found)
{
        EACH_DAMAGED(f)
        {
                struct str text, bad;
                struct seen s;

                REQUIRE(file_read(f->db.arena, f->heads, 1 << 20, &text) == 0);
                bad = str_replace(f->db.arena, text, STR("\t40\t"), STR("\t41\t"));
                REQUIRE(file_write_durable(f->heads, bad, 0600) == 0);
                s = fixture_verify(f, f->heads);
                EXPECT_INT(s.count[AUDIT_PUBLISHED_WRONG], 1);
                EXPECT_INT(s.count[AUDIT_PUBLISHED_FORGED], 1);
                bad = str_cat(f->db.arena, text, STR("rubbish\n"));
                REQUIRE(file_write_durable(f->heads, bad, 0600) == 0);
                s = fixture_verify(f, f->heads);
                EXPECT(only(&s, AUDIT_PUBLISHED_BROKEN));
                EXPECT_INT(s.last.at, 4);
        }
}

/* The list as the signer writes it, with another root for one of the heads. */
TEST(what_the_signer_signed_is_compared_with_the_history)
{
        EACH_DAMAGED(f)
        {
                struct str text, line, path = str_fmt(f->db.arena, "%s/list.log", f->db.dir);
                struct signer_entry e = { 1, 2, STR("head"), { 1 }, { 2 }, STR_NULL };
                struct audit_check check = { f->db.store, NULL, path.ptr, NULL, NULL };
                u8 chain[HASH_SIZE] = { 0 }, wrong[HASH_SIZE] = { 9 };
                struct audit_result result;
                struct audit_published h = { STR_NULL };
                struct buf b;

                buf_init(&b, f->db.arena, 1 << 16);
                REQUIRE(file_read(f->db.arena, f->heads, 1 << 20, &text) == 0);
                while (str_cut(&text, '\n', &line))
                        if (audit__line_read(f->db.arena, line, &h) == 1) {
                                e.detail = str_fmt(f->db.arena, "%.*s %lld %.*s", STRF(h.log),
                                        (long long)h.size,
                                        STRF(str_hex(f->db.arena, h.root, HASH_SIZE)));
                                buf_add(&b, signer_entry_line(f->db.arena, &e, chain));
                        }
                REQUIRE(file_write_durable(path.ptr, buf_str(&b), 0600) == 0);
                EXPECT_INT(audit_verify(&check, &result), 0);
                EXPECT_INT(result.signed_heads, 2);
                EXPECT_INT(result.findings, 0);
                e.detail = str_fmt(f->db.arena, "%.*s 70 %.*s", STRF(h.log),
                        STRF(str_hex(f->db.arena, wrong, HASH_SIZE)));
                buf_add(&b, signer_entry_line(f->db.arena, &e, chain));
                REQUIRE(file_write_durable(path.ptr, buf_str(&b), 0600) == 0);
                EXPECT_INT(audit_verify(&check, &result), 0);
                EXPECT_INT(result.findings, 1);
                check.signer_list = "/nonexistent/list.log";
                EXPECT_INT(audit_verify(&check, &result), ERR_NOT_FOUND);
        }
}

TEST(every_fault_has_words)
{
        for (int i = 0; i < AUDIT_FAULT_MAX; i++)
                EXPECT(strlen(audit_fault_words(i)) > 10);
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(an_untouched_history_is_found_right), RUN(an_edited_event_is_found),
                RUN(an_edited_payload_is_found), RUN(a_dropped_event_is_found),
                RUN(a_dropped_event_with_the_gap_closed_is_found), RUN(reordered_events_are_found),
                RUN(an_invented_event_is_found), RUN(a_changed_or_missing_node_is_found),
                RUN(a_node_beyond_the_tree_is_found), RUN(a_forged_head_is_found),
                RUN(a_history_rewritten_together_with_its_tree_is_found_by_the_published_heads),
                RUN(a_history_cut_at_its_end_is_found_by_the_published_heads),
                RUN(a_payload_may_be_erased_on_record_and_not_otherwise),
                RUN(a_file_of_heads_that_was_tampered_with_is_found),
                RUN(what_the_signer_signed_is_compared_with_the_history),
                RUN(every_fault_has_words));
}
