/*
 * src/store/postgres.c: what PostgreSQL does behind `struct backend`, by libpq.
 *
 * A connection lives in pipeline mode, so that BEGIN, the first PREPARE of a statement and its
 * execution are one round trip; ends of reads and rollbacks are sent and not waited for, their
 * answers are fetched before the next answer. Parameters and results are binary.
 *
 * A connection that breaks before COMMIT was sent has done nothing: a first statement is tried
 * again on a new connection, later ones set `retry`. One that breaks after it has an unknown
 * outcome.
 */
#include "store/internal.h"

#include <arpa/inet.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/log.h"

enum oid {
        OID_BOOL = 16,
        OID_BYTEA = 17,
        OID_INT8 = 20,
        OID_INT2 = 21,
        OID_INT4 = 23,
        OID_TEXT = 25,
        OID_INT8_LIST = 1016,
        OID_TEXT_LIST = 1009
};

#define PARAMS_MAX 64

static PGconn *pg(struct conn *c)
{
        return c->db;
}

static void quiet(void *arg, const char *message)
{
}

static int connect_pg(struct store *s, bool writer, struct conn *c)
{
        char settings[300];
        PGresult *res;
        bool good;

        c->db = PQconnectdb(s->url);
        if (PQstatus(pg(c)) != CONNECTION_OK) {
                log_error("store", "postgresql: %s", PQerrorMessage(pg(c)));
                return ERR_IO;
        }
        PQsetNoticeProcessor(pg(c), quiet, NULL);
        snprintf(settings, sizeof settings,
                "set synchronous_commit = on; set client_encoding = 'UTF8'; set lock_timeout = 5000;"
                "set statement_timeout = %d; set idle_in_transaction_session_timeout = 60000;"
                /* What a server that was killed left running lets go of its locks at once. */
                "set client_connection_check_interval = 500",
                writer ? 10000 : (int)(c->limit_ms = s->snapshot_ms));
        res = PQexec(pg(c), settings);
        good = PQresultStatus(res) == PGRES_COMMAND_OK;
        PQclear(res);
        return good && PQenterPipelineMode(pg(c)) ? 0 : ERR_IO;
}

static void disconnect_pg(struct conn *c)
{
        PQfinish(pg(c));
        c->db = NULL;
        c->pending = 0;
        if (c->cache)
                memset(c->cache, 0, (size_t)c->cache_n * sizeof *c->cache);
}

static int reconnect(struct conn *c)
{
        disconnect_pg(c);
        return connect_pg(c->store, c->writer, c);
}

static bool broken(struct conn *c)
{
        return !c->db || PQstatus(pg(c)) != CONNECTION_OK;
}

/* The answer of one command; NULL when the connection is gone. */
static PGresult *take(struct conn *c)
{
        PGresult *res, *last = NULL;

        while ((res = PQgetResult(pg(c)))) {
                PQclear(last);
                last = res;
        }
        return last;
}

static bool take_sync(struct conn *c)
{
        PGresult *res = PQgetResult(pg(c));
        bool good = PQresultStatus(res) == PGRES_PIPELINE_SYNC;

        PQclear(res);
        return good;
}

/* Answers to what was sent without waiting. */
static bool drain(struct conn *c)
{
        while (c->pending) {
                PQclear(take(c));
                if (!take_sync(c))
                        return false;
                c->pending--;
        }
        return true;
}

static bool send_plain(struct conn *c, const char *sql)
{
        return PQsendQueryParams(pg(c), sql, 0, NULL, NULL, NULL, NULL, 1);
}

static int error_of(const char *state)
{
        if (strcmp(state, "23505") == 0)
                return ERR_EXISTS;
        if (strncmp(state, "23", 2) == 0)
                return ERR_CONSTRAINT;
        if (strcmp(state, "53100") == 0)
                return ERR_FULL;
        if (strncmp(state, "40", 2) == 0 || strncmp(state, "53", 2) == 0 ||
                strncmp(state, "55", 2) == 0 || strncmp(state, "57", 2) == 0)
                return ERR_BUSY;
        if (strncmp(state, "58", 2) == 0 || strncmp(state, "08", 2) == 0)
                return ERR_IO;
        if (strncmp(state, "XX", 2) == 0)
                return ERR_CORRUPT;
        return ERR_INTERNAL;
}

static bool is_conflict(const PGresult *res)
{
        const char *state = PQresultErrorField(res, PG_DIAG_SQLSTATE);

        return state && (strcmp(state, "40001") == 0 || strcmp(state, "40P01") == 0);
}

/* What a failed answer means; sets retry. Conflicts are daily bread and not logged. */
static int fail(struct conn *c, const PGresult *res, const char *what)
{
        const char *state = PQresultErrorField(res, PG_DIAG_SQLSTATE);
        int r = state ? error_of(state) : ERR_IO;

        if (is_conflict(res) || r == ERR_IO || broken(c))
                c->retry = true;
        if (r != ERR_EXISTS && r != ERR_CONSTRAINT && !is_conflict(res))
                log_error("store", "postgresql error=%s in %s: %s", state ? state : "?", what,
                        PQresultErrorMessage(res));
        return r;
}

/* --- parameters --- */

struct params {
        int n;
        Oid oids[PARAMS_MAX];
        const char *values[PARAMS_MAX];
        int lengths[PARAMS_MAX], formats[PARAMS_MAX];
        u64 nums[PARAMS_MAX];
};

static u64 big_endian(i64 n)
{
        return __builtin_bswap64((u64)n);
}

static void put_u32(char **p, u32 n)
{
        n = htonl(n);
        memcpy(*p, &n, sizeof n);
        *p += sizeof n;
}

/* The binary form of a one-dimensional array without NULLs. */
static struct str list_binary(struct arena *a, const struct val *v)
{
        const struct str *texts = v->list;
        bool nums = v->kind == VAL_LIST_I64;
        size_t size = 20;
        char *start, *p;

        for (size_t i = 0; i < v->n; i++)
                size += 4 + (nums ? 8 : texts[i].len);
        start = p = arena_raw(a, size);
        put_u32(&p, v->n ? 1 : 0); /* dimensions */
        put_u32(&p, 0);            /* no NULLs */
        put_u32(&p, nums ? OID_INT8 : OID_TEXT);
        if (!v->n)
                return str_n(start, 12);
        put_u32(&p, (u32)v->n);
        put_u32(&p, 1); /* lower bound */
        for (size_t i = 0; i < v->n; i++) {
                u64 n = nums ? big_endian(((const i64 *)v->list)[i]) : 0;
                struct str item = nums ? str_n((const char *)&n, 8) : texts[i];

                put_u32(&p, (u32)item.len);
                if (item.len)
                        memcpy(p, item.ptr, item.len);
                p += item.len;
        }
        return str_n(start, size);
}

static void add_param(struct params *p, const struct val *v, struct arena *a)
{
        static const Oid oids[] = { [VAL_I64] = OID_INT8,
                [VAL_TEXT] = OID_TEXT,
                [VAL_BLOB] = OID_BYTEA,
                [VAL_LIST_I64] = OID_INT8_LIST,
                [VAL_LIST_TEXT] = OID_TEXT_LIST };
        int i = p->n++;
        struct str s = v->text;

        CHECK(i < PARAMS_MAX);
        if (v->kind == VAL_I64) {
                p->nums[i] = big_endian(v->num);
                s = v->num == I64_NULL ? STR_NULL : str_n((const char *)&p->nums[i], 8);
        } else if (v->kind == VAL_LIST_I64 || v->kind == VAL_LIST_TEXT) {
                s = v->list ? list_binary(a, v) : STR_NULL;
        }
        p->oids[i] = oids[v->kind];
        p->values[i] = s.ptr;
        p->lengths[i] = (int)s.len;
        p->formats[i] = 1;
}

/* --- statements --- */

/* One round trip. NULL: the connection is gone; else the first answer not good, or the last. */
static PGresult *execute(
        struct conn *c, const struct stmt *s, int at, int variant, const struct params *p)
{
        bool begin = !c->begun, prepare = !c->cache[at];
        PGresult *res = NULL;
        char name[16];

        snprintf(name, sizeof name, "s%d", at);
        if (broken(c) || (begin && !send_plain(c, c->begin_sql)) ||
                (prepare &&
                        !PQsendPrepare(pg(c), name, s->sql[DB_POSTGRES][variant], p->n, p->oids)) ||
                !PQsendQueryPrepared(pg(c), name, p->n, p->values, p->lengths, p->formats, 1) ||
                !PQpipelineSync(pg(c)) || !drain(c))
                return NULL;
        for (int i = 0; i < 1 + begin + prepare; i++) {
                PGresult *next = take(c);
                ExecStatusType status = PQresultStatus(next);

                if (!next) {
                        PQclear(res);
                        return NULL;
                }
                if (i < begin + prepare && status == PGRES_COMMAND_OK) {
                        if (begin && i == 0)
                                c->begun = true;
                        else
                                c->cache[at] = c;
                        PQclear(next);
                } else if (status == PGRES_PIPELINE_ABORTED && res) {
                        PQclear(next);
                } else {
                        res = next;
                }
        }
        if (!take_sync(c)) {
                PQclear(res);
                return NULL;
        }
        return res;
}

static bool known_type(Oid type)
{
        return type == OID_INT8 || type == OID_INT4 || type == OID_INT2 || type == OID_BOOL ||
               type == OID_TEXT || type == OID_BYTEA || type == 1042 || type == 1043;
}

/* The statement must give what the generator was told it gives. */
static bool right_shape(const struct stmt *s, const PGresult *res)
{
        if (PQresultStatus(res) != PGRES_TUPLES_OK)
                return s->columns == 0;
        if (PQnfields(res) != s->columns)
                return false;
        for (int i = 0; i < s->columns; i++)
                if (!known_type(PQftype(res, i)))
                        return false;
        return true;
}

static int open_pg(struct conn *c, const struct stmt *s, int at, int variant,
        const struct val *vals, struct cursor *ret_c, i64 *ret_changes)
{
        struct params p = { 0 };
        bool first = !c->begun;
        PGresult *res;
        ExecStatusType status;

        for (int i = 0; i < s->params; i++)
                add_param(&p, &vals[i], ret_c->tx->arena);
        res = execute(c, s, at, variant, &p);
        if (!res && first && reconnect(c) == 0) {
                c->begun = false;
                res = execute(c, s, at, variant, &p);
        }
        if (!res) {
                c->retry = true;
                return ERR_IO;
        }
        status = PQresultStatus(res);
        if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
                int r = fail(c, res, s->name);

                PQclear(res);
                return r;
        }
        if (ret_changes) {
                *ret_changes = strtoll(PQcmdTuples(res), NULL, 10);
                PQclear(res);
                return 0;
        }
        if (!right_shape(s, res)) {
                log_error("store", "%s: PostgreSQL gives other columns", s->name);
                PQclear(res);
                return ERR_INTERNAL;
        }
        ret_c->handle = res;
        return 0;
}

static int next_pg(struct cursor *cur)
{
        if (cur->row + 1 >= PQntuples(cur->handle))
                return 0;
        cur->row++;
        return 1;
}

static i64 num_pg(struct cursor *cur, int column)
{
        const unsigned char *p = (const unsigned char *)PQgetvalue(cur->handle, cur->row, column);
        u64 n = 0;
        int len = PQgetlength(cur->handle, cur->row, column);

        if (PQgetisnull(cur->handle, cur->row, column))
                return I64_NULL;
        for (int i = 0; i < len; i++)
                n = n << 8 | p[i];
        switch (PQftype(cur->handle, column)) {
        case OID_INT4:
                return (int32_t)(u32)n;
        case OID_INT2:
                return (int16_t)(uint16_t)n;
        default:
                return (i64)n;
        }
}

static struct str text_pg(struct cursor *cur, int column)
{
        if (PQgetisnull(cur->handle, cur->row, column))
                return STR_NULL;
        return str_n(PQgetvalue(cur->handle, cur->row, column),
                (size_t)PQgetlength(cur->handle, cur->row, column));
}

static void close_pg(struct cursor *cur)
{
        PQclear(cur->handle);
}

/* --- transactions --- */

/* The limit was changed since this connection was made. */
static void set_limit(struct conn *c)
{
        char sql[60];

        c->limit_ms = c->store->snapshot_ms;
        snprintf(sql, sizeof sql, "set statement_timeout = %d", (int)c->limit_ms);
        if (send_plain(c, sql) && PQpipelineSync(pg(c)))
                c->pending++;
}

static int begin_pg(struct conn *c)
{
        int r;

        c->begun = false;
        if (!c->writer)
                c->begin_sql = "begin isolation level repeatable read read only";
        r = broken(c) ? reconnect(c) : 0;
        if (r == 0 && !c->writer && c->limit_ms != c->store->snapshot_ms)
                set_limit(c);
        return r;
}

static void send_and_leave(struct conn *c, const char *sql)
{
        if (c->begun && !broken(c) && send_plain(c, sql) && PQpipelineSync(pg(c)))
                c->pending++;
        c->begun = false;
}

static void rollback_pg(struct conn *c)
{
        send_and_leave(c, "rollback");
}

static void read_end_pg(struct conn *c)
{
        send_and_leave(c, "commit");
}

static enum commit commit_pg(struct conn *c, int *ret_err)
{
        enum commit outcome = COMMIT_UNKNOWN;
        PGresult *res;

        if (!c->begun)
                return COMMIT_DONE;
        c->begun = false;
        *ret_err = ERR_UNKNOWN;
        if (broken(c))
                return COMMIT_RETRY; /* nothing was sent */
        if (!send_plain(c, "commit") || !PQpipelineSync(pg(c)))
                return COMMIT_UNKNOWN;
        res = take(c);
        if (PQresultStatus(res) == PGRES_COMMAND_OK) {
                /* COMMIT of a failed transaction answers ROLLBACK. */
                outcome = strcmp(PQcmdStatus(res), "COMMIT") == 0 ? COMMIT_DONE : COMMIT_REFUSED;
                if (outcome == COMMIT_REFUSED)
                        *ret_err = ERR_INTERNAL;
                take_sync(c);
        } else if (res && take_sync(c) && !broken(c)) {
                *ret_err = fail(c, res, "commit");
                outcome = is_conflict(res) ? COMMIT_RETRY : COMMIT_REFUSED;
        }
        PQclear(res);
        return outcome;
}

static int script_pg(struct conn *c, const char *sql)
{
        PGresult *res;
        int r = 0;

        if (!drain(c) || !PQexitPipelineMode(pg(c)))
                return ERR_IO;
        res = PQexec(pg(c), sql);
        if (PQresultStatus(res) != PGRES_COMMAND_OK && PQresultStatus(res) != PGRES_TUPLES_OK)
                r = fail(c, res, "script");
        PQclear(res);
        return PQenterPipelineMode(pg(c)) ? r : ERR_IO;
}

const struct backend store__postgres = {
        .connect = connect_pg,
        .disconnect = disconnect_pg,
        .begin = begin_pg,
        .commit = commit_pg,
        .rollback = rollback_pg,
        .read_end = read_end_pg,
        .open = open_pg,
        .next = next_pg,
        .num = num_pg,
        .text = text_pg,
        .close = close_pg,
        .script = script_pg,
};
