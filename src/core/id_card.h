/*
 * src/core/id_card.h: what the square code of an identity card says, as a scanner types it into
 * one field: "number|old number|name|birth|sex|address|issued", days as ddmmyyyy. Cards since July
 * 2024 have more parts behind, which are left out.
 */
#ifndef CORE_ID_CARD_H
#define CORE_ID_CARD_H

#include "base/clock.h"

struct id_card {
        struct str number; /* 12 digits */
        struct str old;    /* 9 or 12 digits of the card before, or STR("") */
        struct str name, sex, address;
        i64 birth_day, issued_day;
};

/* Is this typed by a scanner rather than by a person? */
bool id_card_looks(struct str typed);
/*
 * ERR_INVALID: *ret_why is the text (T_…) that tells the officer what to do. The texts of the card
 * point into `typed`.
 */
int id_card_read(struct str typed, struct id_card *ret_card, int *ret_why);

#endif
