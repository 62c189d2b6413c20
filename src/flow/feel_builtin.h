/*
 * src/flow/feel_builtin.h: the built-in functions (DMN 1.5, 10.3.4). Each file feel_builtin_*.c
 * owns a table of rows; a function with several forms has several rows of one name. A row says
 * names and kinds of its parameters, so that a function body only sees what fits.
 *
 *      { "substring", "string:s start position:n length:n?", fn_substring }
 *
 * Kinds: b boolean, n number, s string, d date, t time, m date and time, D days, M months, l list,
 * c context, r range, f function, * anything with null, several letters: any of them. `?` after:
 * may be left out or null (the body then sees the null value). `...` as the last word: the row
 * takes any number of arguments and passes them as one list. A single item stands for a list and a
 * list of one for its item (10.3.2.9.4).
 */
#ifndef FLOW_FEEL_BUILTIN_H
#define FLOW_FEEL_BUILTIN_H

#include "flow/feel_value.h"

typedef const struct feel_value *feel_builtin_fn(
        struct feel_run *run, const struct feel_value *const *args);

struct feel_builtin_row {
        const char *name, *params;
        feel_builtin_fn *fn;
};

extern const struct feel_builtin_row feel__rows_text[], feel__rows_list[], feel__rows_number[],
        feel__rows_time[], feel__rows_range[], feel__rows_context[];

/* All names of functions and of properties with spaces, for the parser. */
const struct feel_names *feel__builtin_names(void);
/* The function value, or NULL when there is none of that name. */
const struct feel_value *feel__builtin_value(struct str name);
/* names NULL: by position. */
const struct feel_value *feel__builtin_call(struct feel_run *run, const struct feel_builtin *f,
        const struct feel_value *const *args, size_t n, const struct str *names);
bool feel__builtin_accepts(const struct feel_builtin *f, size_t n_args);

/* feel_regex.c: the patterns of XPath (10.3.4.3) over PCRE2, with a bound on its work. */
struct feel_regex;
/* NULL with a note when the pattern or the flags are malformed. */
struct feel_regex *feel__regex(struct feel_run *run, struct str pattern, struct str flags);
/* 1 found at or after `from` (group bounds by feel__regex_group), 0 none, -1 given up. */
int feel__regex_find(struct feel_run *run, struct feel_regex *re, struct str s, size_t from);
/* Bounds of group i in the last match; false when it took no part. */
bool feel__regex_group(const struct feel_regex *re, unsigned i, size_t *ret_start, size_t *ret_end);
unsigned feel__regex_groups(const struct feel_regex *re);

#endif
