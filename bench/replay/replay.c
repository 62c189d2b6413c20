/*
 * bench/replay/replay.c DATABASE PLAN GROUP SECONDS: bare SQLite running the statements of a plan
 * (bench/plan.py), GROUP submissions a transaction, each commit on the disk, for so long. Prints
 * the submissions a second. No server, no threads, no checks: the most that the database gives.
 *
 * A plan's line begins with what it is: `M SQL` a statement of each member, `G SQL` one of the
 * group; then its parameters: `i N`, `n`, `t HEX`, `b HEX` constants; `l BASE STEP` a number that
 * goes on; `j (BASE STEP)…` a JSON list of such; `v HEX HEX` a text, `w HEX HEX` bytes that differ
 * each time.
 */
#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* FIRST: beyond what was recorded and came after it. */
enum { STATEMENTS = 200, PARAMS = 64, LIST = 64, LETTERS = 10, FIRST = 1000 };

struct param {
        char kind;
        long long num[2 * LIST]; /* base, step, … */
        int n_num;
        unsigned char *bytes;
        size_t n;
        bool *varies; /* of `bytes`, of a 'v' or 'w' */
};

struct statement {
        bool member;
        sqlite3_stmt *stmt;
        struct param params[PARAMS];
        int n;
};

static struct statement statements[STATEMENTS];
static int n_statements;
static sqlite3 *db;

static _Noreturn void die(const char *what)
{
        fprintf(stderr, "replay: %s: %s\n", what, db ? sqlite3_errmsg(db) : "");
        exit(1);
}

static void run(const char *sql)
{
        if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
                die(sql);
}

static unsigned char *unhex(const char *p, size_t *ret_n)
{
        size_t n = strspn(p, "0123456789abcdef") / 2;
        unsigned char *bytes = malloc(n + 1);

        for (size_t i = 0; i < n; i++) {
                const char pair[] = { p[2 * i], p[2 * i + 1], 0 };

                bytes[i] = (unsigned char)strtol(pair, NULL, 16);
        }
        *ret_n = n;
        return bytes;
}

static bool plain(unsigned char c)
{
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/*
 * Which bytes are changed: those that differed, and of a text so many letters and digits before
 * them that it never comes twice.
 */
static void find_varying(struct param *p, const char *second)
{
        size_t n, found = 0;
        unsigned char *other = unhex(strchr(second, ' ') ? strchr(second, ' ') + 1 : "", &n);

        p->varies = calloc(p->n + 1, sizeof *p->varies);
        for (size_t i = 0; i < p->n; i++) {
                p->varies[i] = i >= n || other[i] != p->bytes[i];
                found += p->varies[i];
        }
        for (size_t i = p->n; i-- > 0 && found < LETTERS;) {
                if (p->varies[i] || !plain(p->bytes[i]))
                        continue;
                p->varies[i] = true;
                found++;
        }
        free(other);
}

static void read_param(struct param *p, const char *line)
{
        char *end = (char *)line + 1;

        p->kind = line[0];
        if (strchr("ilj", p->kind)) {
                while (*end == ' ' && p->n_num < 2 * LIST)
                        p->num[p->n_num++] = strtoll(end, &end, 10);
        } else if (strchr("tbvw", p->kind)) {
                p->bytes = unhex(line + 2, &p->n);
                if (p->kind == 'v' || p->kind == 'w')
                        find_varying(p, line + 2);
        } else if (p->kind != 'n') {
                die(line);
        }
}

static void read_plan(const char *path)
{
        FILE *f = fopen(path, "r");
        struct statement *s = NULL;
        char *line = NULL;
        size_t cap = 0;

        if (!f)
                die(path);
        while (getline(&line, &cap, f) > 0) {
                line[strcspn(line, "\n")] = 0;
                if (line[0] != 'M' && line[0] != 'G') {
                        if (!s || s->n == PARAMS)
                                die(line);
                        read_param(&s->params[s->n++], line);
                        continue;
                }
                if (n_statements == STATEMENTS)
                        die("the plan is too long");
                s = &statements[n_statements++];
                s->member = line[0] == 'M';
                if (sqlite3_prepare_v3(db, line + 2, -1, SQLITE_PREPARE_PERSISTENT, &s->stmt,
                            NULL) != SQLITE_OK)
                        die(line);
        }
        free(line);
        fclose(f);
}

/* The letters of submission k: its number first, so that no two are the same, then anything. */
static void vary(struct param *p, uint64_t k)
{
        static const char letters[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
        uint64_t number = k, rest = k * 0x9E3779B97F4A7C15ULL;

        for (size_t i = p->n; i-- > 0;) {
                if (!p->varies[i])
                        continue;
                if (p->kind == 'w') {
                        p->bytes[i] = (unsigned char)(number ? number : rest >> 32);
                        number >>= 8;
                } else {
                        p->bytes[i] = (unsigned char)letters[(number ? number : rest >> 32) & 31];
                        number >>= 5;
                }
                rest = rest * 6364136223846793005ULL + 1;
        }
}

static void bind(struct statement *s, int at, uint64_t k)
{
        struct param *p = &s->params[at];
        char list[24 * LIST];
        int n = 0;

        switch (p->kind) {
        case 'i':
                sqlite3_bind_int64(s->stmt, at + 1, p->num[0]);
                break;
        case 'l':
                sqlite3_bind_int64(s->stmt, at + 1, p->num[0] + (long long)k * p->num[1]);
                break;
        case 'j':
                for (int i = 0; i < p->n_num; i += 2)
                        n += sprintf(list + n, "%c%lld", i ? ',' : '[',
                                p->num[i] + (long long)k * p->num[i + 1]);
                list[n++] = ']';
                sqlite3_bind_text(s->stmt, at + 1, list, n, SQLITE_TRANSIENT);
                break;
        case 'n':
                sqlite3_bind_null(s->stmt, at + 1);
                break;
        default:
                if (p->varies)
                        vary(p, k);
                if (p->kind == 't' || p->kind == 'v')
                        sqlite3_bind_text(
                                s->stmt, at + 1, (char *)p->bytes, (int)p->n, SQLITE_STATIC);
                else
                        sqlite3_bind_blob(s->stmt, at + 1, p->bytes, (int)p->n, SQLITE_STATIC);
        }
}

static void step(struct statement *s, uint64_t k)
{
        int rc;

        for (int i = 0; i < s->n; i++)
                bind(s, i, k);
        do
                rc = sqlite3_step(s->stmt);
        while (rc == SQLITE_ROW);
        if (rc != SQLITE_DONE)
                die(sqlite3_sql(s->stmt));
        sqlite3_reset(s->stmt);
}

static double now(void)
{
        struct timespec t;

        clock_gettime(CLOCK_MONOTONIC, &t);
        return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
        uint64_t k = FIRST, group;
        double began, until;

        if (argc != 5)
                die("DATABASE PLAN GROUP SECONDS");
        group = (uint64_t)strtoull(argv[3], NULL, 10);
        if (sqlite3_open(argv[1], &db) != SQLITE_OK)
                die(argv[1]);
        run("pragma journal_mode=wal; pragma synchronous=full; pragma foreign_keys=on;"
            "pragma temp_store=memory; pragma cache_size=-32768;");
        read_plan(argv[2]);
        began = now();
        until = began + strtod(argv[4], NULL);
        while (now() < until) {
                run("begin immediate");
                for (uint64_t i = 0; i < group; i++, k++)
                        for (int s = 0; s < n_statements; s++)
                                if (statements[s].member || i + 1 == group)
                                        step(&statements[s], k);
                run("commit");
        }
        printf("%.1f\n", (double)(k - FIRST) / (now() - began));
        return 0;
}
