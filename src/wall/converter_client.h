/*
 * src/wall/converter_client.h: asking the converter process about a file that somebody sent. The
 * file is lent as a descriptor; the converter opens nothing itself, and reads each file in a
 * process made for it alone, bounded in time and memory.
 */
#ifndef WALL_CONVERTER_CLIENT_H
#define WALL_CONVERTER_CLIENT_H

#include "base/str.h"

enum converter_op {
        CONVERTER_ABOUT = 1,
        CONVERTER_INSPECT,
        CONVERTER_DRAW,
        CONVERTER_PAGE,
        CONVERTER_TURN
};

/* What a file is, by its bytes; its name and its declared type are not believed. */
enum file_kind {
        FILE_OTHER,
        FILE_PDF,
        FILE_PNG,
        FILE_JPEG,
        FILE_ZIP,
        FILE_DOCX,
        FILE_XLSX,
        FILE_ODT,
        FILE_OLE,
        FILE_TEXT,
        FILE_KIND_MAX
};

struct file_facts {
        enum file_kind kind;
        bool encrypted;    /* PDF: /Encrypt; ZIP: an entry with a password */
        bool active;       /* PDF: scripts or launch actions; documents: macros */
        i64 pages;         /* PDF, else -1; -1 also when encryption hides them */
        i64 width, height; /* images in pixels, upright as stored, else -1 */
        i64 unpacked;      /* ZIP: bytes of all entries together, else -1 */
};

/*
 * ERR_INVALID: claims to be one of these kinds and is broken. ERR_LIMIT: it took too much time or
 * memory to read, which an honest file does not. ERR_BUSY: the converter is away,
 * or did not answer in patience_ms (20 s for everything that it allows a file): try again.
 */
int converter_inspect(
        int socket, struct arena *a, int fd, int patience_ms, struct file_facts *ret_facts);
int converter_about(int socket, struct arena *a, u32 *ret_wall);

/* A photo drawn anew: a JPEG of its pixels and nothing else, not larger than print needs. */
struct file_picture {
        struct str jpeg;
        i64 width, height; /* as stored */
        int orientation;   /* 1..8, as EXIF counts: how it is to be turned to stand upright */
        bool grey;         /* one colour part, else three */
};
/* As converter_inspect; ERR_INVALID: no JPEG or PNG, or a broken one. The bytes live on `a`. */
int converter_draw(
        int socket, struct arena *a, int fd, int patience_ms, struct file_picture *ret_picture);

/* A page of a PDF as a picture: a JPEG, on white. */
struct file_page {
        struct str jpeg;
        i64 width, height;
        i64 pages;    /* of the whole file */
        bool letters; /* all are in the file; else the picture may lack some */
};
/*
 * page: from 1; longest: pixels of the longer side. As converter_inspect; ERR_INVALID: no PDF, or a
 * broken one; ERR_DENIED: it has a password; ERR_NOT_FOUND: no such page; ERR_UNSUPPORTED: there is
 * no library that draws pages here. The bytes live on `a`.
 */
int converter_page(int socket, struct arena *a, int fd, int patience_ms, i64 page, i64 longest,
        struct file_page *ret_page);

/*
 * What is to be appended to a PDF so that a page (from 1; 0: all) stands turned by quarters, 1..3,
 * clockwise; nothing that was there changes. As converter_inspect; ERR_NOT_FOUND: no such page;
 * ERR_DENIED: it is encrypted. The bytes live on `a`.
 */
int converter_turn(int socket, struct arena *a, int fd, int patience_ms, i64 page, i64 quarters,
        struct str *ret_update);

const char *file_kind_media_type(enum file_kind kind);

/* Both sides' form of the facts. */
void file_facts_put(struct buf *b, const struct file_facts *f);
int file_facts_get(struct str bytes, struct file_facts *ret_facts); /* ERR_CORRUPT */
void file_picture_put(struct buf *b, const struct file_picture *p);
void file_page_put(struct buf *b, const struct file_page *p);
int file_page_get(struct str bytes, struct file_page *ret_page);          /* ERR_CORRUPT */
int file_picture_get(struct str bytes, struct file_picture *ret_picture); /* ERR_CORRUPT */

#endif
