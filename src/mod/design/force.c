/*
 * src/mod/design/force.c: what happens when a published version comes into force. A process is put
 * into the engine on its first day, at once or by a timer, so that what is started then follows it;
 * what runs already keeps its version. Decisions are found by name whenever a business rule task
 * asks, in the version that is in force at that moment. Forms are read from the version itself.
 */
#include "core/generation.h"
#include "mod/design/force.h"
#include "mod/design/migrate.h"

static int process_offers(
        struct arena *a, struct str content, const struct str **ret_names, size_t *ret_n)
{
        struct flow_deployment *d;
        struct str *names = NEW_ARRAY(a, struct str, 1);
        int r = flow_prepare(a, STR("model.bpmn"), content, &d);

        if (r < 0)
                return r;
        names[0] = d->process;
        *ret_names = names;
        *ret_n = 1;
        return 0;
}

static int decision_offers(
        struct arena *a, struct str content, const struct str **ret_names, size_t *ret_n)
{
        const struct dmn_source source = { STR("model.dmn"), content };
        struct dmn_model *model;
        struct str *names;
        size_t n = 0;
        int r = dmn_load(a, &source, 1, &model);

        if (r < 0)
                return r;
        while (dmn_name(model, DMN_DECISION, n).ptr)
                n++;
        names = NEW_ARRAY(a, struct str, n + 1);
        for (size_t i = 0; i < n; i++)
                names[i] = dmn_name(model, DMN_DECISION, i);
        *ret_names = names;
        *ret_n = n;
        return 0;
}

int design__offers(struct arena *a, enum design_kind kind, struct str content,
        const struct str **ret_names, size_t *ret_n)
{
        if (kind == DESIGN_PROCESS)
                return process_offers(a, content, ret_names, ret_n);
        if (kind == DESIGN_DECISION)
                return decision_offers(a, content, ret_names, ret_n);
        *ret_n = 0;
        return 0;
}

/* ---- Processes ------------------------------------------------------------------------------- */

static int deploy(struct tx *tx, struct str code, i64 number, struct str content)
{
        struct flow_deployment *d;
        i64 model;
        int r = flow_prepare(tx->arena,
                str_fmt(tx->arena, "%.*s-%lld.bpmn", STRF(code), (long long)number), content, &d);

        return r < 0 ? r : flow_deploy(tx, d, &model);
}

static int offer_space(struct tx *tx, i64 version, struct str content)
{
        struct str space = design__space(tx->arena, content);

        return str_empty(space) ? 0 : design_offer_insert(tx, version, STR(DESIGN_SPACE), space);
}

int design__enforce(
        struct tx *tx, const struct design_model *m, const struct design_version *v, i64 from)
{
        enum design_kind kind = (enum design_kind)design_kind_of(m->kind);
        const struct str *names;
        struct design_offering other;
        struct design_bytes bytes;
        size_t n;
        int r = design_content(tx, v->id, &bytes);

        if (r == 0)
                r = design__offers(tx->arena, kind, bytes.content, &names, &n);
        for (size_t i = 0; r == 0 && i < n; i++) {
                r = design_offer_elsewhere(tx, m->kind, names[i], m->id, from, &other);
                if (r == 0)
                        return ERR_EXISTS;
                if (r == ERR_NOT_FOUND)
                        r = design_offer_insert(tx, v->id, m->kind, names[i]);
        }
        if (r == 0 && kind == DESIGN_DECISION)
                r = offer_space(tx, v->id, bytes.content);
        if (r == 0 && kind == DESIGN_DECISION)
                r = generation_move(tx, "catalogue"); /* pages of procedures say what is decided */
        if (r < 0 || kind != DESIGN_PROCESS)
                return r;
        if (from <= day_of(tx->now))
                return deploy(tx, m->code, v->number, bytes.content);
        return timer_set(tx, "design.force", v->id, STR("first"), STR("{}"), day_start(from));
}

static int force_apply(struct tx *tx, void *arg)
{
        const struct job_run *run = arg;
        struct design_due v;
        int r = design_version_due(tx, run->object, &v);

        if (r == 0 &&
                design_phase(v.state, v.valid_from, v.valid_to, day_of(tx->now)) == PHASE_IN_FORCE)
                r = deploy(tx, v.code, v.number, v.content);
        return r;
}

/* The first day has come; a version that another took the place of meanwhile is left alone. */
static int force_run(struct job_run *run)
{
        return store_write(run->store, run->arena, force_apply, run);
}

const struct job_kind design_jobs[] = {
        { "design.force", force_run, 0 },
        { DESIGN_MIGRATE, design__migrate_run, 0 },
        { 0 },
};

/* ---- Decisions ------------------------------------------------------------------------------- */

/* Null with a note is no answer that a dossier should go on with: somebody has to look. */
static void answer(struct flow_call *call, const struct feel_run *run,
        const struct feel_value *value, const struct design_offered *o)
{
        const struct feel_note *note = feel_run_notes(run);

        if (feel_kind(value) == FEEL_NULL && note)
                call->stuck = str_fmt(call->arena, "decision \"%.*s\" (%.*s %lld): %.*s",
                        STRF(call->name), STRF(o->code), (long long)o->number, STRF(note->text));
        else
                call->result = value;
        call->by = str_fmt(call->arena, "%.*s %lld", STRF(o->code), (long long)o->number);
}

int design_decide(struct flow_call *call)
{
        const struct dmn_source *sources;
        struct dmn_model *model;
        struct design_offered o;
        struct feel_run *run;
        i64 day = day_of(call->now);
        size_t n;
        int r = design_offered(call->tx, STR("decision"), call->name, day, &o);

        if (r == 0)
                r = design__with_imports(call->arena, call->tx, o.content, day, &sources, &n);
        if (r < 0)
                return r;
        r = dmn_load(call->arena, sources, n, &model);
        if (r < 0)
                return ERR_CORRUPT; /* it loaded when it was published */
        run = feel_run_new(call->arena, NULL);
        feel_run_set_now(run, call->now);
        answer(call, run, dmn_decide(run, model, call->name, call->data), &o);
        return 0;
}
