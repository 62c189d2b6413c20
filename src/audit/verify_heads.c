/*
 * src/audit/verify_heads.c: see verify_heads.h.
 */
#include "audit/verify_heads.h"

#include <errno.h>
#include <stdlib.h>

#include "base/file.h"
#include "wall/signer_client.h"
#include "wall/signer_list.h"

#define PAGE     200
#define KEYS_MAX 1000

static void find(struct verify_heads *h, enum audit_fault fault, i64 at)
{
        h->find(h->arg, fault, at);
}

/* ------------------------------------------------------------ the next head of each source */

static int stored_next(struct verify_heads *h)
{
        struct head_source *s = &h->stored;
        const struct audit_head_row *row;
        struct audit_head_row_rows page;
        int r;

        s->have = false;
        if (h->at >= h->page.n) {
                /* Rows live on the arena of the leaves' page: copied before that is cleared. */
                r = audit_head_page(h->tx, h->last_stored, PAGE, &page);
                if (r < 0)
                        return r;
                arena_clear(s->arena);
                h->page.rows = NEW_ARRAY(s->arena, struct audit_head_row, page.n);
                h->page.n = page.n;
                h->at = 0;
                for (size_t i = 0; i < page.n; i++) {
                        h->page.rows[i] = page.rows[i];
                        h->page.rows[i].root = str_dup(s->arena, page.rows[i].root);
                        h->page.rows[i].key_id = str_dup(s->arena, page.rows[i].key_id);
                        h->page.rows[i].signature = str_dup(s->arena, page.rows[i].signature);
                }
        }
        if (h->at >= h->page.n)
                return 0;
        row = &h->page.rows[h->at++];
        h->last_stored = row->size;
        s->head = (struct audit_published){ .log = audit__log_at(&h->logs, row->size),
                .size = row->size,
                .at = row->at,
                .signature = row->signature };
        s->have = true;
        /* A key or root of a wrong length stays zero: it will fit nothing. */
        (void)str_unhex(row->key_id, s->head.key, HASH_SIZE);
        if (row->root.len == HASH_SIZE)
                memcpy(s->head.root, row->root.ptr, HASH_SIZE);
        return 0;
}

static bool next_line(struct head_source *s, struct str *ret_line)
{
        ssize_t n = s->file ? getline(&s->text, &s->text_cap, s->file) : -1;

        if (n < 0)
                return false;
        s->line++;
        *ret_line = str_n(s->text, (size_t)n);
        if (n > 0 && s->text[n - 1] == '\n')
                ret_line->len--;
        return true;
}

static void keep_key(struct verify_heads *h, const struct audit_published *k)
{
        if (h->n_keys == KEYS_MAX)
                return;
        memcpy(h->keys[h->n_keys].id, k->key, HASH_SIZE);
        h->keys[h->n_keys++].spki = str_dup(h->arena, k->signature);
}

/* Is the head that was read one to compare? A log that nobody knows is told once a source. */
static bool take(struct verify_heads *h, struct head_source *s, struct str log)
{
        enum audit_head_of of = audit__head_of(&h->logs, log, s->head.size);

        if (of == HEAD_STRANGE && !s->told)
                find(h, s->strange, s->line);
        s->told |= of == HEAD_STRANGE;
        return of == HEAD_OURS;
}

static void published_next(struct verify_heads *h)
{
        struct head_source *s = &h->published;
        struct str line;

        s->have = false;
        while (!s->have && next_line(s, &line)) {
                int kind;

                arena_clear(s->arena);
                kind = audit__line_read(s->arena, line, &s->head);
                if (kind == 2)
                        keep_key(h, &s->head);
                else if (kind == 1)
                        s->have = take(h, s, s->head.log);
                else
                        find(h, s->broken, s->line);
        }
}

static void signed_next(struct verify_heads *h)
{
        struct head_source *s = &h->signed_list;
        struct signer_entry e;
        struct str line, log;

        s->have = false;
        while (!s->have && next_line(s, &line)) {
                if (signer_entry_read(line, h->chain, &e) < 0)
                        find(h, s->broken, s->line);
                else
                        s->have = signer_entry_head(&e, &log, &s->head.size, s->head.root) == 0 &&
                                  take(h, s, log);
        }
}

static int next(struct verify_heads *h, struct head_source *s)
{
        if (s == &h->stored)
                return stored_next(h);
        if (s == &h->published)
                published_next(h);
        else
                signed_next(h);
        return 0;
}

/* ------------------------------------------------------------ signatures */

static int key_of(
        struct verify_heads *h, struct arena *a, const u8 id[HASH_SIZE], struct str *ret_spki)
{
        struct audit_key_row row;
        u8 stands[HASH_SIZE];
        int r;

        for (size_t i = 0; i < h->n_keys; i++)
                if (memcmp(h->keys[i].id, id, HASH_SIZE) == 0) {
                        *ret_spki = h->keys[i].spki;
                        return 0;
                }
        r = audit_key_get(h->tx, str_hex(a, id, HASH_SIZE), &row);
        if (r < 0)
                return r;
        sign_key_id(row.spki, stands);
        if (memcmp(stands, id, HASH_SIZE) != 0)
                return ERR_NOT_FOUND;
        *ret_spki = row.spki;
        return 0;
}

/* 0, or ERR_DENIED. The published copy of a stored head needs no second look. */
static int check_signature(struct verify_heads *h, const struct audit_published *p)
{
        struct signer_head head = { p->log, p->size, { 0 }, p->at };
        struct arena *a = arena_new(1 << 16);
        u8 digest[HASH_SIZE], seen[HASH_SIZE];
        struct str spki;
        int r;

        memcpy(head.root, p->root, HASH_SIZE);
        hash_str(signer_head_text(a, &head), digest);
        hash_hmac(p->signature.ptr, p->signature.len, digest, HASH_SIZE, seen);
        r = memcmp(seen, h->good, HASH_SIZE) == 0 ? 0 : key_of(h, a, p->key, &spki);
        if (r == 0 && memcmp(seen, h->good, HASH_SIZE) != 0)
                r = sign_verify(spki, digest, p->signature);
        if (r == 0)
                memcpy(h->good, seen, HASH_SIZE);
        if (r == ERR_NOT_FOUND || r == ERR_INVALID)
                r = ERR_DENIED;
        arena_free(a);
        return r;
}

/* ------------------------------------------------------------ against the tree */

static int compare(
        struct verify_heads *h, struct head_source *s, i64 size, const u8 root[HASH_SIZE])
{
        i64 at = s == &h->stored ? s->head.size : s->line;
        enum audit_fault forged = s == &h->stored ? AUDIT_HEAD_FORGED : AUDIT_PUBLISHED_FORGED;
        int r = 0;

        if (s->head.size < size) {
                find(h, s->broken, at); /* out of order: the tree has grown past it */
                return 0;
        }
        s->checked++;
        if (memcmp(s->head.root, root, HASH_SIZE) != 0)
                find(h, s->wrong, at);
        if (s != &h->signed_list)
                r = check_signature(h, &s->head);
        if (r == ERR_DENIED) {
                find(h, forged, at);
                r = 0;
        }
        return r;
}

static bool source_due(const struct head_source *s, i64 size)
{
        return s->have && s->head.size <= size;
}

bool verify_heads_due(const struct verify_heads *h, i64 size)
{
        return source_due(&h->stored, size) || source_due(&h->published, size) ||
               source_due(&h->signed_list, size);
}

int verify_heads_check(struct verify_heads *h, i64 size, const u8 root[HASH_SIZE])
{
        struct head_source *sources[] = { &h->published, &h->stored, &h->signed_list };
        int r = 0;

        for (size_t i = 0; i < ARRAY_LEN(sources); i++)
                while (r == 0 && source_due(sources[i], size)) {
                        r = compare(h, sources[i], size, root);
                        if (r == 0)
                                r = next(h, sources[i]);
                }
        return r;
}

/* One finding a source: the first head that is beyond says it all. */
void verify_heads_finish(struct verify_heads *h, i64 size)
{
        if (h->published.have && h->published.head.size > size)
                find(h, AUDIT_PUBLISHED_BEYOND, h->published.line);
        if (h->stored.have && h->stored.head.size > size)
                find(h, AUDIT_HEAD_WRONG, h->stored.head.size);
        if (h->signed_list.have && h->signed_list.head.size > size)
                find(h, AUDIT_SIGNED_BEYOND, h->signed_list.line);
}

/* ------------------------------------------------------------ opening and closing */

static int open_file(struct head_source *s, const char *path)
{
        if (!path)
                return 0;
        s->file = fopen(path, "re");
        return s->file ? 0 : file_error(errno);
}

int verify_heads_open(struct verify_heads *h, const struct audit_check *check,
        void (*find_fn)(void *, enum audit_fault, i64), void *arg)
{
        struct tx *tx = h->tx;
        int r;

        *h = (struct verify_heads){ .tx = tx, .find = find_fn, .arg = arg };
        h->arena = arena_new((size_t)16 << 20);
        h->keys = NEW_ARRAY(h->arena, struct head_key, KEYS_MAX);
        h->last_stored = -1;
        h->stored = (struct head_source){ .wrong = AUDIT_HEAD_WRONG, .broken = AUDIT_HEAD_WRONG };
        h->published = (struct head_source){ .wrong = AUDIT_PUBLISHED_WRONG,
                .broken = AUDIT_PUBLISHED_BROKEN,
                .strange = AUDIT_PUBLISHED_STRANGE };
        h->signed_list = (struct head_source){ .wrong = AUDIT_SIGNED_WRONG,
                .broken = AUDIT_SIGNED_BROKEN,
                .strange = AUDIT_SIGNED_STRANGE };
        h->stored.arena = arena_new((size_t)4 << 20);
        h->published.arena = arena_new((size_t)1 << 20);
        r = audit__logs(tx, h->arena, &h->logs);
        if (r == 0)
                r = open_file(&h->published, check->heads);
        if (r == 0)
                r = open_file(&h->signed_list, check->signer_list);
        if (r == 0)
                r = stored_next(h);
        if (r < 0)
                return r;
        published_next(h);
        signed_next(h);
        return 0;
}

static void source_close(struct head_source *s)
{
        if (s->file)
                fclose(s->file);
        free(s->text);
        arena_free(s->arena);
}

void verify_heads_close(struct verify_heads *h)
{
        source_close(&h->stored);
        source_close(&h->published);
        source_close(&h->signed_list);
        arena_free(h->arena);
}
