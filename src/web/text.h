/*
 * src/web/text.h: texts at run time. tools/pogen makes of all text/vi.po and en.po files one table,
 * one enum (T_KEY) and two typed functions a text, in "web/texts.h":
 *
 *      t_DOSSIER_DUE_IN(h, days, when)          escaped HTML in the page's language
 *      s_DOSSIER_DUE_IN(arena, lang, days, when)  plain text; slots <a>, <strong> dropped
 *
 * {n:i64} is printed with grouping (1.250 or 1,250): years and codes are passed as text. This
 * header is what the generated code stands on; a handler includes "web/texts.h".
 */
#ifndef WEB_TEXT_H
#define WEB_TEXT_H

#include "web/html.h"

struct text_def {
        const char *key;
        struct str forms[LANG_MAX][2]; /* [1] is the plural, or without ptr */
        bool bare;                     /* only words: no placeholder and no tag */
};
extern const struct text_def text_defs[]; /* by enum text; [0] is T_NONE, empty */
extern const int text_count;              /* T_MAX */

struct text_arg {
        const char *name;
        struct str str;
        i64 i64;
};

/* For generated code. */
void text__put(struct html *h, int id, const struct text_arg *args, size_t n);
struct str text__plain(
        struct arena *a, enum lang lang, int id, const struct text_arg *args, size_t n);

/* Any text by number, plain, with {detail} filled; its other places stay empty. */
struct str text_plain(struct arena *a, enum lang lang, int id, struct str detail);
const char *text_key(int id);
int text_by_key(struct str key); /* 0 (T_NONE) when there is none */

/*
 * Administrators' own words, from the table text_override. One that fails the check is not taken
 * over. ERR_NOT_FOUND: no such key; ERR_INVALID: *ret_why says what; the same places must stand in
 * it as in the text it replaces (a plural form may leave its number out).
 */
struct text_override {
        struct str key;
        enum lang lang;
        int form; /* 0, or 1 for the plural of English */
        struct str text;
};
int text_check_override(const struct text_override *o, const char **ret_why);
/*
 * From now on these and no others; copies them. Readers take no lock: they see the old words or the
 * new. A replaced table is kept until exit, some KB for each time that an administrator saves.
 * Returns how many were taken over.
 */
int text_set_overrides(const struct text_override *o, size_t n);

#endif
