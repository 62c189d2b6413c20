/*
 * src/mod/dossier/known.c: see known.h; and the button "ask again" on a draft whose look-up had no
 * answer.
 */
#include "mod/dossier/known.h"

#include "core/consent.h"
#include "core/identity.h"
#include "mod/dossier/application.h"
#include "web/texts.h"
#include "web/web.h"

/* House and hamlet as said, then the commune as this province calls it. */
static struct str address_of(struct arena *a, const struct population_said *said)
{
        const struct unit *const *units, *commune = NULL;
        size_t n = org_all(org_get(a), &units);

        for (size_t i = 0; i < n && said->commune_code.ptr; i++)
                if (str_eq(units[i]->gso_code, said->commune_code) &&
                        unit_is_valid(units[i], org_day(org_get(a))))
                        commune = units[i];
        if (!commune)
                return said->address;
        if (!said->address.ptr)
                return unit_place_name(a, commune);
        return str_fmt(a, "%.*s, %.*s", STRF(said->address), STRF(unit_place_name(a, commune)));
}

static void offer_said(struct arena *a, struct answers *v, const struct population_said *said)
{
        const struct {
                const char *meaning;
                struct str text;
        } known[] = {
                { "applicant.identity", said->identity },
                { "applicant.sex", said->sex },
                { "applicant.ethnic", said->ethnic },
                { "applicant.nationality", said->nationality },
                { "applicant.address", address_of(a, said) },
                { "applicant.birth_date",
                        said->birth_day == I64_NULL ? STR_NULL : day_iso(a, said->birth_day) },
        };

        for (size_t i = 0; i < ARRAY_LEN(known); i++)
                form_data_offer(a, v->values, v->stored.form, known[i].meaning, known[i].text);
}

static int ask_population(struct req *rq, const struct procedure_version *p,
        const struct person *me, struct answers *v, struct str *ret_known)
{
        const struct population_ask ask = { .account = rq->who->account,
                .person = me->id,
                .identity = me->identity,
                .name = me->name,
                .birth_day = me->birth_day,
                .procedure = p->code,
                .why = "apply",
                .login = rq->who->login,
                .peer = rq->peer };
        struct population_said said;
        enum population_end end;
        int r = population_look_up(rq, &ask, &end, &said);

        if (r < 0)
                return r;
        if (end == POPULATION_GIVEN)
                offer_said(rq->arena, v, &said);
        *ret_known = str_of(population_ends[end]);
        return 0;
}

int known_offer(
        struct req *rq, const struct procedure_version *p, struct answers *v, struct str *ret_known)
{
        struct person me;
        bool assured = false;
        struct consent prefill;
        int r = person_by_id(rq->tx, rq->who->person, &me);

        *ret_known = STR_NULL;
        if (r == 0)
                r = identity_assured(rq->tx, me.id, &assured);
        if (r == 0)
                r = consent_of(rq->tx, rq->who->account, CONSENT_PREFILL, &prefill);
        if (r == 0 && assured && prefill.given && population_offered() && me.identity.len &&
                me.birth_day != I64_NULL)
                r = ask_population(rq, p, &me, v, ret_known);
        if (r == 0)
                answers_offer_person(rq->arena, v, &me);
        return r;
}

/* POST /nop/:draft/dan-cu: the other side was away before. */

struct again {
        struct draft draft;
        struct str answers, known;
        i64 place;
};

static int again_prepare(struct req *rq, struct input *in)
{
        struct again *x = NEW(rq->arena, struct again);
        struct application a;
        int r = application_load(rq, path_str(in, "draft"), &a);

        if (r < 0)
                return r;
        if (a.draft.dossier_id != I64_NULL || a.behalf.on)
                return ERR_STATE; /* nobody is looked up for another */
        r = known_offer(rq, &a.procedure.v, &a.answers, &x->known);
        if (r < 0)
                return r;
        x->draft = a.draft;
        x->answers = answers_json(rq->arena, &a.answers);
        x->place = a.place ? a.place->id : I64_NULL;
        in->prepared = x;
        return x->answers.ptr ? 0 : ERR_LIMIT;
}

static int again_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        const struct again *x = in->prepared;
        struct draft now;
        i64 changed = 0;
        int r = draft_by_code(tx, x->draft.code, &now);

        out->code = x->draft.code;
        if (r == 0 && now.version != x->draft.version)
                return ERR_STALE; /* typed in another window meanwhile: that is not lost */
        if (r == 0)
                r = draft_save(tx, x->draft.id, x->answers, x->place, tx->now,
                        draft_expiry(tx->now), &changed);
        if (r == 0 && x->known.ptr)
                r = draft_known_put(tx, x->draft.id, x->known, tx->now, NULL);
        return r < 0 ? r : changed ? 0 : ERR_STATE;
}

static int again_answer(struct req *rq, const struct outcome *out)
{
        return reply_see_other(rq, "/nop/:draft/thong-tin", out->code);
}

const struct route known_routes[] = {
        { POST, "/nop/:draft/dan-cu", PERM_APPLY, ROUTE_SLOW,
                WRITE(NULL, again_prepare, again_apply, again_answer, NULL),
                .doc = "Ask the population database once more" },
        { 0 },
};
