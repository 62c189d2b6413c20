/*
 * tools/viewgen: the views of one folder become C functions (docs/languages.md, 2). It understands
 * HTML well enough to know where each expression stands (place.c) and C well enough to find the end
 * of an expression; whether an expression has the right type is the compiler's matter, whom #line
 * marks lead back to the view.
 *
 *      viewgen --src SRC --folder mod/dossier --list texts.list [--assets assets.list]
 *              --c views.c --h views.h --depfile views.d
 */
#include <stdio.h>
#include <stdlib.h>

#include "viewgen/place.h"

enum block_kind { BLOCK_IF, BLOCK_FOR, BLOCK_WRAP };

struct block {
        enum block_kind kind;
        int line;
        struct place start;  /* at its beginning */
        struct place branch; /* at the end of the branches before */
        bool has_branch, has_else;
        struct str after; /* WRAP: the closing call; FOR: the count */
};

struct name {
        struct str s;
        int params, markup; /* texts: values to give, and whether it has <a> or <strong> */
        struct name *next;
};

struct viewgen {
        struct gen g;
        struct name *texts, *assets; /* what --list and --assets allow */
        bool check_assets;
        struct buf header, source, includes;

        /* the file */
        const char *file;
        struct str s;
        size_t at;
        int line;
        /* the view */
        struct str name, params;
        int view_line;
        bool in_view, split;
        struct buf code, first; /* of now; of view_x__open once {{content}} was met */
        struct buf literal;
        struct place place;
        struct block blocks[DEPTH_MAX];
        int depth, loops;
};

#define FAIL(v, ...) gen_stop((v)->file, (v)->line, __VA_ARGS__)
#define INDENT(v)    (8 + 8 * (v)->depth), ""

/* ---- Literal markup -------------------------------------------------------------------------- */

static void write_raw(struct viewgen *v, struct str s)
{
        if (!s.len)
                return;
        buf_fmt(&v->code, "%*shtml__raw(h,", INDENT(v));
        if (s.len < 60) {
                gen_literal(&v->code, s, " ");
                buf_fmt(&v->code, ", %zu);\n", s.len);
                return;
        }
        buf_byte(&v->code, '\n');
        gen_literal(&v->code, s, str_fmt(v->g.arena, "%*s", 16 + 8 * v->depth, "").ptr);
        buf_fmt(&v->code, ", %zu);\n", s.len);
}

/* What was gathered becomes calls; "/en" goes before the address of a page. */
static void flush(struct viewgen *v)
{
        struct str rest = str_dup(v->g.arena, buf_str(&v->literal)), piece;
        struct buf now;

        buf_init(&now, v->g.arena, GEN_MEMORY);
        str_cut(&rest, PLACE_PAGE, &piece);
        buf_add(&now, piece);
        while (str_cut(&rest, PLACE_PAGE, &piece)) {
                if (!str_starts(piece, STR("/assets/")) && !str_starts(piece, STR("/api/"))) {
                        write_raw(v, buf_str(&now));
                        buf_fmt(&v->code, "%*shtml__page_prefix(h);\n", INDENT(v));
                        now.len = 0;
                }
                buf_add(&now, piece);
        }
        write_raw(v, buf_str(&now));
        v->literal.len = 0;
}

/* Everything before it is written; the C that follows belongs to this line of the view. */
static void start_code(struct viewgen *v)
{
        flush(v);
        gen_line(&v->code, v->file, v->line);
}

/* ---- Pieces of C ----------------------------------------------------------------------------- */

/* Past a string or character constant that starts at i. */
static size_t skip_quoted(struct str s, size_t i)
{
        char quote = s.ptr[i++];

        while (i < s.len && s.ptr[i] != quote)
                i += s.ptr[i] == '\\' ? 2 : 1;
        return i + 1;
}

/* Offset of `c` outside brackets and quotes, or -1. */
static ptrdiff_t find_outside(struct str s, char c)
{
        int depth = 0;

        for (size_t i = 0; i < s.len;) {
                char x = s.ptr[i];

                if (x == c && depth == 0)
                        return (ptrdiff_t)i;
                if (x == '"' || x == '\'') {
                        i = skip_quoted(s, i);
                        continue;
                }
                depth += (x == '(' || x == '[' || x == '{') - (x == ')' || x == ']' || x == '}');
                i++;
        }
        return -1;
}

static int count_arguments(struct str s)
{
        int n = 0;
        ptrdiff_t at;

        s = str_trim(s);
        while (s.len) {
                n++;
                at = find_outside(s, ',');
                s = at < 0 ? STR("") : str_sub(s, (size_t)at + 1, s.len);
        }
        return n;
}

/* "name(args)" -> both. */
static void split_call(struct viewgen *v, struct str s, struct str *ret_name, struct str *ret_args)
{
        ptrdiff_t open = str_find_char(s, '(');

        s = str_trim(s);
        if (open <= 0 || s.ptr[s.len - 1] != ')' ||
                !gen_is_name(str_trim(str_sub(s, 0, (size_t)open))))
                FAIL(v, "written like name(arguments): %.*s", STRF(s));
        *ret_name = str_trim(str_sub(s, 0, (size_t)open));
        *ret_args = str_trim(str_sub(s, (size_t)open + 1, s.len - (size_t)open - 2));
}

static struct str call_of(struct viewgen *v, struct str name, const char *end, struct str args)
{
        return str_fmt(v->g.arena, "view_%.*s%s(h%s%.*s);", STRF(name), end, args.len ? ", " : "",
                STRF(args));
}

static const struct name *find_name(const struct name *n, struct str s)
{
        while (n && !str_eq(n->s, s))
                n = n->next;
        return n;
}

/* ---- Directives ------------------------------------------------------------------------------ */

static struct block *open_block(struct viewgen *v, enum block_kind kind)
{
        struct block *b;

        if (v->depth == DEPTH_MAX)
                FAIL(v, "blocks are nested too deep");
        b = &v->blocks[v->depth];
        *b = (struct block){ .kind = kind, .line = v->line, .start = v->place };
        v->depth++;
        return b;
}

static void do_expression(struct viewgen *v, struct str s)
{
        enum place_how how = place_expression(&v->place, "an expression");
        static const char *const calls[] = { [HOW_TEXT] = "html_put",
                [HOW_VALUE] = "html_put",
                [HOW_URL] = "html_url",
                [HOW_URL_PART] = "html_part" };

        if (!s.len)
                FAIL(v, "an empty expression");
        place_words(&v->place);
        start_code(v);
        buf_fmt(&v->code, "%*s%s(h, %.*s);\n", INDENT(v), calls[how], STRF(s));
}

static void do_text(struct viewgen *v, struct str s)
{
        enum place_how how = place_expression(&v->place, "a text");
        struct str key = s, args = STR("");
        ptrdiff_t comma = find_outside(s, ',');
        const struct name *text;

        if (comma >= 0) {
                key = str_trim(str_sub(s, 0, (size_t)comma));
                args = str_trim(str_sub(s, (size_t)comma + 1, s.len));
        }
        text = find_name(v->texts, key);
        if (!text)
                FAIL(v, "there is no text %.*s in any vi.po", STRF(key));
        if (count_arguments(args) != text->params)
                FAIL(v, "the text %.*s takes %d values, not %d", STRF(key), text->params,
                        count_arguments(args));
        if (how != HOW_TEXT && text->markup)
                FAIL(v, "the text %.*s has <a> or <strong> and cannot stand in an attribute, title or textarea",
                        STRF(key));
        if (how == HOW_URL || how == HOW_URL_PART)
                FAIL(v, "a text cannot be an address");
        place_words(&v->place);
        start_code(v);
        if (how == HOW_TEXT)
                buf_fmt(&v->code, "%*st_%.*s(h%s%.*s);\n", INDENT(v), STRF(key),
                        args.len ? ", " : "", STRF(args));
        else
                buf_fmt(&v->code, "%*shtml_put_str(h, s_%.*s(h->arena, h->lang%s%.*s));\n",
                        INDENT(v), STRF(key), args.len ? ", " : "", STRF(args));
}

static void do_if(struct viewgen *v, struct str cond)
{
        if (!cond.len)
                FAIL(v, "{{if}} needs a condition");
        place_block(&v->place);
        start_code(v);
        buf_fmt(&v->code, "%*sif (%.*s) {\n", INDENT(v), STRF(cond));
        open_block(v, BLOCK_IF);
}

/* A branch is over: it must end where the others ended; the next starts where the block started. */
static void next_branch(struct viewgen *v, struct block *b)
{
        struct place end;

        place_block(&v->place);
        flush(v);
        if (b->has_branch)
                place_same(&v->place, &b->branch, "{{else}}");
        end = v->place;
        b->branch = end;
        b->has_branch = true;
        v->place = b->start;
        v->place.line = v->line;
}

static void do_else(struct viewgen *v, struct str rest)
{
        struct block *b = v->depth ? &v->blocks[v->depth - 1] : NULL;
        bool more = str_starts(rest, STR("if "));

        if (!b || b->kind == BLOCK_WRAP || b->has_else || (more && b->kind == BLOCK_FOR))
                FAIL(v, "{{else}} without its {{if}} or {{for}}");
        if (!more && rest.len)
                FAIL(v, "{{else}} takes nothing, or `if condition`");
        next_branch(v, b);
        v->depth--;
        if (b->kind == BLOCK_FOR) {
                place_same(&v->place, &b->branch, "{{for}}");
                buf_fmt(&v->code, "%*s}\n", INDENT(v));
                gen_line(&v->code, v->file, v->line);
                buf_fmt(&v->code, "%*sif ((%.*s) == 0) {\n", INDENT(v), STRF(b->after));
        } else if (more) {
                gen_line(&v->code, v->file, v->line);
                buf_fmt(&v->code, "%*s} else if (%.*s) {\n", INDENT(v),
                        STRF(str_trim(str_sub(rest, 3, rest.len))));
        } else {
                buf_fmt(&v->code, "%*s} else {\n", INDENT(v));
        }
        b->has_else = !more;
        v->depth++;
}

static void do_end(struct viewgen *v)
{
        struct block *b = v->depth ? &v->blocks[v->depth - 1] : NULL;

        if (!b)
                FAIL(v, "{{end}} without a block");
        place_block(&v->place);
        flush(v);
        if (b->kind != BLOCK_IF || !b->has_else)
                place_same(&v->place, &b->start,
                        b->kind == BLOCK_IF    ? "{{if}} without {{else}}"
                        : b->kind == BLOCK_FOR ? "{{for}}"
                                               : "{{wrap}}");
        if (b->has_branch)
                place_same(&v->place, &b->branch, "{{end}}");
        if (b->kind == BLOCK_WRAP) {
                gen_line(&v->code, v->file, v->line);
                buf_fmt(&v->code, "%*s%.*s\n", INDENT(v), STRF(b->after));
        }
        v->depth--;
        buf_fmt(&v->code, "%*s}\n", INDENT(v));
}

static void do_for(struct viewgen *v, struct str s)
{
        ptrdiff_t colon = find_outside(s, ':'), comma = find_outside(s, ',');
        struct str decl, list, count;
        int n = ++v->loops;

        if (colon < 0 || comma < colon)
                FAIL(v, "written like {{for const struct x *p : pointer, count}}");
        decl = str_trim(str_sub(s, 0, (size_t)colon));
        list = str_trim(str_sub(s, (size_t)colon + 1, (size_t)(comma - colon) - 1));
        count = str_trim(str_sub(s, (size_t)comma + 1, s.len));
        if (!list.len || !count.len || str_find_char(decl, '*') < 0)
                FAIL(v, "written like {{for const struct x *p : pointer, count}}");
        place_block(&v->place);
        start_code(v);
        buf_fmt(&v->code,
                "%*sfor (size_t i_%d = 0, n_%d = (size_t)(%.*s); i_%d < n_%d; i_%d++) {\n",
                INDENT(v), n, n, STRF(count), n, n, n);
        open_block(v, BLOCK_FOR)->after = count;
        gen_line(&v->code, v->file, v->line);
        buf_fmt(&v->code, "%*s%.*s = &(%.*s)[i_%d];\n\n", INDENT(v), STRF(decl), STRF(list), n);
}

static void do_let(struct viewgen *v, struct str s)
{
        if (find_outside(s, '=') < 0)
                FAIL(v, "written like {{let type name = expression}}");
        place_block(&v->place);
        start_code(v);
        buf_fmt(&v->code, "%*s%.*s;\n", INDENT(v), STRF(s));
}

static void do_call(struct viewgen *v, struct str s)
{
        struct str name, args;

        split_call(v, s, &name, &args);
        place_need_markup(&v->place, "{{call}}");
        place_block(&v->place);
        start_code(v);
        buf_fmt(&v->code, "%*s%.*s\n", INDENT(v), STRF(call_of(v, name, "", args)));
}

static void do_wrap(struct viewgen *v, struct str s)
{
        struct str name, args;

        split_call(v, s, &name, &args);
        place_need_markup(&v->place, "{{wrap}}");
        place_block(&v->place);
        start_code(v);
        buf_fmt(&v->code, "%*s{\n%*s        %.*s\n", INDENT(v), INDENT(v),
                STRF(call_of(v, name, "__open", args)));
        open_block(v, BLOCK_WRAP)->after = call_of(v, name, "__close", args);
}

/*
 * The view is cut in two here. Views that wrap it are cut with it: their braces close at the end of
 * the first function and open again in the second.
 */
static void do_content(struct viewgen *v)
{
        for (int i = 0; i < v->depth; i++)
                if (v->blocks[i].kind != BLOCK_WRAP)
                        FAIL(v, "{{content}} cannot stand inside {{if}} or {{for}}");
        if (v->split)
                FAIL(v, "{{content}} stands once");
        place_need_markup(&v->place, "{{content}}");
        place_block(&v->place);
        flush(v);
        for (int i = v->depth; i > 0; i--)
                buf_fmt(&v->code, "%*s}\n", 8 * i, "");
        v->split = true;
        v->first = v->code;
        buf_init(&v->code, v->g.arena, GEN_MEMORY);
        for (int i = 1; i <= v->depth; i++)
                buf_fmt(&v->code, "%*s{\n", 8 * i, "");
}

static void do_attr(struct viewgen *v, struct str s)
{
        ptrdiff_t space = str_find_char(s, ' ');
        const char *name;

        if (space < 0)
                FAIL(v, "written like {{attr? checked condition}}");
        name = str_dup(v->g.arena, str_sub(s, 0, (size_t)space)).ptr;
        for (const char *p = name; *p; p++)
                if (!((*p >= 'a' && *p <= 'z') || *p == '-'))
                        FAIL(v, "not the name of an attribute: %s", name);
        place_need_tag(&v->place, "{{attr?}}");
        place_check_attr_name(&v->place, name);
        start_code(v);
        buf_fmt(&v->code, "%*sif (%.*s)\n%*s        html__raw(h, \" %s\", %zu);\n", INDENT(v),
                STRF(str_trim(str_sub(s, (size_t)space, s.len))), INDENT(v), name,
                strlen(name) + 1);
}

static void do_asset(struct viewgen *v, struct str s)
{
        struct str name = str_sub(s, 1, s.len - 2);

        if (s.len < 3 || s.ptr[0] != '"' || s.ptr[s.len - 1] != '"')
                FAIL(v, "written like {{asset \"motcua.css\"}}");
        if (v->check_assets && !find_name(v->assets, name))
                FAIL(v, "there is no asset %.*s", STRF(name));
        if (place_expression(&v->place, "{{asset}}") == HOW_URL_PART)
                FAIL(v, "{{asset}} is the whole address");
        place_words(&v->place);
        start_code(v);
        buf_fmt(&v->code, "%*shtml_put_c(h, asset_path(%.*s));\n", INDENT(v), STRF(s));
}

/* ---- Views and files ------------------------------------------------------------------------- */

static void start_view(struct viewgen *v, struct str s)
{
        struct str rest = str_sub(v->s, v->at, v->s.len);
        ptrdiff_t end = str_find(rest, STR("{{/view}}"));

        split_call(v, s, &v->name, &v->params);
        if (end < 0)
                FAIL(v, "{{view %.*s}} has no {{/view}}", STRF(v->name));
        v->in_view = true;
        v->split = false;
        v->view_line = v->line;
        v->depth = v->loops = 0;
        buf_init(&v->code, v->g.arena, GEN_MEMORY);
        buf_init(&v->literal, v->g.arena, GEN_MEMORY);
        v->place = (struct place){ .g = &v->g,
                .file = v->file,
                .line = v->line,
                .out = &v->literal,
                .last = LAST_BLOCK,
                .posts = str_find(str_sub(rest, 0, (size_t)end), STR("req_csrf(")) >= 0 };
        if (str_is(v->params, "void"))
                v->params = STR("");
}

static void write_function(struct viewgen *v, const char *end, struct buf *body)
{
        struct str head = str_fmt(v->g.arena, "void view_%.*s%s(struct html *h%s%.*s)",
                STRF(v->name), end, v->params.len ? ", " : "", STRF(v->params));

        buf_fmt(&v->header, "%.*s;\n", STRF(head));
        buf_addc(&v->source, "\n");
        gen_line(&v->source, v->file, v->view_line);
        buf_fmt(&v->source, "%.*s\n{\n%.*s}\n", STRF(head), STRF(buf_str(body)));
}

static void end_view(struct viewgen *v)
{
        if (v->depth)
                FAIL(v, "the block of line %d has no {{end}}", v->blocks[v->depth - 1].line);
        place_end(&v->place);
        flush(v);
        buf_fmt(&v->header, "\n/* %s:%d */\n", v->file, v->view_line);
        if (v->split) {
                write_function(v, "__open", &v->first);
                write_function(v, "__close", &v->code);
        } else {
                write_function(v, "", &v->code);
        }
        v->in_view = false;
}

static void do_include(struct viewgen *v, struct str s)
{
        struct str line = str_fmt(v->g.arena, "#include %.*s\n", STRF(s));

        if (s.len < 3 || s.ptr[0] != '"' || s.ptr[s.len - 1] != '"')
                FAIL(v, "written like {{include \"mod/x/view.h\"}}");
        if (str_find(buf_str(&v->includes), line) < 0)
                buf_add(&v->includes, line);
}

/* `word` and a blank at the start of s: the rest into *ret_rest. */
static bool is_word(struct str s, const char *word, struct str *ret_rest)
{
        size_t n = strlen(word);

        if (!str_starts(s, str_of(word)) || (s.len > n && s.ptr[n] != ' ' && s.ptr[n] != '\n'))
                return false;
        *ret_rest = str_trim(str_sub(s, n, s.len));
        return true;
}

static void do_directive(struct viewgen *v, struct str s)
{
        static const struct {
                const char *word;
                void (*fn)(struct viewgen *, struct str);
        } words[] = { { "if", do_if }, { "else", do_else }, { "for", do_for }, { "let", do_let },
                { "call", do_call }, { "wrap", do_wrap }, { "t", do_text }, { "attr?", do_attr },
                { "asset", do_asset } };
        struct str rest;

        s = str_trim(s);
        if (!v->in_view) {
                if (is_word(s, "include", &rest))
                        do_include(v, rest);
                else if (is_word(s, "view", &rest))
                        start_view(v, rest);
                else
                        FAIL(v, "outside {{view}} stand only {{include}}, {{view}} and comments");
                return;
        }
        v->place.line = v->line;
        if (is_word(s, "view", &rest) || is_word(s, "include", &rest))
                FAIL(v, "{{%.*s}} inside the view of line %d", STRF(s), v->view_line);
        if (str_is(s, "/view")) {
                end_view(v);
        } else if (str_is(s, "end")) {
                do_end(v);
        } else if (str_is(s, "content")) {
                do_content(v);
        } else {
                for (size_t i = 0; i < ARRAY_LEN(words); i++)
                        if (is_word(s, words[i].word, &rest)) {
                                words[i].fn(v, rest);
                                return;
                        }
                do_expression(v, s);
        }
}

/* The text between {{ and }}, quotes and braces of C respected; v->at moves behind it. */
static struct str cut_directive(struct viewgen *v)
{
        size_t from = v->at + 2, i = from;
        int depth = 0;

        if (str_starts(str_sub(v->s, from, v->s.len), STR("!--"))) {
                ptrdiff_t end = str_find(str_sub(v->s, from, v->s.len), STR("--}}"));

                if (end < 0)
                        FAIL(v, "a comment without --}}");
                v->at = from + (size_t)end + 4;
                return STR_NULL;
        }
        while (i < v->s.len) {
                char c = v->s.ptr[i];

                if (c == '}' && depth == 0 && i + 1 < v->s.len && v->s.ptr[i + 1] == '}') {
                        v->at = i + 2;
                        return str_sub(v->s, from, i - from);
                }
                if (c == '"' || c == '\'') {
                        i = skip_quoted(v->s, i);
                        continue;
                }
                depth += (c == '{') - (c == '}');
                i++;
        }
        FAIL(v, "{{ without }}");
}

static void read_file(struct viewgen *v, const char *path)
{
        v->file = path;
        v->s = gen_read(&v->g, path);
        v->at = 0;
        v->line = 1;
        v->in_view = false;
        while (v->at < v->s.len) {
                size_t from = v->at;
                char c = v->s.ptr[v->at], next = v->at + 1 < v->s.len ? v->s.ptr[v->at + 1] : 0;

                if (c == '{' && next == '{') {
                        struct str s = cut_directive(v);

                        if (s.ptr)
                                do_directive(v, s);
                } else {
                        if (v->in_view) {
                                v->place.line = v->line;
                                place_feed(&v->place, c, next);
                        } else if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
                                FAIL(v, "outside {{view}} stand only {{include}}, {{view}} and comments");
                        }
                        v->at++;
                }
                for (; from < v->at; from++)
                        v->line += v->s.ptr[from] == '\n';
        }
        if (v->in_view)
                FAIL(v, "the view of line %d has no {{/view}}", v->view_line);
}

/*
 * texts.list of pogen: "KEY name:str n:i64 href:href strong:tag"; assets.list of embed: one name a
 * line.
 */
static struct name *read_list(struct viewgen *v, const char *path)
{
        struct str rest = gen_read(&v->g, path), line, word;
        struct name *list = NULL;

        while (str_cut(&rest, '\n', &line)) {
                struct name *n;

                if (!line.len)
                        continue;
                n = NEW(v->g.arena, struct name);
                str_cut(&line, ' ', &n->s);
                while (str_cut(&line, ' ', &word)) {
                        n->params += !str_ends(word, STR(":tag"));
                        n->markup |= str_ends(word, STR(":tag")) || str_ends(word, STR(":href"));
                }
                n->next = list;
                list = n;
        }
        return list;
}

static void write_files(struct viewgen *v, const char *folder, const char *c, const char *h)
{
        struct str guard = str_dup(v->g.arena, str_of(folder));
        struct str head =
                str_fmt(v->g.arena, "/* Made by tools/viewgen from %s/views. */\n", folder);

        for (size_t i = 0; i < guard.len; i++) {
                char *p = (char *)&guard.ptr[i];

                *p = *p >= 'a' && *p <= 'z' ? (char)(*p - 32) : '_';
        }
        gen_write(&v->g, h,
                str_fmt(v->g.arena,
                        "%.*s#ifndef %.*s_VIEWS_H\n#define %.*s_VIEWS_H\n\n#include \"web/html.h\"\n%.*s%.*s\n#endif\n",
                        STRF(head), STRF(guard), STRF(guard), STRF(buf_str(&v->includes)),
                        STRF(buf_str(&v->header))));
        gen_write(&v->g, c,
                str_fmt(v->g.arena,
                        "%.*s#include \"%s/views.h\"\n\n#include \"web/texts.h\"\n#include \"web/web.h\"\n%.*s",
                        STRF(head), folder, STRF(buf_str(&v->source))));
}

int main(int argc, char **argv)
{
        const char *src = gen_flag(argc, argv, "src"), *folder = gen_flag(argc, argv, "folder");
        const char *c = gen_flag(argc, argv, "c"),
                   *assets = gen_flag_or(argc, argv, "assets", NULL);
        static struct viewgen v;
        const char *const *names;
        const char *dir;
        size_t n;

        gen_init(&v.g);
        buf_init(&v.header, v.g.arena, GEN_MEMORY);
        buf_init(&v.source, v.g.arena, GEN_MEMORY);
        buf_init(&v.includes, v.g.arena, GEN_MEMORY);
        v.texts = read_list(&v, gen_flag(argc, argv, "list"));
        v.check_assets = assets != NULL;
        if (assets)
                v.assets = read_list(&v, assets);
        dir = str_fmt(v.g.arena, "%s/%s/views", src, folder).ptr;
        n = gen_list(&v.g, dir, ".html", &names);
        if (!n)
                gen_stop(dir, 0, "no views are here");
        for (size_t i = 0; i < n; i++)
                read_file(&v, str_fmt(v.g.arena, "%s/%s", dir, names[i]).ptr);
        write_files(&v, folder, c, gen_flag(argc, argv, "h"));
        gen_write_deps(&v.g, gen_flag(argc, argv, "depfile"), c);
        return 0;
}
