/*
 * src/app/lock.c: see lock.h. An OFD lock: unlike the older fcntl lock it is not lost when another
 * part of the program closes the same file.
 */
#include "app/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/file.h"

static int open_lock(const char *dir, int flags)
{
        struct arena *a = arena_new(1 << 14);
        struct str path = str_fmt(a, "%s/lock", dir);
        int fd = open(path.ptr, flags | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0600);

        arena_free(a);
        return fd;
}

int lock_take(const char *dir, int *ret_fd)
{
        struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
        int fd = open_lock(dir, O_CREAT), err;

        if (fd < 0)
                return file_error(errno);
        if (fcntl(fd, F_OFD_SETLK, &whole) < 0) {
                err = errno;
                close(fd);
                return err == EAGAIN || err == EACCES ? ERR_BUSY : file_error(err);
        }
        *ret_fd = fd;
        return 0;
}

bool lock_held(const char *dir)
{
        struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
        int fd = open_lock(dir, 0);
        bool held;

        if (fd < 0)
                return false;
        held = fcntl(fd, F_OFD_GETLK, &whole) == 0 && whole.l_type != F_UNLCK;
        close(fd);
        return held;
}
