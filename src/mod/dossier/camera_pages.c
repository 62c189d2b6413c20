/*
 * src/mod/dossier/camera_pages.c: a telephone as a camera over HTTP: the desk's page with the QR
 * code and what has come, and the telephone's page. No SQL, no HTML.
 */
#include "mod/dossier/camera.h"

#include "core/org.h"
#include "core/photos.h"
#include "core/qr.h"
#include "core/queries.h"
#include "core/setting.h"
#include "core/tries.h"
#include "core/words.h"
#include "mod/dossier/pages.h"
#include "mod/dossier/views.h"
#include "web/texts.h"

/* "Ảnh 3": a telephone calls every one "image.jpg". */
static struct str photo_name(struct req *rq, size_t i)
{
        return s_CAMERA_PHOTO(rq->arena, rq->lang, (i64)i + 1);
}

static struct paper_file *photo_lines(struct req *rq, const struct camera_photo_rows *photos)
{
        struct paper_file *list = NEW_ARRAY(rq->arena, struct paper_file, photos->n + 1);

        for (size_t i = 0; i < photos->n; i++) {
                const struct camera_photo *p = &photos->rows[i];

                list[i] = (struct paper_file){ .name = photo_name(rq, i),
                        .size = words_size(rq->arena, rq->lang, p->size),
                        .id = p->id,
                        .pages = I64_NULL,
                        .scanned = I64_NULL,
                        .check = p->check_state,
                        .reason = p->check_reason };
        }
        return list;
}

/* The photos that came become one PDF. *ret_pdf: it, NULL when there are not several. */
static int join(struct req *rq, struct input *in, const struct camera_photo_rows *photos,
        const struct camera_photo **ret_joined, size_t *ret_n, const struct given_files **ret_pdf)
{
        struct camera_photo *joined = NEW_ARRAY(rq->arena, struct camera_photo, photos->n + 1);
        struct given_files *g = NEW(rq->arena, struct given_files);
        int r;

        g->list = NEW_ARRAY(rq->arena, struct given_file, photos->n + 1);
        for (size_t i = 0; i < photos->n; i++) {
                const struct camera_photo *p = &photos->rows[i];

                if (!photos_is_photo(p->type) || p->check_state == UPLOAD_REFUSED)
                        continue;
                joined[g->n] = *p;
                g->list[g->n++] = (struct given_file){ .file = p->file_id,
                        .name = photo_name(rq, i),
                        .type = p->type,
                        .hash = (const u8 *)p->hash.ptr };
        }
        if (g->n < 2)
                return 0;
        *ret_n = g->n;
        r = dossier_files_join(rq, in, g);
        if (r < 0)
                return r;
        *ret_joined = joined;
        *ret_pdf = g;
        return 0;
}

/* What a request ends a link with. */
struct closing {
        struct camera camera;
        const struct camera_photo *joined;
        size_t n;
        const struct given_files *pdf;
};

static int closing_prepare(struct req *rq, struct input *in, bool joins, struct closing *c)
{
        struct camera_photo_rows photos;
        int r = camera_photos(rq->tx, c->camera.draft_id, c->camera.id, &photos);

        return r < 0 || !joins ? r : join(rq, in, &photos, &c->joined, &c->n, &c->pdf);
}

/* ---- the desk: GET and POST /tiep-nhan/:draft/chup, /nop/:draft/chup ---- */

static bool at_counter(const struct route *route)
{
        return route->permission == PERM_DOSSIER_INTAKE;
}

static const char *desk_place(const struct route *route)
{
        return at_counter(route) ? "/tiep-nhan" : "/nop";
}

/* As intake_load() and draft_get(), without what is written of a person. */
static int desk_draft(struct tx *tx, const struct route *route, const struct who *w,
        struct str code, struct camera_draft *ret_d)
{
        bool counter = at_counter(route), mine;
        struct camera_draft d;
        int r = camera_draft(tx, code, &d);

        if (r < 0)
                return r;
        mine = counter ? d.counter_unit_id != I64_NULL &&
                                 who_may(w, PERM_DOSSIER_INTAKE, d.counter_unit_id)
                       : d.counter_unit_id == I64_NULL && w->account && d.account_id == w->account;
        if (!mine)
                return ERR_NOT_FOUND;
        if (d.dossier_id == I64_NULL && d.expires_at <= tx->now)
                return ERR_GONE;
        *ret_d = d;
        return 0;
}

/* The address in the QR code. */
static struct str link_of(struct req *rq, i64 camera)
{
        struct str site = setting_str(SETTING_SITE_URL);

        return str_fmt(rq->arena, "%.*s/chup/%.*s", STRF(str_empty(site) ? req_origin(rq) : site),
                STRF(camera_token(rq->arena, camera)));
}

static int desk_show(struct req *rq)
{
        struct camera_desk_view v = {
                .rq = rq, .in = rq->verb == GET ? NULL : rq->in, .draft = path_str(rq->in, "draft")
        };
        struct camera_photo_rows photos = { .n = 0 };
        struct camera_draft d;
        struct camera c;
        int r = desk_draft(rq->tx, rq->route, rq->who, v.draft, &d);

        v.at_counter = at_counter(rq->route);
        v.place = str_fmt(rq->arena, "%s/%.*s", desk_place(rq->route), STRF(v.draft));
        if (r == 0 && d.dossier_id != I64_NULL)
                return reply_see_other(
                        rq, v.at_counter ? "/tiep-nhan/:draft" : "/nop/:draft/kiem-tra", v.draft);
        if (r == 0)
                r = camera_of_draft(rq->tx, d.id, rq->who->account, &c);
        if (r == 0)
                r = camera_photos(rq->tx, d.id, c.id, &photos);
        if (r < 0)
                return r;
        v.paper = c.paper;
        v.paper_id = c.paper_id;
        v.open = camera_is_open(&c, rq->now);
        v.until = words_time(rq->arena, rq->lang, c.expires_at);
        v.photos = photo_lines(rq, &photos);
        v.n_photos = photos.n;
        if (v.open) {
                v.link = link_of(rq, c.id);
                v.qr = qr_path(rq->arena, v.link, &v.qr_size);
        }
        if (d.counter_unit_id != I64_NULL) {
                const struct unit *u = org_unit(org_get(rq->arena), d.counter_unit_id);

                v.unit_name = u ? unit_full_name(rq->arena, u) : STR("");
        }
        view_camera_desk(&rq->html, &v);
        return reply_page(rq, rq->verb == GET ? 200 : 422);
}

static const struct field desk_fields[] = {
        { "giay", FIELD_I64, 0, 0, 0, NULL }, /* the paper of a new link; absent: it ends */
        { "join", FIELD_BOOL, 0, 0, 0, NULL },
        { 0 },
};

struct desk {
        struct camera_new begin; /* paper I64_NULL: the link ends */
        struct closing closing;
};

static int desk_prepare(struct req *rq, struct input *in)
{
        struct desk *k = NEW(rq->arena, struct desk);
        struct camera_paper paper;
        struct camera_draft d;
        int r = desk_draft(rq->tx, rq->route, rq->who, path_str(in, "draft"), &d);

        if (r < 0)
                return r;
        if (d.dossier_id != I64_NULL)
                return req_fail(rq, ERR_GONE, T_CAMERA_SENT);
        k->begin = (struct camera_new){ d.id, input_i64(in, "giay"), rq->who->account, rq->peer };
        in->prepared = k;
        if (k->begin.paper != I64_NULL)
                return camera_paper(rq->tx, d.version_id, k->begin.paper, &paper);
        r = camera_of_draft(rq->tx, d.id, rq->who->account, &k->closing.camera);
        if (r < 0 || !camera_is_open(&k->closing.camera, rq->now))
                return r;
        return closing_prepare(rq, in, input_bool(in, "join"), &k->closing);
}

static int desk_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        const struct desk *k = in->prepared;
        const struct closing *c = &k->closing;
        bool begins = k->begin.paper != I64_NULL;
        int r;

        out->code = path_str(in, "draft");
        out->json = begins ? STR("{\"next\":\"/chup\"}")
                           : str_fmt(tx->arena, "{\"next\":\"%s\"}",
                                     at_counter(in->route) ? "#giay-to" : "/giay-to");
        if (begins) {
                r = camera_begin(tx, &k->begin);
                return r == ERR_RATE ? input_fail((struct input *)in, NULL, T_CAMERA_MANY, STR_NULL)
                                     : r;
        }
        return camera_close(tx, &c->camera, c->pdf, c->joined, c->n, in->who->account, in->peer);
}

static int desk_answer(struct req *rq, const struct outcome *out)
{
        const struct json *j;

        if (json_parse(rq->arena, out->json, &j, NULL) < 0)
                return ERR_CORRUPT;
        return reply_see_other(rq,
                str_fmt(rq->arena, "%s/:draft%.*s", desk_place(rq->route),
                        STRF(json_str(json_get(j, "next"))))
                        .ptr,
                out->code);
}

/* ---- the telephone: GET and POST /chup/:token ---- */

static int phone_show(struct req *rq)
{
        struct camera_phone_view v = {
                .rq = rq, .in = rq->verb == GET ? NULL : rq->in, .token = path_str(rq->in, "token")
        };
        struct camera_photo_rows photos;
        struct camera c;
        int r = camera_by_token(rq->tx, v.token, &c);

        if (r == 0)
                r = camera_photos(rq->tx, c.draft_id, c.id, &photos);
        if (r < 0)
                return r;
        v.open = camera_is_open(&c, rq->now);
        v.paper = c.paper;
        v.until = words_time(rq->arena, rq->lang, c.expires_at);
        v.photos = photo_lines(rq, &photos);
        v.n_photos = photos.n;
        v.full = photos.n >= PHOTOS_MOST;
        if (c.counter_unit_id != I64_NULL) {
                const struct unit *u = org_unit(org_get(rq->arena), c.counter_unit_id);

                v.unit_name = u ? unit_full_name(rq->arena, u) : STR("");
        }
        view_camera_phone(&rq->html, &v);
        return reply_page(rq, !v.open ? 410 : rq->verb == GET ? 200 : 422);
}

static const struct field phone_fields[] = {
        DOSSIER_FILES(T_DOSSIER_FILE_BAD),
        { "xong", FIELD_BOOL, 0, 0, 0, NULL },
        { 0 },
};

struct phone {
        struct closing closing; /* with "xong" */
        struct given_files given;
};

/* Before the photo is taken: a link that is none, or has ended, takes nothing. */
static int phone_admit(struct req *rq)
{
        struct str token = path_str(rq->in, "token"), tried = camera_tried(rq->arena, token);
        struct camera c;
        int r = tries_left(rq->tx, CAMERA_FAILURE, tried, rq->peer);

        if (r == 0)
                r = camera_by_token(rq->tx, token, &c);
        if (r == ERR_NOT_FOUND) {
                rq->in->failure_kind = CAMERA_FAILURE;
                rq->in->failure_subject = tried;
                rq->in->failure_by_peer = true;
        }
        if (r < 0)
                return r;
        return camera_is_open(&c, rq->now) ? 0 : req_fail(rq, ERR_GONE, T_CAMERA_GONE);
}

static void name_photos(struct req *rq, size_t had, struct given_files *g)
{
        for (size_t i = 0; i < g->n; i++) {
                struct upload *u = NEW(rq->arena, struct upload);

                if (!g->list[i].upload || !photos_is_photo(g->list[i].type))
                        continue;
                *u = *g->list[i].upload;
                u->name = str_cat(rq->arena, photo_name(rq, had + i),
                        str_is(u->type, "image/png") ? STR(".png") : STR(".jpg"));
                g->list[i].upload = u;
                g->list[i].name = u->name;
        }
}

static int phone_prepare(struct req *rq, struct input *in)
{
        struct phone *p = NEW(rq->arena, struct phone);
        struct camera *c = &p->closing.camera;
        struct camera_photo_rows photos;
        int r = camera_by_token(rq->tx, path_str(in, "token"), c);

        if (r == 0)
                r = camera_photos(rq->tx, c->draft_id, c->id, &photos);
        if (r < 0)
                return r;
        in->prepared = p;
        if (input_bool(in, "xong"))
                return closing_prepare(rq, in, true, &p->closing);
        /* Nobody is signed in here: nothing that came before, under a code, is theirs. */
        if (dossier_files_sent(in) == 0 || input_count(in, "uploaded"))
                return input_fail(in, "files", T_CAMERA_NONE, STR_NULL);
        r = dossier_files_take(rq, in, photos.n, &p->given);
        if (r == 0)
                name_photos(rq, photos.n, &p->given);
        return r;
}

static int phone_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        const struct phone *p = in->prepared;
        const struct closing *c = &p->closing;
        int r;

        out->code = path_str(in, "token");
        if (input_bool(in, "xong"))
                return camera_close(tx, &c->camera, c->pdf, c->joined, c->n, I64_NULL, in->peer);
        r = camera_take(tx, out->code, &p->given, in->peer);
        return r == ERR_LIMIT
                       ? input_fail((struct input *)in, "files", T_DOSSIER_FILE_MANY, STR_NULL)
                       : r;
}

static int phone_answer(struct req *rq, const struct outcome *out)
{
        return reply_see_other(rq, "/chup/:token", out->code);
}

const struct route camera_routes[] = {
        { GET, "/tiep-nhan/:draft/chup", PERM_DOSSIER_INTAKE, ROUTE_NOINDEX | ROUTE_SCRIPT,
                READ(NULL, desk_show), .doc = "QR code for a telephone that photographs a paper" },
        { POST, "/tiep-nhan/:draft/chup", PERM_DOSSIER_INTAKE, ROUTE_SCRIPT,
                WRITE(desk_fields, desk_prepare, desk_apply, desk_answer, desk_show),
                .doc = "Open a telephone's link for a paper, or end it" },
        { GET, "/nop/:draft/chup", PERM_FILL, ROUTE_NOINDEX | ROUTE_SCRIPT, READ(NULL, desk_show),
                .doc = "QR code for a telephone that photographs a paper of one's application" },
        { POST, "/nop/:draft/chup", PERM_FILL, ROUTE_SCRIPT,
                WRITE(desk_fields, desk_prepare, desk_apply, desk_answer, desk_show),
                .doc = "Open a telephone's link for a paper of one's application, or end it" },
        { GET, "/chup/:token", PERM_PUBLIC, ROUTE_NOINDEX | ROUTE_SCRIPT, READ(NULL, phone_show),
                .doc = "The telephone's page: photos of one paper" },
        { POST, "/chup/:token", PERM_PUBLIC, ROUTE_PUBLIC_FORM | ROUTE_UPLOAD | ROUTE_SCRIPT,
                WRITE(phone_fields, phone_prepare, phone_apply, phone_answer, phone_show),
                .admit = phone_admit,
                .doc = "Send photos of the paper, or say that all are there" },
        { 0 },
};
