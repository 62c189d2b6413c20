/*
 * src/mod/dossier/preview_pages.c: the pages of a paper as pictures: at a counter's draft, at one's
 * own draft, and for the officers of a dossier; and their turning while they belong to a draft.
 * Each place asks for the file as it always does, and notes the reading; what is drawn and kept is
 * core/preview.h's. No SQL, no HTML.
 */
#include "audit/audit.h"
#include "base/random.h"
#include "core/files.h"
#include "core/preview.h"
#include "core/queries.h"
#include "core/turn.h"
#include "mod/dossier/intake.h"
#include "mod/dossier/views.h"
#include "web/texts.h"
#include "web/web.h"

#define CHECK_MS 1000

/* One paper, whoever looks at it. */
struct seen {
        struct str place, back; /* "/tiep-nhan/Q-…/tep/CODE", and where one came from */
        struct str paper, name; /* as the procedure calls it; of the file */
        struct str type, unit;
        const u8 *hash;
        i64 check;
};

static bool at_counter(const struct route *route)
{
        return route->permission == PERM_DOSSIER_INTAKE;
}

static struct str unit_words(struct req *rq, i64 id)
{
        const struct unit *u = id == I64_NULL ? NULL : org_unit(org_get(rq->arena), id);

        return u ? unit_full_name(rq->arena, u) : STR("");
}

static int draft_of(struct req *rq, struct application *ret_a)
{
        struct str code = path_str(rq->in, "draft");
        struct intake i;
        int r;

        if (at_counter(rq->route)) {
                r = intake_load(rq, code, &i);
                if (r < 0)
                        return r;
                req_note_person(rq, i.person.id, 0, "file", "dossier.intake");
                *ret_a = i.app;
        } else {
                r = application_load(rq, code, ret_a);
                if (r < 0)
                        return r;
                who_reads_own(rq, ret_a->draft.account_id);
        }
        return ret_a->draft.dossier_id == I64_NULL ? 0 : ERR_GONE;
}

static int draft_file(
        const struct application *app, struct str code, const struct draft_paper_row **ret_row)
{
        for (size_t i = 0; i < app->files.n; i++)
                if (str_eq(app->files.rows[i].file_code, code)) {
                        *ret_row = &app->files.rows[i];
                        return 0;
                }
        return ERR_NOT_FOUND;
}

static int see_draft(struct req *rq, struct seen *ret_s)
{
        const struct draft_paper_row *f;
        struct application app;
        struct str place;
        int r = draft_of(rq, &app);

        if (r == 0)
                r = draft_file(&app, path_str(rq->in, "file"), &f);
        if (r < 0)
                return r;
        place = str_fmt(rq->arena, "%s/%.*s", at_counter(rq->route) ? "/tiep-nhan" : "/nop",
                STRF(app.draft.code));
        *ret_s = (struct seen){ .place = str_fmt(rq->arena, "%.*s/tep/%.*s", STRF(place),
                                        STRF(f->file_code)),
                .back = str_cat(rq->arena, place,
                        at_counter(rq->route) ? STR("#giay-to") : STR("/giay-to")),
                .paper = f->name,
                .name = f->file_name,
                .type = f->type,
                .unit = unit_words(rq, app.draft.counter_unit_id),
                .hash = (const u8 *)f->hash.ptr,
                .check = f->check_state };
        return 0;
}

static int see_dossier(struct req *rq, struct seen *ret_s)
{
        struct dossier_paper_row_rows papers;
        struct dossier d;
        struct file f;
        struct seen s;
        int r = dossier_get(rq->tx, rq->who, path_str(rq->in, "code"), &d);

        if (r == 0)
                r = file_by_code(rq->tx, path_str(rq->in, "file"), &f);
        if (r == 0)
                r = dossier_papers(rq->tx, d.id, &papers);
        if (r < 0)
                return r;
        if (!str_is(f.object_kind, "dossier") || f.object_id != d.id || f.removed_at != I64_NULL)
                return ERR_NOT_FOUND;
        req_note_person(
                rq, d.person_id == I64_NULL ? 0 : d.person_id, d.id, "file", "dossier.file");
        s = (struct seen){ .place = str_fmt(
                                   rq->arena, "/viec/%.*s/tep/%.*s", STRF(d.code), STRF(f.code)),
                .back = str_fmt(rq->arena, "/viec/%.*s", STRF(d.code)),
                .paper = f.name,
                .name = f.name,
                .type = f.type,
                .unit = unit_words(rq, d.unit_id),
                .hash = (const u8 *)f.hash.ptr,
                .check = f.check_state };
        for (size_t i = 0; i < papers.n; i++)
                if (str_eq(papers.rows[i].file_code, f.code))
                        s.paper = papers.rows[i].name;
        *ret_s = s;
        return 0;
}

static int see(struct req *rq, struct seen *ret_s)
{
        return rq->route->permission == PERM_DOSSIER_READ ? see_dossier(rq, ret_s)
                                                          : see_draft(rq, ret_s);
}

/* Drawing takes its time: meanwhile the database is let go. */
static int draw(struct req *rq, const struct seen *s, i64 page, enum preview_size size,
        struct preview *ret_p)
{
        int r;

        if (!preview_offered(s->type, s->check))
                return ERR_INVALID;
        req_leave_snapshot(rq);
        r = preview_page(rq->arena, s->hash, page, size, ret_p);
        return req_take_snapshot(rq) < 0 ? ERR_BUSY : r;
}

/* ---- GET …/tep/:file: all pages, or one of them large ---- */

static const struct field look_fields[] = {
        { "trang", FIELD_I64, 0, 0, 0, NULL }, /* large */
        { "tu", FIELD_I64, 0, 0, 0, NULL },    /* the first of a list */
        { 0 },
};

static void fill_list(struct req *rq, i64 from, struct preview_view *v)
{
        size_t n = (size_t)MIN(v->pages - from + 1, PREVIEW_FEW);
        i64 *numbers = NEW_ARRAY(rq->arena, i64, n);

        for (size_t i = 0; i < n; i++)
                numbers[i] = from + (i64)i;
        v->numbers = numbers;
        v->n_numbers = n;
        if (from + (i64)n <= v->pages)
                v->next = str_fmt(
                        rq->arena, "%.*s?tu=%lld", STRF(v->place), (long long)(from + (i64)n));
}

static int look_show(struct req *rq)
{
        struct preview_view v = { .rq = rq };
        i64 page = input_i64(rq->in, "trang");
        i64 from = rq->verb == GET ? input_i64(rq->in, "tu") : I64_NULL;
        struct preview p = { .pages = 0 };
        struct seen s;
        int r = see(rq, &s);

        if (r < 0)
                return r;
        v.page = page == I64_NULL ? 0 : MAX(page, 0);
        from = from == I64_NULL ? 1 : MAX(from, 1);
        r = draw(rq, &s, v.page ? v.page : from, v.page ? PREVIEW_LARGE : PREVIEW_SMALL, &p);
        if (r == ERR_NOT_FOUND)
                return r;
        if (r < 0)
                v.why = text_plain(rq->arena, rq->lang,
                        s.check == UPLOAD_WAITING ? T_PREVIEW_WAITS : preview_why(r), STR_NULL);
        v.place = s.place;
        v.back = s.back;
        v.paper = s.paper;
        v.file = s.name;
        v.unit_name = s.unit;
        v.own = rq->route->permission == PERM_FILL;
        v.pages = p.pages;
        if (r == 0 && !v.page)
                fill_list(rq, from, &v);
        v.width = p.width;
        v.height = p.height;
        v.lacks = r == 0 && !p.letters;
        v.turns = r == 0 && rq->route->permission != PERM_DOSSIER_READ;
        view_preview_page(&rq->html, &v);
        return reply_page(rq, rq->verb == GET ? 200 : 422);
}

/* ---- GET …/tep/:file/anh/:page: the picture ---- */

static const struct field picture_fields[] = {
        { "lon", FIELD_BOOL, 0, 0, 0, NULL },
        { 0 },
};

static int picture_show(struct req *rq)
{
        struct preview p;
        struct seen s;
        i64 page;
        int r = str_to_i64(path_str(rq->in, "page"), &page) < 0 || page < 1 ? ERR_NOT_FOUND
                                                                            : see(rq, &s);

        if (r < 0)
                return r;
        r = draw(rq, &s, page, input_bool(rq->in, "lon") ? PREVIEW_LARGE : PREVIEW_SMALL, &p);
        if (r < 0)
                return req_fail(rq, r == ERR_BUSY ? r : ERR_NOT_FOUND, preview_why(r));
        return reply_bytes(rq, 200, "image/jpeg", p.jpeg, STR_NULL);
}

/* ---- POST …/tep/:file: pages turn ---- */

static const struct field turn_fields[] = {
        { "xoay", FIELD_KEY, FIELD_REQUIRED, 30, 0, NULL }, /* "phai:2"; of all: "phai:0" */
        { "trang", FIELD_I64, 0, 0, 0, NULL }, /* where one goes on; absent: the list */
        { 0 },
};

struct turning {
        struct application app;
        const struct draft_paper_row *was;
        i64 page, quarters;
        struct upload pdf;
        struct str code;
};

static int read_turn(struct str typed, struct turning *t)
{
        struct str way;

        if (!str_cut(&typed, ':', &way) || str_to_i64(typed, &t->page) < 0 || t->page < 0)
                return ERR_INVALID;
        t->quarters = str_is(way, "phai")    ? 1
                      : str_is(way, "nguoc") ? 2
                      : str_is(way, "trai")  ? 3
                                             : 0;
        return t->quarters ? 0 : ERR_INVALID;
}

static int turn_prepare(struct req *rq, struct input *in)
{
        struct turning *t = NEW(rq->arena, struct turning);
        int r = draft_of(rq, &t->app);

        if (r == 0)
                r = draft_file(&t->app, path_str(in, "file"), &t->was);
        if (r < 0)
                return r;
        if (read_turn(input_str(in, "xoay"), t) < 0 ||
                !preview_offered(t->was->type, t->was->check_state))
                return input_fail(in, NULL, T_PREVIEW_TURN_NOT, STR_NULL);
        req_leave_snapshot(rq);
        r = turn_pages(rq->arena, (const u8 *)t->was->hash.ptr, t->was->file_name, t->page,
                t->quarters, &t->pdf);
        if (r == 0 && files_inspect(rq->arena, &t->pdf, CHECK_MS))
                r = ERR_INVALID;
        if (req_take_snapshot(rq) < 0 || r == ERR_BUSY)
                return input_fail(in, NULL, T_PREVIEW_LATER, STR_NULL);
        if (r == ERR_INVALID || r == ERR_DENIED || r == ERR_LIMIT)
                return input_fail(in, NULL, T_PREVIEW_TURN_NOT, STR_NULL);
        t->code = random_code(rq->arena, 16);
        in->prepared = t;
        return r;
}

/* The file that was is named in the audit record for good. */
static int turn_record(struct tx *tx, const struct input *in, const struct turning *t)
{
        return audit_add(tx,
                &(struct audit_entry){ .actor = in->who->account,
                        .action = "paper.turn",
                        .object_kind = "draft",
                        .object = t->app.draft.id,
                        .peer = in->peer,
                        .payload = str_fmt(tx->arena,
                                "{\"from\":\"%.*s\",\"to\":\"%.*s\",\"page\":%lld,\"quarters\":%lld}",
                                STRF(str_hex(tx->arena, t->was->hash.ptr, t->was->hash.len)),
                                STRF(str_hex(tx->arena, t->pdf.hash, sizeof t->pdf.hash)),
                                (long long)t->page, (long long)t->quarters) },
                NULL);
}

static int turn_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        const struct turning *t = in->prepared;
        i64 file, changed = 0, page = input_i64(in, "trang");
        struct draft now;
        int r = draft_by_code(tx, t->app.draft.code, &now);

        if (r == 0 && now.dossier_id != I64_NULL)
                r = ERR_STALE;
        if (r == 0)
                r = behalf_again(tx, in, &t->app.behalf);
        if (r == 0)
                r = files_add(tx, &t->pdf, t->code, in->who->account, STR("draft"), now.id, &file);
        if (r == 0)
                r = draft_paper_turned(tx, t->was->id, now.id, t->was->file_id, file, &changed);
        if (r == 0 && !changed)
                r = ERR_STALE;
        if (r == 0)
                r = file_remove(tx, t->was->file_id, tx->now, NULL);
        out->code = now.code;
        out->json = page == I64_NULL || page < 1
                            ? str_fmt(tx->arena, "{\"next\":\"%.*s\"}", STRF(t->code))
                            : str_fmt(tx->arena, "{\"next\":\"%.*s?trang=%lld\"}", STRF(t->code),
                                      (long long)page);
        return r < 0 ? r : turn_record(tx, in, t);
}

static int turn_answer(struct req *rq, const struct outcome *out)
{
        const struct json *j;

        if (json_parse(rq->arena, out->json, &j, NULL) < 0)
                return ERR_CORRUPT;
        return reply_see_other(rq,
                str_fmt(rq->arena, "%s/:draft/tep/%.*s",
                        at_counter(rq->route) ? "/tiep-nhan" : "/nop",
                        STRF(json_str(json_get(j, "next"))))
                        .ptr,
                out->code);
}

const struct route preview_routes[] = {
        { GET, "/tiep-nhan/:draft/tep/:file", PERM_DOSSIER_INTAKE,
                ROUTE_READS_PERSON | ROUTE_NOINDEX | ROUTE_SLOW, READ(look_fields, look_show),
                .doc = "Previews of a scan of a dossier being taken in" },
        { GET, "/tiep-nhan/:draft/tep/:file/anh/:page", PERM_DOSSIER_INTAKE,
                ROUTE_READS_PERSON | ROUTE_NOINDEX | ROUTE_SLOW, READ(picture_fields, picture_show),
                .doc = "A page of a scan of a dossier being taken in, as a picture" },
        { POST, "/tiep-nhan/:draft/tep/:file", PERM_DOSSIER_INTAKE, ROUTE_READS_PERSON,
                WRITE(turn_fields, turn_prepare, turn_apply, turn_answer, look_show),
                .doc = "Turn pages of a scan of a dossier being taken in" },
        { POST, "/nop/:draft/tep/:file", PERM_FILL, 0,
                WRITE(turn_fields, turn_prepare, turn_apply, turn_answer, look_show),
                .doc = "Turn pages of a paper of one's application" },
        { GET, "/nop/:draft/tep/:file", PERM_FILL, ROUTE_NOINDEX | ROUTE_SLOW,
                READ(look_fields, look_show), .doc = "Previews of a paper of one's application" },
        { GET, "/nop/:draft/tep/:file/anh/:page", PERM_FILL, ROUTE_NOINDEX | ROUTE_SLOW,
                READ(picture_fields, picture_show),
                .doc = "A page of a paper of one's application, as a picture" },
        { GET, "/viec/:code/tep/:file", PERM_DOSSIER_READ,
                ROUTE_READS_PERSON | ROUTE_NOINDEX | ROUTE_SLOW, READ(look_fields, look_show),
                .doc = "Previews of a paper of a dossier" },
        { GET, "/viec/:code/tep/:file/anh/:page", PERM_DOSSIER_READ,
                ROUTE_READS_PERSON | ROUTE_NOINDEX | ROUTE_SLOW, READ(picture_fields, picture_show),
                .doc = "A page of a paper of a dossier, as a picture" },
        { 0 },
};
