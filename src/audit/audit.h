/*
 * src/audit/audit.h: the record of what was done, by whom, to what; and the seal that shows when
 * somebody changed it afterwards.
 *
 * audit_add() writes an event in the caller's transaction: what happened cannot be without its
 * event, nor the other way round. Its hash goes into a Merkle tree (crypto/merkle.h): on SQLite at
 * the end of the very group of writes, on PostgreSQL within a second, by one node at a time. The
 * tree's head is signed by the signer process and published: stored, and appended to
 * DIR/heads.log, of which copies may be taken anywhere. audit_verify() recomputes everything.
 *
 * What an event says of persons lies in a row of its own and can be erased (audit_erase), with an
 * event that says so; the tree keeps only its salted hash.
 *
 * What must be wired at start: audit_before_commit in the store's hooks, and audit_start().
 */
#ifndef AUDIT_AUDIT_H
#define AUDIT_AUDIT_H

#include "store/store.h"

#define AUDIT_HEADS_FILE "heads.log" /* in the data folder */

struct audit_entry {
        i64 actor;               /* account, or I64_NULL */
        struct str actor_text;   /* name and post as they are now; STR_NULL: none */
        const char *action;      /* "dossier.accept" */
        const char *object_kind; /* "dossier"; "" when there is no object */
        i64 object;
        struct str payload; /* JSON; STR_NULL: none */
        struct str peer;    /* address of the client; STR_NULL: none */
};

/* Errors are the store's. ret_event may be NULL. */
int audit_add(struct tx *tx, const struct audit_entry *e, i64 *ret_event);
/*
 * Erase what an event says of persons. e: who does it and why (action and object are set here).
 * ERR_NOT_FOUND: there is nothing to erase (any more).
 */
int audit_erase(struct tx *tx, i64 event, const struct audit_entry *e);

/* For store_hooks.before_commit. On SQLite seals what the group added; otherwise does nothing. */
int audit_before_commit(struct tx *tx);

struct audit;

struct audit_config {
        struct store *store;
        int signer;        /* socket, see wall/signer_client.h; -1: heads are not signed */
        int node;          /* of this process, different from all others on this database */
        int former;        /* of a process that has ended for certain: its post is taken over; -1 */
        i64 head_every_ms; /* longest time without a head while events come; default 10,000 */
};

/*
 * Starts the thread that seals (PostgreSQL), has heads signed and publishes them: one second after
 * the last event, or every head_every_ms while they keep coming; never more than one a second.
 */
int audit_start(const struct audit_config *config, struct audit **ret_audit);
/* A last round, then the thread ends. */
void audit_stop(struct audit *a);

/*
 * The database was brought back from an older copy and the signer has signed more than it has: go
 * on from here under a new log, on record. With no server at work.
 */
struct audit_branching {
        struct store *store;
        const char *signer_list;
        struct str who, reason;
};
struct audit_left {
        struct str log;  /* the one that was left */
        i64 size;        /* up to here its heads are of this history */
        i64 signed_size; /* of the last head that was signed of it */
};
/*
 * ERR_EXISTS: nothing was signed that is not here. ERR_CORRUPT: what was signed is another history,
 * this is no older copy of it. ERR_NOT_FOUND: there is no list.
 */
int audit_branch(const struct audit_branching *how, struct arena *a, struct audit_left *ret_left);

struct audit_status {
        i64 size;      /* leaves */
        i64 pending;   /* events without a leaf */
        i64 head_size; /* of the last head, 0 when none */
        i64 head_at;
        i64 failures; /* rounds in a row in which sealing, signing or publishing failed */
};
int audit_status(struct audit *a, struct arena *arena, struct audit_status *ret_status);

/* One round by the calling thread, whatever the time: for commands, and for tests. */
int audit_round(struct audit *a);
/* The same without a thread: open, audit_round(), close. */
int audit_open(const struct audit_config *config, struct audit **ret_audit);
void audit_close(struct audit *a);

/* What was found wrong. */
enum audit_fault {
        AUDIT_LEAF_GONE,     /* a place in the tree is empty */
        AUDIT_EVENT_GONE,    /* the leaf is there, its event is not */
        AUDIT_EVENT_CHANGED, /* the event is not what was sealed */
        AUDIT_PAYLOAD_GONE,  /* deleted without a record of erasure */
        AUDIT_PAYLOAD_CHANGED,
        AUDIT_NEVER_SEALED, /* an event with neither leaf nor place in the queue */
        AUDIT_NODE_WRONG,   /* a stored inner node is missing or does not follow from the leaves */
        AUDIT_HEAD_WRONG,   /* a stored head does not fit the tree */
        AUDIT_HEAD_FORGED,  /* its signature does not fit */
        AUDIT_PUBLISHED_WRONG,  /* a published head does not fit the tree: history was rewritten */
        AUDIT_PUBLISHED_BEYOND, /* a published head is larger than the tree: history was cut */
        AUDIT_PUBLISHED_FORGED,
        AUDIT_PUBLISHED_BROKEN,  /* the file is malformed or out of order */
        AUDIT_PUBLISHED_STRANGE, /* of a log that is not on record: another history stood here */
        AUDIT_SIGNED_WRONG,      /* the signer signed another history */
        AUDIT_SIGNED_BEYOND,
        AUDIT_SIGNED_BROKEN,  /* its list is malformed or was changed */
        AUDIT_SIGNED_STRANGE, /* it signed under a name that is not on record */
        AUDIT_FAULT_MAX
};
const char *audit_fault_words(enum audit_fault fault); /* one English line */

struct audit_finding {
        enum audit_fault fault;
        i64 at;    /* position, size of a head, or line of a file */
        i64 event; /* or I64_NULL */
};

struct audit_check {
        struct store *store;
        const char *heads;       /* a file of published heads, or NULL */
        const char *signer_list; /* the signer's own list, or NULL */
        void (*report)(void *arg, const struct audit_finding *f);
        void *arg;
};

struct audit_result {
        i64 leaves, heads, published, signed_heads; /* checked */
        i64 unsealed; /* events that wait for their leaf: the tail that nothing protects yet */
        i64 erased;   /* payloads erased on record */
        i64 branches; /* logs left on record, because an older copy was brought back */
        i64 lost;     /* events that had been signed of them and are not here */
        i64 findings;
};
/* 0 also with findings; an error when it could not be carried out (ERR_NOT_FOUND: no such file). */
int audit_verify(const struct audit_check *check, struct audit_result *ret_result);

#endif
