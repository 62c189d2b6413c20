/*
 * src/mod/portal/lookup.c: GET and POST /tra-cuu. The form is a post: what proves a right does not
 * belong into an address, and wrong guesses leave their count, which only a write can. Ten thousand
 * endings of an identity number are few; the limits make them many (lookup.h).
 */
#include "mod/portal/lookup.h"

#include "base/json.h"
#include "core/frame.h"
#include "core/queries.h"
#include "core/setting.h"
#include "core/words.h"
#include "mod/portal/portal.h"
#include "mod/portal/view.h"
#include "mod/portal/views.h"
#include "web/texts.h"

#define DIGITS 4

static int counted(struct tx *tx, const char *kind, struct str subject, i64 *ret_n)
{
        i64 since = tx->now - setting_i64(SETTING_LOOKUP_LOCK_MINUTES) * MINUTE_MS;
        struct failure_total total;
        int r = failure_count(tx, str_of(kind), subject, since, &total);

        if (r == 0)
                *ret_n = total.n;
        return r;
}

static bool digits_match(struct str identity, struct str digits)
{
        return digits.len == DIGITS && identity.len >= DIGITS && str_ends(identity, digits);
}

int lookup_find(
        struct tx *tx, struct str code, struct str digits, struct str peer, struct dossier *ret_d)
{
        struct dossier_applicant who;
        struct dossier d;
        i64 by_code, by_peer;
        int r = counted(tx, LOOKUP_FAILURE, code, &by_code);

        if (r == 0)
                r = counted(tx, LOOKUP_FAILURE ".peer", peer, &by_peer);
        if (r < 0)
                return r;
        if (by_code >= setting_i64(SETTING_LOOKUP_TRIES) ||
                by_peer >= setting_i64(SETTING_LOOKUP_TRIES_ADDRESS))
                return ERR_RATE;
        r = dossier_by_code(tx, code, &d);
        if (r == 0)
                r = dossier_applicant_of(tx, d.id, &who);
        if (r == 0 && !digits_match(who.applicant_identity, digits))
                r = ERR_NOT_FOUND;
        if (r == 0)
                *ret_d = d;
        return r;
}

/* ---- the page ---- */

struct page_view *lookup_frame(const struct lookup_view *v)
{
        struct page_view *p = frame_public(v->rq, s_PORTAL_LOOKUP(v->rq->arena, v->rq->lang));

        p->failed = v->in != NULL;
        p->path = STR("/tra-cuu");
        return p;
}

static const struct field query_fields[] = {
        { "ma", FIELD_TEXT, 0, 60, 0, NULL },
        { 0 },
};

static const struct field form_fields[] = {
        { "ma", FIELD_TEXT, FIELD_REQUIRED, 60, T_PORTAL_LOOKUP_CODE_NEEDED, NULL },
        { "so", FIELD_KEY, FIELD_REQUIRED, 20, T_PORTAL_LOOKUP_DIGITS_NEEDED, NULL },
        { 0 },
};

static int show(struct req *rq)
{
        bool fresh = rq->verb == GET;
        struct lookup_view v = { .rq = rq,
                .in = fresh ? NULL : rq->in,
                .code = fresh ? input_str(rq->in, "ma") : input_typed(rq->in, "ma") };

        view_lookup_page(&rq->html, &v);
        return reply_page(rq, fresh ? 200 : 422);
}

static int prepare(struct req *rq, struct input *in)
{
        struct str digits = input_str(in, "so");
        i64 n;

        (void)rq;
        if (digits.len != DIGITS || str_to_i64(digits, &n) < 0)
                return input_fail(in, "so", T_PORTAL_LOOKUP_DIGITS_NEEDED, STR_NULL);
        return 0;
}

/* The facts of the page as JSON: kept with the request's key, for who loads it again. */
static int put_facts(struct tx *tx, const struct dossier *d, enum lang lang, struct str *ret_json)
{
        const struct unit *u = org_unit(org_get(tx->arena), d->unit_id);
        struct procedure_version p;
        struct json_writer w;
        struct buf b;
        int r = procedure_version_by_id(tx, d->version_id, &p);

        if (r < 0)
                return r;
        buf_init(&b, tx->arena, 20000);
        json_begin(&w, &b);
        json_open(&w, NULL, '{');
        json_put_i64(&w, "state", d->state);
        json_put_str(&w, "procedure", p.usual);
        json_put_str(&w, "unit", u ? unit_full_name(tx->arena, u) : STR(""));
        json_put_str(&w, "submitted", words_time(tx->arena, lang, d->submitted_at));
        json_put_str(&w, "due", words_time(tx->arena, lang, d->due_at));
        json_close(&w, '}');
        *ret_json = buf_str(&b);
        return 0;
}

static int apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        struct input *mine = (struct input *)in; /* to say what is wrong, and to count it */
        struct dossier d;
        int r = lookup_find(tx, input_str(in, "ma"), input_str(in, "so"), in->peer, &d);

        mine->failure_kind = r == ERR_NOT_FOUND ? LOOKUP_FAILURE : NULL;
        mine->failure_subject = input_str(in, "ma");
        mine->failure_by_peer = true;
        if (r == ERR_NOT_FOUND)
                return input_fail(mine, "ma", T_PORTAL_LOOKUP_NONE, STR_NULL);
        if (r == ERR_RATE)
                return input_fail(mine, NULL, T_PORTAL_LOOKUP_LOCKED,
                        str_fmt(tx->arena, "%lld",
                                (long long)setting_i64(SETTING_LOOKUP_LOCK_MINUTES)));
        return r < 0 ? r : put_facts(tx, &d, in->lang, &out->json);
}

static struct str fact(const struct json *facts, const char *name)
{
        struct str s = json_str(json_get(facts, name));

        return s.ptr ? s : STR("");
}

static int answer(struct req *rq, const struct outcome *out)
{
        struct lookup_view v = { .rq = rq, .code = input_str(rq->in, "ma"), .found = true };
        const struct json *facts;
        int r = json_parse(rq->arena, out->json, &facts, NULL);

        if (r < 0)
                return r;
        v.state = json_i64(json_get(facts, "state"), 0);
        v.procedure = fact(facts, "procedure");
        v.unit = fact(facts, "unit");
        v.submitted = fact(facts, "submitted");
        v.due = fact(facts, "due");
        view_lookup_page(&rq->html, &v);
        return reply_page(rq, 200);
}

const struct route portal_lookup_routes[] = {
        { GET, "/tra-cuu", PERM_PUBLIC, ROUTE_NOINDEX, READ(query_fields, show),
                .doc = "Where a dossier stands" },
        { POST, "/tra-cuu", PERM_PUBLIC, ROUTE_PUBLIC_FORM,
                WRITE(form_fields, prepare, apply, answer, show),
                .doc = "Where a dossier stands, by code and four digits" },
        { 0 },
};
