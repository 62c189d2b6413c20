/*
 * src/mod/design/pages.h: what the files with the pages of mod/design share; private to it.
 */
#ifndef MOD_DESIGN_PAGES_H
#define MOD_DESIGN_PAGES_H

#include "mod/design/view.h"

#define DESIGN_STANDARD "data/processes/" /* standard processes inside the program */

extern const struct route design_page_routes[], design_write_routes[], design_editor_routes[],
        design_table_routes[], design_try_routes[], design_running_routes[];

/* The model of ":code" and the version of ":number"; ERR_NOT_FOUND. */
int design__head(struct req *rq, struct design_head *ret_head);
/* The same without a version. */
int design__head_model(struct req *rq, struct design_head *ret_head);
int design__find(struct tx *tx, const struct input *in, struct design_model *ret_m,
        struct design_version *ret_v);
struct design_tag design__tag(struct req *rq, const struct design_version *v);
struct str design__kind_name(struct req *rq, enum design_kind kind);
int design__bytes(struct tx *tx, const struct design_version *v, struct str *ret_content);
/* Page of one version; also what a refused move or upload shows again. */
int design__show_version(struct req *rq);
int design__show_new(struct req *rq);
int design__show_model(struct req *rq);
int design__show_text(struct req *rq);

/* {"revision":…,"problems":[…]} for the scripts; only the list when revision is I64_NULL. */
struct str design__problems_json(
        struct arena *a, enum lang lang, i64 revision, const struct design_check *check);

/* What prepare hands to apply for a save. */
struct design_saving {
        struct str content;
        struct design_check check;
        enum lang lang; /* of who saves */
};
/* Judges the bytes; ERR_INVALID beside `field` when nothing could open them again. */
int design__judge(struct req *rq, struct input *in, const char *field, i64 model,
        enum design_kind kind, struct str content);
/* Of prepare: the draft that ":code" and ":number" name. ERR_STATE: no draft any more. */
int design__draft(
        struct req *rq, struct input *in, struct design_model *ret_m, struct design_version *ret_v);
/* The apply of every form that saves: in->prepared is a design_saving, field `revision`. */
int design__save_apply(struct tx *tx, const struct input *in, struct outcome *ret_out);

#endif
