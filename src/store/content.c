/*
 * src/store/content.c: see content.h. All changing calls go through file_ops, so that tests can
 * make the disk full, failing or forgetful.
 *
 * The idea: write to DIR/tmp while hashing, sync, rename over the final name, sync the folder. The
 * rename replaces an equal file on purpose: it heals a damaged one and makes it young. The folders
 * above are synced once in each process, because a folder that was found there may have been made
 * by a process that died before its sync.
 */
#include "store/content.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/random.h"
#include "crypto/hash.h"

#define KEY_SIZE 32

struct content {
        char *dir;
        u8 key[KEY_SIZE];
        pthread_mutex_t lock; /* names: rename against unlink, making folders */
        u8 synced[65536 / 8]; /* files/ab/cd known to last, one bit each */
};

struct content_upload {
        struct content *content;
        struct hash hash;
        i64 max, size;
        int fd;
        char path[PATH_MAX];
};

static void path_of(const struct content *c, const char *rest, char ret_path[PATH_MAX])
{
        CHECK(snprintf(ret_path, PATH_MAX, "%s/%s", c->dir, rest) < PATH_MAX);
}

void content_name(const struct content *c, const u8 hash[32], u8 ret_name[32])
{
        hash_hmac(c->key, KEY_SIZE, hash, HASH_SIZE, ret_name);
}

static void file_path(const struct content *c, const u8 name[32], char ret_path[PATH_MAX])
{
        char rest[80];
        int n = snprintf(rest, sizeof rest, "files/%02x/%02x/", name[0], name[1]);

        for (int i = 0; i < 32; i++)
                n += snprintf(rest + n, sizeof rest - (size_t)n, "%02x", name[i]);
        path_of(c, rest, ret_path);
}

static void hash_path(const struct content *c, const u8 hash[32], char ret_path[PATH_MAX])
{
        u8 name[32];

        content_name(c, hash, name);
        file_path(c, name, ret_path);
}

static int load_key(struct content *c)
{
        AUTO(arena_freep) struct arena *a = arena_new(4096);
        char path[PATH_MAX];
        struct str key;
        int r;

        path_of(c, "secret", path);
        r = file_mkdirs(path, 0700);
        if (r < 0)
                return r;
        path_of(c, "secret/installation.key", path);
        if (!file_exists(path)) {
                random_bytes(c->key, KEY_SIZE);
                return file_write_durable(path, str_n((const char *)c->key, KEY_SIZE), 0600);
        }
        r = file_read(a, path, KEY_SIZE, &key);
        if (r < 0)
                return r;
        if (key.len != KEY_SIZE)
                return ERR_CORRUPT;
        memcpy(c->key, key.ptr, KEY_SIZE);
        return 0;
}

int content_open(const char *dir, struct content **ret_c)
{
        struct content *c = calloc(1, sizeof *c);
        char path[PATH_MAX];
        int r;

        CHECK(c != NULL);
        c->dir = strdup(dir);
        CHECK(c->dir != NULL);
        pthread_mutex_init(&c->lock, NULL);
        r = load_key(c);
        path_of(c, "files", path);
        if (r == 0)
                r = file_mkdirs(path, 0700);
        path_of(c, "tmp", path);
        if (r == 0)
                r = file_mkdirs(path, 0700);
        if (r == 0)
                r = file_sync_dir(dir); /* made before, by a process that died? */
        if (r < 0) {
                content_close(c);
                return r;
        }
        *ret_c = c;
        return 0;
}

void content_derive_key(const struct content *c, const char *purpose, u8 ret_key[32])
{
        struct str what = str_of(purpose);

        /* Names of contents are MACs of 32 bytes: a purpose of another length meets none. */
        CHECK(what.len != HASH_SIZE);
        hash_hmac(c->key, KEY_SIZE, what.ptr, what.len, ret_key);
}

void content_close(struct content *c)
{
        if (!c)
                return;
        pthread_mutex_destroy(&c->lock);
        hash_wipe(c->key, KEY_SIZE);
        free(c->dir);
        free(c);
}

/* --- putting --- */

int content_begin(struct content *c, i64 max, struct content_upload **ret_u)
{
        struct content_upload *u = calloc(1, sizeof *u);
        u64 random;

        CHECK(u != NULL);
        u->content = c;
        u->max = max;
        hash_begin(&u->hash);
        random_bytes(&random, sizeof random);
        CHECK(snprintf(u->path, sizeof u->path, "%s/tmp/%016llx", c->dir,
                      (unsigned long long)random) < PATH_MAX);
        u->fd = file_ops->open(u->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        if (u->fd < 0) {
                int r = file_error(errno);

                free(u);
                return r;
        }
        *ret_u = u;
        return 0;
}

int content_add(struct content_upload *u, const void *p, size_t n)
{
        const char *at = p;

        if ((i64)n > u->max - u->size)
                return ERR_LIMIT;
        hash_add(&u->hash, p, n);
        u->size += (i64)n;
        while (n) {
                ssize_t done = file_ops->write(u->fd, at, n);

                if (done < 0 && errno == EINTR)
                        continue;
                if (done <= 0)
                        return done < 0 ? file_error(errno) : ERR_IO;
                at += done;
                n -= (size_t)done;
        }
        return 0;
}

void content_abort(struct content_upload *u)
{
        if (!u)
                return;
        close(u->fd);
        file_ops->unlink(u->path);
        free(u);
}

/* The folder files/ab/cd, lasting. Under the lock. */
static int make_folder(struct content *c, const u8 name[32])
{
        unsigned bit = (unsigned)name[0] << 8 | name[1];
        char path[PATH_MAX], rest[20];
        int r;

        if (c->synced[bit / 8] & 1 << bit % 8)
                return 0;
        snprintf(rest, sizeof rest, "files/%02x/%02x", name[0], name[1]);
        path_of(c, rest, path);
        r = file_mkdirs(path, 0700);
        if (r == 0) {
                rest[8] = 0; /* files/ab holds the name cd */
                path_of(c, rest, path);
                r = file_sync_dir(path);
        }
        if (r == 0) {
                path_of(c, "files", path);
                r = file_sync_dir(path);
        }
        if (r == 0)
                c->synced[bit / 8] |= (u8)(1 << bit % 8);
        return r;
}

/* The name in files/ab/cd; what an old file of that name held is equal. */
static int give_name(struct content_upload *u, const u8 hash[32])
{
        struct content *c = u->content;
        char path[PATH_MAX];
        u8 name[32];
        int r;

        content_name(c, hash, name);
        file_path(c, name, path);
        pthread_mutex_lock(&c->lock);
        r = make_folder(c, name);
        if (r == 0 && file_ops->rename(u->path, path) < 0)
                r = file_error(errno);
        pthread_mutex_unlock(&c->lock);
        if (r < 0)
                return r;
        *strrchr(path, '/') = 0;
        return file_sync_dir(path);
}

/* Age is told by the program's clock, not the disk's. */
static int stamp(int fd)
{
        i64 now = clock_now();
        struct timespec t = { now / 1000, now % 1000 * 1000000 };

        return futimens(fd, (struct timespec[]){ t, t }) < 0 ? file_error(errno) : 0;
}

int content_finish(struct content_upload *u, u8 ret_hash[32], i64 *ret_size)
{
        u8 hash[32];
        i64 size = u->size;
        int r = stamp(u->fd);

        hash_end(&u->hash, hash);
        if (r == 0 && file_ops->fsync(u->fd) < 0)
                r = file_error(errno);
        if (r == 0)
                r = give_name(u, hash);
        content_abort(u); /* its name in tmp is gone unless something failed */
        if (r < 0)
                return r;
        memcpy(ret_hash, hash, sizeof hash);
        if (ret_size)
                *ret_size = size;
        return 0;
}

int content_put(struct content *c, struct str bytes, u8 ret_hash[32])
{
        struct content_upload *u;
        int r = content_begin(c, (i64)bytes.len, &u);

        if (r < 0)
                return r;
        r = content_add(u, bytes.ptr, bytes.len);
        if (r < 0) {
                content_abort(u);
                return r;
        }
        return content_finish(u, ret_hash, NULL);
}

/* --- getting --- */

int content_get(
        struct content *c, struct arena *a, const u8 hash[32], size_t max, struct str *ret_s)
{
        char path[PATH_MAX];
        struct str s;
        u8 found[32];
        int r;

        hash_path(c, hash, path);
        r = file_read(a, path, max, &s);
        if (r < 0)
                return r;
        hash_str(s, found);
        if (memcmp(found, hash, sizeof found) != 0)
                return ERR_CORRUPT;
        *ret_s = s;
        return 0;
}

int content_fd(struct content *c, const u8 hash[32], int *ret_fd, i64 *ret_size)
{
        char path[PATH_MAX];
        struct stat st;
        int fd;

        hash_path(c, hash, path);
        fd = file_ops->open(path, O_RDONLY | O_CLOEXEC, 0);
        if (fd < 0)
                return file_error(errno);
        if (fstat(fd, &st) < 0) {
                int r = file_error(errno);

                close(fd);
                return r;
        }
        *ret_fd = fd;
        *ret_size = st.st_size;
        return 0;
}

/* --- removing --- */

static bool older(const struct stat *st, i64 before)
{
        return (i64)st->st_mtim.tv_sec * 1000 + st->st_mtim.tv_nsec / 1000000 < before;
}

/* Under the lock, so that no rename comes between looking and deleting. */
static int remove_old(struct content *c, const char *path, i64 before, bool *ret_removed)
{
        struct stat st;
        int r = 0;

        *ret_removed = false;
        pthread_mutex_lock(&c->lock);
        if (stat(path, &st) < 0)
                r = errno == ENOENT ? 0 : file_error(errno);
        else if (older(&st, before) && file_ops->unlink(path) < 0)
                r = file_error(errno);
        else
                *ret_removed = older(&st, before);
        pthread_mutex_unlock(&c->lock);
        return r;
}

int content_remove(struct content *c, const u8 hash[32], i64 before, bool *ret_removed)
{
        char path[PATH_MAX];
        bool removed;
        int r;

        hash_path(c, hash, path);
        r = remove_old(c, path, before, &removed);
        if (r == 0 && ret_removed)
                *ret_removed = removed;
        return r;
}

struct sweep {
        struct content *content;
        i64 before;
        bool (*fn)(const u8 name[32], void *arg);
        void *arg;
};

/* One folder: `depth` levels of folders below it, then files. depth -1: files of DIR/tmp. */
static int sweep_folder(const struct sweep *s, const char *dir, int depth)
{
        char path[PATH_MAX];
        struct dirent *e;
        struct stat st;
        u8 name[32];
        bool removed;
        int r = 0;
        DIR *d = opendir(dir);

        if (!d)
                return file_error(errno);
        while (r == 0 && (e = readdir(d))) {
                if (e->d_name[0] == '.')
                        continue;
                if (snprintf(path, sizeof path, "%s/%s", dir, e->d_name) >= PATH_MAX)
                        r = ERR_LIMIT;
                else if (depth > 0)
                        r = sweep_folder(s, path, depth - 1);
                else if (stat(path, &st) < 0 || !older(&st, s->before))
                        continue;
                else if (depth < 0 || (str_unhex(str_of(e->d_name), name, sizeof name) == 0 &&
                                              s->fn(name, s->arg)))
                        r = remove_old(s->content, path, s->before, &removed);
        }
        closedir(d);
        return r;
}

int content_sweep(
        struct content *c, i64 before, bool (*fn)(const u8 name[32], void *arg), void *arg)
{
        struct sweep s = { c, before, fn, arg };
        char path[PATH_MAX];
        int r;

        path_of(c, "files", path);
        r = sweep_folder(&s, path, 2);
        if (r < 0)
                return r;
        path_of(c, "tmp", path);
        return sweep_folder(&s, path, -1);
}
