/*
 * src/app/sandbox.h: the walls round the processes that hold keys or read hostile files. A process
 * goes in once, with its descriptors open, and afterwards can open nothing, connect to nothing and
 * start nothing:
 *  - seccomp: a short list of calls; opening files is answered EPERM, what only an intruder tries
 *    (execve, socket, ptrace, mount …) ends the process;
 *  - Landlock, by the ABI found, with no path allowed; TCP and signals too where it can;
 *  - an empty network namespace, and a user namespace when that is needed to get one;
 *  - no capabilities, no new privileges, no core dump, not traceable by the same user.
 * seccomp alone is a wall; without it there is none, and the start refuses unless told otherwise.
 */
#ifndef APP_SANDBOX_H
#define APP_SANDBOX_H

#include "base/str.h"

enum sandbox_kind {
        SANDBOX_SIGNER,    /* memory, its socket, append and sync of open files */
        SANDBOX_CONVERTER, /* memory, its socket, making and ending SANDBOX_WORKERs */
        SANDBOX_WORKER     /* memory, reading the one file, one answer */
};

/* What stands, as one number: flags, and the Landlock ABI in the second byte. */
#define SANDBOX_SECCOMP    1u
#define SANDBOX_LANDLOCK   2u
#define SANDBOX_NET        4u /* its own empty network */
#define SANDBOX_OFF        8u /* switched off by the operator */
#define SANDBOX_ABI(level) ((level) >> 8 & 0xff)

/*
 * Signer and converter. ERR_UNSUPPORTED: no wall can be had here (a message is logged); the process
 * should end. With off the level is SANDBOX_OFF and nothing is done but forbidding core dumps.
 */
int sandbox_enter(enum sandbox_kind kind, bool off, u32 *ret_level);

/*
 * The worker's second wall, inside the converter's: made ready once, put up after each fork.
 */
struct sandbox_filter;
int sandbox_worker_prepare(struct sandbox_filter **ret_filter);
void sandbox_worker_enter(const struct sandbox_filter *f); /* ends the process when it fails */
void sandbox_filter_free(struct sandbox_filter *f);

/* "seccomp, landlock 7, net" for the log and the health page. */
struct str sandbox_words(struct arena *a, u32 level);

#endif
