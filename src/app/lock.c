/*
 * src/app/lock.c: see lock.h. An OFD lock: unlike the older fcntl lock it is not lost when another
 * part of the program closes the same file.
 */
#include "app/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include "base/file.h"

#define TRY_EVERY_MS 20

static int open_lock(const char *dir, int flags)
{
        struct arena *a = arena_new(1 << 14);
        struct str path = str_fmt(a, "%s/lock", dir);
        int fd = open(path.ptr, flags | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0600);

        arena_free(a);
        return fd;
}

static int try(int fd)
{
        struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

        if (fcntl(fd, F_OFD_SETLK, &whole) == 0)
                return 0;
        return errno == EAGAIN || errno == EACCES ? ERR_BUSY : file_error(errno);
}

int lock_take(const char *dir, int wait_ms, int *ret_fd)
{
        int fd = open_lock(dir, O_CREAT), r;

        if (fd < 0)
                return file_error(errno);
        while ((r = try(fd)) == ERR_BUSY && wait_ms > 0) {
                poll(NULL, 0, TRY_EVERY_MS); /* fcntl has no wait with an end */
                wait_ms -= TRY_EVERY_MS;
        }
        if (r < 0)
                close(fd);
        else
                *ret_fd = fd;
        return r;
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
