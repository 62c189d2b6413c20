/*
 * src/app/converter_picture.h: a photo as a page can carry it: drawn anew from its pixels, so that
 * nothing else of the file comes along (place, device, what somebody hid behind it), and not larger
 * than print needs. Runs in a converter's worker only: it expects every file to be an attack.
 */
#ifndef APP_CONVERTER_PICTURE_H
#define APP_CONVERTER_PICTURE_H

#include <cairo.h>

#include "wall/converter_client.h"

/* ERR_INVALID: no JPEG or PNG, or a broken one. ERR_LIMIT: too large. The bytes live on `a`. */
int converter_draw_picture(struct arena *a, struct str file, struct file_picture *ret_picture);

/* A surface of 24 bits as a JPEG, upright. ERR_LIMIT: none of that size could be made. */
int converter_write_surface(
        struct arena *a, cairo_surface_t *s, int quality, struct file_picture *ret_picture);

/* The orientation 1..8 that EXIF says (tag 0x0112), 1 when it says none. */
int converter_orientation(struct str file);

#endif
