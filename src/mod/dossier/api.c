/*
 * src/mod/dossier/api.c: dossiers and files over the API. The same rules as the pages; JSON in and
 * out.
 */
#include "base/id.h"
#include "base/json.h"
#include "base/random.h"
#include "core/files.h"
#include "core/queries.h"
#include "mod/dossier/answers.h"
#include "mod/dossier/bundle.h"
#include "mod/dossier/pages.h"
#include "web/texts.h"
#include "web/web.h"

#define JSON_MAX (1 << 20)

static void put_moment(struct json_writer *w, struct arena *a, const char *key, i64 t)
{
        json_put_str(w, key, t == I64_NULL ? STR_NULL : time_iso(a, t));
}

/* Papers that followed its moves: what each is and the file to ask for. */
static void put_issued(
        struct json_writer *w, struct arena *a, const struct issued_form_rows *issued)
{
        json_open(w, "issued", '[');
        for (size_t i = 0; i < issued->n; i++) {
                const struct issued_form *p = &issued->rows[i];

                if (str_is(p->form, "06"))
                        continue; /* goes from office to office only */
                json_open(w, NULL, '{');
                json_put_str(w, "form", p->form);
                json_put_str(w, "number", p->number);
                json_put_str(w, "file", p->file_code);
                put_moment(w, a, "issued_at", p->issued_at);
                json_close(w, '}');
        }
        json_close(w, ']');
}

/* issued: NULL leaves them out, as the answer to a move does: they are made after it. */
static struct str dossier_json(struct arena *a, const struct dossier *d, struct str procedure,
        struct issued_form_rows *issued)
{
        const struct org *o = org_get(a);
        const struct unit *u = org_unit(o, d->unit_id), *got = org_unit(o, d->received_unit_id);
        struct json_writer w;
        struct buf b;

        buf_init(&b, a, JSON_MAX);
        json_begin(&w, &b);
        json_open(&w, NULL, '{');
        json_put_str(&w, "code", d->code);
        json_put_str(&w, "procedure", procedure);
        json_put_i64(&w, "state", d->state);
        json_put_str(&w, "step", d->step);
        json_put_i64(&w, "channel", d->channel);
        json_put_str(&w, "unit", u ? u->code : STR_NULL);
        json_put_str(&w, "received_unit", got ? got->code : STR_NULL);
        put_moment(&w, a, "submitted_at", d->submitted_at);
        put_moment(&w, a, "check_due_at", d->check_due_at);
        put_moment(&w, a, "received_at", d->accepted_at);
        put_moment(&w, a, "due_at", d->due_at);
        put_moment(&w, a, "finished_at", d->finished_at);
        put_moment(&w, a, "returned_at", d->returned_at);
        json_put_i64(&w, "version", d->version);
        if (issued)
                put_issued(&w, a, issued);
        json_close(&w, '}');
        return buf_str(&b);
}

/* The entity tag of a dossier: its version, and the papers that followed it later. */
static struct str dossier_tag(
        struct arena *a, const struct dossier *d, const struct issued_form_rows *issued)
{
        return str_fmt(a, "\"%lld.%zu\"", (long long)d->version, issued->n);
}

/* For staff the read is recorded; one's own is not. */
static void note_read(struct req *rq, const struct dossier *d, const char *fields)
{
        if (rq->who->account == d->account_id)
                who_reads_own(rq, d->account_id);
        else
                req_note_person(rq, d->person_id == I64_NULL ? 0 : d->person_id, d->id, fields,
                        "dossier.api");
}

static int api_get(struct req *rq)
{
        struct procedure_version v;
        struct issued_form_rows issued;
        struct dossier d;
        int r = dossier_get(rq->tx, rq->who, path_str(rq->in, "code"), &d);

        if (r == 0)
                r = procedure_version_by_id(rq->tx, d.version_id, &v);
        if (r == 0)
                r = issued_forms(rq->tx, d.id, &issued);
        if (r < 0)
                return r;
        reply_header(rq, "ETag", dossier_tag(rq->arena, &d, &issued));
        return reply_json(rq, 200, dossier_json(rq->arena, &d, v.code, &issued));
}

static int api_timeline(struct req *rq)
{
        const struct org *o = org_get(rq->arena);
        struct dossier_step_row_rows steps;
        struct json_writer w;
        struct dossier d;
        struct buf b;
        int r = dossier_get(rq->tx, rq->who, path_str(rq->in, "code"), &d);

        if (r == 0)
                r = dossier_steps(rq->tx, d.id, &steps);
        if (r < 0)
                return r;
        note_read(rq, &d, "timeline");
        buf_init(&b, rq->arena, JSON_MAX);
        json_begin(&w, &b);
        json_open(&w, NULL, '{');
        json_open(&w, "items", '[');
        for (size_t i = 0; i < steps.n; i++) {
                const struct dossier_step_row *s = &steps.rows[i];
                const struct unit *u = org_unit(o, s->unit_id);

                json_open(&w, NULL, '{');
                put_moment(&w, rq->arena, "at", s->at);
                json_put_str(&w, "action", s->action);
                json_put_i64(&w, "from", s->from_state);
                json_put_i64(&w, "to", s->to_state);
                json_put_str(&w, "unit", u ? u->code : STR_NULL);
                json_put_str(&w, "note", dossier_note_for(rq->who, s));
                put_moment(&w, rq->arena, "due_at", s->due_at);
                json_close(&w, '}');
        }
        json_close(&w, ']');
        json_put_null(&w, "next");
        json_close(&w, '}');
        return reply_json(rq, 200, buf_str(&b));
}

/* POST /api/v1/dossiers: apply, with files uploaded before. */

static const struct field submit_fields[] = {
        { "procedure", FIELD_KEY, FIELD_REQUIRED, 40, 0, NULL },
        { "place", FIELD_KEY, 0, 40, 0, NULL },
        { "name", FIELD_TEXT, FIELD_REQUIRED | FIELD_PERSONAL, 100, T_DOSSIER_NAME_NEEDED, NULL },
        { "identity", FIELD_IDENTITY, FIELD_REQUIRED | FIELD_PERSONAL, 0, T_DOSSIER_IDENTITY_NEEDED,
                NULL },
        { "birth_day", FIELD_DATE, FIELD_PERSONAL, 0, 0, NULL },
        { "phone", FIELD_PHONE, FIELD_PERSONAL, 0, 0, NULL },
        { "email", FIELD_EMAIL, FIELD_PERSONAL, 0, 0, NULL },
        { "address", FIELD_TEXT, FIELD_PERSONAL, 300, 0, NULL },
        { "note", FIELD_LINES, FIELD_PERSONAL, 4000, 0, NULL },
        /* to the procedure's form, by key; when it is there, it must be right as a whole */
        { "answers", FIELD_JSON, FIELD_PERSONAL, 256 << 10, 0, NULL },
        { "files", FIELD_LIST, 0, 50, 0, NULL },
        { 0 },
};

struct api_submit {
        struct procedure_full procedure;
        struct new_dossier n;
        struct answers answers;
        struct form_fill fill;
};

/* "tre.ten: Hãy điền họ, chữ đệm, tên" for each wrong answer. */
static void say_faults(struct req *rq, struct input *in, struct api_submit *s, const struct org *o)
{
        struct question_room room = {
                .arena = rq->arena, .lang = rq->lang, .org = o, .fill = &s->fill
        };

        for (struct form_item *i = s->fill.root; i; i = form_next(s->fill.root, i)) {
                struct str words = question_fault_words(&room, i);

                if (words.ptr)
                        input_fail(in, "answers", T_DOSSIER_ANSWER_WRONG,
                                str_fmt(rq->arena, "%.*s: %.*s", STRF(i->path), STRF(words)));
        }
}

/* Whole answers, or the few that every dossier has, by what they mean. */
static int api_answers(struct req *rq, struct input *in, struct api_submit *s, const struct org *o)
{
        const struct json *whole = input_json(in, "answers");
        const struct person p = { .name = input_str(in, "name"),
                .identity = input_str(in, "identity"),
                .birth_day = input_i64(in, "birth_day"),
                .phone = input_str(in, "phone"),
                .email = input_str(in, "email"),
                .address = input_str(in, "address") };
        int r = answers_begin(rq->tx, s->procedure.v.code, &s->answers);

        if (r < 0)
                return r;
        if (whole)
                s->answers.values = form_data_new(rq->arena, whole);
        answers_offer_person(rq->arena, &s->answers, &p);
        form_data_offer(rq->arena, s->answers.values, s->answers.stored.form, "dossier.note",
                input_str(in, "note"));
        form_data_offer(rq->arena, s->answers.values, s->answers.stored.form, "dossier.place",
                input_str(in, "place"));
        r = answers_fill(rq->arena, o, &s->procedure.v, &s->answers, rq->now, &s->fill);
        if (r == 0 && whole && form_check_answers(&s->fill)) {
                say_faults(rq, in, s, o);
                return ERR_INVALID;
        }
        s->n.name = p.name;
        s->n.identity = p.identity;
        s->n.birth_day = p.birth_day;
        s->n.phone = p.phone;
        s->n.email = p.email;
        s->n.address = p.address;
        s->n.answers = answers_clean_json(rq->arena, &s->answers, &s->fill);
        return r < 0 ? r : s->n.answers.ptr ? 0 : ERR_LIMIT;
}

/* Files named by code must be the asker's own and not yet part of anything. */
static int own_files(struct req *rq, struct input *in, struct new_dossier *n)
{
        size_t count = input_count(in, "files");

        n->papers = NEW_ARRAY(rq->arena, struct draft_paper_row, count + 1);
        for (size_t i = 0; i < count; i++) {
                struct file f;
                int r = files_loose(rq->tx, rq->who->account, input_item(in, "files", i), &f);

                if (r == ERR_NOT_FOUND)
                        return input_fail(
                                in, "files", T_DOSSIER_FILE_UNKNOWN, input_item(in, "files", i));
                if (r < 0)
                        return r;
                if (f.check_state == UPLOAD_REFUSED)
                        return input_fail(in, "files", files_reason_text(f.check_reason), f.name);
                if (files_hold_back(f.check_state))
                        return input_fail(in, "files", T_FILE_WAITS, f.name);
                n->papers[n->n_papers++] = (struct draft_paper_row){
                        .paper_id = I64_NULL, .name = f.name, .file_id = f.id
                };
        }
        return 0;
}

static int submit_prepare(struct req *rq, struct input *in)
{
        struct api_submit *s = NEW(rq->arena, struct api_submit);
        const struct org *o = org_get(rq->arena);
        const struct unit *place = org_unit_by_code(o, input_str(in, "place")), *unit;
        int r = catalogue_get(rq->tx, input_str(in, "procedure"), org_day(o), &s->procedure);

        if (r == ERR_NOT_FOUND)
                return input_fail(in, "procedure", T_DOSSIER_PROCEDURE_UNKNOWN, STR_NULL);
        if (r < 0)
                return r;
        if (bundle_is(s->procedure.v.code, org_day(o))) /* asks more than these few fields */
                return input_fail(in, "procedure", T_DOSSIER_NOT_ONLINE, STR_NULL);
        if (catalogue_unit(o, &s->procedure.v, place, &unit) < 0)
                return input_fail(in, "place", T_DOSSIER_PLACE_NEEDED, STR_NULL);
        s->n = (struct new_dossier){ .procedure = &s->procedure,
                .unit = unit,
                .received = unit,
                .channel = 2,
                .applicant = rq->who,
                .actor = rq->who,
                .kind = STR("citizen"),
                .subject = s->procedure.v.usual,
                .peer = rq->peer,
                .check_due_at = dossier_check_due(o, unit, rq->now) };
        r = api_answers(rq, in, s, o);
        if (r == 0)
                r = own_files(rq, in, &s->n);
        if (r < 0)
                return r;
        in->prepared = s;
        return dossier_take_code(rq->store, unit, rq->now, rq->arena, &s->n.code);
}

static int submit_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        const struct api_submit *s = in->prepared;
        struct dossier d;
        i64 id;
        int r = dossier_submit(tx, &s->n, &id);

        if (r == 0)
                r = answers_put_meanings(tx, id, &s->fill);
        if (r == 0)
                r = dossier_by_id(tx, id, &d);
        if (r < 0)
                return r;
        out->code = d.code;
        out->status = 201;
        out->json = dossier_json(tx->arena, &d, s->procedure.v.code, NULL);
        return 0;
}

static int submit_answer(struct req *rq, const struct outcome *out)
{
        reply_header(rq, "Location", str_fmt(rq->arena, "/api/v1/dossiers/%.*s", STRF(out->code)));
        return reply_json(rq, out->status, out->json);
}

/* POST /api/v1/dossiers/:code/actions/:action: every move of the state table. */

static const struct field action_fields[] = {
        { "version", FIELD_I64, 0, 0, 0, NULL },
        { "note", FIELD_LINES, 0, 4000, 0, NULL },
        { "defects", FIELD_LIST, 0, 40, 0, NULL },
        { "due_day", FIELD_DATE, 0, 0, 0, NULL },
        { 0 },
};

static int action_prepare(struct req *rq, struct input *in)
{
        struct dossier d;
        int r = dossier_get(rq->tx, rq->who, path_str(in, "code"), &d);

        return r < 0 ? r
                     : dossier_check_fields(
                               rq, in, &d, path_str(in, "action"), input_count(in, "defects"));
}

/* If-Match, against what api_get would answer with now. */
static int check_match(struct tx *tx, const struct input *in, const struct dossier *d)
{
        struct issued_form_rows issued;
        int r = in->match.ptr ? issued_forms(tx, d->id, &issued) : 0;

        return r < 0 || !in->match.ptr ? r : input_match(in, dossier_tag(tx->arena, d, &issued));
}

static int action_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        struct str *defects = NEW_ARRAY(tx->arena, struct str, input_count(in, "defects") + 1);
        struct str note = input_str(in, "note");
        struct dossier_act act = { .who = in->who,
                .action = path_str(in, "action"),
                .version = input_i64(in, "version"),
                .note = note.ptr ? note : STR(""),
                .defects = defects,
                .n_defects = input_count(in, "defects"),
                .due_day = input_i64(in, "due_day"),
                .peer = in->peer };
        struct procedure_version v;
        struct dossier d;
        int r = dossier_by_code(tx, path_str(in, "code"), &d);

        if (r == 0)
                r = dossier_visible(tx, in->who, &d);
        for (size_t i = 0; i < act.n_defects; i++)
                defects[i] = input_item(in, "defects", i);
        if (r == 0)
                r = check_match(tx, in, &d);
        if (r == 0)
                r = dossier_move(tx, &d, &act, &d);
        if (r == 0)
                r = procedure_version_by_id(tx, d.version_id, &v);
        if (r < 0)
                return r;
        out->code = d.code;
        out->json = dossier_json(tx->arena, &d, v.code, NULL);
        return 0;
}

static int action_answer(struct req *rq, const struct outcome *out)
{
        return reply_json(rq, 200, out->json);
}

/* POST /api/v1/files and GET /api/v1/files/:id. */

static const struct field file_fields[] = {
        { "file", FIELD_FILE, FIELD_REQUIRED, 10 << 20, T_DOSSIER_FILE_BAD, NULL },
        { 0 },
};

static int file_prepare(struct req *rq, struct input *in)
{
        struct str *code = NEW(rq->arena, struct str);

        *code = random_code(rq->arena, 16);
        in->prepared = code;
        return 0;
}

static int file_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        const struct upload *u = input_file(in, "file", 0);
        const struct str *code = in->prepared;
        struct json_writer w;
        struct buf b;
        i64 id;
        int r = files_add(tx, u, *code, in->who->account, STR_NULL, I64_NULL, &id);

        if (r < 0)
                return r;
        buf_init(&b, tx->arena, 4000);
        json_begin(&w, &b);
        json_open(&w, NULL, '{');
        json_put_str(&w, "id", *code);
        json_put_str(&w, "name", u->name);
        json_put_str(&w, "type", u->type);
        json_put_i64(&w, "size", u->size);
        json_put_str(&w, "check", files_check_word(u->check));
        json_put_i64(&w, "pages", u->pages);
        json_put_str(&w, "sha256", str_hex(tx->arena, u->hash, 32));
        json_close(&w, '}');
        out->code = *code;
        out->status = 201;
        out->json = buf_str(&b);
        return 0;
}

static int file_answer(struct req *rq, const struct outcome *out)
{
        reply_header(rq, "Location", str_fmt(rq->arena, "/api/v1/files/%.*s", STRF(out->code)));
        return reply_json(rq, out->status, out->json);
}

static int file_get(struct req *rq)
{
        struct dossier d;
        struct file f;
        bool own = false;
        int r = file_by_code(rq->tx, path_str(rq->in, "id"), &f);

        if (r < 0)
                return r;
        if (str_is(f.object_kind, "dossier")) {
                r = dossier_by_id(rq->tx, f.object_id, &d);
                if (r == 0)
                        r = dossier_visible(rq->tx, rq->who, &d);
                if (r < 0)
                        return r;
                req_note_person(rq, d.person_id == I64_NULL ? 0 : d.person_id, d.id, "file",
                        "dossier.file");
        } else {
                own = f.account_id == rq->who->account;
                if (!own)
                        return ERR_NOT_FOUND;
        }
        r = files_reply(rq, f.code, false);
        if (r == 0 && own)
                who_reads_own(rq, f.account_id); /* of all that was read up to here */
        return r;
}

const struct route dossier_api_routes[] = {
        { POST, "/api/v1/dossiers", PERM_APPLY, ROUTE_API,
                WRITE(submit_fields, submit_prepare, submit_apply, submit_answer, NULL),
                .doc = "Submit a dossier" },
        { GET, "/api/v1/dossiers/:code", PERM_SIGNED_IN, ROUTE_API, READ(NULL, api_get),
                .doc = "State, times and unit of a dossier" },
        { GET, "/api/v1/dossiers/:code/timeline", PERM_SIGNED_IN, ROUTE_API | ROUTE_READS_PERSON,
                READ(NULL, api_timeline), .doc = "What happened to a dossier" },
        { POST, "/api/v1/dossiers/:code/actions/:action", PERM_SIGNED_IN, ROUTE_API | ROUTE_MATCH,
                WRITE(action_fields, action_prepare, action_apply, action_answer, NULL),
                .doc = "A move of the state table; If-Match: the ETag of the dossier" },
        { POST, "/api/v1/files", PERM_SIGNED_IN, ROUTE_API | ROUTE_UPLOAD,
                WRITE(file_fields, file_prepare, file_apply, file_answer, NULL),
                .doc = "Upload a file" },
        { GET, "/api/v1/files/:id", PERM_SIGNED_IN, ROUTE_API | ROUTE_READS_PERSON,
                READ(NULL, file_get), .doc = "A file's bytes" },
        { 0 },
};
