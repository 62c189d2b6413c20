/*
 * src/mod/admin/procedure.h: what the files with the pages of procedures share: the words of a
 * version, field by field, and what two versions say differently.
 */
#ifndef MOD_ADMIN_PROCEDURE_H
#define MOD_ADMIN_PROCEDURE_H

#include "mod/admin/internal.h"
#include "mod/catalogue/catalogue.h"

#define PROCEDURE_BASE "/quan-tri/thu-tuc"

extern const struct route admin_procedure_routes[], admin_procedure_list_routes[],
        admin_procedure_edit_routes[], admin_procedure_import_routes[];

/* The version of ":code" and ":number". ERR_NOT_FOUND. */
int procedure_find(struct tx *tx, const struct input *in, struct procedure_full *ret_p);
struct str procedure_address(struct arena *a, struct str code, i64 number);
/* The page of one version; also what a refused move shows again. */
int procedure_show_version(struct req *rq);

/* Its place on a day, as a tag. */
struct admin_cell procedure_tag(
        struct req *rq, struct str state, i64 valid_from, i64 valid_to, i64 day);
struct str procedure_level(struct arena *a, enum lang lang, struct str level);
struct str procedure_online(struct arena *a, enum lang lang, struct str online);

/* What an import or its report found doubtful, in the reader's language; one line or several. */
struct str procedure_reasons(struct arena *a, enum lang lang, struct str reasons);

/* A field of a version: several lines when it is a list. */
struct procedure_fact {
        struct str name, value;
};
enum { PROCEDURE_FACTS = 23 };
void procedure_facts(struct arena *a, enum lang lang, const struct draft_procedure *d,
        struct procedure_fact ret_facts[PROCEDURE_FACTS]);

/* A line that only one of two versions has, or a field that reads otherwise. */
struct procedure_difference {
        struct str name, old, new;
};
size_t procedure_differences(struct arena *a, enum lang lang, const struct draft_procedure *old,
        const struct draft_procedure *new, const struct procedure_difference **ret_list);
/* "Thời hạn: 15 ngày → 10 ngày làm việc; …"; empty when they say the same. */
struct str procedure_changes(struct arena *a, enum lang lang, const struct draft_procedure *old,
        const struct draft_procedure *new);

#endif
