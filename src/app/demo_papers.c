/*
 * src/app/demo_papers.c: see demo_papers.h. A sample is one page that says what it stands for; the
 * first SAMPLES names of papers have one each, all others share the first.
 */
#include "app/demo_papers.h"

#include "base/random.h"
#include "base/utf8.h"
#include "core/files.h"
#include "core/paper.h"

#define SAMPLES   200
#define A_DOSSIER 3
#define TITLE_MAX 60 /* characters of a paper's name in the name of its file */

struct sample {
        struct str name;
        struct upload file;
        bool made;
};

struct demo_samples {
        struct arena *arena;
        size_t n;
        struct sample list[SAMPLES];
};

struct demo_samples *demo_samples_new(struct arena *a)
{
        struct demo_samples *s = NEW(a, struct demo_samples);

        s->arena = a;
        s->list[0].name = STR("Giấy tờ kèm theo hồ sơ");
        s->n = 1;
        return s;
}

static int draw(struct demo_samples *s, struct sample *one)
{
        AUTO(arena_freep) struct arena *a = arena_new(4 << 20);
        const struct paper_head head = { .agency = STR("Tỉnh mẫu") };
        struct paper *p = paper_new(a, PAPER_A4, &head);
        struct str pdf;
        int r;

        paper_mark(p, STR("BẢN MẪU"));
        paper_title(p, one->name, STR(""));
        paper_text(p, STR("Trang này thay cho giấy tờ của người nộp hồ sơ trong tỉnh mẫu."));
        r = paper_finish(p, one->name, &pdf);
        if (r == 0)
                r = content_put(files_content(), pdf, one->file.hash);
        if (r < 0)
                return r;
        one->file.name = str_fmt(s->arena, "%.*s.pdf", STRF(utf8_head(one->name, TITLE_MAX)));
        one->file.type = STR("application/pdf");
        one->file.size = (i64)pdf.len;
        one->file.check = UPLOAD_TAKEN;
        one->file.pages = 1;
        one->made = true;
        return 0;
}

static int sample_of(struct demo_samples *s, struct str name, const struct upload **ret_file)
{
        struct sample *one = &s->list[0];
        int r = 0;

        for (size_t i = 1; i < s->n && one == s->list; i++)
                if (str_eq(s->list[i].name, name))
                        one = &s->list[i];
        if (one == s->list && s->n < SAMPLES) {
                one = &s->list[s->n++];
                one->name = str_dup(s->arena, name);
        }
        if (!one->made)
                r = draw(s, one);
        *ret_file = &one->file;
        return r;
}

int demo_papers_of(struct demo_samples *s, struct arena *a, const struct procedure_full *p,
        const struct demo_paper **ret_list, size_t *ret_n)
{
        struct demo_paper *list = NEW_ARRAY(a, struct demo_paper, A_DOSSIER);
        struct str given_case = STR("");
        size_t n = 0;
        int r = 0;

        for (size_t i = 0; i < p->papers.n && n < A_DOSSIER && r == 0; i++) {
                const struct procedure_paper *each = &p->papers.rows[i];

                if (str_empty(given_case))
                        given_case = each->case_text;
                if (!str_empty(each->case_text) && !str_eq(each->case_text, given_case))
                        continue;
                list[n] = (struct demo_paper){
                        .paper = each->id, .name = each->name, .code = random_code(a, 16)
                };
                r = sample_of(s, each->name, &list[n++].file);
        }
        *ret_list = list;
        *ret_n = n;
        return r;
}

int demo_papers_add(struct tx *tx, const struct demo_paper *list, size_t n, i64 account,
        struct draft_paper_row **ret_rows)
{
        struct draft_paper_row *rows = NEW_ARRAY(tx->arena, struct draft_paper_row, n + 1);
        int r = 0;

        for (size_t i = 0; i < n && r == 0; i++) {
                rows[i] =
                        (struct draft_paper_row){ .paper_id = list[i].paper, .name = list[i].name };
                r = files_add(tx, list[i].file, list[i].code, account, STR_NULL, I64_NULL,
                        &rows[i].file_id);
        }
        *ret_rows = rows;
        return r;
}
