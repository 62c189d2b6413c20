/*
 * tools/pogen: all text/vi.po and text/en.po under SRC become one table, one enum and two typed
 * functions a text (docs/languages.md, 3). It also says which texts nobody uses. It does not
 * translate, and it writes no default for a text that is missing: that is a build error.
 *
 *      pogen --src SRC --c texts.c --h texts.h --list texts.list --depfile texts.d
 */
#include <stdio.h>
#include <stdlib.h>

#include "pogen/pogen.h"

static const char *const lang_name[LANGS] = { "vi", "en" };

struct texts {
        struct text *all; /* in the order of folders and of the Vietnamese files */
        size_t n, cap;
        size_t *by_key; /* hash table of index + 1 */
        size_t slots;
};

static size_t *slot_of(struct texts *t, struct str key)
{
        size_t i = str_hash(key) & (t->slots - 1);

        while (t->by_key[i] && !str_eq(t->all[t->by_key[i] - 1].key, key))
                i = (i + 1) & (t->slots - 1);
        return &t->by_key[i];
}

static struct text *text_of(struct texts *t, struct str key)
{
        size_t at = *slot_of(t, key);

        return at ? &t->all[at - 1] : NULL;
}

static void add_entries(struct gen *g, struct texts *t, struct entry *e, int lang)
{
        for (; e; e = e->next) {
                size_t *slot = slot_of(t, e->key);
                struct text *x;

                if (!*slot) {
                        if (t->n == t->cap)
                                gen_stop(e->file, e->line, "more than %zu texts", t->cap);
                        t->all[t->n] = (struct text){ .key = e->key };
                        *slot = ++t->n;
                }
                x = &t->all[*slot - 1];
                if (x->in[lang])
                        gen_error(g, e->file, e->line, "%.*s is there already, at %s:%d",
                                STRF(e->key), x->in[lang]->file, x->in[lang]->line);
                else
                        x->in[lang] = e;
        }
}

static bool has(const struct text_param *p, size_t n, struct text_param want)
{
        for (size_t i = 0; i < n; i++)
                if (str_eq(p[i].name, want.name) && p[i].kind == want.kind)
                        return true;
        return false;
}

/*
 * One form against the parameters of the Vietnamese text. A plural form may leave the number out.
 */
static void check_form(struct gen *g, const struct text *x, const struct entry *e, int form)
{
        struct text_param p[TEXT_PARAMS_MAX];
        const char *why = "";
        size_t n;

        if (!e->form[form].len) {
                gen_error(g, e->file, e->line, "%.*s is empty", STRF(x->key));
                return;
        }
        if (text_params(e->form[form], p, &n, &why) < 0) {
                gen_error(g, e->file, e->line, "%.*s: %s", STRF(x->key), why);
                return;
        }
        for (size_t i = 0; i < n; i++)
                if (!has(x->params, x->n_params, p[i]))
                        gen_error(g, e->file, e->line, "%.*s: {%.*s} is not in the Vietnamese text",
                                STRF(x->key), STRF(p[i].name));
        for (size_t i = 0; i < x->n_params; i++)
                if (!has(p, n, x->params[i]) && !(e->plural && x->params[i].kind == TEXT_PARAM_I64))
                        gen_error(g, e->file, e->line,
                                "%.*s: {%.*s} of the Vietnamese text is missing", STRF(x->key),
                                STRF(x->params[i].name));
}

static void check_text(struct gen *g, struct text *x)
{
        static const char *const taken[] = { "a", "h", "lang", "args" };
        bool number = false;
        const char *why = "";

        for (int lang = 0; lang < LANGS; lang++)
                if (!x->in[lang]) {
                        struct entry *e = x->in[!lang];

                        gen_error(g, e->file, e->line, "%.*s is missing in %s", STRF(x->key),
                                lang_name[lang]);
                        return;
                }
        if (x->in[VI]->plural)
                gen_error(g, x->in[VI]->file, x->in[VI]->line,
                        "%.*s: Vietnamese has no plural; only en.po may have msgid_plural",
                        STRF(x->key));
        if (text_params(x->in[VI]->form[0], x->params, &x->n_params, &why) < 0) {
                gen_error(g, x->in[VI]->file, x->in[VI]->line, "%.*s: %s", STRF(x->key), why);
                return;
        }
        for (size_t i = 0; i < x->n_params; i++) {
                number |= x->params[i].kind == TEXT_PARAM_I64;
                for (size_t k = 0; k < ARRAY_LEN(taken); k++)
                        if (str_is(x->params[i].name, taken[k]))
                                gen_error(g, x->in[VI]->file, x->in[VI]->line,
                                        "%.*s: a placeholder cannot be called {%s}", STRF(x->key),
                                        taken[k]);
        }
        if (x->in[EN]->plural && (!number || x->in[EN]->forms != 2))
                gen_error(g, x->in[EN]->file, x->in[EN]->line,
                        "%.*s: a plural needs msgstr[0], msgstr[1] and a {name:i64}", STRF(x->key));
        check_form(g, x, x->in[VI], 0);
        for (int form = 0; form < x->in[EN]->forms; form++)
                check_form(g, x, x->in[EN], form);
}

static bool is_word(char c)
{
        return c == '_' || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
               (c >= 'a' && c <= 'z');
}

/* Mark T_KEY, t_KEY, s_KEY, and in views {{t KEY. */
static void mark_uses(struct texts *t, struct str s, bool view)
{
        for (size_t i = 0; i + 2 < s.len; i++) {
                size_t from, to;
                struct text *x;

                if (strchr("Tts", s.ptr[i]) && s.ptr[i + 1] == '_' &&
                        (!i || !is_word(s.ptr[i - 1])))
                        from = i + 2;
                else if (view && s.ptr[i] == 't' && s.ptr[i + 1] == ' ' && i >= 2 &&
                         s.ptr[i - 1] == '{' && s.ptr[i - 2] == '{')
                        from = i + 2;
                else
                        continue;
                while (from < s.len && s.ptr[from] == ' ')
                        from++;
                for (to = from; to < s.len && is_word(s.ptr[to]);)
                        to++;
                x = text_of(t, str_sub(s, from, to - from));
                if (x)
                        x->used = true;
                i = to > i ? to - 1 : i;
        }
}

static void scan_folder(struct gen *g, struct texts *t, const char *dir, const char *end)
{
        const char *const *names;
        size_t n = gen_list(g, dir, end, &names);

        for (size_t i = 0; i < n; i++)
                mark_uses(t, gen_read(g, str_fmt(g->arena, "%s/%s", dir, names[i]).ptr),
                        !strcmp(end, ".html"));
}

static void write_params(struct buf *b, const struct text *x, bool slots)
{
        for (size_t i = 0; i < x->n_params; i++) {
                const struct text_param *p = &x->params[i];

                if (p->kind == TEXT_PARAM_HREF && !slots)
                        continue;
                buf_fmt(b, ", %s%.*s", p->kind == TEXT_PARAM_I64 ? "i64 " : "struct str ",
                        STRF(p->name));
        }
}

static void write_prototype(struct buf *b, const struct text *x, bool plain)
{
        if (plain)
                buf_fmt(b, "struct str s_%.*s(struct arena *a, enum lang lang", STRF(x->key));
        else
                buf_fmt(b, "void t_%.*s(struct html *h", STRF(x->key));
        write_params(b, x, !plain);
        buf_addc(b, ")");
}

static void write_call(struct buf *b, const struct text *x, bool plain)
{
        size_t n = 0;

        buf_addc(b, "\n{\n");
        for (size_t i = 0; i < x->n_params; i++) {
                const struct text_param *p = &x->params[i];

                if (p->kind == TEXT_PARAM_HREF && plain)
                        continue;
                buf_addc(b, n++ ? "" : "        const struct text_arg args[] = {\n");
                if (p->kind == TEXT_PARAM_I64)
                        buf_fmt(b, "                { \"%.*s\", STR_NULL, %.*s },\n", STRF(p->name),
                                STRF(p->name));
                else
                        buf_fmt(b, "                { \"%.*s\", %.*s, I64_NULL },\n", STRF(p->name),
                                STRF(p->name));
        }
        if (n)
                buf_addc(b, "        };\n\n");
        buf_fmt(b, "        %s, T_%.*s, %s, %zu);\n}\n",
                plain ? "return text__plain(a, lang" : "text__put(h", STRF(x->key),
                n ? "args" : "NULL", n);
}

static struct str make_header(struct gen *g, const struct texts *t)
{
        struct buf b;

        buf_init(&b, g->arena, GEN_MEMORY);
        buf_addc(&b, "/* Made by tools/pogen from text/vi.po and text/en.po of all folders. */\n"
                     "#ifndef WEB_TEXTS_H\n#define WEB_TEXTS_H\n\n#include \"web/text.h\"\n\n"
                     "enum text {\n        T_NONE,\n");
        for (size_t i = 0; i < t->n; i++)
                buf_fmt(&b, "        T_%.*s,\n", STRF(t->all[i].key));
        buf_addc(&b, "        T_MAX\n};\n");
        for (size_t i = 0; i < t->n; i++) {
                const struct text *x = &t->all[i];

                buf_fmt(&b, "\n/* %s:%d */\n", x->in[VI]->file, x->in[VI]->line);
                write_prototype(&b, x, false);
                buf_addc(&b, ";\n");
                write_prototype(&b, x, true);
                buf_addc(&b, ";\n");
        }
        buf_addc(&b, "\n#endif\n");
        return buf_str(&b);
}

static void write_words(struct buf *b, struct str words)
{
        buf_addc(b, "WORDS(");
        gen_literal(b, words, "");
        buf_addc(b, ")");
}

/* Neither placeholder nor tag in any of its forms. */
static bool is_bare(const struct text *x)
{
        for (int lang = 0; lang < LANGS; lang++)
                for (int form = 0; form < x->in[lang]->forms; form++)
                        if (str_find_char(x->in[lang]->form[form], '{') >= 0 ||
                                str_find_char(x->in[lang]->form[form], '<') >= 0)
                                return false;
        return true;
}

static struct str make_source(struct gen *g, const struct texts *t)
{
        struct buf b;

        buf_init(&b, g->arena, GEN_MEMORY);
        buf_addc(&b, "/* Made by tools/pogen from text/vi.po and text/en.po of all folders. */\n"
                     "#include \"web/texts.h\"\n\nconst int text_count = T_MAX;\n\n"
                     "#define WORDS(s) { s, sizeof(s) - 1 }\n\n"
                     "const struct text_def text_defs[] = {\n"
                     "        [T_NONE] = { \"\", { { WORDS(\"\") }, { WORDS(\"\") } }, true },\n");
        for (size_t i = 0; i < t->n; i++) {
                const struct text *x = &t->all[i];

                buf_fmt(&b, "        [T_%.*s] = { \"%.*s\", {\n                { ", STRF(x->key),
                        STRF(x->key));
                write_words(&b, x->in[VI]->form[0]);
                buf_addc(&b, " },\n                { ");
                write_words(&b, x->in[EN]->form[0]);
                if (x->in[EN]->plural) {
                        buf_addc(&b, ",\n                ");
                        write_words(&b, x->in[EN]->form[1]);
                }
                buf_fmt(&b, " } }, %s },\n", is_bare(x) ? "true" : "false");
        }
        buf_addc(&b, "};\n");
        for (size_t i = 0; i < t->n; i++)
                for (int plain = 0; plain < 2; plain++) {
                        buf_addc(&b, "\n");
                        write_prototype(&b, &t->all[i], plain);
                        write_call(&b, &t->all[i], plain);
                }
        return buf_str(&b);
}

/* For viewgen: "KEY name:str n:i64 href:href", one text a line. */
static struct str make_list(struct gen *g, const struct texts *t)
{
        static const char *const kinds[] = { "str", "i64", "href" };
        struct buf b;

        buf_init(&b, g->arena, GEN_MEMORY);
        for (size_t i = 0; i < t->n; i++) {
                const struct text *x = &t->all[i];

                buf_add(&b, x->key);
                for (size_t k = 0; k < x->n_params; k++)
                        buf_fmt(&b, " %.*s:%s", STRF(x->params[k].name), kinds[x->params[k].kind]);
                buf_addc(&b, str_find(x->in[VI]->form[0], STR("<strong>")) >= 0 ||
                                             str_find(x->in[EN]->form[0], STR("<strong>")) >= 0
                                     ? " strong:tag\n"
                                     : "\n");
        }
        return buf_str(&b);
}

/* All uses in SRC but those in tests: a text that only a test shows is not used. */
static void check_uses(
        struct gen *g, struct texts *t, const char *src, const char *const *folders, size_t n)
{
        for (size_t i = 0; i < n; i++) {
                const char *dir = str_fmt(g->arena, "%s/%s", src, folders[i]).ptr;

                gen_depend(g, dir);
                scan_folder(g, t, dir, ".c");
                scan_folder(g, t, dir, ".h");
                scan_folder(g, t, str_fmt(g->arena, "%s/views", dir).ptr, ".html");
        }
        for (size_t i = 0; i < t->n; i++)
                if (!t->all[i].used)
                        gen_error(g, t->all[i].in[VI]->file, t->all[i].in[VI]->line,
                                "%.*s is used nowhere", STRF(t->all[i].key));
}

int main(int argc, char **argv)
{
        const char *src = gen_flag(argc, argv, "src"), *c = gen_flag(argc, argv, "c");
        const char *const *folders;
        struct texts t = { .cap = 1 << 15, .slots = 1 << 17 };
        struct gen g;
        size_t n;

        gen_init(&g);
        t.all = NEW_ARRAY(g.arena, struct text, t.cap);
        t.by_key = NEW_ARRAY(g.arena, size_t, t.slots);
        n = gen_folders(&g, src, &folders);
        for (int lang = 0; lang < LANGS; lang++)
                for (size_t i = 0; i < n; i++) {
                        const char *dir = str_fmt(g.arena, "%s/%s/text", src, folders[i]).ptr;

                        gen_depend(&g, dir);
                        add_entries(&g, &t,
                                po_read(&g, str_fmt(g.arena, "%s/%s.po", dir, lang_name[lang]).ptr),
                                lang);
                }
        for (size_t i = 0; i < t.n; i++)
                check_text(&g, &t.all[i]);
        if (!g.errors)
                check_uses(&g, &t, src, folders, n);
        if (g.errors)
                return 1;
        gen_write(&g, gen_flag(argc, argv, "h"), make_header(&g, &t));
        gen_write(&g, gen_flag(argc, argv, "list"), make_list(&g, &t));
        gen_write(&g, c, make_source(&g, &t));
        gen_write_deps(&g, gen_flag(argc, argv, "depfile"), c);
        return 0;
}
