/*
 * src/mod/dossier/kept.c: see kept.h; the page of the store, and giving a paper again.
 */
#include "mod/dossier/kept.h"

#include "base/id.h"
#include "base/random.h"
#include "base/viet.h"
#include "core/consent.h"
#include "core/frame.h"
#include "core/words.h"
#include "mod/dossier/views.h"
#include "web/texts.h"
#include "web/web.h"

#define KEPT_MAX 200

static bool there(const struct kept *list, size_t n, struct str hash)
{
        for (size_t i = 0; i < n; i++)
                if (str_eq(list[i].hash, hash))
                        return true;
        return false;
}

int kept_of(struct tx *tx, i64 account, const struct kept **ret_list, size_t *ret_n)
{
        struct kept_result_rows results;
        struct kept_paper_rows papers;
        struct kept *list;
        size_t n = 0;
        int r = kept_results(tx, account, KEPT_MAX, &results);

        if (r == 0)
                r = kept_papers(tx, account, KEPT_MAX, &papers);
        if (r < 0)
                return r;
        list = NEW_ARRAY(tx->arena, struct kept, results.n + papers.n + 1);
        for (size_t i = 0; i < results.n; i++) {
                const struct kept_result *k = &results.rows[i];

                if (!there(list, n, k->hash))
                        list[n++] = (struct kept){ k->name.ptr ? k->name : k->usual, k->dossier,
                                k->usual, k->number, k->file_code, k->file_name, k->hash,
                                k->file_id, k->at, k->size };
        }
        for (size_t i = 0; i < papers.n; i++) {
                const struct kept_paper *k = &papers.rows[i];

                if (!there(list, n, k->hash))
                        list[n++] = (struct kept){ k->name, k->dossier, k->usual, STR_NULL,
                                k->file_code, k->file_name, k->hash, k->file_id, k->at, k->size };
        }
        *ret_list = list;
        *ret_n = n;
        return 0;
}

int kept_offered(struct tx *tx, i64 account, const struct kept **ret_list, size_t *ret_n)
{
        struct consent reuse;
        int r = consent_of(tx, account, CONSENT_REUSE, &reuse);

        if (r < 0)
                return r;
        *ret_list = NULL;
        *ret_n = 0;
        return reuse.given ? kept_of(tx, account, ret_list, ret_n) : 0;
}

/* "Bản sao Giấy chứng sinh (nếu có);" and "giấy chứng sinh" are one kind: "giay chung sinh". */
static struct str kind_of(struct arena *a, struct str name)
{
        static const char *const before[] = { "ban sao ", "ban chinh ", "ban chup ", "ban goc " };
        struct str s = name, head;
        struct buf b;

        str_cut(&s, '(', &head);
        s = head;
        str_cut(&s, ';', &head);
        s = str_trim(viet_fold(a, head));
        for (size_t i = 0; i < ARRAY_LEN(before); i++)
                if (str_starts(s, str_of(before[i])))
                        s = str_sub(s, strlen(before[i]), s.len);
        buf_init(&b, a, s.len + 1);
        for (size_t i = 0; i < s.len; i++)
                if (s.ptr[i] != '.' && s.ptr[i] != ',' && !(s.ptr[i] == ' ' && b.len == 0))
                        buf_byte(&b, s.ptr[i]);
        return buf_str(&b);
}

bool kept_same_kind(struct arena *a, struct str x, struct str y)
{
        struct str kind = kind_of(a, x);

        return kind.len && str_eq(kind, kind_of(a, y));
}

static bool in_draft(const struct application *app, struct str hash)
{
        for (size_t i = 0; i < app->files.n; i++)
                if (str_eq(app->files.rows[i].hash, hash))
                        return true;
        return false;
}

static struct kept_line line_of(struct arena *a, enum lang lang, const struct kept *k)
{
        return (struct kept_line){ .kind = k->kind,
                .dossier = k->dossier,
                .usual = k->usual,
                .number = k->number,
                .code = k->file_code,
                .name = k->file_name,
                .size = words_size(a, lang, k->size),
                .day = words_day(a, lang, day_of(k->at)) };
}

size_t kept_offers(struct arena *a, const struct application *app,
        const struct procedure_paper *paper, const struct kept *list, size_t n,
        struct kept_line *ret_lines, size_t max)
{
        size_t k = 0;

        for (size_t i = 0; i < n && k < max; i++)
                if (kept_same_kind(a, list[i].kind, paper->name) && !in_draft(app, list[i].hash))
                        ret_lines[k++] = line_of(a, app->room.lang, &list[i]);
        return k;
}

/* GET /kho-giay-to. */

static int store_show(struct req *rq)
{
        struct kept_view v = { .rq = rq };
        struct kept_line *lines;
        const struct kept *list;
        size_t n;
        int r = kept_of(rq->tx, rq->who->account, &list, &n);

        if (r < 0)
                return r;
        who_reads_own(rq, rq->who->account);
        lines = NEW_ARRAY(rq->arena, struct kept_line, n + 1);
        for (size_t i = 0; i < n; i++)
                lines[i] = line_of(rq->arena, rq->lang, &list[i]);
        while (v.n_issued < n && list[v.n_issued].number.ptr)
                v.n_issued++;
        v.issued = lines;
        v.given = lines + v.n_issued;
        v.n_given = n - v.n_issued;
        view_kept_page(&rq->html, &v);
        return reply_page(rq, 200);
}

/* POST /nop/:draft/giay-to/dung-lai. */

static const struct field again_fields[] = {
        { "paper", FIELD_I64, FIELD_REQUIRED, 0, 0, NULL },
        { "tep", FIELD_KEY, FIELD_REQUIRED, 40, 0, NULL },
        { 0 },
};

struct giving {
        i64 draft, paper, from;
        struct str name, code;
};

static int again_prepare(struct req *rq, struct input *in)
{
        struct giving *g = NEW(rq->arena, struct giving);
        const struct kept *list;
        struct application app;
        size_t n;
        int r = application_load(rq, path_str(in, "draft"), &app);

        if (r == 0)
                r = kept_of(rq->tx, rq->who->account, &list, &n);
        if (r < 0)
                return r;
        if (app.draft.dossier_id != I64_NULL || app.behalf.on)
                return ERR_STATE;
        g->paper = input_i64(in, "paper");
        for (size_t i = 0; i < app.procedure.papers.n; i++)
                if (app.procedure.papers.rows[i].id == g->paper)
                        g->name = app.procedure.papers.rows[i].name;
        for (size_t i = 0; i < n; i++)
                if (str_eq(list[i].file_code, input_str(in, "tep")))
                        g->from = list[i].file;
        if (!g->name.ptr || !g->from)
                return ERR_NOT_FOUND; /* not theirs, or not there: the same answer */
        g->draft = app.draft.id;
        g->code = random_code(rq->arena, 16);
        in->prepared = g;
        return 0;
}

static int again_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        const struct giving *g = in->prepared;
        i64 file = id_new(), row = id_new(), changed = 0;
        int r = file_copy(tx,
                &(struct file_copy_args){ .from_id = g->from,
                        .id = file,
                        .code = g->code,
                        .account = in->who->account,
                        .object_kind = STR("draft"),
                        .object = g->draft,
                        .at = tx->now },
                &changed);

        if (r == 0 && changed == 0)
                return ERR_NOT_FOUND;
        if (r == 0)
                r = draft_paper_insert(tx, &(struct draft_paper_insert_args){ .id = row,
                                                   .draft_id = g->draft,
                                                   .paper_id = g->paper,
                                                   .name = g->name,
                                                   .file_id = file,
                                                   .at = tx->now });
        if (r == 0)
                r = draft_paper_reused(tx, row, g->from, NULL);
        out->code = path_str(in, "draft");
        return r;
}

static int again_answer(struct req *rq, const struct outcome *out)
{
        return reply_see_other(rq, "/nop/:code/giay-to", out->code);
}

const struct route kept_routes[] = {
        { GET, "/kho-giay-to", PERM_APPLY, ROUTE_NOINDEX, READ(NULL, store_show),
                .doc = "One's papers: given before, and issued" },
        { POST, "/nop/:draft/giay-to/dung-lai", PERM_APPLY, 0,
                WRITE(again_fields, again_prepare, again_apply, again_answer, NULL),
                .doc = "Give a paper again that was given or issued before" },
        { 0 },
};
