/*
 * src/app/backup.c: `motcua backup` and `motcua restore`.
 *
 * A backup is a folder, or that folder as a tar file: the database, files/, secret/, heads.log,
 * db.url, `backup.json` which says what it is, and SHA256SUMS over all of them, in the form of
 * sha256sum(1).
 *
 * Order makes it consistent beside a server: contents first, then the signer's list and the
 * published heads, then the database, then the contents that are new. A row in the database names a
 * content that was there before it; and no head speaks of more than the database has.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/command.h"
#include "app/lock.h"
#include "audit/audit.h"
#include "base/file.h"
#include "base/json.h"
#include "crypto/hash.h"
#include "store/backup.h"
#include "wall/signer_list.h"

#define SUMS_FILE  "SHA256SUMS"
#define ABOUT_FILE "backup.json"
#define LOG_FILE   "backups.log"
#define ARENA      ((size_t)2 << 30)
#define SUMS_MAX   ((size_t)512 << 20)

struct copy {
        struct control_call *call;
        struct arena *arena;
        const char *from, *to;
        struct buf sums;
        i64 parts, bytes;
        struct str why;
};

static const char *at(struct copy *k, const char *dir, const char *name)
{
        return str_fmt(k->arena, "%s/%s", dir, name).ptr;
}

/* Bytes of one open file into another, as long as it was at the start, hashed. */
static int pump(int from, int to, u8 ret_hash[HASH_SIZE], i64 *ret_size)
{
        static _Thread_local char part[1 << 16];
        struct stat st;
        struct hash h;
        i64 left;

        if (fstat(from, &st) < 0)
                return file_error(errno);
        hash_begin(&h);
        for (left = st.st_size; left > 0;) {
                ssize_t n = read(from, part, (size_t)MIN(left, (i64)sizeof part));

                if (n < 0 && errno == EINTR)
                        continue;
                if (n <= 0)
                        return n < 0 ? file_error(errno) : ERR_IO;
                hash_add(&h, part, (size_t)n);
                left -= n;
                for (ssize_t done = 0; done < n;) {
                        ssize_t w = file_ops->write(to, part + done, (size_t)(n - done));

                        if (w < 0 && errno != EINTR)
                                return file_error(errno);
                        done += MAX(w, 0);
                }
        }
        hash_end(&h, ret_hash);
        *ret_size = st.st_size;
        return 0;
}

static void add_sum(struct copy *k, const char *name, const u8 hash[HASH_SIZE], i64 size)
{
        buf_add(&k->sums, str_hex(k->arena, hash, HASH_SIZE));
        buf_fmt(&k->sums, "  %s\n", name);
        k->parts++;
        k->bytes += size;
}

/* One file, synced; its folder is made. ERR_NOT_FOUND: there is none of that name. */
static int copy_file(struct copy *k, const char *name)
{
        const char *path = at(k, k->to, name);
        struct str folder = str_sub(str_of(path), 0, (size_t)str_rfind_char(str_of(path), '/'));
        u8 hash[HASH_SIZE];
        i64 size;
        int from, to, r;

        from = file_ops->open(at(k, k->from, name), O_RDONLY | O_CLOEXEC | O_NOFOLLOW, 0);
        if (from < 0)
                return file_error(errno);
        r = file_mkdirs(str_c(k->arena, folder), 0700);
        to = r < 0 ? -1
                   : file_ops->open(
                             path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
        if (r == 0 && to < 0)
                r = file_error(errno);
        if (r == 0)
                r = pump(from, to, hash, &size);
        if (r == 0 && file_ops->fsync(to) < 0)
                r = file_error(errno);
        close(from);
        if (to >= 0 && close(to) < 0 && r == 0)
                r = file_error(errno);
        if (r == 0)
                r = file_sync_dir(str_c(k->arena, folder));
        if (r == 0)
                add_sum(k, name, hash, size);
        return r;
}

/* A folder with what is below it; what is there already is left. */
static int copy_tree(struct copy *k, const char *name)
{
        DIR *d = opendir(at(k, k->from, name));
        struct dirent *e;
        int r = 0;

        if (!d)
                return errno == ENOENT ? 0 : file_error(errno);
        while (r == 0 && (e = readdir(d))) {
                const char *below = str_fmt(k->arena, "%s/%s", name, e->d_name).ptr;
                struct stat st;

                if (e->d_name[0] == '.') /* also FILE_TMP: half a file */
                        continue;
                if (fstatat(dirfd(d), e->d_name, &st, AT_SYMLINK_NOFOLLOW) < 0)
                        continue; /* removed meanwhile */
                if (S_ISDIR(st.st_mode))
                        r = copy_tree(k, below);
                else if (S_ISREG(st.st_mode) && !file_exists(at(k, k->to, below)))
                        r = copy_file(k, below);
                if (r == ERR_NOT_FOUND)
                        r = 0;
        }
        closedir(d);
        return r;
}

static int copy_if_there(struct copy *k, const char *name)
{
        int r = copy_file(k, name);

        return r == ERR_NOT_FOUND ? 0 : r;
}

static const char *database_name(enum db_kind kind)
{
        return kind == DB_SQLITE ? "motcua.db" : "database.pgdump";
}

static int sum_file(struct copy *k, const char *name)
{
        int fd = file_ops->open(at(k, k->to, name), O_RDONLY | O_CLOEXEC, 0), r, null;
        u8 hash[HASH_SIZE];
        i64 size;

        if (fd < 0)
                return file_error(errno);
        null = open("/dev/null", O_WRONLY | O_CLOEXEC);
        r = null < 0 ? ERR_IO : pump(fd, null, hash, &size);
        close(fd);
        if (null >= 0)
                close(null);
        if (r == 0)
                add_sum(k, name, hash, size);
        return r;
}

static int write_about(struct copy *k, struct store *s)
{
        struct json_writer w;
        struct buf b;
        int r;

        buf_init(&b, k->arena, 4000);
        json_begin(&w, &b);
        json_open(&w, NULL, '{');
        json_put_i64(&w, "format", 1);
        json_put_str(&w, "program", STR(MOTCUA_VERSION));
        json_put_str(&w, "at", time_iso(k->arena, clock_now()));
        json_put_str(&w, "database", str_of(database_name(store_kind(s))));
        json_close(&w, '}');
        buf_byte(&b, '\n');
        r = file_write_durable(at(k, k->to, ABOUT_FILE), buf_str(&b), 0600);
        return r < 0 ? r : sum_file(k, ABOUT_FILE);
}

static int fill(struct copy *k, struct store *s)
{
        const char *db = database_name(store_kind(s));
        int r = copy_tree(k, "files");

        if (r == 0)
                r = copy_tree(k, "secret");
        if (r == 0)
                r = copy_if_there(k, AUDIT_HEADS_FILE);
        if (r == 0)
                r = copy_if_there(k, "db.url");
        if (r == 0)
                r = store_backup(s, k->arena, at(k, k->to, db), &k->why);
        if (r == 0)
                r = sum_file(k, db);
        if (r == 0)
                r = copy_tree(k, "files");
        if (r == 0)
                r = write_about(k, s);
        if (r == 0 && k->sums.over)
                r = ERR_LIMIT;
        if (r == 0)
                r = file_write_durable(at(k, k->to, SUMS_FILE), buf_str(&k->sums), 0600);
        return r;
}

static void remove_tree(struct arena *a, const char *path)
{
        DIR *d = opendir(path);
        struct dirent *e;

        while (d && (e = readdir(d))) {
                const char *below = str_fmt(a, "%s/%s", path, e->d_name).ptr;

                if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0 &&
                        unlink(below) < 0 && (errno == EISDIR || errno == EPERM))
                        remove_tree(a, below);
        }
        if (d)
                closedir(d);
        rmdir(path);
}

/* The finished folder becomes a tar file beside it, and goes. */
static int pack(struct copy *k, const char *tar)
{
        int fd, r = backup_program(k->arena,
                        (const char *[]){
                                "tar", "--create", "--file", tar, "--directory", k->to, ".", NULL },
                        NULL, &k->why);

        if (r < 0)
                return r;
        fd = file_ops->open(tar, O_RDONLY | O_CLOEXEC, 0);
        r = fd < 0 || fchmod(fd, 0600) < 0 || file_ops->fsync(fd) < 0 ? file_error(errno) : 0;
        if (fd >= 0)
                close(fd);
        return r;
}

/* When the last one was made, for `check`. */
static void remember(struct copy *k, const char *to)
{
        struct str old = STR(""),
                   line = str_fmt(k->arena, "%.*s\t%lld\t%s\n",
                           STRF(time_iso(k->arena, clock_now())), (long long)k->bytes, to);

        if (file_read(k->arena, at(k, k->from, LOG_FILE), 1 << 20, &old) < 0)
                old = STR("");
        if (file_write_durable(at(k, k->from, LOG_FILE), str_cat(k->arena, old, line), 0600) < 0)
                control_error(k->call, STR("motcua: cannot note the backup in backups.log\n"));
}

static int make_backup(struct app *a, struct copy *k, const char *to)
{
        bool tar = str_ends(str_of(to), STR(".tar"));
        const char *packed = str_cat(k->arena, str_of(to), STR(".part")).ptr;
        ptrdiff_t slash = str_rfind_char(str_of(to), '/');
        int r;

        k->to = str_cat(k->arena, str_of(to), STR(".partial")).ptr;
        if (file_exists(to) || file_exists(k->to))
                return ERR_EXISTS;
        r = file_mkdirs(k->to, 0700);
        if (r < 0)
                return r;
        r = fill(k, a->store);
        if (r == 0 && tar)
                r = pack(k, packed);
        if (r == 0 && file_ops->rename(tar ? packed : k->to, to) < 0)
                r = file_error(errno);
        if (r == 0)
                r = file_sync_dir(slash <= 0 ? "/" : str_c(k->arena, str_n(to, (size_t)slash)));
        if (r < 0 || tar)
                remove_tree(k->arena, k->to);
        if (r < 0 && tar)
                unlink(packed);
        return r;
}

int command_backup(struct app *a, struct control_call *c)
{
        AUTO(arena_freep) struct arena *arena = arena_new(ARENA);
        struct copy k = { .call = c, .arena = arena, .from = a->options.dir };
        struct str to = option(c, "to");
        const char *path;
        int r;

        if (str_empty(to) || operand(c, 1).ptr)
                return EXIT_USAGE;
        while (to.len > 1 && to.ptr[to.len - 1] == '/')
                to.len--;
        path = client_path(c, to);
        buf_init(&k.sums, arena, SUMS_MAX);
        r = make_backup(a, &k, path);
        if (r < 0 && k.why.len)
                control_error(c, str_fmt(c->arena, "motcua: %.*s\n", STRF(k.why)));
        if (r < 0)
                return command_failed(c,
                        r == ERR_EXISTS ? "the target, or its .partial, is there already"
                                        : "cannot make the backup",
                        r);
        remember(&k, path);
        control_printf(
                c, "%lld parts, %lld bytes: %s\n", (long long)k.parts, (long long)k.bytes, path);
        return EXIT_GOOD;
}

/* ------------------------------------------------------------ restore */

/* Names that a backup of ours has: below the folder, nothing hidden. */
static bool name_fits(struct str name)
{
        static const char *const tops[] = { "files/", "secret/" };
        static const char *const single[] = { "motcua.db", "database.pgdump", "heads.log", "db.url",
                ABOUT_FILE };

        if (str_find(name, STR("/.")) >= 0 || str_find(name, STR("//")) >= 0)
                return false;
        for (size_t i = 0; i < ARRAY_LEN(single); i++)
                if (str_is(name, single[i]))
                        return true;
        for (size_t i = 0; i < ARRAY_LEN(tops); i++)
                if (str_starts(name, str_of(tops[i])))
                        return true;
        return false;
}

/* Every part that the sums name, with the hash that they name. The database comes last. */
static int take_parts(struct copy *k, struct str sums)
{
        struct str rest = sums, line;
        int r = 0;

        while (r == 0 && str_cut(&rest, '\n', &line)) {
                struct str name = str_sub(line, 66, line.len);

                if (str_empty(line))
                        continue;
                if (line.len < 67 || !name_fits(name))
                        return ERR_CORRUPT;
                r = copy_file(k, str_c(k->arena, name));
                if (r == ERR_NOT_FOUND || r == ERR_EXISTS) {
                        k->why = str_fmt(
                                k->arena, "%.*s is missing in the backup, or is twice", STRF(name));
                        r = ERR_CORRUPT;
                }
        }
        if (r == 0 && !str_eq(buf_str(&k->sums), sums)) {
                k->why = STR("a part is not what its hash in " SUMS_FILE " says");
                r = ERR_CORRUPT;
        }
        return r;
}

/* ERR_EXISTS unless dir is absent or empty. */
static int must_be_empty(const char *dir)
{
        DIR *d = opendir(dir);
        struct dirent *e;
        int r = 0;

        if (!d)
                return errno == ENOENT ? 0 : file_error(errno);
        while (r == 0 && (e = readdir(d)))
                if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
                        r = ERR_EXISTS;
        closedir(d);
        return r;
}

static int load_database(struct copy *k, const struct app_options *o)
{
        const char *dump = at(k, k->to, "database.pgdump");
        int r;

        if (!file_exists(dump) && o->url) {
                k->why = STR("this backup is of an SQLite database, which takes no --db");
                return ERR_INVALID;
        }
        if (!file_exists(dump))
                return file_exists(at(k, k->to, "motcua.db")) ? 0 : ERR_CORRUPT;
        if (!o->url) {
                k->why = STR(
                        "this backup is of a PostgreSQL database: give an empty one by --db URL");
                return ERR_INVALID;
        }
        r = store_restore(o->url, k->arena, dump, &k->why);
        if (r == 0)
                r = file_write_durable(
                        at(k, k->to, "db.url"), str_cat(k->arena, str_of(o->url), STR("\n")), 0600);
        if (r == 0 && file_ops->unlink(dump) < 0)
                r = file_error(errno);
        return r;
}

static int bring_back(struct copy *k, const struct app_options *o)
{
        struct str sums;
        int r = file_mkdirs(k->to, 0700);

        if (r == 0)
                r = file_read(k->arena, at(k, k->from, SUMS_FILE), SUMS_MAX, &sums);
        if (r == ERR_NOT_FOUND)
                k->why = STR("there is no " SUMS_FILE ": this is no whole backup");
        if (r == 0)
                r = take_parts(k, sums);
        if (r == 0)
                r = load_database(k, o);
        if (r < 0)
                remove_tree(k->arena, k->to);
        return r;
}

static int verify_restored(const struct app_options *o, struct control_call *c)
{
        struct control_call plain = *c;
        struct app app;
        int fd, code;

        if (lock_take(o->dir, 0, &fd) < 0 || app_open(&app, o, false) < 0)
                return EXIT_BAD;
        plain.argc = 1;
        code = command_verify(&app, &plain);
        app_close(&app);
        close(fd);
        return code;
}

/* A tar file is unpacked beside the new folder first. */
static int unpack(struct copy *k, const char *tar)
{
        const char *to = str_fmt(k->arena, "%s.unpacked", k->to).ptr;
        int r = must_be_empty(to);

        if (r == 0)
                r = file_mkdirs(to, 0700);
        if (r == 0)
                r = backup_program(k->arena,
                        (const char *[]){ "tar", "--extract", "--no-same-owner", "--file", tar,
                                "--directory", to, NULL },
                        NULL, &k->why);
        k->from = to;
        return r;
}

/* The database alone was brought back: its record goes on under a new log (audit.h). */
static int go_on(struct app *a, struct control_call *c)
{
        struct str reason = option(c, "reason");
        struct audit_left left;
        struct app app;
        int fd, r = lock_take(a->options.dir, 0, &fd);

        if (r < 0)
                return command_failed(c, "a server works here: stop it first", r);
        r = app_open(&app, &a->options, false);
        if (r == 0) {
                const struct audit_branching how = { .store = app.store,
                        .signer_list =
                                str_fmt(c->arena, "%s/" SIGNER_LIST_FILE, a->options.dir).ptr,
                        .who = STR("command line"),
                        .reason = reason.ptr ? reason : STR("") };

                r = audit_branch(&how, c->arena, &left);
                app_close(&app);
        }
        close(fd);
        if (r == ERR_EXISTS) {
                control_print(c, STR("nothing was signed that is not here: no need\n"));
                return EXIT_GOOD;
        }
        if (r < 0)
                return command_failed(c,
                        r == ERR_CORRUPT ? "what the signer signed is not a longer history of this "
                                           "database: it is no older copy"
                                         : "cannot go on from this copy",
                        r);
        control_printf(c,
                "the record goes on from event %lld under a new name; %lld events that had been "
                "signed are not here, and it says so\n",
                (long long)left.size, (long long)(left.signed_size - left.size));
        return verify_restored(&a->options, c);
}

int command_restore(struct app *a, struct control_call *c)
{
        AUTO(arena_freep) struct arena *arena = arena_new(ARENA);
        struct copy k = { .call = c, .arena = arena, .to = a->options.dir };
        struct str from = option(c, "from");
        bool tar = str_ends(from, STR(".tar"));
        int r;

        if (option(c, "continue").ptr && !from.ptr && !operand(c, 1).ptr)
                return go_on(a, c);
        if (str_empty(from) || !option(c, "data").ptr || operand(c, 1).ptr)
                return EXIT_USAGE;
        buf_init(&k.sums, arena, SUMS_MAX);
        k.from = client_path(c, from);
        r = must_be_empty(k.to);
        if (r < 0)
                return command_failed(c, "the folder to restore into is not empty", r);
        if (tar)
                r = unpack(&k, k.from);
        if (r == 0)
                r = bring_back(&k, &a->options);
        if (tar)
                remove_tree(arena, str_fmt(arena, "%s.unpacked", k.to).ptr);
        if (r < 0 && k.why.len)
                control_error(c, str_fmt(c->arena, "motcua: %.*s\n", STRF(k.why)));
        if (r < 0)
                return command_failed(c, "cannot restore", r);
        control_printf(
                c, "%lld parts, %lld bytes restored\n", (long long)k.parts, (long long)k.bytes);
        return verify_restored(&a->options, c);
}
