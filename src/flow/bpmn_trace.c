/*
 * src/flow/bpmn_trace.c: a small world around the machine: a clock that jumps to the next thing
 * that happens, instances that send each other messages, and scripts of the outside suites.
 */
#include "flow/bpmn_trace.h"

#include "base/clock.h"
#include "flow/bpmn_model.h"

#define HAPPENINGS_MAX 5000
#define INSTANCES_MAX  100
#define TEN_SECONDS    (10 * SECOND_MS)

struct instance {
        struct bpmn_machine machine;
        struct instance *next;
};

/* What will happen: a timer is due, or a script is done. */
struct happening {
        i64 at, order, token;
        struct instance *instance;
        enum { BY_CLOCK, BY_SCRIPT, BY_START } by;
        struct str name; /* of the script, or of the start event */
        i64 begun;
        const struct feel_value *data;
        struct happening *next;
};

struct letter {
        struct str name;
        const struct feel_value *data;
        struct instance *from;
        bool done;
        struct letter *next;
};

struct world {
        struct arena *arena;
        const struct bpmn_model *model;
        i64 now, order;
        struct instance *instances;
        struct happening *happenings;
        struct letter *letters;
        i64 began[100], ended[100]; /* of timestamp scripts */
        size_t n_spans, n_instances;
        struct buf *out;
        bool story;
        struct str process; /* the first */
        struct bpmn_host host;
        struct str *why;
};

static void tell(struct world *w, const char *fmt, ...) PRINTF_LIKE(2, 3);
static void tell(struct world *w, const char *fmt, ...)
{
        va_list ap;

        va_start(ap, fmt);
        buf_add(w->out, str_vfmt(w->arena, fmt, ap));
        va_end(ap);
        buf_byte(w->out, '\n');
}

static struct happening *schedule(struct world *w, struct instance *i, i64 token, i64 at)
{
        struct happening *h = NEW(w->arena, struct happening);

        *h = (struct happening){
                .at = at, .order = ++w->order, .token = token, .instance = i, .next = w->happenings
        };
        w->happenings = h;
        return h;
}

static void unschedule(struct world *w, const struct instance *i, i64 token)
{
        struct happening **p = &w->happenings;

        while (*p) {
                if ((*p)->instance == i && (*p)->token == token)
                        *p = (*p)->next;
                else
                        p = &(*p)->next;
        }
}

/* ------------------------------------------------------------ scripts */

static const char *const markers[] = { "CREATE_LOG_FILE", "CREATE_MARKER_FILE", "SCRIPT_task",
        "INCREMENT_INTEGER_VARIABLE", "WAIT_TEN_SECONDS", "CREATE_TIMESTAMP_LOG_",
        "SET_STRING_DATA", "LOG_DATA", "THROW_ERROR" };

static bool is_marker(void *self, struct str script)
{
        (void)self;
        for (size_t i = 0; i < ARRAY_LEN(markers); i++)
                if (str_starts(script, str_of(markers[i])))
                        return true;
        return false;
}

static const struct feel_value *one(struct world *w, struct str key, const struct feel_value *value)
{
        return feel_context(w->arena, &key, &value, 1);
}

/* Its result and how long it takes. */
static i64 run_script(struct world *w, struct happening *h)
{
        static const struct str text = { "String", 6 };
        struct str s = h->name, counter = STR("integerVariable"), data = STR("data");
        const struct feel_value *v;
        i64 n = 0;

        if (str_starts(s, STR("INCREMENT_INTEGER_VARIABLE"))) {
                v = feel_get(h->data, counter);
                if (v)
                        feel_to_i64(v, &n);
                h->data = one(w, counter, feel_number(w->arena, n + 1));
                return 0;
        }
        v = feel_get(h->data, data);
        if (str_is(s, "LOG_DATA") && !w->story)
                tell(w, v && str_eq(feel_to_str(v), text) ? "DataCorrect" : "DataWrong");
        h->data = str_is(s, "SET_STRING_DATA") ? one(w, data, feel_string(w->arena, text)) : NULL;
        return str_is(s, "WAIT_TEN_SECONDS") || str_starts(s, STR("CREATE_TIMESTAMP_LOG_"))
                       ? TEN_SECONDS
                       : 0;
}

/* What a script that is done leaves in the trace. */
static void log_script(struct world *w, const struct happening *h)
{
        struct str s = h->name;

        if (str_starts(s, STR("CREATE_TIMESTAMP_LOG_")) && w->n_spans < ARRAY_LEN(w->began)) {
                w->began[w->n_spans] = h->begun;
                w->ended[w->n_spans++] = w->now;
        }
        if (w->story)
                return;
        if (str_starts(s, STR("SCRIPT_task")))
                tell(w, "Task%.*s", STRF(str_sub(s, 11, s.len)));
        else if (str_is(s, "CREATE_MARKER_FILE"))
                tell(w, "MarkerExists");
        else if (str_is(s, "INCREMENT_INTEGER_VARIABLE_AND_LOG"))
                tell(w, "Increment");
}

static void log_overlap(struct world *w)
{
        for (size_t i = 0; i < w->n_spans; i++)
                for (size_t k = i + 1; k < w->n_spans; k++)
                        if (w->began[i] < w->ended[k] && w->began[k] < w->ended[i]) {
                                tell(w, "ExecutionParallel");
                                return;
                        }
}

/* ------------------------------------------------------------ instances */

static int take(struct world *w, struct instance *i, const struct bpmn_input *in);

static int begin(
        struct world *w, struct str process, struct str message, const struct feel_value *data)
{
        struct instance *i = NEW(w->arena, struct instance), **last = &w->instances;
        struct bpmn_input in = {
                .kind = BPMN_IN_START, .name = process, .message = message, .data = data
        };
        int r;

        if (w->n_instances++ == INSTANCES_MAX)
                return ERR_LIMIT;
        i->machine = (struct bpmn_machine){ .arena = w->arena,
                .model = w->model,
                .state = bpmn_state_new(w->arena),
                .host = &w->host };
        while (*last)
                last = &(*last)->next;
        *last = i; /* signals of its first step go round */
        r = take(w, i, &in);
        for (last = &w->instances; r < 0 && *last != i; last = &(*last)->next)
                ;
        if (r < 0)
                *last = i->next; /* it never began */
        return r;
}

/* Every process that it starts. */
static int begin_by(struct world *w, struct str name, const struct feel_value *data, bool *ret_any)
{
        struct str id;
        int r = 0;

        for (size_t k = 0; r == 0 && (id = bpmn_process_id(w->model, k)).ptr; k++) {
                r = begin(w, id, name, data);
                if (r == 0)
                        *ret_any = true;
                else if (r == ERR_NOT_FOUND)
                        r = 0;
        }
        return r;
}

static int deliver(struct world *w, struct letter *l)
{
        struct bpmn_input in = { .kind = BPMN_IN_MESSAGE, .name = l->name, .data = l->data };
        int r;

        for (struct instance *i = w->instances; i; i = i->next) {
                if (i == l->from || bpmn_status(i->machine.state) != BPMN_RUNNING)
                        continue;
                l->done = true;
                r = take(w, i, &in);
                if (r == 0 || r == ERR_LIMIT)
                        return r;
                l->done = false;
        }
        return begin_by(w, l->name, l->data, &l->done);
}

static int signal_all(struct world *w, const struct instance *from, const struct bpmn_effect *e)
{
        struct bpmn_input in = { .kind = BPMN_IN_SIGNAL, .name = e->name, .data = e->data };
        bool any = false;

        for (struct instance *i = w->instances; i; i = i->next)
                if (i != from && take(w, i, &in) == ERR_LIMIT)
                        return ERR_LIMIT;
        return begin_by(w, e->name, e->data, &any);
}

static void begin_work(struct world *w, struct instance *i, const struct bpmn_effect *e)
{
        struct happening *h = schedule(w, i, e->token, w->now);

        h->by = BY_SCRIPT;
        h->begun = w->now;
        h->name = e->kind == BPMN_DO_SCRIPT ? e->name : STR("");
        h->data = e->data;
        h->at += run_script(w, h);
}

static void send(struct world *w, struct instance *from, const struct bpmn_effect *e)
{
        struct letter *l = NEW(w->arena, struct letter), **last = &w->letters;

        *l = (struct letter){ e->name, e->data, from, false, NULL };
        while (*last)
                last = &(*last)->next;
        *last = l;
}

static void tell_effect(struct world *w, const struct bpmn_effect *e)
{
        static const char *const words[BPMN_EFFECT_MAX] = { [BPMN_ENTERED] = "entered",
                [BPMN_LEFT] = "left",
                [BPMN_STUCK] = "stuck",
                [BPMN_COMPLETED] = "completed",
                [BPMN_BROKEN] = "failed",
                [BPMN_CANCELLED] = "cancelled",
                [BPMN_SEND] = "sent" };

        if (w->story && words[e->kind])
                tell(w, "%s %s %.*s %.*s", time_iso(w->arena, w->now).ptr, words[e->kind],
                        STRF(e->node_id), STRF(e->name));
        else if (!w->story && e->kind == BPMN_STUCK)
                tell(w, "RuntimeException");
        else if (!w->story && e->kind == BPMN_BROKEN)
                tell(w, "ErrorThrownErrorEvent");
}

static int follow(struct world *w, struct instance *i, const struct bpmn_effect *effects)
{
        int r = 0;

        for (const struct bpmn_effect *e = effects; e && r == 0; e = e->next) {
                tell_effect(w, e);
                switch (e->kind) {
                case BPMN_DO_TASK:
                case BPMN_DO_JOB:
                case BPMN_DO_DECISION:
                case BPMN_DO_SCRIPT:
                        begin_work(w, i, e);
                        break;
                case BPMN_DROP:
                case BPMN_DISARM:
                        unschedule(w, i, e->token);
                        break;
                case BPMN_ARM:
                        unschedule(w, i, e->token);
                        schedule(w, i, e->token, e->due);
                        break;
                case BPMN_SEND:
                        send(w, i, e);
                        break;
                case BPMN_SIGNALLED:
                        r = signal_all(w, i, e);
                        break;
                default:
                        break;
                }
        }
        return r;
}

static int take(struct world *w, struct instance *i, const struct bpmn_input *in)
{
        int r;

        i->machine.now = w->now;
        r = bpmn_step(&i->machine, in);
        if (r == ERR_LIMIT)
                *w->why = i->machine.why;
        return r < 0 ? r : follow(w, i, i->machine.effects);
}

/* ------------------------------------------------------------ time */

static struct happening *next_happening(struct world *w)
{
        struct happening **p = &w->happenings, **first = NULL, *h;

        for (; *p; p = &(*p)->next)
                if (!first || (*p)->at < (*first)->at ||
                        ((*p)->at == (*first)->at && (*p)->order < (*first)->order))
                        first = p;
        if (!first)
                return NULL;
        h = *first;
        *first = h->next;
        return h;
}

static int happen(struct world *w, struct happening *h)
{
        struct bpmn_input in = { .kind = BPMN_IN_TIMER, .token = h->token };
        int r;

        w->now = h->at > w->now ? h->at : w->now;
        if (h->by == BY_START)
                return begin(w, w->process, h->name, h->data);
        if (h->by == BY_SCRIPT) {
                bool throws = str_is(h->name, "THROW_ERROR");

                in.kind = throws ? BPMN_IN_FAILED : BPMN_IN_DONE;
                in.data = h->data;
                log_script(w, h);
        }
        r = take(w, h->instance, &in);
        return r == ERR_STATE || r == ERR_NOT_FOUND ? 0 : r;
}

static int deliver_letters(struct world *w)
{
        int r = 0;

        for (struct letter *l = w->letters; l && r == 0; l = l->next)
                if (!l->done)
                        r = deliver(w, l);
        return r == ERR_STATE || r == ERR_NOT_FOUND ? 0 : r;
}

/* Participants that a message flow leads into, other than by a start, run beside the first. */
static int begin_participants(struct world *w, struct str first)
{
        const struct bpmn_model *m = w->model;
        int r = 0;

        for (size_t i = 0; i < m->n_message_flows && r == 0; i++) {
                const struct bpmn_node *to = m->message_flows[i].to, *p = to;
                bool known = false;

                if (!to || to->kind == BPMN_START || to->instantiate)
                        continue;
                while (p->parent)
                        p = p->parent;
                for (const struct instance *x = w->instances; x; x = x->next)
                        known = known || (x->machine.effects &&
                                                 bpmn__node(m, p->id) == x->machine.effects->node);
                if (p->kind == BPMN_PROCESS && p->executable && !known && !str_eq(p->id, first))
                        r = begin(w, p->id, STR(""), NULL);
        }
        return r;
}

/*
 * A process that an event starts is started by it: by the clock when it is due, else at once.
 * Cycles are followed for their number, or three times.
 */
static int begin_by_event(struct world *w, const struct feel_value *variables)
{
        struct bpmn_machine m = { .arena = w->arena, .model = w->model };
        const struct bpmn_node *p = bpmn__node(w->model, w->process);
        struct bpmn_timed t;

        if (!p || p->kind != BPMN_PROCESS)
                return ERR_NOT_FOUND;
        if (bpmn_timed_start(&m, w->process, 0, I64_NULL, &t) == 0) {
                i64 n = t.left < 0 ? 3 : t.left + 1, after = t.due;

                for (i64 i = 0; i < n; i++, after = t.due) {
                        struct happening *h = schedule(w, NULL, 0, t.due);

                        h->by = BY_START;
                        h->name = t.event;
                        h->data = variables;
                        if (bpmn_timed_start(&m, w->process, 0, after, &t) < 0)
                                break;
                }
                return 0;
        }
        for (size_t i = 0; i < p->n_nodes; i++)
                if (p->nodes[i]->kind == BPMN_START)
                        return begin(w, w->process, p->nodes[i]->id, variables);
        return ERR_NOT_FOUND;
}

static int run(struct arena *a, const struct bpmn_model *model, struct str process,
        const struct feel_value *variables, bool story, struct buf *out, struct str *ret_why)
{
        struct world w = { .arena = a,
                .model = model,
                .out = out,
                .story = story,
                .why = ret_why,
                .process = process,
                .host = { .takes_script = is_marker } };
        struct happening *h;
        int r, n = 0;

        *ret_why = STR("");
        r = begin_participants(&w, process);
        if (r == 0)
                r = begin(&w, process, STR(""), variables);
        if (r == ERR_NOT_FOUND)
                r = begin_by_event(&w, variables);
        if (r == 0)
                r = deliver_letters(&w);
        while (r == 0 && (h = next_happening(&w))) {
                r = happen(&w, h);
                if (r == 0)
                        r = deliver_letters(&w);
                if (r == 0 && (++n > HAPPENINGS_MAX || arena_over(a))) {
                        *ret_why = STR("too much happens: a timer or a loop without end");
                        r = ERR_LIMIT;
                }
        }
        if (!story)
                log_overlap(&w);
        return r;
}

int bpmn_trace(struct arena *a, const struct bpmn_model *model, struct str process,
        const struct feel_value *variables, struct buf *out, struct str *ret_why)
{
        return run(a, model, process, variables, false, out, ret_why);
}

int bpmn_story(struct arena *a, const struct bpmn_model *model, struct str process,
        const struct feel_value *variables, struct buf *out, struct str *ret_why)
{
        return run(a, model, process, variables, true, out, ret_why);
}
