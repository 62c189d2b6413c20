/*
 * src/mod/dossier/intake_pages.c: taking a dossier in at a counter over HTTP: who and what, then
 * one page with the questions, the papers and the scans, which accepts in one go. No SQL, no HTML.
 *
 * The idea: everything that is known is filled in and folded away, so that for somebody who was
 * here before nothing is left but to look at the papers and to accept.
 */
#include "mod/dossier/intake.h"

#include "base/id.h"
#include "base/random.h"
#include "core/files.h"
#include "core/preview.h"
#include "core/words.h"
#include "mod/dossier/camera.h"
#include "mod/dossier/views.h"
#include "web/texts.h"
#include "web/web.h"

enum { RECENT_READ = 200, CHOICES_MAX = 9, FILES_MAX = 20, FILES_OF_DRAFT = 50 };

/* The counter where this officer takes in. */
static const struct unit *counter_of(struct req *rq)
{
        return org_unit(org_get(rq->arena), who_unit(rq->who, PERM_DOSSIER_INTAKE));
}

static struct str unit_words(struct arena *a, const struct unit *u)
{
        return u ? unit_full_name(a, u) : STR("");
}

/* ---- GET and POST /tiep-nhan ---- */

static const struct field start_fields[] = {
        { "the", FIELD_TEXT, FIELD_REQUIRED | FIELD_PERSONAL, 400, T_DOSSIER_INTAKE_NUMBER, NULL },
        { "ai", FIELD_TEXT, FIELD_PERSONAL, 200, 0, NULL },
        { "mst", FIELD_TEXT, 0, 20, 0, NULL },
        { "ten_dn", FIELD_TEXT, 0, 300, 0, NULL },
        { "chon", FIELD_KEY, 0, 30, 0, NULL },
        { "tim", FIELD_TEXT, 0, 100, 0, NULL },
        { 0 },
};

static void add_choice(struct req *rq, struct str code, struct str name, struct intake_start *v)
{
        struct option_view *list = (struct option_view *)v->choices;

        for (size_t i = 0; i < v->n_choices; i++)
                if (str_eq(list[i].value, code))
                        return;
        if (v->n_choices < CHOICES_MAX)
                list[v->n_choices++] = (struct option_view){ .value = code,
                        .text = name,
                        .hint = code,
                        .chosen = rq->verb != GET && str_eq(code, input_typed(rq->in, "chon")) };
}

/* What was searched for; else what this counter took in last. */
static int fill_choices(struct req *rq, const struct unit *counter, struct intake_start *v)
{
        const struct org *o = org_get(rq->arena);
        struct str words = rq->verb == GET ? STR_NULL : str_trim(input_typed(rq->in, "tim"));
        struct recent_procedure_rows recent;
        struct procedure_brief_rows found;
        i64 total;
        int r;

        v->choices = NEW_ARRAY(rq->arena, struct option_view, CHOICES_MAX);
        v->searched = !str_empty(words);
        if (v->searched) {
                r = catalogue_search(rq->tx, o,
                        &(struct catalogue_query){
                                .words = words, .day = org_day(o), .limit = CHOICES_MAX },
                        &found, &total);
                for (size_t i = 0; r == 0 && i < found.n; i++)
                        add_choice(rq, found.rows[i].code, found.rows[i].usual, v);
                return r;
        }
        r = dossiers_recent(rq->tx, counter->id, rq->now, RECENT_READ, &recent);
        for (size_t i = 0; r == 0 && i < recent.n; i++)
                add_choice(rq, recent.rows[i].code, recent.rows[i].usual, v);
        return r;
}

static int fill_unfinished(struct req *rq, struct intake_start *v)
{
        struct draft_brief_rows drafts;
        struct own_row *list;
        int r = drafts_at_counter(rq->tx, rq->who->account, rq->now, &drafts);

        if (r < 0)
                return r;
        list = NEW_ARRAY(rq->arena, struct own_row, drafts.n + 1);
        for (size_t i = 0; i < drafts.n; i++) {
                struct procedure_full p;

                r = catalogue_get_version(rq->tx, drafts.rows[i].version_id, &p);
                if (r < 0)
                        return r;
                list[v->n_drafts++] = (struct own_row){ .code = drafts.rows[i].code,
                        .name = p.v.usual,
                        .submitted = words_short(rq->arena, drafts.rows[i].updated_at) };
        }
        v->drafts = list;
        return 0;
}

/* Whom the number names: one is told, several are offered. */
static int fill_person(struct req *rq, struct intake_start *v)
{
        struct str chosen = input_typed(rq->in, "ai");
        struct intake_people people = { .n = 0 };
        struct option_view *list;
        struct person p;
        int why, r = intake_person(rq->tx, input_typed(rq->in, "the"), chosen, &p, &people, &why);

        if (r == 0)
                v->person = p.name;
        if (people.n < 2)
                return r == ERR_INVALID ? 0 : r;
        list = NEW_ARRAY(rq->arena, struct option_view, people.n + 1);
        for (size_t i = 0; i < people.n; i++) {
                const struct applicant_known *k = &people.list[i];

                list[v->n_people++] = (struct option_view){ .value = k->name,
                        .text = k->name,
                        .hint = k->birth_day == I64_NULL ? STR("")
                                                         : day_vi(rq->arena, k->birth_day),
                        .chosen = str_eq(chosen, k->name) };
        }
        list[v->n_people++] = (struct option_view){ .value = STR(INTAKE_ANOTHER),
                .text = text_plain(rq->arena, rq->lang, T_DOSSIER_INTAKE_ANOTHER, STR_NULL),
                .chosen = str_is(chosen, INTAKE_ANOTHER) };
        v->people = list;
        return r == ERR_INVALID ? 0 : r;
}

static int start_show(struct req *rq)
{
        const struct unit *counter = counter_of(rq);
        struct intake_start v = { .rq = rq, .in = rq->verb == GET ? NULL : rq->in };
        int r;

        if (!counter)
                return ERR_DENIED;
        r = fill_choices(rq, counter, &v);
        if (r == 0)
                r = fill_unfinished(rq, &v);
        if (r == 0 && v.in)
                r = fill_person(rq, &v);
        if (r < 0)
                return r;
        v.unit_name = unit_words(rq->arena, counter);
        v.enterprise = v.in && !str_empty(input_typed(v.in, "mst"));
        req_note_person(rq, 0, 0, "name", "dossier.intake");
        view_intake_start_page(&rq->html, &v);
        return reply_page(rq, rq->verb == GET ? 200 : 422);
}

struct start {
        struct str code;
        i64 version_id, counter;
        struct person person;
        struct intake_enterprise enterprise;
        struct answers answers;
};

/* Who stands there, and in whose name; what is wrong with either is said at once. */
static int find_who(struct req *rq, struct input *in, struct start *s)
{
        struct intake_people people;
        int why = T_DOSSIER_INTAKE_NUMBER, e = 0;
        int r = intake_person(
                rq->tx, input_str(in, "the"), input_str(in, "ai"), &s->person, &people, &why);

        if (r == ERR_INVALID)
                r = input_fail(in, why == T_DOSSIER_INTAKE_WHO ? "ai" : "the", why, STR_NULL);
        if (!str_empty(input_str(in, "mst")))
                e = intake_enterprise(rq->tx, input_str(in, "mst"), input_str(in, "ten_dn"),
                        &s->enterprise, &why);
        if (e == ERR_INVALID)
                e = input_fail(
                        in, why == T_DOSSIER_INTAKE_TAX_CODE ? "mst" : "ten_dn", why, STR_NULL);
        return r < 0 ? r : e;
}

/* The one that was chosen, or the only one that fits the words. */
static int find_procedure(struct req *rq, struct input *in, struct procedure_full *ret_p)
{
        const struct org *o = org_get(rq->arena);
        struct str code = input_str(in, "chon"), words = str_trim(input_str(in, "tim"));
        struct procedure_brief_rows found;
        i64 total = 0;
        int r;

        if (str_empty(code) && str_empty(words))
                return input_fail(in, "chon", T_DOSSIER_INTAKE_CHOOSE, STR_NULL);
        if (str_empty(code)) {
                r = catalogue_search(rq->tx, o,
                        &(struct catalogue_query){ .words = words, .day = org_day(o), .limit = 2 },
                        &found, &total);
                if (r < 0)
                        return r;
                if (!found.n)
                        return input_fail(in, "tim", T_DOSSIER_INTAKE_NO_PROCEDURE, STR_NULL);
                if (found.n > 1)
                        return input_fail(in, "chon", T_DOSSIER_INTAKE_CHOOSE, STR_NULL);
                code = found.rows[0].code;
        }
        r = catalogue_get(rq->tx, code, org_day(o), ret_p);
        return r == ERR_NOT_FOUND ? input_fail(in, "tim", T_DOSSIER_INTAKE_NO_PROCEDURE, STR_NULL)
                                  : r;
}

static int start_prepare(struct req *rq, struct input *in)
{
        const struct unit *counter = counter_of(rq);
        struct start *s = NEW(rq->arena, struct start);
        struct procedure_full p;
        int r;

        if (!counter)
                return ERR_DENIED;
        r = find_who(rq, in, s);
        if (r == 0)
                r = find_procedure(rq, in, &p);
        if (r == 0)
                r = answers_begin(rq->tx, p.v.code, &s->answers);
        if (r == 0)
                r = intake_offer(rq->tx, &s->person, counter, &s->answers);
        if (r < 0)
                return r;
        req_note_person(rq, s->person.id, 0, "name,identity,birth_day,phone,email,address",
                "dossier.intake");
        s->code = str_cat(rq->arena, STR("Q-"), random_code(rq->arena, 8));
        s->version_id = p.v.id;
        s->counter = counter->id;
        in->prepared = s;
        return 0;
}

static int start_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        const struct start *s = in->prepared;

        out->code = s->code;
        return draft_begin_at_counter(
                tx, &(struct draft_begin_at_counter_args){ .id = id_new(),
                            .code = s->code,
                            .account_id = in->who->account,
                            .counter_unit_id = s->counter,
                            .version_id = s->version_id,
                            .applicant = intake_who_json(tx->arena, &s->person, &s->enterprise),
                            .answers = answers_json(tx->arena, &s->answers),
                            .at = tx->now,
                            .expires_at = draft_expiry(tx->now) });
}

static int start_answer(struct req *rq, const struct outcome *out)
{
        return reply_see_other(rq, "/tiep-nhan/:code", out->code);
}

/* ---- GET and POST /tiep-nhan/:draft ---- */

static const struct field board_fields[] = {
        { "bang", FIELD_KEY, 0, 120, 0, NULL },
        { 0 },
};

static const struct field send_fields[] = {
        { "f", FIELD_FORM, FIELD_PERSONAL, 0, 0, NULL },
        { "p", FIELD_FORM, 0, 0, 0, NULL },
        { "du", FIELD_BOOL, 0, 0, 0, NULL },
        { "tep", FIELD_I64, 0, 0, 0, NULL },
        { "files", FIELD_FILE, 0, 10 << 20, T_DOSSIER_FILE_BAD, NULL },
        { "lam", FIELD_KEY, 0, 200, 0, NULL }, /* "them:list", "bo:list:row", … */
        { "save", FIELD_BOOL, 0, 0, 0, NULL },
        { 0 },
};

/* The pages of the form, one after the other; those with nothing to do are folded. */
static void fill_questions(struct req *rq, struct intake *i, bool judged, struct intake_view *v)
{
        struct intake_part *parts = NEW_ARRAY(rq->arena, struct intake_part, i->app.n_pages + 1);
        size_t n = 0;

        i->app.room.path = str_cat(rq->arena, STR("/tiep-nhan/"), i->app.draft.code);
        if (rq->verb == GET)
                i->app.room.table = input_str(rq->in, "bang");
        for (size_t k = 0; k < i->app.n_pages; k++) {
                parts[k].title = i->app.pages[k].title;
                parts[k].open = question_faults(&i->app.pages[k]) > 0;
                question_page_view(&i->app.room, &i->app.pages[k], judged, &parts[k].questions);
                n += parts[k].questions.n_errors;
        }
        v->parts = parts;
        v->n_parts = i->app.n_pages;
        v->ready = i->app.wrong == 0;
        if (judged) {
                struct error_row *all = NEW_ARRAY(rq->arena, struct error_row, n + 1);

                for (size_t k = 0; k < v->n_parts; k++)
                        for (size_t e = 0; e < parts[k].questions.n_errors; e++)
                                all[v->n_errors++] = parts[k].questions.errors[e];
                v->errors = all;
        }
}

static const struct paper_file *files_of(
        struct req *rq, const struct intake *i, i64 paper, size_t *ret_n)
{
        struct paper_file *list = NEW_ARRAY(rq->arena, struct paper_file, i->app.files.n + 1);

        *ret_n = 0;
        for (size_t k = 0; k < i->app.files.n; k++) {
                const struct draft_paper_row *f = &i->app.files.rows[k];

                if (f->paper_id == paper)
                        list[(*ret_n)++] = (struct paper_file){ .code = f->file_code,
                                .name = f->file_name,
                                .size = words_size(rq->arena, rq->lang, f->size),
                                .id = f->id,
                                .pages = f->pages,
                                .scanned = f->scanned_at,
                                .check = f->check_state,
                                .reason = f->check_reason,
                                .glance = preview_glance(f->type, f->check_state, f->pages) };
        }
        return list;
}

static void fill_papers(struct req *rq, const struct intake *i, struct intake_view *v)
{
        const struct procedure_paper_rows *papers = &i->app.procedure.papers;
        struct intake_paper *list = NEW_ARRAY(rq->arena, struct intake_paper, papers->n + 1);

        for (size_t k = 0; k < papers->n; k++) {
                const struct procedure_paper *p = &papers->rows[k];
                enum paper_need need = draft_paper_need(p, &i->app.fill);
                struct intake_paper *row = &list[v->n_papers];

                row->files = files_of(rq, i, p->id, &row->n_files);
                if (need == PAPER_NOT_NEEDED && !row->n_files && str_empty(i->marks[k]))
                        continue;
                row->id = p->id;
                row->name = p->name;
                row->case_text = p->case_text;
                row->originals = p->originals;
                row->copies = p->copies;
                row->needed = need == PAPER_NEEDED;
                row->mark = i->marks[k];
                v->n_papers++;
        }
        v->papers = list;
}

/* Where it goes, and until when, if it is accepted now. */
static void fill_promise(struct req *rq, const struct intake *i, struct intake_view *v)
{
        const struct unit *unit;

        v->fee_words = pages_fee_words(rq, &i->app.procedure);
        if (catalogue_unit(i->app.org, &i->app.procedure.v, i->app.place, &unit) < 0)
                return;
        v->unit_name = unit_words(rq->arena, unit);
        v->due_words = words_time(
                rq->arena, rq->lang, catalogue_due(i->app.org, &i->app.procedure.v, unit, rq->now));
}

static int board_show(struct req *rq)
{
        struct intake i;
        struct intake_view v = { .rq = rq, .in = rq->verb == GET ? NULL : rq->in };
        int r = intake_load(rq, path_str(rq->in, "draft"), &i);

        if (r < 0)
                return r;
        if (i.app.draft.dossier_id != I64_NULL) {
                struct dossier d;

                r = dossier_by_id(rq->tx, i.app.draft.dossier_id, &d);
                return r < 0 ? r : reply_see_other(rq, "/viec/:code", d.code);
        }
        if (v.in) {
                if (input_json(rq->in, "f"))
                        form_data_take(rq->arena, i.app.answers.values,
                                form_root(i.app.answers.stored.form), input_json(rq->in, "f"));
                r = application_fill(rq, &i.app);
                intake_take_marks(&i, input_json(rq->in, "p"), false);
                v.all = input_bool(rq->in, "du");
        }
        if (r < 0)
                return r;
        req_note_person(rq, i.person.id, 0, "name,identity,birth_day,phone,email,address,answers",
                "dossier.intake");
        v.draft = i.app.draft.code;
        v.procedure_code = i.app.procedure.v.code;
        v.procedure_name = i.app.procedure.v.usual;
        v.person = i.person.name;
        v.identity = i.person.identity;
        v.enterprise = i.enterprise.name;
        v.tax_code = i.enterprise.code;
        v.birth = i.person.birth_day == I64_NULL ? STR("") : day_vi(rq->arena, i.person.birth_day);
        v.counter_name = unit_words(rq->arena, org_unit(i.app.org, i.app.draft.counter_unit_id));
        fill_questions(rq, &i, v.in != NULL, &v);
        fill_papers(rq, &i, &v);
        fill_promise(rq, &i, &v);
        view_intake_page(&rq->html, &v);
        return reply_page(rq, v.in ? 422 : 200);
}

struct board {
        struct intake intake;
        struct new_dossier n;
        struct who applicant;
        struct str answers, marks, next;
        i64 paper, drop; /* where files go; row of a file that goes */
        i64 camera;      /* the paper that a telephone is to photograph */
        struct str codes[FILES_MAX];
        size_t n_files;
        bool accept;
};

static bool knows_paper(const struct board *b, i64 paper)
{
        const struct procedure_paper_rows *papers = &b->intake.app.procedure.papers;

        for (size_t i = 0; i < papers->n; i++)
                if (papers->rows[i].id == paper)
                        return true;
        return false;
}

static int take_files(struct req *rq, struct input *in, struct board *b)
{
        size_t n = input_count(in, "files");

        if (!n)
                return 0;
        b->paper = input_i64(in, "tep");
        if (!knows_paper(b, b->paper))
                return input_fail(in, "tep", T_DOSSIER_INTAKE_WHICH_PAPER, STR_NULL);
        if (n > FILES_MAX || b->intake.app.files.n + n > FILES_OF_DRAFT)
                return input_fail(in, "files", T_DOSSIER_FILE_MANY, STR_NULL);
        for (size_t i = 0; i < n; i++) {
                const struct upload *u = input_file(in, "files", i);
                int why = draft_upload_fault(u);

                if (why)
                        return input_fail(in, "files", why, u->name);
                b->codes[b->n_files++] = random_code(rq->arena, 16);
        }
        return 0;
}

/* "CODE:2": the pages of a scan, or one of them; what was typed here is kept before. */
static int look_at(struct req *rq, struct str page, struct board *b)
{
        const struct application *app = &b->intake.app;
        struct str file;
        i64 n = 0;

        if (!str_cut(&page, ':', &file) || str_to_i64(page, &n) < 0)
                return ERR_NOT_FOUND;
        for (size_t i = 0; i < app->files.n; i++)
                if (str_eq(app->files.rows[i].file_code, file)) {
                        b->next = n > 0 ? str_fmt(rq->arena, "/tep/%.*s?trang=%lld", STRF(file),
                                                  (long long)n)
                                        : str_cat(rq->arena, STR("/tep/"), file);
                        return 0;
                }
        return ERR_NOT_FOUND;
}

/* The buttons inside the page: rows of lists, files. *ret_next: where the page goes on. */
static int do_inside(struct req *rq, struct input *in, struct board *b)
{
        struct str act = input_str(in, "lam"), list = STR_NULL;
        int r;

        if (str_starts(act, STR("bo-tep:"))) {
                b->next = STR("#giay-to");
                return str_to_i64(str_sub(act, 7, act.len), &b->drop);
        }
        if (str_starts(act, STR("xem:")))
                return look_at(rq, str_sub(act, 4, act.len), b);
        if (str_starts(act, STR("chup:"))) {
                b->next = STR("/chup");
                r = str_to_i64(str_sub(act, 5, act.len), &b->camera);
                return r == 0 && !knows_paper(b, b->camera) ? ERR_NOT_FOUND : r;
        }
        if (str_is(act, "tep")) {
                b->next = STR("#giay-to");
                return b->n_files ? 0 : input_fail(in, "files", T_DOSSIER_FILE_NONE, STR_NULL);
        }
        r = application_rows(rq, &b->intake.app, act, &list);
        if (r == 0)
                b->next = str_fmt(rq->arena, "#f-%.*s", STRF(form_control(rq->arena, list, "")));
        return r;
}

/* All that stands between the page and the acceptance, said at once. */
static int check_all(struct input *in, struct board *b, const struct unit **ret_unit)
{
        struct application *app = &b->intake.app;
        int r = 0;

        if (app->wrong)
                r = input_fail(in, NULL, T_DOSSIER_ANSWERS_WRONG, STR_NULL);
        if (!intake_papers_there(&b->intake, b->n_files ? b->paper : I64_NULL))
                r = input_fail(in, "du", T_DOSSIER_INTAKE_PAPERS, STR_NULL);
        if (r == 0 && catalogue_unit(app->org, &app->procedure.v, app->place, ret_unit) < 0)
                r = input_fail(in, NULL, T_DOSSIER_INTAKE_PLACE, STR_NULL);
        return r;
}

static int prepare_dossier(struct req *rq, struct input *in, struct board *b)
{
        struct application *app = &b->intake.app;
        const struct unit *counter = org_unit(app->org, app->draft.counter_unit_id), *unit = NULL;
        int r = check_all(in, b, &unit);

        if (r < 0)
                return r;
        b->n = (struct new_dossier){ .procedure = &app->procedure,
                .unit = unit,
                .received = counter,
                .channel = 1,
                .applicant = &b->applicant,
                .actor = rq->who,
                .kind = STR("citizen"),
                .subject = app->procedure.v.usual,
                .answers = answers_clean_json(rq->arena, &app->answers, &app->fill),
                .marks = b->intake.marks,
                .peer = rq->peer,
                .check_due_at = dossier_check_due(app->org, counter, rq->now) };
        answers_applicant(&app->fill, &b->intake.person, &b->n);
        if (!b->n.answers.ptr)
                return ERR_LIMIT;
        b->applicant = (struct who){ .account = I64_NULL, .person = I64_NULL };
        r = intake_applicant(rq->tx, &b->n, &b->applicant);
        if (r < 0)
                return r;
        /* The enterprise applies; who stands there for it is in the answers, and may follow it. */
        if (!str_empty(b->intake.enterprise.code)) {
                b->n.kind = STR("enterprise");
                b->n.name = b->intake.enterprise.name;
                b->n.identity = b->intake.enterprise.code;
                b->n.birth_day = I64_NULL;
        }
        b->accept = true;
        return dossier_take_code(rq->store, counter, rq->now, rq->arena, &b->n.code);
}

static int board_prepare(struct req *rq, struct input *in)
{
        struct board *b = NEW(rq->arena, struct board);
        struct application *app = &b->intake.app;
        int r = intake_load(rq, path_str(in, "draft"), &b->intake);

        if (r < 0)
                return r;
        in->prepared = b;
        req_note_person(rq, b->intake.person.id, 0, "answers", "dossier.intake");
        if (app->draft.dossier_id != I64_NULL)
                return 0; /* accepted already: the answer leads there */
        if (input_json(in, "f"))
                form_data_take(rq->arena, app->answers.values, form_root(app->answers.stored.form),
                        input_json(in, "f"));
        r = take_files(rq, in, b);
        if (r == 0 && input_str(in, "lam").len)
                r = do_inside(rq, in, b);
        if (r == 0)
                r = application_fill(rq, app);
        if (r < 0)
                return r == ERR_LIMIT ? input_fail(in, NULL, T_DOSSIER_TOO_MANY_ROWS, STR_NULL) : r;
        intake_take_marks(&b->intake, input_json(in, "p"), input_bool(in, "du"));
        if (!b->next.ptr && !input_bool(in, "save"))
                r = prepare_dossier(rq, in, b);
        b->answers = answers_json(rq->arena, &app->answers);
        b->marks = intake_marks_json(rq->arena, &b->intake);
        return r < 0 || (b->answers.ptr && b->marks.ptr) ? r : ERR_LIMIT;
}

static int change_files(struct tx *tx, const struct input *in, const struct board *b)
{
        const struct application *app = &b->intake.app;
        int r = 0;

        for (size_t i = 0; i < b->n_files && r == 0; i++) {
                struct str name = STR("");
                i64 file;

                for (size_t k = 0; k < app->procedure.papers.n; k++)
                        if (app->procedure.papers.rows[k].id == b->paper)
                                name = app->procedure.papers.rows[k].name;
                r = files_add(tx, input_file(in, "files", i), b->codes[i], in->who->account,
                        STR("draft"), app->draft.id, &file);
                if (r == 0)
                        r = draft_paper_insert(
                                tx, &(struct draft_paper_insert_args){ .id = id_new(),
                                            .draft_id = app->draft.id,
                                            .paper_id = b->paper,
                                            .name = name,
                                            .file_id = file,
                                            .at = tx->now });
        }
        for (size_t i = 0; i < app->files.n && b->drop && r == 0; i++) {
                if (app->files.rows[i].id != b->drop)
                        continue;
                r = draft_paper_delete(tx, b->drop, app->draft.id, NULL);
                if (r == 0)
                        r = file_remove(tx, app->files.rows[i].file_id, tx->now, NULL);
        }
        return r;
}

/* Submitted and accepted in one write: neither stands without the other. */
static int accept(struct tx *tx, const struct input *in, const struct board *b)
{
        struct draft_paper_row_rows files;
        struct new_dossier n = b->n;
        struct dossier d;
        i64 id, changed = 0;
        const struct dossier_act act = { .who = in->who,
                .action = STR("accept"),
                .version = I64_NULL,
                .note = STR(""),
                .due_day = I64_NULL,
                .peer = in->peer };
        int r = draft_papers(tx, b->intake.app.draft.id, &files);

        if (r < 0)
                return r;
        n.papers = files.rows;
        n.n_papers = files.n;
        r = dossier_submit(tx, &n, &id);
        if (r == 0)
                r = answers_put_meanings(tx, id, &b->intake.app.fill);
        if (r == 0)
                r = draft_submitted(tx, b->intake.app.draft.id, id, tx->now, &changed);
        if (r == 0 && !changed)
                r = ERR_STALE;
        if (r == 0)
                r = dossier_by_id(tx, id, &d);
        return r < 0 ? r : dossier_move(tx, &d, &act, &d);
}

static int board_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        const struct board *b = in->prepared;
        const struct application *app = &b->intake.app;
        struct draft now;
        struct dossier d;
        i64 changed = 0;
        int r = draft_by_code(tx, app->draft.code, &now);

        if (r == 0 && now.dossier_id != I64_NULL) {
                r = dossier_by_id(tx, now.dossier_id, &d);
                out->code = d.code;
                return r;
        }
        if (r < 0)
                return r;
        r = draft_keep(tx,
                &(struct draft_keep_args){ .id = now.id,
                        .version = app->draft.version,
                        .answers = b->answers,
                        .place_id = app->place ? app->place->id : I64_NULL,
                        .marks = b->marks,
                        .at = tx->now,
                        .expires_at = draft_expiry(tx->now) },
                &changed);
        if (r == 0 && !changed)
                r = ERR_STALE;
        if (r == 0)
                r = change_files(tx, in, b);
        if (r == 0 && b->camera)
                r = camera_begin(
                        tx, &(struct camera_new){ now.id, b->camera, in->who->account, in->peer });
        if (r == 0 && b->accept)
                r = accept(tx, in, b);
        out->code = b->accept ? b->n.code : app->draft.code;
        out->json =
                b->accept ? STR("{}") : str_fmt(tx->arena, "{\"next\":\"%.*s\"}", STRF(b->next));
        return r;
}

static int board_answer(struct req *rq, const struct outcome *out)
{
        const struct json *j = NULL;
        struct str next;

        if (out->json.ptr && json_parse(rq->arena, out->json, &j, NULL) < 0)
                return ERR_CORRUPT;
        next = json_str(json_get(j, "next"));
        if (!next.ptr)
                return reply_see_other(rq, "/viec/:code", out->code);
        if (!next.len)
                return reply_see_other(rq, "/tiep-nhan");
        return reply_see_other(
                rq, str_fmt(rq->arena, "/tiep-nhan/:draft%.*s", STRF(next)).ptr, out->code);
}

const struct route intake_routes[] = {
        { GET, "/tiep-nhan", PERM_DOSSIER_INTAKE, ROUTE_READS_PERSON | ROUTE_NOINDEX,
                READ(NULL, start_show), .doc = "Take a dossier in: who stands there, for what" },
        { POST, "/tiep-nhan", PERM_DOSSIER_INTAKE, ROUTE_READS_PERSON,
                WRITE(start_fields, start_prepare, start_apply, start_answer, start_show),
                .doc = "Begin to take a dossier in, by card or identity number" },
        { GET, "/tiep-nhan/:draft", PERM_DOSSIER_INTAKE, ROUTE_READS_PERSON | ROUTE_NOINDEX,
                READ(board_fields, board_show),
                .doc = "A dossier being taken in: answers, papers, scans" },
        { POST, "/tiep-nhan/:draft", PERM_DOSSIER_INTAKE, ROUTE_READS_PERSON | ROUTE_UPLOAD,
                WRITE(send_fields, board_prepare, board_apply, board_answer, board_show),
                .doc = "Save a dossier being taken in, or submit and accept it in one go" },
        { 0 },
};
