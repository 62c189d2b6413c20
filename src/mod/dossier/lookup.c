/*
 * src/mod/dossier/lookup.c: a dossier for whoever holds its code and the last four digits of the
 * applicant's identity number (dossier_look_up). Ten thousand endings are few; the limits make them
 * many.
 */
#include "core/tries.h"
#include "mod/dossier/dossier.h"

#define DIGITS 4

int dossier_look_up(
        struct tx *tx, struct str code, struct str digits, struct str peer, struct dossier *ret_d)
{
        struct dossier_applicant who;
        struct dossier d;
        int r = tries_left(tx, DOSSIER_LOOKUP, code, peer);

        if (r == 0)
                r = dossier_by_code(tx, code, &d);
        if (r == 0)
                r = dossier_applicant_of(tx, d.id, &who);
        if (r == 0 && (digits.len != DIGITS || who.applicant_identity.len < DIGITS ||
                              !str_ends(who.applicant_identity, digits)))
                r = ERR_NOT_FOUND;
        if (r == 0)
                *ret_d = d;
        return r;
}
