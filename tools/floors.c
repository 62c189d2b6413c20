/*
 * tools/floors.c: the build's check of the house. It reads the sources as text, knows no C beyond
 * comments and strings, and refuses what src/order and docs/style forbid:
 *
 *      floors text --root ROOT --stamp FILE --depfile FILE     in every build; quiet when well
 *      floors report --root ROOT                               the same, with the warnings
 *      floors headers --root ROOT -- CC ARGS…                  each header of src/ compiles alone
 *
 * Errors: an include against src/order or of another module's inner header; lines over 100 columns
 * (a string that runs over is let be: cutting it would hide it from a search); files over 900
 * lines; banned functions; html__raw outside src/web; a module with a schema or statements but no
 * README.md or module.c. Warnings: files over 800 lines, public headers over 150, functions over
 * 60.
 */
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "common/gen.h"

#define LINE_ERROR       100
#define FILE_ERROR       900
#define FILE_WARNING     800
#define HEADER_WARNING   150
#define FUNCTION_WARNING 60

extern char **environ;

struct check {
        struct gen g;
        const char *root;
        const char *const *folders; /* of src/order, in its order */
        int *floors;                /* beside them */
        size_t n_folders;
        bool list_warnings;
        int files, warnings;
};

/* One source: its path from the root, its text, and the text with comments and strings blanked. */
struct source {
        const char *path;
        struct str raw, code;
};

static void warn(struct check *c, const char *path, int line, const char *what, int n)
{
        c->warnings++;
        if (c->list_warnings)
                printf("%s:%d: warning: %s (%d)\n", path, line, what, n);
}

/* ------------------------------------------------------------ reading */

/* The numbers of the floors, which gen_folders leaves out. */
static void read_order(struct check *c, const char *src)
{
        const char *path = str_fmt(c->g.arena, "%s/order", src).ptr;
        struct str rest = gen_read(&c->g, path), line, number;
        size_t n = 0;

        c->n_folders = gen_folders(&c->g, src, &c->folders);
        c->floors = arena_array(c->g.arena, c->n_folders, sizeof *c->floors);
        while (str_cut(&rest, '\n', &line)) {
                i64 floor;

                line = str_trim(line);
                if (str_empty(line) || line.ptr[0] == '#')
                        continue;
                if (!str_cut(&line, ' ', &number) || str_to_i64(number, &floor) < 0 ||
                        n == c->n_folders || !str_is(str_trim(line), c->folders[n]))
                        gen_stop(path, 0, "not \"FLOOR FOLDER\" in each line");
                c->floors[n++] = (int)floor;
        }
        if (n != c->n_folders)
                gen_stop(path, 0, "%zu folders where %zu were counted", n, c->n_folders);
}

/* Past the closing quote of a literal that opens at i, blanking what is inside. */
static size_t blank_literal(char *p, size_t n, size_t i)
{
        char quote = p[i++];

        while (i < n && p[i] != quote && p[i] != '\n') {
                if (p[i] == '\\' && i + 1 < n && p[i + 1] != '\n')
                        p[i++] = ' ';
                p[i++] = ' ';
        }
        return i + 1;
}

static size_t blank_comment(char *p, size_t n, size_t i)
{
        bool block = p[i + 1] == '*';

        while (i < n && (block || p[i] != '\n')) {
                if (block && p[i] == '*' && i + 1 < n && p[i + 1] == '/') {
                        p[i] = p[i + 1] = ' ';
                        return i + 2;
                }
                if (p[i] != '\n')
                        p[i] = ' ';
                i++;
        }
        return i;
}

/* The same length and lines, without comments and the insides of literals. */
static struct str code_only(struct arena *a, struct str raw)
{
        struct str copy = str_dup(a, raw);
        char *p = (char *)copy.ptr;
        size_t i = 0;

        while (i < copy.len) {
                if (p[i] == '"' || p[i] == '\'')
                        i = blank_literal(p, copy.len, i);
                else if (p[i] == '/' && i + 1 < copy.len && (p[i + 1] == '*' || p[i + 1] == '/'))
                        i = blank_comment(p, copy.len, i);
                else
                        i++;
        }
        return copy;
}

static bool is_test(const char *path)
{
        return str_starts(str_of(path), STR("test/")) || strstr(path, "/test/");
}

/* ------------------------------------------------------------ includes */

/* Index of the folder a path below src/ lies in, -1 when src/order has none. */
static int folder_of(const struct check *c, struct str path)
{
        int best = -1;
        size_t longest = 0;

        for (size_t i = 0; i < c->n_folders; i++) {
                struct str f = str_of(c->folders[i]);

                if (f.len > longest && str_starts(path, f) && path.len > f.len &&
                        path.ptr[f.len] == '/') {
                        best = (int)i;
                        longest = f.len;
                }
        }
        return best;
}

/* NULL, or why the folder `from` must not include `target`. */
static const char *include_fault(
        struct check *c, const struct source *s, int from, struct str target)
{
        int to = folder_of(c, target);
        const char *folder;

        if (str_starts(target, STR("test/")))
                return is_test(s->path) ? NULL : "test/ is for tests only";
        if (to < 0)
                return "its folder is not in src/order (write the path from src/)";
        if (to == from)
                return NULL;
        if (c->floors[to] > c->floors[from])
                return "it is on a higher floor";
        if (c->floors[to] == c->floors[from] && to > from)
                return "it is on the same floor and later in src/order";
        folder = c->folders[to];
        /* Tests may start from what tests of lower folders start from. */
        if (is_test(s->path) && is_test(str_c(c->g.arena, target)))
                return NULL;
        if (str_ends(target, STR("/internal.h")))
                return "internal.h is for its own folder";
        if (str_starts(str_of(folder), STR("mod/")) &&
                !str_eq(target, str_fmt(c->g.arena, "%s/%s.h", folder, folder + 4)))
                return "of another module only its one header may be included";
        return NULL;
}

static void check_includes(struct check *c, const struct source *s)
{
        int from = folder_of(c, str_sub(str_of(s->path), 4, 1000)), number = 0;
        struct str raw = s->raw, line;

        if (from < 0) {
                gen_error(&c->g, s->path, 1, "its folder is not in src/order");
                return;
        }
        while (str_cut(&raw, '\n', &line)) {
                bool is_code = s->code.ptr[line.ptr - s->raw.ptr] == '#';
                const char *fault;
                struct str target;

                number++;
                if (!is_code || !str_starts(line, STR("#include \"")))
                        continue;
                line = str_sub(line, 10, line.len);
                if (!str_cut(&line, '"', &target))
                        continue;
                fault = include_fault(c, s, from, target);
                if (fault)
                        gen_error(&c->g, s->path, number, "includes \"%.*s\": %s", STRF(target),
                                fault);
        }
}

/* ------------------------------------------------------------ words */

static bool is_word(char ch)
{
        return ch == '_' || (ch >= '0' && ch <= '9') || (ch >= 'a' && ch <= 'z') ||
               (ch >= 'A' && ch <= 'Z');
}

/* A test may start the shell. */
static bool is_banned(struct str word, bool test)
{
        static const char *const banned[] = { "strcpy", "sprintf", "strcat", "gets", "strtok",
                "localtime", "gmtime", "atoi", "system", "rand" };

        for (size_t i = 0; i < ARRAY_LEN(banned); i++)
                if (str_is(word, banned[i]))
                        return !(test && str_is(word, "system"));
        return false;
}

/* A call of the word that ends at `end`: not a member of that name. */
static bool is_call(struct str code, size_t from, size_t end)
{
        while (end < code.len && (code.ptr[end] == ' ' || code.ptr[end] == '\n'))
                end++;
        if (end == code.len || code.ptr[end] != '(')
                return false;
        return from == 0 || (code.ptr[from - 1] != '.' && code.ptr[from - 1] != '>');
}

static void check_words(struct check *c, const struct source *s)
{
        bool raw_allowed = str_starts(str_of(s->path), STR("src/web/"));

        for (size_t i = 0; i < s->code.len;) {
                size_t from = i;
                struct str word;

                while (i < s->code.len && is_word(s->code.ptr[i]))
                        i++;
                if (i == from) {
                        i++;
                        continue;
                }
                word = str_sub(s->code, from, i - from);
                if (is_banned(word, is_test(s->path)) && is_call(s->code, from, i))
                        gen_error(&c->g, s->path, gen_line_of(s->code, word.ptr),
                                "%.*s is not used in this house", STRF(word));
                if (!raw_allowed && str_is(word, "html__raw"))
                        gen_error(&c->g, s->path, gen_line_of(s->code, word.ptr),
                                "html__raw is for generated code: it does not escape");
        }
}

/* ------------------------------------------------------------ shape */

static int columns(struct str line)
{
        int n = 0;

        for (size_t i = 0; i < line.len; i++)
                n += ((u8)line.ptr[i] & 0xc0) != 0x80;
        return n;
}

/* Where the last string that begins before the limit ends; 0: no string begins there. */
static size_t string_end(struct str line)
{
        size_t end = 0;

        for (size_t i = 0; i < line.len; i++) {
                if (line.ptr[i] == '\'' && i + 2 < line.len)
                        i += line.ptr[i + 1] == '\\' ? 3 : 2;
                else if (line.ptr[i] == '"') {
                        if (columns(str_sub(line, 0, i)) >= LINE_ERROR)
                                break;
                        for (i++; i < line.len && line.ptr[i] != '"'; i++)
                                i += line.ptr[i] == '\\';
                        end = i + 1;
                }
        }
        return MIN(end, line.len);
}

/* What follows the last string of the line is no more than what closes it. */
static bool string_runs_over(struct str line)
{
        size_t end = string_end(line);

        return end && columns(str_sub(line, 0, end)) > LINE_ERROR - 3 && line.len - end <= 3;
}

/* By house style a function's braces stand alone at the margin. */
static void check_shape(struct check *c, const struct source *s)
{
        bool header = str_ends(str_of(s->path), STR(".h"));
        bool public = header && !is_test(s->path);
        struct str rest = s->raw, line;
        int number = 0, open = 0;

        while (str_cut(&rest, '\n', &line)) {
                if (!rest.ptr && str_empty(line))
                        break; /* what follows the last line break */
                number++;
                if (columns(line) > LINE_ERROR && !string_runs_over(line))
                        gen_error(&c->g, s->path, number, "%d columns, over %d", columns(line),
                                LINE_ERROR);
                if (str_is(line, "{"))
                        open = number;
                if (open && str_is(line, "}")) {
                        if (number - open + 1 > FUNCTION_WARNING)
                                warn(c, s->path, open, "a long function", number - open + 1);
                        open = 0;
                }
        }
        if (number > FILE_ERROR)
                gen_error(&c->g, s->path, number, "%d lines, over %d: split it by meaning", number,
                        FILE_ERROR);
        else if (number > FILE_WARNING)
                warn(c, s->path, number, "a long file", number);
        if (public && number > HEADER_WARNING)
                warn(c, s->path, number, "a long header", number);
}

/* ------------------------------------------------------------ the walk */

static void check_file(struct check *c, const char *path)
{
        struct source s = { .path = path };

        s.raw = gen_read(&c->g, str_fmt(c->g.arena, "%s/%s", c->root, path).ptr);
        s.code = code_only(c->g.arena, s.raw);
        c->files++;
        if (str_starts(str_of(path), STR("src/")))
                check_includes(c, &s);
        check_words(c, &s);
        check_shape(c, &s);
}

static bool is_dir(const char *path)
{
        struct stat st;

        return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static bool is_there(const char *path)
{
        struct stat st;

        return stat(path, &st) == 0;
}

/* Calls fn with every .c and .h below `dir` (from the root); fixtures are broken on purpose. */
static void walk(struct check *c, const char *dir, void (*fn)(struct check *, const char *))
{
        const char *const *names;
        size_t n = gen_list(&c->g, str_fmt(c->g.arena, "%s/%s", c->root, dir).ptr, "", &names);

        for (size_t i = 0; i < n; i++) {
                const char *path = str_fmt(c->g.arena, "%s/%s", dir, names[i]).ptr;
                struct str name = str_of(names[i]);

                if (name.ptr[0] == '.' || str_is(name, "fixture") || str_is(name, "node_modules"))
                        continue;
                if (is_dir(str_fmt(c->g.arena, "%s/%s", c->root, path).ptr))
                        walk(c, path, fn);
                else if (str_ends(name, STR(".c")) || str_ends(name, STR(".h")))
                        fn(c, path);
        }
}

static bool module_has(struct check *c, const char *folder, const char *name)
{
        return is_there(str_fmt(c->g.arena, "%s/src/%s/%s", c->root, folder, name).ptr);
}

/* Every module has the same rooms. */
static void check_modules(struct check *c)
{
        static const char *const needed[] = { "README.md", "module.c" };

        for (size_t i = 0; i < c->n_folders; i++) {
                const char *folder = c->folders[i];

                if (!str_starts(str_of(folder), STR("mod/")))
                        continue;
                if (!module_has(c, folder, "schema") && !module_has(c, folder, "queries.sql"))
                        continue;
                for (size_t k = 0; k < ARRAY_LEN(needed); k++)
                        if (!module_has(c, folder, needed[k]))
                                gen_error(&c->g, str_fmt(c->g.arena, "src/%s", folder).ptr, 0,
                                        "a module with tables or statements needs %s", needed[k]);
        }
}

static void check_all(struct check *c)
{
        read_order(c, str_fmt(c->g.arena, "%s/src", c->root).ptr);
        walk(c, "src", check_file);
        walk(c, "tools", check_file);
        walk(c, "test", check_file);
        check_modules(c);
}

/* ------------------------------------------------------------ headers */

static char **compiler; /* CC ARGS… with room for the last five */
static int compiler_args;

static void compile_header(struct check *c, const char *path)
{
        int status = -1, n = compiler_args;
        pid_t pid;

        if (!str_ends(str_of(path), STR(".h")))
                return;
        c->files++;
        compiler[n++] = "-fsyntax-only";
        compiler[n++] = "-include";
        compiler[n++] = (char *)str_sub(str_of(path), 4, 1000).ptr;
        compiler[n++] = "-xc";
        compiler[n++] = "/dev/null";
        compiler[n] = NULL;
        if (posix_spawnp(&pid, compiler[0], NULL, NULL, compiler, environ) != 0)
                gen_stop(compiler[0], 0, "cannot be started");
        if (waitpid(pid, &status, 0) < 0 || status != 0)
                gen_error(&c->g, path, 1, "does not compile alone");
}

static void check_headers(struct check *c, int argc, char **argv)
{
        int dashes = 2;

        while (dashes < argc && strcmp(argv[dashes], "--") != 0)
                dashes++;
        if (dashes + 1 >= argc)
                gen_stop(argv[0], 0, "headers needs -- CC ARGS");
        compiler_args = argc - dashes - 1;
        compiler = arena_array(c->g.arena, (size_t)compiler_args + 6, sizeof *compiler);
        memcpy(compiler, argv + dashes + 1, (size_t)compiler_args * sizeof *compiler);
        walk(c, "src", compile_header);
}

int main(int argc, char **argv)
{
        static struct check c;
        struct str use = str_of(argc > 1 ? argv[1] : "");

        gen_init(&c.g);
        c.root = gen_flag(argc, argv, "root");
        if (str_is(use, "headers")) {
                check_headers(&c, argc, argv);
        } else {
                c.list_warnings = str_is(use, "report");
                check_all(&c);
        }
        if (c.g.errors)
                return 1;
        if (str_is(use, "text")) {
                const char *stamp = gen_flag(argc, argv, "stamp");

                gen_write(&c.g, stamp, str_fmt(c.g.arena, "%d files\n", c.files));
                gen_write_deps(&c.g, gen_flag(argc, argv, "depfile"), stamp);
        } else {
                printf("%d files, 0 errors, %d warnings\n", c.files, c.warnings);
        }
        return c.files == 0;
}
