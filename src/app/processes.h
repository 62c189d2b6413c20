/*
 * src/app/processes.h: the processes of `motcua serve`, put together: signer, converter, server.
 */
#ifndef APP_PROCESSES_H
#define APP_PROCESSES_H

#include <stdbool.h>

struct processes {
        const char *dir;  /* the data folder, which exists; its lock is held by the caller */
        bool sandbox_off; /* --sandbox=off */
        /*
         * The server's process: its sockets to the others (wall/signer_client.h,
         * wall/converter_client.h). Returns its exit code; SIGTERM asks it to stop. Anything it
         * opened before processes_run() it has here too.
         */
        int (*server)(int signer, int converter, void *arg);
        void *arg;
};

/* Blocks until all have ended. Returns the exit code of the whole (app/supervisor.h). */
int processes_run(const struct processes *p);

#endif
