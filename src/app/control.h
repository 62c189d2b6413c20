/*
 * src/app/control.h: how a command line speaks with the server that holds its data folder.
 *
 * DIR/motcua.sock, mode 0600; both sides check that the other is the same user (or root). The
 * client sends its arguments, its folder and its standard input; the server runs the command in a
 * thread of its own, its output comes back while it works, and at last the exit code. When the
 * client goes away the command goes on to its end, unheard.
 *
 * Bytes: frames of kind (1), length (4, big-endian), content. Client: one 'A' with version and
 * texts (wall/wire.h) and the descriptor of its input. Server: 'O' output, 'E' errors, one 'X'
 * exit code.
 */
#ifndef APP_CONTROL_H
#define APP_CONTROL_H

#include "base/str.h"

#define CONTROL_VERSION     1
#define CONTROL_REQUEST_MAX ((size_t)1 << 20)
#define CONTROL_ARGS        256

struct control;

/* One command as the server sees it. */
struct control_call {
        struct arena *arena;
        int argc;
        struct str *argv;  /* NUL-terminated; without the program's name */
        struct str folder; /* the client's: relative file names are meant from there */
        int input;         /* the client's standard input */
        void *arg;         /* of control_start */
        int socket;        /* control's; -1: the command runs in this process, on fds 1 and 2 */
        bool unheard;      /* the client is gone */
};

/* Text for the client's standard output and standard error. */
void control_print(struct control_call *c, struct str text);
void control_error(struct control_call *c, struct str text);
void control_printf(struct control_call *c, const char *fmt, ...) PRINTF_LIKE(2, 3);

/*
 * Listen. run answers a command's exit code; it is called in a thread per command, at most 8 at a
 * time. The caller holds the folder's lock, so an old socket may be replaced. ERR_IO.
 */
int control_start(const char *dir, int (*run)(struct control_call *), void *arg,
        struct control **ret_control);
/* No new commands; waits for those that run. */
void control_stop(struct control *c);

/*
 * The client: runs a command in the server of this folder, copies its output to fds 1 and 2.
 * ERR_NOT_FOUND: no server listens there. ERR_DENIED: it is another user's. ERR_IO: it went away in
 * the middle; the command may have been done.
 */
int control_send(const char *dir, int argc, char **argv, int *ret_exit_code);

#endif
