/*
 * src/mod/mydata/test/test_archive.c: archives that another program opens: names in Vietnamese,
 * bytes as they were, an empty one too.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "mod/mydata/archive.h"
#include "test/test.h"

static char dir[64];
static struct arena *a;
static struct content *content;

static void begin(void)
{
        snprintf(dir, sizeof dir, "/tmp/motcua-archive-XXXXXX");
        CHECK(mkdtemp(dir) != NULL && content_open(dir, &content) == 0);
        a = arena_new(32 << 20);
}

static void end(void)
{
        content_close(content);
        CHECK(system(str_fmt(a, "rm -rf %s", dir).ptr) == 0);
        arena_free(a);
}

/* What Python finds in it: "name size checksum" a line; anything broken ends it. */
static struct str python(const u8 hash[32])
{
        const char *path = str_fmt(a, "%s/x.zip", dir).ptr;
        struct str bytes, out;
        FILE *f;

        CHECK(content_get(content, a, hash, 16 << 20, &bytes) == 0);
        CHECK(file_write_durable(path, bytes, 0600) == 0);
        f = popen(str_fmt(a,
                          "python3 -c \"import zipfile; z = zipfile.ZipFile('%s'); assert "
                          "z.testzip() is None; print(*[i.filename + '=' + "
                          "z.read(i).decode() for i in z.infolist()], sep='|')\"",
                          path)
                          .ptr,
                "r");
        CHECK(f != NULL);
        char *line = arena_alloc(a, 4096);
        size_t n = fread(line, 1, 4095, f);
        CHECK(pclose(f) == 0);
        out = str_trim(str_n(line, n));
        return out;
}

TEST(what_goes_in_comes_out_in_another_program)
{
        struct archive z;
        u8 hash[32];
        i64 size;

        begin();
        REQUIRE(archive_begin(content, a, &z) == 0);
        EXPECT_INT(archive_add(&z, STR("dữ liệu.json"), STR("{\"tên\":\"Hùng\"}")), 0);
        EXPECT_INT(archive_add(&z, STR("tep/H56/1-trống.txt"), STR("")), 0);
        EXPECT_INT(archive_add(&z, STR("tep/H56/2-a.txt"), STR("hai")), 0);
        EXPECT_INT(archive_finish(&z, hash, &size), 0);
        EXPECT_STR(python(hash),
                "dữ liệu.json={\"tên\":\"Hùng\"}|tep/H56/1-trống.txt=|tep/H56/2-a.txt=hai");
        end();
}

TEST(an_empty_archive_is_one_and_names_have_a_length)
{
        struct archive z;
        u8 hash[32];
        i64 size;

        begin();
        REQUIRE(archive_begin(content, a, &z) == 0);
        EXPECT_INT(archive_add(&z, STR(""), STR("x")), ERR_LIMIT);
        EXPECT_INT(archive_finish(&z, hash, &size), 0);
        EXPECT_INT(size, 22);
        EXPECT_STR(python(hash), "");
        end();
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(what_goes_in_comes_out_in_another_program),
                RUN(an_empty_archive_is_one_and_names_have_a_length));
}
