/*
 * src/mod/complaint/own.c: complaining over HTTP: from one's dossier, and without an account by its
 * code and digits. No SQL, no HTML.
 */
#include "base/random.h"
#include "core/rule.h"
#include "core/tries.h"
#include "core/words.h"
#include "mod/complaint/internal.h"
#include "mod/complaint/views.h"
#include "web/texts.h"
#include "web/web.h"

static const struct field send_fields[] = {
        { "viec", FIELD_CHOICE, FIELD_REQUIRED, 0, T_COMPLAINT_TOPIC_NEEDED, COMPLAINT_TOPICS },
        { "loi", FIELD_LINES, FIELD_REQUIRED | FIELD_PERSONAL, 2000, T_COMPLAINT_WORDS_NEEDED,
                NULL },
        DOSSIER_FILES(T_DOSSIER_FILE_BAD),
        { 0 },
};

/* ---- GET and POST /ho-so/:code/kien-nghi ---- */

static int own_dossier(struct req *rq, struct dossier *ret_d)
{
        struct dossier d;
        int r = dossier_get(rq->tx, rq->who, path_str(rq->in, "code"), &d);

        if (r == 0 && d.account_id != rq->who->account)
                r = ERR_NOT_FOUND;
        if (r == 0)
                *ret_d = d;
        return r;
}

static int own_show(struct req *rq)
{
        bool again = rq->verb != GET;
        struct complaint_own_view v = { .rq = rq,
                .in = again && rq->route->fields == send_fields ? rq->in : NULL,
                .errors = again ? rq->in->errors : NULL };
        struct procedure_version p;
        const struct unit *u;
        struct dossier d;
        int r = own_dossier(rq, &d);

        if (r == 0)
                r = procedure_version_by_id(rq->tx, d.version_id, &p);
        if (r == 0)
                r = complaint_list(rq, &d, rq->who->account, &v.list, &v.n, &v.open);
        if (r == 0)
                r = complaint_days(rq->tx, rq->now, &v.days);
        if (r < 0)
                return r;
        who_reads_own(rq, d.account_id);
        u = org_unit(org_get(rq->arena), d.unit_id);
        v.dossier = d.code;
        v.procedure = p.usual;
        v.unit = u ? unit_full_name(rq->arena, u) : STR("");
        complaint_topics(rq->arena, rq->lang, v.topics);
        view_complaint_own(&rq->html, &v);
        return reply_page(rq, rq->verb == GET ? 200 : 422);
}

struct sending {
        struct dossier d;
        struct given_files files;
        struct str code;
};

static int send_prepare(struct req *rq, struct input *in)
{
        struct sending *s = NEW(rq->arena, struct sending);
        int r = own_dossier(rq, &s->d);

        if (r == 0)
                r = dossier_files_take(rq, in, 0, &s->files);
        s->code = str_cat(rq->arena, STR("KN-"), random_code(rq->arena, 8));
        in->prepared = s;
        return r;
}

static int refuse(struct input *in, int r)
{
        if (r == ERR_EXISTS)
                return input_fail(in, NULL, T_COMPLAINT_ONE_OPEN, STR_NULL);
        return r == ERR_LIMIT ? input_fail(in, NULL, T_COMPLAINT_MANY, STR_NULL) : r;
}

static int send_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        const struct sending *s = in->prepared;
        i64 id;
        int r = complaint_send(tx,
                &(struct complaint_new){ .code = s->code,
                        .dossier = &s->d,
                        .account = in->who->account,
                        .topic = input_str(in, "viec"),
                        .words = input_str(in, "loi"),
                        .peer = in->peer },
                &id);

        out->code = s->d.code;
        if (r == 0)
                r = complaint__put_files(tx, in, &s->files, id, false);
        return refuse((struct input *)in, r);
}

static int own_answer(struct req *rq, const struct outcome *out)
{
        return reply_see_other(rq, "/ho-so/:code/kien-nghi", out->code);
}

/* ---- POST /ho-so/:code/kien-nghi/rut ---- */

static const struct field back_fields[] = {
        { "kien_nghi", FIELD_KEY, FIELD_REQUIRED, 40, 0, NULL },
        { "version", FIELD_I64, FIELD_REQUIRED, 0, 0, NULL },
        { 0 },
};

static int back_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        struct complaint c;
        int r = complaint_by_code(tx, input_str(in, "kien_nghi"), &c);

        out->code = path_str(in, "code");
        if (r == 0 && (c.account_id != in->who->account || !str_eq(c.dossier_code, out->code)))
                r = ERR_NOT_FOUND;
        return r < 0 ? r
                     : complaint_move(tx, &c,
                               &(struct complaint_act){ .who = in->who,
                                       .action = STR("take_back"),
                                       .version = input_i64(in, "version"),
                                       .peer = in->peer });
}

/* ---- POST /tra-cuu/kien-nghi: whoever looks a dossier up may complain about it ---- */

static const struct field look_fields[] = {
        { "ma", FIELD_TEXT, FIELD_REQUIRED, 60, T_COMPLAINT_CODE_NEEDED, NULL },
        { "so", FIELD_KEY, FIELD_REQUIRED, 20, T_COMPLAINT_CODE_NEEDED, NULL },
        { "viec", FIELD_CHOICE, FIELD_REQUIRED, 0, T_COMPLAINT_TOPIC_NEEDED, COMPLAINT_TOPICS },
        { "loi", FIELD_LINES, FIELD_REQUIRED | FIELD_PERSONAL, 2000, T_COMPLAINT_WORDS_NEEDED,
                NULL },
        { 0 },
};

static int look_show(struct req *rq)
{
        struct complaint_look_view v = { .rq = rq,
                .in = rq->in,
                .code = input_typed(rq->in, "ma"),
                .digits = input_typed(rq->in, "so") };

        complaint_topics(rq->arena, rq->lang, v.topics);
        view_complaint_look(&rq->html, &v);
        return reply_page(rq, 422);
}

static int look_prepare(struct req *rq, struct input *in)
{
        struct str *code = NEW(rq->arena, struct str);

        *code = str_cat(rq->arena, STR("KN-"), random_code(rq->arena, 8));
        in->prepared = code;
        return 0;
}

static int look_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        const struct str *code = in->prepared;
        struct dossier d;
        i64 id;
        int r = dossier_look_up(tx, input_str(in, "ma"), input_str(in, "so"), in->peer, &d);

        if (r == ERR_NOT_FOUND || r == ERR_RATE)
                return tries_refuse((struct input *)in, DOSSIER_LOOKUP, input_str(in, "ma"), r,
                        "ma", T_COMPLAINT_NONE, T_COMPLAINT_LOCKED);
        if (r == 0)
                r = complaint_send(tx,
                        &(struct complaint_new){ .code = *code,
                                .dossier = &d,
                                .account = I64_NULL,
                                .topic = input_str(in, "viec"),
                                .words = input_str(in, "loi"),
                                .peer = in->peer },
                        &id);
        out->code = d.code;
        return refuse((struct input *)in, r);
}

static int look_answer(struct req *rq, const struct outcome *out)
{
        struct complaint_look_view v = { .rq = rq, .code = out->code, .sent = true };

        view_complaint_look(&rq->html, &v);
        return reply_page(rq, 200);
}

const struct route complaint_own_routes[] = {
        { GET, "/ho-so/:code/kien-nghi", PERM_FILL, ROUTE_NOINDEX, READ(NULL, own_show),
                .doc = "What one complained of about a dossier, and what was answered" },
        { POST, "/ho-so/:code/kien-nghi", PERM_FILL, ROUTE_UPLOAD,
                WRITE(send_fields, send_prepare, send_apply, own_answer, own_show),
                .doc = "Complain about how a dossier is dealt with" },
        { POST, "/ho-so/:code/kien-nghi/rut", PERM_FILL, 0,
                WRITE(back_fields, NULL, back_apply, own_answer, own_show),
                .doc = "Take a complaint back" },
        { POST, "/tra-cuu/kien-nghi", PERM_PUBLIC, ROUTE_PUBLIC_FORM,
                WRITE(look_fields, look_prepare, look_apply, look_answer, look_show),
                .doc = "Complain about a dossier that one looks up by code and four digits" },
        { 0 },
};
