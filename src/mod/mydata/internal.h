/*
 * src/mod/mydata/internal.h: what the files of this folder share.
 */
#ifndef MOD_MYDATA_INTERNAL_H
#define MOD_MYDATA_INTERNAL_H

#include "core/who.h"
#include "mod/mydata/archive.h"
#include "mod/mydata/mydata.h"
#include "mod/mydata/queries.h"
#include "mod/mydata/view.h"

extern const struct route mydata_page_routes[], mydata_export_routes[], mydata_correction_routes[];

/* Jobs: making a copy, and what goes after its time. */
#define MYDATA_EXPORT "mydata.export"
int mydata__export_run(struct job_run *run);
int mydata__retention_run(struct job_run *run);

/* The copies that were asked for, for the page. */
int mydata__exports(struct req *rq, struct mydata_view *v);
int mydata__corrections(struct req *rq, struct mydata_view *v);
/* The page of one's data: fresh, or again after a form of it came back. */
int mydata__page(struct req *rq);

/* Everything about this account as JSON, ERR_LIMIT when it is over 64 MB. */
int mydata__collect(struct tx *tx, i64 account, struct str *ret_json);

#endif
