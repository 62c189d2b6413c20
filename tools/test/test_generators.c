/*
 * tools/test/test_generators.c: pogen and viewgen as programs. The fixture is generated, compiled
 * with sanitizers and run, and its pages compared with what was read and approved by eye; each
 * refusal is provoked by one small wrong source and must name its file, line and reason.
 *
 * MOTCUA_TOOLS: folder of the built tools. MOTCUA_SOURCE: the source tree.
 */
#include <sys/stat.h>
#include <unistd.h>

#include "test/test.h"

static struct arena *a;
static char dir[] = "/tmp/motcua-gen-XXXXXX";
static const char *tools, *source;

static struct str slurp(const char *path)
{
        FILE *f = fopen(path, "rb");
        char *p = arena_alloc(a, 1 << 16);
        size_t n = f ? fread(p, 1, (1 << 16) - 1, f) : 0;

        if (f)
                fclose(f);
        return str_n(p, n);
}

/* DIR/name with this content, its folders made. */
static void put(const char *name, const char *content)
{
        char *path = (char *)str_fmt(a, "%s/%s", dir, name).ptr;
        FILE *f;

        for (char *p = path + strlen(dir) + 1; (p = strchr(p, '/')); p++) {
                *p = 0;
                mkdir(path, 0700);
                *p = '/';
        }
        f = fopen(path, "wb");
        CHECK(f && fwrite(content, 1, strlen(content), f) == strlen(content) && fclose(f) == 0);
}

/* Exit code of a shell command; what it said goes to DIR/said. */
static int run(const char *command)
{
        int r = system(str_fmt(a, "cd %s && (%s) >said 2>&1", dir, command).ptr);

        return r < 0 ? r : r >> 8;
}

static struct str said(void)
{
        return slurp(str_fmt(a, "%s/said", dir).ptr);
}

#define POGEN "%s/pogen --src %s --c web/texts.c --h web/texts.h --list texts.list --depfile t.d"
#define VIEWGEN                                                                                    \
        "%s/viewgen --src %s --folder sample --list texts.list --c sample/views.c "                \
        "--h sample/views.h --depfile v.d"

TEST(fixture_pages_are_escaped_by_place_in_both_languages)
{
        const char *fixture = str_fmt(a, "%s/tools/test/fixture", source).ptr;
        const char *cc = getenv("CC") ? getenv("CC") : "cc";
        struct str expected, got;

        REQUIRE(run("mkdir -p web sample") == 0);
        REQUIRE(run(str_fmt(a, POGEN " && " VIEWGEN, tools, fixture, tools, fixture).ptr) == 0);
        REQUIRE(run(str_fmt(a,
                        "%s -std=gnu17 -D_GNU_SOURCE -Wall -Wextra -Werror -Wshadow "
                        "-Wno-unused-parameter -fsanitize=address,undefined -g "
                        "-I. -I%s -I%s/src %s/main.c web/texts.c sample/views.c %s/src/web/html.c "
                        "%s/src/web/text.c %s/src/web/text_scan.c %s/src/base/arena.c "
                        "%s/src/base/err.c %s/src/base/str.c -o fixture",
                        cc, fixture, source, fixture, source, source, source, source, source,
                        source)
                                .ptr) == 0);
        REQUIRE(run("./fixture") == 0);
        got = said();
        expected = slurp(str_fmt(a, "%s/expected.txt", fixture).ptr);
        EXPECT(str_eq(got, expected));
        if (!str_eq(got, expected))
                printf("---- got\n%.*s\n", STRF(got));
}

TEST(unchanged_output_keeps_its_time)
{
        const char *fixture = str_fmt(a, "%s/tools/test/fixture", source).ptr;
        struct stat st;

        REQUIRE(run("mkdir -p web sample") == 0);
        REQUIRE(run(str_fmt(a, POGEN " && touch -d @1000000000 web/texts.h && " POGEN, tools,
                        fixture, tools, fixture)
                                .ptr) == 0);
        REQUIRE(stat(str_fmt(a, "%s/web/texts.h", dir).ptr, &st) == 0);
        EXPECT_INT(st.st_mtime, 1000000000);
}

/* One wrong vi.po / en.po pair: pogen must refuse with `want` in what it says. */
static void refuse_text(const char *vi, const char *en, const char *c, const char *want)
{
        put("wrong/order", "# floors\n0 sample\n");
        put("wrong/sample/text/vi.po", vi);
        put("wrong/sample/text/en.po", en);
        put("wrong/sample/x.c", c);
        EXPECT(run(str_fmt(a, POGEN, tools, "wrong").ptr) == 1);
        if (str_find(said(), str_of(want)) < 0) {
                test_bad = 1;
                printf("    wanted: %s\n    said:   %.*s\n", want, STRF(said()));
        }
}

#define ONE(text) "msgid \"A_KEY\"\nmsgstr \"" text "\"\n"

TEST(texts_are_refused_with_file_and_line)
{
        static const struct {
                const char *vi, *en, *c, *want;
        } wrong[] = {
                { ONE("x"), "", "T_A_KEY", "sample/text/vi.po:1: error: A_KEY is missing in en" },
                { "", "\n\n" ONE("x"), "T_A_KEY",
                        "sample/text/en.po:3: error: A_KEY is missing in vi" },
                { ONE("x {n}"), ONE("x"), "T_A_KEY",
                        "en.po:1: error: A_KEY: {n} of the Vietnamese text is missing" },
                { ONE("x"), ONE("x {n}"), "T_A_KEY",
                        "en.po:1: error: A_KEY: {n} is not in the Vietnamese text" },
                { ONE("{n:i64}"), ONE("{n}"), "T_A_KEY", "{n} is not in the Vietnamese text" },
                { ONE("{n:i64}"), ONE("{n:i64} {n}"), "T_A_KEY", "used as text and as number" },
                { ONE("<a>x</a>"), ONE("x"), "T_A_KEY",
                        "{href} of the Vietnamese text is missing" },
                { ONE("<a>x"), ONE("x"), "T_A_KEY", "vi.po:1: error: A_KEY: a tag is not closed" },
                { ONE("<a>x</strong>"), ONE("x"), "T_A_KEY", "a tag is closed that is not open" },
                { ONE("<b>x</b>"), ONE("x"), "T_A_KEY", "only <a>" },
                { ONE("<a>x</a><a>y</a>"), ONE("x"), "T_A_KEY", "only one <a>" },
                { ONE("{n"), ONE("x"), "T_A_KEY", "a '{' without '}'" },
                { ONE("n}"), ONE("x"), "T_A_KEY", "a '}' without '{'" },
                { ONE("{n:u8}"), ONE("x"), "T_A_KEY", "a placeholder is {name} or {name:i64}" },
                { ONE("{lang}"), ONE("{lang}"), "T_A_KEY", "cannot be called {lang}" },
                { ONE("x"), ONE(""), "T_A_KEY", "en.po:1: error: A_KEY is empty" },
                { ONE("x"), ONE("x"), "T_A_KEYS at_A_KEY",
                        "vi.po:1: error: A_KEY is used nowhere" },
                { ONE("x") ONE("x"), ONE("x"), "T_A_KEY",
                        "vi.po:3: error: A_KEY is there already" },
                { ONE("e\xCC\x81"), ONE("x"), "T_A_KEY", "not NFC" },
                { "msgid \"a key\"\nmsgstr \"x\"\n", "", "", "a key is written like" },
                { "msgid \"A_KEY\"\nmsgid_plural \"A_KEY\"\nmsgstr[0] \"x\"\n", ONE("x"), "T_A_KEY",
                        "Vietnamese has no plural" },
                { ONE("x"),
                        "msgid \"A_KEY\"\nmsgid_plural \"A_KEY\"\nmsgstr[0] \"x\"\nmsgstr[1] \"y\"\n",
                        "T_A_KEY", "a plural needs" },
                { "msgid \"A_KEY\"\nmsgstr[1] \"x\"\n", "", "",
                        "vi.po:2: error: not understood here" },
                { "msgid A_KEY\n", "", "", "vi.po:1: error: a string in double quotes" },
                { "#, fuzzy\n" ONE("x"), ONE("x"), "T_A_KEY", "obsolete and fuzzy" },
                { ONE("x\\t"), ONE("x"), "T_A_KEY", "known escapes" },
        };

        for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
                refuse_text(wrong[i].vi, wrong[i].en, wrong[i].c, wrong[i].want);
}

/* One wrong view (its head and end are given): viewgen must refuse at `line` with `want`. */
static void refuse_view(const char *body, int line, const char *want)
{
        const char *full;

        put("bad/order", "0 sample\n");
        put("bad/sample/views/x.html",
                str_fmt(a, "{{view x(struct str s)}}\n%s\n{{/view}}\n", body).ptr);
        EXPECT(run(str_fmt(a, VIEWGEN, tools, "bad").ptr) == 1);
        full = str_fmt(a, "bad/sample/views/x.html:%d: error: %s", line, want).ptr;
        if (str_find(said(), str_of(full)) < 0) {
                test_bad = 1;
                printf("    wanted: %s\n    said:   %.*s", full, STRF(said()));
        }
}

TEST(views_are_refused_with_file_and_line)
{
        static const struct {
                const char *body;
                int line;
                const char *want;
        } wrong[] = {
                { "<p>\n<script>{{s}}</script></p>", 3, "<script> without src" },
                { "<script src=\"/assets/a.js\">{{s}}</script>", 2,
                        "an expression cannot stand inside <script>" },
                { "<script src=\"/assets/a.js\">x</script>", 2, "<script> is empty here" },
                { "<script>x</script>", 2, "<script> without src" },
                { "<style>{{s}}</style>", 2, "<style> is not allowed" },
                { "<!-- {{s}} -->", 2, "an expression cannot stand inside a comment" },
                { "<{{s}}>", 2, "write &lt;" },
                { "<h{{s}}>", 2, "an expression cannot stand in the name of a tag" },
                { "<p {{s}}>", 2, "an expression cannot stand in the name of an attribute" },
                { "<p data-{{s}}=\"1\">", 2,
                        "an expression cannot stand in the name of an attribute" },
                { "<p class={{s}}>", 2, "an expression cannot stand in an unquoted attribute" },
                { "<p class=x>", 2, "the value of class needs quotes" },
                { "<p\nonclick=\"{{s}}\">", 3, "onclick= is not allowed" },
                { "<p style=\"color:red\">", 2, "style= is not allowed" },
                { "<p {{attr? style 1}}>", 2, "style= is not allowed" },
                { "<p {{attr? onclick 1}}>", 2, "onclick= is not allowed" },
                { "<iframe srcdoc=\"{{s}}\">", 2, "srcdoc= is not allowed" },
                { "<img srcset=\"{{s}}\">", 2,
                        "an expression cannot stand in the attribute srcset" },
                { "<a href=\"javascript:go()\">x</a>", 2, "javascript: addresses" },
                { "<form method=\"POST\" action=\"/x\"></form>", 2,
                        "<form method=\"post\"> stands only" },
                { "<div>\n<p>\n</div>", 4, "</div> closes <p> of line 3" },
                { "<div>\n", 4, "<div> of line 2 is not closed" },
                { "</p>", 2, "</p> closes nothing" },
                { "<p/>", 2, "<p/>: HTML does not close" },
                { "a < b", 2, "write &lt;" },
                { "<title><b>x</b></title>", 2, "<title> holds no tags" },
                { "<title>{{call x(s)}}</title>", 2, "{{call}} writes markup" },
                { "<p class=\"{{call x(s)}}\">", 2, "{{call}} writes markup" },
                { "{{if 1}}<b>{{end}}</b>", 2,
                        "{{if}} without {{else}}: the branches leave different" },
                { "{{if 1}}<b>{{else}}<i>{{end}}</b>", 2, "{{end}}: the branches leave different" },
                { "{{for char *c : p, n}}</b>{{end}}", 2, "</b> closes nothing" },
                { "{{for char *c : p, n}}<b>{{end}}", 2, "{{for}}: the branches leave different" },
                { "<a href=\"{{if 1}}/x{{end}}{{s}}\">x</a>", 2,
                        "{{if}} without {{else}}: one branch begins" },
                { "<p class=\"{{if 1}}a\"{{end}}>", 2,
                        "{{if}} without {{else}}: the branches end at different" },
                { "{{if 1}}x", 3, "the block of line 2 has no {{end}}" },
                { "{{end}}", 2, "{{end}} without a block" },
                { "{{else}}", 2, "{{else}} without" },
                { "{{if 1}}a{{else}}b{{else}}c{{end}}", 2, "{{else}} without" },
                { "{{if 1}}{{content}}{{end}}", 2, "{{content}} cannot stand inside {{if}}" },
                { "{{content}}{{content}}", 2, "{{content}} stands once" },
                { "{{for x in y}}{{end}}", 2, "written like {{for" },
                { "{{t NO_KEY}}", 2, "there is no text NO_KEY" },
                { "{{t TWO, 1}}", 2, "the text TWO takes 2 values, not 1" },
                { "{{t ONE, f(1, \",\"), (g, h)}}", 2, "the text ONE takes 1 values, not 2" },
                { "<p title=\"{{t LINK, s}}\">", 2, "the text LINK has <a> or <strong>" },
                { "<a href=\"{{t ONE, s}}\">", 2, "a text cannot be an address" },
                { "{{}}", 2, "an empty expression" },
                { "{{ f(\"}}\" ", 2, "{{ without }}" },
                { "{{!-- x }}", 2, "a comment without" },
                { "{{view y(void)}}", 2, "{{view y(void)}} inside the view of line 1" },
                { "{{/view}}\nx", 3, "outside {{view}}" },
        };

        put("texts.list", "ONE n:i64\nTWO a:str b:str\nLINK href:href\n");
        for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
                refuse_view(wrong[i].body, wrong[i].line, wrong[i].want);
}

TEST(wrong_c_in_a_view_is_reported_at_its_line)
{
        const char *cc = getenv("CC") ? getenv("CC") : "cc";

        put("texts.list", "");
        put("type/order", "0 sample\n");
        put("type/sample/views/x.html", "{{view x(double d)}}\n<p>\n{{d}}</p>\n{{/view}}\n");
        REQUIRE(run("mkdir -p web sample && touch web/texts.h") == 0);
        REQUIRE(run(str_fmt(a, VIEWGEN, tools, "type").ptr) == 0);
        EXPECT(run(str_fmt(a, "%s -std=gnu17 -I. -I%s/src -c sample/views.c -o x.o", cc, source)
                               .ptr) != 0);
        EXPECT(str_find(said(), STR("x.html:3:")) >= 0);
}

TEST(assets_are_renamed_by_content_and_style_sheets_follow)
{
#define EMBED                                                                                      \
        "%s/embed assets --root . --c assets.c --list assets.list --depfile d a.svg all.css=t.css+a.css"
        struct str first, second;

        put("a.svg", "<svg/>");
        put("t.css", "p{}");
        put("a.css", "b{background:url(a.svg)} i{background:url('a.svg')}");
        REQUIRE(run(str_fmt(
                        a, EMBED " && cat assets.list && grep -o 'all[.][0-9a-f]*' assets.c", tools)
                                .ptr) == 0);
        first = said();
        EXPECT(str_starts(first, STR("a.svg\nall.css\n")));
        EXPECT(run("grep -q 'p{}b{background:url(a[.][0-9a-f]*[.]svg)} i{' assets.c") == 0);
        put("a.svg", "<svg></svg>");
        REQUIRE(run(str_fmt(
                        a, EMBED " && cat assets.list && grep -o 'all[.][0-9a-f]*' assets.c", tools)
                                .ptr) == 0);
        second = said();
        EXPECT(!str_eq(first, second)); /* the picture changed, so the sheet that names it did */
        put("a.css", "\nb{background:url(b.svg)}");
        EXPECT(run(str_fmt(a, EMBED, tools).ptr) == 1);
        EXPECT(str_find(said(), STR("all.css:2: error: url(b.svg) is not among the assets")) >= 0);
}

static int run_all(int argc, char **argv)
{
        TESTS(argc, argv, RUN(fixture_pages_are_escaped_by_place_in_both_languages),
                RUN(unchanged_output_keeps_its_time), RUN(texts_are_refused_with_file_and_line),
                RUN(views_are_refused_with_file_and_line),
                RUN(wrong_c_in_a_view_is_reported_at_its_line),
                RUN(assets_are_renamed_by_content_and_style_sheets_follow));
}

int main(int argc, char **argv)
{
        int r;

        a = arena_new(256 << 20);
        tools = getenv("MOTCUA_TOOLS");
        source = getenv("MOTCUA_SOURCE");
        CHECK(tools && source && mkdtemp(dir));
        r = run_all(argc, argv);
        if (system(str_fmt(a, "rm -rf '%s'", dir).ptr) != 0)
                r = 1;
        arena_free(a);
        return r;
}
