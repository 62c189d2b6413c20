/*
 * src/store/test/test_content.c: bytes are kept once, under a name nobody can guess from them, and
 * are still there after the power failed.
 */
#include "test/test.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "crypto/hash.h"
#include "store/content.h"
#include "store/test/disk.h"
#include "store/test/testdb.h"

static char dir[64];
static struct arena *arena;

static struct content *fresh(void)
{
        struct content *c = NULL;

        arena = arena_new(64 << 20);
        snprintf(dir, sizeof dir, "/tmp/motcua-content-XXXXXX");
        CHECK(mkdtemp(dir) != NULL);
        CHECK(content_open(dir, &c) == 0);
        return c;
}

static void done(struct content *c)
{
        content_close(c);
        testdb_remove_tree(dir);
        arena_free(arena);
        file_ops = &file_ops_system;
}

static bool keep(const u8 name[32], void *arg)
{
        ++*(int *)arg;
        return false;
}

static bool drop(const u8 name[32], void *arg)
{
        ++*(int *)arg;
        return true;
}

static int stored(struct content *c)
{
        int n = 0;

        CHECK(content_sweep(c, INT64_MAX, keep, &n) == 0);
        return n;
}

TEST(equal_content_is_stored_once_and_read_back)
{
        struct content *c = fresh();
        u8 one[32], two[32], want[32];
        struct str s;
        i64 size;
        int fd;

        EXPECT(content_put(c, STR("giấy khai sinh"), one) == 0);
        EXPECT(content_put(c, STR("giấy khai sinh"), two) == 0);
        hash_str(STR("giấy khai sinh"), want);
        EXPECT(memcmp(one, want, 32) == 0 && memcmp(two, want, 32) == 0);
        EXPECT_INT(stored(c), 1);
        EXPECT(content_put(c, STR(""), two) == 0);
        EXPECT_INT(stored(c), 2);
        REQUIRE(content_get(c, arena, one, 1000, &s) == 0);
        EXPECT_STR(s, "giấy khai sinh");
        REQUIRE(content_fd(c, one, &fd, &size) == 0);
        EXPECT_INT(size, (i64)strlen("giấy khai sinh"));
        close(fd);
        content_close(c);
        REQUIRE(content_open(dir, &c) == 0); /* the same key, the same names */
        EXPECT(content_get(c, arena, one, 1000, &s) == 0);
        done(c);
}

TEST(a_name_does_not_tell_the_content)
{
        struct content *c = fresh(), *other;
        char other_dir[] = "/tmp/motcua-content-XXXXXX";
        u8 hash[32], name[32], other_name[32];
        struct stat st;

        REQUIRE(mkdtemp(other_dir) && content_open(other_dir, &other) == 0);
        EXPECT(content_put(c, STR("x"), hash) == 0);
        content_name(c, hash, name);
        content_name(other, hash, other_name);
        EXPECT(memcmp(name, other_name, 32) != 0);
        EXPECT(memcmp(name, hash, 32) != 0);
        EXPECT(stat(str_fmt(arena, "%s/secret/installation.key", dir).ptr, &st) == 0);
        EXPECT_INT(st.st_mode & 0777, 0600);
        content_close(other);
        testdb_remove_tree(other_dir);
        done(c);
}

TEST(too_much_absent_and_damaged_are_told_apart)
{
        struct content *c = fresh();
        struct content_upload *u;
        u8 hash[32], name[32];
        struct str s;
        const char *path;
        int fd;

        REQUIRE(content_begin(c, 4, &u) == 0);
        EXPECT(content_add(u, "abc", 3) == 0);
        EXPECT_INT(content_add(u, "de", 2), ERR_LIMIT);
        content_abort(u);
        memset(hash, 1, sizeof hash);
        EXPECT_INT(content_get(c, arena, hash, 10, &s), ERR_NOT_FOUND);
        REQUIRE(content_put(c, STR("abcdef"), hash) == 0);
        EXPECT_INT(content_get(c, arena, hash, 3, &s), ERR_LIMIT);
        content_name(c, hash, name);
        path = str_fmt(arena, "%s/files/%02x/%02x/%.*s", dir, name[0], name[1],
                STRF(str_hex(arena, name, 32)))
                       .ptr;
        fd = open(path, O_WRONLY);
        REQUIRE(fd >= 0 && write(fd, "X", 1) == 1);
        close(fd);
        EXPECT_INT(content_get(c, arena, hash, 10, &s), ERR_CORRUPT);
        EXPECT(content_put(c, STR("abcdef"), hash) == 0); /* putting it again heals it */
        EXPECT(content_get(c, arena, hash, 10, &s) == 0);
        done(c);
}

TEST(only_what_was_put_long_ago_is_removed)
{
        struct content *c = fresh();
        struct content_upload *u;
        u8 old[32], again[32];
        bool removed;
        int n = 0;

        clock_set(1000 * DAY_MS, false);
        REQUIRE(content_put(c, STR("old"), old) == 0);
        REQUIRE(content_put(c, STR("again"), again) == 0);
        REQUIRE(content_begin(c, 10, &u) == 0); /* broken off: never finished */
        clock_set(1002 * DAY_MS, false);
        REQUIRE(content_put(c, STR("again"), again) == 0);
        EXPECT(content_remove(c, again, clock_now() - DAY_MS, &removed) == 0 && !removed);
        EXPECT(content_sweep(c, clock_now() - DAY_MS, drop, &n) == 0);
        EXPECT_INT(n, 1);
        EXPECT_INT(stored(c), 1);
        EXPECT(content_remove(c, again, clock_now() + 1, &removed) == 0 && removed);
        EXPECT(content_remove(c, again, clock_now() + 1, &removed) == 0 && !removed);
        EXPECT_INT(stored(c), 0);
        content_abort(u);
        done(c);
}

/* --- a bad disk --- */

static int calls, fail_at, fail_errno;

static bool fails(void)
{
        if (++calls != fail_at)
                return false;
        errno = fail_errno;
        return true;
}
static int bad_open(const char *path, int flags, mode_t mode)
{
        return fails() ? -1 : open(path, flags, mode);
}
static ssize_t bad_write(int fd, const void *p, size_t n)
{
        return fails() ? -1 : write(fd, p, n > 2 ? 2 : n);
}
static int bad_fsync(int fd)
{
        return fails() ? -1 : 0;
}
static int bad_rename(const char *from, const char *to)
{
        return fails() ? -1 : rename(from, to);
}
static int bad_mkdir(const char *path, mode_t mode)
{
        return fails() ? -1 : mkdir(path, mode);
}

TEST(every_failing_call_of_the_disk_is_answered)
{
        static const struct file_ops bad = { bad_open, bad_write, bad_fsync, bad_rename, bad_mkdir,
                unlink };
        int r = -1;

        for (int at = 1; r != 0 && at < 100; at++) {
                struct content *c = fresh();
                struct str s;
                u8 hash[32];

                file_ops = &bad;
                calls = 0;
                fail_at = at;
                fail_errno = at % 2 ? ENOSPC : EIO;
                r = content_put(c, STR("abcdef"), hash);
                file_ops = &file_ops_system;
                if (r != 0)
                        EXPECT_INT(r, at % 2 ? ERR_FULL : ERR_IO);
                EXPECT(content_put(c, STR("abcdef"), hash) == 0); /* and works again */
                EXPECT(content_get(c, arena, hash, 10, &s) == 0);
                done(c);
        }
        EXPECT_INT(r, 0);
}

/* Puts, loses power, looks. */
static int survives(struct disk_blunders blunders)
{
        char root[] = "/tmp/motcua-disk-XXXXXX", live[64], shadow[64], out[64];
        AUTO(arena_freep) struct arena *a = arena_new(1 << 20);
        struct content *c;
        struct str s;
        u8 hash[2][32];
        int found = 0;

        CHECK(mkdtemp(root) != NULL);
        snprintf(live, sizeof live, "%s/live", root);
        snprintf(shadow, sizeof shadow, "%s/shadow", root);
        snprintf(out, sizeof out, "%s/out", root);
        CHECK(mkdir(live, 0700) == 0 && mkdir(shadow, 0700) == 0);
        disk_blunders = (struct disk_blunders){ 0 };
        disk_start(live, shadow);
        CHECK(content_open(live, &c) == 0);
        disk_blunders = blunders;
        CHECK(content_put(c, STR("one"), hash[0]) == 0);
        CHECK(content_put(c, STR("two"), hash[1]) == 0);
        content_close(c);
        disk_stop();
        disk_blunders = (struct disk_blunders){ 0 };
        disk_recover(shadow, out);
        CHECK(content_open(out, &c) == 0);
        for (int i = 0; i < 2; i++)
                found += content_get(c, a, hash[i], 100, &s) == 0;
        content_close(c);
        testdb_remove_tree(root);
        return found;
}

TEST(what_was_put_survives_the_loss_of_power)
{
        EXPECT_INT(survives((struct disk_blunders){ 0 }), 2);
        /* and the test would see it if a sync were missing: */
        EXPECT_INT(survives((struct disk_blunders){ .no_folder_sync = true }), 0);
        EXPECT_INT(survives((struct disk_blunders){ .no_file_sync = true }), 0);
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(equal_content_is_stored_once_and_read_back),
                RUN(a_name_does_not_tell_the_content),
                RUN(too_much_absent_and_damaged_are_told_apart),
                RUN(only_what_was_put_long_ago_is_removed),
                RUN(every_failing_call_of_the_disk_is_answered),
                RUN(what_was_put_survives_the_loss_of_power));
}
