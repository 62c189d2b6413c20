/*
 * src/app/test/test_page.c: pages of PDFs are drawn behind the wall as their readers would see
 * them; broken, locked, endless and outsized ones get an answer and hurt nobody.
 */
#include "test/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include <jpeglib.h>

#include "app/converter_page.h"
#include "app/test/converter_child.h"

static struct arena *a;
static struct converter_child converter;

/* A PDF of n pages of this size: red above, blue below, and whatever else is drawn. */
/* What else stands in the catalog. */
static const char *catalog_more = "";

static struct str pdf(size_t n, const char *box, const char *page_more, const char *drawn)
{
        size_t *at = NEW_ARRAY(a, size_t, n + 4), xref;
        struct buf b;

        buf_init(&b, a, 8 << 20);
        buf_addc(&b, "%PDF-1.4\n");
        at[1] = b.len;
        buf_fmt(&b, "1 0 obj\n<</Type/Catalog/Pages 2 0 R%s>>\nendobj\n", catalog_more);
        at[2] = b.len;
        buf_fmt(&b, "2 0 obj\n<</Type/Pages/Count %zu/Kids[", n);
        for (size_t i = 0; i < n; i++)
                buf_fmt(&b, "%zu 0 R ", i + 4);
        buf_fmt(&b, "]/MediaBox[%s]>>\nendobj\n", box);
        at[3] = b.len;
        buf_fmt(&b,
                "3 0 obj\n<</Length %zu>>\nstream\n0 0 1 rg 0 0 600 400 re f 1 0 0 rg 0 400 600 400 "
                "re f %s\nendstream\nendobj\n",
                strlen(drawn) + 55, drawn);
        for (size_t i = 4; i < n + 4; i++) {
                at[i] = b.len;
                buf_fmt(&b, "%zu 0 obj\n<</Type/Page/Parent 2 0 R/Contents 3 0 R %s>>\nendobj\n", i,
                        page_more);
        }
        xref = b.len;
        buf_fmt(&b, "xref\n0 %zu\n0000000000 65535 f \n", n + 4);
        for (size_t i = 1; i < n + 4; i++)
                buf_fmt(&b, "%010zu 00000 n \n", at[i]);
        buf_fmt(&b, "trailer\n<</Size %zu/Root 1 0 R>>\nstartxref\n%zu\n%%%%EOF\n", n + 4, xref);
        CHECK(!b.over);
        return buf_str(&b);
}

static int memory_file(struct str content)
{
        int fd = memfd_create("sample", MFD_CLOEXEC);

        CHECK(fd >= 0 && write(fd, content.ptr, content.len) == (ssize_t)content.len);
        return fd;
}

static int page_of(struct str file, i64 page, i64 longest, struct file_page *ret_page)
{
        int fd = memory_file(file), r;

        r = converter_page(converter.socket, a, fd, 60000, page, longest, ret_page);
        close(fd);
        return r;
}

/* The colour at a place of the picture, in hundredths of its sides: "red", "blue", "other". */
static struct str colour(const struct file_page *p, u32 x, u32 y)
{
        struct jpeg_decompress_struct d = { 0 };
        struct jpeg_error_mgr e;
        struct str word = STR("other");
        JSAMPROW line;

        d.err = jpeg_std_error(&e);
        jpeg_create_decompress(&d);
        jpeg_mem_src(&d, (const unsigned char *)p->jpeg.ptr, p->jpeg.len);
        jpeg_read_header(&d, TRUE);
        jpeg_start_decompress(&d);
        line = arena_alloc(a, (size_t)d.output_width * 3);
        for (u32 i = 0; i <= d.output_height * y / 100; i++)
                jpeg_read_scanlines(&d, &line, 1);
        line += (size_t)(d.output_width * x / 100) * 3;
        if (line[0] > 200 && line[1] < 60 && line[2] < 60)
                word = STR("red");
        if (line[0] < 60 && line[1] < 60 && line[2] > 200)
                word = STR("blue");
        jpeg_destroy_decompress(&d);
        return word;
}

TEST(a_page_is_drawn_as_large_as_asked_and_as_it_is_turned)
{
        struct file_page p;

        REQUIRE(page_of(pdf(3, "0 0 600 800", "", ""), 2, 200, &p) == 0);
        EXPECT(p.width == 150 && p.height == 200 && p.pages == 3 && p.letters);
        EXPECT_STR(colour(&p, 50, 10), "red");
        EXPECT_STR(colour(&p, 50, 90), "blue");
        REQUIRE(page_of(pdf(1, "0 0 600 800", "/Rotate 90", ""), 1, 1400, &p) == 0);
        EXPECT(p.width == 1400 && p.height == 1050);
        EXPECT_STR(colour(&p, 90, 50), "red");
        EXPECT_STR(colour(&p, 10, 50), "blue");
        EXPECT_INT(page_of(pdf(3, "0 0 600 800", "", ""), 4, 200, &p), ERR_NOT_FOUND);
        EXPECT_INT(page_of(pdf(3, "0 0 600 800", "", ""), 0, 200, &p), ERR_INVALID);
        EXPECT_INT(page_of(pdf(3, "0 0 600 800", "", ""), 1, 100000, &p), ERR_INVALID);
}

TEST(letters_that_are_not_in_the_file_are_told)
{
        struct file_page p;

        REQUIRE(page_of(pdf(1, "0 0 600 800",
                                "/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/"
                                "Helvetica>>>>>>",
                                "BT /F 40 Tf 50 500 Td (Khai sinh) Tj ET"),
                        1, 200, &p) == 0);
        EXPECT(!p.letters);
        EXPECT_STR(colour(&p, 50, 90), "blue"); /* the rest is there */
}

TEST(a_file_of_ten_thousand_pages_shows_its_last_one)
{
        struct file_page p;

        REQUIRE(page_of(pdf(10000, "0 0 600 800", "", ""), 10000, 100, &p) == 0);
        EXPECT_INT(p.pages, 10000);
        EXPECT_STR(colour(&p, 50, 10), "red");
}

TEST(a_page_of_any_size_is_drawn_small_or_refused)
{
        struct file_page p = { .width = -7 };

        EXPECT_INT(page_of(pdf(1, "0 0 9000000 9000000", "", ""), 1, 200, &p), ERR_LIMIT);
        EXPECT_INT(p.width, -7);
        REQUIRE(page_of(pdf(1, "0 0 14000 2", "", ""), 1, 200, &p) == 0);
        EXPECT(p.width == 200 && p.height == 1);
        /* No size at all: readers take that of a letter. */
        EXPECT_INT(page_of(pdf(1, "0 0 0 0", "", ""), 1, 200, &p), 0);
}

/* A picture that claims to be of 60,000 by 60,000 pixels, and a page that draws itself. */
TEST(a_page_made_to_eat_is_ended_and_the_next_is_drawn)
{
        struct str image = str_fmt(
                a, "/Resources<</XObject<</P 4 0 R>>>>/Type/XObject/Subtype/Form/BBox[0 0 9 9]");
        struct str loop = pdf(1, "0 0 600 800", image.ptr, "");
        struct file_page p;
        struct buf b;
        int r;

        buf_init(&b, a, 6 << 20);
        while (b.len < (5 << 20))
                buf_addc(&b, "1 0 0 RG 90 w 0 0 m 1 900 900 1 600 800 c 0 0 600 800 re B* ");
        r = page_of(pdf(1, "0 0 600 800", "", buf_str(&b).ptr), 1, 2000, &p);
        EXPECT(r == 0 || r == ERR_LIMIT);
        r = page_of(loop, 1, 200, &p);
        EXPECT(r == 0 || r == ERR_INVALID || r == ERR_LIMIT);
        EXPECT_INT(page_of(pdf(1, "0 0 600 800", "", ""), 1, 200, &p), 0);
}

TEST(what_is_cut_or_no_pdf_gets_an_answer)
{
        struct str file = pdf(2, "0 0 600 800", "", "");
        struct file_page p;

        for (size_t n = 0; n < file.len; n += 37) {
                int r = page_of(str_sub(file, 0, n), 1, 100, &p);

                EXPECT(r == 0 || r == ERR_INVALID || r == ERR_NOT_FOUND || r == ERR_LIMIT);
        }
        EXPECT_INT(page_of(STR("\x89PNG\r\n\x1a\n"), 1, 100, &p), ERR_INVALID);
        EXPECT_INT(page_of(STR(""), 1, 100, &p), ERR_INVALID);
}

static struct str read_all(const char *path)
{
        FILE *f = fopen(path, "re");
        char *bytes = arena_raw(a, 1 << 20);
        size_t n;

        CHECK(f);
        n = fread(bytes, 1, 1 << 20, f);
        fclose(f);
        return str_n(bytes, n);
}

TEST(a_file_with_a_password_is_told)
{
        struct str file = pdf(2, "0 0 600 800", "", "");
        char plain[] = "/tmp/motcua-page-XXXXXX";
        int fd = mkstemp(plain);
        struct str locked = str_fmt(a, "%s.locked", plain);
        struct file_page p;

        REQUIRE(fd >= 0 && write(fd, file.ptr, file.len) == (ssize_t)file.len);
        close(fd);
        REQUIRE(system(str_fmt(a, "qpdf --encrypt secret owner 256 -- %s %s; test -s %s", plain,
                        locked.ptr, locked.ptr)
                                .ptr) == 0);
        EXPECT_INT(page_of(read_all(locked.ptr), 1, 100, &p), ERR_DENIED);
        unlink(plain);
        unlink(locked.ptr);
}

/* As others read it: qpdf finds nothing wrong. */
static bool is_right(struct str file)
{
        char name[] = "/tmp/motcua-turn-XXXXXX";
        int fd = mkstemp(name), r;

        CHECK(fd >= 0 && write(fd, file.ptr, file.len) == (ssize_t)file.len);
        close(fd);
        r = system(str_fmt(a, "qpdf --check %s >/dev/null", name).ptr);
        unlink(name);
        return r == 0;
}

static int turn(struct str file, i64 page, i64 quarters, struct str *ret_file)
{
        int fd = memory_file(file), r;
        struct str update;

        r = converter_turn(converter.socket, a, fd, 60000, page, quarters, &update);
        close(fd);
        if (r == 0)
                *ret_file = str_cat(a, file, update);
        return r;
}

/* By a program of others: objects packed, the cross-reference a stream. */
static struct str packed(struct str file)
{
        char name[] = "/tmp/motcua-pack-XXXXXX";
        int fd = mkstemp(name);
        struct str out = str_fmt(a, "%s.packed", name), bytes;

        CHECK(fd >= 0 && write(fd, file.ptr, file.len) == (ssize_t)file.len);
        close(fd);
        CHECK(system(str_fmt(a, "qpdf --object-streams=generate %s %s", name, out.ptr).ptr) == 0);
        bytes = read_all(out.ptr);
        unlink(name);
        unlink(out.ptr);
        return bytes;
}

static void expect_turned(struct str file)
{
        struct str turned, back;
        struct file_page p;

        REQUIRE(turn(file, 2, 1, &turned) == 0);
        EXPECT(str_starts(turned, file)); /* nothing that was there changed */
        EXPECT(is_right(turned));
        REQUIRE(page_of(turned, 2, 200, &p) == 0);
        EXPECT(p.width == 200 && p.height == 150 && p.pages == 3);
        EXPECT_STR(colour(&p, 90, 50), "red");
        REQUIRE(page_of(turned, 3, 200, &p) == 0);
        EXPECT(p.width == 150 && p.height == 200);
        REQUIRE(turn(turned, 2, 3, &back) == 0 && is_right(back));
        REQUIRE(page_of(back, 2, 200, &p) == 0);
        EXPECT_STR(colour(&p, 50, 10), "red");
        REQUIRE(turn(file, 0, 2, &turned) == 0 && is_right(turned));
        for (i64 i = 1; i <= 3; i++) {
                REQUIRE(page_of(turned, i, 200, &p) == 0);
                EXPECT_STR(colour(&p, 50, 90), "red");
        }
        EXPECT_INT(turn(file, 4, 1, &turned), ERR_NOT_FOUND);
        EXPECT_INT(turn(file, 1, 4, &turned), ERR_INVALID);
}

TEST(a_page_is_turned_and_turned_back_without_a_byte_changing)
{
        struct str file = pdf(3, "0 0 600 800", "", "");

        expect_turned(file);
        expect_turned(packed(file));
}

TEST(what_cannot_be_turned_is_told)
{
        struct str file = pdf(3, "0 0 600 800", "", ""), turned;

        for (size_t n = 0; n < file.len - 6; n += 37)
                EXPECT_INT(turn(str_sub(file, 0, n), 1, 1, &turned), ERR_INVALID);
        /* A tree that grows into itself. */
        file = str_replace(a, file, STR("/Type/Page/Parent"), STR("/Kids[2 0 R]/Type"));
        EXPECT(turn(file, 1, 1, &turned) < 0);
        REQUIRE(turn(pdf(10000, "0 0 600 800", "", ""), 10000, 1, &turned) == 0);
}

TEST(what_was_signed_is_not_turned)
{
        struct str turned;

        catalog_more = "/AcroForm<</SigFlags 0/Fields[]>>";
        REQUIRE(turn(pdf(1, "0 0 600 800", "", ""), 1, 1, &turned) == 0);
        catalog_more = "/AcroForm<</SigFlags 3/Fields[]>>";
        EXPECT_INT(turn(pdf(1, "0 0 600 800", "", ""), 1, 1, &turned), ERR_DENIED);
        catalog_more = "";
}

int main(int argc, char **argv)
{
        a = arena_new((size_t)512 << 20);
        converter = converter_child_begin(&converter_work); /* ends with this process */
        TESTS(argc, argv, RUN(a_page_is_drawn_as_large_as_asked_and_as_it_is_turned),
                RUN(letters_that_are_not_in_the_file_are_told),
                RUN(a_file_of_ten_thousand_pages_shows_its_last_one),
                RUN(a_page_of_any_size_is_drawn_small_or_refused),
                RUN(a_page_made_to_eat_is_ended_and_the_next_is_drawn),
                RUN(what_is_cut_or_no_pdf_gets_an_answer), RUN(a_file_with_a_password_is_told),
                RUN(a_page_is_turned_and_turned_back_without_a_byte_changing),
                RUN(what_cannot_be_turned_is_told), RUN(what_was_signed_is_not_turned));
}
