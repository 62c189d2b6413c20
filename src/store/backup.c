/*
 * src/store/backup.c: see backup.h.
 */
#include "store/backup.h"

#include <errno.h>
#include <fcntl.h>
#include <libpq-fe.h>
#include <spawn.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "store/internal.h"

#define SAID_MAX 4000

extern char **environ;

/* What a program says is kept up to a limit; the rest is read away, so that it can end. */
static struct str listen_to(struct arena *a, int fd)
{
        char part[1000];
        struct buf b;

        buf_init(&b, a, SAID_MAX);
        for (;;) {
                ssize_t n = read(fd, part, sizeof part);

                if (n < 0 && errno == EINTR)
                        continue;
                if (n <= 0)
                        break;
                buf_add(&b, str_n(part, (size_t)n));
        }
        return str_trim(buf_str(&b));
}

int backup_program(struct arena *a, const char *const *argv, char *const *env, struct str *ret_why)
{
        posix_spawn_file_actions_t files;
        posix_spawnattr_t attr;
        sigset_t none;
        int said[2], status = 0, r;
        pid_t pid;

        if (pipe2(said, O_CLOEXEC) < 0)
                return file_error(errno);
        sigemptyset(&none); /* the server blocks its signals; its child should not */
        posix_spawnattr_init(&attr);
        posix_spawnattr_setsigmask(&attr, &none);
        posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK);
        posix_spawn_file_actions_init(&files);
        posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        posix_spawn_file_actions_adddup2(&files, said[1], STDOUT_FILENO);
        posix_spawn_file_actions_adddup2(&files, said[1], STDERR_FILENO);
        r = posix_spawnp(&pid, argv[0], &files, &attr, (char *const *)argv, env ? env : environ);
        posix_spawn_file_actions_destroy(&files);
        posix_spawnattr_destroy(&attr);
        close(said[1]);
        if (r != 0) {
                close(said[0]);
                *ret_why = str_fmt(a, "%s is not installed", argv[0]);
                return r == ENOENT ? ERR_UNSUPPORTED : ERR_IO;
        }
        *ret_why = listen_to(a, said[0]);
        close(said[0]);
        while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
                ;
        return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : ERR_IO;
}

/* Our environment, with what the URL says in place of its PG… variables. */
static int pg_environment(struct arena *a, const char *url, char ***ret_env)
{
        char *why = NULL;
        PQconninfoOption *options = PQconninfoParse(url, &why);
        size_t n = 0, at = 0;
        char **env;

        PQfreemem(why);
        if (!options)
                return ERR_INVALID;
        while (environ[n])
                n++;
        env = NEW_ARRAY(a, char *, n + 64);
        for (size_t i = 0; i < n; i++)
                if (strncmp(environ[i], "PG", 2) != 0)
                        env[at++] = environ[i];
        for (PQconninfoOption *o = options; o->keyword; o++)
                if (o->envvar && o->val && at < n + 62)
                        env[at++] = (char *)str_fmt(a, "%s=%s", o->envvar, o->val).ptr;
        env[at] = NULL;
        PQconninfoFree(options);
        *ret_env = env;
        return 0;
}

static const char *database_of(char **env)
{
        for (; *env; env++)
                if (strncmp(*env, "PGDATABASE=", 11) == 0)
                        return *env + 11;
        return "";
}

static int dump_pg(struct store *s, struct arena *a, const char *path, struct str *ret_why)
{
        const char *argv[] = { "pg_dump", "--format=custom", "--no-owner", "--no-privileges",
                "--no-password", "--file", path, NULL };
        char **env;
        int r = pg_environment(a, s->url, &env);

        if (r < 0)
                return r;
        r = backup_program(a, argv, env, ret_why);
        if (r == ERR_UNSUPPORTED)
                *ret_why = STR("a backup of PostgreSQL needs pg_dump (Debian: postgresql-client)");
        return r;
}

static int dump_lite(struct store *s, struct arena *a, const char *path, struct str *ret_why)
{
        sqlite3_stmt *st = NULL;
        sqlite3 *db = NULL;
        int rc = sqlite3_open_v2(str_fmt(a, "%s/motcua.db", s->dir).ptr, &db,
                SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL);

        if (rc == SQLITE_OK)
                rc = sqlite3_busy_timeout(db, 10000);
        if (rc == SQLITE_OK)
                rc = sqlite3_prepare_v2(db, "vacuum into ?1", -1, &st, NULL);
        if (rc == SQLITE_OK)
                rc = sqlite3_bind_text(st, 1, path, -1, SQLITE_STATIC);
        if (rc == SQLITE_OK)
                rc = sqlite3_step(st);
        if (rc != SQLITE_DONE)
                *ret_why = str_dup(a, str_of(sqlite3_errmsg(db)));
        sqlite3_finalize(st);
        sqlite3_close(db);
        return rc == SQLITE_DONE             ? 0
               : (rc & 0xff) == SQLITE_FULL  ? ERR_FULL
               : (rc & 0xff) == SQLITE_IOERR ? ERR_IO
                                             : ERR_CORRUPT;
}

int store_backup(struct store *s, struct arena *a, const char *path, struct str *ret_why)
{
        int r, fd;

        *ret_why = STR("");
        r = s->kind == DB_SQLITE ? dump_lite(s, a, path, ret_why) : dump_pg(s, a, path, ret_why);
        if (r < 0)
                return r;
        fd = file_ops->open(path, O_RDONLY | O_CLOEXEC, 0);
        if (fd < 0 || fchmod(fd, 0600) < 0 || file_ops->fsync(fd) < 0)
                r = file_error(errno);
        if (fd >= 0)
                close(fd);
        return r;
}

int store_restore(const char *url, struct arena *a, const char *path, struct str *ret_why)
{
        char **env;
        int r = pg_environment(a, url, &env);

        *ret_why = STR("the address of the database is none");
        if (r < 0)
                return r;
        r = backup_program(a,
                (const char *[]){ "pg_restore", "--exit-on-error", "--single-transaction",
                        "--no-owner", "--no-privileges", "--no-password", "--dbname",
                        database_of(env), path, NULL },
                env, ret_why);
        if (r == ERR_UNSUPPORTED)
                *ret_why = STR("a restore into PostgreSQL needs pg_restore (postgresql-client)");
        return r;
}
