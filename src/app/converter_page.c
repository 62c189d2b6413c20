/*
 * src/app/converter_page.c: see converter_page.h. Poppler is not linked but loaded, so that the
 * other processes are not made larger by it, and a server without it still runs. Behind the wall it
 * can open no font: letters that a file does not carry along are not drawn, and that is told.
 */
#include "app/converter_page.h"

#include <cairo.h>
#include <dlfcn.h>
#include <math.h>
#include <poppler.h>

#include "app/converter_picture.h"
#include "base/log.h"

#define LIBRARY    "libpoppler-glib.so.8"
#define QUALITY    70
#define MOST_SIDE  14400.0 /* points: ISO 32000-1, annex C */
#define FONT_PAGES 200     /* looked through for letters at most */

/* What is used of the library. */
static struct {
        __typeof__(poppler_document_new_from_bytes) *open;
        __typeof__(poppler_document_get_n_pages) *count;
        __typeof__(poppler_document_get_page) *page;
        __typeof__(poppler_page_get_size) *size;
        __typeof__(poppler_page_render) *render;
        __typeof__(poppler_error_quark) *errors;
        __typeof__(poppler_font_info_new) *fonts;
        __typeof__(poppler_font_info_scan) *scan;
        __typeof__(poppler_fonts_iter_is_embedded) *embedded;
        __typeof__(poppler_fonts_iter_next) *next;
        __typeof__(poppler_fonts_iter_free) *end;
} lib;
static bool loaded;

/* A function's address as one: through memory, since the language has no cast for it. */
static bool find(void *handle, const char *name, void *ret_function)
{
        void *p = dlsym(handle, name);

        memcpy(ret_function, &p, sizeof p);
        return p != NULL;
}

void converter_page_prepare(void)
{
        void *h = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);

        loaded = h && find(h, "poppler_document_new_from_bytes", &lib.open) &&
                 find(h, "poppler_document_get_n_pages", &lib.count) &&
                 find(h, "poppler_document_get_page", &lib.page) &&
                 find(h, "poppler_page_get_size", &lib.size) &&
                 find(h, "poppler_page_render", &lib.render) &&
                 find(h, "poppler_error_quark", &lib.errors) &&
                 find(h, "poppler_font_info_new", &lib.fonts) &&
                 find(h, "poppler_font_info_scan", &lib.scan) &&
                 find(h, "poppler_fonts_iter_is_embedded", &lib.embedded) &&
                 find(h, "poppler_fonts_iter_next", &lib.next) &&
                 find(h, "poppler_fonts_iter_free", &lib.end);
        if (!loaded)
                log_warn("converter", "no previews of pages: %s is not there", LIBRARY);
}

/* Up to this page every letter is in the file itself. */
static bool has_its_letters(PopplerDocument *doc, i64 page)
{
        PopplerFontInfo *fonts = lib.fonts(doc);
        PopplerFontsIter *at = NULL;
        bool all = true;

        if (lib.scan(fonts, (int)MIN(page, FONT_PAGES), &at) && at) {
                do
                        all = all && lib.embedded(at);
                while (lib.next(at));
                lib.end(at);
        }
        g_object_unref(fonts);
        return all;
}

/* On white, as large as asked. NULL: no page has such a size. */
static cairo_surface_t *draw(PopplerPage *page, i64 longest)
{
        double width = 0, height = 0, scale;
        cairo_surface_t *s;
        cairo_t *c;

        lib.size(page, &width, &height);
        if (!(width > 0) || !(height > 0) || width > MOST_SIDE || height > MOST_SIDE)
                return NULL;
        scale = (double)longest / fmax(width, height);
        s = cairo_image_surface_create(CAIRO_FORMAT_RGB24, MAX((int)lround(width * scale), 1),
                MAX((int)lround(height * scale), 1));
        c = cairo_create(s);
        cairo_set_source_rgb(c, 1, 1, 1);
        cairo_paint(c);
        cairo_scale(c, scale, scale);
        lib.render(page, c);
        cairo_destroy(c);
        cairo_surface_flush(s);
        return s;
}

static int draw_one(
        struct arena *a, PopplerDocument *doc, i64 number, i64 longest, struct file_page *ret_page)
{
        struct file_page p = { .pages = lib.count(doc) };
        struct file_picture picture;
        PopplerPage *page;
        cairo_surface_t *s;
        int r;

        if (number > p.pages)
                return ERR_NOT_FOUND;
        page = lib.page(doc, (int)number - 1);
        if (!page)
                return ERR_INVALID;
        s = draw(page, longest);
        g_object_unref(page);
        if (!s)
                return ERR_LIMIT;
        r = converter_write_surface(a, s, QUALITY, &picture);
        cairo_surface_destroy(s);
        if (r < 0)
                return r;
        p.letters = has_its_letters(doc, number);
        p.jpeg = picture.jpeg;
        p.width = picture.width;
        p.height = picture.height;
        *ret_page = p;
        return 0;
}

int converter_draw_page(
        struct arena *a, struct str file, i64 page, i64 longest, struct file_page *ret_page)
{
        PopplerDocument *doc;
        GError *error = NULL;
        GBytes *bytes;
        int r;

        if (!loaded)
                return ERR_UNSUPPORTED;
        if (page < 1 || longest < 1 || longest > PAGE_LONGEST)
                return ERR_INVALID;
        bytes = g_bytes_new_static(file.ptr, file.len);
        doc = lib.open(bytes, NULL, &error);
        if (doc)
                r = draw_one(a, doc, page, longest, ret_page);
        else
                r = g_error_matches(error, lib.errors(), POPPLER_ERROR_ENCRYPTED) ? ERR_DENIED
                                                                                  : ERR_INVALID;
        g_clear_error(&error);
        if (doc)
                g_object_unref(doc);
        g_bytes_unref(bytes);
        return r;
}
