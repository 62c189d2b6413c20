/*
 * src/app/main.c: the command line. A command that finds a server on its data folder is run by that
 * server (control.h); without one it takes the folder's lock and works itself.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "app/command.h"
#include "app/lock.h"
#include "base/file.h"
#include "store/store.h"

#define PATIENCE_MS 10000
#define PAUSE_MS    100

static void usage(FILE *f)
{
        fprintf(f, "motcua: the digital-government platform of a province, in one program\n\n"
                   "  motcua serve --data DIR [--listen ADDRESS:PORT] [--db URL] [--sandbox=off]\n"
                   "  motcua reference --out DIR\n");
        for (const struct command *c = commands; c->name; c++)
                fprintf(f, "  motcua %s\n", c->usage);
        fprintf(f, "  motcua --help | --version        motcua COMMAND --help\n\n"
                   "Without --data the folder is ./data. Manual: docs/operations.md\n");
}

/* Arguments as the commands see them. */
static struct control_call call_of(struct arena *a, int argc, char **argv)
{
        struct control_call c = { .arena = a, .argc = argc, .input = 0, .socket = -1 };
        char folder[4096];

        c.argv = NEW_ARRAY(a, struct str, (size_t)argc + 1);
        for (int i = 0; i < argc; i++)
                c.argv[i] = str_of(argv[i]);
        c.folder = getcwd(folder, sizeof folder) ? str_dup(a, str_of(folder)) : STR(".");
        return c;
}

static int read_options(struct arena *a, struct control_call *c, struct app_options *o)
{
        struct str dir = option(c, "data"), url = option(c, "db"), listen = option(c, "listen");
        int r;

        o->dir = dir.ptr ? str_c(a, dir) : "data";
        o->listen = listen.ptr ? str_c(a, listen) : "127.0.0.1:8080";
        o->sandbox_off = str_is(option(c, "sandbox"), "off");
        o->url = url.ptr ? str_c(a, url) : NULL;
        if (o->url)
                return 0;
        r = app_read_url(a, o->dir, &o->url);
        if (r < 0)
                fprintf(stderr, "motcua: cannot read %s/db.url: %s\n", o->dir, err_name(r));
        return r;
}

/* Some commands make their folder; all others want one. */
static int make_folder(const struct app_options *o, const struct command *cmd)
{
        int r;

        if (!(cmd->flags & COMMAND_MAKES))
                return 0;
        r = file_mkdirs(o->dir, 0700);
        if (r < 0)
                fprintf(stderr, "motcua: cannot make the folder %s: %s\n", o->dir, err_name(r));
        return r;
}

/* With the lock, or with why it could not be had. */
static int run_here(const struct command *cmd, struct control_call *c, const struct app_options *o,
        int lock, int fd)
{
        struct app app;
        int code;

        if (lock < 0) {
                fprintf(stderr,
                        lock == ERR_NOT_FOUND ? "motcua: there is no folder %s; run `motcua init`\n"
                        : lock == ERR_BUSY
                                ? "motcua: the folder %s is in use by another command, or by a "
                                  "server that is starting or stopping; try again\n"
                                : "motcua: the folder %s cannot be locked\n",
                        o->dir);
                return 1;
        }
        if (app_open(&app, o, cmd->flags & (COMMAND_MAKES | COMMAND_OLD)) < 0)
                return 1;
        code = command_run(cmd, &app, c);
        app_close(&app);
        close(fd);
        return code;
}

/* To the server, with what our schema is, so that it can tell whether we are the same program. */
static int send_to_server(
        struct arena *a, int argc, char **argv, const struct app_options *o, int *ret_code)
{
        char **all = NEW_ARRAY(a, char *, (size_t)argc + 1);

        memcpy(all, argv, (size_t)argc * sizeof *all);
        if (strcmp(argv[0], "migrate") == 0)
                all[argc++] = (char *)str_fmt(a, "--schema=%.*s", STRF(command_schema(a))).ptr;
        return control_send(o->dir, argc, all, ret_code);
}

static int run_command(struct control_call *c, int argc, char **argv, const struct app_options *o)
{
        const struct command *cmd = command_find(c->argv[0]);
        int code, r, lock, fd = -1;

        if (!cmd) {
                fprintf(stderr, "motcua: there is no command %s; see motcua --help\n", argv[0]);
                return 64;
        }
        if (option(c, "help").ptr) {
                printf("motcua %s\n\n%s\n", cmd->usage, cmd->doc);
                return 0;
        }
        if (cmd->flags & COMMAND_ALONE)
                return command_run(cmd, &(struct app){ .options = *o }, c);
        if (make_folder(o, cmd) < 0)
                return 1;
        /* A server that starts or stops has the lock and does not listen: it is waited for. */
        for (int waited = 0;; waited += PAUSE_MS) {
                r = send_to_server(c->arena, argc, argv, o, &code);
                if (r != ERR_NOT_FOUND)
                        break;
                lock = lock_take(o->dir, 0, &fd);
                if (lock != ERR_BUSY || waited >= PATIENCE_MS)
                        return run_here(cmd, c, o, lock, fd);
                nanosleep(&(struct timespec){ .tv_nsec = PAUSE_MS * 1000000L }, NULL);
        }
        if (r < 0)
                fprintf(stderr, "motcua: cannot speak with the server of %s: %s\n", o->dir,
                        err_name(r));
        return r < 0 ? 1 : code;
}

/* The manual's reference pages need no data folder. */
static int run_reference(struct arena *a, struct control_call *c)
{
        struct str out = option(c, "out");
        int r;

        if (!out.len) {
                fprintf(stderr, "motcua: reference --out DIR\n");
                return 64;
        }
        r = reference_write(a, client_path(c, out));
        if (r < 0)
                fprintf(stderr, "motcua: cannot write to %.*s: %s\n", STRF(out), err_name(r));
        return r < 0;
}

int main(int argc, char **argv)
{
        AUTO(arena_freep) struct arena *a = arena_new(16 << 20);
        struct app_options o = { 0 };
        struct control_call c;

        umask(077); /* what a command makes is its user's alone, the database too */
        if (argc < 2) {
                usage(stderr);
                return 64;
        }
        if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0) {
                usage(stdout);
                return 0;
        }
        if (strcmp(argv[1], "--version") == 0) {
                printf("motcua %s\n", MOTCUA_VERSION);
                return 0;
        }
        c = call_of(a, argc - 1, argv + 1);
        if (strcmp(argv[1], "reference") == 0)
                return run_reference(a, &c);
        if (read_options(a, &c, &o) < 0)
                return 1;
        if (strcmp(argv[1], "serve") != 0)
                return run_command(&c, argc - 1, argv + 1, &o);
        if (option(&c, "help").ptr) {
                printf("motcua serve --data DIR [--listen ADDRESS:PORT] [--db URL] [--sandbox=off]\n\n"
                       "Runs the province until SIGTERM or SIGINT.\n");
                return 0;
        }
        if (!strchr(o.listen, ':')) {
                fprintf(stderr, "motcua: --listen wants ADDRESS:PORT\n");
                return 64;
        }
        return app_serve(&o);
}
