/*
 * src/app/import_people.h: persons from another system, by CSV or JSON lines; private to app.
 */
#ifndef APP_IMPORT_PEOPLE_H
#define APP_IMPORT_PEOPLE_H

#include "store/store.h"

struct people_report {
        i64 read, added, same, kept, refused;
        struct buf *json; /* an object a line that was refused or kept: line, field, reason */
};
/*
 * Columns or keys: name, identity (both needed), birth_day, sex, phone, email, address,
 * commune_code. Who is known by that identity number stays as they are: the same again changes
 * nothing, so a run that was broken off is simply run again; what differs is told and kept.
 * dry: only looks. ERR_INVALID: neither CSV with a header nor JSON lines.
 */
int people_import(struct store *s, struct str text, bool dry, struct people_report *ret_report);

#endif
