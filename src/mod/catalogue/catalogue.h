/*
 * src/mod/catalogue/catalogue.h: procedures as the law describes them, effective-dated. A dossier
 * keeps the version under which it was submitted (domain.md 0). Everything here is public
 * knowledge.
 */
#ifndef MOD_CATALOGUE_CATALOGUE_H
#define MOD_CATALOGUE_CATALOGUE_H

#include "base/json.h"
#include "base/workcal.h"
#include "core/module.h"
#include "core/org.h"
#include "mod/catalogue/queries.h"

/* A version with its lists, as pages and the API show it. */
struct procedure_full {
        struct procedure_version v;
        struct procedure_paper_rows papers;
        struct procedure_fee_rows fees;
        struct procedure_result_rows results;
};

/* The version in force on a day by national code ("1.000894", also with ".000.00.00.H56" behind).
 * ERR_NOT_FOUND. */
int catalogue_get(struct tx *tx, struct str code, i64 day, struct procedure_full *ret_p);
int catalogue_get_version(struct tx *tx, i64 version_id, struct procedure_full *ret_p);
/* "1.000894.000.00.00.H56" and "1.000894.H56" -> "1.000894". */
struct str catalogue_national_code(struct str code);

/* What narrows a search; STR_NULL: anything. */
struct catalogue_filter {
        struct str field, event; /* by name */
        struct str level;        /* province, district, commune: of that day's shape */
        struct str audience;     /* citizen, enterprise, organisation, agency */
        struct str online;       /* full, partial, none */
        const struct unit *unit; /* in charge at province level, on that day; NULL any */
};
/*
 * By words or code, best first (finder.h); without words all, in Vietnamese order of what people
 * call them. filter may be NULL. `typing`: the last word may be unfinished. total: of all pages.
 */
struct catalogue_query {
        struct str words;
        bool typing;
        const struct catalogue_filter *filter;
        i64 day, offset, limit;
};
int catalogue_search(struct tx *tx, const struct org *o, const struct catalogue_query *q,
        struct procedure_brief_rows *ret_rows, i64 *ret_total);
/*
 * Those who are in charge of procedures at province level, in Vietnamese order, with how many.
 */
struct catalogue_unit_count {
        const struct unit *unit;
        i64 n;
};
int catalogue_units(struct tx *tx, const struct org *o, i64 day,
        const struct catalogue_unit_count **ret_list, size_t *ret_n);

/*
 * The unit that resolves a procedure for an applicant who chose `place` (a commune or district
 * unit), on that day's shape of the province: the department in charge, the district of the place,
 * or the commune itself. ERR_INVALID when the place is needed and missing.
 */
int catalogue_unit(const struct org *o, const struct procedure_version *v, const struct unit *place,
        const struct unit **ret_unit);

/*
 * When a limit that starts at `from` ends, by the calendar of `unit`; I64_NULL when no limit is
 * known.
 */
i64 catalogue_due(
        const struct org *o, const struct procedure_version *v, const struct unit *unit, i64 from);

/* Import: see import.c. Report: counts and one entry a line with reason. */
struct import_report {
        i64 read, added, changed, same, flagged, refused;
        i64 line;         /* of the file, from 1: what is being read */
        bool not_nfc;     /* that line as it came */
        struct buf *json; /* items of the report */
};
int catalogue_import(
        struct store *s, struct str text, i64 at_day, struct import_report *ret_report);
/* The text of a file that may be packed by gzip. ERR_CORRUPT, ERR_LIMIT. */
int catalogue_unpack(struct arena *a, struct str file, struct str *ret_text);
/* One procedure of the project's own format (data/procedures.jsonl), in a write. */
int catalogue_put(
        struct tx *tx, const struct json *j, i64 valid_from, i64 by, struct import_report *report);

extern const struct module catalogue_module;

#endif
