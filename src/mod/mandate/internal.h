/*
 * src/mod/mandate/internal.h: what the files of this folder share.
 */
#ifndef MOD_MANDATE_INTERNAL_H
#define MOD_MANDATE_INTERNAL_H

#include "mod/mandate/mandate.h"
#include "mod/mandate/view.h"

extern const struct route mandate_own_routes[], mandate_ask_routes[], mandate_desk_routes[];

/* As a page shows it: names of both sides, days in words, scope, files. Personal. */
int mandate__fill(struct req *rq, const struct mandate *m, struct mandate_shown *ret_s);
/* A paper of the mandate that the address names, for who may see it. */
int mandate__file_show(struct req *rq);

/* ---- What pages send (sent.c) ---------------------------------------------------------------- */

#define MANDATE_PAPERS                                                                             \
        {                                                                                          \
                "ban_chup", FIELD_FILE, 0, 10 << 20, T_MANDATE_FILE_BAD, NULL                      \
        }
struct mandate_sent {
        struct mandate_new n;
        struct str file_codes[MANDATE_FILES];
};
void mandate__new_codes(struct arena *a, struct mandate_sent *s);
/* What a form begins with: the last day as the law has it; all procedures, or those named. */
int mandate__usual(struct req *rq, struct mandate_form_view *v);
/* In prepare. ERR_INVALID, said beside the field. */
int mandate__take_procedures(struct req *rq, struct input *in, struct mandate_new *n);
int mandate__check_files(struct input *in);
/* In apply: n with its papers. ERR_INVALID: the representative has too many. */
int mandate__put(struct tx *tx, const struct input *in, const struct mandate_sent *s,
        const struct mandate_new *n);
/* What the address names is done with m. ERR_INVALID, said beside the field. */
extern const struct field mandate__act_fields[];
int mandate__act(struct tx *tx, const struct input *in, const struct mandate *m);

#endif
