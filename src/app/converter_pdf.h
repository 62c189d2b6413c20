/*
 * src/app/converter_pdf.h: values of PDF syntax (ISO 32000-1, 7.3), read without trust: depth and
 * number of values are bounded, and the first thing that does not fit ends the reading.
 */
#ifndef APP_CONVERTER_PDF_H
#define APP_CONVERTER_PDF_H

#include "base/str.h"

enum pdf_kind {
        PDF_NULL,
        PDF_BOOL,
        PDF_INT,
        PDF_REAL,
        PDF_NAME,
        PDF_STRING,
        PDF_LIST,
        PDF_DICT,
        PDF_REF
};

struct pdf_value {
        enum pdf_kind kind;
        i64 num;         /* integer, truth, object number */
        struct str text; /* name decoded and without '/'; strings are skipped and stay empty */
        struct str key;  /* inside a dictionary */
        struct pdf_value *first, *next;
};

struct pdf_lexer {
        struct str s;
        size_t at;
        struct arena *arena;
        i64 *budget; /* values that may still be made, shared by all readers of one file */
};

/* NULL when there is no value here, or the budget is gone. */
const struct pdf_value *pdf_read(struct pdf_lexer *l);
/* The next word without delimiters ("obj", "stream", "trailer", a number); empty at the end. */
struct str pdf_word(struct pdf_lexer *l);
/* Member of a dictionary, or NULL. NULL-safe. */
const struct pdf_value *pdf_get(const struct pdf_value *v, const char *key);
/* A number that is there and not negative, or otherwise. */
i64 pdf_int(const struct pdf_value *v, i64 otherwise);
bool pdf_is_name(const struct pdf_value *v, const char *name);
/*
 * The members of a dictionary as they are written, one after the other. pdf_enter: a dictionary
 * begins here; pdf_leave: it ends here, which is to be asked when pdf_member has no more.
 */
bool pdf_enter(struct pdf_lexer *l);
bool pdf_member(struct pdf_lexer *l, struct str *ret_key, struct str *ret_written);
bool pdf_leave(struct pdf_lexer *l);

/*
 * A file by its cross-reference (converter_pdf.c). ERR_INVALID: it is broken; ERR_DENIED: it is
 * encrypted. What is read lives on `a`.
 */
struct pdf;
int pdf_open(struct arena *a, struct str file, struct pdf **ret_p);
/* Its newest section, which an update follows. */
struct pdf_newest {
        i64 at;             /* in the file */
        bool stream;        /* else a table */
        struct str trailer; /* as it is written */
};
struct pdf_newest pdf_newest(const struct pdf *p);
/* Before the value of an object. false: it is not there. */
bool pdf_object(struct pdf *p, i64 number, struct pdf_lexer *ret_l, i64 *ret_generation);
/* What a value stands for: itself, or the object that it refers to. NULL: that is not there. */
const struct pdf_value *pdf_resolve(struct pdf *p, const struct pdf_value *v);
bool pdf_spent(const struct pdf *p); /* there were too many values */

#endif
