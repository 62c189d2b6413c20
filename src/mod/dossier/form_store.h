/*
 * src/mod/dossier/form_store.h: private to the module: forms by code and version. The files
 * data/forms/….json are in the program; at start each that is new or changed becomes a further
 * version in the database.
 */
#ifndef MOD_DOSSIER_FORM_STORE_H
#define MOD_DOSSIER_FORM_STORE_H

#include "flow/form.h"
#include "store/store.h"

#define FORM_USUAL "chung" /* of procedures without a form of their own */

struct stored_form {
        struct str code;
        i64 version;
        const struct form *form; /* compiled, kept until the program ends, shared by threads */
};

/* At start. ERR_CORRUPT with a log line: an embedded form has mistakes. */
int form_store_install(struct store *s);
/*
 * The newest version of the form that a procedure has: what its version in force names, else what
 * forms say of its code, else the usual one.
 */
int form_store_of(struct tx *tx, struct str procedure, struct stored_form *ret_f);
/* ERR_NOT_FOUND, ERR_CORRUPT. */
int form_store_get(struct tx *tx, struct str code, i64 version, struct stored_form *ret_f);

#endif
