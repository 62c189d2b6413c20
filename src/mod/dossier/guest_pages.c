/*
 * src/mod/dossier/guest_pages.c: a guest's way in over HTTP: beginning without an account, the code
 * that is shown once, going on with it, and taking a guest's draft over. No SQL, no HTML.
 */
#include "core/queries.h"
#include "core/tries.h"
#include "core/words.h"
#include "crypto/hash.h"
#include "mod/dossier/guest.h"
#include "mod/dossier/views.h"
#include "web/texts.h"
#include "web/web.h"

#define SHOWN_MS (2 * MINUTE_MS) /* a request that is repeated later shows no code any more */

static int check_digits(struct input *in, const char *field)
{
        struct str digits = input_str(in, field);

        for (size_t i = 0; i < digits.len; i++)
                if (digits.ptr[i] < '0' || digits.ptr[i] > '9')
                        digits.len = 0;
        return digits.len == GUEST_DIGITS ? 0
                                          : input_fail(in, field, T_GUEST_DIGITS_NEEDED, STR_NULL);
}

/* GET and POST /thu-tuc/:code/khach. */

static const struct field begin_query[] = {
        { "f", FIELD_FORM, FIELD_PERSONAL, 0, 0, NULL },
        { 0 },
};

static const struct field begin_fields[] = {
        { "so", FIELD_KEY, FIELD_REQUIRED | FIELD_PERSONAL, 20, T_GUEST_DIGITS_NEEDED, NULL },
        { "f", FIELD_FORM, FIELD_PERSONAL, 0, 0, NULL },
        { 0 },
};

static int begin_show(struct req *rq)
{
        struct guest_view v = { .rq = rq, .in = rq->verb == GET ? NULL : rq->in };
        i64 day = org_day(org_get(rq->arena));
        struct procedure_full p;
        int r = catalogue_get(rq->tx, path_str(rq->in, "code"), day, &p);

        if (r == 0)
                r = dossier_demands_identity(rq->tx, p.v.code, day, &v.demands, &v.basis);
        if (r < 0)
                return r;
        v.code = p.v.code;
        v.name = p.v.usual;
        v.online = !str_is(p.v.online, "none");
        v.brought = start_brought(rq, &v.n_brought);
        view_guest_begin(&rq->html, &v);
        return reply_page(rq, rq->verb == GET ? 200 : 422);
}

struct begin {
        struct draft_start start;
        struct guest_new guest;
        struct str digits;
};

static int begin_prepare(struct req *rq, struct input *in)
{
        struct begin *b = NEW(rq->arena, struct begin);
        struct str basis;
        bool demands;
        int r = start_begin(rq, in, &b->start);

        if (r == 0)
                r = dossier_demands_identity(rq->tx, b->start.procedure.v.code,
                        org_day(org_get(rq->arena)), &demands, &basis);
        if (r == 0 && demands)
                r = req_fail(rq, ERR_STATE, T_GUEST_DEMANDED);
        if (r == 0)
                r = check_digits(in, "so");
        if (r == 0)
                r = start_page(rq, &b->start);
        if (r < 0)
                return r;
        guest_make(rq->arena, in->key, &b->guest);
        b->guest.login.agent = req_header(rq, "User-Agent");
        b->digits = input_str(in, "so");
        in->prepared = b;
        return 0;
}

static int begin_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        struct begin *b = in->prepared;
        int r = guest_begin(tx, &b->guest, &b->start, b->digits, in->peer);

        out->code = b->start.code;
        out->json = str_fmt(tx->arena, "{\"at\":%lld}", (long long)tx->now);
        return r == ERR_RATE ? input_fail((struct input *)in, NULL, T_GUEST_MANY, STR_NULL) : r;
}

static int begin_answer(struct req *rq, const struct outcome *out)
{
        struct guest_code_view v = { .rq = rq, .draft = out->code };
        const struct json *j;
        struct guest_new g;
        i64 at;

        if (json_parse(rq->arena, out->json, &j, NULL) < 0)
                return ERR_CORRUPT;
        at = json_i64(json_get(j, "at"), 0);
        if (rq->now - at > SHOWN_MS)
                return reply_see_other(rq, "/thu-tuc/:code/khach", path_str(rq->in, "code"));
        guest_make(rq->arena, rq->in->key, &g);
        reply_cookie(rq, SESSION_COOKIE, g.login.token, -1);
        v.code = g.code;
        v.until = words_day(rq->arena, rq->lang, day_of(draft_expiry(at)));
        view_guest_code(&rq->html, &v);
        return reply_page(rq, 200);
}

/* GET and POST /nop-tiep. */

static const struct field resume_fields[] = {
        { "ma", FIELD_TEXT, FIELD_REQUIRED | FIELD_PERSONAL, 40, T_GUEST_CODE_NEEDED, NULL },
        { "so", FIELD_KEY, FIELD_REQUIRED | FIELD_PERSONAL, 20, T_GUEST_DIGITS_NEEDED, NULL },
        { 0 },
};

static int resume_show(struct req *rq)
{
        struct guest_resume_view v = { .rq = rq,
                .in = rq->verb == GET ? NULL : rq->in,
                .takes_over = who_has(rq->who, PERM_APPLY),
                .inside = rq->who->guest };

        view_guest_resume(&rq->html, &v);
        return reply_page(rq, rq->verb == GET ? 200 : 422);
}

static int resume_prepare(struct req *rq, struct input *in)
{
        struct login *l = NEW(rq->arena, struct login);

        if (rq->who->account && !rq->who->guest && !who_has(rq->who, PERM_APPLY))
                return input_fail(in, NULL, T_GUEST_OFFICER, STR_NULL);
        identity_new_login(rq->arena, l);
        l->agent = req_header(rq, "User-Agent");
        in->prepared = l;
        return check_digits(in, "so");
}

/* Where the draft stands, or the dossier that it became, and which session was opened. */
static int put_place(
        struct tx *tx, const struct draft *d, const struct login *l, struct outcome *out)
{
        bool sent = d->dossier_id != I64_NULL;
        struct dossier dossier;
        int r = 0;

        out->code = d->code;
        if (sent) {
                r = dossier_by_id(tx, d->dossier_id, &dossier);
                out->code = r == 0 ? dossier.code : STR_NULL;
        }
        out->json = str_fmt(tx->arena, "{\"sent\":%d,\"session\":\"%.*s\"}", sent,
                STRF(str_hex(tx->arena, l->hash, HASH_SIZE)));
        return r;
}

static int open_guest(struct tx *tx, const struct input *in, const struct guest *g)
{
        struct login *l = in->prepared;
        int r = in->who->guest ? session_end(tx, in->who->session, tx->now, NULL) : 0;

        l->account = g->account_id;
        return r < 0 ? r : identity_open_session(tx, l, in->peer, l->agent);
}

static int resume_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        struct str code = input_str(in, "ma");
        struct guest g;
        struct draft d;
        int r = guest_find(tx, code, input_str(in, "so"), in->peer, &g);

        if (r == ERR_NOT_FOUND || r == ERR_RATE)
                return tries_refuse((struct input *)in, GUEST_FAILURE, guest_tried(tx->arena, code),
                        r, "ma", T_GUEST_NONE, T_GUEST_LOCKED);
        if (r == 0 && who_has(in->who, PERM_APPLY)) {
                r = guest_take_over(tx, &g, in->who, &d);
        } else if (r == 0) {
                r = draft_by_id(tx, g.draft_id, &d);
                if (r == 0)
                        r = open_guest(tx, in, &g);
        }
        return r < 0 ? r : put_place(tx, &d, in->prepared, out);
}

static int resume_answer(struct req *rq, const struct outcome *out)
{
        const struct login *l = rq->in->prepared;
        const struct json *j;

        if (json_parse(rq->arena, out->json, &j, NULL) < 0)
                return ERR_CORRUPT;
        if (!who_has(rq->who, PERM_APPLY)) {
                /* Repeated with the same key: that session's token is not known any more. */
                if (!l || !str_eq(json_str(json_get(j, "session")),
                                  str_hex(rq->arena, l->hash, HASH_SIZE)))
                        return reply_see_other(rq, "/nop-tiep");
                reply_cookie(rq, SESSION_COOKIE, l->token, -1);
        }
        if (json_i64(json_get(j, "sent"), 0))
                return reply_see_other(rq, "/ho-so/:code", out->code);
        return reply_see_other(rq, "/nop/:draft/thong-tin", out->code);
}

/* POST /nop-tiep/thoi: the next person at this machine finds nothing. */

static int leave_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        (void)out;
        return in->who->guest ? session_end(tx, in->who->session, tx->now, NULL) : 0;
}

static int leave_answer(struct req *rq, const struct outcome *out)
{
        (void)out;
        if (rq->who->guest)
                reply_cookie(rq, SESSION_COOKIE, STR(""), 0);
        return reply_see_other(rq, "/nop-tiep");
}

const struct route guest_routes[] = {
        { GET, "/thu-tuc/:code/khach", PERM_PUBLIC, ROUTE_NOINDEX, READ(begin_query, begin_show),
                .doc = "Begin an application without an account" },
        { POST, "/thu-tuc/:code/khach", PERM_PUBLIC, ROUTE_PUBLIC_FORM,
                WRITE(begin_fields, begin_prepare, begin_apply, begin_answer, begin_show),
                .doc = "Start a guest's draft; answers with its code, this once" },
        { GET, "/nop-tiep", PERM_PUBLIC, ROUTE_NOINDEX, READ(NULL, resume_show),
                .doc = "Go on with a guest's draft" },
        { POST, "/nop-tiep", PERM_PUBLIC, ROUTE_PUBLIC_FORM,
                WRITE(resume_fields, resume_prepare, resume_apply, resume_answer, resume_show),
                .doc = "Go on with a guest's draft by its code, or take it over when signed in" },
        { POST, "/nop-tiep/thoi", PERM_FILL, 0, WRITE(NULL, NULL, leave_apply, leave_answer, NULL),
                .doc = "Leave a guest's draft on this machine" },
        { 0 },
};
