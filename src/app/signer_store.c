/*
 * src/app/signer_store.c: see signer_store.h. A record of keys.log is length (u32), body, and the
 * first four bytes of the body's SHA-256; a body is kind, person, number, text.
 */
#include "app/signer_store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "crypto/jws.h"
#include "wall/wire.h"

enum record {
        RECORD_SERVICE = 1,
        RECORD_PERSON,
        RECORD_TRIES,
        RECORD_DROP,
        RECORD_LOG,
        RECORD_CERT
};

#define RECORD_MAX 8192
#define FRAME      8 /* length before and check after a body */
#define TAIL       65536

/* Append and sync; on failure the file is cut back to what it was. */
static int append(struct signer_store *s, int fd, i64 *size, struct str bytes)
{
        size_t done = 0;
        int err = 0;

        if (s->broken)
                return ERR_IO;
        while (done < bytes.len && !err) {
                ssize_t n = write(fd, bytes.ptr + done, bytes.len - done);

                if (n > 0)
                        done += (size_t)n;
                else if (n == 0 || errno != EINTR)
                        err = n == 0 ? EIO : errno;
        }
        if (!err && fdatasync(fd) == 0) {
                *size += (i64)bytes.len;
                return 0;
        }
        if (!err)
                err = errno;
        /* After a failed sync nobody knows what the disk holds: no more until a restart. */
        s->broken = done == bytes.len || ftruncate(fd, *size) < 0 || lseek(fd, 0, SEEK_END) < 0;
        return file_error(err);
}

static int put_record(struct signer_store *s, struct arena *a, enum record kind, i64 person,
        i64 number, struct str text)
{
        u8 check[HASH_SIZE];
        struct buf body, b;

        buf_init(&body, a, RECORD_MAX);
        wire_put_u8(&body, (u8)kind);
        wire_put_i64(&body, person);
        wire_put_i64(&body, number);
        wire_put_str(&body, text);
        buf_init(&b, a, RECORD_MAX + FRAME);
        wire_put_str(&b, buf_str(&body));
        hash_str(buf_str(&body), check);
        wire_put_raw(&b, check, 4);
        if (body.over || b.over)
                return ERR_LIMIT;
        return append(s, s->keys, &s->keys_size, buf_str(&b));
}

/* Place of a person in the sorted list, or where it would stand. */
static size_t place(const struct signer_store *s, i64 person)
{
        size_t lo = 0, hi = s->n_people;

        while (lo < hi) {
                size_t middle = (lo + hi) / 2;

                if (s->people[middle].person < person)
                        lo = middle + 1;
                else
                        hi = middle;
        }
        return lo;
}

struct signer_person *signer_store_person(struct signer_store *s, i64 person)
{
        size_t i = place(s, person);

        return i < s->n_people && s->people[i].person == person ? &s->people[i] : NULL;
}

static struct signer_person *person_make(struct signer_store *s, i64 person)
{
        size_t i = place(s, person);

        if (i < s->n_people && s->people[i].person == person)
                return &s->people[i];
        if (s->n_people == s->cap_people) {
                s->cap_people = MAX(64, s->cap_people * 2);
                s->people = realloc(s->people, s->cap_people * sizeof *s->people);
                CHECK(s->people != NULL);
        }
        memmove(&s->people[i + 1], &s->people[i], (s->n_people - i) * sizeof *s->people);
        s->n_people++;
        s->people[i] = (struct signer_person){ .person = person };
        return &s->people[i];
}

static void log_becomes(struct signer_store *s, struct str log)
{
        struct str *old = NEW_ARRAY(s->arena, struct str, s->n_old_logs + 1);

        if (s->log.ptr) {
                if (s->n_old_logs)
                        memcpy(old, s->old_logs, s->n_old_logs * sizeof *old);
                old[s->n_old_logs++] = s->log;
                s->old_logs = old;
        }
        s->log = str_dup(s->arena, log);
        s->head_size = -1;
}

/* One record of the file takes effect; text_at is the offset of its text. */
static int replay(struct signer_store *s, struct str body, i64 body_at)
{
        struct wire w = wire_of(body);
        u8 kind = wire_u8(&w);
        i64 person = wire_i64(&w), number = wire_i64(&w);
        struct str text = wire_str(&w, RECORD_MAX);
        struct signer_person *p;

        if (wire_end(&w) < 0)
                return ERR_CORRUPT;
        switch (kind) {
        case RECORD_SERVICE:
                return s->service ? ERR_CORRUPT : sign_key_load(text, STR_NULL, &s->service);
        case RECORD_CERT:
                s->certificate = str_dup(s->arena, text);
                return 0;
        case RECORD_PERSON:
                p = person_make(s, person);
                p->at = body_at + (text.ptr - body.ptr);
                p->len = (u32)text.len;
                p->tries = 0;
                return 0;
        case RECORD_TRIES:
                person_make(s, person)->tries = (u32)number;
                return 0;
        case RECORD_DROP:
                person_make(s, person)->at = 0;
                return 0;
        case RECORD_LOG:
                log_becomes(s, text);
                return 0;
        }
        return ERR_CORRUPT;
}

static int cut_tail(int fd, i64 size, const char *name)
{
        log_warn("signer", "a torn record at the end of %s is cut off size=%lld", name,
                (long long)size);
        if (ftruncate(fd, size) < 0 || fdatasync(fd) < 0)
                return file_error(errno);
        return 0;
}

static int replay_all(struct signer_store *s, struct str file)
{
        i64 at = 0;
        int r = 0;

        while (r == 0 && (size_t)at < file.len) {
                struct wire w = wire_of(str_sub(file, (size_t)at, file.len));
                struct str body = wire_str(&w, RECORD_MAX);
                u8 check[4], want[HASH_SIZE];

                wire_raw(&w, check, sizeof check);
                hash_str(body, want);
                if (w.bad || memcmp(check, want, sizeof check) != 0)
                        break;
                r = replay(s, body, at + 4);
                at += (i64)body.len + FRAME;
        }
        if (r < 0)
                return r;
        s->keys_size = at;
        /* Only the last record can be torn: each was synced before the next was begun. */
        if (file.len - (size_t)at > RECORD_MAX + FRAME)
                return ERR_CORRUPT;
        return (size_t)at < file.len ? cut_tail(s->keys, at, "keys.log") : 0;
}

static int read_keys(struct signer_store *s)
{
        struct stat st;
        void *map;
        int r;

        if (fstat(s->keys, &st) < 0)
                return ERR_IO;
        if (st.st_size == 0)
                return 0;
        map = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, s->keys, 0);
        if (map == MAP_FAILED)
                return ERR_IO;
        r = replay_all(s, str_n(map, (size_t)st.st_size));
        munmap(map, (size_t)st.st_size);
        return r;
}

static int make_service_key(struct signer_store *s)
{
        struct arena *a = arena_new(1 << 16);
        struct str pem;
        int r = sign_key_new(&s->service);

        if (r == 0)
                r = sign_key_pem(a, s->service, STR_NULL, &pem);
        if (r == 0) {
                r = put_record(s, a, RECORD_SERVICE, 0, 0, pem);
                hash_wipe((char *)pem.ptr, pem.len);
        }
        arena_free(a);
        return r;
}

/* One line of the list, from the end backwards. Returns true when no older line is needed. */
static bool take_line(struct signer_store *s, struct str line, bool newest)
{
        struct signer_entry e;
        struct str log;
        u8 chain[HASH_SIZE] = { 0 }, root[HASH_SIZE];
        i64 size;

        /* The chain cannot be checked without reading all: that is `verify`'s work. */
        if (signer_entry_read(line, chain, &e) == ERR_INVALID)
                return false;
        if (newest) {
                s->seq = e.seq;
                memcpy(s->chain, chain, HASH_SIZE);
        }
        if (signer_entry_head(&e, &log, &size, root) < 0 || !str_eq(log, s->log))
                return false;
        s->head_size = size;
        memcpy(s->head_root, root, HASH_SIZE);
        return true;
}

/*
 * The list may be long: read from its end until the last head of the newest log is found. Blocks
 * overlap by the longest possible line, so that every line is whole in one of them.
 */
static int read_list(struct signer_store *s)
{
        static char block[TAIL];
        i64 end = lseek(s->list, 0, SEEK_END);
        bool newest = true, done = false;

        if (end < 0)
                return ERR_IO;
        s->list_size = end;
        while (!done && end > 0) {
                i64 from = MAX(0, end - TAIL);
                ssize_t n = pread(s->list, block, (size_t)(end - from), from);
                struct str text = str_n(block, n > 0 ? (size_t)n : 0);
                ptrdiff_t line_end = str_rfind_char(text, '\n');

                if (n != end - from || (line_end < 0 && from > 0))
                        return ERR_CORRUPT;
                if (newest && line_end + 1 < (ptrdiff_t)text.len) {
                        s->list_size = from + line_end + 1;
                        if (cut_tail(s->list, s->list_size, "list.log") < 0)
                                return ERR_IO;
                }
                while (line_end >= 0 && !done) {
                        ptrdiff_t start = str_rfind_char(str_n(block, (size_t)line_end), '\n');

                        if (start < 0 && from > 0)
                                break; /* its beginning stands in the block before */
                        done = take_line(s,
                                str_n(block + start + 1, (size_t)(line_end - start - 1)), newest);
                        newest = false;
                        line_end = start;
                }
                if (from == 0 || line_end <= 0)
                        break;
                end = from + line_end + 1;
        }
        return 0;
}

static int open_append(const char *dir, const char *name)
{
        struct arena *a = arena_new(1 << 16);
        struct str path = str_fmt(a, "%s/secret/signer/%s", dir, name);
        int fd = open(path.ptr, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

        arena_free(a);
        return fd;
}

static int open_files(struct signer_store *s, const char *dir)
{
        struct arena *a = arena_new(1 << 16);
        struct str folder = str_fmt(a, "%s/secret/signer", dir);
        int r = file_mkdirs(folder.ptr, 0700);

        if (r == 0) {
                s->keys = open_append(dir, "keys.log");
                s->list = open_append(dir, "list.log");
                r = s->keys < 0 || s->list < 0 ? file_error(errno) : file_sync_dir(folder.ptr);
        }
        arena_free(a);
        return r;
}

/* Receipts carry the key in a certificate; made once, so that all carry the same. */
static int make_certificate(struct signer_store *s)
{
        struct str der;
        int r = jws_certificate(s->arena, s->service, "Motcua", clock_now(), &der);

        if (r == 0)
                r = put_record(s, s->arena, RECORD_CERT, 0, 0, der);
        if (r == 0)
                s->certificate = der;
        return r;
}

int signer_store_open(struct signer_store *s, const char *dir)
{
        int r;

        *s = (struct signer_store){ .keys = -1, .list = -1, .head_size = -1 };
        s->arena = arena_new(1 << 20);
        r = open_files(s, dir);
        if (r == 0)
                r = read_keys(s);
        if (r == 0)
                r = read_list(s);
        if (r == 0 && !s->service)
                r = make_service_key(s);
        if (r == 0 && !s->certificate.ptr)
                r = make_certificate(s);
        if (r == 0)
                r = sign_key_public(s->arena, s->service, &s->service_spki);
        if (r == 0)
                sign_key_id(s->service_spki, s->service_id);
        else
                signer_store_close(s);
        return r;
}

void signer_store_close(struct signer_store *s)
{
        if (s->keys >= 0)
                close(s->keys);
        if (s->list >= 0)
                close(s->list);
        sign_key_free(s->service);
        free(s->people);
        arena_free(s->arena);
        *s = (struct signer_store){ .keys = -1, .list = -1 };
}

int signer_store_pem(
        struct signer_store *s, struct arena *a, const struct signer_person *p, struct str *ret_pem)
{
        char *text;

        if (p->at == 0)
                return ERR_NOT_FOUND;
        text = arena_raw(a, (size_t)p->len + 1);
        if (pread(s->keys, text, p->len, p->at) != (ssize_t)p->len)
                return ERR_IO;
        text[p->len] = 0;
        *ret_pem = str_n(text, p->len);
        return 0;
}

int signer_store_put_key(struct signer_store *s, struct arena *a, i64 person, struct str pem)
{
        i64 before = s->keys_size;
        int r = put_record(s, a, RECORD_PERSON, person, 0, pem);
        struct signer_person *p;

        if (r < 0)
                return r;
        p = person_make(s, person);
        p->at = before + 4 + 1 + 8 + 8 + 4; /* length, kind, person, number, the text's length */
        p->len = (u32)pem.len;
        p->tries = 0;
        return 0;
}

int signer_store_put_tries(struct signer_store *s, struct arena *a, i64 person, u32 tries)
{
        int r = put_record(s, a, RECORD_TRIES, person, tries, STR(""));

        if (r == 0)
                person_make(s, person)->tries = tries;
        return r;
}

int signer_store_drop(struct signer_store *s, struct arena *a, i64 person)
{
        int r = put_record(s, a, RECORD_DROP, person, 0, STR(""));

        if (r == 0)
                person_make(s, person)->at = 0;
        return r;
}

int signer_store_log(struct signer_store *s, struct arena *a, struct str log)
{
        int r;

        if (s->log.ptr && str_eq(s->log, log))
                return 0;
        for (size_t i = 0; i < s->n_old_logs; i++)
                if (str_eq(s->old_logs[i], log))
                        return ERR_STATE;
        r = put_record(s, a, RECORD_LOG, 0, 0, log);
        if (r == 0)
                log_becomes(s, log);
        return r;
}

int signer_store_list(
        struct signer_store *s, struct arena *a, struct signer_entry *entries, size_t n)
{
        u8 chain[HASH_SIZE];
        struct buf b;
        int r;

        buf_init(&b, a, n * SIGNER_LINE_MAX);
        memcpy(chain, s->chain, HASH_SIZE);
        for (size_t i = 0; i < n; i++) {
                entries[i].seq = s->seq + 1 + (i64)i;
                entries[i].at = clock_now();
                buf_add(&b, signer_entry_line(a, &entries[i], chain));
        }
        CHECK(!b.over);
        r = append(s, s->list, &s->list_size, buf_str(&b));
        if (r < 0)
                return r;
        s->seq += (i64)n;
        memcpy(s->chain, chain, HASH_SIZE);
        return 0;
}
