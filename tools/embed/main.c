/*
 * tools/embed: files become part of the program. Three uses:
 *
 *      embed assets --root web --c assets.c --list assets.list --depfile d  NAME[=PART+PART] …
 *              what browsers get under /assets/: each name carries the hash of its bytes, so that
 *              it can be cached for ever; addresses in style sheets (`url(gate.svg)`) are rewritten
 *              to the hashed names; a gzip copy is kept when it is smaller. A NAME with parts is
 *              those files joined; one that begins with "?" may be absent, and then is left out.
 *      embed data --root . --c data.c --depfile d  data/units.csv …
 *              reference data for first start, deflated, not served (base/embedded.h).
 *      embed icons --svg web/icons.svg --c icons.c --h icons.h --depfile d
 *              <symbol id="tim"> becomes ICON_TIM and its inner paths.
 *
 * It minifies nothing and fetches nothing.
 */
#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>

#include "common/gen.h"

struct file {
        struct str name;   /* "fonts/x.woff2" */
        struct str hashed; /* "fonts/x.0123abcd.woff2" */
        struct str bytes, packed;
        u64 hash;
        bool done;
};

struct embed {
        struct gen g;
        const char *root;
        struct file *files;
        size_t n;
};

static const struct {
        const char *end, *type;
        bool text; /* worth compressing */
} types[] = {
        { ".css", "text/css; charset=utf-8", true },
        { ".js", "text/javascript; charset=utf-8", true },
        { ".mjs", "text/javascript; charset=utf-8", true },
        { ".json", "application/json", true },
        { ".svg", "image/svg+xml", true },
        { ".txt", "text/plain; charset=utf-8", true },
        { ".png", "image/png", false },
        { ".jpg", "image/jpeg", false },
        { ".ico", "image/x-icon", false },
        { ".woff2", "font/woff2", false },
        { ".wasm", "application/wasm", true },
        { ".webmanifest", "application/manifest+json", true },
        { ".pdf", "application/pdf", false },
};

static size_t type_of(struct str name)
{
        for (size_t i = 0; i < ARRAY_LEN(types); i++)
                if (str_ends(name, str_of(types[i].end)))
                        return i;
        gen_stop(name.ptr, 0, "no media type is known for this ending");
}

/* FNV-1a with a last mix: names that change when bytes change, not a promise against attackers. */
static u64 hash_of(struct str s)
{
        u64 h = 14695981039346656037ULL;

        for (size_t i = 0; i < s.len; i++)
                h = (h ^ (u8)s.ptr[i]) * 1099511628211ULL;
        return h ^ h >> 32;
}

/* zlib's best effort; window 15 is zlib format, 31 gzip (without a time, so builds are equal). */
static struct str pack(struct embed *e, struct str s, int window)
{
        z_stream z = { 0 };
        char *out;
        size_t max;

        CHECK(deflateInit2(&z, 9, Z_DEFLATED, window, 9, Z_DEFAULT_STRATEGY) == Z_OK);
        max = deflateBound(&z, s.len) + 64;
        out = arena_raw(e->g.arena, max);
        z.next_in = (Bytef *)s.ptr;
        z.avail_in = (uInt)s.len;
        z.next_out = (Bytef *)out;
        z.avail_out = (uInt)max;
        CHECK(deflate(&z, Z_FINISH) == Z_STREAM_END);
        max = z.total_out;
        deflateEnd(&z);
        return str_n(out, max);
}

/* Bytes as a string literal: the form that compilers read fastest. Octal, for \x has no end. */
static void put_bytes(struct buf *b, struct str s)
{
        size_t column = 0;

        for (size_t i = 0; i < s.len; i++) {
                u8 c = (u8)s.ptr[i];

                if (column == 0)
                        buf_addc(b, "        \"");
                if (c >= ' ' && c < 127 && c != '"' && c != '\\' && c != '?')
                        buf_byte(b, (char)c), column++;
                else
                        buf_fmt(b, "\\%03o", c), column += 4;
                if (column > 96 || i + 1 == s.len) {
                        buf_addc(b, "\"\n");
                        column = 0;
                }
        }
}

static struct file *file_of(struct embed *e, struct str name)
{
        for (size_t i = 0; i < e->n; i++)
                if (str_eq(e->files[i].name, name))
                        return &e->files[i];
        return NULL;
}

static int by_name(const void *a, const void *b)
{
        return str_cmp(((const struct file *)a)->name, ((const struct file *)b)->name);
}

static int by_hashed(const void *a, const void *b)
{
        return str_cmp(((const struct file *)a)->hashed, ((const struct file *)b)->hashed);
}

/* False: it is not there, and need not be. */
static bool read_part(struct embed *e, struct str part, bool optional, struct buf *b)
{
        const char *path = str_fmt(e->g.arena, "%s/%.*s", e->root, STRF(part)).ptr;
        struct str s = STR_NULL;

        if (!optional)
                s = gen_read(&e->g, path);
        else if (!gen_try(&e->g, path, &s))
                return false;
        buf_add(b, s);
        return true;
}

/* The arguments that are not flags: "name" or "name=part+part". */
static void read_files(struct embed *e, int argc, char **argv)
{
        e->root = gen_flag(argc, argv, "root");
        e->files = NEW_ARRAY(e->g.arena, struct file, argc);
        for (int i = 2; i < argc; i++) {
                bool optional = argv[i][0] == '?', there = true;
                struct str parts = str_of(argv[i] + optional), name = parts, part;
                struct file *f = &e->files[e->n];
                struct buf b;

                if (!strncmp(argv[i], "--", 2)) {
                        i++;
                        continue;
                }
                if (str_find_char(parts, '=') >= 0)
                        str_cut(&parts, '=', &name);
                f->name = str_dup(e->g.arena, name);
                if (file_of(e, f->name))
                        gen_stop(argv[i], 0, "named twice");
                buf_init(&b, e->g.arena, GEN_MEMORY);
                while (there && str_cut(&parts, '+', &part))
                        there = read_part(e, part, optional, &b);
                f->bytes = buf_str(&b);
                e->n += there;
        }
        qsort(e->files, e->n, sizeof *e->files, by_name);
}

static void finish_asset(struct embed *e, struct file *f, int depth);

/* url("data:…"), url(#id) and the empty one that bundlers leave name no file. */
static bool stands_inside(struct str name)
{
        if (name.len > 1 && (name.ptr[0] == '"' || name.ptr[0] == '\''))
                name = str_sub(name, 1, name.len);
        return str_empty(name) || str_starts(name, STR("data:")) || str_starts(name, STR("#"));
}

/* url(name) of a known file becomes url(hashed name); an unknown one is a mistake. */
static struct str rewrite(struct embed *e, struct file *f, int depth)
{
        struct str rest = f->bytes;
        struct buf b;
        ptrdiff_t at;

        buf_init(&b, e->g.arena, GEN_MEMORY);
        while ((at = str_find(rest, STR("url("))) >= 0) {
                struct str inner = str_sub(rest, (size_t)at + 4, rest.len), name;
                ptrdiff_t end = str_find_char(inner, ')');
                struct file *to;

                if (end < 0)
                        gen_stop(f->name.ptr, gen_line_of(f->bytes, inner.ptr), "url( without )");
                name = str_sub(inner, 0, (size_t)end);
                if (stands_inside(name)) {
                        buf_add(&b, str_sub(rest, 0, (size_t)at + 4));
                        rest = inner;
                        continue;
                }
                if (name.len > 1 && (name.ptr[0] == '"' || name.ptr[0] == '\''))
                        name = str_sub(name, 1, name.len - 2);
                to = file_of(e, name);
                if (!to)
                        gen_stop(f->name.ptr, gen_line_of(f->bytes, inner.ptr),
                                "url(%.*s) is not among the assets", STRF(name));
                finish_asset(e, to, depth + 1);
                buf_add(&b, str_sub(rest, 0, (size_t)at + 4));
                buf_add(&b, to->hashed);
                rest = str_sub(inner, (size_t)end, inner.len);
        }
        buf_add(&b, rest);
        return buf_str(&b);
}

static void finish_asset(struct embed *e, struct file *f, int depth)
{
        ptrdiff_t dot = str_rfind_char(f->name, '.');
        size_t type = type_of(f->name);

        if (f->done)
                return;
        if (depth > 8)
                gen_stop(f->name.ptr, 0, "style sheets name each other in a circle");
        if (str_ends(f->name, STR(".css")))
                f->bytes = rewrite(e, f, depth);
        f->hash = hash_of(f->bytes);
        f->hashed = str_fmt(
                e->g.arena, "%.*s.%08x%s", (int)dot, f->name.ptr, (u32)f->hash, f->name.ptr + dot);
        if (types[type].text)
                f->packed = pack(e, f->bytes, 31);
        if (f->packed.len >= f->bytes.len)
                f->packed = STR_NULL;
        f->done = true;
}

static int embed_assets(struct embed *e, int argc, char **argv)
{
        const char *c = gen_flag(argc, argv, "c");
        struct buf b, list;

        read_files(e, argc, argv);
        buf_init(&b, e->g.arena, GEN_MEMORY);
        buf_init(&list, e->g.arena, GEN_MEMORY);
        for (size_t i = 0; i < e->n; i++)
                finish_asset(e, &e->files[i], 0);
        for (size_t i = 0; i < e->n; i++)
                buf_fmt(&list, "%.*s\n", STRF(e->files[i].name));
        qsort(e->files, e->n, sizeof *e->files, by_hashed);
        buf_addc(&b, "/* Made by tools/embed. */\n#include \"web/web.h\"\n");
        for (size_t i = 0; i < e->n; i++) {
                buf_fmt(&b, "\n/* %.*s */\nstatic const char b%zu[] =\n", STRF(e->files[i].name),
                        i);
                put_bytes(&b, e->files[i].bytes);
                buf_addc(&b, "        \"\";\n");
                if (!e->files[i].packed.ptr)
                        continue;
                buf_fmt(&b, "static const char z%zu[] =\n", i);
                put_bytes(&b, e->files[i].packed);
                buf_addc(&b, "        \"\";\n");
        }
        buf_addc(&b,
                "\n#define BYTES(x) (const unsigned char *)(x)\n\nconst struct asset assets[] = {\n");
        for (size_t i = 0; i < e->n; i++) {
                const struct file *f = &e->files[i];

                buf_fmt(&b,
                        "        { \"/assets/%.*s\", \"%s\",\n                \"\\\"%016llx\\\"\", BYTES(b%zu), ",
                        STRF(f->hashed), types[type_of(f->name)].type, (unsigned long long)f->hash,
                        i);
                if (f->packed.ptr)
                        buf_fmt(&b, "BYTES(z%zu), %zu, %zu },\n", i, f->bytes.len, f->packed.len);
                else
                        buf_fmt(&b, "NULL, %zu, 0 },\n", f->bytes.len);
        }
        buf_addc(&b, "        { 0 },\n};\n");
        gen_write(&e->g, gen_flag(argc, argv, "list"), buf_str(&list));
        gen_write(&e->g, c, buf_str(&b));
        gen_write_deps(&e->g, gen_flag(argc, argv, "depfile"), c);
        return 0;
}

static int embed_data(struct embed *e, int argc, char **argv)
{
        const char *c = gen_flag(argc, argv, "c");
        struct buf b;

        read_files(e, argc, argv);
        buf_init(&b, e->g.arena, GEN_MEMORY);
        buf_addc(&b, "/* Made by tools/embed. */\n#include \"base/embedded.h\"\n");
        for (size_t i = 0; i < e->n; i++) {
                e->files[i].packed = pack(e, e->files[i].bytes, 15);
                buf_fmt(&b, "\n/* %.*s */\nstatic const char z%zu[] =\n", STRF(e->files[i].name),
                        i);
                put_bytes(&b, e->files[i].packed);
                buf_addc(&b, "        \"\";\n");
        }
        buf_addc(&b, "\nconst struct embedded data_files[] = {\n");
        for (size_t i = 0; i < e->n; i++)
                buf_fmt(&b, "        { \"%.*s\", (const unsigned char *)z%zu, %zu, %zu },\n",
                        STRF(e->files[i].name), i, e->files[i].packed.len, e->files[i].bytes.len);
        buf_addc(&b, "        { 0 },\n};\n");
        gen_write(&e->g, c, buf_str(&b));
        gen_write_deps(&e->g, gen_flag(argc, argv, "depfile"), c);
        return 0;
}

/* The next <symbol id="…" …>…</symbol>; false when there is none. */
static bool next_symbol(struct str *rest, struct str *ret_id, struct str *ret_inner)
{
        ptrdiff_t at = str_find(*rest, STR("<symbol id=\"")), end;

        if (at < 0)
                return false;
        *rest = str_sub(*rest, (size_t)at + 12, rest->len);
        CHECK(str_cut(rest, '"', ret_id));
        at = str_find_char(*rest, '>');
        end = str_find(*rest, STR("</symbol>"));
        if (at < 0 || end < at)
                gen_stop(ret_id->ptr, 0, "a symbol that does not end");
        *ret_inner = str_sub(*rest, (size_t)at + 1, (size_t)(end - at) - 1);
        *rest = str_sub(*rest, (size_t)end, rest->len);
        return true;
}

static int embed_icons(struct embed *e, int argc, char **argv)
{
        const char *c = gen_flag(argc, argv, "c");
        struct str rest = gen_read(&e->g, gen_flag(argc, argv, "svg")), id, inner;
        struct buf h, b;

        buf_init(&h, e->g.arena, GEN_MEMORY);
        buf_init(&b, e->g.arena, GEN_MEMORY);
        buf_addc(&h,
                "/* Made by tools/embed from web/icons.svg. */\n#ifndef CORE_ICONS_H\n"
                "#define CORE_ICONS_H\n\n#include \"web/html.h\"\n\nenum icon {\n        ICON_NONE,\n");
        buf_addc(&b, "/* Made by tools/embed from web/icons.svg. */\n#include \"core/icons.h\"\n\n"
                     "static const struct str icons[ICON_MAX] = {\n");
        while (next_symbol(&rest, &id, &inner)) {
                char *upper = (char *)str_dup(e->g.arena, id).ptr;

                for (char *p = upper; *p; p++)
                        *p = *p >= 'a' && *p <= 'z' ? (char)(*p - 32) : *p;
                if (!gen_is_name(str_of(upper)))
                        gen_stop(gen_flag(argc, argv, "svg"), 0, "not a name: %s", upper);
                buf_fmt(&h, "        ICON_%s,\n", upper);
                buf_fmt(&b, "        [ICON_%s] = { ", upper);
                gen_literal(&b, inner, "");
                buf_fmt(&b, ", %zu },\n", inner.len);
        }
        buf_addc(&h,
                "        ICON_MAX\n};\n\n/* <svg class=\"i\">, hidden from readers: a word stands beside "
                "it. ICON_NONE writes nothing. */\nvoid view_icon(struct html *h, enum icon icon);\n"
                "/* The same with one more class. */\n"
                "void view_icon_as(struct html *h, enum icon icon, const char *cls);\n\n#endif\n");
        buf_addc(&b,
                "};\n\nvoid view_icon_as(struct html *h, enum icon icon, const char *cls)\n{\n"
                "        if (icon <= ICON_NONE || icon >= ICON_MAX)\n                return;\n"
                "        html__raw(h, \"<svg class=\\\"i\", 13);\n"
                "        if (cls) {\n                html__raw(h, \" \", 1);\n"
                "                html_put_c(h, cls);\n        }\n"
                "        html__raw(h, \"\\\" viewBox=\\\"0 0 24 24\\\" aria-hidden=\\\"true\\\">\", 41);\n"
                "        html__raw(h, icons[icon].ptr, icons[icon].len);\n"
                "        html__raw(h, \"</svg>\", 6);\n}\n\n"
                "void view_icon(struct html *h, enum icon icon)\n{\n"
                "        view_icon_as(h, icon, NULL);\n}\n");
        gen_write(&e->g, gen_flag(argc, argv, "h"), buf_str(&h));
        gen_write(&e->g, c, buf_str(&b));
        gen_write_deps(&e->g, gen_flag(argc, argv, "depfile"), c);
        return 0;
}

int main(int argc, char **argv)
{
        static const struct {
                const char *name;
                int (*fn)(struct embed *, int, char **);
        } uses[] = { { "assets", embed_assets }, { "data", embed_data }, { "icons", embed_icons } };
        struct embed e = { 0 };

        gen_init(&e.g);
        for (size_t i = 0; argc > 1 && i < ARRAY_LEN(uses); i++)
                if (!strcmp(argv[1], uses[i].name))
                        return uses[i].fn(&e, argc, argv);
        gen_stop(argv[0], 0, "the first argument is assets, data or icons");
}
