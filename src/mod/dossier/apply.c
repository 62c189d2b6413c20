/*
 * src/mod/dossier/apply.c: applying over HTTP: one question group a page, each with its own
 * address, saved at every step. No SQL, no HTML.
 */
#include "mod/dossier/pages.h"

#include "audit/audit.h"
#include "base/id.h"
#include "base/random.h"
#include "core/files.h"
#include "core/queries.h"
#include "core/setting.h"
#include "core/words.h"
#include "mod/dossier/draft.h"
#include "mod/dossier/views.h"
#include "web/texts.h"

/* What every page of an application needs: the draft, its procedure, its answers. */
struct application {
        struct draft draft;
        struct procedure_full procedure;
        struct draft_answers answers;
        struct draft_paper_row_rows files;
        const struct org *org;
        const struct unit *place;
};

static int load_application(
        struct tx *tx, const struct who *w, struct str code, struct application *ret_a)
{
        struct application a = { .org = org_get(tx->arena) };
        int r = draft_get(tx, w, code, &a.draft);

        if (r == 0)
                r = catalogue_get_version(tx, a.draft.version_id, &a.procedure);
        if (r == 0)
                r = draft_answers_parse(tx->arena, a.draft.answers, &a.answers);
        if (r == 0)
                r = draft_papers(tx, a.draft.id, &a.files);
        if (r < 0)
                return r;
        a.place = a.draft.place_id == I64_NULL ? NULL : org_unit(a.org, a.draft.place_id);
        *ret_a = a;
        return 0;
}

/* Start: GET and POST /thu-tuc/:code/nop. */

static int start_show(struct req *rq)
{
        struct start_view v = { .rq = rq };
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
        view_start_page(&rq->html, &v);
        return reply_page(rq, rq->verb == GET ? 200 : 422);
}

struct start {
        struct str code;
        i64 version_id;
        struct draft_answers answers;
};

/* What is known of the person is never asked again. */
static int prefill(struct tx *tx, const struct who *w, struct draft_answers *ret_v)
{
        struct person p;
        int r = person_by_id(tx, w->person, &p);

        if (r == 0)
                *ret_v = (struct draft_answers){ .name = p.name,
                        .identity = p.identity,
                        .phone = p.phone,
                        .email = p.email,
                        .address = p.address,
                        .birth_day = p.birth_day };
        return r;
}

static int start_prepare(struct req *rq, struct input *in)
{
        struct start *s = NEW(rq->arena, struct start);
        struct procedure_full p;
        int r = catalogue_get(rq->tx, path_str(in, "code"), org_day(org_get(rq->arena)), &p);

        if (r < 0)
                return r;
        if (str_is(p.v.online, "none"))
                return req_fail(rq, ERR_STATE, T_DOSSIER_NOT_ONLINE);
        r = prefill(rq->tx, rq->who, &s->answers);
        if (r < 0)
                return r;
        s->code = str_cat(rq->arena, STR("N-"), random_code(rq->arena, 8));
        s->version_id = p.v.id;
        in->prepared = s;
        return 0;
}

static int start_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        const struct start *s = in->prepared;

        out->code = s->code;
        return draft_insert(tx, &(struct draft_insert_args){ .id = id_new(),
                                        .code = s->code,
                                        .account_id = in->who->account,
                                        .version_id = s->version_id,
                                        .place_id = I64_NULL,
                                        .answers = draft_answers_json(tx->arena, &s->answers),
                                        .at = tx->now,
                                        .expires_at = draft_expiry(tx->now) });
}

static int start_answer(struct req *rq, const struct outcome *out)
{
        return reply_see_other(rq, "/nop/:code/thong-tin", out->code);
}

/* The views' struct. */

static struct str birth_part(struct arena *a, i64 day, char part)
{
        struct civil c;

        if (day == I64_NULL)
                return STR("");
        day_civil(day, &c);
        return str_fmt(a, "%d", part == 'd' ? c.day : part == 'm' ? c.month : c.year);
}

static void fill_groups(
        struct arena *a, const struct org *o, const struct unit *chosen, struct apply_view *v)
{
        const struct unit *const *all;
        size_t n = org_all(o, &all), n_groups = 0;
        struct place_group *groups = NEW_ARRAY(a, struct place_group, 64);
        i64 day = org_day(o);

        for (size_t i = 0; i < n; i++) {
                const struct unit *above = all[i];
                struct place_option *options;
                size_t n_options = 0;

                /* A district, or in the two-tier province the province itself. */
                if (!unit_is_valid(above, day) || n_groups == 64 ||
                        (!str_is(above->kind, "district") && !str_is(above->kind, "province")))
                        continue;
                options = NEW_ARRAY(a, struct place_option, MAX(above->n_children, 1));
                for (size_t k = 0; k < above->n_children; k++) {
                        const struct unit *c = above->children[k];

                        if (str_is(c->kind, "commune") && unit_is_valid(c, day))
                                options[n_options++] =
                                        (struct place_option){ c->code, c->short_name,
                                                c == chosen };
                }
                if (n_options)
                        groups[n_groups++] =
                                (struct place_group){ above->short_name, options, n_options };
        }
        v->groups = groups;
        v->n_groups = n_groups;
}

static void fill_papers(struct arena *a, const struct application *app, struct apply_view *v)
{
        const struct procedure_paper_rows *papers = &app->procedure.papers;
        struct paper_slot *slots = NEW_ARRAY(a, struct paper_slot, papers->n + 1);

        for (size_t i = 0; i < papers->n; i++) {
                struct paper_file *files = NEW_ARRAY(a, struct paper_file, app->files.n + 1);
                size_t n = 0;

                for (size_t k = 0; k < app->files.n; k++) {
                        const struct draft_paper_row *f = &app->files.rows[k];

                        if (f->paper_id == papers->rows[i].id)
                                files[n++] = (struct paper_file){ f->file_code, f->file_name,
                                        words_size(a, v->rq->lang, f->size), f->id };
                }
                slots[i] = (struct paper_slot){ papers->rows[i].id, papers->rows[i].name,
                        papers->rows[i].case_text, draft_paper_needed(&papers->rows[i]), files, n };
        }
        v->papers = slots;
        v->n_papers = papers->n;
        v->n_files = app->files.n;
}

/* typed_in: what was just sent to the page of these fields; NULL on all other pages. */
static struct str typed(const struct input *typed_in, const char *name, struct str saved)
{
        struct str s = typed_in ? input_typed(typed_in, name) : STR_NULL;

        return s.ptr ? s : saved;
}

static struct apply_view apply_view_of(
        struct req *rq, const struct application *app, const struct input *typed_in)
{
        struct arena *a = rq->arena;
        const struct draft_answers *x = &app->answers;
        struct apply_view v = { .rq = rq,
                .in = rq->verb == GET ? NULL : rq->in,
                .draft_code = app->draft.code,
                .procedure_code = app->procedure.v.code,
                .procedure_name = app->procedure.v.usual };
        const struct unit *unit;

        v.expires = day_vi(a, day_of(app->draft.expires_at));
        v.name = typed(typed_in, "name", x->name);
        v.identity = typed(typed_in, "identity", x->identity);
        v.birth_day = x->birth_day == I64_NULL ? STR("") : day_vi(a, x->birth_day);
        v.birth_d = typed(typed_in, "birth_day-day", birth_part(a, x->birth_day, 'd'));
        v.birth_m = typed(typed_in, "birth_day-month", birth_part(a, x->birth_day, 'm'));
        v.birth_y = typed(typed_in, "birth_day-year", birth_part(a, x->birth_day, 'y'));
        v.phone = typed(typed_in, "phone", x->phone);
        v.email = typed(typed_in, "email", x->email);
        v.address = typed(typed_in, "address", x->address);
        v.note = typed(typed_in, "note", x->note);
        v.place_name = app->place ? unit_place_name(a, app->place) : STR("");
        v.place_needed = catalogue_unit(app->org, &app->procedure.v, NULL, &unit) < 0;
        v.fee_words = pages_fee_words(rq, &app->procedure);
        return v;
}

/* GET and POST /nop/:draft/thong-tin. */

static const struct field info_fields[] = {
        { "name", FIELD_TEXT, FIELD_REQUIRED | FIELD_PERSONAL, 100, T_DOSSIER_NAME_NEEDED, NULL },
        { "identity", FIELD_IDENTITY, FIELD_REQUIRED | FIELD_PERSONAL, 0, T_DOSSIER_IDENTITY_NEEDED,
                NULL },
        { "birth_day", FIELD_DATE, FIELD_REQUIRED | FIELD_PERSONAL, 0, T_DOSSIER_BIRTH_NEEDED,
                NULL },
        { "phone", FIELD_PHONE, FIELD_REQUIRED | FIELD_PERSONAL, 0, T_DOSSIER_PHONE_NEEDED, NULL },
        { "email", FIELD_EMAIL, FIELD_PERSONAL, 0, 0, NULL },
        { "address", FIELD_TEXT, FIELD_PERSONAL, 300, 0, NULL },
        { "place", FIELD_KEY, 0, 40, 0, NULL },
        { "note", FIELD_LINES, FIELD_PERSONAL, 4000, 0, NULL },
        { 0 },
};

static int info_show(struct req *rq)
{
        struct application app;
        struct apply_view v;
        int r = load_application(rq->tx, rq->who, path_str(rq->in, "draft"), &app);

        if (r < 0)
                return r;
        who_reads_own(rq, app.draft.account_id);
        if (app.draft.dossier_id != I64_NULL)
                return pages_to_dossier(rq, app.draft.dossier_id);
        v = apply_view_of(rq, &app, rq->verb == GET ? NULL : rq->in);
        fill_groups(rq->arena, app.org, app.place, &v);
        view_apply_info(&rq->html, &v);
        return reply_page(rq, rq->verb == GET ? 200 : 422);
}

struct save {
        i64 draft;
        struct str answers;
        i64 place;
};

static int info_prepare(struct req *rq, struct input *in)
{
        struct save *s = NEW(rq->arena, struct save);
        struct application app;
        const struct unit *place, *unit;
        struct draft_answers v;
        int r = load_application(rq->tx, rq->who, path_str(in, "draft"), &app);

        if (r < 0)
                return r;
        place = org_unit_by_code(app.org, input_str(in, "place"));
        if (catalogue_unit(app.org, &app.procedure.v, place, &unit) < 0)
                return input_fail(in, "place", T_DOSSIER_PLACE_NEEDED, STR_NULL);
        v = (struct draft_answers){ .name = input_str(in, "name"),
                .identity = input_str(in, "identity"),
                .birth_day = input_i64(in, "birth_day"),
                .phone = input_str(in, "phone"),
                .email = input_str(in, "email"),
                .address = input_str(in, "address"),
                .note = input_str(in, "note") };
        if (v.birth_day > day_of(rq->now))
                return input_fail(in, "birth_day", T_DOSSIER_BIRTH_FUTURE, STR_NULL);
        s->draft = app.draft.id;
        s->answers = draft_answers_json(rq->arena, &v);
        s->place = place ? place->id : I64_NULL;
        in->prepared = s;
        return 0;
}

static int info_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        const struct save *s = in->prepared;
        i64 changed = 0;
        int r = draft_save(
                tx, s->draft, s->answers, s->place, tx->now, draft_expiry(tx->now), &changed);

        out->code = path_str(in, "draft");
        return r < 0 ? r : changed ? 0 : ERR_STATE;
}

static int info_answer(struct req *rq, const struct outcome *out)
{
        return reply_see_other(rq, "/nop/:code/giay-to", out->code);
}

/* GET and POST /nop/:draft/giay-to: one block a paper. */

static int papers_show(struct req *rq)
{
        struct application app;
        struct apply_view v;
        int r = load_application(rq->tx, rq->who, path_str(rq->in, "draft"), &app);

        if (r < 0)
                return r;
        who_reads_own(rq, app.draft.account_id);
        if (app.draft.dossier_id != I64_NULL)
                return pages_to_dossier(rq, app.draft.dossier_id);
        v = apply_view_of(rq, &app, NULL);
        fill_papers(rq->arena, &app, &v);
        view_apply_papers(&rq->html, &v);
        return reply_page(rq, rq->verb == GET ? 200 : 422);
}

static const struct field paper_fields[] = {
        { "paper", FIELD_I64, 0, 0, 0, NULL },
        { "files", FIELD_FILE, 0, 10 << 20, T_DOSSIER_FILE_BAD, NULL },
        { 0 },
};

struct attach {
        struct application app;
        i64 paper;
        struct str name;
        struct str codes[20];
        size_t n;
};

static bool type_allowed(struct str type)
{
        static const char *const types[] = { "application/pdf", "image/jpeg", "image/png",
                "image/webp", "image/heic",
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                "application/vnd.oasis.opendocument.text" };

        for (size_t i = 0; i < ARRAY_LEN(types); i++)
                if (str_is(type, types[i]))
                        return true;
        return false;
}

static int papers_prepare(struct req *rq, struct input *in)
{
        struct attach *t = NEW(rq->arena, struct attach);
        size_t n = input_count(in, "files");
        int r = load_application(rq->tx, rq->who, path_str(in, "draft"), &t->app);

        if (r < 0)
                return r;
        if (n == 0)
                return input_fail(in, "files", T_DOSSIER_FILE_NONE, STR_NULL);
        if (n > ARRAY_LEN(t->codes) || t->app.files.n + n > 50)
                return input_fail(in, "files", T_DOSSIER_FILE_MANY, STR_NULL);
        t->paper = input_i64(in, "paper");
        for (size_t i = 0; i < t->app.procedure.papers.n; i++)
                if (t->app.procedure.papers.rows[i].id == t->paper)
                        t->name = t->app.procedure.papers.rows[i].name;
        if (!t->name.ptr)
                return ERR_NOT_FOUND;
        for (size_t i = 0; i < n; i++) {
                const struct upload *u = input_file(in, "files", i);

                if (u->size == 0)
                        return input_fail(in, "files", T_DOSSIER_FILE_EMPTY, u->name);
                if (!type_allowed(u->type))
                        return input_fail(in, "files", T_DOSSIER_FILE_TYPE, u->name);
                t->codes[t->n++] = random_code(rq->arena, 16);
        }
        in->prepared = t;
        return 0;
}

static int papers_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        const struct attach *t = in->prepared;
        int r = 0;

        for (size_t i = 0; i < t->n && r == 0; i++) {
                i64 file;

                r = files_add(tx, input_file(in, "files", i), t->codes[i], in->who->account,
                        STR("draft"), t->app.draft.id, &file);
                if (r == 0)
                        r = draft_paper_insert(
                                tx, &(struct draft_paper_insert_args){ .id = id_new(),
                                            .draft_id = t->app.draft.id,
                                            .paper_id = t->paper,
                                            .name = t->name,
                                            .file_id = file,
                                            .at = tx->now });
        }
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
        return load_application(rq->tx, rq->who, path_str(in, "draft"), &t->app);
}

static int remove_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        const struct attach *t = in->prepared;
        i64 row = input_i64(in, "row");
        int r = draft_paper_delete(tx, row, t->app.draft.id, NULL);

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

static int check_show(struct req *rq)
{
        struct application app;
        struct apply_view v;
        const struct unit *unit;
        i64 check, due;
        int r = load_application(rq->tx, rq->who, path_str(rq->in, "draft"), &app);

        if (r < 0)
                return r;
        who_reads_own(rq, app.draft.account_id);
        if (app.draft.dossier_id != I64_NULL)
                return pages_to_dossier(rq, app.draft.dossier_id);
        v = apply_view_of(rq, &app, NULL);
        fill_papers(rq->arena, &app, &v);
        v.incomplete = !draft_complete(&app.answers, &app.procedure, &app.files) ||
                       catalogue_unit(app.org, &app.procedure.v, app.place, &unit) < 0;
        if (!v.incomplete) {
                check = dossier_check_due(app.org, unit, rq->now);
                due = catalogue_due(app.org, &app.procedure.v, unit, check);
                v.check_words = words_time(rq->arena, rq->lang, check);
                v.due_words = words_time(rq->arena, rq->lang, due);
                v.unit_name = unit_full_name(rq->arena, unit);
        }
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
};

static int submit_prepare(struct req *rq, struct input *in)
{
        struct submit *s = NEW(rq->arena, struct submit);
        struct application *app = &s->app;
        const struct unit *unit;
        int r = load_application(rq->tx, rq->who, path_str(in, "draft"), app);

        if (r < 0)
                return r;
        in->prepared = s;
        if (app->draft.dossier_id != I64_NULL)
                return 0; /* submitted already: the answer leads to the dossier */
        if (!draft_complete(&app->answers, &app->procedure, &app->files) ||
                catalogue_unit(app->org, &app->procedure.v, app->place, &unit) < 0)
                return input_fail(in, NULL, T_DOSSIER_INCOMPLETE, STR_NULL);
        s->n = (struct new_dossier){ .procedure = &app->procedure,
                .unit = unit,
                .received = unit,
                .channel = 2,
                .applicant = rq->who,
                .actor = rq->who,
                .kind = STR("citizen"),
                .name = app->answers.name,
                .identity = app->answers.identity,
                .birth_day = app->answers.birth_day,
                .phone = app->answers.phone,
                .email = app->answers.email,
                .address = app->answers.address,
                .subject = app->procedure.v.usual,
                .answers = app->draft.answers,
                .papers = app->files.rows,
                .n_papers = app->files.n,
                .peer = rq->peer,
                .check_due_at = dossier_check_due(app->org, unit, rq->now) };
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
        r = dossier_submit(tx, &s->n, &id);
        if (r == 0)
                r = draft_put_meanings(tx, id, &s->app.answers);
        if (r == 0)
                r = draft_submitted(tx, now.id, id, tx->now, &changed);
        out->code = s->n.code;
        return r < 0 ? r : changed ? 0 : ERR_STALE;
}

static int submit_answer(struct req *rq, const struct outcome *out)
{
        return reply_see_other(rq, "/ho-so/:code/xac-nhan", out->code);
}

const struct route apply_routes[] = {
        { GET, "/thu-tuc/:code/nop", PERM_APPLY, ROUTE_NOINDEX, READ(NULL, start_show),
                .doc = "Begin an application, or go on with a draft" },
        { POST, "/thu-tuc/:code/nop", PERM_APPLY, 0,
                WRITE(NULL, start_prepare, start_apply, start_answer, start_show),
                .doc = "Start a draft of an application" },
        { GET, "/nop/:draft/thong-tin", PERM_APPLY, ROUTE_NOINDEX, READ(NULL, info_show),
                .doc = "Who applies and where" },
        { POST, "/nop/:draft/thong-tin", PERM_APPLY, 0,
                WRITE(info_fields, info_prepare, info_apply, info_answer, info_show),
                .doc = "Save who applies and where" },
        { GET, "/nop/:draft/giay-to", PERM_APPLY, ROUTE_NOINDEX, READ(NULL, papers_show),
                .doc = "Papers of the application" },
        { POST, "/nop/:draft/giay-to", PERM_APPLY, ROUTE_UPLOAD,
                WRITE(paper_fields, papers_prepare, papers_apply, papers_answer, papers_show),
                .doc = "Add files to a paper" },
        { POST, "/nop/:draft/giay-to/bo", PERM_APPLY, 0,
                WRITE(remove_fields, remove_prepare, remove_apply, papers_answer, papers_show),
                .doc = "Take a file away" },
        { GET, "/nop/:draft/kiem-tra", PERM_APPLY, ROUTE_NOINDEX, READ(NULL, check_show),
                .doc = "Check the answers before submitting" },
        { POST, "/nop/:draft/gui", PERM_APPLY, 0,
                WRITE(submit_fields, submit_prepare, submit_apply, submit_answer, check_show),
                .doc = "Submit the application" },
        { 0 },
};
