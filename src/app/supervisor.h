/*
 * src/app/supervisor.h: the parent of all processes of one `motcua serve`. It starts them, starts
 * again what died, and ends with them; its own death, however sudden, ends all of them.
 *
 * A part is one process. The last part is the main one (the server): it gets its end of a socket
 * to every other part, keeps every descriptor that was open before (the lock, a listener), and
 * when it ends with 0 the whole ends. The other parts get their end of their socket as the only
 * descriptor beside standard error; they neither see SIGINT nor SIGTERM, so that they outlive the
 * server's clean stop, and end when the supervisor closes their sockets.
 *
 * What dies is started again after 0.1 s, 0.2 s … 5 s; ten deaths of one part within a minute end
 * the whole with a message, and so does an exit code that says that trying again is useless.
 */
#ifndef APP_SUPERVISOR_H
#define APP_SUPERVISOR_H

#include "base/base.h"

/* Exit codes of parts, 64..78 but 75: not started again, the whole ends with it. */
#define SUPERVISOR_EXIT_AGAIN   75
#define SUPERVISOR_EXIT_NO_WALL 77
#define SUPERVISOR_EXIT_CONFIG  78

#define SUPERVISOR_PARTS 4

struct supervisor_part {
        const char *name;
        /* Returns the process's exit code. sockets: the part's own one; for the main part one for
         * every other part, in their order. */
        int (*run)(const int *sockets, void *arg);
        void *arg;
};

struct supervisor_config {
        const struct supervisor_part *parts;
        int n;              /* 1..SUPERVISOR_PARTS, the main part last */
        i64 first_delay_ms; /* before the first restart; default 100 */
        i64 stop_ms;        /* how long the main part may take to stop; default 10000 */
};

/*
 * Runs until all have ended; SIGTERM, SIGINT, SIGHUP stop it. Returns the exit code of the whole.
 */
int supervisor_run(const struct supervisor_config *config);

#endif
