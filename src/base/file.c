/*
 * src/base/file.c: see file.h. A new name lasts only when its folder was synced too: that is why
 * every function here that makes a name ends in file_sync_dir.
 */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/random.h"

static int system_open(const char *path, int flags, mode_t mode)
{
        return open(path, flags, mode);
}

const struct file_ops file_ops_system = { system_open, write, fsync, rename, mkdir, unlink };
const struct file_ops *file_ops = &file_ops_system;

int file_error(int errno_value)
{
        switch (errno_value) {
        case 0:
                return 0;
        case ENOENT:
        case ENOTDIR:
                return ERR_NOT_FOUND;
        case EEXIST:
                return ERR_EXISTS;
        case ENOSPC:
        case EDQUOT:
                return ERR_FULL;
        case EFBIG:
        case ENAMETOOLONG:
                return ERR_LIMIT;
        case EAGAIN:
        case EMFILE:
        case ENFILE:
                return ERR_BUSY;
        default:
                return ERR_IO;
        }
}

static int read_all(int fd, struct arena *a, size_t max, struct str *ret_s)
{
        struct stat st;
        size_t cap, len = 0;
        char *p;

        if (fstat(fd, &st) < 0)
                return file_error(errno);
        if (st.st_size > 0 && (u64)st.st_size > max)
                return ERR_LIMIT;
        cap = MAX((size_t)st.st_size, 1024) + 1; /* /proc says 0; the size may grow meanwhile */
        p = arena_raw(a, cap);
        for (;;) {
                ssize_t n = read(fd, p + len, cap - 1 - len);

                if (n < 0 && errno == EINTR)
                        continue;
                if (n < 0)
                        return file_error(errno);
                if (n == 0)
                        break;
                len += (size_t)n;
                if (len > max)
                        return ERR_LIMIT;
                if (len == cap - 1) {
                        char *more = arena_raw(a, cap * 2);

                        memcpy(more, p, len);
                        p = more;
                        cap *= 2;
                }
        }
        p[len] = 0;
        *ret_s = str_n(p, len);
        return 0;
}

int file_read(struct arena *a, const char *path, size_t max, struct str *ret_s)
{
        int fd, r;

        fd = file_ops->open(path, O_RDONLY | O_CLOEXEC, 0);
        if (fd < 0)
                return file_error(errno);
        r = read_all(fd, a, max, ret_s);
        close(fd);
        return r;
}

int file_write_all(int fd, struct str s)
{
        while (s.len) {
                ssize_t n = file_ops->write(fd, s.ptr, s.len);

                if (n < 0 && errno == EINTR)
                        continue;
                if (n <= 0)
                        return n < 0 ? file_error(errno) : ERR_IO;
                s = str_sub(s, (size_t)n, s.len);
        }
        return 0;
}

/* Folder of a path into buf of PATH_MAX: "." when it has no slash. */
static void dir_of(const char *path, char *ret_dir)
{
        const char *slash = strrchr(path, '/');

        if (!slash)
                snprintf(ret_dir, PATH_MAX, ".");
        else
                snprintf(ret_dir, PATH_MAX, "%.*s", slash == path ? 1 : (int)(slash - path), path);
}

int file_sync_dir(const char *dir)
{
        int fd, r;

        fd = file_ops->open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
        if (fd < 0)
                return file_error(errno);
        r = file_ops->fsync(fd) < 0 ? file_error(errno) : 0;
        close(fd);
        return r;
}

/* The temporary file, whole and synced, or gone again. */
static int write_tmp(const char *tmp, struct str content, mode_t mode)
{
        int fd, r;

        fd = file_ops->open(tmp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
        if (fd < 0)
                return file_error(errno);
        r = file_write_all(fd, content);
        if (r == 0 && (fchmod(fd, mode) < 0 || file_ops->fsync(fd) < 0))
                r = file_error(errno);
        if (close(fd) < 0 && r == 0)
                r = file_error(errno);
        if (r < 0)
                file_ops->unlink(tmp);
        return r;
}

int file_write_durable(const char *path, struct str content, mode_t mode)
{
        char dir[PATH_MAX], tmp[PATH_MAX + 32];
        u64 unique;
        int r;

        if (strlen(path) >= PATH_MAX)
                return ERR_LIMIT;
        dir_of(path, dir);
        random_bytes(&unique, sizeof unique);
        snprintf(tmp, sizeof tmp, "%s/" FILE_TMP "%016llx", dir, (unsigned long long)unique);
        r = write_tmp(tmp, content, mode);
        if (r < 0)
                return r;
        if (file_ops->rename(tmp, path) < 0) {
                r = file_error(errno);
                file_ops->unlink(tmp);
                return r;
        }
        return file_sync_dir(dir);
}

/* One level, whose parent exists. */
static int make_level(const char *path, mode_t mode)
{
        char dir[PATH_MAX];
        struct stat st;

        if (file_ops->mkdir(path, mode) == 0) {
                dir_of(path, dir);
                return file_sync_dir(dir);
        }
        if (errno != EEXIST)
                return file_error(errno);
        if (stat(path, &st) < 0)
                return file_error(errno);
        return S_ISDIR(st.st_mode) ? 0 : ERR_EXISTS;
}

int file_mkdirs(const char *path, mode_t mode)
{
        char part[PATH_MAX];
        size_t n = strlen(path);
        int r;

        if (n == 0 || n >= PATH_MAX)
                return ERR_LIMIT;
        for (size_t i = 1; i <= n; i++) {
                if (path[i] && (path[i] != '/' || path[i - 1] == '/'))
                        continue;
                if (!path[i] && path[i - 1] == '/')
                        break;
                memcpy(part, path, i);
                part[i] = 0;
                r = make_level(part, mode);
                if (r < 0)
                        return r;
        }
        return 0;
}

bool file_exists(const char *path)
{
        return access(path, F_OK) == 0;
}
