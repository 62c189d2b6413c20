/*
 * src/mod/quality/internal.h: what the files of this folder share.
 */
#ifndef MOD_QUALITY_INTERNAL_H
#define MOD_QUALITY_INTERNAL_H

#include "mod/quality/quality.h"
#include "mod/quality/view.h"

extern const struct route nonconformity__routes[], internal_audit__routes[],
        quality__document_routes[], quality__report_routes[];
extern const struct job_kind quality__jobs[];

/* ---- What all pages share -------------------------------------------------------------------- */

i64 quality__chosen(const struct input *in, const char *name); /* a number; 0 none */
/* What stands in a field without white space around it; "" when nothing does. */
struct str quality__typed(const struct input *in, const char *name);
/* Whole words, as many as a row of a register has room for. */
struct str quality__beginning(struct arena *a, struct str words);
/* "<day>.<id>" of the last line that was shown; 0, 0 when it is none. */
void quality__read_key(struct str key, i64 *ret_day, i64 *ret_id);
/* Units that last at which they hold the permission; their own is chosen. */
void quality__unit_options(
        struct req *rq, enum perm perm, const struct option_view **ret_list, size_t *ret_n);
struct str quality__officer(struct arena *a, struct str title, struct str login);

/* What an action of a history is called. */
struct quality_word {
        const char *action; /* NULL: the end */
        int text;
        bool in_title; /* the note is part of these words, and not said again */
};
const struct event_view *quality__events(struct req *rq, const struct quality_said *said, size_t n,
        const struct quality_word *words);

/* Words of the addresses, what they stand for, and the field with the words it asks for. */
struct quality_act_word {
        const char *address, *action, *field; /* field NULL: none; address NULL ends the table */
        int label;
};
/* Of the address's ":action"; NULL: there is none. */
const struct quality_act_word *quality__act_word(
        const struct quality_act_word *words, const struct input *in);

/* ---- Who is told, what is sealed ------------------------------------------------------------- */

/* day: I64_NULL none. */
int quality__tell(struct tx *tx, i64 account, const char *kind, i64 day);
/* Everybody who leads the unit's quality there by a role of their own, but for these two. */
int quality__tell_office(struct tx *tx, i64 unit, i64 but, i64 nor, const char *kind, i64 day);

/* What is sealed in the audit log of what somebody did with an object of this folder. */
struct quality_deed {
        const char *kind, *action; /* "nonconformity", "plan" */
        i64 object;
        struct str code;
        i64 unit;
        struct str peer; /* STR_NULL: the platform did it */
};
int quality__seal(struct tx *tx, const struct who *who, const struct quality_deed *deed);

/* ---- Non-conformities, audits ---------------------------------------------------------------- */

struct str nonconformity__state(struct arena *a, enum lang lang, i64 state, enum tone *ret_tone);
struct str nonconformity__grade(struct arena *a, enum lang lang, i64 grade);
/* What w may do with it now, its plan and its history. */
int nonconformity__fill(
        struct req *rq, const struct nonconformity *c, struct nonconformity_page_view *v);
/* What is open at a unit that is no more is its successor's from now on. */
int nonconformity__succeed(struct tx *tx, i64 from, const struct unit *to);

struct str internal_audit__state(struct arena *a, enum lang lang, i64 state, enum tone *ret_tone);
struct str internal_audit__finding(
        struct arena *a, enum lang lang, i64 finding, enum tone *ret_tone);
int internal_audit__fill(
        struct req *rq, const struct internal_audit *c, struct internal_audit_page_view *v);
/* Whom an audit can be given to. */
int internal_audit__leads(
        struct req *rq, i64 chosen, const struct option_view **ret_list, size_t *ret_n);
int internal_audit__succeed(struct tx *tx, i64 from, const struct unit *to);

#endif
