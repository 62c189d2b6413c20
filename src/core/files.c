/*
 * src/core/files.c: see files.h.
 */
#include "core/files.h"

#include <unistd.h>

#include "base/clock.h"
#include "base/id.h"
#include "core/queries.h"
#include "core/scan.h"
#include "core/secret.h"
#include "core/setting.h"
#include "crypto/hash.h"
#include "wall/converter_client.h"
#include "web/texts.h"

#define INSPECT_JOB      "core.inspect_file"
#define JOB_PATIENCE_MS  40000
#define QUICK_TRIES      6
#define LATER_MS         (5 * MINUTE_MS)
#define LARGEST_UNPACKED ((i64)512 << 20)
#define MOST_PIXELS      ((i64)200 * 1000 * 1000)

/* Why a file is refused: the word that is stored and what people read. */
enum refusal { TAKEN, BROKEN, TOO_MUCH, ENCRYPTED, ACTIVE, INFECTED, UNSCANNED, REFUSAL_MAX };
static const struct {
        const char *word;
        enum text text;
} refusals[REFUSAL_MAX] = {
        [BROKEN] = { "broken", T_FILE_BROKEN },
        [TOO_MUCH] = { "too_much", T_FILE_TOO_MUCH },
        [ENCRYPTED] = { "encrypted", T_FILE_ENCRYPTED },
        [ACTIVE] = { "active", T_FILE_ACTIVE },
        [INFECTED] = { "infected", T_FILE_INFECTED },
        [UNSCANNED] = { "unscanned", T_FILE_UNSCANNED },
};

/* What was found in a file. */
struct findings {
        enum refusal refusal;
        i64 pages;
        bool scanned; /* by a virus scanner, which found nothing */
};

static struct content *contents;
static int converter = -1;

void files_set_converter(int socket)
{
        converter = socket;
}

static enum refusal judge(const struct file_facts *f)
{
        if (f->encrypted)
                return ENCRYPTED;
        if (f->active && !setting_bool(SETTING_UPLOAD_ACTIVE))
                return ACTIVE;
        if (f->unpacked > LARGEST_UNPACKED ||
                (f->width > 0 && f->height > 0 && f->width > MOST_PIXELS / f->height))
                return TOO_MUCH;
        return TAKEN;
}

/* The virus scanner, if there is one. ERR_BUSY: no answer yet. */
static int scan(struct arena *a, int fd, int patience_ms, struct findings *f)
{
        enum scan_end end = scan_file(a, fd, patience_ms);

        f->scanned = end == SCAN_CLEAN;
        if (end == SCAN_INFECTED)
                f->refusal = INFECTED;
        if (end == SCAN_TOO_LARGE)
                f->refusal = UNSCANNED;
        return end == SCAN_AWAY ? ERR_BUSY : 0;
}

/* The converter. ERR_BUSY: no answer yet. What it could not read is an answer too. */
static int inspect(struct arena *a, int fd, int patience_ms, struct findings *f)
{
        struct file_facts facts = { .pages = -1 };
        int r = converter < 0 ? ERR_BUSY : converter_inspect(converter, a, fd, patience_ms, &facts);

        if (r < 0 && r != ERR_INVALID && r != ERR_LIMIT)
                return r;
        f->refusal = r == ERR_INVALID ? BROKEN : r == ERR_LIMIT ? TOO_MUCH : judge(&facts);
        f->pages = facts.pages < 0 ? I64_NULL : facts.pages;
        return 0;
}

/*
 * Both, one after the other; first the scanner, so that an infected file is known as one whatever
 * else is wrong with it.
 */
static int look_into(
        struct arena *a, const u8 *hash, int patience_ms, struct findings *ret_findings)
{
        struct findings f = { .pages = I64_NULL };
        i64 size, since = clock_monotonic_ns(), left;
        int fd, r;

        r = content_fd(contents, hash, &fd, &size);
        if (r < 0)
                return r;
        r = scan(a, fd, patience_ms, &f);
        left = patience_ms - (clock_monotonic_ns() - since) / 1000000;
        if (r == 0 && f.refusal == TAKEN)
                r = inspect(a, fd, (int)MAX(left, (i64)1), &f);
        close(fd);
        if (r == 0)
                *ret_findings = f;
        return r;
}

int files_inspect(struct arena *a, struct upload *u, int patience_ms)
{
        struct findings f;

        u->check = UPLOAD_WAITING;
        u->pages = I64_NULL;
        if (look_into(a, u->hash, patience_ms, &f) < 0)
                return 0; /* the job will say */
        u->pages = f.pages;
        u->scanned = f.scanned;
        u->check = f.refusal == TAKEN ? UPLOAD_TAKEN : UPLOAD_REFUSED;
        return refusals[f.refusal].text;
}

int files_draw(struct arena *a, const u8 *hash, int patience_ms, struct file_picture *ret_picture)
{
        i64 size;
        int fd, r;

        if (converter < 0)
                return ERR_BUSY;
        r = content_fd(contents, hash, &fd, &size);
        if (r < 0)
                return r;
        r = converter_draw(converter, a, fd, patience_ms, ret_picture);
        close(fd);
        return r;
}

int files_page(struct arena *a, const u8 *hash, i64 page, i64 longest, int patience_ms,
        struct file_page *ret_page)
{
        i64 size;
        int fd, r;

        if (converter < 0)
                return ERR_BUSY;
        r = content_fd(contents, hash, &fd, &size);
        if (r < 0)
                return r;
        r = converter_page(converter, a, fd, patience_ms, page, longest, ret_page);
        close(fd);
        return r;
}

int files_turn(
        struct arena *a, int fd, int patience_ms, i64 page, i64 quarters, struct str *ret_update)
{
        return converter < 0
                       ? ERR_BUSY
                       : converter_turn(converter, a, fd, patience_ms, page, quarters, ret_update);
}

bool files_hold_back(i64 check)
{
        return check == UPLOAD_REFUSED || (check == UPLOAD_WAITING && scan_holds_back());
}

int files_reason_text(struct str reason)
{
        for (int i = BROKEN; i < REFUSAL_MAX; i++)
                if (str_is(reason, refusals[i].word))
                        return refusals[i].text;
        return 0;
}

struct str files_check_word(i64 check)
{
        static const char *const words[] = { "made", "waiting", "taken", "refused" };

        if (check == I64_NULL)
                check = UPLOAD_MADE;
        CHECK(check >= 0 && check < (i64)ARRAY_LEN(words));
        return str_of(words[check]);
}

int files_loose(struct tx *tx, i64 account, struct str code, struct file *ret_f)
{
        struct file f;
        int r = file_by_code(tx, code, &f);

        if (r < 0)
                return r;
        if (!account || f.account_id != account || f.object_kind.ptr || f.removed_at != I64_NULL)
                return ERR_NOT_FOUND;
        *ret_f = f;
        return 0;
}

int files_take(struct tx *tx, i64 id, struct str object_kind, i64 object)
{
        i64 changed = 0;
        int r = file_take(tx, id, object_kind, object, &changed);

        return r < 0 ? r : changed ? 0 : ERR_STALE;
}

struct checked {
        i64 file;
        struct findings f;
};

static int checked_apply(struct tx *tx, void *arg)
{
        const struct checked *c = arg;
        bool good = c->f.refusal == TAKEN;

        return file_checked(tx,
                &(struct file_checked_args){ .id = c->file,
                        .waiting = UPLOAD_WAITING,
                        .state = good ? UPLOAD_TAKEN : UPLOAD_REFUSED,
                        .reason = good ? STR_NULL : str_of(refusals[c->f.refusal].word),
                        .pages = c->f.pages,
                        .scanned_at = c->f.scanned ? tx->now : I64_NULL },
                NULL);
}

static int later_apply(struct tx *tx, void *arg)
{
        const struct checked *c = arg;

        return job_add(tx, INSPECT_JOB, c->file, STR("{}"), tx->now + LATER_MS);
}

/*
 * Runs again until converter and scanner have answered; a file that was answered already stays as
 * it is. After the quick tries of a job it goes on asking now and then: who is away for a day must
 * not leave files behind that wait for ever.
 */
static int inspect_file(struct job_run *run)
{
        struct checked c = { .file = run->object };
        struct file f;
        struct tx *tx;
        int r = store_read_begin(run->store, run->arena, &tx);

        if (r < 0)
                return r;
        r = file_by_id(tx, run->object, &f);
        store_read_end(tx);
        if (r == ERR_NOT_FOUND)
                return 0;
        if (r < 0 || f.removed_at != I64_NULL || f.check_state != UPLOAD_WAITING)
                return r;
        r = look_into(run->arena, (const u8 *)f.hash.ptr, JOB_PATIENCE_MS, &c.f);
        if (r == ERR_BUSY && run->tries >= QUICK_TRIES)
                return store_write(run->store, run->arena, later_apply, &c);
        return r < 0 ? r : store_write(run->store, run->arena, checked_apply, &c);
}

const struct job_kind files_jobs[] = {
        { .kind = INSPECT_JOB, .run = inspect_file },
        { 0 },
};

void files_set_content(struct content *c)
{
        u8 key[HASH_SIZE];

        contents = c;
        if (!c)
                return;
        content_derive_key(c, "seal", key);
        secret_set_key(key);
        hash_wipe(key, sizeof key);
}

struct content *files_content(void)
{
        return contents;
}

int files_add(struct tx *tx, const struct upload *u, struct str code, i64 account,
        struct str object_kind, i64 object, i64 *ret_id)
{
        u8 *name = arena_alloc(tx->arena, 32);
        i64 id = id_new();
        int r;

        if (u->check == UPLOAD_WAITING) {
                r = job_add(tx, INSPECT_JOB, id, STR("{}"), 0);
                if (r < 0)
                        return r;
        }
        content_name(contents, u->hash, name);
        r = file_insert(tx, &(struct file_insert_args){ .id = id,
                                    .content_name = str_n((const char *)name, 32),
                                    .code = code,
                                    .hash = str_n((const char *)u->hash, 32),
                                    .name = u->name,
                                    .type = u->type,
                                    .size = u->size,
                                    .account_id = account,
                                    .object_kind = object_kind,
                                    .object_id = object,
                                    .created_at = tx->now,
                                    .check_state = u->check == UPLOAD_MADE ? I64_NULL : u->check,
                                    .pages = u->check == UPLOAD_TAKEN ? u->pages : I64_NULL,
                                    .scanned_at = u->scanned ? tx->now : I64_NULL });

        if (r == 0)
                *ret_id = id;
        return r;
}

int files_reply(struct req *rq, struct str code, bool inline_)
{
        struct file f;
        i64 size;
        int fd, r;

        r = file_by_code(rq->tx, code, &f);
        if (r < 0)
                return r;
        if (f.removed_at != I64_NULL)
                return ERR_NOT_FOUND;
        if (str_is(f.check_reason, refusals[INFECTED].word)) /* not even who brought it */
                return req_fail(rq, ERR_GONE, T_FILE_INFECTED_SHUT);
        if (f.account_id != rq->who->account && f.check_state == UPLOAD_WAITING)
                return req_fail(rq, ERR_BUSY, T_FILE_WAITS);
        if (f.account_id != rq->who->account && f.check_state == UPLOAD_REFUSED)
                return req_fail(rq, ERR_GONE, T_FILE_REFUSED);
        r = content_fd(contents, (const u8 *)f.hash.ptr, &fd, &size);
        if (r < 0)
                return r == ERR_NOT_FOUND ? ERR_CORRUPT : r;
        return reply_fd(rq, fd, size, str_c(rq->arena, f.type), f.name, inline_);
}
