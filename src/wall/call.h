/*
 * src/wall/call.h: asking a process behind a wall (signer, converter) and answering from there.
 *
 * The supervisor makes one SOCK_SEQPACKET pair for each such process and keeps both ends for its
 * own life, so that either side may die and come back without the other noticing more than one
 * lost call. A request is one packet: version, operation, length, body; with it travels the
 * sending end of a fresh pair on which the answer comes back, and perhaps a file. So answers
 * cannot be mixed up, threads need no lock, and a process that dies over a request is seen at once
 * as an end of file.
 */
#ifndef WALL_CALL_H
#define WALL_CALL_H

#include "base/str.h"

#define WALL_VERSION     1
#define WALL_REQUEST_MAX ((size_t)32 << 10)

/*
 * Ask. fd (or -1) is lent to the other side. Errors: ERR_BUSY (the process is away, over its time,
 * or died over this request), ERR_CORRUPT (its answer is malformed), or what it answered.
 */
int wall_call(int socket, int op, struct str body, int fd, i64 timeout_ms, struct arena *a,
        size_t max_reply, struct str *ret_reply);

struct wall_request {
        int op;
        struct str body; /* in the caller's space */
        int reply;       /* the caller closes both */
        int fd;          /* or -1 */
};

/*
 * The answering side. Waits for one request; space has WALL_REQUEST_MAX bytes. 1 a request, 0 the
 * other side is gone for good, ERR_INVALID a packet that is no request of this version (dropped,
 * its descriptors closed, answered so when possible).
 */
int wall_receive(int socket, char *space, struct wall_request *ret_request);
/* The one answer. Failing to deliver it is no error: nobody waits any more. */
void wall_answer(int reply, int status, struct str body);

#endif
