/*
 * src/app/check.c: `motcua check`: is this installation looked after? One line a question, in plain
 * words: "good", "look" (somebody should look at it; still 0) or "wrong" (exit code 1). What the
 * records themselves say is `verify`'s business.
 */
#include <dirent.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/timex.h>
#include <unistd.h>

#include "app/command.h"
#include "app/queries.h"
#include "audit/queries.h"
#include "base/file.h"
#include "core/setting.h"
#include "job/queries.h"

#define MB             ((i64)1 << 20)
#define DISK_WRONG     (200 * MB)
#define DISK_LOOK      (2048 * MB)
#define BACKUP_AGE     (2 * DAY_MS)
#define CLOCK_SLACK    (5 * SECOND_MS)
#define UNSEALED_WRONG 1000
#define OVERDUE_LOOK   1000

struct check {
        struct app *app;
        struct control_call *call;
        i64 wrong, looks;
};

static void good(struct check *k, const char *what)
{
        control_printf(k->call, "good   %s\n", what);
}

static void look(struct check *k, const char *what)
{
        k->looks++;
        control_printf(k->call, "look   %s\n", what);
}

static void wrong(struct check *k, const char *what)
{
        k->wrong++;
        control_printf(k->call, "wrong  %s\n", what);
}

#define WORDS(...) str_fmt(k->call->arena, __VA_ARGS__).ptr

static bool closed(struct check *k, const char *path)
{
        struct stat st;

        if (lstat(path, &st) < 0)
                return true;
        if (st.st_uid != geteuid())
                wrong(k, WORDS("%s belongs to another user", path));
        else if (st.st_mode & 077)
                wrong(k, WORDS("%s can be read by others: chmod go= %s", path, path));
        else
                return true;
        return false;
}

static void check_rights(struct check *k)
{
        const char *dir = k->app->options.dir, *secret = WORDS("%s/secret", dir);
        const char *paths[] = { dir, secret, WORDS("%s/files", dir), WORDS("%s/db.url", dir),
                WORDS("%s/signer", secret) };
        DIR *d = opendir(secret);
        struct dirent *e;
        bool fine = true;

        for (size_t i = 0; i < ARRAY_LEN(paths); i++)
                fine &= closed(k, paths[i]);
        while (d && (e = readdir(d)))
                if (e->d_name[0] != '.')
                        fine &= closed(k, WORDS("%s/%s", secret, e->d_name));
        if (d)
                closedir(d);
        if (fine)
                good(k, WORDS("folder %s and its secrets are the server's alone", dir));
}

static void check_disk(struct check *k)
{
        struct statvfs fs;
        i64 left;

        if (statvfs(k->app->options.dir, &fs) < 0) {
                wrong(k, "the disk does not answer");
                return;
        }
        left = (i64)fs.f_bavail * (i64)fs.f_frsize;
        (left < DISK_WRONG         ? wrong
                : left < DISK_LOOK ? look
                                   : good)(k, WORDS("disk: %lld MB free", (long long)(left / MB)));
}

static void check_schema(struct check *k)
{
        int n = 0;

        for (const struct migration *m = migrations; m->module; m++)
                n++;
        good(k, WORDS("schema: all %d steps of program %s are there", n, MOTCUA_VERSION));
}

static int check_audit(struct check *k, struct tx *tx)
{
        struct check_head head;
        struct audit_count waiting;
        int r = audit_pending_count(tx, &waiting);

        if (r < 0)
                return r;
        (waiting.n > UNSEALED_WRONG ? wrong
                : waiting.n > 0     ? look
                                    : good)(
                k, WORDS("audit: %lld events wait for their seal", (long long)waiting.n));
        r = check_last_head(tx, &head);
        if (r == ERR_NOT_FOUND)
                look(k, "audit: no head was signed yet; a running server signs them");
        else if (r == 0)
                good(k, WORDS("audit: the newest head has %lld events, signed %s",
                                (long long)head.size, time_iso(k->call->arena, head.at).ptr));
        return r == ERR_NOT_FOUND ? 0 : r;
}

static int check_jobs(struct check *k, struct tx *tx)
{
        struct job_failed_row_rows failed;
        struct job_count n;
        int r = job_counts(tx, tx->now, &n);

        if (r == 0)
                r = job_failed(tx, 0, 20, &failed);
        if (r < 0)
                return r;
        if (n.gave_up == 0)
                good(k, WORDS("jobs: %lld in all, none was given up", (long long)n.waiting));
        else
                wrong(k, WORDS("jobs: %lld were given up", (long long)n.gave_up));
        for (size_t i = 0; i < failed.n; i++)
                control_printf(k->call, "       %lld %.*s: %.*s\n", (long long)failed.rows[i].id,
                        STRF(failed.rows[i].kind), STRF(failed.rows[i].error));
        if (n.overdue > OVERDUE_LOOK)
                look(k, WORDS("jobs: %lld are due and not taken", (long long)n.overdue));
        return 0;
}

static int check_clock(struct check *k, struct tx *tx)
{
        struct timex t = { 0 };
        struct check_event last;
        int r = check_last_event(tx, &last);

        if (r < 0 && r != ERR_NOT_FOUND)
                return r;
        if (r == 0 && last.at > tx->now + CLOCK_SLACK)
                wrong(k, WORDS("clock: the newest event is of %s, later than now",
                                 time_iso(k->call->arena, last.at).ptr));
        else if (adjtimex(&t) == TIME_ERROR)
                look(k, "clock: nothing keeps it right (chrony, systemd-timesyncd)");
        else
                good(k, "clock: it is kept right");
        return 0;
}

/* The last line of backups.log: moment, bytes, target. */
static void check_backup(struct check *k)
{
        struct str text = STR(""), at;
        i64 made;

        if (file_read(k->call->arena, WORDS("%s/backups.log", k->app->options.dir), 1 << 20,
                    &text) < 0 ||
                str_empty(str_trim(text))) {
                (setting_bool(SETTING_DEMO) ? look : wrong)(k, "backup: there was none");
                return;
        }
        text = str_trim(text);
        text = str_sub(text, (size_t)(str_rfind_char(text, '\n') + 1), text.len);
        str_cut(&text, '\t', &at);
        if (time_parse_iso(at, &made) < 0)
                look(k, "backup: backups.log cannot be read");
        else if (clock_now() - made > BACKUP_AGE)
                wrong(k, WORDS("backup: the last one is of %.*s", STRF(at)));
        else
                good(k, WORDS("backup: the last one is of %.*s", STRF(at)));
}

int command_check(struct app *a, struct control_call *c)
{
        struct check k = { .app = a, .call = c };
        struct tx *tx;
        int r;

        if (operand(c, 1).ptr)
                return EXIT_USAGE;
        check_rights(&k);
        check_disk(&k);
        check_schema(&k);
        r = store_read_begin(a->store, c->arena, &tx);
        if (r == 0) {
                r = check_audit(&k, tx);
                if (r == 0)
                        r = check_jobs(&k, tx);
                if (r == 0)
                        r = check_clock(&k, tx);
                store_read_end(tx);
        }
        if (r < 0)
                return command_failed(c, "the database does not answer", r);
        check_backup(&k);
        return k.wrong ? EXIT_BAD : EXIT_GOOD;
}
