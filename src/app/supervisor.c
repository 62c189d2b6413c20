/*
 * src/app/supervisor.c: see supervisor.h. One thread, no allocation after the start: signals come
 * through a signalfd, so that everything happens in one loop. Children are forked and not executed
 * anew: they share the parent's pages, which keeps three idle processes small. That they also share
 * its stack canary is why a part that keeps dying is not started without end.
 */
#include "app/supervisor.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"

#define DEATHS           10
#define DEATHS_MS        (60 * SECOND_MS)
#define LONGEST_DELAY_MS 5000
#define STEADY_MS        (30 * SECOND_MS) /* alive so long: the next death is a first one */
#define PARTS_STOP_MS    2000

struct child {
        const struct supervisor_part *part;
        pid_t pid;                /* 0: not running */
        i64 started_at, start_at; /* monotonic ms; start_at: when to start again */
        i64 deaths[DEATHS];       /* a ring of moments */
        int n_deaths, in_row;
};

struct supervisor {
        const struct supervisor_config *config;
        struct child children[SUPERVISOR_PARTS];
        int pairs[SUPERVISOR_PARTS][2]; /* [0] the main part's end, [1] the part's own */
        int signals;                    /* signalfd */
        pid_t pid;
        sigset_t mask_before;
        bool stopping;
        i64 stopped_at, kill_at; /* when stopping: since when, the main part's last moment */
        int code;                /* of the whole */
};

static i64 now_ms(void)
{
        return clock_monotonic_ns() / 1000000;
}

static struct child *main_child(struct supervisor *s)
{
        return &s->children[s->config->n - 1];
}

/* The part's own socket becomes descriptor 3, and nothing else stays but standard error. */
static int only_socket(int socket)
{
        int null = open("/dev/null", O_RDWR);

        if (null < 0 || dup2(null, STDIN_FILENO) < 0 || dup2(null, STDOUT_FILENO) < 0)
                _exit(SUPERVISOR_EXIT_AGAIN);
        if (socket != 3 && dup2(socket, 3) < 0)
                _exit(SUPERVISOR_EXIT_AGAIN);
        closefrom(4);
        return 3;
}

static _Noreturn void child_run(struct supervisor *s, int i)
{
        const struct supervisor_part *part = &s->config->parts[i];
        bool is_main = i == s->config->n - 1;
        int sockets[SUPERVISOR_PARTS];

        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != s->pid)
                _exit(SUPERVISOR_EXIT_AGAIN); /* the parent died before the line above */
        prctl(PR_SET_NAME, part->name);
        signal(SIGINT, SIG_IGN);
        signal(SIGHUP, SIG_IGN);
        signal(SIGTERM, is_main ? SIG_DFL : SIG_IGN);
        sigprocmask(SIG_SETMASK, &s->mask_before, NULL);
        if (is_main) {
                close(s->signals);
                for (int k = 0; k < s->config->n - 1; k++) {
                        sockets[k] = s->pairs[k][0];
                        close(s->pairs[k][1]);
                }
        } else {
                sockets[0] = only_socket(s->pairs[i][1]);
        }
        /* Not exit(): what the parent registered at exit is the parent's. */
        _exit(part->run(sockets, part->arg));
}

static void child_start(struct supervisor *s, int i)
{
        struct child *c = &s->children[i];
        pid_t pid = fork();

        if (pid == 0)
                child_run(s, i);
        if (pid < 0) {
                log_error("supervisor", "cannot fork part=%s errno=%d", c->part->name, errno);
                c->start_at = now_ms() + LONGEST_DELAY_MS;
                return;
        }
        c->pid = pid;
        c->started_at = now_ms();
}

static void stop(struct supervisor *s, int code)
{
        struct child *m = main_child(s);

        if (s->stopping)
                return;
        s->stopping = true;
        s->code = code;
        s->stopped_at = now_ms();
        s->kill_at = s->stopped_at + (s->config->stop_ms ? s->config->stop_ms : 10 * SECOND_MS);
        if (m->pid)
                kill(m->pid, SIGTERM);
}

/* Too many deaths within a minute? The ring holds the last DEATHS of them. */
static bool too_often(struct child *c, i64 now)
{
        c->deaths[c->n_deaths++ % DEATHS] = now;
        return c->n_deaths >= DEATHS && now - c->deaths[c->n_deaths % DEATHS] < DEATHS_MS;
}

static void log_death(const struct child *c, int status)
{
        if (WIFSIGNALED(status))
                log_error("supervisor", "died by a signal part=%s pid=%d signal=%d%s",
                        c->part->name, (int)c->pid, WTERMSIG(status),
                        WTERMSIG(status) == SIGSYS ? " (it tried to break its wall)" : "");
        else
                log_error("supervisor", "ended part=%s pid=%d code=%d", c->part->name, (int)c->pid,
                        WEXITSTATUS(status));
}

static void child_died(struct supervisor *s, struct child *c, int status)
{
        bool is_main = c == main_child(s);
        bool asked = s->stopping && (!is_main || status == SIGTERM); /* no handler: it just ends */
        int code = WIFEXITED(status) ? WEXITSTATUS(status) : SUPERVISOR_EXIT_AGAIN;
        i64 now = now_ms(), delay;

        if (!asked && !(is_main && code == 0))
                log_death(c, status);
        c->pid = 0;
        if (s->stopping) {
                if (!asked && s->code == 0)
                        s->code = code;
                return;
        }
        if (is_main && code == 0) {
                stop(s, 0);
                return;
        }
        if (code >= 64 && code <= 78 && code != SUPERVISOR_EXIT_AGAIN) {
                stop(s, code);
                return;
        }
        if (too_often(c, now)) {
                log_error("supervisor", "giving up: died %d times within a minute part=%s", DEATHS,
                        c->part->name);
                stop(s, SUPERVISOR_EXIT_AGAIN);
                return;
        }
        c->in_row = now - c->started_at > STEADY_MS ? 0 : c->in_row;
        delay = s->config->first_delay_ms ? s->config->first_delay_ms : 100;
        delay = MIN(delay << MIN(c->in_row, 6), LONGEST_DELAY_MS);
        c->in_row++;
        c->start_at = now + delay;
}

static void reap(struct supervisor *s)
{
        int status;
        pid_t pid;

        while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
                for (int i = 0; i < s->config->n; i++)
                        if (s->children[i].pid == pid)
                                child_died(s, &s->children[i], status);
}

static void take_signals(struct supervisor *s)
{
        struct signalfd_siginfo info;

        while (read(s->signals, &info, sizeof info) == sizeof info) {
                if (info.ssi_signo == SIGCHLD)
                        continue;
                /* Asked again: at once. timeout(1) tells the process and its group: one wish. */
                if (!s->stopping)
                        log_info("supervisor", "stopping signal=%u", info.ssi_signo);
                else if (now_ms() - s->stopped_at >= SECOND_MS)
                        s->kill_at = now_ms();
                stop(s, 0);
        }
        reap(s);
}

/* Starts what is due; returns the milliseconds until something is to be done, or -1. */
static int work_due(struct supervisor *s)
{
        i64 now = now_ms(), next = -1;

        if (s->stopping) {
                if (now >= s->kill_at && main_child(s)->pid) {
                        log_error("supervisor", "did not stop in time part=%s",
                                main_child(s)->part->name);
                        kill(main_child(s)->pid, SIGKILL);
                        s->kill_at = now + SECOND_MS;
                }
                return (int)MAX(1, s->kill_at - now);
        }
        for (int i = 0; i < s->config->n; i++) {
                struct child *c = &s->children[i];

                if (c->pid == 0 && c->start_at <= now)
                        child_start(s, i);
                if (c->pid == 0 && (next < 0 || c->start_at < next))
                        next = c->start_at;
        }
        return next < 0 ? -1 : (int)MAX(1, next - now);
}

static void loop(struct supervisor *s)
{
        while (!s->stopping || main_child(s)->pid) {
                struct pollfd p = { s->signals, POLLIN, 0 };
                int wait = work_due(s);

                if (poll(&p, 1, wait) > 0)
                        take_signals(s);
        }
}

/* The main part is gone: closing the sockets tells the others; who does not listen is ended. */
static void end_parts(struct supervisor *s)
{
        i64 until = now_ms() + PARTS_STOP_MS;
        bool any = true;

        for (int i = 0; i < s->config->n - 1; i++) {
                close(s->pairs[i][0]);
                close(s->pairs[i][1]);
        }
        while (any) {
                struct pollfd p = { s->signals, POLLIN, 0 };
                bool late = now_ms() >= until;

                any = false;
                for (int i = 0; i < s->config->n - 1; i++) {
                        if (s->children[i].pid && late)
                                kill(s->children[i].pid, SIGKILL);
                        any |= s->children[i].pid != 0;
                }
                if (any && poll(&p, 1, late ? 100 : (int)MAX(1, until - now_ms())) > 0)
                        take_signals(s);
        }
}

static int prepare(struct supervisor *s)
{
        sigset_t mask;

        s->pid = getpid();
        sigemptyset(&mask);
        sigaddset(&mask, SIGCHLD);
        sigaddset(&mask, SIGTERM);
        sigaddset(&mask, SIGINT);
        sigaddset(&mask, SIGHUP);
        sigprocmask(SIG_BLOCK, &mask, &s->mask_before);
        s->signals = signalfd(-1, &mask, SFD_CLOEXEC | SFD_NONBLOCK);
        if (s->signals < 0)
                return ERR_IO;
        for (int i = 0; i < s->config->n; i++)
                s->children[i].part = &s->config->parts[i];
        for (int i = 0; i < s->config->n - 1; i++)
                if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, s->pairs[i]) < 0)
                        return ERR_IO;
        return 0;
}

int supervisor_run(const struct supervisor_config *config)
{
        struct supervisor s = { .config = config };

        CHECK(config->n >= 1 && config->n <= SUPERVISOR_PARTS);
        if (prepare(&s) < 0) {
                log_error("supervisor", "cannot start errno=%d", errno);
                return SUPERVISOR_EXIT_AGAIN;
        }
        loop(&s);
        end_parts(&s);
        close(s.signals);
        sigprocmask(SIG_SETMASK, &s.mask_before, NULL);
        return s.code;
}
