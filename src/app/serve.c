/*
 * src/app/serve.c: the server: three processes under the supervisor, and in the last of them the
 * writer, the web, the jobs, the sealer and the door for command lines.
 */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "app/app.h"
#include "app/lock.h"
#include "app/modules.h"
#include "app/processes.h"
#include "app/supervisor.h"
#include "audit/audit.h"
#include "base/log.h"
#include "core/files.h"
#include "core/generation.h"
#include "core/guard.h"
#include "core/node.h"
#include "core/setting.h"
#include "mod/dossier/dossier.h"
#include "mod/admin/admin.h"
#include "web/web.h"

#define JOB_THREADS 2
#define WORKERS     4
#define DYING_MS    5000 /* a server whose supervisor was killed may take a moment to be gone */

struct server {
        struct app app;
        struct web *web;
        struct audit *audit;
        struct job_runner *runner;
        struct control *control;
};

static struct server server;

static void metrics(struct buf *out)
{
        AUTO(arena_freep) struct arena *a = arena_new(1 << 20);
        struct store_stats st;
        struct audit_status au = { 0 };

        web_metrics(server.web, out);
        store_stats(server.app.store, &st);
        buf_fmt(out, "motcua_store_groups_total %lld\n", (long long)st.groups);
        buf_fmt(out, "motcua_store_members_total %lld\n", (long long)st.members);
        buf_fmt(out, "motcua_store_refused_total %lld\n", (long long)st.refused);
        buf_fmt(out, "motcua_store_retries_total %lld\n", (long long)st.retries);
        buf_fmt(out, "motcua_store_replays_total %lld\n", (long long)st.replays);
        buf_fmt(out, "motcua_store_queue %lld\n", (long long)st.queue);
        buf_fmt(out, "motcua_store_wal_bytes %lld\n", (long long)st.wal_bytes);
        buf_fmt(out, "motcua_store_oldest_reader_ms %lld\n", (long long)st.oldest_reader_ms);
        if (audit_status(server.audit, a, &au) == 0) {
                buf_fmt(out, "motcua_audit_leaves %lld\n", (long long)au.size);
                buf_fmt(out, "motcua_audit_unsealed %lld\n", (long long)au.pending);
                buf_fmt(out, "motcua_audit_failures %lld\n", (long long)au.failures);
        }
}

static int ready(struct tx *tx)
{
        (void)tx; /* that there is a snapshot shows that the database answers */
        return server.runner && server.audit ? 0 : ERR_BUSY;
}

static int procedure_lines_of(struct arena *a, struct str *ret_lines)
{
        return export_procedure_lines(&server.app, a, ret_lines);
}

static const struct admin_probes probes = { metrics, ready, openapi_json, procedure_lines_of };

static int start_web(struct server *s)
{
        static struct web_config config;
        i64 mb = setting_i64(SETTING_UPLOAD_MB);

        config = (struct web_config){ .listen = s->app.options.listen,
                .store = s->app.store,
                .content = s->app.content,
                .routes = modules_routes(),
                .guard = guard_table(modules_wake),
                .inspect = files_inspect,
                .workers = WORKERS,
                .trust_proxy = true,
                .max_upload = (mb * 20 + 1) << 20 };
        admin_set_probes(&probes);
        return web_start(&config, &s->web);
}

static int run_command(struct control_call *c)
{
        const struct command *cmd = c->argc ? command_find(c->argv[0]) : NULL;

        if (!cmd) {
                control_error(c, STR("motcua: the server does not know this command\n"));
                return 64;
        }
        return command_run(cmd, &server.app, c);
}

static int start(struct server *s, int signer)
{
        AUTO(arena_freep) struct arena *a = arena_new(1 << 16);
        const struct audit_config audit = { .store = s->app.store,
                .signer = signer,
                .node = node_number(),
                .former = node_former(a, s->app.options.dir) };
        int r = generation_start(s->app.store);

        if (r == 0)
                r = modules_start(s->app.store);
        if (r == 0)
                r = audit_start(&audit, &s->audit);
        if (r == 0)
                r = job_runner_start(s->app.store, JOB_THREADS, &s->runner);
        if (r < 0)
                return r;
        modules_set_runner(s->runner);
        dossier_set_signer(signer);
        store_limit_reads(s->app.store, 0); /* what was read so far may have taken its time */
        r = start_web(s);
        if (r == 0)
                r = control_start(s->app.options.dir, run_command, s, &s->control);
        return r;
}

static void stop(struct server *s)
{
        if (s->control)
                control_stop(s->control);
        if (s->web)
                web_stop(s->web);
        modules_set_runner(NULL);
        if (s->runner)
                job_runner_stop(s->runner);
        if (s->audit)
                audit_stop(s->audit);
        generation_stop();
        app_close(&s->app);
}

static void wait_for_end(void)
{
        sigset_t set;
        int sig;

        sigemptyset(&set);
        sigaddset(&set, SIGTERM);
        sigaddset(&set, SIGINT);
        sigaddset(&set, SIGHUP);
        while (sigwait(&set, &sig) != 0)
                ;
        log_info("server", "stopping");
}

static int server_main(int signer, int converter, void *arg)
{
        const struct app_options *options = arg;
        sigset_t set;
        int r;

        /* Before any thread is made, so that all of them leave the signals to wait_for_end. */
        sigemptyset(&set);
        sigaddset(&set, SIGTERM);
        sigaddset(&set, SIGINT);
        sigaddset(&set, SIGHUP);
        pthread_sigmask(SIG_BLOCK, &set, NULL);
        signal(SIGPIPE, SIG_IGN);
        log_set_name("server");
        if (app_open(&server.app, options, false) < 0)
                return SUPERVISOR_EXIT_CONFIG;
        files_set_converter(converter);
        r = start(&server, signer);
        if (r < 0) {
                log_error("server", "cannot start: %s", err_name(r));
                stop(&server);
                return r == ERR_INVALID || r == ERR_IO ? SUPERVISOR_EXIT_CONFIG : 1;
        }
        printf("http://%.*s%d\n", (int)(strrchr(options->listen, ':') - options->listen) + 1,
                options->listen, web_port(server.web));
        fflush(stdout);
        wait_for_end();
        stop(&server);
        return 0;
}

int app_serve(const struct app_options *options)
{
        const struct processes p = { .dir = options->dir,
                .sandbox_off = options->sandbox_off,
                .server = server_main,
                .arg = (void *)options };
        int fd, r;

        r = lock_take(options->dir, DYING_MS, &fd);
        if (r == ERR_BUSY)
                fprintf(stderr, "motcua: another server runs on %s already\n", options->dir);
        else if (r == ERR_NOT_FOUND)
                fprintf(stderr,
                        "motcua: there is no folder %s; run `motcua init --data %s` first\n",
                        options->dir, options->dir);
        else if (r < 0)
                fprintf(stderr, "motcua: cannot lock %s: %s\n", options->dir, err_name(r));
        if (r < 0)
                return 1;
        return processes_run(&p);
}
