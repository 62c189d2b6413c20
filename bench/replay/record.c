/*
 * bench/replay/record.c: loaded before a program (LD_PRELOAD), writes down every statement that it
 * runs on SQLite, with its values, into the file that MOTCUA_BENCH_RECORD names. For the benchmark
 * only.
 *
 * A record is a line `S CONNECTION SQL`, then a line a parameter: `i NUMBER`, `n`, `t HEX` or
 * `b HEX`. The statement's text has its line ends made blanks.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SLOTS = 4096, PARAMS = 64 };

struct param {
        char kind; /* 0: never bound */
        sqlite3_int64 num;
        void *bytes;
        size_t n;
};

struct recorded {
        sqlite3_stmt *stmt;
        struct param params[PARAMS];
};

static struct recorded slots[SLOTS];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *next(const char *name)
{
        void *p = dlsym(RTLD_NEXT, name);

        if (!p)
                abort();
        return p;
}

/* The statement's slot, by its address; called with the lock held. */
static struct recorded *slot_of(sqlite3_stmt *stmt)
{
        size_t i = ((uintptr_t)stmt >> 4) % SLOTS;

        while (slots[i].stmt && slots[i].stmt != stmt)
                i = (i + 1) % SLOTS;
        slots[i].stmt = stmt;
        return &slots[i];
}

static void put(sqlite3_stmt *stmt, int at, char kind, sqlite3_int64 num, const void *p, size_t n)
{
        struct param *to;

        if (at < 1 || at > PARAMS)
                abort();
        pthread_mutex_lock(&lock);
        to = &slot_of(stmt)->params[at - 1];
        free(to->bytes);
        *to = (struct param){ kind, num, NULL, n };
        if (n) {
                to->bytes = malloc(n);
                memcpy(to->bytes, p, n);
        }
        pthread_mutex_unlock(&lock);
}

int sqlite3_bind_int64(sqlite3_stmt *stmt, int at, sqlite3_int64 v)
{
        int (*real)(sqlite3_stmt *, int, sqlite3_int64) = next("sqlite3_bind_int64");

        put(stmt, at, 'i', v, NULL, 0);
        return real(stmt, at, v);
}

int sqlite3_bind_null(sqlite3_stmt *stmt, int at)
{
        int (*real)(sqlite3_stmt *, int) = next("sqlite3_bind_null");

        put(stmt, at, 'n', 0, NULL, 0);
        return real(stmt, at);
}

int sqlite3_bind_text64(sqlite3_stmt *stmt, int at, const char *p, sqlite3_uint64 n,
        void (*free_)(void *), unsigned char encoding)
{
        int (*real)(sqlite3_stmt *, int, const char *, sqlite3_uint64, void (*)(void *),
                unsigned char) = next("sqlite3_bind_text64");

        put(stmt, at, p ? 't' : 'n', 0, p, p ? (size_t)n : 0);
        return real(stmt, at, p, n, free_, encoding);
}

int sqlite3_bind_blob64(
        sqlite3_stmt *stmt, int at, const void *p, sqlite3_uint64 n, void (*free_)(void *))
{
        int (*real)(sqlite3_stmt *, int, const void *, sqlite3_uint64, void (*)(void *)) =
                next("sqlite3_bind_blob64");

        put(stmt, at, p ? 'b' : 'n', 0, p, p ? (size_t)n : 0);
        return real(stmt, at, p, n, free_);
}

static void write_down(FILE *f, sqlite3_stmt *stmt)
{
        const struct recorded *r = slot_of(stmt);
        const char *sql = sqlite3_sql(stmt);

        fprintf(f, "S %p ", (void *)sqlite3_db_handle(stmt));
        for (; *sql; sql++)
                fputc(*sql == '\n' ? ' ' : *sql, f);
        fputc('\n', f);
        for (int i = 0; i < sqlite3_bind_parameter_count(stmt); i++) {
                const struct param *p = &r->params[i];

                if (p->kind == 'i')
                        fprintf(f, "i %lld\n", (long long)p->num);
                else if (p->kind == 't' || p->kind == 'b') {
                        fprintf(f, "%c ", p->kind);
                        for (size_t k = 0; k < p->n; k++)
                                fprintf(f, "%02x", ((unsigned char *)p->bytes)[k]);
                        fputc('\n', f);
                } else
                        fprintf(f, "n \n");
        }
        fflush(f);
}

int sqlite3_step(sqlite3_stmt *stmt)
{
        int (*real)(sqlite3_stmt *) = next("sqlite3_step");
        static FILE *f;

        /* What SQLite prepares for its own use has no text. */
        if (sqlite3_sql(stmt) && !sqlite3_stmt_busy(stmt) && getenv("MOTCUA_BENCH_RECORD")) {
                pthread_mutex_lock(&lock);
                if (!f)
                        f = fopen(getenv("MOTCUA_BENCH_RECORD"), "ae");
                if (f)
                        write_down(f, stmt);
                pthread_mutex_unlock(&lock);
        }
        return real(stmt);
}
