/*
 * src/flow/feel_lex.h: FEEL text as tokens (DMN 1.5, 10.3.1.2 rules 27 to 41 and 60 to 66), and the
 * names that are known where an expression stands. The lexer knows words only; which words together
 * make one name ("lệ phí cấp lại", "a+b") is asked of the scope by the parser.
 */
#ifndef FLOW_FEEL_LEX_H
#define FLOW_FEEL_LEX_H

#include "flow/feel.h"

enum feel_token {
        TOK_END = 256,
        TOK_WORD,
        TOK_NUMBER,
        TOK_STRING,
        TOK_AT, /* @"…" */
        TOK_DOTS,
        TOK_POWER,
        TOK_NOT_EQUAL,
        TOK_LESS_EQUAL,
        TOK_MORE_EQUAL,
        TOK_ARROW,
        TOK_BAD
};

struct feel_lex {
        struct str text;
        size_t start, end; /* of the current token, which is text[start..end) */
        int token;         /* enum feel_token or the character itself */
};

void feel__lex_at(struct feel_lex *l, size_t pos); /* read the token at pos, after white space */
static inline void feel__lex_next(struct feel_lex *l)
{
        feel__lex_at(l, l->end);
}
static inline struct str feel__lex_text(const struct feel_lex *l)
{
        return str_n(l->text.ptr + l->start, l->end - l->start);
}
/* What a string literal with its quotes means: escapes resolved. */
struct str feel__unescape(struct arena *a, struct str quoted);
size_t feel__skip_space(struct str text, size_t pos); /* white space and comments */
size_t feel__char_len(struct str text, size_t pos);   /* bytes of the character at pos */
/* A name that can be written bare as a key or a variable. */
bool feel__plain_name(struct str s);
bool feel__keyword(struct str word);

/* Where `name` ends when it stands at text[pos], else 0; white space between words is free. */
size_t feel__match_name(struct str name, struct str text, size_t pos);

enum feel_name_use { FEEL_USE_VARIABLE = 1, FEEL_USE_MEMBER = 2, FEEL_USE_TYPE = 4 };

struct feel_type;

struct feel_name {
        const struct feel_name *next; /* with the same first word */
        struct str name;
        unsigned uses;
        const struct feel_type *type;
};

void feel__names_put(struct feel_names *n, struct str name, enum feel_name_use use,
        const struct feel_type *type);
/* The longest known name of that use at text[pos]; *ret_end tells where it ends. */
const struct feel_name *feel__names_match(const struct feel_names *n, enum feel_name_use use,
        struct str text, size_t pos, size_t *ret_end);

#endif
