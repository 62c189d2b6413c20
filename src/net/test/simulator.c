/*
 * src/net/test/simulator.c: see simulator.h.
 */
#include "net/test/simulator.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"

static void run(const char *name, const char *dir, int out)
{
        char path[512];

        prctl(PR_SET_PDEATHSIG, SIGKILL);
        dup2(out, 1);
        snprintf(path, sizeof path, "%s/test/simulators/%s", getenv("MOTCUA_SOURCE"), name);
        /* Debian's, which has its packages. */
        execl("/usr/bin/python3", "python3", path, dir, (char *)NULL);
        _exit(127);
}

bool simulator_start(struct simulator *s, const char *name)
{
        int ends[2];
        FILE *f;

        snprintf(s->dir, sizeof s->dir, "/tmp/motcua-simulator-XXXXXX");
        CHECK(mkdtemp(s->dir) != NULL && pipe(ends) == 0);
        s->port = 0;
        s->pid = fork();
        CHECK(s->pid >= 0);
        if (s->pid == 0)
                run(name, s->dir, ends[1]);
        close(ends[1]);
        f = fdopen(ends[0], "r");
        CHECK(f != NULL);
        if (fscanf(f, "port %d", &s->port) != 1)
                simulator_stop(s);
        fclose(f);
        return s->port != 0;
}

void simulator_stop(struct simulator *s)
{
        char command[100];

        kill(s->pid, SIGKILL);
        waitpid(s->pid, NULL, 0);
        snprintf(command, sizeof command, "rm -rf %s", s->dir);
        CHECK(system(command) == 0);
}

struct str simulator_file(const struct simulator *s, struct arena *a, const char *name)
{
        struct str text = STR("");

        (void)file_read(a, str_fmt(a, "%s/%s", s->dir, name).ptr, 1 << 20, &text);
        return text;
}
