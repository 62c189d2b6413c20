/*
 * src/core/rule.h: law that is a number or a yes, as dated data: data/rules.csv, with the act it
 * comes from. A rule has a name, perhaps a subject (a procedure's code) and a value that counts
 * from a day to a day. What is in the program is put into table `law_rule` at every start; a line
 * that stands there already is left as it is, so a province may change its own.
 */
#ifndef CORE_RULE_H
#define CORE_RULE_H

#include "core/queries.h"

/* People who apply must have shown who they are: subject a procedure's code, value 1. */
#define RULE_IDENTIFIED "identified"

/* The rule of that subject ("" of all) on that day. ERR_NOT_FOUND: the law says nothing. */
int rule_of(struct tx *tx, const char *name, struct str subject, i64 day, struct law_rule *ret_r);
/* Its value, or `usual` where the law says nothing. */
int rule_value(struct tx *tx, const char *name, i64 day, i64 usual, i64 *ret_value);
int rule_install(struct store *s);

#endif
