/*
 * src/store/store.h: the database, SQLite or PostgreSQL, as every floor above sees it.
 *
 * Reading: a snapshot in a read-only transaction. Writing: an apply function, run inside the write
 * transaction, bounded (about 2 ms), with no I/O, no clock and no randomness of its own, possibly
 * more than once. Its arguments were made in "prepare"; its answer leaves only after the commit.
 *
 * SQLite: one writer thread gathers waiting writes into a group (at most 64 or 5 ms of work), each
 * in a savepoint, one commit, one fsync. A write that fails is rolled back alone and, when it has a
 * `refused` function, leaves its refusal record in a second savepoint of the same group. If the
 * whole transaction is lost (full disk) nobody is answered and the members are replayed one by one.
 * An I/O error in COMMIT has an unknown outcome: the writer stops the process.
 * Writes for which nobody waits (`patient`) get longer groups of their own.
 * PostgreSQL: a pool of connections runs each write SERIALIZABLE, at most 8 tries, then ERR_BUSY; a
 * connection lost during COMMIT is ERR_UNKNOWN and stops the process likewise.
 *
 * A statement that failed ends its transaction on both databases: every later statement of the same
 * apply answers the same error and the write is rolled back, whatever apply returns. A value that
 * may be taken is inserted with `on conflict … do nothing` and the count of changes is looked at.
 *
 * Who frees: rows and texts live on tx->arena, which the caller of store_read/store_write owns.
 *
 *      struct unit u;
 *      r = store_read_begin(store, arena, &tx);
 *      r = unit_by_code(tx, code, &u);           generated from queries.sql
 *      store_read_end(tx);
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "base/clock.h"
#include "base/str.h"

enum db_kind { DB_SQLITE, DB_POSTGRES, DB_KIND_MAX };

struct store;
struct conn; /* private to store */

struct tx {
        struct arena *arena;
        i64 now; /* the moment of the request, fixed in prepare */
        struct store *store;
        struct conn *conn;
        bool writable;
        bool read_personal; /* a statement that returns columns marked personal has run */
        /*
         * For hooks: state of this group of writes, NULL at its start, kept from member to member;
         * it may live on group_arena. A member may be rolled back after it wrote here, so
         * before_commit must look again at the rows it finds named here.
         */
        void *group;
        struct arena *group_arena; /* lives until the end of the group */
};

/*
 * Which programs run on which schema: a step says `-- oldest: N`, a program refuses a database with
 * an unknown step whose N is greater than its own number.
 */
#define STORE_PROGRAM 1

/* One released schema step; made by tools/sqlgen from every schema/NNNN_*.sql. */
struct migration {
        const char *module, *name; /* "mod/dossier", "0001_dossier" */
        const char *sql[DB_KIND_MAX];
        const char *hash;   /* SHA-256 hex of the source text */
        const char *oldest; /* oldest program version that still runs on it */
};
extern const struct migration migrations[]; /* ends with module NULL; in order of floors */

/* What upper floors hang into every write transaction; set once before the first write. */
struct store_hooks {
        /* End of a SQLite group (once for all its members) or of a PostgreSQL transaction. */
        int (*before_commit)(struct tx *tx);
        /* The group was rolled back whole: forget what before_commit cached. */
        void (*rolled_back)(struct store *s);
        void (*committed)(struct store *s); /* only when rows were changed */
        /*
         * The outcome of a COMMIT is unknown; its callers have been answered ERR_UNKNOWN. NULL: a
         * log line, a moment for the answers to leave, and the process ends. When it returns
         * (tests) the store refuses every further write.
         */
        void (*fatal)(struct store *s, const char *why);
};

struct store_config {
        const char *dir; /* the data folder */
        const char *url; /* NULL: SQLite at dir/motcua.db; else postgresql://… */
        int readers;     /* connections for reading kept open, default 4 */
        int writers;     /* PostgreSQL write connections, default 4 */
        bool allow_old;  /* open although migrations are missing (for `migrate`) */
        int snapshot_ms; /* a read transaction older than this fails with ERR_BUSY, default 2000 */
};

/* ERR_IO with a log line; ERR_STATE when the schema is newer or older than this program. */
int store_open(const struct store_config *config, struct store **ret_store);
void store_close(struct store *s);
enum db_kind store_kind(const struct store *s);
void store_set_hooks(struct store *s, const struct store_hooks *hooks);
const char *store_dir(const struct store *s);
/*
 * The age limit of snapshots from now on (0: the default). Start and command lines open with a long
 * one, for a busy machine must not keep a server from starting; serving requests sets the default.
 */
void store_limit_reads(struct store *s, int ms);

/*
 * Runs what is missing, each step in one transaction; refuses a released step whose hash changed.
 */
int store_migrate(struct store *s);

int store_read_begin(struct store *s, struct arena *a, struct tx **ret_tx);
void store_read_end(struct tx *tx);

struct write {
        int (*apply)(struct tx *tx, void *arg);
        int (*refused)(struct tx *tx, void *arg, int err); /* or NULL */
        void (*done)(struct write *w); /* on the writer's thread, after the commit: be quick */
        void *arg;
        struct arena *arena; /* rows of apply */
        i64 now;
        /*
         * PostgreSQL: READ COMMITTED instead of SERIALIZABLE, for writes that lock the rows they
         * take (`for update skip locked`).
         */
        bool claims;
        /*
         * SQLite: nobody waits for it and many like it follow: it may share a long group with them,
         * which ends as soon as another write is next. All of a group run again when one fails.
         */
        bool patient;
        int result;         /* of apply, or why the commit failed */
        struct write *next; /* store's */
};
/*
 * Asynchronous: w must live until done(). Calls done with ERR_BUSY at once when the queue is full.
 */
void store_submit(struct store *s, struct write *w);
/* The same, waiting; w->done is not used. Returns w->result. Never from apply or done. */
int store_write_wait(struct store *s, struct write *w);
int store_write(struct store *s, struct arena *a, int (*apply)(struct tx *, void *), void *arg);

struct store_stats {
        i64 groups, members, refused, retries, replays, queue, wal_bytes, oldest_reader_ms;
};
void store_stats(struct store *s, struct store_stats *ret_stats);

#endif
