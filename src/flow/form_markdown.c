/*
 * src/flow/form_markdown.c: the Markdown that people write in explaining texts: headings,
 * paragraphs, lists, links, strong, emphasis, code, rules. HTML inside it is shown as text; what
 * is no Markdown, too.
 */
#include "flow/form_rich.h"

#define INLINE_DEPTH 8

struct out {
        struct arena *arena;
        struct form_rich **last;
};

static struct form_rich *add(struct out *o, enum form_rich_kind kind, struct str text)
{
        struct form_rich *r = NEW(o->arena, struct form_rich);

        *r = (struct form_rich){ .kind = kind, .text = text };
        *o->last = r;
        o->last = (struct form_rich **)&r->next;
        return r;
}

static struct out inside(struct out *o, struct form_rich *r)
{
        return (struct out){ o->arena, (struct form_rich **)&r->first };
}

static void put_inline(struct out *o, struct str s, int depth);

/* What stands before the mark that closes, at least one letter; false: it never closes. */
static bool closed_by(struct str s, struct str mark, struct str *ret_inner)
{
        ptrdiff_t end = str_find(s, mark);

        if (end <= 0 || s.ptr[0] == ' ' || s.ptr[end - 1] == ' ')
                return false;
        *ret_inner = str_sub(s, 0, (size_t)end);
        return true;
}

/* **strong**, *emphasis*, `code`: how many bytes it took, 0 when it is none of them. */
static size_t put_marked(struct out *o, struct str s, int depth)
{
        static const struct {
                const char *mark;
                enum form_rich_kind kind;
        } marks[] = { { "**", RICH_STRONG }, { "__", RICH_STRONG }, { "*", RICH_EMPHASIS },
                { "_", RICH_EMPHASIS }, { "`", RICH_CODE } };
        struct str inner;

        for (size_t i = 0; i < ARRAY_LEN(marks); i++) {
                struct str mark = str_of(marks[i].mark);
                struct out in;

                if (!str_starts(s, mark) || !closed_by(str_sub(s, mark.len, s.len), mark, &inner))
                        continue;
                in = inside(o, add(o, marks[i].kind, STR_NULL));
                if (marks[i].kind == RICH_CODE)
                        add(&in, RICH_WORDS, inner);
                else
                        put_inline(&in, inner, depth + 1);
                return inner.len + 2 * mark.len;
        }
        return 0;
}

/* [words](address) */
static size_t put_link(struct out *o, struct str s, int depth)
{
        struct str words, address, rest;
        struct out in;
        struct form_rich *r;

        if (!str_starts(s, STR("[")) || !closed_by(str_sub(s, 1, s.len), STR("]("), &words))
                return 0;
        rest = str_sub(s, words.len + 3, s.len);
        if (!closed_by(rest, STR(")"), &address))
                return 0;
        r = add(o, RICH_LINK, STR_NULL);
        r->href = form_rich_safe(address) ? address : STR_NULL;
        in = inside(o, r);
        put_inline(&in, words, depth + 1);
        return words.len + address.len + 4;
}

static void put_inline(struct out *o, struct str s, int depth)
{
        size_t from = 0, at = 0;

        while (at < s.len) {
                struct str rest = str_sub(s, at, s.len);
                size_t taken = 0;
                bool escape =
                        rest.ptr[0] == '\\' && rest.len > 1 && strchr("\\*_`[]#", rest.ptr[1]);

                if (escape || (depth < INLINE_DEPTH && strchr("*_`[\n", rest.ptr[0]))) {
                        if (at > from)
                                add(o, RICH_WORDS, str_sub(s, from, at - from));
                        if (escape)
                                add(o, RICH_WORDS, str_sub(rest, 1, 1));
                        taken = escape ? 2 : 0;
                        if (!taken && rest.ptr[0] == '\n') {
                                add(o,
                                        at >= 2 && s.ptr[at - 1] == ' ' && s.ptr[at - 2] == ' '
                                                ? RICH_BREAK
                                                : RICH_WORDS,
                                        STR(" "));
                                taken = 1;
                        }
                        if (!taken)
                                taken = put_marked(o, rest, depth);
                        if (!taken)
                                taken = put_link(o, rest, depth);
                        from = at + taken;
                }
                at += taken ? taken : 1;
        }
        if (at > from)
                add(o, RICH_WORDS, str_sub(s, from, at - from));
}

/* "- x", "* x", "+ x", "12. x": what follows the mark. */
static bool list_item(struct str line, bool *ret_numbered, struct str *ret_words)
{
        size_t digits = 0;

        while (digits < line.len && line.ptr[digits] >= '0' && line.ptr[digits] <= '9')
                digits++;
        if (digits && digits < 4 && str_starts(str_sub(line, digits, line.len), STR(". "))) {
                *ret_numbered = true;
                *ret_words = str_trim(str_sub(line, digits + 2, line.len));
                return true;
        }
        if (line.len < 2 || !strchr("-*+", line.ptr[0]) || line.ptr[1] != ' ')
                return false;
        *ret_numbered = false;
        *ret_words = str_trim(str_sub(line, 2, line.len));
        return true;
}

static size_t heading_level(struct str line)
{
        size_t n = 0;

        while (n < line.len && line.ptr[n] == '#')
                n++;
        return n && n <= 6 && n < line.len && line.ptr[n] == ' ' ? n : 0;
}

static bool is_rule(struct str line)
{
        return str_is(line, "---") || str_is(line, "***") || str_is(line, "___");
}

struct blocks {
        struct out out;
        struct form_rich *list; /* the list that is open */
        struct out items;
        struct buf paragraph;
};

static void end_paragraph(struct blocks *b)
{
        struct str s = str_trim(str_dup(b->out.arena, buf_str(&b->paragraph)));
        struct out in;

        if (s.len) {
                in = inside(&b->out, add(&b->out, RICH_PARAGRAPH, STR_NULL));
                put_inline(&in, s, 0);
        }
        buf_init(&b->paragraph, b->out.arena, 64 << 10);
}

static void put_item(struct blocks *b, bool numbered, struct str words)
{
        enum form_rich_kind kind = numbered ? RICH_NUMBERS : RICH_LIST;
        struct out in;

        end_paragraph(b);
        if (!b->list || b->list->kind != kind) {
                b->list = add(&b->out, kind, STR_NULL);
                b->items = inside(&b->out, b->list);
        }
        in = inside(&b->items, add(&b->items, RICH_ITEM, STR_NULL));
        put_inline(&in, words, 0);
}

static void put_line(struct blocks *b, struct str raw)
{
        struct str line = str_trim(raw), words;
        size_t level = heading_level(line);
        bool numbered;
        struct out in;

        if (list_item(line, &numbered, &words)) {
                put_item(b, numbered, words);
                return;
        }
        if (!line.len || level || is_rule(line))
                end_paragraph(b);
        if (!line.len || level || is_rule(line) || !b->paragraph.len)
                b->list = NULL;
        if (level) {
                in = inside(&b->out, add(&b->out, RICH_HEADING, STR_NULL));
                put_inline(&in, str_trim(str_sub(line, level, line.len)), 0);
        } else if (is_rule(line)) {
                add(&b->out, RICH_RULE, STR_NULL);
        } else if (line.len) {
                if (b->paragraph.len)
                        buf_byte(&b->paragraph, '\n');
                buf_add(&b->paragraph,
                        str_ends(raw, STR("  ")) ? str_cat(b->out.arena, line, STR("  ")) : line);
        }
}

const struct form_rich *form_rich_markdown(struct arena *a, struct str text)
{
        struct form_rich *first = NULL;
        struct blocks b = { .out = { a, &first } };
        struct str line;

        buf_init(&b.paragraph, a, 64 << 10);
        while (text.ptr && str_cut(&text, '\n', &line))
                put_line(&b, line);
        end_paragraph(&b);
        return first;
}
