/*
 * src/core/photos.h: photos of a paper become one PDF, a page each, in the order given and upright.
 * Each is drawn anew by the converter (wall/converter_client.h), so that nothing but its pixels
 * comes along; what is written here is only the frame around them.
 */
#ifndef CORE_PHOTOS_H
#define CORE_PHOTOS_H

#include "core/files.h"

#define PHOTOS_MOST 20

struct photo {
        const u8 *hash; /* of a content */
        int turns;      /* quarter turns clockwise beyond what EXIF says */
};

bool photos_is_photo(struct str type);
/*
 * The PDF as a content. Slow (about 0.3 s a photo), so without a snapshot. ERR_INVALID: *ret_bad is
 * the photo that cannot be read. ERR_BUSY: the converter is away.
 */
int photos_join(const struct photo *list, size_t n, struct str name, struct upload *ret_pdf,
        size_t *ret_bad);

#endif
