/*
 * tools/viewgen/place.c: see place.h. Stricter than HTML on purpose: quoted values only, every
 * element closed, no inline script or style (the pages' Content-Security-Policy would drop them
 * anyway).
 */
#include "viewgen/place.h"

#include <ctype.h>

#define STOP(p, ...) gen_stop((p)->file, (p)->line, __VA_ARGS__)

static bool is_one_of(const char *name, const char *const *list)
{
        for (; *list; list++)
                if (!strcmp(name, *list))
                        return true;
        return false;
}

static bool is_void(const char *tag)
{
        static const char *const list[] = { "area", "base", "br", "col", "embed", "hr", "img",
                "input", "link", "meta", "source", "track", "wbr", NULL };

        return is_one_of(tag, list);
}

static bool is_url(const char *attr)
{
        static const char *const list[] = { "href", "src", "action", "formaction", "cite", "poster",
                "xlink:href", NULL };

        return is_one_of(attr, list);
}

static const char *top(const struct place *p)
{
        return p->depth ? p->open[p->depth - 1].name : "";
}

static bool in_element(const struct place *p, const char *name)
{
        for (int i = 0; i < p->depth; i++)
                if (!strcmp(p->open[i].name, name))
                        return true;
        return false;
}

/* Elements whose content is text without tags. */
static bool in_plain_text(const struct place *p)
{
        return !strcmp(top(p), "title") || !strcmp(top(p), "textarea");
}

static void add_char(struct place *p, char *name, char c)
{
        size_t n = strlen(name);

        if (n + 1 >= NAME_MAX_)
                STOP(p, "a name is too long: %s", name);
        name[n] = (char)tolower((u8)c);
        name[n + 1] = 0;
}

/* Decide about white space that waits, knowing what comes. */
static void settle_space(struct place *p, enum place_last next)
{
        bool drop =
                !p->space || (p->newline && (p->last == LAST_OPEN || next == LAST_CLOSE ||
                                                    (p->last != LAST_WORDS && next != LAST_WORDS)));

        if (!drop)
                buf_byte(p->out, ' ');
        p->space = p->newline = false;
        p->last = next;
}

void place_words(struct place *p)
{
        if (p->state == IN_TEXT)
                settle_space(p, LAST_WORDS);
        p->started = true;
}

void place_block(struct place *p)
{
        if (p->state == IN_TEXT)
                settle_space(p, LAST_BLOCK);
        else if (p->state == IN_TAG_NAME || p->state == IN_ATTR_NAME)
                p->state = IN_TAG;
        else if (p->state != IN_TAG && p->state != IN_VALUE)
                STOP(p, "a directive cannot stand here");
}

void place_need_markup(struct place *p, const char *what)
{
        if (p->state != IN_TEXT || in_plain_text(p) || !strcmp(top(p), "script"))
                STOP(p, "%s writes markup and can stand only between tags", what);
}

void place_need_tag(struct place *p, const char *what)
{
        if (p->state == IN_TAG_NAME || p->state == IN_ATTR_NAME)
                p->state = IN_TAG;
        if (p->state != IN_TAG || p->closing)
                STOP(p, "%s can stand only inside a tag", what);
}

void place_check_attr_name(struct place *p, const char *name)
{
        if (!strcmp(name, "style"))
                STOP(p, "style= is not allowed: give it a class");
        if (!strncmp(name, "on", 2))
                STOP(p, "%s= is not allowed: no inline script", name);
        if (!strcmp(name, "srcdoc"))
                STOP(p, "srcdoc= is not allowed");
}

enum place_how place_expression(struct place *p, const char *what)
{
        static const char *const never[] = { "srcset", "ping", "http-equiv", NULL };

        switch (p->state) {
        case IN_TEXT:
                if (!strcmp(top(p), "script"))
                        STOP(p, "%s cannot stand inside <script>", what);
                return in_plain_text(p) ? HOW_VALUE : HOW_TEXT;
        case IN_VALUE:
                if (is_one_of(p->attr, never))
                        STOP(p, "%s cannot stand in the attribute %s", what, p->attr);
                if (!p->url)
                        return HOW_VALUE;
                if (!p->started)
                        return HOW_URL;
                return !strncmp(p->head, "mailto:", 7) || !strncmp(p->head, "tel:", 4)
                               ? HOW_VALUE
                               : HOW_URL_PART;
        case IN_COMMENT:
                STOP(p, "%s cannot stand inside a comment", what);
        case IN_TAG_NAME:
                STOP(p, "%s cannot stand in the name of a tag", what);
        case IN_ATTR_EQUALS:
                STOP(p, "%s cannot stand in an unquoted attribute", what);
        case IN_TAG:
        case IN_ATTR_NAME:
                STOP(p, "%s cannot stand in the name of an attribute", what);
        default:
                STOP(p, "%s cannot stand here", what);
        }
}

static void push(struct place *p)
{
        struct element *e;

        if (p->depth == DEPTH_MAX)
                STOP(p, "elements are nested too deep");
        e = &p->open[p->depth++];
        memcpy(e->name, p->tag, sizeof e->name);
        e->line = p->line;
}

static void pop(struct place *p)
{
        if (!p->depth)
                STOP(p, "</%s> closes nothing that this view opened", p->tag);
        if (strcmp(top(p), p->tag))
                STOP(p, "</%s> closes <%s> of line %d", p->tag, top(p), p->open[p->depth - 1].line);
        p->depth--;
}

/* ">" of a tag. */
static void end_tag(struct place *p)
{
        if (!p->tag[0])
                STOP(p, "a tag without a name");
        buf_addc(p->out, p->slash ? "/>" : ">");
        p->state = IN_TEXT;
        if (p->closing) {
                pop(p);
                p->last = LAST_CLOSE;
                return;
        }
        if (!strcmp(p->tag, "style"))
                STOP(p, "<style> is not allowed: it belongs into the style sheet");
        if (!strcmp(p->tag, "script") && !p->has_src)
                STOP(p, "<script> without src is not allowed: no inline script");
        if (!strcmp(p->tag, "form") && p->is_post && !p->posts)
                STOP(p, "<form method=\"post\"> stands only in a view that writes req_csrf: use the view `form`");
        if (p->slash && !is_void(p->tag) && !in_element(p, "svg") && strcmp(p->tag, "svg"))
                STOP(p, "<%s/>: HTML does not close this element so", p->tag);
        p->last = is_void(p->tag) || p->slash ? LAST_CLOSE : LAST_OPEN;
        if (!is_void(p->tag) && !p->slash)
                push(p);
}

static void start_tag(struct place *p, char next)
{
        bool closing = next == '/';

        if (!isalpha((u8)next) && next != '/' && next != '!')
                STOP(p, "write &lt; for a less-than sign");
        if (next == '!') {
                p->state = IN_DOCTYPE;
                p->head[0] = 0;
                return;
        }
        if (in_plain_text(p) && !closing)
                STOP(p, "<%s> holds no tags", top(p));
        if (!strcmp(top(p), "script") && !closing)
                STOP(p, "<script> is empty here: no inline script");
        settle_space(p, closing ? LAST_CLOSE : LAST_OPEN);
        buf_byte(p->out, '<');
        p->state = IN_TAG_NAME;
        p->tag[0] = p->attr[0] = 0;
        p->closing = p->slash = p->has_src = p->is_post = false;
}

static void feed_text(struct place *p, char c, char next)
{
        if (c == '<') {
                start_tag(p, next);
                return;
        }
        if (isspace((u8)c) && !in_element(p, "pre") && !in_element(p, "textarea")) {
                p->space = true;
                p->newline |= c == '\n';
                return;
        }
        if (!strcmp(top(p), "script"))
                STOP(p, "<script> is empty here: no inline script");
        if ((u8)c < ' ' && !isspace((u8)c))
                STOP(p, "a control character");
        settle_space(p, LAST_WORDS);
        buf_byte(p->out, c);
}

/* "<!-- … -->" is dropped, "<!DOCTYPE html>" stays. `head` holds what came after "<!". */
static void feed_doctype(struct place *p, char c)
{
        size_t n = strlen(p->head);

        if (c == '!' && !n)
                return;
        if (c == '>') {
                if (strncmp(p->head, "doctype", 7))
                        STOP(p, "not understood: <!%s>", p->head);
                buf_addc(p->out, "<!DOCTYPE html>");
                p->state = IN_TEXT;
                p->last = LAST_OPEN;
                return;
        }
        if (n + 1 < sizeof p->head) {
                p->head[n] = (char)tolower((u8)c);
                p->head[n + 1] = 0;
        }
        if (!strcmp(p->head, "--")) {
                p->state = IN_COMMENT;
                p->head[0] = 0;
        }
}

static void feed_comment(struct place *p, char c)
{
        size_t n = strlen(p->head);

        if (c == '>' && n == 2) {
                p->state = IN_TEXT;
                return;
        }
        p->head[0] = p->head[1] = p->head[2] = 0;
        for (size_t i = 0; c == '-' && i < MIN(n + 1, 2); i++)
                p->head[i] = '-';
}

static void feed_tag(struct place *p, char c, char next)
{
        if (isspace((u8)c))
                return;
        if (c == '>') {
                end_tag(p);
                return;
        }
        if (c == '/' && next == '>') {
                p->slash = true;
                return;
        }
        if (p->closing)
                STOP(p, "</%s> takes no attributes", p->tag);
        if (!isalpha((u8)c) && c != '_' && c != ':')
                STOP(p, "an attribute's name cannot start with '%c'", c);
        buf_byte(p->out, ' ');
        p->attr[0] = 0;
        p->state = IN_ATTR_NAME;
        place_feed(p, c, next);
}

static void feed_attr_name(struct place *p, char c, char next)
{
        if (isalnum((u8)c) || c == '-' || c == '_' || c == ':' || c == '.') {
                add_char(p, p->attr, c);
                buf_byte(p->out, c);
                return;
        }
        place_check_attr_name(p, p->attr);
        if (c == '=') {
                p->state = IN_ATTR_EQUALS;
                return;
        }
        p->state = IN_TAG;
        feed_tag(p, c, next);
}

static void start_value(struct place *p, char c)
{
        if (c != '"' && c != '\'')
                STOP(p, "the value of %s needs quotes", p->attr);
        p->quote = c;
        p->url = is_url(p->attr);
        p->started = false;
        p->head[0] = 0;
        p->has_src |= !strcmp(p->attr, "src");
        p->state = IN_VALUE;
        buf_addc(p->out, "=\"");
}

static void end_value(struct place *p)
{
        if (!strcmp(p->attr, "method") && !strcmp(p->head, "post"))
                p->is_post = true;
        if (p->url && !strncmp(p->head, "javascript:", 11))
                STOP(p, "javascript: addresses are not allowed");
        buf_byte(p->out, '"');
        p->state = IN_TAG;
}

static void feed_value(struct place *p, char c, char next)
{
        size_t n = strlen(p->head);

        if (c == p->quote) {
                end_value(p);
                return;
        }
        if (c == '<')
                STOP(p, "write &lt; inside the value of %s (or is a quote missing?)", p->attr);
        if (!p->started && p->url && c == '/' && next != '/')
                buf_byte(p->out, PLACE_PAGE);
        if ((u8)c < ' ' && !isspace((u8)c))
                STOP(p, "a control character");
        if (n + 1 < sizeof p->head && (n || !p->started)) {
                p->head[n] = (char)tolower((u8)c);
                p->head[n + 1] = 0;
        }
        p->started = true;
        if (c == '"')
                buf_addc(p->out, "&quot;");
        else
                buf_byte(p->out, c);
}

void place_feed(struct place *p, char c, char next)
{
        switch (p->state) {
        case IN_TEXT:
                feed_text(p, c, next);
                break;
        case IN_TAG_NAME:
                if (c == '/' && !p->tag[0] && !p->closing) {
                        p->closing = true;
                        buf_byte(p->out, c);
                } else if (isalnum((u8)c) || c == '-') {
                        add_char(p, p->tag, c);
                        buf_byte(p->out, c);
                } else {
                        p->state = IN_TAG;
                        feed_tag(p, c, next);
                }
                break;
        case IN_TAG:
                feed_tag(p, c, next);
                break;
        case IN_ATTR_NAME:
                feed_attr_name(p, c, next);
                break;
        case IN_ATTR_EQUALS:
                start_value(p, c);
                break;
        case IN_VALUE:
                feed_value(p, c, next);
                break;
        case IN_COMMENT:
                feed_comment(p, c);
                break;
        case IN_DOCTYPE:
                feed_doctype(p, c);
                break;
        }
}

void place_same(struct place *p, const struct place *other, const char *what)
{
        if (p->depth != other->depth)
                STOP(p, "%s: the branches leave different elements open (<%s> and <%s>)", what,
                        other->depth ? top(other) : "none", p->depth ? top(p) : "none");
        for (int i = 0; i < p->depth; i++)
                if (strcmp(p->open[i].name, other->open[i].name))
                        STOP(p, "%s: the branches leave different elements open (<%s> and <%s>)",
                                what, other->open[i].name, p->open[i].name);
        if (p->state != other->state || (p->state != IN_TEXT && strcmp(p->tag, other->tag)) ||
                (p->state == IN_VALUE && strcmp(p->attr, other->attr)))
                STOP(p, "%s: the branches end at different places of a tag", what);
        if (p->state == IN_VALUE && p->url && p->started != other->started)
                STOP(p, "%s: one branch begins the address and another does not", what);
        p->started |= other->started;
        p->has_src &= other->has_src;
        p->is_post |= other->is_post;
        p->space = p->newline = false;
        p->last = LAST_BLOCK;
}

void place_end(struct place *p)
{
        if (p->state != IN_TEXT)
                STOP(p, "the view ends inside a tag");
        if (p->depth)
                STOP(p, "<%s> of line %d is not closed", top(p), p->open[p->depth - 1].line);
        settle_space(p, LAST_BLOCK);
}
