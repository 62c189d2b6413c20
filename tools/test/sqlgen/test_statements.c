/*
 * tools/test/sqlgen/test_statements.c: the fixture's statements, as the generator made them from
 * test/fixture, do what its queries.sql says: on SQLite through lite.c, and prepared on PostgreSQL.
 */
#include <libpq-fe.h>

#include "mod/sample/queries.h"
#include "lite.h"
#include "test/test.h"

static struct arena *a;
static struct tx tx;

static void begin(void)
{
        a = arena_new(1 << 20);
        lite_open(&tx, a);
        CHECK(person_insert(&tx, 1, STR("Lan"), I64_NULL, true, STR_NULL) == 0);
        CHECK(person_insert(&tx, 2, STR("Minh"), 700, false, str_n("\0\1", 2)) == 0);
}

static void end(void)
{
        lite_close(&tx);
        arena_free(a);
}

static int put(i64 id, const char *code, const char *kind, i64 owner, i64 at, i64 due)
{
        return paper_insert(&tx, &(struct paper_insert_args){ .id = id,
                                         .code = str_of(code),
                                         .kind = str_of(kind),
                                         .owner_id = owner,
                                         .at = at,
                                         .due = due });
}

/* a: kind x, of 1, at 10, due 90; b: y, of 2, at 20; c: x, of nobody, at 30, due 50; d: z. */
static void put_four(void)
{
        CHECK(put(11, "a", "x", 1, 10, 90) == 0 && put(12, "b", "y", 2, 20, I64_NULL) == 0 &&
                put(13, "c", "x", I64_NULL, 30, 50) == 0 && put(14, "d", "z", 1, 40, 60) == 0);
}

/* Codes of what paper_find gives, one letter each. */
static struct str found(struct paper_find_args args)
{
        static const struct str xy[] = { STR("x"), STR("y") };
        struct paper_brief_rows rows;
        struct buf b;

        args.kinds = xy;
        args.n_kinds = 2;
        args.limit = args.limit ? args.limit : 100;
        CHECK(paper_find(&tx, &args, &rows) == 0);
        buf_init(&b, a, 100);
        for (size_t i = 0; i < rows.n; i++)
                buf_add(&b, rows.rows[i].code);
        return buf_str(&b);
}

TEST(values_come_back_as_they_went_in_and_null_is_told_from_empty)
{
        struct person p;

        begin();
        REQUIRE(person_by_id(&tx, 1, &p) == 0);
        EXPECT_STR(p.name, "Lan");
        EXPECT(p.born == I64_NULL && p.active == 1 && p.photo.ptr == NULL);
        REQUIRE(person_by_id(&tx, 2, &p) == 0);
        EXPECT(p.born == 700 && p.active == 0);
        EXPECT(p.photo.len == 2 && memcmp(p.photo.ptr, "\0\1", 2) == 0);
        end();
}

TEST(an_absent_row_leaves_the_callers_struct_alone)
{
        struct person p = { .id = 77 };

        begin();
        EXPECT_INT(person_by_id(&tx, 9, &p), ERR_NOT_FOUND);
        EXPECT_INT(p.id, 77);
        end();
}

TEST(a_taken_unique_value_is_told)
{
        begin();
        EXPECT_INT(put(11, "a", "x", 1, 10, I64_NULL), 0);
        EXPECT_INT(put(12, "a", "x", 1, 10, I64_NULL), ERR_EXISTS);
        end();
}

TEST(each_condition_and_order_chooses_its_own_text)
{
        const i64 owners[] = { 2 };

        begin();
        put_four();
        EXPECT_STR(found((struct paper_find_args){ .since = I64_NULL, .dueless = I64_NULL }), "ac");
        EXPECT_STR(found((struct paper_find_args){ .since = I64_NULL, .dueless = 1 }), "abc");
        EXPECT_STR(found((struct paper_find_args){ .since = 20, .dueless = 1 }), "bc");
        EXPECT_STR(found((struct paper_find_args){
                           .since = I64_NULL, .dueless = 1, .order = PAPER_FIND_ORDER_NEWEST }),
                "cba");
        EXPECT_STR(found((struct paper_find_args){
                           .since = I64_NULL, .dueless = 1, .order = PAPER_FIND_ORDER_DUE }),
                "cab");
        EXPECT_STR(found((struct paper_find_args){ .since = I64_NULL,
                           .dueless = 1,
                           .order = PAPER_FIND_ORDER_DUE,
                           .limit = 1 }),
                "c");
        EXPECT_STR(found((struct paper_find_args){
                           .since = I64_NULL, .dueless = 1, .owners = owners, .n_owners = 1 }),
                "b");
        EXPECT_INT(lite_variant, 2 | 4);
        end();
}

TEST(an_empty_list_is_not_an_absent_one)
{
        const i64 nobody[1] = { 0 };

        begin();
        put_four();
        EXPECT_STR(found((struct paper_find_args){
                           .since = I64_NULL, .dueless = 1, .owners = nobody, .n_owners = 0 }),
                "");
        EXPECT_STR(found((struct paper_find_args){ .since = I64_NULL, .dueless = 1 }), "abc");
        end();
}

TEST(pages_go_by_key_and_a_required_list_may_be_empty)
{
        struct paper_key_rows rows;

        begin();
        put_four();
        REQUIRE(paper_page(&tx, STR("x"), 0, 0, NULL, 0, &rows) == 0 && rows.n == 2);
        EXPECT_INT(rows.rows[0].id, 11);
        REQUIRE(paper_page(&tx, STR("x"), rows.rows[0].at, rows.rows[0].id, NULL, 0, &rows) == 0);
        EXPECT(rows.n == 1 && rows.rows[0].id == 13);
        REQUIRE(paper_page(&tx, STR("x"), 0, 0, &STR("c"), 1, &rows) == 0);
        EXPECT(rows.n == 1 && rows.rows[0].id == 11);
        end();
}

TEST(many_rows_all_arrive_in_order)
{
        struct paper_key_rows rows;

        begin();
        for (int i = 0; i < 1000; i++)
                CHECK(put(i, str_fmt(a, "code %d", i).ptr, "x", I64_NULL, i, I64_NULL) == 0);
        REQUIRE(paper_page(&tx, STR("x"), -1, 0, NULL, 0, &rows) == 0);
        REQUIRE(rows.n == 1000);
        for (int i = 0; i < 1000; i++)
                EXPECT(rows.rows[i].id == i && rows.rows[i].at == i);
        end();
}

TEST(more_rows_than_the_arena_holds_is_a_limit_not_a_crash)
{
        struct arena *small = arena_new(4096), *big;
        struct paper_key_rows rows = { NULL, 7 };

        begin();
        for (int i = 0; i < 1000; i++)
                CHECK(put(i, str_fmt(a, "code %d", i).ptr, "x", I64_NULL, i, I64_NULL) == 0);
        big = tx.arena;
        tx.arena = small;
        EXPECT_INT(paper_page(&tx, STR("x"), -1, 0, NULL, 0, &rows), ERR_LIMIT);
        EXPECT_INT(rows.n, 7);
        tx.arena = big;
        arena_free(small);
        end();
}

TEST(expressions_have_the_types_that_the_header_gives)
{
        struct totals_rows rows;
        struct paper_count all;

        begin();
        put_four();
        REQUIRE(paper_totals(&tx, STR("x"), &rows) == 0 && rows.n == 1);
        EXPECT_STR(rows.rows[0].kind, "x");
        EXPECT(rows.rows[0].n == 2 && rows.rows[0].latest == 30 && rows.rows[0].at_sum == 40);
        REQUIRE(paper_all(&tx, &all) == 0);
        EXPECT_INT(all.n, 4);
        end();
}

TEST(writes_say_what_they_touched_and_returned)
{
        struct counter_value v;
        struct counter_total total;
        i64 changes = -1;

        begin();
        put_four();
        REQUIRE(counter_add(&tx, STR("k"), 5, 3, &v) == 0);
        EXPECT_INT(v.n, 3);
        REQUIRE(counter_add(&tx, STR("k"), 5, 4, &v) == 0);
        EXPECT_INT(v.n, 7);
        EXPECT_INT(paper_close(&tx, STR("x"), 60, &changes), 0);
        EXPECT_INT(changes, 1);
        EXPECT_INT(paper_close(&tx, STR("none"), 60, NULL), 0);
        EXPECT_INT(paper_delete(&tx, (const i64[]){ 11, 12 }, 2, &changes), 0);
        EXPECT_INT(changes, 2);
        REQUIRE(counter_count(&tx, &total) == 0);
        EXPECT_INT(total.n, 4); /* seed, k, and two from the trigger */
        end();
}

TEST(reading_personal_columns_leaves_a_mark)
{
        struct owner o;
        struct paper_brief p;

        begin();
        put_four();
        tx.read_personal = false;
        REQUIRE(paper_at(&tx, STR("a"), &p) == 0);
        EXPECT(!tx.read_personal);
        REQUIRE(paper_owner(&tx, STR("a"), &o) == 0);
        EXPECT_STR(o.title, "Mr Lan");
        EXPECT(tx.read_personal);
        end();
}

TEST(the_index_knows_writes_and_all_statements)
{
        int n = 0, writes = 0, personal = 0;

        for (const struct stmt *const *s = stmts; *s; s++, n++) {
                writes += (*s)->writes;
                personal += (*s)->personal;
                EXPECT((*s)->variants >= 1 && *(*s)->slot == -1);
        }
        EXPECT_INT(n, 14);
        EXPECT_INT(writes, 5);
        EXPECT_INT(personal, 2);
}

TEST(steps_carry_their_order_hash_and_oldest_program)
{
        EXPECT(strcmp(migrations[0].module, "core") == 0);
        EXPECT(strcmp(migrations[1].name, "0001_sample") == 0);
        EXPECT(strcmp(migrations[2].name, "0002_note") == 0);
        EXPECT(strcmp(migrations[2].oldest, "2") == 0);
        EXPECT_INT(strlen(migrations[0].hash), 64);
        EXPECT(strstr(migrations[1].sql[DB_SQLITE], "strict") != NULL);
        EXPECT(strstr(migrations[1].sql[DB_POSTGRES], "strict") == NULL);
        EXPECT(strstr(migrations[1].sql[DB_POSTGRES], "fts5") == NULL);
        EXPECT(migrations[3].module == NULL);
}

static void exec_pg(PGconn *c, const char *sql)
{
        PGresult *r = PQexec(c, sql);

        if (PQresultStatus(r) != PGRES_COMMAND_OK) {
                test_bad = 1;
                printf("    %s%s\n", PQerrorMessage(c), sql);
        }
        PQclear(r);
}

TEST(postgresql_takes_every_step_and_every_variant)
{
        const char *url = getenv("MOTCUA_TEST_PG");
        static const Oid oids[] = { [VAL_I64] = 20,
                [VAL_TEXT] = 25,
                [VAL_BLOB] = 17,
                [VAL_LIST_I64] = 1016,
                [VAL_LIST_TEXT] = 1009 };
        PGconn *c;

        if (!url) {
                printf("    skipped: no PostgreSQL\n");
                return;
        }
        c = PQconnectdb(url);
        REQUIRE(PQstatus(c) == CONNECTION_OK);
        exec_pg(c, "begin");
        exec_pg(c, "set local client_min_messages = warning");
        exec_pg(c, "create schema sqlgen_test");
        exec_pg(c, "set local search_path = sqlgen_test");
        for (const struct migration *m = migrations; m->module; m++)
                exec_pg(c, m->sql[DB_POSTGRES]);
        for (const struct stmt *const *s = stmts; *s && !test_bad; s++) {
                Oid types[16];

                for (int i = 0; i < (*s)->params; i++)
                        types[i] = oids[(*s)->kinds[i]];
                for (int v = 0; v < (*s)->variants && !test_bad; v++) {
                        PGresult *r =
                                PQprepare(c, "", (*s)->sql[DB_POSTGRES][v], (*s)->params, types);

                        if (PQresultStatus(r) != PGRES_COMMAND_OK) {
                                test_bad = 1;
                                printf("    %s: %s", (*s)->name, PQerrorMessage(c));
                        }
                        PQclear(r);
                }
        }
        PQfinish(c); /* without a commit: nothing stays */
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(values_come_back_as_they_went_in_and_null_is_told_from_empty),
                RUN(an_absent_row_leaves_the_callers_struct_alone),
                RUN(a_taken_unique_value_is_told),
                RUN(each_condition_and_order_chooses_its_own_text),
                RUN(an_empty_list_is_not_an_absent_one),
                RUN(pages_go_by_key_and_a_required_list_may_be_empty),
                RUN(many_rows_all_arrive_in_order),
                RUN(more_rows_than_the_arena_holds_is_a_limit_not_a_crash),
                RUN(expressions_have_the_types_that_the_header_gives),
                RUN(writes_say_what_they_touched_and_returned),
                RUN(reading_personal_columns_leaves_a_mark),
                RUN(the_index_knows_writes_and_all_statements),
                RUN(steps_carry_their_order_hash_and_oldest_program),
                RUN(postgresql_takes_every_step_and_every_variant));
}
