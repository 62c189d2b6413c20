/*
 * src/web/text_scan.h: the small syntax of texts: words, {name}, {name:i64}, <a>…</a> and
 * <strong>…</strong>. One reader for the build (tools/pogen) and the run time (text.c), so that an
 * administrator's override is judged exactly as a text of the house.
 */
#ifndef WEB_TEXT_SCAN_H
#define WEB_TEXT_SCAN_H

#include "base/str.h"

enum text_part_kind {
        TEXT_WORDS,
        TEXT_PLACE,
        TEXT_A,
        TEXT_A_END,
        TEXT_STRONG,
        TEXT_STRONG_END,
        TEXT_PART_MAX
};

struct text_part {
        enum text_part_kind kind;
        struct str s; /* words, or the name of a place */
        bool number;  /* {name:i64} */
};

/* The next part: 1, or 0 at the end, or ERR_INVALID with the reason in *ret_why. */
int text_next(struct str *rest, struct text_part *ret_part, const char **ret_why);

/* What a caller fills, in order of appearance. */
struct text_param {
        struct str name; /* "href" for the slot <a> */
        enum { TEXT_PARAM_STR, TEXT_PARAM_I64, TEXT_PARAM_HREF } kind;
};
enum { TEXT_PARAMS_MAX = 12 };

/*
 * The parameters of a whole text, each once. ERR_INVALID with *ret_why for bad syntax, tags that do
 * not close, a second <a>, one name with two kinds, or more than TEXT_PARAMS_MAX.
 */
int text_params(struct str s, struct text_param ret_params[TEXT_PARAMS_MAX], size_t *ret_n,
        const char **ret_why);

#endif
