/*
 * tools/sqlgen/say.c: how the generator speaks: of files as seen from the build folder, of each
 * mistake once, of SQL as C texts that can be read.
 */
#include "sqlgen/sqlgen.h"

#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

void sql_init(struct sqlgen *g, const char *src)
{
        char cwd[PATH_MAX], real[PATH_MAX];
        const char *slash;

        *g = (struct sqlgen){ .src = src };
        gen_init(&g->gen);
        g->a = g->gen.arena;
        buf_init(&g->said, g->a, GEN_MEMORY);
        /* Meson gives absolute folders; editors want them as seen from the build folder. */
        if (src[0] != '/' || !getcwd(cwd, sizeof cwd) || !realpath(src, real))
                return;
        slash = strrchr(cwd, '/');
        if (slash > cwd && strncmp(real, cwd, (size_t)(slash - cwd) + 1) == 0)
                g->src = str_fmt(g->a, "..%s", real + (slash - cwd)).ptr;
}

void sql_error(struct sqlgen *g, const char *file, int line, const char *fmt, ...)
{
        struct str text, key;
        va_list ap;

        va_start(ap, fmt);
        text = str_vfmt(g->a, fmt, ap);
        va_end(ap);
        key = str_fmt(g->a, "%s:%d:%.*s\n", file, line, STRF(text));
        if (str_find(buf_str(&g->said), key) >= 0)
                return;
        buf_add(&g->said, key);
        gen_error(&g->gen, file, line, "%.*s", STRF(text));
}

const char *sql_source(struct sqlgen *g, const char *path)
{
        struct str s = gen_read(&g->gen, path);

        if (memchr(s.ptr, 0, s.len))
                gen_stop(path, 0, "contains a NUL byte");
        return s.ptr;
}

bool sql_exists(struct sqlgen *g, const char *path)
{
        struct str unused;

        return gen_try(&g->gen, path, &unused);
}

const char *sql_path(struct sqlgen *g, const char *folder, const char *name)
{
        if (!name)
                return str_fmt(g->a, "%s/%s", g->src, folder).ptr;
        return str_fmt(g->a, "%s/%s/%s", g->src, folder, name).ptr;
}

void sql_literal(struct buf *b, struct str s, const char *indent)
{
        size_t column = 0;

        buf_byte(b, '"');
        for (size_t i = 0; i < s.len; i++) {
                char c = s.ptr[i];

                if (column > 70 && (c == ' ' || column > 110) &&
                        ((unsigned char)c & 0xc0) != 0x80) {
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
