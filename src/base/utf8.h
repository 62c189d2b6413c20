/*
 * src/base/utf8.h: the edge for text: validity, NFC, counting for people. Uses libutf8proc.
 */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/str.h"

/* Valid UTF-8 (RFC 3629: no surrogates, no overlong), without NUL. */
bool utf8_valid(struct str s);
/* One code point from *s, which advances. The text must be valid. Returns -1 at the end. */
int32_t utf8_next(struct str *s);
void utf8_put(struct buf *b, int32_t cp);
size_t utf8_count(struct str s); /* code points */
/* First n code points. */
struct str utf8_head(struct str s, size_t n);
/*
 * What an outsider typed, made fit to store: valid UTF-8 or ERR_INVALID; NFC; U+00D0 stays; CRLF
 * and CR become LF; other control characters (but LF and TAB) and bidi overrides are dropped when
 * `lines`, and for one-line text LF and TAB become a space; outer white space is trimmed. More than
 * 30 combining marks in a row are ERR_INVALID (Unicode Annex 15, stream-safe text). STR_NULL stays.
 */
int utf8_clean(struct arena *a, struct str in, bool lines, struct str *ret_s);
bool utf8_is_nfc(struct str s);
/* NFC of valid text, not copied when it is NFC already. ERR_INVALID: over 30 marks in a row. */
int utf8_nfc(struct arena *a, struct str s, struct str *ret_s);

#endif
