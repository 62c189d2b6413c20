/*
 * src/app/test/test_picture.c: photos are drawn anew: their pixels and nothing else, not larger
 * than print needs, turned as their camera said; broken and hostile ones are refused, behind the
 * wall too.
 */
#include "test/test.h"

#include <cairo.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include <jpeglib.h>

#include "app/converter_picture.h"
#include "app/test/converter_child.h"

static struct arena *a;

/* "Exif" with one entry: turned so. little: in the order of Intel. */
static struct str exif(int turned, bool little)
{
        struct buf b;
        const char *head = little ? "II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0"
                                  : "MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01";

        buf_init(&b, a, 100);
        buf_add(&b, STR("Exif\0\0"));
        buf_add(&b, str_n(head, 18));
        buf_byte(&b, little ? (char)turned : 0);
        buf_byte(&b, little ? 0 : (char)turned);
        buf_add(&b, STR("\0\0\0\0\0\0SECRET-PLACE"));
        return buf_str(&b);
}

/* A photo: left half red, right half blue. */
static struct str jpeg(u32 width, u32 height, struct str app1, J_COLOR_SPACE space)
{
        struct jpeg_compress_struct c = { 0 };
        struct jpeg_error_mgr e;
        unsigned char *bytes = NULL;
        unsigned long n = 0;
        int parts = space == JCS_GRAYSCALE ? 1 : space == JCS_CMYK ? 4 : 3;
        JSAMPROW line = arena_alloc(a, (size_t)width * (size_t)parts);
        struct str s;

        c.err = jpeg_std_error(&e);
        jpeg_create_compress(&c);
        jpeg_mem_dest(&c, &bytes, &n);
        c.image_width = width;
        c.image_height = height;
        c.input_components = parts;
        c.in_color_space = space;
        jpeg_set_defaults(&c);
        jpeg_start_compress(&c, TRUE);
        if (app1.len)
                jpeg_write_marker(&c, JPEG_APP0 + 1, (const JOCTET *)app1.ptr, (unsigned)app1.len);
        jpeg_write_marker(&c, JPEG_COM, (const JOCTET *)"SECRET-WORDS", 12);
        for (u32 x = 0; x < width && parts == 3; x++)
                line[3 * x + (x < width / 2 ? 0 : 2)] = 255;
        for (u32 y = 0; y < height; y++)
                jpeg_write_scanlines(&c, &line, 1);
        jpeg_finish_compress(&c);
        jpeg_destroy_compress(&c);
        s = str_dup(a, str_n((const char *)bytes, n));
        free(bytes);
        return s;
}

static cairo_status_t take(void *arg, const unsigned char *p, unsigned int n)
{
        buf_add(arg, str_n((const char *)p, n));
        return CAIRO_STATUS_SUCCESS;
}

static struct str png(int width, int height)
{
        cairo_surface_t *s = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, width, height);
        struct buf b;

        buf_init(&b, a, 1 << 20);
        cairo_surface_write_to_png_stream(s, take, &b);
        cairo_surface_destroy(s);
        return buf_str(&b);
}

/* The first and last pixel of the first line. */
static void corners(struct str bytes, u8 ret_first[3], u8 ret_last[3])
{
        struct jpeg_decompress_struct d = { 0 };
        struct jpeg_error_mgr e;
        JSAMPROW line;

        d.err = jpeg_std_error(&e);
        jpeg_create_decompress(&d);
        jpeg_mem_src(&d, (const unsigned char *)bytes.ptr, bytes.len);
        jpeg_read_header(&d, TRUE);
        d.out_color_space = JCS_RGB;
        jpeg_start_decompress(&d);
        line = arena_alloc(a, (size_t)d.output_width * 3);
        jpeg_read_scanlines(&d, &line, 1);
        memcpy(ret_first, line, 3);
        memcpy(ret_last, line + 3 * (d.output_width - 1), 3);
        jpeg_destroy_decompress(&d);
}

TEST(a_photo_keeps_its_pixels_and_nothing_else)
{
        struct file_picture p;
        struct str file =
                str_cat(a, jpeg(64, 48, exif(6, false), JCS_RGB), STR("HIDDEN-BEHIND-THE-END"));
        u8 first[3], last[3];

        REQUIRE(converter_draw_picture(a, file, &p) == 0);
        EXPECT(p.width == 64 && p.height == 48 && !p.grey);
        EXPECT_INT(p.orientation, 6);
        EXPECT(str_find(file, STR("SECRET-PLACE")) > 0 && str_find(file, STR("SECRET-WORDS")) > 0);
        EXPECT(str_find(p.jpeg, STR("SECRET")) < 0 && str_find(p.jpeg, STR("Exif")) < 0);
        EXPECT(str_find(p.jpeg, STR("HIDDEN")) < 0);
        corners(p.jpeg, first, last);
        EXPECT(first[0] > 200 && first[2] < 60 && last[2] > 200 && last[0] < 60);
        REQUIRE(converter_draw_picture(a, jpeg(30, 20, STR(""), JCS_GRAYSCALE), &p) == 0);
        EXPECT(p.grey && p.orientation == 1);
        REQUIRE(converter_draw_picture(a, png(40, 30), &p) == 0); /* nothing drawn: white */
        corners(p.jpeg, first, last);
        EXPECT(p.width == 40 && p.height == 30 && first[0] > 250 && first[1] > 250);
}

TEST(a_large_photo_becomes_as_large_as_print_needs)
{
        struct file_picture p;

        REQUIRE(converter_draw_picture(a, jpeg(4000, 3000, STR(""), JCS_RGB), &p) == 0);
        EXPECT(p.width == 2500 && p.height == 1875);
        REQUIRE(converter_draw_picture(a, png(2600, 1300), &p) == 0);
        EXPECT(p.width == 2500 && p.height == 1250);
}

TEST(what_is_no_whole_photo_is_refused)
{
        struct file_picture p = { .width = -7 };
        struct str file = jpeg(200, 200, exif(3, true), JCS_RGB), image = png(50, 50);
        char *wide = arena_alloc(a, file.len);

        for (size_t n = 0; n < file.len - 2; n += 7)
                EXPECT_INT(converter_draw_picture(a, str_sub(file, 0, n), &p), ERR_INVALID);
        for (size_t n = 0; n < image.len - 12; n += 5)
                EXPECT_INT(converter_draw_picture(a, str_sub(image, 0, n), &p), ERR_INVALID);
        EXPECT_INT(converter_draw_picture(a, STR("%PDF-1.4\n"), &p), ERR_INVALID);
        EXPECT_INT(converter_draw_picture(a, jpeg(8, 8, STR(""), JCS_CMYK), &p), ERR_INVALID);
        /* The same few bytes that claim to be 65,000 by 65,000 pixels. */
        memcpy(wide, file.ptr, file.len);
        for (size_t i = 2; i + 9 < file.len; i++)
                if ((u8)wide[i] == 0xff && (u8)wide[i + 1] == 0xc0) {
                        memcpy(wide + i + 5, "\xfd\xe8\xfd\xe8", 4);
                        break;
                }
        EXPECT_INT(converter_draw_picture(a, str_n(wide, file.len), &p), ERR_LIMIT);
        EXPECT_INT(p.width, -7); /* untouched */
}

TEST(no_single_wrong_byte_is_fatal_and_turns_stay_in_their_range)
{
        struct str file = jpeg(24, 24, exif(8, true), JCS_RGB);
        char *bytes = arena_alloc(a, file.len);

        EXPECT_INT(converter_orientation(file), 8);
        EXPECT_INT(converter_orientation(jpeg(8, 8, exif(9, true), JCS_RGB)), 1);
        EXPECT_INT(converter_orientation(jpeg(8, 8, exif(0, false), JCS_RGB)), 1);
        for (size_t i = 0; i < file.len; i++) {
                AUTO(arena_freep) struct arena *own = arena_new(1 << 20);
                struct file_picture p;
                int turned;

                memcpy(bytes, file.ptr, file.len);
                bytes[i] = (char)(bytes[i] ^ 0xff);
                turned = converter_orientation(str_n(bytes, file.len));
                EXPECT(turned >= 1 && turned <= 8);
                turned = converter_orientation(str_n(bytes, i));
                EXPECT(turned >= 1 && turned <= 8);
                (void)converter_draw_picture(own, str_n(bytes, file.len), &p);
        }
}

TEST(behind_the_wall_it_works_as_well)
{
        struct file_picture p;
        struct str file = jpeg(4000, 3000, exif(6, false), JCS_RGB);
        struct converter_child converter = converter_child_begin(&converter_work);
        int fd = memfd_create("photo", MFD_CLOEXEC);

        REQUIRE(write(fd, file.ptr, file.len) == (ssize_t)file.len);
        EXPECT_INT(converter_draw(converter.socket, a, fd, 20000, &p), 0);
        EXPECT(p.width == 2500 && p.orientation == 6 && p.jpeg.len > 1000);
        REQUIRE(ftruncate(fd, 500) == 0);
        EXPECT_INT(converter_draw(converter.socket, a, fd, 20000, &p), ERR_INVALID);
        close(fd);
        EXPECT_INT(converter_child_end(&converter), 0);
}

int main(int argc, char **argv)
{
        a = arena_new((size_t)256 << 20);
        TESTS(argc, argv, RUN(a_photo_keeps_its_pixels_and_nothing_else),
                RUN(a_large_photo_becomes_as_large_as_print_needs),
                RUN(what_is_no_whole_photo_is_refused),
                RUN(no_single_wrong_byte_is_fatal_and_turns_stay_in_their_range),
                RUN(behind_the_wall_it_works_as_well));
}
