/*
 * src/app/converter_picture.c: see converter_picture.h. A JPEG is decoded line by line, made
 * smaller while its cosines are turned back (by eighths), and encoded again; a PNG goes through a
 * surface of cairo, on white. Turning is left to the page: no pixel is moved for it.
 */
#include "app/converter_picture.h"

#include <cairo.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>

#define LONGEST    2500 /* pixels of the longer side: 210 an inch on A4 */
#define QUALITY    78
#define MOST_SIDE  20000
#define MOST_AREA  ((i64)100 * 1000 * 1000)
#define JPEG_MOST  ((size_t)6 << 20) /* of what is made */
#define TAG_TURNED 0x0112

/* ---- what EXIF says (CIPA DC-008, 4.6) ---- */

struct tiff {
        struct str s;
        bool little;
};

static u32 number(const struct tiff *t, size_t at, int bytes)
{
        u32 n = 0;

        for (int i = 0; i < bytes && at + (size_t)i < t->s.len; i++)
                n |= (u32)(u8)t->s.ptr[at + (size_t)i] << 8 * (t->little ? i : bytes - 1 - i);
        return n;
}

static int exif_orientation(struct str s)
{
        struct tiff t = { .s = str_sub(s, 6, s.len) };
        size_t at;
        u32 n;

        if (!str_starts(s, STR("Exif\0\0")) || t.s.len < 8)
                return 1;
        t.little = str_starts(t.s, STR("II"));
        at = number(&t, 4, 4);
        if (at + 2 > t.s.len)
                return 1;
        n = number(&t, at, 2);
        for (at += 2; n-- && at + 12 <= t.s.len; at += 12)
                if (number(&t, at, 2) == TAG_TURNED) {
                        u32 turned = number(&t, at + 8, 2);

                        return turned >= 1 && turned <= 8 ? (int)turned : 1;
                }
        return 1;
}

int converter_orientation(struct str file)
{
        const struct tiff f = { .s = file };

        for (size_t at = 2; at + 4 <= file.len && (u8)file.ptr[at] == 0xff;) {
                u32 marker = number(&f, at + 1, 1), length = number(&f, at + 2, 2);

                if (marker == 0xff) {
                        at++;
                        continue;
                }
                if (marker == 0xda || length < 2)
                        break;
                if (marker == 0xe1)
                        return exif_orientation(str_sub(file, at + 4, length - 2));
                at += 2 + length;
        }
        return 1;
}

/* ---- writing ---- */

struct trouble {
        struct jpeg_error_mgr manager; /* first */
        jmp_buf back;
};

static void give_up(j_common_ptr c)
{
        longjmp(((struct trouble *)c->err)->back, 1);
}

static void be_quiet(j_common_ptr c)
{
        (void)c;
}

static struct jpeg_error_mgr *watch(struct trouble *t)
{
        jpeg_std_error(&t->manager);
        t->manager.error_exit = give_up;
        t->manager.output_message = be_quiet;
        return &t->manager;
}

struct drawing {
        struct jpeg_compress_struct to;
        unsigned char *bytes;
        unsigned long n;
};

static void begin_drawing(struct drawing *d, u32 width, u32 height, int parts, int quality)
{
        d->to.image_width = width;
        d->to.image_height = height;
        d->to.input_components = parts;
        d->to.in_color_space = parts == 1 ? JCS_GRAYSCALE : JCS_RGB;
        jpeg_set_defaults(&d->to);
        jpeg_set_quality(&d->to, quality, TRUE);
        jpeg_start_compress(&d->to, TRUE);
}

static int end_drawing(struct arena *a, struct drawing *d, struct file_picture *p)
{
        jpeg_finish_compress(&d->to);
        if (d->n > JPEG_MOST)
                return ERR_LIMIT;
        p->width = d->to.image_width;
        p->height = d->to.image_height;
        p->grey = d->to.input_components == 1;
        p->jpeg = str_dup(a, str_n((const char *)d->bytes, d->n));
        return 0;
}

/* ---- JPEG ---- */

/* By eighths, so that the longer side is at most LONGEST; never larger than it was. */
static void choose_scale(struct jpeg_decompress_struct *from)
{
        u32 side = MAX(from->image_width, from->image_height);

        from->scale_denom = 8;
        from->scale_num = 8;
        while (from->scale_num > 1 && (u64)side * from->scale_num > (u64)LONGEST * 8)
                from->scale_num--;
}

static int copy_lines(struct jpeg_decompress_struct *from, struct drawing *d, struct arena *a)
{
        JSAMPROW line = arena_raw(a, (size_t)from->output_width * (size_t)from->output_components);

        begin_drawing(d, from->output_width, from->output_height, from->output_components, QUALITY);
        while (from->output_scanline < from->output_height) {
                if (jpeg_read_scanlines(from, &line, 1) != 1)
                        return ERR_INVALID;
                jpeg_write_scanlines(&d->to, &line, 1);
        }
        /* What was cut off is filled up with grey and a warning. */
        return from->err->num_warnings ? ERR_INVALID : 0;
}

static int draw_jpeg(struct arena *a, struct str file, struct file_picture *p)
{
        struct jpeg_decompress_struct from = { 0 };
        struct drawing d = { .bytes = NULL };
        struct trouble t;
        volatile int r = ERR_INVALID;

        from.err = d.to.err = watch(&t);
        if (setjmp(t.back) == 0) {
                jpeg_create_decompress(&from);
                jpeg_create_compress(&d.to);
                jpeg_mem_src(&from, (const unsigned char *)file.ptr, file.len);
                jpeg_mem_dest(&d.to, &d.bytes, &d.n);
                jpeg_read_header(&from, TRUE);
                if (from.image_width > MOST_SIDE || from.image_height > MOST_SIDE ||
                        (i64)from.image_width * from.image_height > MOST_AREA) {
                        r = ERR_LIMIT;
                } else {
                        if (from.jpeg_color_space != JCS_GRAYSCALE)
                                from.out_color_space = JCS_RGB;
                        choose_scale(&from);
                        jpeg_start_decompress(&from);
                        r = copy_lines(&from, &d, a);
                        if (r == 0)
                                r = end_drawing(a, &d, p);
                }
        } else {
                r = ERR_INVALID;
        }
        jpeg_destroy_compress(&d.to);
        jpeg_destroy_decompress(&from);
        free(d.bytes);
        p->orientation = converter_orientation(file);
        return r;
}

/* ---- PNG ---- */

static cairo_status_t give_bytes(void *arg, unsigned char *p, unsigned int n)
{
        struct str *left = arg;

        if (n > left->len)
                return CAIRO_STATUS_READ_ERROR;
        memcpy(p, left->ptr, n);
        *left = str_sub(*left, n, left->len);
        return CAIRO_STATUS_SUCCESS;
}

/* On white, at most LONGEST. NULL: it cannot be read. */
static cairo_surface_t *read_png(struct str file)
{
        cairo_surface_t *s = cairo_image_surface_create_from_png_stream(give_bytes, &file), *to;
        int w = cairo_image_surface_get_width(s), h = cairo_image_surface_get_height(s);
        double scale = MIN(1.0, (double)LONGEST / MAX(MAX(w, h), 1));
        cairo_t *c;

        if (cairo_surface_status(s) != CAIRO_STATUS_SUCCESS || w < 1 || h < 1) {
                cairo_surface_destroy(s);
                return NULL;
        }
        to = cairo_image_surface_create(
                CAIRO_FORMAT_RGB24, MAX((int)(w * scale), 1), MAX((int)(h * scale), 1));
        c = cairo_create(to);
        cairo_set_source_rgb(c, 1, 1, 1);
        cairo_paint(c);
        cairo_scale(c, scale, scale);
        cairo_set_source_surface(c, s, 0, 0);
        cairo_pattern_set_filter(cairo_get_source(c), CAIRO_FILTER_GOOD);
        cairo_paint(c);
        cairo_destroy(c);
        cairo_surface_destroy(s);
        cairo_surface_flush(to);
        return to;
}

static void write_lines(struct drawing *d, cairo_surface_t *s, int quality, struct arena *a)
{
        int w = cairo_image_surface_get_width(s), h = cairo_image_surface_get_height(s);
        JSAMPROW line = arena_raw(a, (size_t)w * 3);

        begin_drawing(d, (u32)w, (u32)h, 3, quality);
        for (int y = 0; y < h; y++) {
                const u32 *from =
                        (const u32 *)(const void *)(cairo_image_surface_get_data(s) +
                                                    y * (ptrdiff_t)cairo_image_surface_get_stride(
                                                                s));

                for (int x = 0; x < w; x++)
                        for (int part = 0; part < 3; part++)
                                line[x * 3 + part] = (u8)(from[x] >> (16 - 8 * part));
                jpeg_write_scanlines(&d->to, &line, 1);
        }
}

int converter_write_surface(
        struct arena *a, cairo_surface_t *s, int quality, struct file_picture *ret_picture)
{
        struct file_picture p = { .orientation = 1 };
        struct drawing d = { .bytes = NULL };
        struct trouble t;
        volatile int r = ERR_INVALID;

        if (cairo_surface_status(s) != CAIRO_STATUS_SUCCESS)
                return ERR_LIMIT;
        d.to.err = watch(&t);
        if (setjmp(t.back) == 0) {
                jpeg_create_compress(&d.to);
                jpeg_mem_dest(&d.to, &d.bytes, &d.n);
                write_lines(&d, s, quality, a);
                r = end_drawing(a, &d, &p);
        }
        jpeg_destroy_compress(&d.to);
        free(d.bytes);
        if (r == 0)
                *ret_picture = p;
        return r;
}

static int draw_png(struct arena *a, struct str file, struct file_picture *p)
{
        cairo_surface_t *s = read_png(file);
        int r = s ? converter_write_surface(a, s, QUALITY, p) : ERR_INVALID;

        cairo_surface_destroy(s);
        return r;
}

int converter_draw_picture(struct arena *a, struct str file, struct file_picture *ret_picture)
{
        struct file_picture p = { 0 };
        int r = ERR_INVALID;

        if (str_starts(file, STR("\xff\xd8\xff")))
                r = draw_jpeg(a, file, &p);
        else if (str_starts(file, STR("\x89PNG\r\n\x1a\n")))
                r = draw_png(a, file, &p);
        if (r == 0)
                *ret_picture = p;
        return r;
}
