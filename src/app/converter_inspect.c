/*
 * src/app/converter_inspect.c: see converter_inspect.h. Recognising a kind, images, archives and
 * the office formats that are archives; PDF is in converter_pdf.c.
 */
#include "app/converter_inspect.h"

#include <zlib.h>

#include "base/utf8.h"

static u32 be16(struct str s, size_t at)
{
        return (u32)(u8)s.ptr[at] << 8 | (u8)s.ptr[at + 1];
}

static u32 be32(struct str s, size_t at)
{
        return be16(s, at) << 16 | be16(s, at + 2);
}

static u32 le16(struct str s, size_t at)
{
        return (u32)(u8)s.ptr[at + 1] << 8 | (u8)s.ptr[at];
}

static u32 le32(struct str s, size_t at)
{
        return le16(s, at + 2) << 16 | le16(s, at);
}

/* ISO 15948: the signature, then the chunk IHDR with width and height, both 1..2^31-1. */
/*
 * ISO/IEC 15948, 5.3: chunks with right check sums, pixels among them, up to the end. A picture
 * that was cut off on its way is found here and not by the officer who opens it.
 */
static bool png_is_whole(struct str file)
{
        bool pixels = false;
        size_t at = 8;

        while (file.len - at >= 12) {
                size_t length = be32(file, at);
                struct str kind = str_sub(file, at + 4, 4);

                if (length > file.len - at - 12 ||
                        crc32(0, (const u8 *)file.ptr + at + 4, (uInt)length + 4) !=
                                be32(file, at + 8 + length))
                        return false;
                if (str_is(kind, "IEND"))
                        return pixels;
                pixels |= str_is(kind, "IDAT");
                at += 12 + length;
        }
        return false;
}

int converter_inspect_png(struct str file, struct file_facts *facts)
{
        if (file.len < 33 || be32(file, 8) != 13 || !str_eq(str_sub(file, 12, 4), STR("IHDR")))
                return ERR_INVALID;
        facts->kind = FILE_PNG;
        facts->width = be32(file, 16);
        facts->height = be32(file, 20);
        if (facts->width < 1 || facts->height < 1 || facts->width > INT32_MAX ||
                facts->height > INT32_MAX || !png_is_whole(file))
                return ERR_INVALID;
        return 0;
}

/* SOF0..SOF15 carry the size, but C4, C8 and CC are other segments. */
static bool is_frame(u8 marker)
{
        return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 &&
               marker != 0xcc;
}

/* The scan has begun and the end of the image follows it somewhere. */
static bool jpeg_ends(struct str file, size_t scan)
{
        return str_find(str_sub(file, scan, file.len), STR("\xff\xd9")) >= 0;
}

/* ITU-T T.81, annex B: segments up to the first scan; the frame header among them has the size. */
int converter_inspect_jpeg(struct str file, struct file_facts *facts)
{
        size_t at = 2;

        while (at + 4 <= file.len && (u8)file.ptr[at] == 0xff) {
                u8 marker = (u8)file.ptr[at + 1];
                u32 length = be16(file, at + 2);

                if (marker == 0xff) { /* fill byte */
                        at++;
                        continue;
                }
                if (marker == 0x01 || (marker >= 0xd0 && marker <= 0xd7)) { /* no length */
                        at += 2;
                        continue;
                }
                if (marker == 0xda)
                        return facts->width > 0 && jpeg_ends(file, at) ? 0 : ERR_INVALID;
                if (length < 2 || marker == 0xd9)
                        return ERR_INVALID;
                if (is_frame(marker)) {
                        if (length < 8 || at + 9 > file.len)
                                return ERR_INVALID;
                        facts->kind = FILE_JPEG;
                        facts->height = be16(file, at + 5);
                        facts->width = be16(file, at + 7);
                        if (facts->height < 1 || facts->width < 1)
                                return ERR_INVALID;
                }
                at += 2 + length;
        }
        return ERR_INVALID;
}

/* The end record is the last 22 bytes and a comment of at most 65,535. */
static ptrdiff_t zip_end(struct str file)
{
        size_t lowest = file.len > 22 + 65535 ? file.len - 22 - 65535 : 0;

        if (file.len < 22)
                return -1;
        for (size_t at = file.len - 22 + 1; at-- > lowest;)
                if (le32(file, at) == 0x06054b50)
                        return (ptrdiff_t)at;
        return -1;
}

static void zip_entry(struct str name, struct file_facts *facts)
{
        if (str_is(name, "word/document.xml"))
                facts->kind = FILE_DOCX;
        else if (str_is(name, "xl/workbook.xml"))
                facts->kind = FILE_XLSX;
        if (str_ends(name, STR("vbaProject.bin")) || str_starts(name, STR("Basic/")))
                facts->active = true;
}

/* An OpenDocument text begins with an unpacked entry "mimetype" (ODF 1.2, part 3, 3.3). */
static bool is_odt(struct str file)
{
        return str_eq(
                str_sub(file, 30, 47), STR("mimetypeapplication/vnd.oasis.opendocument.text"));
}

/* The central directory only: nothing is unpacked here. */
int converter_inspect_zip(struct str file, struct file_facts *facts)
{
        ptrdiff_t end = zip_end(file);
        size_t at, n;

        if (end < 0)
                return ERR_INVALID;
        facts->kind = is_odt(file) ? FILE_ODT : FILE_ZIP;
        facts->unpacked = 0;
        n = le16(file, (size_t)end + 10);
        at = le32(file, (size_t)end + 16);
        for (size_t i = 0; i < n; i++) {
                if (at > file.len || file.len - at < 46 || le32(file, at) != 0x02014b50)
                        return ERR_INVALID;
                if (le16(file, at + 8) & 1)
                        facts->encrypted = true;
                facts->unpacked += le32(file, at + 24);
                zip_entry(str_sub(file, at + 46, le16(file, at + 28)), facts);
                at += 46 + le16(file, at + 28) + le16(file, at + 30) + le16(file, at + 32);
        }
        return 0;
}

static bool is_text(struct str s)
{
        if (!utf8_valid(s))
                return false;
        for (size_t i = 0; i < s.len; i++)
                if ((u8)s.ptr[i] < 0x20 && !strchr("\t\n\r\f", s.ptr[i]))
                        return false;
        return true;
}

/* Readers accept a PDF whose header stands anywhere in the first 1,024 bytes. */
static bool is_pdf(struct str file)
{
        return str_find(str_sub(file, 0, 1024), STR("%PDF-")) >= 0;
}

int converter_inspect_file(struct arena *a, struct str file, struct file_facts *ret_facts)
{
        struct file_facts f = { FILE_OTHER, false, false, -1, -1, -1, -1 };
        int r = 0;

        if (str_starts(file, STR("\x89PNG\r\n\x1a\n")))
                r = converter_inspect_png(file, &f);
        else if (str_starts(file, STR("\xff\xd8\xff")))
                r = converter_inspect_jpeg(file, &f);
        else if (str_starts(file, STR("PK\3\4")))
                r = converter_inspect_zip(file, &f);
        else if (str_starts(file, STR("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")))
                f.kind = FILE_OLE;
        else if (is_pdf(file))
                r = converter_inspect_pdf(a, file, &f);
        else if (file.len > 0 && is_text(file))
                f.kind = FILE_TEXT;
        if (r == 0)
                *ret_facts = f;
        return r;
}
