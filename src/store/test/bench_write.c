/*
 * src/store/test/bench_write.c: durable writes a second by 64 client threads through store_write,
 * beside bare SQLite inserting the same rows in groups of the same size: rounds in turn, the ratio
 * is what counts. Decides nothing; run by hand: build/src/store/bench_store_write [rounds].
 */
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "store/test/testdb.h"

enum { CLIENTS = 64, ROUND_MS = 2000, ROW_BYTES = 300 };

static const char table_sql[] = "create table bench (id integer not null primary key,"
                                " code text not null unique, body text not null) strict";
static const char insert_sql[] = "insert into bench (id, code, body) values (?1, ?2, ?3)";
static char body[ROW_BYTES];

struct client {
        pthread_t thread;
        struct testdb *t;
        i64 until, n, first;
};

struct row {
        i64 id;
        char code[24];
};

static int put(struct tx *tx, void *arg)
{
        struct row *r = arg;

        return testdb_exec(tx, insert_sql,
                VALS(NUM(r->id), TXT(str_of(r->code)), TXT(str_n(body, sizeof body))), NULL);
}

static void *client_main(void *arg)
{
        struct client *c = arg;
        struct arena *a = arena_new(1 << 20);

        while (clock_monotonic_ns() < c->until) {
                struct row r = { .id = c->first + c->n };

                snprintf(r.code, sizeof r.code, "H56-%012lld", (long long)r.id);
                CHECK(store_write(c->t->store, a, put, &r) == 0);
                c->n++;
                arena_clear(a);
        }
        arena_free(a);
        return NULL;
}

static double through_store(i64 *ret_group)
{
        struct client clients[CLIENTS];
        struct store_stats before, after;
        struct testdb t;
        i64 start, n = 0;
        double seconds;

        CHECK(testdb_open(&t, DB_SQLITE) == 0);
        testdb_run(&t, table_sql);
        store_stats(t.store, &before);
        start = clock_monotonic_ns();
        for (int i = 0; i < CLIENTS; i++) {
                clients[i] = (struct client){
                        .t = &t, .until = start + ROUND_MS * 1000000LL, .first = 1 + i * 100000000LL
                };
                pthread_create(&clients[i].thread, NULL, client_main, &clients[i]);
        }
        for (int i = 0; i < CLIENTS; i++) {
                pthread_join(clients[i].thread, NULL);
                n += clients[i].n;
        }
        seconds = (double)(clock_monotonic_ns() - start) / 1e9;
        store_stats(t.store, &after);
        *ret_group = MAX(1, (after.members - before.members) / (after.groups - before.groups));
        testdb_close(&t);
        return (double)n / seconds;
}

static double bare(i64 group)
{
        const char *tmp = getenv("TMPDIR");
        char dir[64], path[80];
        i64 start, n = 0;
        sqlite3 *db;
        sqlite3_stmt *st;
        double seconds;

        snprintf(dir, sizeof dir, "%s/motcua-bench-XXXXXX", tmp ? tmp : "/tmp");
        CHECK(mkdtemp(dir) != NULL);
        snprintf(path, sizeof path, "%s/bare.db", dir);
        CHECK(sqlite3_open(path, &db) == SQLITE_OK);
        CHECK(sqlite3_exec(db, "pragma journal_mode=wal; pragma synchronous=full", 0, 0, 0) == 0);
        CHECK(sqlite3_exec(db, table_sql, 0, 0, 0) == 0);
        CHECK(sqlite3_prepare_v2(db, insert_sql, -1, &st, NULL) == 0);
        start = clock_monotonic_ns();
        while (clock_monotonic_ns() - start < ROUND_MS * 1000000LL) {
                CHECK(sqlite3_exec(db, "begin immediate", 0, 0, 0) == 0);
                for (i64 i = 0; i < group; i++, n++) {
                        char code[24];
                        /* the same order of ids as 64 clients make */
                        i64 id = 1 + n % CLIENTS * 100000000LL + n / CLIENTS;

                        snprintf(code, sizeof code, "H56-%012lld", (long long)id);
                        sqlite3_bind_int64(st, 1, id);
                        sqlite3_bind_text(st, 2, code, -1, SQLITE_STATIC);
                        sqlite3_bind_text(st, 3, body, sizeof body, SQLITE_STATIC);
                        CHECK(sqlite3_step(st) == SQLITE_DONE);
                        sqlite3_reset(st);
                }
                CHECK(sqlite3_exec(db, "commit", 0, 0, 0) == 0);
        }
        seconds = (double)(clock_monotonic_ns() - start) / 1e9;
        sqlite3_finalize(st);
        sqlite3_close(db);
        testdb_remove_tree(dir);
        return (double)n / seconds;
}

int main(int argc, char **argv)
{
        int rounds = argc > 1 ? (int)strtol(argv[1], NULL, 10) : 3;

        memset(body, 'x', sizeof body);
        for (int i = 0; i < rounds; i++) {
                i64 group;
                double ours = through_store(&group), theirs = bare(group);

                printf("round %d: store %.0f writes/s in groups of %lld, bare SQLite %.0f/s, "
                       "ratio %.2f\n",
                        i + 1, ours, (long long)group, theirs, ours / theirs);
        }
        return 0;
}
