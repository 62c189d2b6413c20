/*
 * src/store/internal.h: what the files of the store share and nobody else may include.
 *
 * The idea: a `conn` is one connection with its cache of prepared statements and the fate of the
 * transaction that runs on it; a `backend` is the table of what SQLite and PostgreSQL do
 * differently. Everything above (stmt.c, writer.c) is written once.
 */
#ifndef STORE_INTERNAL_H
#define STORE_INTERNAL_H

#include <pthread.h>
#include <stdatomic.h>

#include "store/stmt.h"

#define SNAPSHOT_MS    2000 /* no read transaction lives longer */
#define READER_WAIT_MS 5000 /* waiting for a free read connection, then ERR_BUSY */
#define KEPT_MS        20   /* SQLite: while nothing is committed, a snapshot serves other reads */
#define QUEUE_MAX      8192
#define GROUP_MAX      64
#define GROUP_NS       (5 * 1000000LL)
#define PATIENT_MAX    512
#define PATIENT_NS     (500 * 1000000LL)
#define TRIES_MAX      8

/* Rows of search_doc that a write transaction touched, with the texts the index still holds. */
struct touched {
        struct touched *next;
        i64 id;
        bool indexed; /* was in the index when the group began */
        struct str title, body, terms;
};

struct conn {
        struct store *store;
        struct conn *next_free;
        void *db;     /* sqlite3, PGconn */
        void **cache; /* by slot + variant: sqlite3_stmt, or non-NULL once PostgreSQL knows it */
        int cache_n;
        bool writer;
        int cursors; /* open ones; none may be when a member or transaction ends */

        /* The transaction now running. */
        bool begun;        /* PostgreSQL: BEGIN was sent. SQLite: always inside one */
        int failed;        /* the first error of a statement; nothing runs after it */
        bool changed;      /* a statement has changed rows */
        bool retry;        /* PostgreSQL: serialisation failure or connection lost before COMMIT */
        i64 deadline;      /* clock_monotonic_ns of the oldest allowed snapshot, 0: none */
        _Atomic i64 since; /* monotonic start of the read transaction, 0: idle */
        bool kept;         /* SQLite: idle, but its snapshot is still open */
        i64 taken, groups; /* of the snapshot: its monotonic start, groups committed before it */
        void *group;
        struct arena *group_arena;
        struct touched *touched[64]; /* by id */
        int pending;                 /* PostgreSQL: answers not fetched yet */
        i64 limit_ms;                /* PostgreSQL, readers: statement_timeout as it was set */
        const char *begin_sql;
};

/* What COMMIT says about the transaction. */
enum commit { COMMIT_DONE, COMMIT_REFUSED, COMMIT_RETRY, COMMIT_UNKNOWN };

struct backend {
        bool keeps_snapshots; /* the next read may use the last one's: nobody else writes */
        int (*connect)(struct store *s, bool writer, struct conn *c);
        void (*disconnect)(struct conn *c);
        /* Begin is lazy where that saves a round trip. */
        int (*begin)(struct conn *c);
        enum commit (*commit)(struct conn *c, int *ret_err);
        void (*rollback)(struct conn *c);
        void (*read_end)(struct conn *c);
        int (*open)(struct conn *c, const struct stmt *s, int at, int variant,
                const struct val *vals, struct cursor *ret_c, i64 *ret_changes);
        int (*next)(struct cursor *c);
        i64 (*num)(struct cursor *c, int column);         /* NULL: I64_NULL */
        struct str (*text)(struct cursor *c, int column); /* not copied; NULL: STR_NULL */
        void (*close)(struct cursor *c);
        /* Several statements without parameters, outside the cache: migrations. */
        int (*script)(struct conn *c, const char *sql);
};
extern const struct backend store__sqlite, store__postgres;

struct queue {
        pthread_mutex_t lock;
        pthread_cond_t more;
        struct write *first, **last;
        i64 n;
        bool closed; /* drains, takes no more */
        bool dead;   /* after an unknown outcome: nothing runs any more */
};

struct store {
        enum db_kind kind;
        const struct backend *backend;
        char *dir, *url;
        _Atomic i64 snapshot_ms;
        struct store_hooks hooks;

        /* Read connections. */
        pthread_mutex_t lock;
        pthread_cond_t freed;
        struct conn *readers, *free;
        bool keep_none; /* under lock: see store__readers_keep_none */
        int n_readers;

        /* Writing: one writer on SQLite, several on PostgreSQL. */
        struct queue queue;
        struct conn *writers;
        pthread_t *writer_threads;
        int n_writers, n_writer_threads;

        /* SQLite: checkpoints. */
        struct conn checkpointer;
        pthread_t checkpoint_thread;
        pthread_mutex_t checkpoint_lock;
        pthread_cond_t checkpoint_wake;
        pthread_cond_t checkpoint_done;
        bool checkpointing, checkpoint_asked, checkpoint_held, checkpoint_stop;
        i64 checkpoint_rounds;
        _Atomic bool patient; /* the group that runs now, or ran last */
        _Atomic i64 wal_pages;
        i64 wal_asked; /* pages at which the last checkpoint was asked for */

        _Atomic i64 groups, members, refused, retries, replays;
};

/* conn.c */
int store__conn_open(struct store *s, bool writer, struct conn *c);
void store__conn_close(struct conn *c);
/* Forget what the last transaction left. */
void store__conn_clear(struct conn *c);
/*
 * While `none`, idle read connections keep no snapshot: a checkpoint that waits for readers, with
 * the writer behind it, must not wait for somebody who reads nothing.
 */
void store__readers_keep_none(struct store *s, bool none);
/* The cache's place for this statement; grows the cache. */
void **store__cached(struct conn *c, const struct stmt *s, int variant, int *ret_at);

/* queue.c */
void store__queue_init(struct queue *q);
void store__queue_done(struct queue *q);
/* Waits for a member; NULL when closed and empty, or dead. */
struct write *store__queue_take(struct queue *q);
/* Does not wait; NULL also when the next is of the other kind. */
struct write *store__queue_poll(struct queue *q, bool patient);
/*
 * The outcome of a commit is unknown: nothing begins any more; its members are answered
 * ERR_UNKNOWN, what waits ERR_BUSY; the process stops.
 */
void store__fatal(struct store *s, const char *why, struct write **unknown, int n);

/* group.c, pool.c: the bodies of the writer threads */
void *store__group_main(void *conn);
void *store__pool_main(void *conn);
/* End of a group or transaction: hooks of upper floors, then the search index. */
int store__before_commit(struct conn *c, i64 now);
/*
 * Runs apply, or refused with err. A statement that failed makes it fail, whatever it says itself.
 */
int store__step(struct conn *c, struct write *w, bool refusal, int err);

/* checkpoint.c */
int store__checkpoint_start(struct store *s);
void store__checkpoint_stop(struct store *s);
/* Between patient groups: waits until a WAL that has grown long is begun anew, or cannot be. */
void store__checkpoint_hold(struct store *s);
void store__checkpoint_hook(struct store *s, int wal_pages);

/* migrate.c: ERR_STATE with a log line when program and schema do not fit. */
int store__schema_check(struct store *s, struct conn *c);

/* search.c: brings the index up to what search_doc now says. */
int search__before_commit(struct tx *tx);

#endif
