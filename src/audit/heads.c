/*
 * src/audit/heads.c: DIR/heads.log, the published heads. Lines of text, parts divided by TAB:
 *
 *      key   id  SubjectPublicKeyInfo
 *      head  log  size  root  moment  key  signature          all bytes as hex
 *
 * Every node of an installation publishes all stored heads, its own and the others'. A copy of this
 * file, kept where the database's masters cannot reach it, is what `verify --heads` needs.
 */
#include "audit/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"

#define TAIL 65536
#define PAGE 200

struct str audit__head_line(struct arena *a, struct str log, const struct audit_head_row *h)
{
        return str_fmt(a, "head\t%.*s\t%lld\t%.*s\t%lld\t%.*s\t%.*s\n", STRF(log),
                (long long)h->size, STRF(str_hex(a, h->root.ptr, h->root.len)), (long long)h->at,
                STRF(h->key_id), STRF(str_hex(a, h->signature.ptr, h->signature.len)));
}

struct str audit__key_line(struct arena *a, struct str id, struct str spki)
{
        return str_fmt(a, "key\t%.*s\t%.*s\n", STRF(id), STRF(str_hex(a, spki.ptr, spki.len)));
}

/* Hex of any even length up to 2 * max, onto the arena. */
static int unhex(struct arena *a, struct str hex, size_t max, struct str *ret_bytes)
{
        size_t n = hex.len / 2;
        char *p = arena_raw(a, n + 1);

        if (n > max || str_unhex(hex, p, n) < 0)
                return ERR_INVALID;
        *ret_bytes = str_n(p, n);
        return 0;
}

/* Nothing that would end a line, or the text, when it is written again. */
static bool plain(struct str s)
{
        for (size_t i = 0; i < s.len; i++)
                if ((u8)s.ptr[i] < 0x20 && s.ptr[i] != '\t')
                        return false;
        return true;
}

int audit__line_read(struct arena *a, struct str line, struct audit_published *ret_h)
{
        struct str rest = line, part[7];
        size_t n = 0;
        struct audit_published h = { 0 };

        if (!plain(line))
                return ERR_INVALID;
        while (n < ARRAY_LEN(part) && str_cut(&rest, '\t', &part[n]))
                n++;
        if (n == 3 && str_is(part[0], "key")) {
                if (str_unhex(part[1], h.key, HASH_SIZE) < 0 ||
                        unhex(a, part[2], 200, &h.signature) < 0)
                        return ERR_INVALID;
                *ret_h = h;
                return 2;
        }
        if (n != 7 || rest.ptr || !str_is(part[0], "head") || str_to_i64(part[2], &h.size) < 0 ||
                str_unhex(part[3], h.root, HASH_SIZE) < 0 || str_to_i64(part[4], &h.at) < 0 ||
                str_unhex(part[5], h.key, HASH_SIZE) < 0 ||
                unhex(a, part[6], 100, &h.signature) < 0)
                return ERR_INVALID;
        h.log = part[1];
        *ret_h = h;
        return 1;
}

/* Size and log of the last head in the text; 0 when there is none. */
static void take_last(struct audit_file *f, struct arena *a, struct str text)
{
        struct audit_published h;
        struct str line;

        f->size = 0;
        f->log[0] = 0;
        while (str_cut(&text, '\n', &line))
                if (audit__line_read(a, line, &h) == 1) {
                        f->size = MAX(h.size, 0);
                        snprintf(f->log, sizeof f->log, "%.*s", STRF(h.log));
                }
}

/* The file may end with heads of a log that this history has left: go on from there. */
static void after_branch(struct audit_file *f, const struct audit_logs *logs)
{
        for (size_t i = 0; i < logs->n; i++)
                if (str_is(logs->left[i].log, f->log))
                        f->size = MIN(f->size, logs->left[i].size);
}

/* A crash may have left half a line: it is cut off and published again whole. */
static int read_tail(struct audit_file *f)
{
        struct arena *a = arena_new((size_t)1 << 20);
        char *block = arena_raw(a, TAIL);
        i64 end = lseek(f->fd, 0, SEEK_END), from = MAX(0, end - TAIL);
        ssize_t n = pread(f->fd, block, TAIL, from);
        struct str text = str_n(block, n > 0 ? (size_t)n : 0);
        ptrdiff_t line_end = str_rfind_char(text, '\n');
        int r = end < 0 || n < 0 ? ERR_IO : 0;

        if (r == 0 && line_end + 1 < (ptrdiff_t)text.len) {
                log_warn("audit", "a torn line at the end of %s is cut off", AUDIT_HEADS_FILE);
                if (ftruncate(f->fd, from + line_end + 1) < 0)
                        r = file_error(errno);
        }
        if (r == 0)
                take_last(f, a, str_sub(text, 0, (size_t)(line_end + 1)));
        arena_free(a);
        return r;
}

int audit__file_open(struct audit_file *f, const char *dir)
{
        struct arena *a = arena_new(1 << 16);
        struct str path = str_fmt(a, "%s/%s", dir, AUDIT_HEADS_FILE);
        int r;

        *f = (struct audit_file){ .fd = -1 };
        f->fd = open(path.ptr, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
        arena_free(a);
        if (f->fd < 0)
                return file_error(errno);
        r = file_sync_dir(dir);
        if (r == 0)
                r = read_tail(f);
        if (r < 0)
                audit__file_close(f);
        return r;
}

void audit__file_close(struct audit_file *f)
{
        if (f->fd >= 0)
                close(f->fd);
        f->fd = -1;
}

static bool key_written(const struct audit_file *f, const u8 key[HASH_SIZE])
{
        for (int i = 0; i < f->n_keys; i++)
                if (memcmp(f->keys[i], key, HASH_SIZE) == 0)
                        return true;
        return false;
}

static int put_key(struct audit_file *f, struct tx *tx, struct str id, struct buf *out)
{
        struct audit_key_row row;
        u8 key[HASH_SIZE];
        int r;

        if (str_unhex(id, key, HASH_SIZE) < 0)
                return ERR_CORRUPT;
        if (key_written(f, key))
                return 0;
        r = audit_key_get(tx, id, &row);
        if (r < 0)
                return r;
        buf_add(out, audit__key_line(tx->arena, id, row.spki));
        if (f->n_keys < (int)ARRAY_LEN(f->keys))
                memcpy(f->keys[f->n_keys++], key, HASH_SIZE);
        return 0;
}

/* The next page of heads as lines; ret_n: how many, ret_size: of the last. */
static int page_lines(
        struct audit_file *f, struct tx *tx, struct buf *out, size_t *ret_n, i64 *ret_size)
{
        struct audit_head_row_rows rows;
        struct audit_logs logs;
        int r = audit__logs(tx, tx->arena, &logs);

        if (r == 0) {
                after_branch(f, &logs);
                *ret_size = f->size;
                r = audit_head_page(tx, f->size, PAGE, &rows);
        }
        for (size_t i = 0; i < rows.n && r == 0; i++) {
                r = put_key(f, tx, rows.rows[i].key_id, out);
                buf_add(out, audit__head_line(tx->arena, audit__log_at(&logs, rows.rows[i].size),
                                     &rows.rows[i]));
                *ret_size = rows.rows[i].size;
        }
        if (r == 0)
                *ret_n = rows.n;
        return r;
}

static int append(struct audit_file *f, struct str s)
{
        while (s.len > 0) {
                ssize_t n = write(f->fd, s.ptr, s.len);

                if (n < 0 && errno == EINTR)
                        continue;
                if (n <= 0)
                        return n < 0 ? file_error(errno) : ERR_IO;
                s = str_sub(s, (size_t)n, s.len);
        }
        return fdatasync(f->fd) < 0 ? file_error(errno) : 0;
}

int audit__file_publish(struct audit_file *f, struct store *s)
{
        size_t n = PAGE;
        int r = 0;

        while (r == 0 && n == PAGE) {
                struct arena *a = arena_new((size_t)4 << 20);
                i64 size = f->size;
                struct tx *tx;
                struct buf out;

                buf_init(&out, a, (size_t)1 << 20);
                r = store_read_begin(s, a, &tx);
                if (r == 0) {
                        r = page_lines(f, tx, &out, &n, &size);
                        store_read_end(tx);
                }
                if (r == 0 && n > 0) {
                        CHECK(!out.over);
                        r = append(f, buf_str(&out));
                        /* Half a line may stand there now: begin anew where the file is whole. */
                        if (r < 0)
                                (void)read_tail(f);
                        else
                                take_last(f, a, buf_str(&out));
                }
                arena_free(a);
        }
        return r;
}
