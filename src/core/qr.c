/*
 * src/core/qr.c: see qr.h.
 */
#include "core/qr.h"

#include <qrencode.h>

#define QUIET 4 /* squares round the code (ISO/IEC 18004, 6.3.8) */

struct str qr_path(struct arena *a, struct str text, i64 *ret_size)
{
        QRcode *q = QRcode_encodeString(str_c(a, text), 0, QR_ECLEVEL_M, QR_MODE_8, 1);
        struct buf b;

        CHECK(q != NULL);
        buf_init(&b, a, (size_t)q->width * (size_t)q->width * 20 + 1);
        for (int y = 0; y < q->width; y++)
                for (int x = 0; x < q->width; x++)
                        if (q->data[y * q->width + x] & 1)
                                buf_fmt(&b, "M%d %dh1v1h-1z", x + QUIET, y + QUIET);
        *ret_size = q->width + 2 * QUIET;
        QRcode_free(q);
        return buf_str(&b);
}
