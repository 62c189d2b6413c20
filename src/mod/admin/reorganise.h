/*
 * src/mod/admin/reorganise.h: units that are merged, split, renamed or abolished on a day: their
 * open work and their people go on at the units that succeed them.
 *
 * A plan is CSV: predecessor,successor,at[,part]. Codes of units that are there; a unit that goes
 * on as several has several lines (part 1: a piece of it went there). To rename is to be succeeded
 * by one new unit. Units are never deleted: old codes and addresses still find them and who
 * carries on their work; the catalogue and the figures follow the succession by themselves.
 *
 * Open dossiers of a unit that was split go where their applicant's address says, else to the first
 * of its successors, and the report names them. Each move is written in one transaction with its
 * line of the report: what is interrupted goes on when the plan is applied again, and a plan
 * applied twice changes nothing.
 */
#ifndef MOD_ADMIN_REORGANISE_H
#define MOD_ADMIN_REORGANISE_H

#include "core/org.h"

struct reorganise_link {
        const struct unit *from, *to;
        bool part;
};
struct reorganise_plan {
        i64 day;
        const struct reorganise_link *links; /* by predecessor, in the order of the file */
        size_t n;
        struct str hash; /* hex */
};

/*
 * The lines of one day. day I64_NULL: all lines must be of one. ERR_INVALID: *ret_why says which
 * line is wrong and why, in English.
 */
int reorganise_read(struct arena *a, const struct org *o, struct str text, i64 day,
        struct reorganise_plan *ret_plan, struct str *ret_why);

/* Lines of a report, for whoever prints them. */
typedef void reorganise_tell(void *arg, struct str line);

/* What would be done: open dossiers, roles, posts of each unit that ends. */
int reorganise_preview(
        struct store *s, const struct reorganise_plan *p, reorganise_tell *tell, void *arg);
/* Does it, or what is left of it. ERR_STATE: the day has not come. */
int reorganise_apply(
        struct store *s, const struct reorganise_plan *p, reorganise_tell *tell, void *arg);

#endif
