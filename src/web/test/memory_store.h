/*
 * src/web/test/memory_store.h: store.h and content.h without a database, for tests of the web room
 * alone: a writer thread with the same promises about order, refusal records and done(), which a
 * test can hold, fail or fill. What the transaction functions write to is the test's own memory.
 */
#ifndef WEB_TEST_MEMORY_STORE_H
#define WEB_TEST_MEMORY_STORE_H

#include "store/content.h"
#include "store/store.h"

struct memory_store {
        bool hold;     /* the writer waits */
        int fail_next; /* result of the next commit instead of 0 */
        int max_queue; /* 0: no limit */
        enum db_kind kind;
        int queued; /* writes that wait; read under the lock */
        int groups;
        _Atomic int begun_uploads, finished_uploads, aborted_uploads;
};
extern struct memory_store memory_store; /* change under memory_store_lock */

struct store *memory_store_open(void);
void memory_store_close(struct store *s);
void memory_store_lock(void);
void memory_store_unlock(void); /* wakes the writer */
void memory_store_wait(void);   /* under the lock: until somebody has changed something */

#endif
