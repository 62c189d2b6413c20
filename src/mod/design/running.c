/*
 * src/mod/design/running.c: the page of what runs by which version of a process, from which an
 * approver takes running instances over to the version in force: first a look, then for good.
 */
#include "mod/design/migrate.h"

#include "core/words.h"
#include "mod/design/pages.h"
#include "mod/design/views.h"
#include "web/texts.h"

#define COUNTED 100000 /* instances of one version, "more than" after that */
#define SHOWN   10     /* migrations */

static const struct field running_fields[] = {
        { "from", FIELD_I64, FIELD_REQUIRED, 0, 0, NULL },
        { "mode", FIELD_CHOICE, FIELD_REQUIRED, 0, 0, "look|move" },
        { 0 },
};

/* The engine calls drawn ones "CODE-3.bpmn" and standard ones by their file. */
static struct str model_name(
        struct req *rq, const struct design_model *m, const struct flow_model_head *x)
{
        struct str name = x->name, end = STR(".bpmn");
        struct str own = str_fmt(rq->arena, "%.*s-", STRF(m->code));

        if (str_starts(name, STR(DESIGN_STANDARD)))
                return s_DESIGN_STANDARD_VERSION(rq->arena, rq->lang);
        if (str_ends(name, end))
                name = str_sub(name, 0, name.len - end.len);
        return str_starts(name, own)
                       ? s_DESIGN_VERSION_N(rq->arena, rq->lang, str_sub(name, own.len, name.len))
                       : name;
}

static int fill_row(struct req *rq, struct design_running_view *v, const struct design_deployed *d,
        const struct flow_model_head *m, const struct design_migration_rows *past,
        struct design_running_row *row)
{
        const struct design_migration *looked =
                d->own ? design__looked(past, m->id, d->own->id) : NULL;
        struct flow_count count;
        int r = flow_instances_count(rq->tx, m->id, BPMN_RUNNING, COUNTED + 1, &count);

        if (r < 0)
                return r;
        *row = (struct design_running_row){ .name = model_name(rq, &v->head.m, m),
                .deployed = words_time(rq->arena, rq->lang, m->deployed_at),
                .running = MIN(count.n, COUNTED),
                .more = count.n > COUNTED,
                .own = m == d->own,
                .model = m->id };
        row->may_look = v->can_migrate && d->own && !row->own && count.n && !v->under_way;
        row->may_move = row->may_look && looked && looked->fit > 0 && !v->own_work;
        if (looked)
                row->fit = looked->fit;
        return 0;
}

static void fill_found(
        struct req *rq, const struct design_migration *m, struct design_migration_row *row)
{
        const struct design_finding *list;
        size_t n = design__findings(rq->arena, m->notes, &list);
        struct design_found_row *rows = NEW_ARRAY(rq->arena, struct design_found_row, n + 1);

        for (size_t i = 0; i < n; i++)
                rows[i] = (struct design_found_row){ .node = list[i].node,
                        .words = design__words_of(rq->arena, rq->lang, list[i].why),
                        .n = list[i].n,
                        .bad = list[i].bad };
        row->found = rows;
        row->n_found = n;
}

static void fill_migrations(struct req *rq, struct design_running_view *v,
        const struct design_deployed *d, const struct design_migration_rows *past)
{
        struct design_migration_row *list =
                NEW_ARRAY(rq->arena, struct design_migration_row, past->n + 1);

        for (size_t i = 0; i < past->n; i++) {
                const struct design_migration *m = &past->rows[i];
                bool over = m->ended_at != I64_NULL;
                struct str from = STR("");

                for (size_t k = 0; k < d->models.n; k++)
                        if (d->models.rows[k].id == m->from_model)
                                from = model_name(rq, &v->head.m, &d->models.rows[k]);
                list[i] = (struct design_migration_row){
                        .what = m->dry ? s_DESIGN_LOOKED(rq->arena, rq->lang, from)
                                       : s_DESIGN_MIGRATED(rq->arena, rq->lang, from),
                        .when = words_time(rq->arena, rq->lang, over ? m->ended_at : m->started_at),
                        .who = m->who,
                        .came = m->dry ? s_DESIGN_WOULD_GO(rq->arena, rq->lang, m->fit, m->blocked)
                                       : s_DESIGN_WENT(rq->arena, rq->lang, m->fit, m->blocked),
                        .tag = over ? (struct design_tag){ TONE_GREEN, ICON_XONG,
                                              s_DESIGN_MIGRATION_OVER(rq->arena, rq->lang) }
                                    : (struct design_tag){ TONE_BLUE, ICON_DONGHO,
                                              s_DESIGN_MIGRATION_ON(rq->arena, rq->lang) }
                };
                v->under_way = v->under_way || !over;
                fill_found(rq, m, &list[i]);
        }
        v->migrations = list;
        v->n_migrations = past->n;
}

static int fill(struct req *rq, struct design_running_view *v)
{
        const struct design_version *x = &v->head.v;
        struct design_running_row *rows;
        struct design_migration_rows past;
        struct design_deployed d;
        struct design_hands hands;
        int r = design__deployed(rq->tx, x, &d);

        if (r == 0)
                r = design_migrations(rq->tx, x->id, SHOWN, &past);
        if (r == 0)
                r = design_has_written(rq->tx, x->id, rq->who->person, &hands);
        if (r < 0)
                return r;
        v->own_work = hands.n > 0;
        v->in_force = design_phase(x->state, x->valid_from, x->valid_to, day_of(rq->now)) ==
                      PHASE_IN_FORCE;
        v->can_migrate = v->in_force && who_has(rq->who, PERM_DESIGN_APPROVE);
        fill_migrations(rq, v, &d, &past);
        rows = NEW_ARRAY(rq->arena, struct design_running_row, d.models.n + 1);
        for (size_t i = 0; i < d.models.n && r == 0; i++)
                r = fill_row(rq, v, &d, &d.models.rows[i], &past, &rows[i]);
        v->rows = rows;
        v->n_rows = d.models.n;
        return r;
}

/* GET /thiet-ke/:code/:number/dang-chay; 404 for what never was a process in force. */
static int running_show(struct req *rq)
{
        struct design_running_view v = { .in = rq->verb == GET ? NULL : rq->in };
        int r = design__head(rq, &v.head);

        if (r == 0)
                r = fill(rq, &v);
        if (r < 0)
                return r;
        view_design_running_page(&rq->html, &v);
        return reply_page(rq, rq->verb == GET ? 200 : 422);
}

static int running_apply(struct tx *tx, const struct input *in, struct outcome *ret_out)
{
        bool dry = str_is(input_str(in, "mode"), "look");
        const struct version_act act = { .who = in->who,
                .action = dry ? STR("look") : STR("migrate"),
                .peer = in->peer,
                .revision = I64_NULL,
                .valid_from = I64_NULL };
        struct design_version v;
        struct design_model m;
        int r = design__find(tx, in, &m, &v);

        if (r < 0)
                return r;
        ret_out->code = m.code;
        return design__migrate(tx, &m, &v, &act, input_i64(in, "from"), dry);
}

static int running_answer(struct req *rq, const struct outcome *out)
{
        return reply_see_other(
                rq, "/thiet-ke/:code/:number/dang-chay", out->code, path_str(rq->in, "number"));
}

const struct route design_running_routes[] = {
        { GET, "/thiet-ke/:code/:number/dang-chay", PERM_DESIGN_READ, ROUTE_NOINDEX,
                READ(NULL, running_show), .doc = "What runs by which version of a process" },
        { POST, "/thiet-ke/:code/:number/dang-chay", PERM_DESIGN_APPROVE, 0,
                WRITE(running_fields, NULL, running_apply, running_answer, running_show),
                .doc = "Look at taking running instances over to this version, or do it" },
        { 0 },
};
