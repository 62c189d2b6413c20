/*
 * src/mod/dossier/draft.c: filling in: the draft's answers as JSON with declared meanings, its
 * papers, and what is still missing. Knows no request.
 */
#include "mod/dossier/draft.h"

#include "core/files.h"
#include "core/setting.h"
#include "mod/dossier/answers.h"
#include "web/req.h"
#include "web/texts.h"

int draft_get(struct tx *tx, const struct who *w, struct str code, struct draft *ret_d)
{
        struct draft d;
        int r = draft_by_code(tx, code, &d);

        if (r < 0)
                return r;
        if (!w->account || d.account_id != w->account || d.counter_unit_id != I64_NULL)
                return ERR_NOT_FOUND;
        if (d.expires_at <= tx->now && d.dossier_id == I64_NULL)
                return ERR_GONE;
        *ret_d = d;
        return 0;
}

int draft_upload_fault(const struct upload *u)
{
        static const char *const types[] = { "application/pdf", "image/jpeg", "image/png",
                "image/webp", "image/heic",
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                "application/vnd.oasis.opendocument.text" };

        if (u->size == 0)
                return T_DOSSIER_FILE_EMPTY;
        for (size_t i = 0; i < ARRAY_LEN(types); i++)
                if (str_is(u->type, types[i]))
                        return 0;
        return T_DOSSIER_FILE_TYPE;
}

i64 draft_expiry(i64 now)
{
        return now + setting_i64(SETTING_DRAFT_DAYS) * DAY_MS;
}

/*
 * Which papers the person must bring: what the answers say by the form; a paper of which the form
 * says nothing is needed when it has no condition in words.
 */
enum paper_need draft_paper_need(const struct procedure_paper *p, const struct form_fill *fill)
{
        enum form_paper_need said = form_paper_need(fill, p->name, p->case_text);

        if (said == FORM_PAPER_NOT || p->originals + p->copies <= 0)
                return PAPER_NOT_NEEDED;
        return said == FORM_PAPER_NEEDED || str_empty(p->case_text) ? PAPER_NEEDED : PAPER_PERHAPS;
}

int dossier_papers_needed(struct tx *tx, const struct procedure_full *p, const struct json *sent,
        i64 now, const enum paper_need **ret_needs)
{
        enum paper_need *needs = NEW_ARRAY(tx->arena, enum paper_need, p->papers.n + 1);
        struct answers answers;
        struct form_fill fill;
        int r = answers_begin(tx, p->v.code, &answers);

        if (r == 0)
                answers_take(tx->arena, &answers, sent);
        if (r == 0)
                r = answers_fill(tx->arena, org_get(tx->arena), &p->v, &answers, now, &fill);
        if (r < 0)
                return r;
        for (size_t i = 0; i < p->papers.n; i++)
                needs[i] = draft_paper_need(&p->papers.rows[i], &fill);
        *ret_needs = needs;
        return 0;
}

bool draft_papers_complete(const struct procedure_full *p, const struct draft_paper_row_rows *files,
        const struct form_fill *fill)
{
        for (size_t k = 0; k < files->n; k++)
                if (files_hold_back(files->rows[k].check_state))
                        return false;
        for (size_t i = 0; i < p->papers.n; i++) {
                bool there = false;

                if (draft_paper_need(&p->papers.rows[i], fill) != PAPER_NEEDED)
                        continue;
                for (size_t k = 0; k < files->n; k++)
                        there |= files->rows[k].paper_id == p->papers.rows[i].id;
                if (!there)
                        return false;
        }
        return true;
}
