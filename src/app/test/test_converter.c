/*
 * src/app/test/test_converter.c: files are known by their bytes, broken ones are refused, and those
 * made to hurt hurt only the worker that reads them.
 */
#include "test/test.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>
#include <zlib.h>

#include "app/converter_inspect.h"
#include "app/test/converter_child.h"
#include "wall/call.h"
#include "wall/wire.h"

static struct arena *arena;

static struct file_facts facts_of(struct str file, int want)
{
        struct file_facts f = { FILE_KIND_MAX };

        EXPECT_INT(converter_inspect_file(arena, file, &f), want);
        return f;
}

/* A PDF with a right cross-reference table, from the bodies of objects 1, 2, … */
static struct str make_pdf(const char *const *bodies, size_t n, const char *trailer)
{
        struct buf b;
        size_t at[16];

        buf_init(&b, arena, 1 << 20);
        buf_addc(&b, "%PDF-1.4\n%\xe2\xe3\n");
        for (size_t i = 0; i < n; i++) {
                at[i] = b.len;
                buf_fmt(&b, "%zu 0 obj\n%s\nendobj\n", i + 1, bodies[i]);
        }
        at[n] = b.len;
        buf_fmt(&b, "xref\n0 %zu\n0000000000 65535 f \n", n + 1);
        for (size_t i = 0; i < n; i++)
                buf_fmt(&b, "%010zu 00000 n \n", at[i]);
        buf_fmt(&b, "trailer\n<< /Size %zu /Root 1 0 R %s >>\nstartxref\n%zu\n%%%%EOF\n", n + 1,
                trailer, at[n]);
        return str_dup(arena, buf_str(&b));
}

static const char *const three_pages[] = { "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Count 3 /Kids [4 0 R 5 0 R 6 0 R] >>", "<< /Producer (x \\) y) >>" };

TEST(a_pdf_tells_its_pages)
{
        struct file_facts f = facts_of(make_pdf(three_pages, 3, ""), 0);

        EXPECT_INT(f.kind, FILE_PDF);
        EXPECT_INT(f.pages, 3);
        EXPECT(!f.encrypted && !f.active);
}

TEST(a_pdf_with_a_password_is_told_even_when_the_name_is_hidden)
{
        EXPECT(facts_of(make_pdf(three_pages, 3, "/Encrypt 3 0 R"), 0).encrypted);
        EXPECT(facts_of(make_pdf(three_pages, 3, "/Encr#79pt 3 0 R"), 0).encrypted);
        EXPECT(!facts_of(make_pdf(three_pages, 3, "/Encrypt null"), 0).encrypted);
}

TEST(a_pdf_that_runs_scripts_is_told)
{
        static const char *const script[] = { "<< /Type /Catalog /Pages 2 0 R /OpenAction 3 0 R >>",
                "<< /Type /Pages /Count 1 >>", "<< /S /Java#53cript /JS (app.alert\\(1\\)) >>" };
        static const char *const view[] = {
                "<< /Type /Catalog /Pages 2 0 R /OpenAction [4 0 R /Fit] >>",
                "<< /Type /Pages /Count 1 >>"
        };

        EXPECT(facts_of(make_pdf(script, 3, ""), 0).active);
        EXPECT(!facts_of(make_pdf(view, 2, ""), 0).active);
}

TEST(a_pdf_with_a_broken_table_is_read_as_readers_do)
{
        struct str s = make_pdf(three_pages, 3, "");
        struct str broken = str_replace(arena, s, STR("startxref\n"), STR("startxref\n9"));

        EXPECT_INT(facts_of(broken, 0).pages, 3);
        broken = str_replace(arena, s, STR("trailer"), STR("trailex"));
        EXPECT_INT(facts_of(broken, 0).pages, 3);
        broken = str_cat(arena, STR("some bytes before\n"), s);
        EXPECT_INT(facts_of(broken, 0).pages, 3);
        EXPECT_INT(facts_of(str_sub(s, 0, 60), ERR_INVALID).kind, FILE_KIND_MAX);
}

/* PDF 1.5: catalog and page tree packed in an object stream, found by a packed cross-reference. */
static struct str make_packed_pdf(size_t padding)
{
        struct buf b, inner, table;
        u8 packed[4096];
        uLongf n = sizeof packed;
        size_t at_container, at_table;

        buf_init(&b, arena, 1 << 20);
        buf_init(&inner, arena, 1 << 20);
        buf_init(&table, arena, 1 << 20);
        buf_addc(&inner, "1 0 2 34 ");
        buf_fmt(&inner, "%-34s%s", "<< /Type /Catalog /Pages 2 0 R >>",
                "<< /Type /Pages /Count 7 >>");
        for (size_t i = 0; i < padding; i++)
                buf_byte(&inner, ' ');
        CHECK(compress(packed, &n, (const u8 *)inner.ptr, inner.len) == Z_OK);
        buf_addc(&b, "%PDF-1.5\n");
        at_container = b.len;
        buf_fmt(&b,
                "3 0 obj << /Type /ObjStm /N 2 /First 9 /Filter /FlateDecode "
                "/Length %lu >> stream\n",
                n);
        buf_add(&b, str_n((char *)packed, n));
        buf_addc(&b, "\nendstream endobj\n");
        at_table = b.len;
        for (int i = 0; i < 5;
                i++) { /* predictor 12: each row a difference; here written as plain (0) */
                u8 rows[5][5] = { { 0, 0, 0, 0, 0 }, { 0, 2, 0, 3, 0 }, { 0, 2, 0, 3, 1 },
                        { 0, 1, (u8)(at_container >> 8), (u8)at_container, 0 },
                        { 0, 1, (u8)(at_table >> 8), (u8)at_table, 0 } };

                wire_put_raw(&table, rows[i], 5);
        }
        n = sizeof packed;
        CHECK(compress(packed, &n, (const u8 *)table.ptr, table.len) == Z_OK);
        buf_fmt(&b,
                "4 0 obj << /Type /XRef /Size 5 /W [1 2 1] /Root 1 0 R /Filter [/FlateDecode] "
                "/DecodeParms [<< /Predictor 12 /Columns 4 >>] /Length %lu >> stream\n",
                n);
        buf_add(&b, str_n((char *)packed, n));
        buf_fmt(&b, "\nendstream endobj\nstartxref\n%zu\n%%%%EOF", at_table);
        return str_dup(arena, buf_str(&b));
}

TEST(a_packed_pdf_is_read_with_its_table_and_without)
{
        struct str s = make_packed_pdf(0);

        EXPECT_INT(facts_of(s, 0).pages, 7);
        EXPECT_INT(facts_of(str_replace(arena, s, STR("startxref"), STR("startxxxx")), 0).pages, 7);
}

TEST(values_nested_too_deep_or_too_many_are_refused)
{
        struct buf b;
        const char *bodies[2] = { NULL, "<< /Type /Pages /Count 1 >>" };

        buf_init(&b, arena, 1 << 20);
        buf_addc(&b, "<< /Pages 2 0 R /X ");
        for (int i = 0; i < 100000; i++)
                buf_byte(&b, '[');
        bodies[0] = buf_str(&b).ptr;
        facts_of(make_pdf(bodies, 2, ""), ERR_INVALID);
}

TEST(images_tell_their_size_and_broken_ones_are_found)
{
        /* Signature, IHDR of 1024 x 768, IDAT of one byte, IEND; check sums as they must be. */
        static const char png[] =
                "\x89\x50\x4e\x47\x0d\x0a\x1a\x0a\x00\x00\x00\x0d\x49\x48\x44\x52\x00\x00\x04\x00"
                "\x00\x00\x03\x00\x08\x06\x00\x00\x00\xba\xba\x15\x0d\x00\x00\x00\x01\x49\x44\x41"
                "\x54\x78\x76\xe6\x84\xe6\x00\x00\x00\x00\x49\x45\x4e\x44\xae\x42\x60\x82";
        static const char jpeg[] =
                "\xff\xd8\xff\xe0\0\4ab\xff\xff\xc4\0\3x\xff\xc2\0\x0b\10\3\0\4\0\1\1\x11\0"
                "\xff\xda\0\2pixels\xff\xd9";
        char broken[sizeof png - 1];
        struct file_facts f = facts_of(str_n(png, sizeof png - 1), 0);

        EXPECT(f.kind == FILE_PNG && f.width == 1024 && f.height == 768 && f.pages == -1);
        f = facts_of(str_n(jpeg, sizeof jpeg - 1), 0);
        EXPECT(f.kind == FILE_JPEG && f.width == 1024 && f.height == 768);
        for (size_t n = 8; n < sizeof png - 1; n++)
                facts_of(str_n(png, n), ERR_INVALID);
        for (size_t n = 3; n < sizeof jpeg - 1; n++)
                facts_of(str_n(jpeg, n), ERR_INVALID);
        for (size_t at = 8; at < sizeof broken; at++) {
                memcpy(broken, png, sizeof broken);
                broken[at] ^= 1;
                facts_of(str_n(broken, sizeof broken), ERR_INVALID);
        }
}

/* One entry in a central directory; the local part is only what is looked at. */
static struct str make_zip(const char *first, const char *name, int flags, u32 size)
{
        struct buf b;
        size_t at, n = strlen(name);
        u8 c[46] = { 'P', 'K', 1, 2, 0, 0, 0, 0, (u8)flags }, e[22] = { 'P', 'K', 5, 6 };

        buf_init(&b, arena, 4096);
        buf_add(&b, str_n("PK\3\4\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 30));
        buf_addc(&b, first);
        at = b.len;
        for (int i = 0; i < 4; i++)
                c[24 + i] = (u8)(size >> (8 * i));
        c[28] = (u8)n;
        wire_put_raw(&b, c, sizeof c);
        buf_addc(&b, name);
        e[8] = e[10] = 1;
        e[16] = (u8)at;
        wire_put_raw(&b, e, sizeof e);
        return str_dup(arena, buf_str(&b));
}

TEST(archives_and_office_files_are_told_apart)
{
        struct file_facts f = facts_of(make_zip("", "a.txt", 0, 4000000000u), 0);

        EXPECT(f.kind == FILE_ZIP && f.unpacked == 4000000000LL && !f.encrypted && !f.active);
        EXPECT(facts_of(make_zip("", "a.txt", 1, 1), 0).encrypted);
        EXPECT_INT(facts_of(make_zip("", "word/document.xml", 0, 1), 0).kind, FILE_DOCX);
        EXPECT_INT(facts_of(make_zip("", "xl/workbook.xml", 0, 1), 0).kind, FILE_XLSX);
        EXPECT(facts_of(make_zip("", "word/vbaProject.bin", 0, 1), 0).active);
        f = facts_of(make_zip("mimetypeapplication/vnd.oasis.opendocument.text", "x", 0, 1), 0);
        EXPECT_INT(f.kind, FILE_ODT);
        facts_of(STR("PK\3\4 cut"), ERR_INVALID);
}

TEST(texts_and_everything_else)
{
        EXPECT_INT(facts_of(STR("Kính gửi: Ủy ban nhân dân\r\n"), 0).kind, FILE_TEXT);
        EXPECT_INT(facts_of(STR("MZ\x90\0\3"), 0).kind, FILE_OTHER);
        EXPECT_INT(facts_of(STR("bad \xc3("), 0).kind, FILE_OTHER);
        EXPECT_INT(facts_of(STR(""), 0).kind, FILE_OTHER);
        EXPECT_INT(facts_of(STR("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 doc"), 0).kind, FILE_OLE);
}

/* Every byte of every sample changed, and every sample cut: an answer each time, never a crash. */
TEST(no_single_wrong_byte_is_fatal)
{
        static const u8 values[] = { 0, 0xff, '9', '<', '\n' };
        struct str samples[4];

        samples[0] = make_pdf(three_pages, 3, "/Prev 1 /Encrypt 3 0 R");
        samples[1] = make_packed_pdf(0);
        samples[2] = make_zip("", "word/document.xml", 0, 1);
        samples[3] =
                STR("\xff\xd8\xff\xe0\0\4ab\xff\xff\xc4\0\3x\xff\xc2\0\x0b\10\3\0\4\0\1\1\x11\0");
        for (size_t k = 0; k < ARRAY_LEN(samples); k++)
                for (size_t i = 0; i < samples[k].len; i++)
                        for (size_t v = 0; v <= ARRAY_LEN(values); v++) {
                                struct arena *a = arena_new((size_t)48 << 20);
                                bool cut = v == ARRAY_LEN(values);
                                /* malloc'ed to size: the sanitizer sees one byte too far */
                                char *p = malloc(samples[k].len);
                                struct file_facts f;
                                int r;

                                memcpy(p, samples[k].ptr, samples[k].len);
                                p[i] = cut ? p[i] : (char)values[v];
                                r = converter_inspect_file(
                                        a, str_n(p, cut ? i : samples[k].len), &f);
                                EXPECT(r == 0 || r == ERR_INVALID || r == ERR_LIMIT);
                                free(p);
                                arena_free(a);
                        }
}

/* The process itself, with a worker that does what hostile files would like it to do. */

static struct converter_child child;

static void start(const struct converter_work *work)
{
        child = converter_child_begin(work);
}

static int stop(void)
{
        return converter_child_end(&child);
}

static int memory_file(struct str content)
{
        int fd = memfd_create("sample", MFD_CLOEXEC);

        CHECK(fd >= 0 && write(fd, content.ptr, content.len) == (ssize_t)content.len);
        return fd;
}

enum { EAT = 10, SPIN, SLEEP, CRASH, OPEN_PASSWD, CONNECT, WRITE_BACK, LENGTH };

static volatile u8 sink;

static int hostile(struct arena *a, int op, struct str file, struct wire *more, struct buf *out)
{
        (void)more;
        switch (op) {
        case EAT:
                for (;;) {
                        u8 *p = malloc(1 << 20);

                        if (!p)
                                abort();
                        memset(p, 1, 1 << 20);
                        sink = p[5];
                }
        case SPIN:
                for (;;)
                        sink++;
        case SLEEP:
                for (;;)
                        sleep(1000);
        case CRASH:
                *(volatile int *)0 = 1;
                return 0;
        case OPEN_PASSWD:
                return open("/etc/passwd", O_RDONLY) >= 0 ? 0 : ERR_DENIED;
        case CONNECT:
                return socket(AF_INET, SOCK_STREAM, 0) >= 0 ? 0 : ERR_DENIED;
        case WRITE_BACK: /* the lent file itself must not be writable through the wall */
                return pwrite(5, "x", 1, 0) == 1 || ftruncate(5, 0) == 0 ? 0 : ERR_DENIED;
        case LENGTH:
                wire_put_i64(out, (i64)file.len);
                return 0;
        }
        return ERR_INVALID;
}

static const struct converter_work hostile_work = {
        .run = hostile, .memory = (size_t)32 << 20, .seconds = 1
};

static int ask(int op, struct str content, struct str *ret_reply)
{
        int fd = memory_file(content), r;
        struct buf b;

        buf_init(&b, arena, 16);
        wire_put_i64(&b, (i64)content.len);
        r = wall_call(child.socket, op, buf_str(&b), fd, 60000, arena, 1000, ret_reply);
        close(fd);
        return r;
}

TEST(a_worker_that_eats_spins_or_sleeps_is_ended_and_the_next_file_is_read)
{
        struct str reply;

        start(&hostile_work);
#ifndef __SANITIZE_ADDRESS__ /* there the limit of memory is left out */
        EXPECT_INT(ask(EAT, STR("x"), &reply), ERR_LIMIT);
#endif
        EXPECT_INT(ask(SPIN, STR("x"), &reply), ERR_LIMIT);
        EXPECT_INT(ask(SLEEP, STR("x"), &reply), ERR_LIMIT);
        REQUIRE(ask(LENGTH, STR("12345"), &reply) == 0);
        EXPECT_INT(reply.len, 8);
        EXPECT_INT(reply.ptr[7], 5);
        EXPECT_INT(stop(), 0);
}

TEST(a_worker_that_crashes_or_tries_to_get_out_takes_nobody_along)
{
        struct str reply;

        start(&hostile_work);
#ifndef __SANITIZE_ADDRESS__ /* it would turn the fault into its own report and exit */
        EXPECT_INT(ask(CRASH, STR("x"), &reply), ERR_LIMIT);
#endif
        EXPECT_INT(ask(OPEN_PASSWD, STR("x"), &reply), ERR_DENIED);
        EXPECT_INT(ask(CONNECT, STR("x"), &reply), ERR_LIMIT); /* killed for it */
        EXPECT_INT(ask(WRITE_BACK, STR("x"), &reply), ERR_DENIED);
        EXPECT_INT(ask(LENGTH, STR(""), &reply), 0);
        EXPECT_INT(stop(), 0);
}

TEST(a_bomb_in_a_pdf_is_refused_by_the_real_work)
{
        struct file_facts f;
        u32 level = 0;
        int fd, empty;

        start(&converter_work);
        fd = memory_file(make_packed_pdf((size_t)900 << 10)); /* fine: 900 KiB unpacked */
        EXPECT_INT(converter_inspect(child.socket, arena, fd, 20000, &f), 0);
        EXPECT_INT(f.pages, 7);
        close(fd);
        fd = memory_file(make_pdf(three_pages, 3, ""));
        EXPECT_INT(converter_inspect(child.socket, arena, fd, 20000, &f), 0);
        EXPECT_INT(f.pages, 3);
        close(fd);
        empty = memory_file(STR(""));
        EXPECT_INT(converter_inspect(child.socket, arena, empty, 20000, &f), 0);
        EXPECT_INT(f.kind, FILE_OTHER);
        close(empty);
        /* no file */
        EXPECT_INT(converter_inspect(child.socket, arena, child.socket, 20000, &f), ERR_INVALID);
        EXPECT_INT(converter_about(child.socket, arena, &level), 0);
        EXPECT(level & 1);
        EXPECT_INT(stop(), 0);
}

int main(int argc, char **argv)
{
        arena = arena_new((size_t)64 << 20);
        TESTS(argc, argv, RUN(a_pdf_tells_its_pages),
                RUN(a_pdf_with_a_password_is_told_even_when_the_name_is_hidden),
                RUN(a_pdf_that_runs_scripts_is_told),
                RUN(a_pdf_with_a_broken_table_is_read_as_readers_do),
                RUN(a_packed_pdf_is_read_with_its_table_and_without),
                RUN(values_nested_too_deep_or_too_many_are_refused),
                RUN(images_tell_their_size_and_broken_ones_are_found),
                RUN(archives_and_office_files_are_told_apart), RUN(texts_and_everything_else),
                RUN(no_single_wrong_byte_is_fatal),
                RUN(a_worker_that_eats_spins_or_sleeps_is_ended_and_the_next_file_is_read),
                RUN(a_worker_that_crashes_or_tries_to_get_out_takes_nobody_along),
                RUN(a_bomb_in_a_pdf_is_refused_by_the_real_work));
}
