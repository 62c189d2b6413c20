/*
 * tools/common/gen.c: see gen.h.
 */
#include "common/gen.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

/* AddressSanitizer asks this: a generator runs once and leaves its memory to the system. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
        return "detect_leaks=0";
}

void gen_init(struct gen *g)
{
        *g = (struct gen){ .arena = arena_new(GEN_MEMORY) };
        buf_init(&g->deps, g->arena, GEN_MEMORY);
}

static void say(const char *file, int line, const char *fmt, va_list ap)
{
        fflush(stdout);
        if (line > 0)
                fprintf(stderr, "%s:%d: error: ", file, line);
        else
                fprintf(stderr, "%s: error: ", file);
        vfprintf(stderr, fmt, ap);
        fputc('\n', stderr);
}

void gen_error(struct gen *g, const char *file, int line, const char *fmt, ...)
{
        va_list ap;

        va_start(ap, fmt);
        say(file, line, fmt, ap);
        va_end(ap);
        g->errors++;
}

_Noreturn void gen_stop(const char *file, int line, const char *fmt, ...)
{
        va_list ap;

        va_start(ap, fmt);
        say(file, line, fmt, ap);
        va_end(ap);
        exit(1);
}

void gen_depend(struct gen *g, const char *path)
{
        struct str s = str_of(path);
        struct stat st;

        /* what is not there yet will change the nearest folder that is */
        while (stat(path, &st) < 0) {
                ptrdiff_t slash = str_rfind_char(s, '/');

                if (slash <= 0)
                        return;
                s = str_sub(s, 0, (size_t)slash);
                path = str_c(g->arena, s);
        }
        buf_addc(&g->deps, " ");
        for (const char *p = path; *p; p++) {
                if (*p == ' ' || *p == '#')
                        buf_byte(&g->deps, '\\');
                buf_byte(&g->deps, *p);
        }
}

bool gen_try(struct gen *g, const char *path, struct str *ret_s)
{
        FILE *f = fopen(path, "rb");
        struct stat st;
        char *p;
        size_t n;

        gen_depend(g, path);
        if (!f)
                return false;
        if (fstat(fileno(f), &st) < 0 || !S_ISREG(st.st_mode))
                gen_stop(path, 0, "not a plain file");
        p = arena_raw(g->arena, (size_t)st.st_size + 1);
        n = fread(p, 1, (size_t)st.st_size, f);
        if (n != (size_t)st.st_size)
                gen_stop(path, 0, "cannot be read whole");
        fclose(f);
        p[n] = 0;
        *ret_s = str_n(p, n);
        return true;
}

struct str gen_read(struct gen *g, const char *path)
{
        struct str s;

        if (!gen_try(g, path, &s))
                gen_stop(path, 0, "cannot be read");
        return s;
}

static int by_name(const void *a, const void *b)
{
        return strcmp(*(const char *const *)a, *(const char *const *)b);
}

size_t gen_list(struct gen *g, const char *dir, const char *end, const char *const **ret_names)
{
        DIR *d = opendir(dir);
        const char **names = NULL;
        size_t n = 0, cap = 0;
        struct dirent *e;

        *ret_names = NULL;
        gen_depend(g, dir);
        if (!d)
                return 0;
        while ((e = readdir(d))) {
                if (e->d_name[0] == '.' || !str_ends(str_of(e->d_name), str_of(end)))
                        continue;
                if (n == cap) {
                        const char **more = NEW_ARRAY(g->arena, const char *, cap * 2 + 16);

                        if (n)
                                memcpy(more, names, n * sizeof *names);
                        names = more;
                        cap = cap * 2 + 16;
                }
                names[n++] = str_dup(g->arena, str_of(e->d_name)).ptr;
        }
        closedir(d);
        if (n)
                qsort(names, n, sizeof *names, by_name);
        *ret_names = names;
        return n;
}

size_t gen_folders(struct gen *g, const char *src, const char *const **ret_folders)
{
        struct str rest = gen_read(g, str_fmt(g->arena, "%s/order", src).ptr), line;
        const char **folders = NEW_ARRAY(g->arena, const char *, rest.len + 1);
        size_t n = 0;

        while (str_cut(&rest, '\n', &line)) {
                ptrdiff_t at;

                line = str_trim(line);
                at = str_find_char(line, ' ');
                if (!line.len || line.ptr[0] == '#' || at < 0)
                        continue;
                folders[n++] = str_dup(g->arena, str_trim(str_sub(line, (size_t)at, line.len))).ptr;
        }
        *ret_folders = folders;
        return n;
}

void gen_write(struct gen *g, const char *path, struct str content)
{
        struct buf keep = g->deps; /* an output is not a dependency */
        struct str old;
        FILE *f;

        if (gen_try(g, path, &old) && str_eq(old, content)) {
                g->deps = keep;
                return;
        }
        g->deps = keep;
        f = fopen(path, "wb");
        if (!f || fwrite(content.ptr ? content.ptr : "", 1, content.len, f) != content.len ||
                fclose(f) != 0)
                gen_stop(path, 0, "cannot be written");
}

void gen_write_deps(struct gen *g, const char *path, const char *target)
{
        struct str deps = buf_str(&g->deps);

        gen_write(g, path, str_fmt(g->arena, "%s:%.*s\n", target, STRF(deps)));
}

void gen_literal(struct buf *b, struct str s, const char *indent)
{
        size_t column = 0;

        buf_fmt(b, "%s\"", indent);
        for (size_t i = 0; i < s.len; i++) {
                u8 c = (u8)s.ptr[i];

                /* not inside a UTF-8 sequence, so that generated files stay readable */
                if (column > 88 && (c & 0xC0) != 0x80) {
                        buf_fmt(b, "\"\n%s\"", indent);
                        column = 0;
                }
                if (c == '"' || c == '\\')
                        buf_fmt(b, "\\%c", c), column += 2;
                else if (c == '\n')
                        buf_addc(b, "\\n"), column += 2;
                else if (c < 32 || c == 127)
                        buf_fmt(b, "\\%03o", c), column += 4;
                else
                        buf_byte(b, (char)c), column++;
        }
        buf_addc(b, "\"");
}

void gen_line(struct buf *b, const char *file, int line)
{
        buf_fmt(b, "#line %d \"%s\"\n", line, file);
}

int gen_line_of(struct str whole, const char *at)
{
        int line = 1;

        for (const char *p = whole.ptr; p < at; p++)
                line += *p == '\n';
        return line;
}

bool gen_is_name(struct str s)
{
        for (size_t i = 0; i < s.len; i++) {
                char c = s.ptr[i];

                if (!(c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                            (i && c >= '0' && c <= '9')))
                        return false;
        }
        return s.len > 0;
}

const char *gen_flag_or(int argc, char **argv, const char *name, const char *other)
{
        for (int i = 1; i + 1 < argc; i++)
                if (!strncmp(argv[i], "--", 2) && !strcmp(argv[i] + 2, name))
                        return argv[i + 1];
        return other;
}

const char *gen_flag(int argc, char **argv, const char *name)
{
        const char *value = gen_flag_or(argc, argv, name, NULL);

        if (!value)
                gen_stop(argv[0], 0, "--%s is needed", name);
        return value;
}
