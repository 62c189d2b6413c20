/*
 * src/wall/converter_client.c: see converter_client.h. The answering process may have been taken
 * over by the file it read, so its answer is checked like any outsider's input.
 */
#include "wall/converter_client.h"

#include <sys/stat.h>

#include "wall/call.h"
#include "wall/wire.h"

#define ABOUT_MS    20000
#define REPLY_MAX   1024
#define PICTURE_MAX ((size_t)7 << 20)
#define SIDE_MAX    65535

static const char *const media_types[FILE_KIND_MAX] = {
        [FILE_OTHER] = "application/octet-stream",
        [FILE_PDF] = "application/pdf",
        [FILE_PNG] = "image/png",
        [FILE_JPEG] = "image/jpeg",
        [FILE_ZIP] = "application/zip",
        [FILE_DOCX] = "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        [FILE_XLSX] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        [FILE_ODT] = "application/vnd.oasis.opendocument.text",
        [FILE_OLE] = "application/x-ole-storage",
        [FILE_TEXT] = "text/plain; charset=utf-8",
};

const char *file_kind_media_type(enum file_kind kind)
{
        CHECK(kind < FILE_KIND_MAX);
        return media_types[kind];
}

void file_facts_put(struct buf *b, const struct file_facts *f)
{
        wire_put_u8(b, (u8)f->kind);
        wire_put_u8(b, f->encrypted);
        wire_put_u8(b, f->active);
        wire_put_i64(b, f->pages);
        wire_put_i64(b, f->width);
        wire_put_i64(b, f->height);
        wire_put_i64(b, f->unpacked);
}

int file_facts_get(struct str bytes, struct file_facts *ret_facts)
{
        struct wire w = wire_of(bytes);
        struct file_facts f;
        u8 kind = wire_u8(&w);

        f.encrypted = wire_u8(&w) != 0;
        f.active = wire_u8(&w) != 0;
        f.pages = wire_i64(&w);
        f.width = wire_i64(&w);
        f.height = wire_i64(&w);
        f.unpacked = wire_i64(&w);
        if (wire_end(&w) < 0 || kind >= FILE_KIND_MAX || f.pages < -1 || f.width < -1 ||
                f.height < -1 || f.unpacked < -1)
                return ERR_CORRUPT;
        f.kind = (enum file_kind)kind;
        *ret_facts = f;
        return 0;
}

void file_picture_put(struct buf *b, const struct file_picture *p)
{
        wire_put_i64(b, p->width);
        wire_put_i64(b, p->height);
        wire_put_u8(b, (u8)p->orientation);
        wire_put_u8(b, p->grey);
        wire_put_str(b, p->jpeg);
}

int file_picture_get(struct str bytes, struct file_picture *ret_picture)
{
        struct wire w = wire_of(bytes);
        struct file_picture p = { .width = wire_i64(&w), .height = 0 };

        p.height = wire_i64(&w);
        p.orientation = wire_u8(&w);
        p.grey = wire_u8(&w) != 0;
        p.jpeg = wire_str(&w, PICTURE_MAX);
        if (wire_end(&w) < 0 || p.width < 1 || p.width > SIDE_MAX || p.height < 1 ||
                p.height > SIDE_MAX || p.orientation < 1 || p.orientation > 8 || !p.jpeg.len)
                return ERR_CORRUPT;
        *ret_picture = p;
        return 0;
}

void file_page_put(struct buf *b, const struct file_page *p)
{
        wire_put_i64(b, p->width);
        wire_put_i64(b, p->height);
        wire_put_i64(b, p->pages);
        wire_put_u8(b, p->letters);
        wire_put_str(b, p->jpeg);
}

int file_page_get(struct str bytes, struct file_page *ret_page)
{
        struct wire w = wire_of(bytes);
        struct file_page p = { .width = wire_i64(&w), .height = 0 };

        p.height = wire_i64(&w);
        p.pages = wire_i64(&w);
        p.letters = wire_u8(&w) != 0;
        p.jpeg = wire_str(&w, PICTURE_MAX);
        if (wire_end(&w) < 0 || p.width < 1 || p.width > SIDE_MAX || p.height < 1 ||
                p.height > SIDE_MAX || p.pages < 1 || !str_starts(p.jpeg, STR("\xff\xd8\xff")))
                return ERR_CORRUPT;
        *ret_page = p;
        return 0;
}

/* more: what is asked besides, in the form of the operation. */
static int call_with_file(int socket, enum converter_op op, struct arena *a, int fd,
        struct str more, int patience_ms, size_t most, struct str *ret_reply)
{
        struct stat st;
        struct buf b;

        if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode))
                return ERR_INVALID;
        buf_init(&b, a, 64);
        wire_put_i64(&b, st.st_size); /* behind its wall it cannot ask for itself */
        buf_add(&b, more);
        return wall_call(socket, (int)op, buf_str(&b), fd, patience_ms, a, most, ret_reply);
}

int converter_inspect(
        int socket, struct arena *a, int fd, int patience_ms, struct file_facts *ret_facts)
{
        struct str reply;
        int r = call_with_file(
                socket, CONVERTER_INSPECT, a, fd, STR(""), patience_ms, REPLY_MAX, &reply);

        return r < 0 ? r : file_facts_get(reply, ret_facts);
}

int converter_draw(
        int socket, struct arena *a, int fd, int patience_ms, struct file_picture *ret_picture)
{
        struct str reply;
        int r = call_with_file(socket, CONVERTER_DRAW, a, fd, STR(""), patience_ms,
                PICTURE_MAX + REPLY_MAX, &reply);

        return r < 0 ? r : file_picture_get(reply, ret_picture);
}

int converter_page(int socket, struct arena *a, int fd, int patience_ms, i64 page, i64 longest,
        struct file_page *ret_page)
{
        struct str reply;
        struct buf more;
        int r;

        buf_init(&more, a, 16);
        wire_put_i64(&more, page);
        wire_put_i64(&more, longest);
        r = call_with_file(socket, CONVERTER_PAGE, a, fd, buf_str(&more), patience_ms,
                PICTURE_MAX + REPLY_MAX, &reply);
        return r < 0 ? r : file_page_get(reply, ret_page);
}

int converter_turn(int socket, struct arena *a, int fd, int patience_ms, i64 page, i64 quarters,
        struct str *ret_update)
{
        struct str update;
        struct buf more;
        int r;

        buf_init(&more, a, 16);
        wire_put_i64(&more, page);
        wire_put_i64(&more, quarters);
        r = call_with_file(
                socket, CONVERTER_TURN, a, fd, buf_str(&more), patience_ms, PICTURE_MAX, &update);
        if (r == 0 && !update.len)
                return ERR_CORRUPT;
        if (r == 0)
                *ret_update = update;
        return r;
}

int converter_about(int socket, struct arena *a, u32 *ret_wall)
{
        struct str reply;
        struct wire w;
        u32 wall;
        int r = wall_call(socket, CONVERTER_ABOUT, STR(""), -1, ABOUT_MS, a, REPLY_MAX, &reply);

        if (r < 0)
                return r;
        w = wire_of(reply);
        wall = wire_u32(&w);
        if (wire_end(&w) < 0)
                return ERR_CORRUPT;
        *ret_wall = wall;
        return 0;
}
