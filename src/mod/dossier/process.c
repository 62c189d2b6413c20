/*
 * src/mod/dossier/process.c: see process.h. Between the law's table and the engine: what a process
 * offers to whom, how an act reaches its instance, the handlers of its service tasks, and where
 * the dossier stands after every step.
 *
 * The idea: the engine says where a dossier is, moves.c says what may ever happen to it, and what
 * is possible now is what both say.
 */
#include "mod/dossier/process.h"

#include "base/log.h"

#define HANDLER "dossier."

/* What roles of user tasks mean here: who may finish them, and in which list of the office. */
static const struct {
        const char *role, *queue;
        enum perm permission;
} posts[] = {
        { "counter", "check", PERM_DOSSIER_INTAKE },
        { "specialist", "process", PERM_DOSSIER_PROCESS },
        { "leader", "approve", PERM_DOSSIER_APPROVE },
};
static const char *const queues[] = { "check", "process", "approve", "return", "wait" };

/* An outcome of a task that the law has no word for: the dossier goes on as it is. */
static const struct move free_move = { .action = DOSSIER_DONE };

static size_t role_of(struct str word)
{
        for (size_t i = 0; i < ARRAY_LEN(posts); i++)
                if (str_is(word, posts[i].role))
                        return i;
        return 1; /* a task of nobody in particular is a specialist's */
}

/* ------------------------------------------------------------ what is offered */

/* The words of a task's attribute, one after the other; a task that names none has the one. */
static bool next_action(struct str *rest, struct str *ret_word)
{
        while (str_cut(rest, ' ', ret_word))
                if (!str_empty(*ret_word))
                        return true;
        return false;
}

static struct str actions_of(const struct flow_task *t)
{
        return str_empty(t->actions) ? STR(DOSSIER_DONE) : t->actions;
}

static bool task_offers(const struct flow_task *t, struct str action)
{
        struct str rest = actions_of(t), word;

        while (next_action(&rest, &word))
                if (str_eq(word, action))
                        return true;
        return false;
}

/* The law's row for it now; words that are none of the law's are free. NULL: not now. */
static const struct move *move_of(const struct dossier *d, struct str action)
{
        return dossier_is_lawful(action) ? dossier_move_find(d, action) : &free_move;
}

/* May they finish this task? Its unit is the dossier's unless it names one. */
static bool may_task(const struct who *w, const struct dossier *d, const struct flow_task *t)
{
        enum perm p = posts[role_of(t->role)].permission;

        if (!str_empty(t->unit)) {
                AUTO(arena_freep) struct arena *a = arena_new(1 << 12);
                const struct unit *u = org_unit_by_code(org_get(a), t->unit);

                return u && who_may(w, p, u->id);
        }
        return who_may(w, p, d->unit_id) ||
               (p == PERM_DOSSIER_INTAKE && who_may(w, p, d->received_unit_id));
}

bool dossier_may_take(const struct who *w, const struct dossier *d, const struct dossier_offer *o)
{
        if (o->move->flags & MOVE_BY_APPLICANT || !o->task.id)
                return dossier_may(w, d, o->move);
        return may_task(w, d, &o->task);
}

struct offers {
        struct dossier_offer *list;
        size_t n, max;
};

static void put_offer(struct offers *all, const struct dossier *d, struct str action,
        const struct flow_task *task)
{
        const struct move *m = move_of(d, action);

        if (!m || all->n == all->max || (!task && m == &free_move))
                return;
        for (size_t i = 0; i < all->n; i++)
                if (str_eq(all->list[i].action, action) && (!task || !all->list[i].task.id))
                        return;
        all->list[all->n++] = (struct dossier_offer){
                .action = action, .move = m, .task = task ? *task : (struct flow_task){ 0 }
        };
}

int dossier_offers(struct tx *tx, const struct dossier *d, struct dossier_offer *ret_offers,
        size_t max, size_t *ret_n)
{
        struct offers all = { ret_offers, 0, max };
        struct flow_offers f;
        int r;

        *ret_n = 0;
        if (d->flow_id == I64_NULL || str_is(d->step, "done"))
                return 0;
        r = flow_offers(tx, d->flow_id, &f);
        if (r < 0)
                return r;
        for (size_t i = 0; i < f.tasks.n; i++) {
                struct str rest = actions_of(&f.tasks.rows[i]), word;

                while (next_action(&rest, &word))
                        put_offer(&all, d, word, &f.tasks.rows[i]);
        }
        for (size_t i = 0; i < f.n_messages; i++)
                put_offer(&all, d, f.messages[i], NULL);
        *ret_n = all.n;
        return 0;
}

int dossier_actions(struct tx *tx, const struct who *w, const struct dossier *d,
        struct dossier_offer *ret_offers, size_t max, size_t *ret_n)
{
        size_t n, kept = 0;
        int r = dossier_offers(tx, d, ret_offers, max, &n);

        for (size_t i = 0; i < n; i++)
                if (dossier_may_take(w, d, &ret_offers[i]))
                        ret_offers[kept++] = ret_offers[i];
        *ret_n = kept;
        return r;
}

/* ------------------------------------------------------------ an act reaches the instance */

static const struct feel_value *entry(struct arena *a, const char *key, const struct feel_value *v)
{
        const struct str keys[] = { str_of(key) };

        return feel_context(a, keys, &v, 1);
}

/* The task that this act finishes, among those that offer it: one that they may, if there is. */
static int find_task(struct tx *tx, const struct dossier *d, const struct dossier_act *act,
        struct dossier_offer *ret_o)
{
        struct flow_task_rows tasks;
        int r = flow_tasks_of(tx, d->flow_id, &tasks);

        for (size_t i = 0; r == 0 && i < tasks.n; i++) {
                const struct flow_task *t = &tasks.rows[i];

                if (!task_offers(t, act->action) || (act->task && act->task != t->id))
                        continue;
                if (!ret_o->task.id || (act->who && may_task(act->who, d, t)))
                        ret_o->task = *t;
                if (!act->who || may_task(act->who, d, t))
                        break;
        }
        return r;
}

/* By the task, of the dossier's process or of one that it has called; without one as a message. */
static int tell(struct tx *tx, struct dossier_turn *t, const struct flow_task *task,
        struct str action, i64 actor)
{
        struct flow_act act = { .instance = task->id ? task->instance : t->d.flow_id,
                .seq = FLOW_ANY,
                .in = { .kind = task->id ? BPMN_IN_DONE : BPMN_IN_MESSAGE,
                        .name = task->id ? STR("") : action,
                        .token = task->id ? task->token : 0,
                        .data = entry(tx->arena, "action", feel_string(tx->arena, action)) },
                .actor = actor,
                .caller = t };
        int r = task->id ? flow_act(tx, &act) : flow_tell(tx, &act);

        return r == ERR_NOT_FOUND ? ERR_STATE : r;
}

int dossier__tell(struct tx *tx, struct dossier_turn *t, struct str action, i64 actor)
{
        const struct dossier_act act = { .action = action };
        struct dossier_offer o = { .action = action };
        int r = find_task(tx, &t->d, &act, &o);

        return r < 0 ? r : tell(tx, t, &o.task, action, actor);
}

/* What the process does not wait for is told as that, before what else is wrong with the act. */
static int refusal(struct tx *tx, const struct dossier *d, const struct dossier_offer *o, int why)
{
        struct dossier_offer offers[DOSSIER_OFFERS_MAX];
        size_t n;
        int r = dossier_offers(tx, d, offers, ARRAY_LEN(offers), &n);

        if (r < 0)
                return r;
        for (size_t i = 0; i < n; i++)
                if (str_eq(offers[i].action, o->action))
                        return why;
        return ERR_STATE;
}

/* Who it is, and what they have seen, before what is wrong with it. */
static int check(struct tx *tx, const struct dossier *d, const struct dossier_act *act,
        const struct dossier_offer *o)
{
        bool mine = !act->who || (o->move && dossier_may_take(act->who, d, o));
        int r;

        if (!mine && (dossier_is_lawful(act->action) ? !dossier_may_ever(act->who, d, act->action)
                                                     : !!o->task.id))
                return ERR_DENIED;
        /* Whoever decided on an older page is told that, not what is wrong with it now. */
        if (act->version != I64_NULL && act->version != d->version)
                return ERR_STALE;
        if (!o->move || (o->move == &free_move && !o->task.id))
                return ERR_STATE;
        r = mine ? dossier__check_act(d, o->move, act) : ERR_DENIED;
        return r < 0 ? refusal(tx, d, o, r) : 0;
}

int dossier_move(
        struct tx *tx, struct dossier *d, const struct dossier_act *act, struct dossier *ret_d)
{
        struct dossier_offer o = { .action = act->action };
        struct dossier_turn t = { .act = act };
        int r = 0;

        /* Who acts for the applicant may have lost that right a moment ago. */
        if (act->who && act->who->account != d->account_id && dossier_is_theirs(act->who, d))
                r = dossier_is_followed(tx, d);
        if (r < 0)
                return r;
        if (d->flow_id == I64_NULL && !str_is(d->step, "done"))
                r = dossier__adopt(tx, d);
        if (r == 0 && d->flow_id != I64_NULL)
                r = find_task(tx, d, act, &o);
        if (r < 0)
                return r;
        o.move = move_of(d, act->action);
        t.d = *d;
        t.task = o.task.id ? o.task.name : STR("");
        r = check(tx, d, act, &o);
        if (r == 0 && d->flow_id == I64_NULL)
                r = ERR_STATE;
        if (r == 0)
                r = tell(tx, &t, &o.task, act->action, act->who ? act->who->account : I64_NULL);
        /* Work that changes no state is a step of the dossier all the same. */
        if (r == 0 && !t.recorded)
                r = dossier__change(tx, &t, o.move, act);
        else if (r == 0 && t.placed)
                r = dossier_place(tx, t.d.id, t.d.step, NULL);
        if (r == 0)
                *ret_d = *d = t.d;
        return r;
}

int dossier__begin(struct tx *tx, struct dossier_turn *t, const struct procedure_version *v)
{
        struct process_use_row use;
        const struct feel_value *data = NULL;
        struct feel_expr *e;
        i64 instance;
        int r = dossier_process_of(tx, v, &use);

        if (r == 0 && use.parameters.ptr &&
                feel_compile(tx->arena, use.parameters, NULL, FEEL_EXPRESSION, &e, NULL) == 0)
                data = feel_eval(feel_run_new(tx->arena, NULL), e, NULL);
        if (r == 0)
                r = flow_start(tx,
                        &(struct flow_start){ .process = use.process,
                                .id = t->d.flow_id,
                                .object = t->d.id,
                                .data = data,
                                .actor = I64_NULL,
                                .caller = t },
                        &instance);
        if (r == 0 && t->placed)
                r = dossier_place(tx, t->d.id, t->d.step, NULL);
        t->placed = false;
        return r;
}

/* ------------------------------------------------------------ service tasks */

/* By a timer or another part of the process: nobody's act, with the words that the model gives. */
static int own_turn(
        struct flow_call *c, struct str action, struct dossier_act *act, struct dossier_turn *ret_t)
{
        struct str note = feel_to_str(feel_get(c->data, STR("note")));

        *act = (struct dossier_act){ .action = action,
                .version = I64_NULL,
                .note = note.ptr ? note : STR(""),
                .due_day = I64_NULL };
        ret_t->act = act;
        return dossier_by_id(c->tx, c->object, &ret_t->d);
}

/* What follows by itself from what a person did is theirs too, without their words. */
static struct dossier_act act_for(const struct dossier_turn *t, struct str action)
{
        struct dossier_act act = *t->act;

        if (!str_eq(act.action, action)) {
                act.action = action;
                act.note = STR("");
                act.n_defects = 0;
        }
        return act;
}

/* Every change of a state: the law's row of that action, or the step is not made. */
static int run_move(struct flow_call *c)
{
        struct str action = str_sub(c->name, strlen(HANDLER), c->name.len);
        struct dossier_act act;
        struct dossier_turn own = { .recorded = false }, *t = c->caller;
        const struct move *m;
        int r = 0;

        if (!t) {
                t = &own;
                r = own_turn(c, action, &act, t);
        }
        if (r < 0)
                return r;
        if (t->history) {
                c->result = entry(c->arena, "state", feel_number(c->arena, t->history_state));
                return 0;
        }
        act = act_for(t, action);
        m = dossier_move_find(&t->d, action);
        if (!m && t == &own) {
                c->stuck = str_fmt(c->arena, "the law knows no \"%.*s\" in state %lld",
                        STRF(action), (long long)t->d.state);
                return 0;
        }
        r = m ? dossier__change(c->tx, t, m, &act) : ERR_STATE;
        if (r == 0)
                c->result = entry(c->arena, "state", feel_number(c->arena, t->d.state));
        return r;
}

/* ------------------------------------------------------------ from unit to unit */

/* The units above that follow one another: up the tree, then the one in charge of the procedure. */
static int run_levels(struct flow_call *c)
{
        const struct org *o = org_get(c->arena);
        const struct feel_value *levels[16];
        const struct unit *u, *last;
        struct procedure_version v;
        struct dossier d;
        size_t n = 0;
        int r = dossier_by_id(c->tx, c->object, &d);

        if (r == 0)
                r = procedure_version_by_id(c->tx, d.version_id, &v);
        if (r < 0)
                return r;
        for (u = org_unit(o, d.unit_id); u && u->parent && u->parent != org_root(o) && n < 15;
                u = u->parent)
                levels[n++] = feel_string(c->arena, u->parent->code);
        last = org_unit_by_code(o, v.unit_code);
        if (!last)
                last = org_unit_by_code(o, v.unit_code_2025);
        if (last && last != u && last->id != d.unit_id)
                levels[n++] = feel_string(c->arena, last->code);
        c->result = entry(c->arena, "levels", feel_list(c->arena, levels, n));
        return 0;
}

/* From now on the unit of the variable `unit` resolves it; the one before still sees it. */
static int run_transfer(struct flow_call *c)
{
        struct dossier_turn own = { .recorded = false }, *t = c->caller;
        const struct unit *to;
        struct dossier_act act;
        int r = 0;

        if (!t) {
                t = &own;
                r = own_turn(c, STR("transfer"), &act, t);
        }
        if (r < 0)
                return r;
        to = org_unit_by_code(org_get(c->arena), feel_to_str(feel_get(c->data, STR("unit"))));
        if (!to) {
                c->stuck = STR("the variable \"unit\" names no unit");
                return 0;
        }
        r = dossier__take_part(c->tx, t->d.id, t->d.unit_id);
        if (r < 0)
                return r;
        t->to_unit = to->id;
        return t->history ? 0 : dossier__change(c->tx, t, &free_move, t->act);
}

const struct flow_handler dossier_handlers[] = {
        { .name = HANDLER "levels", .in_tx = run_levels },
        { .name = HANDLER "transfer", .in_tx = run_transfer },
        { .name = HANDLER "accept", .in_tx = run_move },
        { .name = HANDLER "refuse", .in_tx = run_move },
        { .name = HANDLER "supplement", .in_tx = run_move },
        { .name = HANDLER "resubmit", .in_tx = run_move },
        { .name = HANDLER "withdraw", .in_tx = run_move },
        { .name = HANDLER "start", .in_tx = run_move },
        { .name = HANDLER "ask_payment", .in_tx = run_move },
        { .name = HANDLER "paid", .in_tx = run_move },
        { .name = HANDLER "extend", .in_tx = run_move },
        { .name = HANDLER "stop", .in_tx = run_move },
        { .name = HANDLER "resume", .in_tx = run_move },
        { .name = HANDLER "approve", .in_tx = run_move },
        { .name = HANDLER "correct", .in_tx = run_move },
        { .name = HANDLER "hand_over", .in_tx = run_move },
        { 0 },
};

/* ------------------------------------------------------------ where it stands */

static struct str queue_of(const struct flow_task *t, const struct dossier *d)
{
        size_t role = role_of(t->role);

        for (size_t i = 0; i < ARRAY_LEN(queues); i++)
                if (str_is(t->queue, queues[i]))
                        return str_of(queues[i]);
        if (role == 0 && d->state == DOSSIER_FINISHED)
                return STR("return");
        return str_of(posts[role].queue);
}

static bool is_among(const struct dossier_unit_row_rows *units, i64 unit)
{
        for (size_t i = 0; i < units->n; i++)
                if (units->rows[i].unit_id == unit)
                        return true;
        return false;
}

/* Who is asked may see it, also later; how long for an answer is kept (dossier_asked). */
static int note_asked(struct tx *tx, const struct dossier *d, const struct flow_task_rows *tasks)
{
        struct dossier_unit_row_rows open,
                now = { NEW_ARRAY(tx->arena, struct dossier_unit_row, tasks->n + 1), 0 };
        int r = dossier_asked_now(tx, d->id, &open);

        for (size_t i = 0; r == 0 && i < tasks->n; i++) {
                const struct unit *u = org_unit_by_code(org_get(tx->arena), tasks->rows[i].unit);

                if (!u || is_among(&now, u->id))
                        continue;
                now.rows[now.n++].unit_id = u->id;
                r = dossier__take_part(tx, d->id, u->id);
                if (r == 0 && !is_among(&open, u->id))
                        r = dossier_asked_put(tx, d->id, u->id, tx->now, NULL);
        }
        for (size_t i = 0; r == 0 && i < open.n; i++)
                if (!is_among(&now, open.rows[i].unit_id))
                        r = dossier_asked_end(tx, d->id, open.rows[i].unit_id, tx->now, NULL);
        return r;
}

/*
 * In which list the office finds it: that of the first task of its own unit; while only others, or
 * the applicant, have to do something, it waits.
 */
int dossier__step_of(struct tx *tx, const struct flow_place *p, const struct dossier *d,
        enum bpmn_status status, struct str *ret_step)
{
        struct flow_task_rows tasks = { .n = 0 };
        int r = 0;

        *ret_step = STR("done");
        if (status == BPMN_RUNNING) {
                *ret_step = STR("wait");
                r = flow_tasks_of(tx, p->root, &tasks);
        }
        for (size_t i = tasks.n; r == 0 && i > 0; i--)
                if (str_empty(tasks.rows[i - 1].unit))
                        *ret_step = queue_of(&tasks.rows[i - 1], d);
        return r == 0 && tx->writable ? note_asked(tx, d, &tasks) : r;
}

static bool is_closed(const struct dossier *d)
{
        return d->state == DOSSIER_REFUSED || d->state == DOSSIER_WITHDRAWN ||
               d->state == DOSSIER_RETURNED;
}

int dossier__settled(struct tx *tx, const struct flow_place *p, const struct flow_settled *s)
{
        struct dossier_turn own = { .recorded = false }, *t = s->caller;
        struct str step;
        int r = 0;

        if (p->id != p->root && s->status != BPMN_RUNNING)
                return 0; /* what was called is over: its caller goes on in this write */
        if (!t) {
                t = &own;
                r = dossier_by_id(tx, p->object, &t->d);
                if (r == ERR_NOT_FOUND)
                        return 0; /* a process about something else */
        }
        if (r == 0)
                r = dossier__step_of(tx, p, &t->d, s->status, &step);
        if (r < 0)
                return r;
        if (!t->history && (s->status == BPMN_RUNNING) == is_closed(&t->d)) {
                log_error("dossier", "process %.*s and dossier %.*s do not end together",
                        STRF(p->process), STRF(t->d.code));
                return ERR_STATE;
        }
        if (s->incidents && s->caller) {
                log_error("dossier", "process %.*s has no way on for dossier %.*s",
                        STRF(p->process), STRF(t->d.code));
                return ERR_STATE;
        }
        if (str_eq(t->d.step, step))
                return 0;
        t->d.step = step;
        t->placed = true;
        return s->caller ? 0 : dossier_place(tx, t->d.id, step, NULL);
}

int dossier__unit_of(struct tx *tx, i64 object, i64 *ret_unit)
{
        struct dossier d;
        int r = dossier_by_id(tx, object, &d);

        if (r == 0)
                *ret_unit = d.unit_id;
        return r;
}
