/*
 * src/web/sniff.c: magic bytes. A ZIP is looked into by the names in its local headers (in the head
 * of the file) and its directory (in the tail): that tells DOCX, XLSX and ODT from each other.
 */
#include "web/sniff.h"

#include "base/utf8.h"

#define OOXML "application/vnd.openxmlformats-officedocument."

void sniff_init(struct sniff *s, struct arena *a)
{
        *s = (struct sniff){ .head = arena_raw(a, SNIFF_HEAD), .tail = arena_raw(a, SNIFF_TAIL) };
}

void sniff_add(struct sniff *s, const void *p, size_t n)
{
        size_t first = MIN(n, SNIFF_HEAD - s->n_head), keep;

        memcpy(s->head + s->n_head, p, first);
        s->n_head += first;
        if (n >= SNIFF_TAIL) {
                memcpy(s->tail, (const u8 *)p + n - SNIFF_TAIL, SNIFF_TAIL);
                s->n_tail = SNIFF_TAIL;
                return;
        }
        keep = MIN(s->n_tail, SNIFF_TAIL - n);
        memmove(s->tail, s->tail + s->n_tail - keep, keep);
        memcpy(s->tail + keep, p, n);
        s->n_tail = keep + n;
}

static bool has(struct str bytes, const char *word)
{
        return str_find(bytes, str_of(word)) >= 0;
}

static const char *zip_type(struct str head, struct str tail)
{
        static const struct {
                const char *word, *type;
        } kinds[] = {
                { "mimetypeapplication/vnd.oasis.opendocument.text",
                        "application/vnd.oasis.opendocument.text" },
                { "mimetypeapplication/vnd.oasis.opendocument.spreadsheet",
                        "application/vnd.oasis.opendocument.spreadsheet" },
                { "word/document", OOXML "wordprocessingml.document" },
                { "xl/workbook", OOXML "spreadsheetml.sheet" },
                { "ppt/presentation", OOXML "presentationml.presentation" },
        };

        for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
                if (has(head, kinds[i].word) || has(tail, kinds[i].word))
                        return kinds[i].type;
        return "application/zip";
}

/* ISO base media: which of the still image brands. */
static const char *ftyp_type(struct str head)
{
        static const char *const heic[] = { "heic", "heix", "heim", "heis", "hevc", "mif1",
                "msf1" };
        struct str brand = str_sub(head, 8, 4);

        if (str_is(brand, "avif"))
                return "image/avif";
        for (size_t i = 0; i < ARRAY_LEN(heic); i++)
                if (str_is(brand, heic[i]))
                        return "image/heic";
        return "application/octet-stream";
}

static bool is_text(struct str s)
{
        for (size_t cut = 0; cut < 4 && cut < s.len; cut++) /* the head may end inside a letter */
                if (utf8_valid(str_sub(s, 0, s.len - cut))) {
                        for (size_t i = 0; i < s.len; i++)
                                if ((u8)s.ptr[i] < 0x20 && !memchr("\t\n\r\f", s.ptr[i], 4))
                                        return false;
                        return true;
                }
        return false;
}

static bool starts_nocase(struct str s, const char *word)
{
        return str_eq_nocase(str_sub(s, 0, strlen(word)), str_of(word));
}

static const char *text_type(struct str head)
{
        if (str_starts(head, STR("\xef\xbb\xbf")))
                head = str_sub(head, 3, head.len);
        head = str_trim(head);
        if (starts_nocase(head, "<!doctype html") || starts_nocase(head, "<html") ||
                starts_nocase(head, "<script"))
                return "text/html";
        if (starts_nocase(head, "<svg") || has(head, "<svg "))
                return "image/svg+xml";
        if (str_starts(head, STR("<?xml")))
                return "application/xml";
        return "text/plain";
}

const char *sniff_type(const struct sniff *s)
{
        struct str head = str_n((const char *)s->head, s->n_head);
        struct str tail = str_n((const char *)s->tail, s->n_tail);

        if (str_find(str_sub(head, 0, 1024), STR("%PDF-")) >= 0)
                return "application/pdf";
        if (str_starts(head, STR("\xff\xd8\xff")))
                return "image/jpeg";
        if (str_starts(head, STR("\x89PNG\r\n\x1a\n")))
                return "image/png";
        if (str_starts(head, STR("RIFF")) && str_is(str_sub(head, 8, 4), "WEBP"))
                return "image/webp";
        if (str_is(str_sub(head, 4, 4), "ftyp"))
                return ftyp_type(head);
        if (str_starts(head, STR("PK\x03\x04")))
                return zip_type(head, tail);
        if (str_starts(head, STR("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")))
                return "application/x-ole-storage";
        return head.len && is_text(head) ? text_type(head) : "application/octet-stream";
}
