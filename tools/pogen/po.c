/*
 * tools/pogen/po.c: the part of gettext's .po format that the house uses: comments, msgid,
 * msgid_plural, msgstr, msgstr[0], msgstr[1] and continued strings. What else the format knows
 * (contexts, fuzzy marks, obsolete entries) is refused, so that nothing is lost in silence.
 */
#include "pogen/pogen.h"

struct reader {
        struct gen *g;
        const char *file;
        int line;
        struct entry *first, **last, *now;
        struct buf *into; /* where a continued string goes */
        struct buf id, plural, form[2];
        bool any_form;
};

/* The string between the quotes of `s`, unescaped, added to r->into. */
static void add_string(struct reader *r, struct str s)
{
        s = str_trim(s);
        if (s.len < 2 || s.ptr[0] != '"' || s.ptr[s.len - 1] != '"') {
                gen_error(r->g, r->file, r->line, "a string in double quotes is expected");
                return;
        }
        s = str_sub(s, 1, s.len - 2);
        for (size_t i = 0; i < s.len; i++) {
                char c = s.ptr[i];

                if (c == '"') {
                        gen_error(
                                r->g, r->file, r->line, "a quote inside a string is written \\\"");
                        return;
                }
                if (c != '\\') {
                        buf_byte(r->into, c);
                        continue;
                }
                c = ++i < s.len ? s.ptr[i] : 0;
                if (c != 'n' && c != '"' && c != '\\') {
                        gen_error(r->g, r->file, r->line,
                                "only \\n, \\\" and \\\\ are known escapes");
                        return;
                }
                buf_byte(r->into, c == 'n' ? '\n' : c);
        }
}

/*
 * Vietnamese letters must be one code point each: combining marks (U+0300 to U+036F) are not NFC.
 */
static void check_letters(struct reader *r, struct str s, int line)
{
        for (size_t i = 0; i + 1 < s.len; i++) {
                u8 c = (u8)s.ptr[i], d = (u8)s.ptr[i + 1];

                if (c == 0xCC || (c == 0xCD && d < 0xB0)) {
                        gen_error(r->g, r->file, line, "a letter with a combining mark: not NFC");
                        return;
                }
        }
}

static void finish_entry(struct reader *r)
{
        struct entry *e = r->now;

        r->now = NULL;
        r->into = NULL;
        if (!e)
                return;
        e->key = str_dup(r->g->arena, buf_str(&r->id));
        if (!e->key.len) /* the header of the file */
                return;
        if (!gen_is_name(e->key) || !str_eq(e->key, str_trim(e->key)))
                gen_error(r->g, r->file, e->line, "a key is written like DOSSIER_DUE_IN");
        for (size_t i = 0; i < e->key.len; i++)
                if (e->key.ptr[i] >= 'a' && e->key.ptr[i] <= 'z') {
                        gen_error(r->g, r->file, e->line, "a key is written like DOSSIER_DUE_IN");
                        break;
                }
        if (e->plural && !str_eq(buf_str(&r->plural), e->key))
                gen_error(r->g, r->file, e->line, "msgid_plural repeats the key");
        for (int i = 0; i < 2; i++) {
                e->form[i] = str_dup(r->g->arena, buf_str(&r->form[i]));
                check_letters(r, e->form[i], e->line);
        }
        *r->last = e;
        r->last = &e->next;
}

static void start_entry(struct reader *r)
{
        finish_entry(r);
        r->now = NEW(r->g->arena, struct entry);
        r->now->file = r->file;
        r->now->line = r->line;
        r->any_form = false;
        buf_init(&r->id, r->g->arena, 1 << 20);
        buf_init(&r->plural, r->g->arena, 1 << 20);
        buf_init(&r->form[0], r->g->arena, 1 << 20);
        buf_init(&r->form[1], r->g->arena, 1 << 20);
        r->into = &r->id;
}

static void read_line(struct reader *r, struct str line)
{
        static const char *const forms[] = { "msgstr ", "msgstr[0] ", "msgstr[1] " };

        if (str_starts(line, STR("msgid "))) {
                start_entry(r);
                add_string(r, str_sub(line, 6, line.len));
                return;
        }
        if (line.ptr[0] == '"' && r->into) {
                add_string(r, line);
                return;
        }
        if (str_starts(line, STR("msgid_plural ")) && r->now && !r->any_form) {
                r->now->plural = true;
                r->into = &r->plural;
                add_string(r, str_sub(line, 13, line.len));
                return;
        }
        for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
                int at = i == 2;

                if (!str_starts(line, str_of(forms[i])) || !r->now || r->now->forms != at ||
                        (i == 0) == r->now->plural)
                        continue;
                r->any_form = true;
                r->now->forms = at + 1;
                r->into = &r->form[at];
                add_string(r, str_sub(line, strlen(forms[i]), line.len));
                return;
        }
        gen_error(r->g, r->file, r->line, "not understood here: %.*s", STRF(line));
}

struct entry *po_read(struct gen *g, const char *path)
{
        struct reader r = { .g = g, .file = path };
        struct str rest, line;

        if (!gen_try(g, path, &rest))
                return NULL;
        r.last = &r.first;
        while (str_cut(&rest, '\n', &line)) {
                r.line++;
                line = str_trim(line);
                if (str_starts(line, STR("#~")) || str_starts(line, STR("#, fuzzy")))
                        gen_error(g, path, r.line, "obsolete and fuzzy entries are not kept here");
                if (!line.len || line.ptr[0] == '#')
                        r.into = NULL;
                else
                        read_line(&r, line);
        }
        finish_entry(&r);
        return r.first;
}
