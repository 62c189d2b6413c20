/*
 * src/app/import_dossiers.h: dossiers from another system, by CSV or JSON lines; private to app.
 * docs/import.md describes the file.
 */
#ifndef APP_IMPORT_DOSSIERS_H
#define APP_IMPORT_DOSSIERS_H

#include "store/store.h"

struct dossiers_report {
        i64 read, added, open; /* open: of those added, work goes on here */
        i64 same;              /* known by that code already, as they are */
        i64 kept;              /* known by that code as another dossier, which is kept */
        i64 refused;
        struct buf *json; /* an object a row that was refused or kept: line, field, reason */
};
/*
 * A row a dossier; whose code is known stays as it is, so a run that was broken off is simply run
 * again. Figures are counted as it goes. dry: only looks (whether the process of an open dossier
 * has a place for it is not tried). ERR_INVALID: neither CSV with a header nor JSON lines.
 */
int dossiers_import(struct store *s, struct str text, bool dry, struct dossiers_report *ret_report);

#endif
