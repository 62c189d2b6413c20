/*
 * src/app/converter.h: the process that reads hostile files; wall/converter_client.h says what it
 * does for whom. It reads none itself: each file is read by a worker made for it alone, behind a
 * second wall, with its own limits, and gone afterwards. A worker that is killed by them is
 * answered for with ERR_LIMIT, and the next file finds the converter as before.
 */
#ifndef APP_CONVERTER_H
#define APP_CONVERTER_H

#include "wall/converter_client.h"

struct wire;

/* The work of a worker, and what one file may cost. */
struct converter_work {
        /* Returns 0 or an ERR_. file: the content, mapped; more: what is asked besides. */
        int (*run)(struct arena *a, int op, struct str file, struct wire *more, struct buf *out);
        size_t memory;         /* bytes beyond what the program itself maps, and the file */
        int seconds;           /* of processor; three times as much by the clock */
        size_t memory_of_page; /* instead, when a page is drawn */
        void (*prepare)(void); /* before the walls stand; may be NULL */
};
extern const struct converter_work converter_work;

/* Runs until the other end of the socket is gone. Returns an exit code (see supervisor.h). */
int converter_main(int socket, bool sandbox_off, const struct converter_work *work);

#endif
