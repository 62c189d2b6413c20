/*
 * src/app/converter.c: see converter.h. One loop over the socket and the workers' pidfds; a worker
 * is made by a bare clone() with CLONE_PIDFD, so that the wall can allow ending and awaiting
 * exactly the converter's own children and nobody else.
 */
#include "app/converter.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/converter_inspect.h"
#include "app/converter_page.h"
#include "app/converter_picture.h"
#include "app/converter_turn.h"
#include "app/sandbox.h"
#include "app/supervisor.h"
#include "base/clock.h"
#include "base/log.h"
#include "wall/call.h"
#include "wall/wire.h"

#define WORKERS      2
#define WORKER_ARENA ((size_t)48 << 20)
#define REPLY_MAX    ((size_t)8 << 20)
#define FILE_MAX     ((i64)1 << 30)

/* The sanitizers map terabytes: there the limit of address space is left out. */
#if defined(__SANITIZE_ADDRESS__)
#define LIMIT_SPACE 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define LIMIT_SPACE 0
#endif
#endif
#ifndef LIMIT_SPACE
#define LIMIT_SPACE 1
#endif

struct worker {
        int pidfd; /* -1: a free place */
        int reply;
        i64 deadline; /* monotonic ms */
};

struct converter {
        int socket;
        const struct converter_work *work;
        struct sandbox_filter *filter; /* NULL when switched off */
        struct worker workers[WORKERS];
        size_t program_size; /* address space before any file */
        u32 level;
        char space[WALL_REQUEST_MAX];
};

static i64 now_ms(void)
{
        return clock_monotonic_ns() / 1000000;
}

static size_t program_size(void)
{
        FILE *f = fopen("/proc/self/statm", "re");
        unsigned long pages = 0;

        if (!f || fscanf(f, "%lu", &pages) != 1)
                pages = ((size_t)1 << 30) / 4096;
        if (f)
                fclose(f);
        return pages * (size_t)sysconf(_SC_PAGESIZE);
}

static void limit(int what, rlim_t soft, rlim_t hard)
{
        struct rlimit l = { soft, hard };

        if (setrlimit(what, &l) < 0)
                _exit(1);
}

static void worker_limits(const struct converter *c, int op, size_t file_size)
{
        size_t memory = op == CONVERTER_PAGE ? c->work->memory_of_page : c->work->memory;
        rlim_t space = c->program_size + memory + file_size;

        if (LIMIT_SPACE)
                limit(RLIMIT_AS, space, space);
        limit(RLIMIT_CPU, (rlim_t)c->work->seconds, (rlim_t)c->work->seconds + 1);
        limit(RLIMIT_FSIZE, 0, 0);
        limit(RLIMIT_NOFILE, 0, 0);
}

/* The lent file as memory. When it is cut meanwhile the worker dies of SIGBUS, as it may. */
static int map_file(const struct wall_request *rq, struct wire *w, struct str *ret_file)
{
        i64 size = wire_i64(w);
        void *p;

        if (rq->fd < 0 || size < 0 || size > FILE_MAX)
                return ERR_INVALID;
        if (size == 0) {
                *ret_file = STR("");
                return 0;
        }
        p = mmap(NULL, (size_t)size, PROT_READ, MAP_PRIVATE, rq->fd, 0);
        if (p == MAP_FAILED)
                return ERR_INVALID;
        *ret_file = str_n(p, (size_t)size);
        return 0;
}

static _Noreturn void worker_run(const struct converter *c, const struct wall_request *rq)
{
        struct wire more = wire_of(rq->body);
        struct str file = STR_NULL;
        struct arena *a;
        struct buf out;
        int r;

        prctl(PR_SET_PDEATHSIG, SIGKILL);
        r = map_file(rq, &more, &file);
        worker_limits(c, rq->op, file.len);
        if (c->filter)
                sandbox_worker_enter(c->filter);
        a = arena_new(WORKER_ARENA);
        buf_init(&out, a, REPLY_MAX);
        if (r == 0)
                r = c->work->run(a, rq->op, file, &more, &out);
        if (out.over)
                r = ERR_LIMIT;
        wall_answer(rq->reply, r, r == 0 ? buf_str(&out) : STR(""));
        _exit(0);
}

static struct worker *free_place(struct converter *c)
{
        for (int i = 0; i < WORKERS; i++)
                if (c->workers[i].pidfd < 0)
                        return &c->workers[i];
        return NULL;
}

static void worker_start(struct converter *c, struct worker *w, const struct wall_request *rq)
{
        int pidfd = -1;
        long pid = syscall(SYS_clone, (unsigned long)(CLONE_PIDFD | (unsigned)SIGCHLD), NULL,
                &pidfd, NULL, 0UL);

        if (pid == 0)
                worker_run(c, rq);
        if (pid < 0) {
                log_error("converter", "cannot make a worker errno=%d", errno);
                wall_answer(rq->reply, ERR_BUSY, STR(""));
                close(rq->reply);
                return;
        }
        *w = (struct worker){ pidfd, rq->reply, now_ms() + c->work->seconds * 3 * SECOND_MS };
}

static void take_request(struct converter *c, struct worker *w, const struct wall_request *rq)
{
        struct arena *a;
        struct buf out;

        if (rq->op == CONVERTER_ABOUT) {
                a = arena_new(4096);
                buf_init(&out, a, 16);
                wire_put_u32(&out, c->level);
                wall_answer(rq->reply, 0, buf_str(&out));
                arena_free(a);
                close(rq->reply);
        } else {
                worker_start(c, w, rq);
        }
        if (rq->fd >= 0)
                close(rq->fd);
}

/* The worker has ended: one that ended well has answered itself. */
static void worker_end(struct worker *w)
{
        siginfo_t info = { 0 };

        waitid(P_PIDFD, (id_t)w->pidfd, &info, WEXITED);
        if (info.si_code != CLD_EXITED || info.si_status != 0) {
                log_warn("converter", "a worker was ended signal=%d",
                        info.si_code == CLD_EXITED ? 0 : info.si_status);
                wall_answer(w->reply, ERR_LIMIT, STR(""));
        }
        close(w->reply);
        close(w->pidfd);
        w->pidfd = -1;
}

static void watch_workers(struct converter *c, const struct pollfd *p)
{
        for (int i = 0; i < WORKERS; i++) {
                struct worker *w = &c->workers[i];

                if (w->pidfd < 0)
                        continue;
                if (p[i].revents)
                        worker_end(w);
                else if (now_ms() >= w->deadline)
                        syscall(SYS_pidfd_send_signal, w->pidfd, SIGKILL, NULL, 0);
        }
}

static void loop(struct converter *c)
{
        for (;;) {
                struct pollfd p[WORKERS + 1];
                struct worker *place = free_place(c);
                struct wall_request rq;
                bool busy = false;
                int r;

                for (int i = 0; i < WORKERS; i++) {
                        p[i] = (struct pollfd){ c->workers[i].pidfd, POLLIN, 0 };
                        busy |= c->workers[i].pidfd >= 0;
                }
                /* With all places taken the next request waits in the socket. */
                p[WORKERS] = (struct pollfd){ place ? c->socket : -1, POLLIN, 0 };
                if (poll(p, WORKERS + 1, busy ? 100 : -1) < 0)
                        continue;
                watch_workers(c, p);
                if (!p[WORKERS].revents)
                        continue;
                r = wall_receive(c->socket, c->space, &rq);
                if (r == 0)
                        return;
                if (r > 0)
                        take_request(c, place, &rq);
        }
}

int converter_main(int socket, bool sandbox_off, const struct converter_work *work)
{
        static struct converter c;

        log_set_name("converter");
        signal(SIGPIPE, SIG_IGN);
        c.socket = socket;
        c.work = work;
        for (int i = 0; i < WORKERS; i++)
                c.workers[i].pidfd = -1;
        if (work->prepare)
                work->prepare();
        c.program_size = program_size();
        if (!sandbox_off && sandbox_worker_prepare(&c.filter) < 0)
                return SUPERVISOR_EXIT_NO_WALL;
        if (sandbox_enter(SANDBOX_CONVERTER, sandbox_off, &c.level) < 0)
                return SUPERVISOR_EXIT_NO_WALL;
        loop(&c);
        sandbox_filter_free(c.filter);
        return 0;
}

static int draw_page(struct arena *a, struct str file, struct wire *more, struct buf *out)
{
        i64 page = wire_i64(more), longest = wire_i64(more);
        struct file_page p;
        int r;

        if (wire_end(more) < 0)
                return ERR_INVALID;
        if (LIMIT_SPACE)
                close(STDERR_FILENO); /* what poppler says of a bad file would fill the log */
        r = converter_draw_page(a, file, page, longest, &p);
        if (r == 0)
                file_page_put(out, &p);
        return r;
}

static int turn_pages(struct arena *a, struct str file, struct wire *more, struct buf *out)
{
        i64 page = wire_i64(more), quarters = wire_i64(more);

        return wire_end(more) < 0 ? ERR_INVALID
                                  : converter_turn_pages(a, file, page, quarters, out);
}

static int work_run(struct arena *a, int op, struct str file, struct wire *more, struct buf *out)
{
        struct file_picture picture;
        struct file_facts facts;
        int r;

        if (op == CONVERTER_PAGE)
                return draw_page(a, file, more, out);
        if (op == CONVERTER_TURN)
                return turn_pages(a, file, more, out);
        if (wire_end(more) < 0)
                return ERR_INVALID;
        if (op == CONVERTER_DRAW) {
                r = converter_draw_picture(a, file, &picture);
                if (r == 0)
                        file_picture_put(out, &picture);
                return r;
        }
        if (op != CONVERTER_INSPECT)
                return ERR_INVALID;
        r = converter_inspect_file(a, file, &facts);
        if (r == 0)
                file_facts_put(out, &facts);
        return r;
}

const struct converter_work converter_work = { .run = work_run,
        .memory = (size_t)96 << 20,
        .seconds = 5,
        .memory_of_page = (size_t)256 << 20, /* a scan of A4 at 600 an inch has 140 MB */
        .prepare = converter_page_prepare };
