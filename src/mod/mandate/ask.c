/*
 * src/mod/mandate/ask.c: asking to act for who cannot grant it here: a child, an organisation, an
 * adult without account. A counter decides that has seen the papers (desk.c), or whom it is for, if
 * they have an account after all. No SQL, no HTML.
 */
#include "base/typed.h"
#include "core/frame.h"
#include "core/queries.h"
#include "core/question.h"
#include "mod/mandate/internal.h"
#include "mod/mandate/views.h"
#include "web/texts.h"
#include "web/web.h"

static const struct field which_query[] = {
        { "kieu", FIELD_CHOICE, 0, 0, 0, MANDATE_KINDS },
        { 0 },
};

/*
 * What is needed depends on the kind, so ask_prepare says what is missing, and all of it at once: a
 * page that comes back has lost the files that were chosen.
 */
static const struct field ask_fields[] = {
        { "kieu", FIELD_CHOICE, FIELD_REQUIRED, 0, 0, MANDATE_KINDS },
        { "ten", FIELD_TEXT, FIELD_PERSONAL, 200, 0, NULL },
        { "so", FIELD_TEXT, FIELD_PERSONAL, 20, 0, NULL },
        { "sinh", FIELD_DATE, FIELD_PERSONAL, 0, 0, NULL },
        { "pham_vi", FIELD_CHOICE, 0, 0, 0, "tat-ca|chon" },
        { "thu_tuc", FIELD_LINES, 0, 2000, 0, NULL },
        { "den", FIELD_DATE, 0, 0, 0, NULL },
        { "giay", FIELD_TEXT, FIELD_PERSONAL, 200, 0, NULL },
        MANDATE_PAPERS,
        { "don_vi", FIELD_KEY, 0, 40, 0, NULL },
        { "vi_sao", FIELD_LINES, FIELD_PERSONAL, 500, 0, NULL },
        { 0 },
};

static bool is_child(const struct input *in)
{
        return str_is(input_str(in, "kieu"), "child");
}

static bool is_organisation(const struct input *in)
{
        return str_is(input_str(in, "kieu"), "organisation");
}

static int ask_show(struct req *rq)
{
        bool again = rq->verb != GET;
        struct mandate_ask_view v = { .form = { .rq = rq, .in = again ? rq->in : NULL },
                .kind = input_str(rq->in, "kieu"),
                .child = is_child(rq->in),
                .organisation = is_organisation(rq->in) };
        int r = mandate__usual(rq, &v.form);

        if (r < 0)
                return r;
        v.n_places = question_places(rq->arena, org_get(rq->arena), &v.places);
        who_reads_own(rq, rq->who->account); /* prepare has read who they are */
        if (str_empty(v.kind))
                view_mandate_which(&rq->html, rq);
        else
                view_mandate_ask(&rq->html, &v);
        return reply_page(rq, again ? 422 : 200);
}

static int take_name(struct req *rq, struct input *in, struct mandate_new *n)
{
        (void)rq;
        n->name = str_trim(input_str(in, "ten"));
        return str_empty(n->name) ? input_fail(in, "ten", T_MANDATE_PRINCIPAL_NEEDED, STR_NULL) : 0;
}

/* The number that whom it is for is known by: of an organisation its tax code. */
static int take_number(struct req *rq, struct input *in, struct mandate_new *n)
{
        struct str typed = str_trim(input_str(in, "so"));
        struct person me;
        int r = 0;

        if (is_organisation(in))
                return typed_tax_code(rq->arena, typed, &n->identity) < 0
                               ? input_fail(in, "so", T_MANDATE_TAX_NEEDED, STR_NULL)
                               : 0;
        if (is_child(in) && str_empty(typed))
                return 0;
        if (typed_identity(rq->arena, typed, &n->identity) < 0)
                return input_fail(in, "so", T_MANDATE_NUMBER_NEEDED, STR_NULL);
        r = person_by_id(rq->tx, rq->who->person, &me);
        if (r == 0 && str_eq(me.identity, n->identity))
                return input_fail(in, "so", T_MANDATE_SELF, STR_NULL);
        return r;
}

/* A child's parent acts until it is of age, and like all others not for ever. */
static int take_child_days(struct req *rq, struct input *in, struct mandate_new *n)
{
        i64 today = day_of(rq->now), of_age;
        int r;

        if (n->birth_day == I64_NULL || n->birth_day > today)
                return input_fail(in, "sinh", T_MANDATE_BORN_NEEDED, STR_NULL);
        r = mandate_of_age(rq->tx, rq->now, n->birth_day, &of_age);
        if (r < 0)
                return r;
        n->until_day = MIN(of_age - 1, today + MANDATE_DAYS_MAX);
        return of_age <= today ? input_fail(in, "sinh", T_MANDATE_NO_CHILD, STR_NULL) : 0;
}

static int take_days(struct req *rq, struct input *in, struct mandate_new *n)
{
        i64 today = day_of(rq->now);

        n->birth_day = input_i64(in, "sinh");
        n->from_day = today;
        n->until_day = input_i64(in, "den");
        if (is_child(in))
                return take_child_days(rq, in, n);
        if (n->until_day == I64_NULL)
                return input_fail(in, "den", T_MANDATE_UNTIL_NEEDED, STR_NULL);
        return n->until_day < today || n->until_day > today + MANDATE_DAYS_MAX
                       ? input_fail(in, "den", T_MANDATE_UNTIL_BAD, STR_NULL)
                       : 0;
}

static int take_papers(struct req *rq, struct input *in, struct mandate_new *n)
{
        int r = mandate__check_files(in);

        (void)rq;
        n->paper = str_trim(input_str(in, "giay"));
        if (str_empty(n->paper))
                r = input_fail(in, "giay", T_MANDATE_PAPER_NEEDED, STR_NULL);
        if (input_count(in, "ban_chup") == 0)
                r = input_fail(in, "ban_chup", T_MANDATE_FILE_NEEDED, STR_NULL);
        return r;
}

static int take_counter(struct req *rq, struct input *in, struct mandate_new *n)
{
        const struct org *o = org_get(rq->arena);
        const struct unit *u = org_unit_by_code(o, input_str(in, "don_vi"));

        if (!u || !str_is(u->kind, "commune") || !unit_is_valid(u, org_day(o)))
                return input_fail(in, "don_vi", T_MANDATE_COUNTER_NEEDED, STR_NULL);
        n->unit = u->id;
        return 0;
}

static int ask_prepare(struct req *rq, struct input *in)
{
        typedef int take_fn(struct req * rq, struct input * in, struct mandate_new * n);
        static take_fn *const steps[] = { take_name, take_number, take_days,
                mandate__take_procedures, take_papers, take_counter };
        struct mandate_sent *s = NEW(rq->arena, struct mandate_sent);
        int r = 0;

        mandate__new_codes(rq->arena, s);
        s->n = (struct mandate_new){ .code = s->n.code,
                .kind = input_str(in, "kieu"),
                .person = I64_NULL,
                .account = rq->who->account,
                .words = input_str(in, "vi_sao"),
                .by = rq->who,
                .peer = rq->peer };
        in->prepared = s;
        for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
                int step = steps[i](rq, in, &s->n);

                if (step < 0 && step != ERR_INVALID)
                        return step;
                r = MIN(r, step);
        }
        return r;
}

static int ask_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        const struct mandate_sent *s = in->prepared;
        struct mandate_new n = s->n;
        int r = is_organisation(in) || str_empty(n.identity)
                        ? 0
                        : mandate_known_person(tx, n.identity, n.name, &n.person);

        out->code = n.code;
        /* Whose number it is instead is told to nobody: the counter will see. */
        return r < 0 && r != ERR_EXISTS ? r : mandate__put(tx, in, s, &n);
}

static int ask_answer(struct req *rq, const struct outcome *out)
{
        return reply_see_other(rq, "/lam-thay/:mandate", out->code);
}

const struct route mandate_ask_routes[] = {
        { GET, "/lam-thay-xin", PERM_APPLY, ROUTE_NOINDEX, READ(which_query, ask_show),
                .doc = "Ask to act for a child, an organisation, an adult without account" },
        { POST, "/lam-thay-xin", PERM_APPLY, ROUTE_UPLOAD,
                WRITE(ask_fields, ask_prepare, ask_apply, ask_answer, ask_show),
                .doc = "Ask to act for a child, an organisation, an adult without account" },
        { 0 },
};
