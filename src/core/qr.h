/*
 * src/core/qr.h: a QR code as the path of an SVG, for pages. On paper core/paper.h draws them.
 */
#ifndef CORE_QR_H
#define CORE_QR_H

#include "base/str.h"

/*
 * The dark squares of `text` (at most some hundred bytes) as the "d" of one path; *ret_size: the
 * side of the view box, with the quiet zone of four squares round it.
 */
struct str qr_path(struct arena *a, struct str text, i64 *ret_size);

#endif
