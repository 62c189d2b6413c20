/*
 * src/app/control.c: see control.h. The address of a Unix socket holds 107 bytes only, so both
 * sides name it through a descriptor of the folder: /proc/self/fd/N/motcua.sock.
 */
#include "app/control.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "wall/wire.h"

#define NAME       "motcua.sock"
#define COMMANDS   8
#define CALL_ARENA ((size_t)64 << 20)

struct control {
        int listener, stop_pipe[2];
        int (*run)(struct control_call *);
        void *arg;
        pthread_t thread;
        pthread_mutex_t lock;
        pthread_cond_t ended;
        int running;
};

struct job {
        struct control *control;
        int socket;
};

static int address(const char *dir, struct sockaddr_un *ret_addr, int *ret_fd)
{
        int fd = open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC);

        if (fd < 0)
                return file_error(errno);
        *ret_addr = (struct sockaddr_un){ .sun_family = AF_UNIX };
        snprintf(ret_addr->sun_path, sizeof ret_addr->sun_path, "/proc/self/fd/%d/%s", fd, NAME);
        *ret_fd = fd;
        return 0;
}

static bool same_user(int socket)
{
        struct ucred peer;
        socklen_t n = sizeof peer;

        return getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &n) == 0 &&
               (peer.uid == geteuid() || peer.uid == 0);
}

static bool send_all(int fd, const void *p, size_t n)
{
        while (n > 0) {
                ssize_t sent = send(fd, p, n, MSG_NOSIGNAL);

                if (sent < 0 && errno == EINTR)
                        continue;
                if (sent <= 0)
                        return false;
                p = (const char *)p + sent;
                n -= (size_t)sent;
        }
        return true;
}

static bool read_all(int fd, void *p, size_t n)
{
        while (n > 0) {
                ssize_t got = read(fd, p, n);

                if (got < 0 && errno == EINTR)
                        continue;
                if (got <= 0)
                        return false;
                p = (char *)p + got;
                n -= (size_t)got;
        }
        return true;
}

static bool send_frame(int fd, char kind, struct str s)
{
        u8 head[5] = { (u8)kind, (u8)(s.len >> 24), (u8)(s.len >> 16), (u8)(s.len >> 8),
                (u8)s.len };

        return send_all(fd, head, sizeof head) && send_all(fd, s.ptr, s.len);
}

/* A command that runs without a server: its own standard output. */
static bool write_all(int fd, struct str s)
{
        while (s.len > 0) {
                ssize_t n = write(fd, s.ptr, s.len);

                if (n < 0 && errno == EINTR)
                        continue;
                if (n <= 0)
                        return false;
                s = str_sub(s, (size_t)n, s.len);
        }
        return true;
}

static void put_frames(struct control_call *c, char kind, struct str text)
{
        if (c->socket < 0) {
                c->unheard = c->unheard || !write_all(kind == 'E' ? 2 : 1, text);
                return;
        }
        while (text.len > 0 && !c->unheard) {
                struct str part = str_sub(text, 0, CONTROL_REQUEST_MAX);

                c->unheard = !send_frame(c->socket, kind, part);
                text = str_sub(text, part.len, text.len);
        }
}

void control_print(struct control_call *c, struct str text)
{
        put_frames(c, 'O', text);
}

void control_error(struct control_call *c, struct str text)
{
        put_frames(c, 'E', text);
}

void control_printf(struct control_call *c, const char *fmt, ...)
{
        struct arena *a = arena_new((size_t)1 << 20);
        va_list ap;

        va_start(ap, fmt);
        control_print(c, str_vfmt(a, fmt, ap));
        va_end(ap);
        arena_free(a);
}

/* The first frame's head, with which the client's input travels. */
static int receive_head(int socket, u8 head[5], int *ret_input)
{
        union {
                char space[CMSG_SPACE(sizeof(int))];
                struct cmsghdr align;
        } control;
        struct iovec iov = { head, 5 };
        struct msghdr m = { .msg_iov = &iov,
                .msg_iovlen = 1,
                .msg_control = &control,
                .msg_controllen = sizeof control.space };
        ssize_t got = recvmsg(socket, &m, MSG_CMSG_CLOEXEC | MSG_WAITALL);
        struct cmsghdr *c = got > 0 ? CMSG_FIRSTHDR(&m) : NULL;

        if (c && c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_RIGHTS)
                memcpy(ret_input, CMSG_DATA(c), sizeof *ret_input);
        return got == 5 && *ret_input >= 0 ? 0 : ERR_INVALID;
}

static int receive_call(int socket, struct control_call *c)
{
        u8 head[5];
        char *body;
        struct wire w;
        size_t n;

        if (receive_head(socket, head, &c->input) < 0 || head[0] != 'A')
                return ERR_INVALID;
        n = (size_t)head[1] << 24 | (size_t)head[2] << 16 | (size_t)head[3] << 8 | head[4];
        if (n > CONTROL_REQUEST_MAX)
                return ERR_LIMIT;
        body = arena_raw(c->arena, n);
        if (!read_all(socket, body, n))
                return ERR_INVALID;
        w = wire_of(str_n(body, n));
        if (wire_u8(&w) != CONTROL_VERSION)
                return ERR_UNSUPPORTED;
        c->folder = str_dup(c->arena, wire_str(&w, n));
        c->argc = (int)wire_u32(&w);
        if (w.bad || c->argc < 1 || c->argc > CONTROL_ARGS)
                return ERR_INVALID;
        c->argv = NEW_ARRAY(c->arena, struct str, (size_t)c->argc);
        for (int i = 0; i < c->argc; i++)
                c->argv[i] = str_dup(c->arena, wire_str(&w, n));
        return wire_end(&w);
}

static void *job_run(void *arg)
{
        struct job *job = arg;
        struct control *control = job->control;
        struct control_call call = { .arena = arena_new(CALL_ARENA), .input = -1 };
        struct buf b;
        int code = 1, r;

        call.arg = control->arg;
        call.socket = job->socket;
        r = receive_call(job->socket, &call);
        if (r == 0)
                code = control->run(&call);
        else
                control_printf(&call,
                        "motcua: the request is not understood (%s); "
                        "are program and server of the same version?\n",
                        err_name(r));
        buf_init(&b, call.arena, 16);
        wire_put_u32(&b, (u32)code);
        if (!call.unheard)
                send_frame(job->socket, 'X', buf_str(&b));
        close(job->socket);
        if (call.input >= 0)
                close(call.input);
        arena_free(call.arena);
        free(job);
        pthread_mutex_lock(&control->lock);
        control->running--;
        pthread_cond_broadcast(&control->ended);
        pthread_mutex_unlock(&control->lock);
        return NULL;
}

/* At most COMMANDS at a time: the next client waits in the listener's queue. */
static void job_start(struct control *c, int socket)
{
        struct job *job = malloc(sizeof *job);
        pthread_attr_t attr;
        pthread_t thread;
        int r;

        CHECK(job != NULL);
        *job = (struct job){ c, socket };
        pthread_mutex_lock(&c->lock);
        while (c->running >= COMMANDS)
                pthread_cond_wait(&c->ended, &c->lock);
        c->running++;
        pthread_mutex_unlock(&c->lock);
        pthread_attr_init(&attr);
        pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
        r = pthread_create(&thread, &attr, job_run, job);
        pthread_attr_destroy(&attr);
        if (r == 0)
                return;
        log_error("control", "cannot start a thread errno=%d", r);
        close(socket);
        free(job);
        pthread_mutex_lock(&c->lock);
        c->running--;
        pthread_mutex_unlock(&c->lock);
}

static void *listen_run(void *arg)
{
        struct control *c = arg;

        for (;;) {
                struct pollfd p[2] = { { c->listener, POLLIN, 0 }, { c->stop_pipe[0], POLLIN, 0 } };
                int socket;

                if (poll(p, 2, -1) < 0)
                        continue;
                if (p[1].revents)
                        return NULL;
                socket = accept4(c->listener, NULL, NULL, SOCK_CLOEXEC);
                if (socket < 0)
                        continue;
                if (same_user(socket))
                        job_start(c, socket);
                else
                        close(socket);
        }
}

static int listener_open(const char *dir, int *ret_fd)
{
        struct sockaddr_un addr;
        int folder, fd, r = address(dir, &addr, &folder);
        mode_t mask;

        if (r < 0)
                return r;
        fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        unlinkat(folder, NAME, 0);
        mask = umask(0177); /* 0600 from its first moment on */
        if (fd < 0 || bind(fd, (struct sockaddr *)&addr, sizeof addr) < 0 || listen(fd, 16) < 0)
                r = file_error(errno);
        umask(mask);
        close(folder);
        if (r < 0 && fd >= 0)
                close(fd);
        if (r == 0)
                *ret_fd = fd;
        return r;
}

int control_start(
        const char *dir, int (*run)(struct control_call *), void *arg, struct control **ret_control)
{
        struct control *c = calloc(1, sizeof *c);
        int r;

        CHECK(c != NULL);
        c->run = run;
        c->arg = arg;
        pthread_mutex_init(&c->lock, NULL);
        pthread_cond_init(&c->ended, NULL);
        r = listener_open(dir, &c->listener);
        if (r < 0) {
                free(c);
                return r;
        }
        if (pipe2(c->stop_pipe, O_CLOEXEC) < 0 ||
                pthread_create(&c->thread, NULL, listen_run, c) != 0) {
                close(c->listener);
                free(c);
                return ERR_IO;
        }
        *ret_control = c;
        return 0;
}

void control_stop(struct control *c)
{
        if (!c)
                return;
        CHECK(write(c->stop_pipe[1], "x", 1) == 1);
        pthread_join(c->thread, NULL);
        pthread_mutex_lock(&c->lock);
        while (c->running > 0)
                pthread_cond_wait(&c->ended, &c->lock);
        pthread_mutex_unlock(&c->lock);
        close(c->listener);
        close(c->stop_pipe[0]);
        close(c->stop_pipe[1]);
        pthread_mutex_destroy(&c->lock);
        pthread_cond_destroy(&c->ended);
        free(c);
}

static int client_connect(const char *dir, int *ret_fd)
{
        struct sockaddr_un addr;
        int folder, fd, r = address(dir, &addr, &folder);

        if (r < 0)
                return r;
        fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (fd < 0)
                r = ERR_IO;
        else if (connect(fd, (struct sockaddr *)&addr, sizeof addr) < 0)
                r = errno == EACCES || errno == EPERM          ? ERR_DENIED
                    : errno == ENOENT || errno == ECONNREFUSED ? ERR_NOT_FOUND
                                                               : ERR_IO;
        else if (!same_user(fd))
                r = ERR_DENIED;
        close(folder);
        if (r < 0 && fd >= 0)
                close(fd);
        if (r == 0)
                *ret_fd = fd;
        return r;
}

static bool send_call(int fd, struct arena *a, int argc, char **argv)
{
        union {
                char space[CMSG_SPACE(sizeof(int))];
                struct cmsghdr align;
        } control = { 0 };
        int input = STDIN_FILENO, null = -1;
        char *folder = getcwd(NULL, 0);
        struct buf b;
        struct str body;
        u8 head[5] = { 'A' };
        struct iovec iov = { head, sizeof head };
        struct msghdr m = { .msg_iov = &iov,
                .msg_iovlen = 1,
                .msg_control = &control,
                .msg_controllen = sizeof control.space };
        bool ok;

        buf_init(&b, a, CONTROL_REQUEST_MAX);
        wire_put_u8(&b, CONTROL_VERSION);
        wire_put_str(&b, str_of(folder ? folder : "/"));
        wire_put_u32(&b, (u32)argc);
        for (int i = 0; i < argc; i++)
                wire_put_str(&b, str_of(argv[i]));
        free(folder);
        body = buf_str(&b);
        if (b.over)
                return false;
        for (int i = 0; i < 4; i++)
                head[1 + i] = (u8)(body.len >> (24 - 8 * i));
        if (fcntl(input, F_GETFD) < 0)
                input = null = open("/dev/null", O_RDONLY | O_CLOEXEC);
        CMSG_FIRSTHDR(&m)->cmsg_level = SOL_SOCKET;
        CMSG_FIRSTHDR(&m)->cmsg_type = SCM_RIGHTS;
        CMSG_FIRSTHDR(&m)->cmsg_len = CMSG_LEN(sizeof input);
        memcpy(CMSG_DATA(CMSG_FIRSTHDR(&m)), &input, sizeof input);
        ok = sendmsg(fd, &m, MSG_NOSIGNAL) == (ssize_t)sizeof head &&
             send_all(fd, body.ptr, body.len);
        if (null >= 0)
                close(null);
        return ok;
}

static void write_out(int fd, const char *p, size_t n)
{
        while (n > 0) {
                ssize_t done = write(fd, p, n);

                if (done < 0 && errno == EINTR)
                        continue;
                if (done <= 0)
                        return; /* nobody reads it; the exit code still counts */
                p += done;
                n -= (size_t)done;
        }
}

/* Copies frames until the exit code. */
static int follow(int fd, struct arena *a, int *ret_exit_code)
{
        for (;;) {
                u8 head[5];
                char *body;
                struct wire w;
                size_t n;

                if (!read_all(fd, head, sizeof head))
                        return ERR_IO;
                n = (size_t)head[1] << 24 | (size_t)head[2] << 16 | (size_t)head[3] << 8 | head[4];
                if (n > CONTROL_REQUEST_MAX)
                        return ERR_IO;
                arena_clear(a);
                body = arena_raw(a, n);
                if (!read_all(fd, body, n))
                        return ERR_IO;
                if (head[0] == 'O' || head[0] == 'E') {
                        write_out(head[0] == 'O' ? STDOUT_FILENO : STDERR_FILENO, body, n);
                } else if (head[0] == 'X') {
                        w = wire_of(str_n(body, n));
                        *ret_exit_code = (int)wire_u32(&w);
                        return wire_end(&w) < 0 ? ERR_IO : 0;
                }
        }
}

int control_send(const char *dir, int argc, char **argv, int *ret_exit_code)
{
        struct arena *a;
        int fd = -1, r;

        if (argc < 1 || argc > CONTROL_ARGS)
                return ERR_INVALID;
        r = client_connect(dir, &fd);
        if (r < 0)
                return r;
        a = arena_new(2 * CONTROL_REQUEST_MAX);
        r = send_call(fd, a, argc, argv) ? follow(fd, a, ret_exit_code) : ERR_IO;
        arena_free(a);
        close(fd);
        return r;
}
