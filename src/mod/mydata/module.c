/*
 * src/mod/mydata/module.c: the page of one's data: purposes, copies, corrections, drafts; and what
 * the module is.
 */
#include "audit/audit.h"
#include "core/consent.h"
#include "core/words.h"
#include "mod/dossier/dossier.h"
#include "mod/mydata/internal.h"
#include "mod/mydata/views.h"
#include "web/texts.h"
#include "web/web.h"

static const struct {
        int title, text;
} words[CONSENT_MAX] = {
        [CONSENT_PREFILL] = { T_MYDATA_PREFILL, T_MYDATA_PREFILL_TEXT },
        [CONSENT_REUSE] = { T_MYDATA_REUSE, T_MYDATA_REUSE_TEXT },
};

static int fill_purposes(struct req *rq, struct mydata_view *v)
{
        struct purpose_line *lines = NEW_ARRAY(rq->arena, struct purpose_line, CONSENT_MAX);
        int r = 0;

        for (int i = 0; i < CONSENT_MAX && r == 0; i++) {
                struct consent c;

                r = consent_of(rq->tx, rq->who->account, (enum consent_purpose)i, &c);
                if (r == 0)
                        lines[i] = (struct purpose_line){ str_of(consent_purposes[i].word),
                                text_plain(rq->arena, rq->lang, words[i].title, STR_NULL),
                                text_plain(rq->arena, rq->lang, words[i].text, STR_NULL), c.given,
                                words_time(rq->arena, rq->lang, c.at) };
        }
        v->purposes = lines;
        v->n_purposes = CONSENT_MAX;
        return r;
}

int mydata__page(struct req *rq)
{
        struct mydata_view v = { .rq = rq, .in = rq->verb == GET ? NULL : rq->in };
        struct draft_open_rows drafts;
        int r = fill_purposes(rq, &v);

        if (r == 0)
                r = mydata__exports(rq, &v);
        if (r == 0)
                r = mydata__corrections(rq, &v);
        if (r == 0)
                r = drafts_open(rq->tx, rq->who->account, &drafts);
        if (r < 0)
                return r;
        v.drafts = (i64)drafts.n;
        who_reads_own(rq, rq->who->account);
        view_mydata_page(&rq->html, &v);
        return reply_page(rq, rq->verb == GET ? 200 : 422);
}

/* POST /du-lieu-cua-toi/dong-y. */

static const struct field consent_fields[] = {
        { "muc_dich", FIELD_CHOICE, FIELD_REQUIRED, 0, 0, "prefill|reuse" },
        { "cho", FIELD_BOOL, 0, 0, 0, NULL },
        { 0 },
};

static int consent_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        struct str word = input_str(in, "muc_dich");
        bool given = input_bool(in, "cho");
        int r = ERR_NOT_FOUND;

        (void)out;
        for (int i = 0; i < CONSENT_MAX; i++)
                if (str_is(word, consent_purposes[i].word))
                        r = consent_put(
                                tx, in->who->account, (enum consent_purpose)i, given, in->peer);
        return r < 0 ? r
                     : audit_add(tx,
                               &(struct audit_entry){ .actor = in->who->account,
                                       .action = given ? "mydata.agreed" : "mydata.refused",
                                       .object_kind = "account",
                                       .object = in->who->account,
                                       .peer = in->peer,
                                       .payload = str_fmt(
                                               tx->arena, "{\"purpose\":\"%.*s\"}", STRF(word)) },
                               NULL);
}

/* POST /du-lieu-cua-toi/xoa-nhap. */

static int erase_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        struct draft_open_rows drafts;
        int r = drafts_open(tx, in->who->account, &drafts);

        (void)out;
        for (size_t i = 0; r == 0 && i < drafts.n; i++)
                r = dossier_erase_draft(tx, drafts.rows[i].id, in->who->account);
        return r;
}

static int page_answer(struct req *rq, const struct outcome *out)
{
        (void)out;
        return reply_see_other(rq, "/du-lieu-cua-toi");
}

const struct route mydata_page_routes[] = {
        { GET, "/du-lieu-cua-toi", PERM_APPLY, ROUTE_NOINDEX, READ(NULL, mydata__page),
                .doc = "What is held about oneself, and one's say in it" },
        { POST, "/du-lieu-cua-toi/dong-y", PERM_APPLY, 0,
                WRITE(consent_fields, NULL, consent_apply, page_answer, NULL),
                .doc = "Agree to a purpose, or refuse it" },
        { POST, "/du-lieu-cua-toi/xoa-nhap", PERM_APPLY, 0,
                WRITE(NULL, NULL, erase_apply, page_answer, NULL), .doc = "Erase one's drafts" },
        { 0 },
};

static const struct route *const tables[] = { mydata_page_routes, mydata_export_routes,
        mydata_correction_routes, NULL };
static const char *const needs[] = { "dossier", "appointment", "notice", "population", NULL };
static const struct job_kind jobs[] = {
        { .kind = MYDATA_EXPORT, .run = mydata__export_run },
        { .kind = "mydata.retention", .run = mydata__retention_run, .every_ms = DAY_MS },
        { 0 },
};

const struct module mydata_module = {
        .name = "mydata",
        .doc = "What is held about a person, and their say in it",
        .requires = needs,
        .routes = tables,
        .jobs = jobs,
};
