/*
 * tools/test/test_floors.c: a small house is built in a temporary folder, one rule is broken at a
 * time, and tools/floors must name it, with file and line; the sound house passes.
 */
#include <sys/stat.h>
#include <unistd.h>

#include "test/test.h"

static struct arena *arena;
static char root[] = "/tmp/test_floors_XXXXXX";

static void put(const char *name, const char *text)
{
        FILE *f = fopen(str_fmt(arena, "%s/%s", root, name).ptr, "w");

        CHECK(f && fputs(text, f) >= 0 && fclose(f) == 0);
}

static void drop(const char *name)
{
        unlink(str_fmt(arena, "%s/%s", root, name).ptr);
}

/* What the tool says, standard error first in line; its exit status. */
static struct str run(const char *arguments, int *ret_status)
{
        const char *tools = getenv("MOTCUA_TOOLS");
        FILE *f =
                popen(str_fmt(arena, "%s/floors %s 2>&1", tools ? tools : ".", arguments).ptr, "r");
        char line[400];
        struct buf b;

        buf_init(&b, arena, 1 << 20);
        while (f && fgets(line, sizeof line, f))
                buf_addc(&b, line);
        *ret_status = f ? pclose(f) : -1;
        return buf_str(&b);
}

static struct str report(int *ret_status)
{
        return run(str_fmt(arena, "report --root %s", root).ptr, ret_status);
}

/*
 * With `text` as the file `name`, the report must fail and hold `want`; the file is dropped after.
 */
static void refused(const char *name, const char *text, const char *want)
{
        struct str said;
        int status;

        put(name, text);
        said = report(&status);
        EXPECT(status != 0);
        if (str_find(said, str_of(want)) < 0)
                test_bad = 1, printf("    \"%s\" not in: %.*s\n", want, STRF(said));
        drop(name);
}

static void accepted(const char *name, const char *text, const char *want)
{
        struct str said;
        int status;

        put(name, text);
        said = report(&status);
        EXPECT_INT(status, 0);
        if (str_find(said, str_of(want)) < 0)
                test_bad = 1, printf("    \"%s\" not in: %.*s\n", want, STRF(said));
        drop(name);
}

TEST(sound_house_passes)
{
        accepted("src/store/good.c",
                "#include \"store/own.h\"\n#include \"base/low.h\"\n#include <stdio.h>\n",
                "0 errors, 0 warnings");
        accepted("src/mod/two/good.c", "#include \"mod/one/one.h\"\n", "0 errors");
        accepted("src/app/good.c", "#include \"mod/two/two.h\"\n", "0 errors");
        accepted("src/store/test/good.c", "#include \"test/test.h\"\nint x = system(\"y\");\n",
                "0 errors");
}

TEST(includes_obey_the_order)
{
        refused("src/base/bad.c", "\n#include \"store/own.h\"\n", "src/base/bad.c:2: error");
        refused("src/base/bad.c", "#include \"store/own.h\"\n", "higher floor");
        refused("src/store/bad.c", "#include \"web/page.h\"\n", "later in src/order");
        accepted("src/web/good.c", "#include \"store/own.h\"\n", "0 errors");
        refused("src/mod/one/bad.c", "#include \"mod/two/two.h\"\n", "later in src/order");
        refused("src/mod/two/bad.c", "#include \"mod/one/rules.h\"\n", "its one header");
        refused("src/app/bad.c", "#include \"mod/one/queries.h\"\n", "its one header");
        refused("src/web/bad.c", "#include \"store/internal.h\"\n", "its own folder");
        refused("src/web/bad.c", "#include \"page.h\"\n", "write the path from src/");
        refused("src/web/bad.c", "#include \"test/test.h\"\n", "tests only");
        refused("src/attic/bad.c", "int x;\n", "not in src/order");
        accepted("src/base/good.c", "/*\n#include \"store/own.h\"\n*/\n", "0 errors");
}

TEST(banned_calls_are_named)
{
        refused("src/base/bad.c", "int f(void)\n{\n        strcpy (a, b);\n}\n",
                "bad.c:3: error: strcpy");
        refused("src/base/bad.c", "int x = atoi(s);\n", "atoi");
        refused("src/base/bad.c", "int x = system(s);\n", "system");
        refused("tools/bad.c", "int x = rand();\n", "rand");
        refused("src/app/bad.c", "void f(void) { html__raw(h, p, n); }\n", "html__raw");
        accepted("src/web/good.c", "void f(void) { html__raw(h, p, n); }\n", "0 errors");
        accepted("src/base/good.c",
                "/* strcpy(a, b) */\nconst char *s = \"sprintf(\\\"x\"; // gets(x)\n"
                "int x = ops->system(1) + file_system(2) + ops.rand(3);\nchar c = '\"'; int gets;\n",
                "0 errors");
        refused("src/base/bad.c", "char c = '\"'; int x = rand();\n", "rand");
}

static const char *lines(int n, const char *line)
{
        struct buf b;

        buf_init(&b, arena, 1 << 20);
        for (int i = 0; i < n; i++)
                buf_addc(&b, line);
        return buf_str(&b).ptr;
}

TEST(lengths_are_measured)
{
        accepted("src/base/good.c", str_fmt(arena, "// %s\n", lines(97, "ễ")).ptr, "0 warnings");
        refused("src/base/bad.c", str_fmt(arena, "// %s\n", lines(98, "ễ")).ptr, "101 columns");
        accepted("src/base/good.c", str_fmt(arena, "int x = f(\"%s\");\n", lines(110, "x")).ptr,
                "0 errors");
        refused("src/base/bad.c",
                str_fmt(arena, "int x = f(\"%s\", yyyyyy);\n", lines(88, "x")).ptr,
                "columns, over 100");
        accepted("src/base/good.c", lines(900, "int x;\n"), "a long file (900)");
        refused("src/base/bad.c", lines(901, "int x;\n"), "901 lines");
        accepted("src/base/good.h", lines(151, "int x;\n"), "a long header (151)");
        accepted("src/base/good.c", str_fmt(arena, "int f(void)\n{\n%s}\n", lines(58, "x;\n")).ptr,
                "0 warnings");
        accepted("src/base/good.c", str_fmt(arena, "int f(void)\n{\n%s}\n", lines(59, "x;\n")).ptr,
                "good.c:2: warning: a long function (61)");
}

TEST(modules_have_their_rooms)
{
        refused("src/mod/one/queries.sql", "-- none\n", "needs README.md");
        put("src/mod/one/README.md", "x\n");
        refused("src/mod/one/queries.sql", "-- none\n", "needs module.c");
        put("src/mod/one/module.c", "int x;\n");
        accepted("src/mod/one/queries.sql", "-- none\n", "0 errors");
        drop("src/mod/one/README.md");
        drop("src/mod/one/module.c");
}

TEST(headers_compile_alone)
{
        const char *use = str_fmt(arena, "headers --root %s -- cc -I%s/src", root, root).ptr;
        int status;

        put("src/base/good.h", "struct x { int y; };\n");
        (void)run(use, &status);
        EXPECT_INT(status, 0);
        put("src/base/bad.h", "struct x { size_t y; };\n");
        EXPECT(str_find(run(use, &status),
                       STR("src/base/bad.h:1: error: does not compile alone")) >= 0);
        EXPECT(status != 0);
        drop("src/base/good.h");
        drop("src/base/bad.h");
}

TEST(stamp_is_written_only_when_all_is_well)
{
        const char *use = str_fmt(
                arena, "text --root %s --stamp %s/stamp --depfile %s/stamp.d", root, root, root)
                                  .ptr;
        const char *stamp = str_fmt(arena, "%s/stamp", root).ptr;
        int status;

        put("src/base/bad.c", "int x = rand();\n");
        (void)run(use, &status);
        EXPECT(status != 0 && access(stamp, F_OK) != 0);
        drop("src/base/bad.c");
        EXPECT(run(use, &status).len == 0 && status != 0); /* no files: the wrong root */
        put("src/base/good.c", "int x;\n");
        EXPECT_STR(run(use, &status), "");
        EXPECT(status == 0 && access(stamp, F_OK) == 0);
        drop("src/base/good.c");
}

int main(int argc, char **argv)
{
        static const char *const folders[] = { "src", "src/base", "src/store", "src/store/test",
                "src/web", "src/mod", "src/mod/one", "src/mod/two", "src/app", "src/attic", "tools",
                "test" };
        static const struct test tests[] = { RUN(sound_house_passes), RUN(includes_obey_the_order),
                RUN(banned_calls_are_named), RUN(lengths_are_measured),
                RUN(modules_have_their_rooms), RUN(headers_compile_alone),
                RUN(stamp_is_written_only_when_all_is_well) };
        int r;

        arena = arena_new(64 << 20);
        CHECK(mkdtemp(root));
        for (size_t i = 0; i < ARRAY_LEN(folders); i++)
                CHECK(mkdir(str_fmt(arena, "%s/%s", root, folders[i]).ptr, 0700) == 0);
        put("src/order", "# floors\n0 base\n1 store\n1 web\n4 mod/one\n4 mod/two\n5 app\n");
        r = test_main(argc, argv, tests, ARRAY_LEN(tests));
        pclose(popen(str_fmt(arena, "rm -rf %s", root).ptr, "r"));
        arena_free(arena);
        return r;
}
