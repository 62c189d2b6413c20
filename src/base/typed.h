/*
 * src/base/typed.h: what people type for numbers and addresses that the law knows, brought to one
 * form. Each takes trimmed text and gives the normal form, or ERR_INVALID; *ret_… is then
 * untouched. Whether somebody has that number is not known here.
 */
#ifndef BASE_TYPED_H
#define BASE_TYPED_H

#include "base/str.h"

/*
 * 12 digits of the personal identification number, or 9 of the old card; spaces and dots dropped.
 */
int typed_identity(struct arena *a, struct str s, struct str *ret_s);
/* Vietnamese number as 0xxxxxxxxx; "+84", "84", spaces, dots and brackets are understood. */
int typed_phone(struct arena *a, struct str s, struct str *ret_s);
/* The domain in small letters. */
int typed_email(struct arena *a, struct str s, struct str *ret_s);
/*
 * "1.250.000", "1 250 000", "1250000 đ": groups are of three, so that "1.5" is not fifteen. Đồng.
 */
int typed_money(struct arena *a, struct str s, i64 *ret_n);
/*
 * Tax code (TT 86/2024/TT-BTC): 10 digits of which the last is a check digit, "-" and 3 digits for
 * a dependent unit, or the 12 digits of a natural person. Written as 0100109106, 0100109106-001.
 */
int typed_tax_code(struct arena *a, struct str s, struct str *ret_s);
/*
 * Social insurance number: 10 digits (QĐ 1035/QĐ-BHXH), or the 15 characters of an old health
 * card.
 */
int typed_insurance(struct arena *a, struct str s, struct str *ret_s);
/* Plot and map sheet as on a land certificate: "125/14" is plot 125 of sheet 14. */
int typed_land_plot(struct arena *a, struct str s, struct str *ret_s);

#endif
