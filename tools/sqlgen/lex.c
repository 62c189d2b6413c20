/*
 * tools/sqlgen/lex.c: SQL text into tokens, with the additions of docs/languages.md: ?name
 * parameters and {{…}} directives. It knows no grammar; the word lists say which names would
 * mean something else in C or in one of the databases.
 */
#include "sqlgen/sqlgen.h"

#include <ctype.h>
#include <stdlib.h>

static bool word_char(char c)
{
        return isalnum((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

void toks_add(struct arena *a, struct toks *ts, struct tok t)
{
        if (ts->n + TOKS_PAST >= ts->cap) {
                struct tok *grown = NEW_ARRAY(a, struct tok, ts->cap = ts->cap * 2 + 4 * TOKS_PAST);

                if (ts->n)
                        memcpy(grown, ts->t, ts->n * sizeof *grown);
                ts->t = grown;
        }
        ts->t[ts->n++] = t;
        ts->t[ts->n] = (struct tok){ .kind = TOK_END, .text = STR(""), .line = t.line };
}

/* Length of a quoted piece that begins at p; a doubled closing quote stands for itself. */
static size_t quoted_len(const char *p, const char *end, char close)
{
        const char *q = p + 1;

        while (q < end) {
                if (*q == close) {
                        if (q + 1 < end && q[1] == close && close != ']')
                                q++;
                        else
                                return (size_t)(q + 1 - p);
                }
                q++;
        }
        return 0;
}

static size_t op_len(const char *p, const char *end)
{
        static const char *const ops[] = { "->>", "<=", ">=", "<>", "!=", "==", "||", "::", "->",
                "<<", ">>", "@>", "@@", "<@" };

        for (size_t i = 0; i < ARRAY_LEN(ops); i++) {
                size_t n = strlen(ops[i]);

                if ((size_t)(end - p) >= n && memcmp(p, ops[i], n) == 0)
                        return n;
        }
        return 1;
}

/* Where the token at p ends; its kind and the text without its marks. 0: not closed. */
static size_t next_token(const char *p, const char *end, struct tok *t)
{
        size_t n = 1;

        if (*p == '\'' || *p == '"' || *p == '`') {
                t->kind = *p == '\'' ? TOK_STRING : TOK_QUOTED;
                n = quoted_len(p, end, *p);
        } else if (*p == '[') {
                t->kind = TOK_QUOTED;
                n = quoted_len(p, end, ']');
        } else if (end - p >= 2 && p[0] == '{' && p[1] == '{') {
                ptrdiff_t at = str_find(str_n(p, (size_t)(end - p)), STR("}}"));

                t->kind = TOK_DIRECTIVE;
                if (at < 0)
                        return 0;
                t->text = str_trim(str_n(p + 2, (size_t)at - 2));
                return (size_t)at + 2;
        } else if (end - p >= 2 && p[0] == '-' && p[1] == '-') {
                t->kind = TOK_COMMENT;
                while (p + n < end && p[n] != '\n')
                        n++;
                t->text = str_n(p + 2, n - 2);
                return n;
        } else if (*p == '?' && end - p >= 2 && word_char(p[1])) {
                t->kind = TOK_PARAM;
                while (p + n < end && word_char(p[n]))
                        n++;
                t->text = str_n(p + 1, n - 1);
                return n;
        } else if (isdigit((unsigned char)*p)) {
                t->kind = TOK_NUMBER;
                while (p + n < end && (word_char(p[n]) || p[n] == '.'))
                        n++;
        } else if (word_char(*p)) {
                t->kind = TOK_WORD;
                while (p + n < end && word_char(p[n]))
                        n++;
        } else {
                t->kind = TOK_OP;
                n = op_len(p, end);
        }
        t->text = str_n(p, n);
        return n;
}

struct toks lex(struct sqlgen *g, const char *file, int line, struct str text)
{
        struct toks ts = { 0 };
        const char *p = text.ptr, *end = text.ptr + text.len;
        bool space = false;

        while (p < end) {
                struct tok t = { .line = line, .space = space };
                size_t n;

                if (isspace((unsigned char)*p)) {
                        line += *p++ == '\n';
                        space = true;
                        continue;
                }
                n = next_token(p, end, &t);
                if (!n) {
                        sql_error(g, file, line, "%s is not closed",
                                *p == '{' ? "{{" : "a quotation mark");
                        break;
                }
                toks_add(g->a, &ts, t);
                for (size_t i = 0; i < n; i++)
                        line += p[i] == '\n';
                p += n;
                space = false;
        }
        if (!ts.t)
                ts.t = NEW_ARRAY(g->a, struct tok, TOKS_PAST);
        return ts;
}

bool tok_is(const struct tok *t, const char *text)
{
        return (t->kind == TOK_WORD || t->kind == TOK_OP) && str_eq_nocase(t->text, str_of(text));
}

bool tok_in(const struct tok *t, const char *const *words)
{
        for (; *words; words++)
                if (tok_is(t, *words))
                        return true;
        return false;
}

size_t tok_close(const struct toks *ts, size_t open)
{
        int depth = 0;

        for (size_t i = open; i < ts->n; i++) {
                if (tok_is(&ts->t[i], "("))
                        depth++;
                else if (tok_is(&ts->t[i], ")") && --depth == 0)
                        return i;
        }
        return ts->n;
}

bool is_name(struct str s)
{
        if (!s.len || s.len > 63 || s.ptr[0] < 'a' || s.ptr[0] > 'z')
                return false;
        for (size_t i = 0; i < s.len; i++)
                if (!(s.ptr[i] == '_' || (s.ptr[i] >= 'a' && s.ptr[i] <= 'z') ||
                            (s.ptr[i] >= '0' && s.ptr[i] <= '9')))
                        return false;
        return true;
}

static int cmp_str(const void *x, const void *y)
{
        return str_cmp(*(const struct str *)x, str_of(*(const char *const *)y));
}

static bool in_words(struct str s, const char *const *words, size_t n)
{
        return bsearch(&s, words, n, sizeof *words, cmp_str) != NULL;
}

bool is_c_word(struct str s)
{
        static const char *const words[] = { "alignas", "alignof", "asm", "auto", "bool", "break",
                "case", "char", "const", "constexpr", "continue", "default", "do", "double", "else",
                "enum", "extern", "false", "float", "for", "goto", "i64", "if", "inline", "int",
                "long", "nullptr", "register", "restrict", "return", "short", "signed", "sizeof",
                "static", "str", "struct", "switch", "thread_local", "true", "tx", "typedef",
                "typeof", "u32", "u64", "u8", "union", "unsigned", "void", "volatile", "while" };

        return in_words(s, words, ARRAY_LEN(words));
}

bool is_sql_word(struct str s)
{
        static const char *const words[] = { "all", "alter", "analyse", "analyze", "and", "any",
                "array", "as", "asc", "asymmetric", "authorization", "begin", "between", "binary",
                "both", "by", "case", "cast", "check", "collate", "collation", "column", "commit",
                "concurrently", "constraint", "create", "cross", "current_catalog", "current_date",
                "current_role", "current_schema", "current_time", "current_timestamp",
                "current_user", "default", "deferrable", "delete", "desc", "distinct", "do", "drop",
                "else", "end", "escape", "except", "exists", "false", "fetch", "for", "foreign",
                "freeze", "from", "full", "glob", "grant", "group", "having", "ilike", "in",
                "index", "initially", "inner", "insert", "intersect", "into", "is", "isnull",
                "join", "lateral", "leading", "left", "like", "limit", "localtime",
                "localtimestamp", "natural", "not", "nothing", "notnull", "null", "offset", "on",
                "only", "or", "order", "outer", "overlaps", "placing", "primary", "raise",
                "references", "returning", "right", "rollback", "select", "session_user", "set",
                "similar", "some", "symmetric", "table", "tablesample", "then", "to", "trailing",
                "transaction", "true", "union", "unique", "update", "user", "using", "values",
                "variadic", "verbose", "when", "where", "window", "with" };

        return in_words(s, words, ARRAY_LEN(words));
}
