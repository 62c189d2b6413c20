/*
 * src/mod/dossier/apply.c: applying over HTTP: one question group a page, each with its own
 * address, saved at every step. No SQL, no HTML.
 */
#include "mod/dossier/application.h"

#include "audit/audit.h"
#include "base/id.h"
#include "base/random.h"
#include "core/files.h"
#include "core/preview.h"
#include "core/queries.h"
#include "core/setting.h"
#include "core/words.h"
#include "mod/dossier/bundle.h"
#include "mod/dossier/kept.h"
#include "mod/dossier/known.h"
#include "mod/dossier/views.h"
#include "web/texts.h"
#include "web/web.h"

#define WHOM_MAX 50 /* whom one may act for, of those on one page */

/*
 * Start: GET and POST /thu-tuc/:code/nop. Answers given elsewhere (mod/portal/precheck.h) come
 * along and are the first answers of the draft.
 */

static const struct field start_fields[] = {
        { "f", FIELD_FORM, FIELD_PERSONAL, 0, 0, NULL },
        { "thay", FIELD_KEY, 0, 20, 0, NULL }, /* for whom: a mandate's code; "toi": oneself */
        { 0 },
};

const struct brought *start_brought(struct req *rq, size_t *ret_n)
{
        const struct json *sent = input_json(rq->in, "f");
        struct brought *list = NEW_ARRAY(rq->arena, struct brought, (sent ? sent->count : 0) + 1);
        size_t n = 0;

        JSON_EACH(x, sent)
        if (x->kind == JSON_TEXT)
                list[n++] = (struct brought){ str_cat(rq->arena, STR("f-"), x->key), x->text };
        *ret_n = n;
        return list;
}

/* Whom one may apply for here, oneself first; only oneself: nothing is asked. */
static int fill_whom(struct req *rq, i64 procedure, struct start_view *v)
{
        struct mandate *held = NEW_ARRAY(rq->arena, struct mandate, WHOM_MAX);
        struct option_view *list = NEW_ARRAY(rq->arena, struct option_view, WHOM_MAX + 1);
        size_t n;
        int r = mandates_for(rq->tx, rq->who->account, procedure, held, WHOM_MAX, &n);

        list[0] = (struct option_view){
                .value = STR("toi"), .text = s_DOSSIER_FOR_ME(rq->arena, rq->lang), .chosen = true
        };
        for (size_t i = 0; i < n && r == 0; i++) {
                struct mandate_principal p;

                r = mandate_principal_of(rq->tx, held[i].id, &p);
                if (r == 0)
                        list[i + 1] = (struct option_view){ .value = held[i].code,
                                .text = p.principal_name,
                                .hint = mandate_kind_words(rq->arena, rq->lang, held[i].kind) };
        }
        v->whom = list;
        v->n_whom = n ? n + 1 : 0;
        return r;
}

static int start_show(struct req *rq)
{
        struct start_view v = { .rq = rq, .chosen = input_str(rq->in, "thay") };
        struct behalf behalf;
        struct draft_brief_rows drafts;
        struct draft_line *list;
        struct procedure_full p;
        int r = catalogue_get(rq->tx, path_str(rq->in, "code"), org_day(org_get(rq->arena)), &p);

        if (r == 0)
                r = drafts_of(rq->tx, rq->who->account, rq->now, &drafts);
        if (r < 0)
                return r;
        list = NEW_ARRAY(rq->arena, struct draft_line, drafts.n + 1);
        for (size_t i = 0; i < drafts.n; i++)
                if (drafts.rows[i].version_id == p.v.id)
                        list[v.n_drafts++] = (struct draft_line){ drafts.rows[i].code,
                                words_time(rq->arena, rq->lang, drafts.rows[i].updated_at) };
        v.drafts = list;
        v.code = p.v.code;
        v.name = p.v.usual;
        v.online = !str_is(p.v.online, "none");
        v.fee_words = pages_fee_words(rq, &p);
        v.brought = start_brought(rq, &v.n_brought);
        r = fill_whom(rq, p.v.procedure_id, &v);
        if (r == 0)
                r = behalf_of(rq, v.chosen, p.v.procedure_id, &behalf);
        if (r < 0)
                return r;
        v.applicant = behalf.name;
        who_reads_own(rq, rq->who->account); /* names in mandates that are theirs, too */
        if (v.online && v.n_whom && str_empty(v.chosen))
                view_for_whom_page(&rq->html, &v);
        else
                view_start_page(&rq->html, &v);
        return reply_page(rq, rq->verb == GET ? 200 : 422);
}

/* The first page of the form as it is for this procedure and person. */
static int first_page(struct req *rq, struct draft_start *s)
{
        const struct org *o = org_get(rq->arena);
        struct form_fill fill;
        struct question_room room = {
                .arena = rq->arena, .lang = rq->lang, .org = o, .fill = &fill
        };
        const struct question_page *pages;
        int r = answers_fill(rq->arena, o, &s->procedure.v, &s->answers, rq->now, &fill);

        if (r == 0 && question_pages(&room, &pages))
                s->page = str_cat(rq->arena, STR("khai/"), pages[0].address);
        return r;
}

int start_begin(struct req *rq, const struct input *in, struct draft_start *ret_s)
{
        struct draft_start s = { .page = STR("giay-to") };
        i64 day = org_day(org_get(rq->arena));
        int r = catalogue_get(rq->tx, path_str(in, "code"), day, &s.procedure);

        if (r == 0 && str_is(s.procedure.v.online, "none"))
                return req_fail(rq, ERR_STATE, T_DOSSIER_NOT_ONLINE);
        if (r == 0)
                r = answers_begin(rq->tx, s.procedure.v.code, &s.answers);
        if (r < 0)
                return r;
        answers_take(rq->arena, &s.answers, input_json(in, "f"));
        *ret_s = s;
        return 0;
}

int start_page(struct req *rq, struct draft_start *s)
{
        s->code = str_cat(rq->arena, STR("N-"), random_code(rq->arena, 8));
        return first_page(rq, s);
}

int start_put(struct tx *tx, const struct draft_start *s, i64 account, i64 *ret_draft)
{
        i64 id = id_new();
        int r = draft_insert(tx, &(struct draft_insert_args){ .id = id,
                                         .code = s->code,
                                         .account_id = account,
                                         .version_id = s->procedure.v.id,
                                         .place_id = I64_NULL,
                                         .answers = answers_json(tx->arena, &s->answers),
                                         .at = tx->now,
                                         .expires_at = draft_expiry(tx->now),
                                         .mandate_id = s->behalf.on ? s->behalf.m.id : I64_NULL });

        if (r == 0 && s->known.ptr)
                r = draft_known_put(tx, id, s->known, tx->now, NULL);
        if (r == 0)
                *ret_draft = id;
        return r;
}

/* What is known of whom it is for; they learn of it. */
static void offer_principal(struct req *rq, struct draft_start *s)
{
        answers_offer_person(rq->arena, &s->answers, &s->behalf.person);
        if (s->behalf.m.person_id != I64_NULL)
                req_note_person(rq, s->behalf.m.person_id, 0,
                        "name,identity,birth_day,phone,email,address", "mandate.apply");
}

static int start_prepare(struct req *rq, struct input *in)
{
        struct draft_start *s = NEW(rq->arena, struct draft_start);
        int r = start_begin(rq, in, s);

        if (r == 0)
                r = behalf_of(rq, input_str(in, "thay"), s->procedure.v.procedure_id, &s->behalf);
        if (r == 0 && s->behalf.on)
                offer_principal(rq, s);
        else if (r == 0)
                r = known_offer(rq, &s->procedure.v, &s->answers, &s->known);
        in->prepared = s;
        return r < 0 ? r : start_page(rq, s);
}

static int start_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        const struct draft_start *s = in->prepared;
        i64 draft;

        out->code = s->code;
        out->json = str_fmt(tx->arena, "{\"next\":\"%.*s\"}", STRF(s->page));
        if (behalf_again(tx, in, &s->behalf) < 0)
                return ERR_INVALID;
        return start_put(tx, s, in->who->account, &draft);
}

static int start_answer(struct req *rq, const struct outcome *out)
{
        return pages_to_next(rq, out);
}

static struct paper_slot fill_slot(
        struct arena *a, enum lang lang, const struct application *app, size_t at)
{
        const struct procedure_paper *p = &app->procedure.papers.rows[at];
        struct paper_file *files = NEW_ARRAY(a, struct paper_file, app->files.n + 1);
        struct paper_slot slot = {
                .paper_id = p->id, .name = p->name, .case_text = p->case_text, .files = files
        };

        for (size_t k = 0; k < app->files.n; k++) {
                const struct draft_paper_row *f = &app->files.rows[k];

                if (f->paper_id != p->id)
                        continue;
                files[slot.n_files++] = (struct paper_file){ .code = f->file_code,
                        .name = f->file_name,
                        .size = words_size(a, lang, f->size),
                        .id = f->id,
                        .pages = f->pages,
                        .scanned = f->scanned_at,
                        .check = f->check_state,
                        .reason = f->check_reason,
                        .glance = preview_glance(f->type, f->check_state, f->pages),
                        .hash = str_hex(a, f->hash.ptr, f->hash.len) };
                slot.waiting |= f->check_state == UPLOAD_WAITING;
                slot.refused |= f->check_state == UPLOAD_REFUSED;
        }
        return slot;
}

#define OFFERS_MAX 3

static void fill_papers(struct arena *a, const struct application *app, const struct kept *kept,
        size_t n_kept, struct apply_view *v)
{
        size_t n = app->procedure.papers.n;
        struct paper_slot *slots = NEW_ARRAY(a, struct paper_slot, n + 1);

        for (size_t i = 0; i < n; i++) {
                enum paper_need need = draft_paper_need(&app->procedure.papers.rows[i], &app->fill);
                struct paper_slot slot = fill_slot(a, v->rq->lang, app, i);
                struct kept_line *offers = NEW_ARRAY(a, struct kept_line, OFFERS_MAX);

                if (need == PAPER_NOT_NEEDED && !slot.n_files)
                        continue; /* what is there already is shown, whoever brought it */
                slot.needed = need == PAPER_NEEDED;
                slot.kept = offers;
                slot.n_kept = kept_offers(
                        a, app, &app->procedure.papers.rows[i], kept, n_kept, offers, OFFERS_MAX);
                v->waiting |= slot.waiting;
                v->held_back |= slot.waiting && files_hold_back(UPLOAD_WAITING);
                slots[v->n_papers++] = slot;
        }
        v->papers = slots;
        v->n_files = app->files.n;
}

/* GET and POST /nop/:draft/giay-to: one block a paper. */

static int papers_show(struct req *rq)
{
        struct application app;
        struct apply_view v;
        const struct kept *kept;
        size_t n_kept;
        int r = application_load(rq, path_str(rq->in, "draft"), &app);

        if (r == 0)
                r = kept_offered(rq->tx, rq->who->account, &kept, &n_kept);
        if (app.behalf.on)
                n_kept = 0; /* one's own papers are not another's */
        if (r < 0)
                return r;
        who_reads_own(rq, app.draft.account_id);
        if (app.draft.dossier_id != I64_NULL)
                return pages_to_dossier(rq, app.draft.dossier_id);
        v = application_view(rq, &app);
        fill_papers(rq->arena, &app, kept, n_kept, &v);
        view_apply_papers(&rq->html, &v);
        return reply_page(rq, rq->verb == GET ? 200 : 422);
}

static const struct field paper_fields[] = {
        { "paper", FIELD_I64, 0, 0, 0, NULL },
        DOSSIER_FILES(T_DOSSIER_FILE_BAD),
        { 0 },
};

struct attach {
        struct application app;
        i64 paper;
        struct str name;
        struct given_files given;
};

static int papers_prepare(struct req *rq, struct input *in)
{
        struct attach *t = NEW(rq->arena, struct attach);
        int r = application_load(rq, path_str(in, "draft"), &t->app);

        if (r < 0)
                return r;
        if (dossier_files_sent(in) == 0)
                return input_fail(in, "files", T_DOSSIER_FILE_NONE, STR_NULL);
        t->paper = input_i64(in, "paper");
        for (size_t i = 0; i < t->app.procedure.papers.n; i++)
                if (t->app.procedure.papers.rows[i].id == t->paper)
                        t->name = t->app.procedure.papers.rows[i].name;
        if (!t->name.ptr)
                return ERR_NOT_FOUND;
        in->prepared = t;
        return dossier_files_take(rq, in, t->app.files.n, &t->given);
}

static int papers_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        const struct attach *t = in->prepared;
        int r = behalf_again(tx, in, &t->app.behalf);

        for (size_t i = 0; i < t->given.n && r == 0; i++) {
                i64 file;

                r = dossier_file_give(tx, &t->given.list[i], in->who->account, STR("draft"),
                        t->app.draft.id, &file);
                if (r == 0)
                        r = draft_paper_insert(
                                tx, &(struct draft_paper_insert_args){ .id = id_new(),
                                            .draft_id = t->app.draft.id,
                                            .paper_id = t->paper,
                                            .name = t->name,
                                            .file_id = file,
                                            .at = tx->now });
        }
        if (r == 0)
                r = dossier_files_end_spent(tx, &t->given);
        out->code = path_str(in, "draft");
        return r;
}

static int papers_answer(struct req *rq, const struct outcome *out)
{
        return reply_see_other(rq, "/nop/:code/giay-to", out->code);
}

static const struct field remove_fields[] = {
        { "row", FIELD_I64, FIELD_REQUIRED, 0, 0, NULL },
        { 0 },
};

static int remove_prepare(struct req *rq, struct input *in)
{
        struct attach *t = NEW(rq->arena, struct attach);

        in->prepared = t;
        return application_load(rq, path_str(in, "draft"), &t->app);
}

static int remove_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        const struct attach *t = in->prepared;
        i64 row = input_i64(in, "row");
        int r = behalf_again(tx, in, &t->app.behalf);

        if (r == 0)
                r = draft_paper_delete(tx, row, t->app.draft.id, NULL);

        for (size_t i = 0; i < t->app.files.n && r == 0; i++)
                if (t->app.files.rows[i].id == row)
                        r = file_remove(tx, t->app.files.rows[i].file_id, tx->now, NULL);
        out->code = path_str(in, "draft");
        return r;
}

/* GET /nop/:draft/kiem-tra and POST /nop/:draft/gui. */

i64 dossier_check_due(const struct org *o, const struct unit *received, i64 now)
{
        return workcal_due(org_calendar(o, received, day_of(now)), now,
                (double)setting_i64(SETTING_DOSSIER_CHECK_HOURS), LIMIT_HOUR, -1);
}

/* The answers page by page, and where the first gap is. */
static void fill_answers(struct req *rq, struct application *app, struct apply_view *v)
{
        const struct question_page *gap = application_gap(app);

        v->n_answers = question_answers(&app->room,
                str_fmt(rq->arena, "/nop/%.*s/khai/", STRF(v->draft_code)), &v->answers);
        v->gap = str_fmt(rq->arena, "/nop/%.*s/giay-to", STRF(v->draft_code));
        if (gap)
                v->gap = str_fmt(
                        rq->arena, "/nop/%.*s/khai/%.*s", STRF(v->draft_code), STRF(gap->address));
}

/* What one sending will make, when it is a bundle. */
static int fill_parts(struct req *rq, const struct application *app, struct apply_view *v)
{
        struct filing_row *rows = NEW_ARRAY(rq->arena, struct filing_row, BUNDLE_MEMBERS);
        const struct procedure_full *list;
        size_t n;
        int r = bundle_procedures(rq->tx, app, &list, &n);

        for (size_t i = 0; r == 0 && i < n; i++) {
                const struct unit *u;

                rows[i].name = list[i].v.usual;
                rows[i].unit = catalogue_unit(app->org, &list[i].v, app->place, &u) == 0
                                       ? unit_full_name(rq->arena, u)
                                       : STR("");
        }
        v->parts = rows;
        v->n_parts = r == 0 ? n : 0;
        return r == ERR_NOT_FOUND ? 0 : r;
}

static int check_show(struct req *rq)
{
        struct application app;
        struct apply_view v;
        const struct unit *unit;
        i64 check, due;
        int r = application_load(rq, path_str(rq->in, "draft"), &app);

        if (r < 0)
                return r;
        who_reads_own(rq, app.draft.account_id);
        if (app.draft.dossier_id != I64_NULL)
                return pages_to_dossier(rq, app.draft.dossier_id);
        v = application_view(rq, &app);
        fill_papers(rq->arena, &app, NULL, 0, &v);
        v.incomplete = !application_complete(&app);
        fill_answers(rq, &app, &v);
        if (!v.incomplete && catalogue_unit(app.org, &app.procedure.v, app.place, &unit) == 0) {
                check = dossier_check_due(app.org, unit, rq->now);
                due = catalogue_due(app.org, &app.procedure.v, unit, check);
                v.check_words = words_time(rq->arena, rq->lang, check);
                v.due_words = words_time(rq->arena, rq->lang, due);
                v.unit_name = unit_full_name(rq->arena, unit);
                r = fill_parts(rq, &app, &v);
        }
        if (r < 0)
                return r;
        view_apply_check(&rq->html, &v);
        return reply_page(rq, rq->verb == GET ? 200 : 422);
}

static const struct field submit_fields[] = {
        { "declare", FIELD_BOOL, FIELD_REQUIRED, 0, T_DOSSIER_DECLARE_NEEDED, NULL },
        { 0 },
};

struct submit {
        struct application app;
        struct new_dossier n;
        struct bundle *bundle; /* several dossiers come of it; NULL: one */
};

/* Instead of the one dossier those of the bundle, if it is one. */
static int submit_bundle(struct req *rq, const struct person *known, struct submit *s)
{
        struct bundle *b = NEW(rq->arena, struct bundle);
        int r = bundle_make(rq, &s->app, known, b);

        if (r == 0)
                s->bundle = b;
        return r;
}

/* A guest follows by the number that they gave, and does not send what the law denies to guests. */
static int check_guest(struct req *rq, struct input *in, const struct submit *s)
{
        struct str basis;
        bool demands;
        int r;

        if (!rq->who->guest)
                return 0;
        r = dossier_demands_identity(
                rq->tx, s->app.procedure.v.code, org_day(org_get(rq->arena)), &demands, &basis);
        if (r == 0 && demands)
                return req_fail(rq, ERR_STATE, T_GUEST_DEMANDED);
        return r == 0 && str_empty(s->n.identity)
                       ? input_fail(in, NULL, T_GUEST_NO_IDENTITY, STR_NULL)
                       : r;
}

static int submit_prepare(struct req *rq, struct input *in)
{
        struct submit *s = NEW(rq->arena, struct submit);
        struct application *app = &s->app;
        const struct unit *unit;
        struct person known;
        int r = application_load(rq, path_str(in, "draft"), app);

        if (r < 0)
                return r;
        in->prepared = s;
        if (app->draft.dossier_id != I64_NULL)
                return 0; /* submitted already: the answer leads to the dossier */
        if (!application_complete(app) ||
                catalogue_unit(app->org, &app->procedure.v, app->place, &unit) < 0)
                return input_fail(in, NULL, T_DOSSIER_INCOMPLETE, STR_NULL);
        r = behalf_applicant(rq, &app->behalf, &known);
        if (r == 0)
                r = submit_bundle(rq, &known, s);
        if (r != ERR_NOT_FOUND)
                return r;
        s->n = (struct new_dossier){ .procedure = &app->procedure,
                .unit = unit,
                .received = unit,
                .channel = 2,
                .applicant = rq->who,
                .actor = rq->who,
                .kind = STR("citizen"),
                .subject = app->procedure.v.usual,
                .answers = answers_clean_json(rq->arena, &app->answers, &app->fill),
                .papers = app->files.rows,
                .n_papers = app->files.n,
                .peer = rq->peer,
                .check_due_at = dossier_check_due(app->org, unit, rq->now) };
        answers_applicant(&app->fill, &known, &s->n);
        behalf_put(&app->behalf, &s->n);
        if (!s->n.answers.ptr)
                return ERR_LIMIT;
        r = check_guest(rq, in, s);
        if (r < 0)
                return r;
        return dossier_take_code(rq->store, unit, rq->now, rq->arena, &s->n.code);
}

static int submit_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        const struct submit *s = in->prepared;
        struct draft now;
        struct dossier d;
        i64 id, changed = 0;
        int r = draft_by_code(tx, s->app.draft.code, &now);

        if (r < 0)
                return r;
        if (now.dossier_id != I64_NULL) {
                r = dossier_by_id(tx, now.dossier_id, &d);
                out->code = d.code;
                return r;
        }
        if (now.version != s->app.draft.version)
                return ERR_STALE;
        r = behalf_again(tx, in, &s->app.behalf);
        if (r < 0)
                return r;
        if (s->bundle) {
                r = bundle_submit(tx, s->bundle, &now, &id);
                out->json = STR("{\"filing\":1}");
        } else {
                r = dossier_submit(tx, &s->n, &id);
                if (r == 0)
                        r = answers_put_meanings(tx, id, &s->app.fill);
        }
        if (r == 0)
                r = draft_submitted(tx, now.id, id, tx->now, &changed);
        out->code = s->bundle ? s->bundle->code : s->n.code;
        return r < 0 ? r : changed ? 0 : ERR_STALE;
}

static int submit_answer(struct req *rq, const struct outcome *out)
{
        return reply_see_other(
                rq, out->json.len ? "/lien-thong/:filing" : "/ho-so/:code/xac-nhan", out->code);
}

const struct route apply_routes[] = {
        { GET, "/thu-tuc/:code/nop", PERM_APPLY, ROUTE_NOINDEX, READ(start_fields, start_show),
                .doc = "Begin an application, or go on with a draft" },
        { POST, "/thu-tuc/:code/nop", PERM_APPLY, ROUTE_SLOW | ROUTE_READS_PERSON,
                WRITE(start_fields, start_prepare, start_apply, start_answer, start_show),
                .doc = "Start a draft of an application" },
        { GET, "/nop/:draft/giay-to", PERM_FILL, ROUTE_NOINDEX | ROUTE_SCRIPT,
                READ(NULL, papers_show), .doc = "Papers of the application" },
        { POST, "/nop/:draft/giay-to", PERM_FILL, ROUTE_UPLOAD | ROUTE_SCRIPT,
                WRITE(paper_fields, papers_prepare, papers_apply, papers_answer, papers_show),
                .doc = "Add files to a paper" },
        { POST, "/nop/:draft/giay-to/bo", PERM_FILL, ROUTE_SCRIPT,
                WRITE(remove_fields, remove_prepare, remove_apply, papers_answer, papers_show),
                .doc = "Take a file away" },
        { GET, "/nop/:draft/kiem-tra", PERM_FILL, ROUTE_NOINDEX, READ(NULL, check_show),
                .doc = "Check the answers before submitting" },
        { POST, "/nop/:draft/gui", PERM_FILL, 0,
                WRITE(submit_fields, submit_prepare, submit_apply, submit_answer, check_show),
                .doc = "Submit the application" },
        { 0 },
};
