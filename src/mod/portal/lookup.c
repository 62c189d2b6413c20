/*
 * src/mod/portal/lookup.c: GET and POST /tra-cuu. The form is a post: what proves a right does not
 * belong into an address, and wrong guesses leave their count, which only a write can. Ten thousand
 * endings of an identity number are few; the limits make them many (dossier_look_up).
 */
#include "base/json.h"
#include "core/frame.h"
#include "core/queries.h"
#include "core/tries.h"
#include "core/words.h"
#include "mod/complaint/complaint.h"
#include "mod/dossier/dossier.h"
#include "mod/portal/portal.h"
#include "mod/portal/view.h"
#include "mod/portal/views.h"
#include "web/texts.h"

#define DIGITS 4

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

/* Those that were sent by code and digits; others are for the account that sent them. */
static int put_complaints(
        struct tx *tx, const struct dossier *d, enum lang lang, struct json_writer *w)
{
        struct complaint_rows rows;
        bool open = false;
        int r = complaints_of_dossier(tx, d->id, &rows);

        if (r < 0)
                return r;
        json_open(w, "complaints", '[');
        for (size_t i = 0; i < rows.n; i++) {
                const struct complaint *c = &rows.rows[i];

                open |= complaint_is_open(c->state);
                if (c->account_id != I64_NULL)
                        continue;
                json_open(w, NULL, '{');
                json_put_i64(w, "state", c->state);
                json_put_str(w, "sent", words_time(tx->arena, lang, c->sent_at));
                json_put_str(w, "answer", c->answer);
                json_close(w, '}');
        }
        json_close(w, ']');
        json_put_bool(w, "open", open);
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
        r = put_complaints(tx, d, lang, &w);
        json_close(&w, '}');
        *ret_json = buf_str(&b);
        return r;
}

static int apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        struct input *mine = (struct input *)in; /* to say what is wrong, and to count it */
        struct dossier d;
        int r = dossier_look_up(tx, input_str(in, "ma"), input_str(in, "so"), in->peer, &d);

        if (r < 0)
                return tries_refuse(mine, DOSSIER_LOOKUP, input_str(in, "ma"), r, "ma",
                        T_PORTAL_LOOKUP_NONE, T_PORTAL_LOOKUP_LOCKED);
        return put_facts(tx, &d, in->lang, &out->json);
}

static struct str fact(const struct json *facts, const char *name)
{
        struct str s = json_str(json_get(facts, name));

        return s.ptr ? s : STR("");
}

static void fill_complaints(struct req *rq, const struct json *facts, struct lookup_view *v)
{
        struct lookup_complaint *list =
                NEW_ARRAY(rq->arena, struct lookup_complaint, (facts ? facts->count : 0) + 1);

        JSON_EACH(x, facts)
        {
                struct lookup_complaint *c = &list[v->n_complaints++];

                c->sent = fact(x, "sent");
                c->answer = fact(x, "answer");
                c->state = complaint_state_words(
                        rq->arena, rq->lang, json_i64(json_get(x, "state"), 1), &c->tone);
        }
        v->complaints = list;
        v->digits = input_str(rq->in, "so");
        complaint_topics(rq->arena, rq->lang, v->topics);
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
        fill_complaints(rq, json_get(facts, "complaints"), &v);
        v.open = json_bool(json_get(facts, "open"), false);
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
