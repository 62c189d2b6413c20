/*
 * src/store/test/test_equal.c: the same random statements on SQLite and on PostgreSQL give the same
 * answers: rows, order, counts of changes, errors, and the same table at the end.
 */
#include "test/test.h"

#include "store/test/testdb.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define OPERATIONS 10000
#else
#define OPERATIONS 100000
#endif
#define BATCH 50 /* operations a transaction */

static const char *const table_sql[DB_KIND_MAX] = {
        "create table thing (id integer not null primary key, name text unique, kind text not null"
        " check (kind <> 'bad'), n integer, data blob, parent integer references thing(id)) strict",
        "create table thing (id bigint not null primary key, name text collate \"C\" unique,"
        " kind text collate \"C\" not null check (kind <> 'bad'), n bigint, data bytea,"
        " parent bigint references thing(id))",
};

static u64 seed;

static u64 rnd(u64 below)
{
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        return seed % below;
}

static const char *const names[] = { "An", "Ân", "Ấn", "an", "Đào", "dao", "Dao", "ô", "Ơ", "z", "",
        " ", "a b", "0", "00", "ñ", "中", "\xf0\x9f\x98\x80", "_%", "'", "\"", "\\" };
static const char *const kinds[] = { "a", "b", "c", "bad" };

static struct val any_num(void)
{
        static const i64 edges[] = { 0, -1, 1, INT64_MAX, INT64_MIN + 1, I64_NULL, 1LL << 53 };

        return NUM(rnd(6) == 0 ? edges[rnd(ARRAY_LEN(edges))] : (i64)rnd(20));
}

static struct val any_name(struct arena *a)
{
        if (rnd(5) == 0)
                return TXT(STR_NULL);
        return TXT(str_fmt(a, "%s%d", names[rnd(ARRAY_LEN(names))], (int)rnd(30)));
}

static struct val any_data(struct arena *a)
{
        char bytes[8];
        size_t n = rnd(9);

        for (size_t i = 0; i < n; i++)
                bytes[i] = (char)rnd(256);
        return rnd(6) == 0 ? BLOB(STR_NULL) : BLOB(str_dup(a, str_n(bytes, n)));
}

static struct val any_kind(void)
{
        return TXT(str_of(kinds[rnd(200) ? rnd(3) : 3]));
}

static struct val any_id(void)
{
        return NUM((i64)rnd(400));
}

struct batch {
        enum db_kind kind;
        u64 seed;
        struct buf out;
};

static void put_result(struct buf *out, int r, i64 changes)
{
        buf_fmt(out, "%s %lld\n", err_name(r), r < 0 ? -1 : (long long)changes);
}

static int write_op(struct tx *tx, struct buf *out, u64 which)
{
        struct arena *a = tx->arena;
        i64 changes = 0;
        int r;

        switch (which) {
        case 0: /* now and then a value that is taken, a check, a missing parent */
                r = testdb_exec(tx,
                        rnd(20) ? "insert into thing (id, kind, n, data, parent)"
                                  " values (?1, ?2, ?3, ?4, ?5) on conflict (id) do nothing"
                                : "insert into thing (id, kind, n, data, parent)"
                                  " values (?1, ?2, ?3, ?4, ?5)",
                        VALS(any_id(), any_kind(), any_num(), any_data(a),
                                rnd(10) ? NUM(I64_NULL) : any_id()),
                        &changes);
                break;
        case 1:
                r = testdb_exec(tx,
                        "insert into thing (id, name, kind, n, data) values (?1, ?2, ?3, ?4, ?5)"
                        " on conflict do nothing",
                        VALS(any_id(), any_name(a), any_kind(), any_num(), any_data(a)), &changes);
                break;
        case 2:
                r = testdb_exec(tx,
                        "insert into thing (id, kind, n) values (?1, ?2, ?3) on conflict (id) do"
                        " update set n = excluded.n, kind = excluded.kind",
                        VALS(any_id(), any_kind(), any_num()), &changes);
                break;
        case 3:
                r = testdb_exec(tx, "update thing set n = ?1, data = ?2 where kind = ?3 and n < ?4",
                        VALS(any_num(), any_data(a), any_kind(), any_num()), &changes);
                break;
        case 4:
                r = testdb_exec(tx,
                        "delete from thing where n = ?1 and not exists"
                        " (select 1 from thing as c where c.parent = thing.id)",
                        VALS(any_num()), &changes);
                break;
        default:
                r = testdb_exec(tx,
                        "update thing set name = name || ?1 where id = ?2 and not exists"
                        " (select 1 from thing as o where o.name = thing.name || ?1)",
                        VALS(TXT(str_of(names[rnd(ARRAY_LEN(names))])), any_id()), &changes);
        }
        put_result(out, r, changes);
        return r;
}

static int read_op(struct tx *tx, struct buf *out, enum db_kind kind, u64 which)
{
        i64 ids[] = { any_id().num, any_id().num, any_id().num };
        struct val list = { VAL_LIST_I64, .list = ids, .n = rnd(4) };
        struct str s = STR_NULL;
        int r;

        switch (which) {
        case 6:
                r = testdb_rows(tx,
                        "select id, name, kind, n, data from thing where name >= ?1"
                        " order by name, id limit ?2",
                        "ittib", VALS(any_name(tx->arena), NUM((i64)rnd(10))), &s);
                break;
        case 7:
                r = testdb_rows(tx,
                        "select kind, count(*), min(n), max(n), count(name),"
                        " cast(sum(case when n between -1000 and 1000 then n end) as bigint)"
                        " from thing group by kind order by kind",
                        "tiiiii", NO_VALS, &s);
                break;
        case 8:
                r = testdb_rows(tx,
                        kind == DB_SQLITE ? "select id, n from thing where id in (select value from"
                                            " json_each(?1)) order by n desc nulls last, id"
                                          : "select id, n from thing where id = any(?1)"
                                            " order by n desc nulls last, id",
                        "ii", &list, 1, &s);
                break;
        default:
                r = testdb_rows(tx,
                        "update thing set n = ?1 where id = ?2 returning id, name, n, data", "itib",
                        VALS(any_num(), any_id()), &s);
        }
        put_result(out, r, 0);
        buf_add(out, s);
        return r;
}

static int run_batch(struct tx *tx, void *arg)
{
        struct batch *b = arg;
        int r = 0;

        seed = b->seed;
        b->out.len = 0; /* PostgreSQL may run it again */
        for (int i = 0; r == 0 && i < BATCH; i++) {
                u64 which = rnd(10);

                r = which < 6 ? write_op(tx, &b->out, which) : read_op(tx, &b->out, b->kind, which);
        }
        return r;
}

static struct str table(struct testdb *t, struct arena *a)
{
        struct str s = STR("failed");
        struct tx *tx;

        if (store_read_begin(t->store, a, &tx) == 0) {
                testdb_rows(tx, "select id, name, kind, n, data, parent from thing order by id",
                        "ittibi", NO_VALS, &s);
                store_read_end(tx);
        }
        return s;
}

TEST(random_statements_answer_alike_on_both)
{
        struct testdb t[DB_KIND_MAX];
        struct batch b[DB_KIND_MAX];
        int results[DB_KIND_MAX], refused = 0;
        u64 next = 0x9e3779b97f4a7c15;

        if (!testdb_has(DB_POSTGRES))
                return;
        for (int k = 0; k < DB_KIND_MAX; k++) {
                REQUIRE(testdb_open(&t[k], k) == 0);
                testdb_run(&t[k], table_sql[k]);
                testdb_run(&t[k], "create index thing_parent on thing (parent)");
        }
        for (int i = 0; i < OPERATIONS / BATCH; i++) {
                AUTO(arena_freep) struct arena *a = arena_new(256 << 20);

                for (int k = 0; k < DB_KIND_MAX; k++) {
                        b[k] = (struct batch){ .kind = k, .seed = next + (u64)i * 7919 };
                        buf_init(&b[k].out, a, 64 << 20);
                        results[k] = store_write(t[k].store, a, run_batch, &b[k]);
                }
                refused += results[0] < 0;
                REQUIRE(results[DB_SQLITE] == results[DB_POSTGRES]);
                REQUIRE(str_eq(buf_str(&b[DB_SQLITE].out), buf_str(&b[DB_POSTGRES].out)));
                if (i % 100 == 0)
                        REQUIRE(str_eq(table(&t[DB_SQLITE], a), table(&t[DB_POSTGRES], a)));
        }
        EXPECT(refused > 0 && refused < OPERATIONS / BATCH);
        EXPECT(str_eq(table(&t[DB_SQLITE], t[0].arena), table(&t[DB_POSTGRES], t[0].arena)));
        EXPECT(testdb_i64(&t[DB_SQLITE], "select count(*) from thing") > 50);
        testdb_close(&t[DB_SQLITE]);
        testdb_close(&t[DB_POSTGRES]);
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(random_statements_answer_alike_on_both));
}
