/*
 * src/app/converter_page.h: a page of a PDF drawn as a small or a large picture, by poppler. Runs
 * in a converter's worker only: it expects every file to be an attack (decision 0012).
 */
#ifndef APP_CONVERTER_PAGE_H
#define APP_CONVERTER_PAGE_H

#include "wall/converter_client.h"

#define PAGE_LONGEST 2000 /* pixels of the longer side that may be asked for */

/*
 * Loads the library, which only the converter does; before its walls, which let no code in. Without
 * it every page is ERR_UNSUPPORTED, and the log says so.
 */
void converter_page_prepare(void);

/*
 * page: from 1. longest: pixels of the longer side, 1..PAGE_LONGEST. ERR_INVALID: no PDF, or one
 * that cannot be read. ERR_DENIED: it has a password. ERR_NOT_FOUND: no such page. ERR_LIMIT: a
 * page too large or too long to draw. The bytes live on `a`.
 */
int converter_draw_page(
        struct arena *a, struct str file, i64 page, i64 longest, struct file_page *ret_page);

#endif
