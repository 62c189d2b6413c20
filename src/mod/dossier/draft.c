/*
 * src/mod/dossier/draft.c: filling in: the draft's answers as JSON with declared meanings, its
 * papers, and what is still missing. Knows no request.
 */
#include "mod/dossier/draft.h"

#include "base/json.h"
#include "core/setting.h"

int draft_get(struct tx *tx, const struct who *w, struct str code, struct draft *ret_d)
{
        struct draft d;
        int r = draft_by_code(tx, code, &d);

        if (r < 0)
                return r;
        if (!w->account || d.account_id != w->account)
                return ERR_NOT_FOUND;
        if (d.expires_at <= tx->now && d.dossier_id == I64_NULL)
                return ERR_GONE;
        *ret_d = d;
        return 0;
}

i64 draft_expiry(i64 now)
{
        return now + setting_i64(SETTING_DRAFT_DAYS) * DAY_MS;
}

int draft_answers_parse(struct arena *a, struct str json, struct draft_answers *ret_answers)
{
        const struct json *j;
        int r = json_parse(a, json, &j, NULL);

        if (r < 0)
                return ERR_CORRUPT;
        *ret_answers = (struct draft_answers){
                .name = json_str(json_get(j, "applicant.name")),
                .identity = json_str(json_get(j, "applicant.identity")),
                .birth_day = json_i64(json_get(j, "applicant.birth_day"), I64_NULL),
                .phone = json_str(json_get(j, "applicant.phone")),
                .email = json_str(json_get(j, "applicant.email")),
                .address = json_str(json_get(j, "applicant.address")),
                .note = json_str(json_get(j, "note")),
        };
        return 0;
}

struct str draft_answers_json(struct arena *a, const struct draft_answers *v)
{
        struct json_writer w;
        struct buf b;

        buf_init(&b, a, 64 << 10);
        json_begin(&w, &b);
        json_open(&w, NULL, '{');
        json_put_str(&w, "applicant.name", v->name);
        json_put_str(&w, "applicant.identity", v->identity);
        json_put_i64(&w, "applicant.birth_day", v->birth_day);
        json_put_str(&w, "applicant.phone", v->phone);
        json_put_str(&w, "applicant.email", v->email);
        json_put_str(&w, "applicant.address", v->address);
        json_put_str(&w, "note", v->note);
        json_close(&w, '}');
        return buf_str(&b);
}

/*
 * Which papers the person must bring: all without a condition, unless the state makes the form
 * itself.
 */
bool draft_paper_needed(const struct procedure_paper *p)
{
        return str_empty(p->case_text) && p->originals + p->copies > 0;
}

bool draft_complete(const struct draft_answers *v, const struct procedure_full *p,
        const struct draft_paper_row_rows *files)
{
        if (str_empty(v->name) || str_empty(v->identity) || v->birth_day == I64_NULL ||
                str_empty(v->phone))
                return false;
        for (size_t i = 0; i < p->papers.n; i++) {
                bool there = false;

                if (!draft_paper_needed(&p->papers.rows[i]))
                        continue;
                for (size_t k = 0; k < files->n; k++)
                        there |= files->rows[k].paper_id == p->papers.rows[i].id;
                if (!there)
                        return false;
        }
        return true;
}

int draft_put_meanings(struct tx *tx, i64 dossier, const struct draft_answers *v)
{
        const struct {
                const char *meaning;
                struct str text;
        } texts[] = {
                { "applicant.name", v->name },
                { "applicant.identity", v->identity },
                { "applicant.phone", v->phone },
                { "applicant.email", v->email },
                { "applicant.address", v->address },
        };
        int r = 0;

        for (size_t i = 0; i < ARRAY_LEN(texts) && r == 0; i++)
                if (!str_empty(texts[i].text))
                        r = answer_put(tx, dossier, str_of(texts[i].meaning), texts[i].text,
                                I64_NULL, I64_NULL, NULL);
        if (r == 0 && v->birth_day != I64_NULL)
                r = answer_put(tx, dossier, STR("applicant.birth_day"), STR_NULL, I64_NULL,
                        v->birth_day, NULL);
        return r;
}
