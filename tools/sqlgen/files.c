/*
 * tools/sqlgen/files.c: reading the source tree, noting what was read for ninja, writing outputs
 * only when they changed, and the one way of printing an error.
 */
#include "gen.h"

#include <dirent.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_SIZE_MAX (16 << 20)

void gen_init(struct gen *g, struct arena *a, const char *src)
{
        char cwd[PATH_MAX], real[PATH_MAX];
        const char *slash;

        *g = (struct gen){ .a = a, .src = src };
        buf_init(&g->deps, a, FILE_SIZE_MAX);
        buf_init(&g->errors, a, FILE_SIZE_MAX);
        /* Meson gives absolute folders; messages and #line read better from the build folder. */
        if (src[0] != '/' || !getcwd(cwd, sizeof cwd) || !realpath(src, real))
                return;
        slash = strrchr(cwd, '/');
        if (slash > cwd && strncmp(real, cwd, (size_t)(slash - cwd) + 1) == 0)
                g->src = str_fmt(a, "..%s", real + (slash - cwd)).ptr;
}

void gen_error(struct gen *g, const char *file, int line, const char *fmt, ...)
{
        struct str text, all;
        va_list ap;

        va_start(ap, fmt);
        text = str_vfmt(g->a, fmt, ap);
        va_end(ap);
        if (line > 0)
                text = str_fmt(g->a, "%s:%d: %.*s\n", file, line, STRF(text));
        else
                text = str_fmt(g->a, "%s: %.*s\n", file, STRF(text));
        all = buf_str(&g->errors);
        if (str_find(all, text) >= 0)
                return;
        buf_add(&g->errors, text);
        g->n_errors++;
        fputs(text.ptr, stderr);
}

const char *gen_path(struct gen *g, const char *folder, const char *name)
{
        if (!name)
                return str_fmt(g->a, "%s/%s", g->src, folder).ptr;
        return str_fmt(g->a, "%s/%s/%s", g->src, folder, name).ptr;
}

static void depend(struct gen *g, const char *path)
{
        buf_fmt(&g->deps, " \\\n  %s", path);
}

const char *gen_read(struct gen *g, const char *path)
{
        FILE *f = fopen(path, "re");
        struct buf b;
        char tmp[8192];
        size_t n;

        if (!f)
                return NULL;
        buf_init(&b, g->a, FILE_SIZE_MAX);
        while ((n = fread(tmp, 1, sizeof tmp, f)) > 0)
                buf_add(&b, str_n(tmp, n));
        if (ferror(f) || b.over)
                gen_error(g, path, 0, "cannot be read, or is larger than 16 MB");
        else if (b.len && memchr(b.ptr, 0, b.len))
                gen_error(g, path, 0, "contains a NUL byte");
        fclose(f);
        depend(g, path);
        return buf_str(&b).ptr;
}

void gen_depend_dir(struct gen *g, const char *path)
{
        char *p = (char *)str_dup(g->a, str_of(path)).ptr, *slash;
        struct stat st;

        while (stat(p, &st) < 0 && (slash = strrchr(p, '/')) && slash > p)
                *slash = 0;
        depend(g, p);
}

static int cmp_names(const void *x, const void *y)
{
        return strcmp(*(const char *const *)x, *(const char *const *)y);
}

size_t gen_list(struct gen *g, const char *path, const char *suffix, const char ***ret_names)
{
        DIR *d = opendir(path);
        const char **names = NULL;
        struct dirent *e;
        size_t n = 0, cap = 0;

        gen_depend_dir(g, path);
        *ret_names = NULL;
        if (!d)
                return 0;
        while ((e = readdir(d))) {
                if (!str_ends(str_of(e->d_name), str_of(suffix)) || e->d_name[0] == '.')
                        continue;
                if (n == cap) {
                        const char **grown = NEW_ARRAY(g->a, const char *, cap = cap * 2 + 16);

                        if (n)
                                memcpy(grown, names, n * sizeof *names);
                        names = grown;
                }
                names[n++] = str_dup(g->a, str_of(e->d_name)).ptr;
        }
        closedir(d);
        if (n)
                qsort(names, n, sizeof *names, cmp_names);
        *ret_names = names;
        return n;
}

size_t gen_order(struct gen *g, const char ***ret_folders)
{
        const char *path = gen_path(g, "order", NULL);
        struct str rest = str_of(gen_read(g, path)), line;
        const char **folders;
        size_t n = 0;

        *ret_folders = NULL;
        if (!rest.ptr) {
                gen_error(g, path, 0, "is missing: it lists the folders from the bottom up");
                return 0;
        }
        folders = NEW_ARRAY(g->a, const char *, rest.len / 2 + 1);
        while (str_cut(&rest, '\n', &line)) {
                struct str floor;

                line = str_trim(line);
                if (!line.len || line.ptr[0] == '#')
                        continue;
                str_cut(&line, ' ', &floor);
                folders[n++] = str_dup(g->a, str_trim(line)).ptr;
        }
        *ret_folders = folders;
        return n;
}

int gen_write(struct gen *g, const char *path, struct buf *b)
{
        struct str s = buf_str(b);
        FILE *f = fopen(path, "re");
        char *old = malloc(s.len + 2);
        bool same;

        CHECK(old != NULL && !b->over);
        same = f && fread(old, 1, s.len + 1, f) == s.len && memcmp(old, s.ptr, s.len) == 0;
        free(old);
        if (f)
                fclose(f);
        if (same)
                return 0;
        f = fopen(path, "we");
        if (!f || fwrite(s.ptr, 1, s.len, f) != s.len || fclose(f) != 0) {
                gen_error(g, path, 0, "cannot be written");
                return ERR_IO;
        }
        return 0;
}

int gen_write_deps(struct gen *g, const char *path, const char *target)
{
        struct buf b;

        buf_init(&b, g->a, FILE_SIZE_MAX);
        buf_fmt(&b, "%s:", target);
        buf_add(&b, buf_str(&g->deps));
        buf_byte(&b, '\n');
        return gen_write(g, path, &b);
}

void gen_c_string(struct buf *b, struct str s, const char *indent)
{
        size_t column = 0;

        buf_byte(b, '"');
        for (size_t i = 0; i < s.len; i++) {
                char c = s.ptr[i];

                if (column > 70 && (c == ' ' || column > 78) && ((unsigned char)c & 0xc0) != 0x80) {
                        buf_fmt(b, "\"\n%s\"", indent);
                        column = 0;
                }
                if (c == '\n') {
                        buf_addc(b, "\\n");
                        if (i + 1 < s.len)
                                buf_fmt(b, "\"\n%s\"", indent);
                        column = 0;
                        continue;
                }
                /* Two question marks would begin a trigraph. */
                if (c == '"' || c == '\\' || (c == '?' && i && s.ptr[i - 1] == '?'))
                        buf_byte(b, '\\');
                buf_byte(b, c);
                column++;
        }
        buf_byte(b, '"');
}
