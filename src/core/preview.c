/*
 * src/core/preview.c: see preview.h. What is kept is a short list, the last one asked for in front;
 * the end is dropped when the bytes are too many. That a page cannot be drawn is kept as well, so
 * that a file made to cost time costs it once.
 */
#include "core/preview.h"

#include <pthread.h>
#include <stdlib.h>

#include "core/files.h"
#include "wall/converter_client.h"
#include "web/texts.h"

#define PATIENCE_MS 20000
#define KEPT_MOST   256
#define KEPT_BYTES  ((size_t)8 << 20)

static const i64 longest[PREVIEW_SIZE_MAX] = { [PREVIEW_SMALL] = 240, [PREVIEW_LARGE] = 1400 };

struct kept {
        u8 hash[32];
        i64 page;
        enum preview_size size;
        int r; /* 0, or why there is none */
        struct preview p;
        char *bytes; /* malloc'ed, of p.jpeg */
        u64 asked;   /* the higher the later */
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct kept kept[KEPT_MOST];
static size_t n_kept, kept_bytes;
static u64 clock_of_asking;

bool preview_offered(struct str type, i64 check)
{
        return str_is(type, "application/pdf") && check == UPLOAD_TAKEN;
}

const i64 preview_first[PREVIEW_GLANCE] = { 1, 2, 3, 4 };

size_t preview_glance(struct str type, i64 check, i64 pages)
{
        if (!preview_offered(type, check))
                return 0;
        return pages == I64_NULL ? 1 : (size_t)MAX(MIN(pages, PREVIEW_GLANCE), 1);
}

static void drop(size_t i)
{
        kept_bytes -= kept[i].p.jpeg.len;
        free(kept[i].bytes);
        kept[i] = kept[--n_kept];
}

static void drop_oldest(void)
{
        size_t oldest = 0;

        for (size_t i = 1; i < n_kept; i++)
                if (kept[i].asked < kept[oldest].asked)
                        oldest = i;
        drop(oldest);
}

static struct kept *find(const u8 *hash, i64 page, enum preview_size size)
{
        for (size_t i = 0; i < n_kept; i++)
                if (kept[i].page == page && kept[i].size == size &&
                        memcmp(kept[i].hash, hash, sizeof kept[i].hash) == 0)
                        return &kept[i];
        return NULL;
}

static bool recall(struct arena *a, const u8 *hash, i64 page, enum preview_size size, int *ret_r,
        struct preview *ret_p)
{
        struct kept *k;

        pthread_mutex_lock(&lock);
        k = find(hash, page, size);
        if (k) {
                k->asked = ++clock_of_asking;
                *ret_r = k->r;
                if (k->r == 0) {
                        *ret_p = k->p;
                        ret_p->jpeg = str_dup(a, k->p.jpeg);
                }
        }
        pthread_mutex_unlock(&lock);
        return k != NULL;
}

static void keep(const u8 *hash, i64 page, enum preview_size size, int r, const struct preview *p)
{
        struct kept k = { .page = page, .size = size, .r = r };

        memcpy(k.hash, hash, sizeof k.hash);
        if (r == 0) {
                if (p->jpeg.len > KEPT_BYTES)
                        return;
                k.p = *p;
                k.bytes = malloc(p->jpeg.len);
                if (!k.bytes)
                        return;
                memcpy(k.bytes, p->jpeg.ptr, p->jpeg.len);
                k.p.jpeg.ptr = k.bytes;
        }
        pthread_mutex_lock(&lock);
        if (find(hash, page, size)) { /* somebody else was quicker */
                free(k.bytes);
        } else {
                while (n_kept == KEPT_MOST || (n_kept && kept_bytes + k.p.jpeg.len > KEPT_BYTES))
                        drop_oldest();
                k.asked = ++clock_of_asking;
                kept_bytes += k.p.jpeg.len;
                kept[n_kept++] = k;
        }
        pthread_mutex_unlock(&lock);
}

int preview_page(struct arena *a, const u8 *hash, i64 page, enum preview_size size,
        struct preview *ret_preview)
{
        struct preview p = { .width = 0 };
        struct file_page drawn;
        int r;

        CHECK(size < PREVIEW_SIZE_MAX);
        if (recall(a, hash, page, size, &r, ret_preview))
                return r;
        r = files_page(a, hash, page, longest[size], PATIENCE_MS, &drawn);
        if (r == ERR_LIMIT || r == ERR_CORRUPT)
                r = ERR_INVALID;
        if (r == 0)
                p = (struct preview){ drawn.jpeg, drawn.width, drawn.height, drawn.pages,
                        drawn.letters };
        if (r == 0 || r == ERR_INVALID || r == ERR_DENIED)
                keep(hash, page, size, r, &p);
        if (r == 0)
                *ret_preview = p;
        return r;
}

int preview_why(int r)
{
        if (r == ERR_BUSY)
                return T_PREVIEW_LATER;
        if (r == ERR_DENIED)
                return T_PREVIEW_LOCKED;
        return r == ERR_UNSUPPORTED ? T_PREVIEW_OFF : T_PREVIEW_NONE;
}

void preview_forget(void)
{
        pthread_mutex_lock(&lock);
        while (n_kept)
                drop(n_kept - 1);
        pthread_mutex_unlock(&lock);
}
