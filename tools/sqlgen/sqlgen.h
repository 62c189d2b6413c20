/*
 * tools/sqlgen/sqlgen.h: the parts of the generator that turns schema steps and queries.sql into C
 * (docs/languages.md 1). Not a general SQL parser: SQLite itself prepares every statement; here are
 * only a lexer, the two dialects' spellings, and the refusals that SQLite does not make.
 *
 * One run reads everything onto one arena, prints every error as file:line: message, and writes its
 * outputs only when there was none.
 */
#ifndef SQLGEN_SQLGEN_H
#define SQLGEN_SQLGEN_H

#include <sqlite3.h>

#include "common/gen.h"

#define VARIANTS_MAX 64
#define ARGS_MAX     5 /* more parameters than this become a struct */

enum dialect { SQLITE, POSTGRES, DIALECT_MAX };

struct sqlgen {
        struct gen gen; /* the generators' common part: sources, errors, outputs */
        struct arena *a;
        const char *src; /* the folder given as --src */
        struct buf said; /* the errors so far, for variants repeat them */
        sqlite3 *db;
        struct schema *schema;
};

/* ---- say.c */

void sql_init(struct sqlgen *g, const char *src);
/* gen_error(), but each message once. */
void sql_error(struct sqlgen *g, const char *file, int line, const char *fmt, ...)
        PRINTF_LIKE(4, 5);
/* SRC/folder/name, or SRC/folder when name is NULL. */
const char *sql_path(struct sqlgen *g, const char *folder, const char *name);
/* A whole source; stops when it is not there. */
const char *sql_source(struct sqlgen *g, const char *path);
/* Whether it is there; noted as a dependency either way. */
bool sql_exists(struct sqlgen *g, const char *path);
/* SQL as a C text, cut after words and line breaks. */
void sql_literal(struct buf *b, struct str s, const char *indent);

/* ---- lex.c */

enum tok_kind {
        TOK_END,
        TOK_WORD,
        TOK_NUMBER,
        TOK_STRING,    /* 'x', with its quotes */
        TOK_PARAM,     /* ?name, without the mark */
        TOK_OP,        /* one operator or mark: <= || ( , */
        TOK_QUOTED,    /* "x", `x`, [x]: refused */
        TOK_DIRECTIVE, /* the inside of {{…}} */
        TOK_COMMENT    /* the inside of -- … */
};

struct tok {
        enum tok_kind kind;
        struct str text;
        int line;
        bool space; /* white space stood before it */
        bool raw;   /* inside {{sqlite}} or {{postgres}}: not held to the common subset */
};

/* So many entries after the last may be looked at: they are all TOK_END. */
#define TOKS_PAST 8

struct toks {
        struct tok *t; /* t[n] and those after it are TOK_END */
        size_t n, cap;
};

struct toks lex(struct sqlgen *g, const char *file, int line, struct str text);
/* Case-insensitive comparison with a word or operator. */
bool tok_is(const struct tok *t, const char *text);
bool tok_in(const struct tok *t, const char *const *words); /* ends with NULL */
/* Index of the parenthesis that closes t[open], or n. */
size_t tok_close(const struct toks *ts, size_t open);
void toks_add(struct arena *a, struct toks *ts, struct tok t);
bool is_name(struct str s);     /* [a-z][a-z0-9_]* and at most 63 bytes */
bool is_c_word(struct str s);   /* a keyword of C or a word of the generated code */
bool is_sql_word(struct str s); /* reserved by PostgreSQL or SQLite */

/* ---- schema.c */

struct column {
        struct str name, type, doc;
        int line;
        bool personal;
};

struct table {
        struct str name, doc;
        const char *folder, *file;
        int line;
        bool big;
        struct column *columns;
        size_t n_columns, cap_columns;
        struct table *next;
};

struct step {
        const char *folder, *name, *file; /* "mod/x", "0001_x" */
        const char *source;
        struct str oldest;
        struct buf sql[DIALECT_MAX];
        struct step *next;
};

struct schema {
        struct table *tables, **tables_end;
        struct step *steps, **steps_end;
};

/* Reads and runs the steps of all folders up to `last` (NULL: of all) on a new database. */
int schema_load(struct sqlgen *g, const char *last);
struct table *schema_table(struct sqlgen *g, struct str name);
struct column *table_column(struct table *t, struct str name);
/* As the database has it: false for a column that is not there. */
bool schema_column(
        struct sqlgen *g, struct str table, struct str column, char *ret_type, bool *ret_nullable);
/* Both dialects' texts of a step; runs the SQLite one. */
void schema_translate(struct sqlgen *g, struct step *s);
/* Prepares and runs each statement; errors name file and line. */
void schema_run(struct sqlgen *g, const char *file, int line, const char *sql);

/* ---- query.c */

enum type { TYPE_I64, TYPE_BOOL, TYPE_TEXT, TYPE_BLOB, TYPE_LIST_I64, TYPE_LIST_TEXT, TYPE_MAX };
enum cardinality { CARD_ONE, CARD_MAYBE, CARD_MANY, CARD_EXEC };

struct param {
        struct str name;
        enum type type;
        bool optional, used;
        int bit; /* of the variant number, or -1 */
};

struct field {
        struct str name;
        char kind; /* 'i', 't', 'b' as the column types; 0 not known yet */
        bool nullable;
        int line;
};

struct row {
        struct str name;
        int line;
        struct field *declared; /* types given in headers */
        size_t n_declared;
        struct field *fields;
        size_t n_fields;
        bool shaped;
        struct str shaped_by;
        struct row *next;
};

struct query {
        struct str name, doc, scan_reason;
        int line, sql_line;
        struct param *params;
        size_t n_params;
        enum cardinality card;
        struct row *row;
        struct toks toks;
        int bits;           /* optional parameters that conditions ask for */
        struct str *orders; /* names of {{one}} */
        size_t n_orders;
        int variants;
        struct str *sql[DIALECT_MAX];
        bool writes, single; /* single: `insert … values`, which touches one row or fails */
        struct buf personal; /* names of personal columns that come back */
        struct query *next;
};

struct name_list {
        struct str name, *names;
        size_t n;
        struct name_list *next;
};

struct queries {
        const char *folder, *file;
        struct query *first, **end;
        struct row *rows, **rows_end;
        struct name_list *lists;
};

int queries_parse(struct sqlgen *g, const char *folder, struct queries *ret_q);
struct param *query_param(struct query *q, struct str name);

/* ---- each.c */

/* The lists that comments name. */
void lists_read(struct sqlgen *g, struct queries *qs, const struct toks *all);
/* Puts what they stand for in place of {{each}}. */
void toks_each(struct sqlgen *g, struct queries *qs, struct toks *ts);

/* ---- expand.c */

/* Finds bits and orders, counts the variants. */
void query_scan_variants(struct sqlgen *g, struct queries *qs, struct query *q);
/* Tokens of one variant in one dialect. */
struct toks query_expand(
        struct sqlgen *g, struct queries *qs, struct query *q, int variant, enum dialect d);
/*
 * SQL text in a dialect: parameters numbered, lists rewritten. ret_ends: where each token ends in
 * it, to find the line of an error that SQLite reports by place.
 */
struct str query_text(
        struct sqlgen *g, struct query *q, const struct toks *ts, enum dialect d, size_t *ret_ends);

/* ---- check_words.c, check_select.c: what is refused */

void check_words(struct sqlgen *g, const char *file, const struct toks *ts);
void check_types(struct sqlgen *g, const char *file, struct query *q, const struct toks *ts);
void check_selects(struct sqlgen *g, const char *file, struct query *q, const struct toks *ts);

/* A table in a from clause (or the target of a write) with the name it goes by. */
struct source {
        struct str table, alias;
        bool outer; /* may be absent: the right side of a left join, … */
};
size_t find_sources(struct sqlgen *g, const struct toks *ts, size_t from, size_t to, bool nested,
        struct source **ret_s);
/* Columns called [qualifier.]name among the sources: how many, of which kind, nullable. */
int find_column(struct sqlgen *g, const struct source *s, size_t n, struct str qualifier,
        struct str name, char *ret_kind, bool *ret_nullable);

/* ---- prepare.c */

int queries_prepare(struct sqlgen *g, struct queries *qs);

/* ---- emit.c, emit_index.c */

void emit_queries(struct sqlgen *g, struct queries *qs, const char *c_path, const char *h_path,
        struct buf *ret_c, struct buf *ret_h);
void emit_migrations(struct sqlgen *g, struct buf *ret_c);
void emit_index(struct sqlgen *g, struct buf *ret_c);
void emit_schema_page(struct sqlgen *g, struct buf *ret_md);

#endif
