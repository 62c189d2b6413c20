/*
 * src/mod/dossier/library.c: the standard processes inside the program (data/processes), put into
 * the database at start, and open dossiers of before there were processes.
 */
#include "mod/dossier/process.h"

#include "audit/audit.h"
#include "base/embedded.h"
#include "base/id.h"
#include "base/json.h"
#include "base/log.h"
#include "crypto/hash.h"

#define FOLDER      "data/processes/"
#define ARENA       ((size_t)64 << 20)
#define ADOPT_BATCH 50

struct library {
        struct flow_deployment **models;
        size_t n;
};

static int read_one(struct arena *a, const char *name, struct flow_deployment **ret_d)
{
        struct str source;
        int r = embedded_read(a, name, &source);

        if (r == 0)
                r = flow_prepare(a, str_of(name), source, ret_d);
        if (r == ERR_INVALID)
                for (const struct bpmn_problem *p = (*ret_d)->problems; p; p = p->next)
                        if (p->severity <= BPMN_UNSUPPORTED)
                                log_error("process", "%s: %.*s", name, STRF(p->text));
        return r;
}

static int read_all(struct arena *a, struct library *lib)
{
        size_t n = 0;
        int r = 0;

        for (const struct embedded *e = data_files; e->name; e++)
                n++;
        lib->models = NEW_ARRAY(a, struct flow_deployment *, n + 1);
        for (const struct embedded *e = data_files; e->name && r == 0; e++)
                if (str_starts(str_of(e->name), STR(FOLDER)))
                        r = read_one(a, e->name, &lib->models[lib->n++]);
        return r;
}

/*
 * A text that was there before stays as it is; a new one is put in force unless the province has
 * published its own version of that process, which stays in force.
 */
static int install_one(struct tx *tx, const struct flow_deployment *d)
{
        struct flow_model_head latest, same;
        u8 digest[HASH_SIZE];
        i64 model;
        int r;

        hash_str(d->source, digest);
        r = flow_model_by_hash(tx, d->process, str_hex(tx->arena, digest, sizeof digest), &same);
        if (r != ERR_NOT_FOUND)
                return r;
        r = flow_model_latest(tx, d->process, &latest);
        if (r == 0 && !str_starts(latest.name, STR(FOLDER)))
                return 0;
        return r == 0 || r == ERR_NOT_FOUND ? flow_deploy(tx, d, &model) : r;
}

static int install(struct tx *tx, void *arg)
{
        const struct library *lib = arg;
        int r = 0;

        for (size_t i = 0; i < lib->n && r == 0; i++)
                r = install_one(tx, lib->models[i]);
        return r;
}

/* ------------------------------------------------------------ dossiers of before */

/*
 * What happened to it is told to a new instance, at the moments when it happened, with nothing
 * changed: the standard process offers what the state table of before offered, so the instance
 * comes to where the dossier is.
 */
int dossier__adopt(struct tx *tx, struct dossier *d)
{
        struct dossier_turn t = { .d = *d, .history = true };
        struct dossier_step_row_rows steps;
        struct procedure_version v;
        i64 now = tx->now, changed;
        int r = dossier_steps(tx, d->id, &steps);

        if (r == 0)
                r = procedure_version_by_id(tx, d->version_id, &v);
        if (r < 0)
                return r;
        t.d.flow_id = id_new();
        tx->now = d->submitted_at;
        r = dossier__begin(tx, &t, &v);
        for (size_t i = 0; r == 0 && i < steps.n; i++) {
                const struct dossier_step_row *s = &steps.rows[i];

                if (str_is(s->action, "submit"))
                        continue;
                tx->now = s->at;
                t.history_state = s->to_state;
                r = dossier__tell(tx, &t, s->action, s->actor_id);
        }
        tx->now = now;
        /* One that was taken over has no place yet. */
        if (r == 0 && !str_empty(d->step) && !str_eq(t.d.step, d->step))
                r = ERR_STATE;
        if (r == 0)
                r = dossier_adopt(tx, d->id, t.d.flow_id, t.d.step, &changed);
        if (r < 0)
                log_error("process", "dossier %.*s does not fit the process of its procedure: %s",
                        STRF(d->code), err_name(r));
        else
                d->flow_id = t.d.flow_id;
        return r;
}

struct adoption {
        const struct dossier_waif *list;
        size_t n;
};

static int adopt_list(struct tx *tx, void *arg)
{
        const struct adoption *a = arg;
        struct dossier d;
        int r = 0;

        for (size_t i = 0; i < a->n && r == 0; i++) {
                r = dossier_by_id(tx, a->list[i].id, &d);
                if (r == 0 && d.flow_id == I64_NULL)
                        r = dossier__adopt(tx, &d);
        }
        return r;
}

/* Together; when one does not fit, each by itself, so that the others do. */
static int adopt_page(struct store *s, i64 *after, size_t *ret_n)
{
        AUTO(arena_freep) struct arena *a = arena_new(ARENA);
        struct dossier_waif_rows rows;
        struct tx *tx;
        int r = store_read_begin(s, a, &tx);

        if (r < 0)
                return r;
        r = dossiers_without_process(tx, *after, ADOPT_BATCH, &rows);
        store_read_end(tx);
        if (r < 0 || !rows.n)
                return r;
        *after = rows.rows[rows.n - 1].id;
        *ret_n = rows.n;
        r = store_write(s, a, adopt_list, &(struct adoption){ rows.rows, rows.n });
        if (r != ERR_STATE)
                return r;
        for (size_t i = 0; i < rows.n; i++) {
                r = store_write(s, a, adopt_list, &(struct adoption){ &rows.rows[i], 1 });
                if (r < 0 && r != ERR_STATE)
                        return r;
        }
        return 0;
}

static int adopt_all(struct store *s)
{
        i64 after = 0, sum = 0;
        size_t n;
        int r;

        do {
                n = 0;
                r = adopt_page(s, &after, &n);
                sum += (i64)n;
        } while (r == 0 && n);
        if (sum && r == 0)
                log_info("process", "%lld open dossiers of before follow their process now",
                        (long long)sum);
        return r;
}

int dossier__install_processes(struct store *s)
{
        AUTO(arena_freep) struct arena *a = arena_new(ARENA);
        struct library lib = { .n = 0 };
        int r = read_all(a, &lib);

        if (r == 0)
                r = store_write(s, a, install, &lib);
        return r < 0 ? r : adopt_all(s);
}

/* ------------------------------------------------------------ which procedure has which */

/* A version whose process is not there (any more) must not keep people from handing in. */
static int named_by_version(
        struct tx *tx, const struct procedure_version *v, struct process_use_row *use)
{
        struct flow_model_head model;
        int r;

        if (str_empty(v->process))
                return 0;
        r = flow_model_latest(tx, v->process, &model);
        if (r == 0)
                use->process = v->process;
        else if (r == ERR_NOT_FOUND)
                log_error("process",
                        "procedure %.*s names the process \"%.*s\", which is not there",
                        STRF(v->code), STRF(v->process));
        return r == ERR_NOT_FOUND ? 0 : r;
}

int dossier_process_of(
        struct tx *tx, const struct procedure_version *v, struct process_use_row *ret_use)
{
        int r = process_use_of(tx, v->code, ret_use);

        if (r == ERR_NOT_FOUND) {
                *ret_use = (struct process_use_row){ .process = STR(DOSSIER_PROCESS_USUAL) };
                r = 0;
        }
        return r < 0 ? r : named_by_version(tx, v, ret_use);
}

static bool is_context(struct arena *a, struct str feel)
{
        struct feel_expr *e;

        return feel_compile(a, feel, NULL, FEEL_EXPRESSION, &e, NULL) == 0 &&
               feel_kind(feel_eval(feel_run_new(a, NULL), e, NULL)) == FEEL_CONTEXT;
}

int dossier_process_use(
        struct tx *tx, struct str procedure, struct str process, struct str parameters)
{
        struct procedure_full p;
        struct flow_model_head model;
        struct json_writer w;
        struct buf b;
        int r = catalogue_get(tx, procedure, org_day(org_get(tx->arena)), &p);

        if (r == 0)
                r = flow_model_latest(tx, process, &model);
        if (r == 0 && parameters.ptr && !is_context(tx->arena, parameters))
                r = ERR_INVALID;
        if (r == 0)
                r = process_use_put(tx, p.v.code, process, parameters, NULL);
        if (r < 0)
                return r;
        buf_init(&b, tx->arena, 1 << 20);
        json_begin(&w, &b);
        json_open(&w, NULL, '{');
        json_put_str(&w, "process", process);
        json_put_str(&w, "parameters", parameters);
        json_close(&w, '}');
        return audit_add(tx,
                &(struct audit_entry){ .actor = I64_NULL,
                        .action = "process.use",
                        .object_kind = "procedure",
                        .object = p.v.procedure_id,
                        .payload = buf_str(&b) },
                NULL);
}

/* ------------------------------------------------------------ do they agree? */

#define CHECK_BATCH 500

/* What is wrong with one, or NULL. */
static int look_at(struct tx *tx, const struct dossier_place_row *row, const char **ret_wrong)
{
        bool open = !str_is(row->step, "done"), runs = row->status == BPMN_RUNNING;
        struct dossier d;
        struct str step;
        int r = 0;

        *ret_wrong = NULL;
        if (open && row->status == I64_NULL)
                *ret_wrong = "is open and has no process";
        else if (row->status != I64_NULL && open != runs)
                *ret_wrong = "and its process did not end together";
        if (*ret_wrong || !open)
                return 0;
        r = dossier_by_id(tx, row->id, &d);
        if (r == 0)
                r = dossier__step_of(tx,
                        &(struct flow_place){ .id = d.flow_id, .root = d.flow_id, .object = d.id },
                        &d, (enum bpmn_status)row->status, &step);
        if (r == 0 && !str_eq(step, row->step))
                *ret_wrong = "stands in another list than its process says";
        return r;
}

static int check_page(struct store *s, i64 *after, struct buf *say, struct process_report *p)
{
        AUTO(arena_freep) struct arena *a = arena_new(ARENA);
        struct dossier_place_row_rows rows;
        const char *wrong;
        struct tx *tx;
        int r = store_read_begin(s, a, &tx);

        if (r < 0)
                return r;
        r = dossiers_and_instances(tx, *after, CHECK_BATCH, &rows);
        *after = r == 0 && rows.n == CHECK_BATCH ? rows.rows[rows.n - 1].id : I64_NULL;
        for (size_t i = 0; r == 0 && i < rows.n; i++) {
                r = look_at(tx, &rows.rows[i], &wrong);
                p->dossiers++;
                p->stuck += rows.rows[i].stuck > 0;
                if (r < 0 || !wrong)
                        continue;
                p->wrong++;
                buf_fmt(say, "dossier %.*s %s\n", STRF(rows.rows[i].code), wrong);
        }
        store_read_end(tx);
        return r;
}

int dossier_process_check(struct store *s, struct buf *say, struct process_report *ret_report)
{
        struct process_report p = { 0 };
        i64 after = 0;
        int r = 0;

        while (r == 0 && after != I64_NULL)
                r = check_page(s, &after, say, &p);
        if (r == 0)
                *ret_report = p;
        return r;
}
