/*
 * src/mod/design/migrate.c: see migrate.h. A batch is one write: the instances it moved, how far it
 * came and what it found stand together, so that who is killed goes on where the last batch ended.
 * Instances that are in the way of nothing but themselves stay with their version.
 */
#include "mod/design/migrate.h"

#include "base/id.h"
#include "base/json.h"
#include "crypto/hash.h"
#include "flow/engine.h"
#include "mod/design/rules.h"

#define BATCH        50 /* instances of one write */
#define FINDINGS_MAX 200
#define LISTED       20 /* migrations of one version that are looked at for a dry run */

int design__deployed(struct tx *tx, const struct design_version *v, struct design_deployed *ret_d)
{
        struct design_offer_name process;
        struct design_bytes bytes;
        u8 digest[HASH_SIZE];
        struct str hash;
        int r = design_offer_of(tx, v->id, str_of(design_kinds[DESIGN_PROCESS]), &process);

        if (r == 0)
                r = design_content(tx, v->id, &bytes);
        if (r == 0)
                r = flow_models_of(tx, process.name, &ret_d->models);
        if (r < 0)
                return r;
        hash_str(bytes.content, digest);
        hash = str_hex(tx->arena, digest, sizeof digest);
        ret_d->own = NULL;
        for (size_t i = 0; i < ret_d->models.n && !ret_d->own; i++)
                if (str_eq(ret_d->models.rows[i].hash, hash))
                        ret_d->own = &ret_d->models.rows[i];
        return 0;
}

const struct design_migration *design__looked(
        const struct design_migration_rows *rows, i64 from_model, i64 to_model)
{
        for (size_t i = 0; i < rows->n; i++) {
                const struct design_migration *m = &rows->rows[i];

                if (m->from_model == from_model && m->to_model == to_model)
                        return m->dry && m->ended_at != I64_NULL ? m : NULL;
        }
        return NULL;
}

static bool under_way(const struct design_migration_rows *rows)
{
        for (size_t i = 0; i < rows->n; i++)
                if (rows->rows[i].ended_at == I64_NULL)
                        return true;
        return false;
}

/* From another version of the same process, and after a look. */
static int may_migrate(struct tx *tx, const struct design_version *v,
        const struct design_deployed *d, i64 from_model, bool dry)
{
        const struct design_migration *looked;
        struct design_migration_rows before;
        bool known = false;
        int r;

        for (size_t i = 0; i < d->models.n; i++)
                known = known || d->models.rows[i].id == from_model;
        if (!d->own || !known || from_model == d->own->id)
                return ERR_STATE;
        r = design_migrations(tx, v->id, LISTED, &before);
        if (r < 0)
                return r;
        looked = design__looked(&before, from_model, d->own->id);
        return under_way(&before) || (!dry && (!looked || looked->fit == 0)) ? ERR_STATE : 0;
}

int design__migrate(struct tx *tx, const struct design_model *m, const struct design_version *v,
        const struct version_act *act, i64 from_model, bool dry)
{
        struct design_deployed d;
        i64 id = id_new();
        int r;

        if (design_phase(v->state, v->valid_from, v->valid_to, day_of(tx->now)) != PHASE_IN_FORCE)
                return ERR_STATE;
        r = design__deployed(tx, v, &d);
        if (r == 0)
                r = may_migrate(tx, v, &d, from_model, dry);
        if (r == 0 && !dry)
                r = design__second_person(tx, v, act->who);
        if (r == 0)
                r = design_migration_insert(tx, &(struct design_migration_insert_args){ .id = id,
                                                        .version_id = v->id,
                                                        .from_model = from_model,
                                                        .to_model = d.own->id,
                                                        .dry = dry,
                                                        .account_id = act->who->account,
                                                        .who = who_words(tx->arena, act->who),
                                                        .at = tx->now });
        if (r == 0)
                r = job_add(tx, DESIGN_MIGRATE, id, STR("{}"), 0);
        return r < 0 ? r : design__record(tx, m, v->id, v->number, act);
}

/* ---- What is found --------------------------------------------------------------------------- */

size_t design__findings(struct arena *a, struct str notes, const struct design_finding **ret_list)
{
        struct design_finding *list = NEW_ARRAY(a, struct design_finding, FINDINGS_MAX);
        const struct json *j;
        size_t n = 0;

        if (json_parse(a, notes, &j, NULL) < 0)
                j = NULL;
        JSON_EACH(x, j)
        if (n < FINDINGS_MAX)
                list[n++] = (struct design_finding){ json_str(json_get(x, "node")),
                        json_str(json_get(x, "why")), json_i64(json_get(x, "n"), 0),
                        json_bool(json_get(x, "bad"), false) };
        *ret_list = list;
        return n;
}

struct tally {
        struct design_finding list[FINDINGS_MAX];
        size_t n;
};

static void tally_add(struct tally *t, const struct flow_obstacle *o, bool bad)
{
        struct design_finding *f = t->list;

        while (f < t->list + t->n &&
                (f->bad != bad || !str_eq(f->node, o->node) || !str_eq(f->why, o->why)))
                f++;
        if (f == t->list + FINDINGS_MAX)
                return;
        if (f == t->list + t->n) {
                *f = (struct design_finding){ o->node, o->why, 0, bad };
                t->n++;
        }
        f->n++;
}

static void tally_all(struct tally *t, const struct flow_migration *m)
{
        for (size_t i = 0; i < m->n_obstacles; i++)
                tally_add(t, &m->obstacles[i], true);
        for (size_t i = 0; i < m->n_changes && !m->n_obstacles; i++)
                tally_add(t, &m->changes[i], false);
}

static struct str tally_json(struct arena *a, const struct tally *t)
{
        struct json_writer w;
        struct buf b;

        buf_init(&b, a, 1 << 20);
        json_begin(&w, &b);
        json_open(&w, NULL, '[');
        for (size_t i = 0; i < t->n; i++) {
                json_open(&w, NULL, '{');
                json_put_str(&w, "node", t->list[i].node);
                json_put_str(&w, "why", t->list[i].why);
                json_put_i64(&w, "n", t->list[i].n);
                json_put_bool(&w, "bad", t->list[i].bad);
                json_close(&w, '}');
        }
        json_close(&w, ']');
        return buf_str(&b);
}

/* ---- The job --------------------------------------------------------------------------------- */

struct batch {
        i64 id;
        bool over; /* nothing is left to do */
};

static int one(struct tx *tx, struct design_migration *m, i64 instance, struct tally *t)
{
        struct flow_migration found = { 0 };
        int r = flow_migrate(tx, instance, FLOW_ANY, m->to_model, m->dry, m->account_id, &found);

        if (r < 0 && found.n_obstacles == 0)
                return r;
        if (r == 0)
                m->fit++;
        else
                m->blocked++;
        tally_all(t, &found);
        m->after = instance;
        return 0;
}

static int batch_apply(struct tx *tx, void *arg)
{
        struct batch *b = arg;
        const struct design_finding *before;
        struct flow_instance_brief_rows rows;
        struct design_migration m;
        struct tally *t;
        int r = design_migration_get(tx, b->id, &m);

        b->over = r == 0 && m.ended_at != I64_NULL;
        if (r < 0 || b->over)
                return r;
        r = flow_instances_of_model(tx, m.from_model, BPMN_RUNNING, m.after, BATCH, &rows);
        if (r < 0)
                return r;
        t = NEW(tx->arena, struct tally);
        t->n = design__findings(tx->arena, m.notes, &before);
        memcpy(t->list, before, t->n * sizeof *before);
        for (size_t i = 0; i < rows.n && r == 0; i++)
                r = one(tx, &m, rows.rows[i].id, t);
        if (r < 0)
                return r;
        b->over = rows.n < BATCH;
        return design_migration_go(tx,
                &(struct design_migration_go_args){ .id = m.id,
                        .after = m.after,
                        .fit = m.fit,
                        .blocked = m.blocked,
                        .notes = tally_json(tx->arena, t),
                        .ended_at = b->over ? tx->now : I64_NULL },
                NULL);
}

int design__migrate_run(struct job_run *run)
{
        struct batch b = { .id = run->object };
        int r = 0;

        while (r == 0 && !b.over) {
                AUTO(arena_freep) struct arena *a = arena_new(64 << 20);

                r = store_write(run->store, a, batch_apply, &b);
        }
        return r;
}
