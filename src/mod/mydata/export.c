/*
 * src/mod/mydata/export.c: a copy of everything held about a person: asked for on the page, made by
 * a job that says how far it is, taken by who asked for it and nobody else.
 */
#include "audit/audit.h"
#include "base/id.h"
#include "base/random.h"
#include "core/files.h"
#include "core/queries.h"
#include "core/setting.h"
#include "core/words.h"
#include "mod/mydata/internal.h"
#include "mod/notice/notice.h"
#include "web/texts.h"
#include "web/web.h"

#define COPIES_SHOWN 5
#define FILES_BATCH  200
#define TELL_EVERY   5 /* files between two words about progress */

static int record(struct tx *tx, i64 actor, const char *action, i64 account, struct str peer)
{
        return audit_add(tx,
                &(struct audit_entry){ .actor = actor,
                        .action = action,
                        .object_kind = "account",
                        .object = account,
                        .peer = peer },
                NULL);
}

int mydata__exports(struct req *rq, struct mydata_view *v)
{
        struct copy_row_rows rows;
        struct copy_line *lines;
        int r = copies_of(rq->tx, rq->who->account, COPIES_SHOWN, &rows);

        if (r < 0)
                return r;
        lines = NEW_ARRAY(rq->arena, struct copy_line, rows.n + 1);
        for (size_t i = 0; i < rows.n; i++)
                lines[i] = (struct copy_line){ .code = rows.rows[i].code,
                        .asked = words_time(rq->arena, rq->lang, rows.rows[i].asked_at),
                        .until = words_time(rq->arena, rq->lang, rows.rows[i].expires_at),
                        .done = rows.rows[i].done_n,
                        .total = rows.rows[i].total_n,
                        .ready = rows.rows[i].file_id != I64_NULL };
        v->copies = lines;
        v->n_copies = rows.n;
        return 0;
}

/* ---- asking ---- */

static int ask_prepare(struct req *rq, struct input *in)
{
        struct str *code = NEW(rq->arena, struct str);

        *code = random_code(rq->arena, 16);
        in->prepared = code;
        return 0;
}

/* One at a time: who asks again while one is being made has asked already. */
static int ask_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        const struct str *code = in->prepared;
        i64 id = id_new(), account = in->who->account;
        struct copy_row_rows rows;
        int r = copies_of(tx, account, 1, &rows);

        (void)out;
        if (r < 0 || (rows.n && rows.rows[0].file_id == I64_NULL))
                return r;
        r = copy_insert(tx, id, *code, account, tx->now);
        if (r == 0)
                r = job_add(tx, MYDATA_EXPORT, id, STR("{}"), 0);
        return r < 0 ? r : record(tx, account, "mydata.export", account, in->peer);
}

static int page_answer(struct req *rq, const struct outcome *out)
{
        (void)out;
        return reply_see_other(rq, "/du-lieu-cua-toi");
}

/* ---- making ---- */

struct held_file_page {
        struct held_file_rows rows;
        struct held_file_page *next;
};
struct held_file_list {
        struct held_file_page *first, *last;
};

struct made {
        struct job_run *run;
        struct copy_row copy;
        i64 done, total;
        struct upload file;
        struct str code;
};

static int tell_progress(struct tx *tx, void *arg)
{
        const struct made *m = arg;

        return copy_progress(tx, m->copy.id, m->done, m->total, NULL);
}

static int keep(struct tx *tx, void *arg)
{
        const struct made *m = arg;
        i64 file, changed = 0, expires = tx->now + setting_i64(SETTING_EXPORT_DAYS) * DAY_MS;
        int r = files_add(
                tx, &m->file, m->code, m->copy.account_id, STR("copy"), m->copy.id, &file);

        if (r == 0)
                r = copy_ready(tx, m->copy.id, file, expires, &changed);
        if (r < 0 || changed == 0)
                return r < 0 ? r : ERR_STATE; /* another run was first */
        return notice_tell(tx, &(struct notice_new){ .kind = "mydata.ready",
                                       .account = m->copy.account_id,
                                       .dossier = I64_NULL,
                                       .due_at = expires });
}

static struct str safe_name(struct arena *a, struct str name)
{
        return str_replace(a, str_replace(a, name, STR("/"), STR("-")), STR("\\"), STR("-"));
}

/* One file after the other; each on an arena of its own, for together they may be large. */
static int add_file(struct made *m, struct archive *z, const struct held_file *f)
{
        AUTO(arena_freep) struct arena *a = arena_new(128 << 20);
        struct str bytes;
        int r = content_get(files_content(), a, (const u8 *)f->hash.ptr, 101 << 20, &bytes);

        m->done++;
        if (r == 0)
                r = archive_add(z,
                        str_fmt(m->run->arena, "tep/%.*s/%lld-%.*s", STRF(f->folder),
                                (long long)m->done, STRF(str_sub(safe_name(a, f->name), 0, 200))),
                        bytes);
        if (r == 0 && m->done % TELL_EVERY == 0)
                r = store_write(m->run->store, a, tell_progress, m);
        return r;
}

/* All of them, however many: pages of a list that grows. */
static int list_files(struct tx *tx, struct made *m, struct held_file_list *l)
{
        struct held_file_rows rows = { .n = FILES_BATCH };
        i64 after = 0;
        int r = 0;

        while (r == 0 && rows.n == FILES_BATCH) {
                struct held_file_page *p = NEW(tx->arena, struct held_file_page);

                r = held_files(tx, m->copy.account_id, after, FILES_BATCH, &rows);
                if (r < 0 || !rows.n)
                        return r;
                p->rows = rows;
                *(l->last ? &l->last->next : &l->first) = p;
                l->last = p;
                m->total += (i64)rows.n;
                after = rows.rows[rows.n - 1].id;
        }
        return r;
}

static int gather(struct made *m, struct str *ret_json, struct held_file_list *ret_files)
{
        struct tx *tx;
        int r = store_read_begin(m->run->store, m->run->arena, &tx);

        if (r < 0)
                return r;
        r = copy_by_id(tx, m->run->object, &m->copy);
        if (r == 0 && m->copy.file_id != I64_NULL)
                r = ERR_EXISTS;
        if (r == 0)
                r = mydata__collect(tx, m->copy.account_id, ret_json);
        if (r == 0)
                r = list_files(tx, m, ret_files);
        store_read_end(tx);
        return r;
}

int mydata__export_run(struct job_run *run)
{
        struct made m = { .run = run };
        struct held_file_list files = { 0 };
        struct archive z;
        struct str json;
        int r = gather(&m, &json, &files);

        if (r == ERR_NOT_FOUND || r == ERR_EXISTS) /* made before, or gone */
                return 0;
        if (r == 0)
                r = archive_begin(files_content(), run->arena, &z);
        if (r < 0)
                return r;
        r = archive_add(&z, STR("du-lieu.json"), json);
        for (const struct held_file_page *p = files.first; p && r == 0; p = p->next)
                for (size_t i = 0; i < p->rows.n && r == 0; i++)
                        r = add_file(&m, &z, &p->rows.rows[i]);
        if (r < 0) {
                archive_abort(&z);
                return r;
        }
        r = archive_finish(&z, m.file.hash, &m.file.size);
        if (r < 0)
                return r;
        m.code = random_code(run->arena, 16);
        m.file.name = str_fmt(run->arena, "du-lieu-cua-toi-%.*s.zip", STRF(m.copy.code));
        m.file.type = STR("application/zip");
        m.file.check = UPLOAD_MADE;
        r = store_write(run->store, run->arena, keep, &m);
        return r == ERR_STATE ? 0 : r;
}

/* ---- taking ---- */

static int take(struct req *rq)
{
        struct copy_row c;
        int r = copy_by_code(rq->tx, path_str(rq->in, "code"), &c);

        if (r == 0 && (c.account_id != rq->who->account || c.file_id == I64_NULL))
                return ERR_NOT_FOUND;
        if (r == 0 && c.expires_at <= rq->now)
                return ERR_GONE;
        if (r == 0)
                r = files_reply(rq, c.file_code, false);
        if (r == 0)
                who_reads_own(rq, rq->who->account);
        return r;
}

const struct route mydata_export_routes[] = {
        { POST, "/du-lieu-cua-toi/xuat", PERM_APPLY, 0,
                WRITE(NULL, ask_prepare, ask_apply, page_answer, NULL),
                .doc = "Ask for a copy of everything held about oneself" },
        { GET, "/du-lieu-cua-toi/xuat/:code", PERM_APPLY, ROUTE_NOINDEX, READ(NULL, take),
                .doc = "The copy, as an archive" },
        { 0 },
};
