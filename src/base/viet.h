/*
 * src/base/viet.h: Vietnamese letters: folding for search, order for sorting, numbers and dates in
 * words. Text in and out is NFC UTF-8.
 */
#ifndef BASE_VIET_H
#define BASE_VIET_H

#include "base/str.h"

/*
 * Folded for search: lower case, tone and vowel marks dropped, đ and Đ (and U+00D0 Ð) -> d,
 * punctuation -> one space, digits kept; dots inside procedure codes ("1.000894") kept.
 * "Đường Đinh Lễ" -> "duong dinh le".
 */
struct str viet_fold(struct arena *a, struct str s);
/*
 * In ASCII as telephones without Vietnamese letters show it: marks dropped, case and signs kept,
 * what has no such form becomes '?'. "Hẹn trả: thứ hai" -> "Hen tra: thu hai".
 */
struct str viet_ascii(struct arena *a, struct str s);
/*
 * Lower case with marks kept and the tone mark put in one place (hoà = hòa, thuỷ = thủy), for
 * comparing text with marks.
 */
struct str viet_norm(struct arena *a, struct str s);
/* True when the text has a letter with a Vietnamese mark or đ. */
bool viet_has_marks(struct str s);
/*
 * A byte string whose memcmp order is the Vietnamese dictionary order: letters first
 * (a ă â b c d đ e ê … y), then tone (ngang huyền hỏi ngã sắc nặng), then case. Stored beside names
 * as `sort_key`, so that both databases sort alike.
 */
struct str viet_sort_key(struct arena *a, struct str s);
/*
 * What Telex keys would have made of marks typed without a keyboard driver: "ddawng kys" ->
 * "đăng ký". Used as a second try by search. Text without such slips comes back unchanged.
 */
struct str viet_untelex(struct arena *a, struct str s);
/* 1250000 -> "1.250.000". */
struct str viet_number(struct arena *a, i64 n);
/* 75000 -> "bảy mươi lăm nghìn". Used on receipts. */
struct str viet_number_words(struct arena *a, i64 n);

#endif
