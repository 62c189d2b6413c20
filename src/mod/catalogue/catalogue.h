/*
 * src/mod/catalogue/catalogue.h: procedures as the law describes them, effective-dated. A dossier
 * keeps the version under which it was submitted (domain.md 0). Everything here is public
 * knowledge.
 */
#ifndef MOD_CATALOGUE_CATALOGUE_H
#define MOD_CATALOGUE_CATALOGUE_H

#include "base/json.h"
#include "base/workcal.h"
#include "core/version.h"
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
 * Words that people use for what the catalogue calls otherwise: those built in
 * (data/synonyms.csv) and the administrators' own, which take the place of a built-in one of the
 * same words.
 */
enum phrase_kind {
        PHRASE_NAME,   /* one more name of procedures: means their codes */
        PHRASE_WORDS,  /* means other words, in one wording or several */
        PHRASE_SILENT, /* says nothing: "tôi muốn" */
        PHRASE_OFF,    /* not to be used, the built-in one neither */
        PHRASE_KIND_MAX
};
extern const char *const catalogue_phrase_kinds[PHRASE_KIND_MAX]; /* words of forms and rows */
struct catalogue_phrase {
        struct str key; /* its words in lower case: what tells it from others */
        struct str sort_key;
        struct str phrase, means; /* means: one a line */
        enum phrase_kind kind;
        bool built_in;    /* there is one of these words in the program */
        i64 id, revision; /* of the administrators' own; else 0 */
        i64 changed_at;   /* I64_NULL: as built in */
};
#define PHRASE_WORDINGS_MAX 4
#define PHRASE_CODES_MAX    20
/* All of them, in Vietnamese order. */
int catalogue_phrases(struct tx *tx, const struct catalogue_phrase **ret_list, size_t *ret_n);
/* The one with these words; ERR_NOT_FOUND, with ret_p made for writing a new one. */
int catalogue_phrase(struct tx *tx, struct str phrase, struct catalogue_phrase *ret_p);
/*
 * What is wrong with p before it is written; bad: the line that is meant. Tidies what it means.
 */
enum phrase_fault {
        PHRASE_FINE,
        PHRASE_NO_WORDS,      /* of the phrase: nothing but signs */
        PHRASE_LONG,          /* more words than are read of a query */
        PHRASE_MEANS_NOTHING, /* codes or words are needed */
        PHRASE_MEANS_LONG,
        PHRASE_MEANS_MANY,
        PHRASE_NO_CODE /* no procedure in force has this code */
};
int catalogue_phrase_check(struct tx *tx, struct catalogue_phrase *p, i64 day,
        enum phrase_fault *ret_fault, struct str *ret_bad);
/* Writes it, or takes the own one back. ERR_STALE: revision is not the row's. */
int catalogue_phrase_put(struct tx *tx, const struct catalogue_phrase *p, i64 by);
int catalogue_phrase_drop(struct tx *tx, const struct catalogue_phrase *p);

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

/*
 * All that a version says, before it becomes rows: a line of an import, or what somebody wrote.
 * Ids, number, hash and moments are the catalogue's own.
 */
struct draft_procedure {
        struct procedure_version_insert_args v; /* ids, number and hash are the importer's */
        struct procedure_paper_insert_args *papers;
        struct procedure_fee_insert_args *fees;
        struct str *results;
        size_t n_papers, n_fees, n_results;
        struct str code;
        struct buf review; /* why a person must look at it; one reason a line */
        bool national;     /* came in the national catalogue's shape */
        bool cutoff_given; /* the line names the cutoff itself */
};
/* What a version says, to be changed. */
void catalogue_draft_of(
        struct arena *a, const struct procedure_full *p, struct draft_procedure *ret_d);

/*
 * The life of a version that people write (edit.c): draft, submitted, approved by a person who
 * wrote none of it, published from a day on. What is in force until then ends on that day.
 */
enum procedure_state {
        PROCEDURE_DRAFT = 1,
        PROCEDURE_SUBMITTED,
        PROCEDURE_APPROVED,
        PROCEDURE_PUBLISHED,
        PROCEDURE_WITHDRAWN, /* something else was published before its first day */
        PROCEDURE_DROPPED,
        PROCEDURE_STATE_MAX
};
extern const struct move catalogue_moves[];
enum procedure_state catalogue_state_of(struct str word);

/* A procedure that was not there, with its first draft. ERR_EXISTS: the code is taken. */
int catalogue_create(struct tx *tx, const struct version_act *act, struct str code,
        const struct draft_procedure *d);
/* A further draft that says what `from` says. ERR_STATE: another one is open. */
int catalogue_renew(struct tx *tx, const struct version_act *act, const struct procedure_full *from,
        i64 *ret_number);
/* A draft's new content. ERR_STATE: it is no draft any more; ERR_STALE. */
int catalogue_save(struct tx *tx, const struct version_act *act, const struct procedure_version *v,
        const struct draft_procedure *d);
/*
 * A move of the table. ERR_STATE (not from here), ERR_STALE, ERR_DENIED (the second person wrote
 * some of it), ERR_INVALID (no reason, a day that is past).
 */
int catalogue_move(struct tx *tx, const struct version_act *act, const struct procedure_version *v);
/* Is the code of the form 1.000894? */
bool catalogue_code_valid(struct str code);

/* Import: see import.c. Report: counts and one entry a line with reason. */
struct import_report {
        i64 read, added, changed, same, flagged, refused;
        i64 line;         /* of the file, from 1: what is being read */
        bool not_nfc;     /* that line as it came */
        struct buf *json; /* items of the report */
        bool dry;         /* only looks: nothing is written */
};
/* by: the account, 0 nobody. */
int catalogue_import(
        struct store *s, struct str text, i64 at_day, i64 by, struct import_report *ret_report);
/* The job that takes in an import once it was confirmed; its object is the row's id. */
#define CATALOGUE_IMPORT_JOB "catalogue.import"
/*
 * The text of a file that may be packed by gzip. A small file may hold a large text: the arena has
 * room for thrice `most` bytes. ERR_CORRUPT; ERR_LIMIT: it would be longer than `most`.
 */
int catalogue_unpack(struct arena *a, struct str file, size_t most, struct str *ret_text);
/* The longest text that is taken in through pages. */
#define CATALOGUE_TEXT_MAX ((size_t)64 << 20)
/* One procedure of the project's own format (data/procedures.jsonl), in a write. */
int catalogue_put(
        struct tx *tx, const struct json *j, i64 valid_from, i64 by, struct import_report *report);

extern const struct module catalogue_module;

#endif
