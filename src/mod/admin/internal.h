/*
 * src/mod/admin/internal.h: what the files of this module share: pages, whom an administrator may
 * touch, words for roles, units and moments, and the audit event that every change leaves.
 */
#ifndef MOD_ADMIN_INTERNAL_H
#define MOD_ADMIN_INTERNAL_H

#include "core/org.h"
#include "core/words.h"
#include "core/who.h"
#include "mod/admin/queries.h"
#include "mod/admin/view.h"

enum { ADMIN_PAGE = 40 };

extern const struct route admin_people_routes[], admin_person_routes[], admin_right_routes[],
        admin_standin_routes[], admin_setting_routes[], admin_text_routes[], admin_trail_routes[],
        admin_health_routes[], admin_unit_routes[], admin_undelivered_routes[],
        admin_phrase_routes[];

/* The page's frame with the navigation of those parts that the asker may use. */
struct admin_page *admin_page(struct req *rq, struct str title);
/* Answers with it: 200, 422 for a form that came back, 409 when somebody else was first. */
int admin_reply(struct req *rq, const struct admin_page *p);
/* ?bao=: what has just been done, in words; STR_NULL for none. */
extern const struct field admin_done_field;
struct str admin_done(struct req *rq);
/* Sections of a page, added one by one; at most 8. */
struct admin_section *admin_section(struct admin_page *p);

/* Tables: cells of the next row, to be filled. max: rows at most. */
struct admin_table *admin_table(struct req *rq, const int *heads, size_t n_heads, size_t max);
struct admin_cell *admin_row(struct admin_table *t);

/* The audit event of a change that is being made. payload: JSON or STR_NULL. */
int admin_audit(struct tx *tx, const struct input *in, const char *action, const char *kind,
        i64 object, struct str payload);
/* {"a":"x","b":"y"}: pairs of name and value, ending with NULL. */
struct str admin_facts(struct arena *a, const char *name, ...);

/*
 * The staff account of this sign-in name if the asker administers it: every one for who may change
 * units at the province, else those with a right or a post in the asker's units. ERR_NOT_FOUND for
 * all others, so that absent and not yours answer alike.
 */
int admin_staff(struct tx *tx, const struct who *who, struct str login, struct staff_row *ret_s);
bool admin_covers_all(const struct who *who);
/* Somebody was first: said on the form, or 409 to the API. For apply. */
int admin_stale(const struct input *in);
/*
 * Somebody was first: says so on the form (input_fail). Call in apply, before other changes: it
 * moves the version on.
 */
int admin_touch(struct tx *tx, const struct input *in, const struct staff_row *s);

/*
 * A unit by code or name as typed in `field`, valid today, at which the asker may change rights.
 * NULL when there is none or several: said beside the field.
 */
const struct unit *admin_unit(struct req *rq, struct input *in, const char *field);
/* A colleague by sign-in name or full name; none or several: said beside the field. */
int admin_colleague(struct req *rq, struct input *in, const char *field, struct staff_row *ret_s);

/* Words. */
struct str admin_unit_words(struct req *rq, i64 unit, bool tree);
struct str admin_from_to(struct req *rq, i64 from, i64 to); /* moments; to I64_NULL: no end */
struct str admin_days(struct req *rq, i64 from, i64 to);    /* civil days */
/* Options of roles that a member of staff can hold; `powerful`: those too that need two persons. */
const struct option_view *admin_roles(struct req *rq, bool powerful, size_t *ret_n);
#define ADMIN_ROLE_WORDS                                                                           \
        "counter|specialist|leader|reception|admin|auditor|designer|design_approver"

/* The days of two fields, the last one inclusive, as moments; to may be absent: I64_NULL. */
int admin_period(
        struct input *in, i64 now, const char *first, const char *last, i64 *ret_from, i64 *ret_to);

#endif
