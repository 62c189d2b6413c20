/*
 * src/base/test/test_file.c: a durable write is there whole or not at all, on a disk that is full,
 * failing at any call, or that forgets what was not synced.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "test/test.h"

static struct arena *arena;
static char root[] = "/tmp/test_file_XXXXXX";

static const char *at(const char *name)
{
        return str_fmt(arena, "%s/%s", root, name).ptr;
}

static struct str content(const char *name)
{
        struct str s = STR_NULL;

        return file_read(arena, at(name), 1 << 20, &s) == 0 ? s : STR_NULL;
}

/* Which call fails next (counting down over all calls), how, and what was asked so far. */
static struct {
        int fail_at, error, calls;
        char trace[256];
} disk;

static bool fails(char mark)
{
        size_t n = strlen(disk.trace);

        if (n + 1 < sizeof disk.trace)
                disk.trace[n] = mark;
        if (++disk.calls != disk.fail_at)
                return false;
        errno = disk.error;
        return true;
}

static int bad_open(const char *path, int flags, mode_t mode)
{
        if ((flags & O_ACCMODE) == O_RDONLY && !(flags & O_DIRECTORY))
                return file_ops_system.open(path, flags, mode);
        return fails(flags & O_DIRECTORY ? 'd' : 'o') ? -1
                                                      : file_ops_system.open(path, flags, mode);
}
/* Short writes always, so that the loop is tested too. */
static ssize_t bad_write(int fd, const void *p, size_t n)
{
        return fails('w') ? -1 : write(fd, p, n > 3 ? n / 2 : n);
}
static int bad_fsync(int fd)
{
        return fails('s') ? -1 : fsync(fd);
}
static int bad_rename(const char *from, const char *to)
{
        return fails('r') ? -1 : rename(from, to);
}
static int bad_mkdir(const char *path, mode_t mode)
{
        return fails('m') ? -1 : mkdir(path, mode);
}
static const struct file_ops bad_disk = { bad_open, bad_write, bad_fsync, bad_rename, bad_mkdir,
        unlink };

static void disk_fails(int fail_at, int error)
{
        memset(&disk, 0, sizeof disk);
        disk.fail_at = fail_at;
        disk.error = error;
        file_ops = &bad_disk;
}

/* Names in the root that begin with FILE_TMP. */
static int leftovers(void)
{
        char line[64];
        FILE *f = popen(str_fmt(arena, "ls -A %s | grep -c '^%s'", root, FILE_TMP).ptr, "r");
        int n = fgets(line, sizeof line, f) ? (int)strtol(line, NULL, 10) : -1;

        pclose(f);
        return n;
}

TEST(write_then_read)
{
        struct stat st;

        EXPECT_INT(file_write_durable(at("a"), STR("xin chào"), 0640), 0);
        EXPECT_STR(content("a"), "xin chào");
        EXPECT_INT(stat(at("a"), &st), 0);
        EXPECT_INT(st.st_mode & 0777, 0640);
        EXPECT_INT(file_write_durable(at("a"), STR(""), 0600), 0);
        EXPECT_STR(content("a"), "");
        EXPECT(file_exists(at("a")) && !file_exists(at("none")));
        EXPECT_INT(file_write_durable(at("none/a"), STR("x"), 0600), ERR_NOT_FOUND);
        EXPECT_INT(leftovers(), 0);
}

TEST(read_is_bounded)
{
        struct str s = STR("untouched");

        EXPECT_INT(file_write_durable(at("b"), STR("12345"), 0600), 0);
        EXPECT_INT(file_read(arena, at("b"), 4, &s), ERR_LIMIT);
        EXPECT_INT(file_read(arena, at("none"), 4, &s), ERR_NOT_FOUND);
        EXPECT_INT(file_read(arena, root, 4000000, &s), ERR_IO);
        EXPECT_INT(
                file_read(arena, "/dev/zero", 5000, &s), ERR_LIMIT); /* says size 0, never ends */
        EXPECT_STR(s, "untouched");
        EXPECT_INT(file_read(arena, at("b"), 5, &s), 0);
        EXPECT_STR(s, "12345");
        EXPECT_INT(file_read(arena, "/proc/self/status", 1 << 20, &s), 0);
        EXPECT(s.len > 100);
}

TEST(order_of_syncs)
{
        disk_fails(0, 0);
        EXPECT_INT(file_write_durable(at("c"), STR("abc"), 0600), 0);
        EXPECT_STR(
                str_of(disk.trace), "owsrds"); /* content synced before the name, then the folder */
        disk_fails(0, 0);
        EXPECT_INT(file_mkdirs(at("x/y"), 0700), 0);
        /* every level is tried; those that existed are not synced again */
        EXPECT(str_ends(str_of(disk.trace), STR("mmdsmds")));
        file_ops = &file_ops_system;
}

TEST(any_failing_call_leaves_old_or_new)
{
        static const int errors[] = { ENOSPC, EIO, EDQUOT, EROFS };
        int calls = 0;

        for (size_t e = 0; e < ARRAY_LEN(errors); e++) {
                for (int i = 1;; i++) {
                        int r;
                        bool new_name;

                        file_ops = &file_ops_system;
                        REQUIRE(file_write_durable(at("d"), STR("old"), 0600) == 0);
                        disk_fails(i, errors[e]);
                        r = file_write_durable(at("d"), STR("new content"), 0600);
                        new_name = strchr(disk.trace, 'd') != NULL;
                        file_ops = &file_ops_system;
                        calls++;
                        if (r == 0)
                                break;
                        EXPECT_INT(r, file_error(errors[e]));
                        EXPECT(str_is(content("d"), new_name ? "new content" : "old"));
                        EXPECT_INT(leftovers(), 0);
                        REQUIRE(i < 50);
                }
        }
        EXPECT(calls > 20);
}

TEST(mkdirs_reports_what_is_in_the_way)
{
        struct stat st;

        EXPECT_INT(file_mkdirs(at("p/q//r/"), 0700), 0);
        EXPECT(stat(at("p/q/r"), &st) == 0 && S_ISDIR(st.st_mode));
        EXPECT_INT(file_mkdirs(at("p/q/r"), 0700), 0);
        EXPECT_INT(file_write_durable(at("p/file"), STR("x"), 0600), 0);
        EXPECT_INT(file_mkdirs(at("p/file"), 0700), ERR_EXISTS);
        EXPECT_INT(file_mkdirs(at("p/file/z"), 0700), ERR_EXISTS);
        EXPECT_INT(file_mkdirs("", 0700), ERR_LIMIT);
        disk_fails(2, ENOSPC);
        EXPECT(file_mkdirs(at("full/er"), 0700) < 0);
        file_ops = &file_ops_system;
}

int main(int argc, char **argv)
{
        int r;

        arena = arena_new(64 << 20);
        if (!mkdtemp(root))
                return 1;
        static const struct test tests[] = { RUN(write_then_read), RUN(read_is_bounded),
                RUN(order_of_syncs), RUN(any_failing_call_leaves_old_or_new),
                RUN(mkdirs_reports_what_is_in_the_way) };
        r = test_main(argc, argv, tests, ARRAY_LEN(tests));
        pclose(popen(str_fmt(arena, "rm -rf %s", root).ptr, "r"));
        arena_free(arena);
        return r;
}
