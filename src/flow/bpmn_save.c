/*
 * src/flow/bpmn_save.c: the state of an instance as JSON text and back. Nodes stand by their ids,
 * so that the state can be read by another version of the model that still has them; variables
 * stand as FEEL literals and are read when somebody looks at them.
 */
#include "base/json.h"
#include "flow/bpmn_state.h"

#define STATE_MAX ((size_t)16 << 20)

/* One that could not be read back is never written: then there is no state. */
static struct str literal_of(struct json_writer *w, struct arena *a, const struct bpmn_var *v)
{
        struct buf b;

        if (v->literal.ptr)
                return v->literal;
        buf_init(&b, a, STATE_MAX);
        if (!feel_put_literal(&b, v->value))
                return STR("null"); /* functions and ranges do not outlive a step */
        w->out->over = w->out->over || b.over;
        return buf_str(&b);
}

static void save_scopes(struct json_writer *w, struct arena *a, const struct bpmn_state *s)
{
        json_open(w, "scopes", '[');
        for (const struct bpmn_scope *c = s->scopes; c; c = c->next) {
                json_open(w, NULL, '{');
                json_put_i64(w, "id", c->id);
                json_put_str(w, "node", c->node->id);
                if (c->parent)
                        json_put_i64(w, "parent", c->parent->id);
                if (c->owner)
                        json_put_i64(w, "owner", c->owner);
                if (c->round)
                        json_put_i64(w, "round", c->number);
                if (c->isolated)
                        json_put_bool(w, "isolated", true);
                if (c->vars) {
                        json_open(w, "vars", '[');
                        for (const struct bpmn_var *v = c->vars; v; v = v->next) {
                                json_put_str(w, NULL, v->name);
                                json_put_str(w, NULL, literal_of(w, a, v));
                        }
                        json_close(w, ']');
                }
                if (c->fired) {
                        json_open(w, "fired", '[');
                        for (const struct bpmn_fired *f = c->fired; f; f = f->next)
                                json_put_str(w, NULL, f->gateway->id);
                        json_close(w, ']');
                }
                json_close(w, '}');
        }
        json_close(w, ']');
}

static void save_tokens(struct json_writer *w, const struct bpmn_state *s)
{
        json_open(w, "tokens", '[');
        for (const struct bpmn_token *t = s->tokens; t; t = t->next) {
                json_open(w, NULL, '{');
                json_put_i64(w, "id", t->id);
                json_put_str(w, "node", t->node->id);
                json_put_i64(w, "scope", t->scope->id);
                json_put_i64(w, "state", t->state);
                json_put_i64(w, "turn", t->turn);
                if (t->via)
                        json_put_str(w, "via", t->via->id);
                if (t->armed)
                        json_put_bool(w, "armed", true);
                if (t->leaving)
                        json_put_bool(w, "leaving", true);
                if (t->cancels)
                        json_put_bool(w, "cancels", true);
                if (t->undoes)
                        json_put_i64(w, "undoes", t->undoes);
                if (t->undo)
                        json_put_str(w, "undo", t->undo->id);
                if (t->started) {
                        json_put_i64(w, "rounds", t->rounds);
                        json_put_i64(w, "started", t->started);
                        json_put_i64(w, "ended", t->ended);
                }
                if (t->why.ptr)
                        json_put_str(w, "why", t->why);
                json_close(w, '}');
        }
        json_close(w, ']');
}

static void save_waits(struct json_writer *w, const struct bpmn_state *s)
{
        json_open(w, "waits", '[');
        for (const struct bpmn_wait *x = s->waits; x; x = x->next) {
                json_open(w, NULL, '{');
                json_put_i64(w, "id", x->id);
                json_put_str(w, "node", x->node->id);
                if (x->token)
                        json_put_i64(w, "token", x->token);
                if (x->scope)
                        json_put_i64(w, "scope", x->scope->id);
                if (x->event)
                        json_put_i64(w, "event", (i64)x->event);
                if (x->seen)
                        json_put_bool(w, "seen", true);
                if (x->was_true)
                        json_put_bool(w, "true", true);
                if (x->due != I64_NULL)
                        json_put_i64(w, "due", x->due);
                if (x->left)
                        json_put_i64(w, "left", x->left);
                json_close(w, '}');
        }
        json_close(w, ']');
}

struct str bpmn_save(struct arena *a, const struct bpmn_state *s)
{
        struct json_writer w;
        struct buf b;

        buf_init(&b, a, STATE_MAX);
        json_begin(&w, &b);
        json_open(&w, NULL, '{');
        json_put_i64(&w, "last", s->last_id);
        json_put_i64(&w, "turn", s->last_turn);
        json_put_i64(&w, "status", s->status);
        if (!str_empty(s->error))
                json_put_str(&w, "error", s->error);
        save_scopes(&w, a, s);
        save_tokens(&w, s);
        save_waits(&w, s);
        json_open(&w, "undos", '[');
        for (const struct bpmn_undo *u = s->undos; u; u = u->next) {
                json_open(&w, NULL, '{');
                json_put_i64(&w, "id", u->id);
                json_put_i64(&w, "scope", u->scope->id);
                json_put_str(&w, "node", u->node->id);
                json_put_str(&w, "handler", u->handler->id);
                json_close(&w, '}');
        }
        json_close(&w, ']');
        json_close(&w, '}');
        return b.over ? STR_NULL : buf_str(&b);
}

/* ------------------------------------------------------------ back */

struct reader {
        struct arena *arena;
        const struct bpmn_model *model;
        struct bpmn_state *state;
        bool bad;
};

static const struct bpmn_node *node_of(struct reader *r, const struct json *j, const char *key)
{
        struct bpmn_node *n = bpmn__node(r->model, json_str(json_get(j, key)));

        r->bad = r->bad || !n;
        return n;
}

static struct bpmn_scope *scope_of(struct reader *r, const struct json *j, const char *key)
{
        i64 id = json_i64(json_get(j, key), 0);
        struct bpmn_scope *s = r->state->scopes;

        while (s && s->id != id)
                s = s->next;
        r->bad = r->bad || (id && !s);
        return s;
}

static void read_scope(struct reader *r, const struct json *j, struct bpmn_scope *c)
{
        struct bpmn_var **last = &c->vars;
        struct bpmn_fired **fired = &c->fired;

        c->id = json_i64(json_get(j, "id"), 0);
        c->node = node_of(r, j, "node");
        c->parent = scope_of(r, j, "parent");
        c->owner = json_i64(json_get(j, "owner"), 0);
        c->number = json_i64(json_get(j, "round"), 0);
        c->round = c->number > 0;
        c->isolated = json_bool(json_get(j, "isolated"), false);
        for (const struct json *x = json_first(json_get(j, "vars")); x && x->next;
                x = x->next->next) {
                struct bpmn_var *v = NEW(r->arena, struct bpmn_var);

                v->name = json_str(x);
                v->literal = json_str(x->next);
                r->bad = r->bad || !v->name.ptr || !v->literal.ptr;
                *last = v;
                last = &v->next;
        }
        JSON_EACH(x, json_get(j, "fired"))
        {
                struct bpmn_fired *f = NEW(r->arena, struct bpmn_fired);

                f->gateway = bpmn__node(r->model, json_str(x));
                r->bad = r->bad || !f->gateway;
                *fired = f;
                fired = &f->next;
        }
}

static const struct bpmn_flow *flow_of(const struct bpmn_node *n, struct str id)
{
        for (size_t i = 0; n && i < n->n_in; i++)
                if (str_eq(n->in[i]->id, id))
                        return n->in[i];
        return NULL;
}

static void read_token(struct reader *r, const struct json *j, struct bpmn_token *t)
{
        i64 state = json_i64(json_get(j, "state"), -1);

        t->id = json_i64(json_get(j, "id"), 0);
        t->node = node_of(r, j, "node");
        t->scope = scope_of(r, j, "scope");
        t->state =
                state >= 0 && state < TOKEN_STATE_MAX ? (enum bpmn_token_state)state : TOKEN_STUCK;
        t->turn = json_i64(json_get(j, "turn"), 0);
        t->via = flow_of(t->node, json_str(json_get(j, "via")));
        t->armed = json_bool(json_get(j, "armed"), false);
        t->leaving = json_bool(json_get(j, "leaving"), false);
        t->cancels = json_bool(json_get(j, "cancels"), false);
        t->undoes = json_i64(json_get(j, "undoes"), 0);
        if (json_get(j, "undo"))
                t->undo = node_of(r, j, "undo");
        t->rounds = json_i64(json_get(j, "rounds"), 0);
        t->started = json_i64(json_get(j, "started"), 0);
        t->ended = json_i64(json_get(j, "ended"), 0);
        t->why = json_str(json_get(j, "why"));
        r->bad = r->bad || !t->scope;
}

static void read_wait(struct reader *r, const struct json *j, struct bpmn_wait *w)
{
        w->id = json_i64(json_get(j, "id"), 0);
        w->node = node_of(r, j, "node");
        w->token = json_i64(json_get(j, "token"), 0);
        w->scope = scope_of(r, j, "scope");
        w->event = (size_t)json_i64(json_get(j, "event"), 0);
        w->seen = json_bool(json_get(j, "seen"), false);
        w->was_true = json_bool(json_get(j, "true"), false);
        w->due = json_i64(json_get(j, "due"), I64_NULL);
        w->left = json_i64(json_get(j, "left"), 0);
        r->bad = r->bad || (!w->scope && !bpmn__token(r->state, w->token)) ||
                 (!r->bad && w->event > 0 && w->event >= w->node->n_events);
}

static void read_undo(struct reader *r, const struct json *j, struct bpmn_undo *u)
{
        u->id = json_i64(json_get(j, "id"), 0);
        u->scope = scope_of(r, j, "scope");
        u->node = node_of(r, j, "node");
        u->handler = node_of(r, j, "handler");
        r->bad = r->bad || !u->scope;
}

/* Reads one list after the other: each may name what was read before. */
#define READ_LIST(key, type, head, read)                                                           \
        do {                                                                                       \
                type **last_ = &(head);                                                            \
                JSON_EACH(x, json_get(j, key))                                                     \
                {                                                                                  \
                        type *one_ = NEW(a, type);                                                 \
                        read(&r, x, one_);                                                         \
                        *last_ = one_;                                                             \
                        last_ = &one_->next;                                                       \
                }                                                                                  \
        } while (0)

int bpmn_restore(struct arena *a, const struct bpmn_model *model, struct str text,
        struct bpmn_state **ret_state)
{
        struct reader r = { .arena = a, .model = model, .state = bpmn_state_new(a) };
        struct bpmn_state *s = r.state;
        const struct json *j;
        i64 status;

        if (json_parse(a, text, &j, NULL) < 0 || j->kind != JSON_OBJECT)
                return ERR_CORRUPT;
        s->last_id = json_i64(json_get(j, "last"), 0);
        s->last_turn = json_i64(json_get(j, "turn"), 0);
        s->error = json_str(json_get(j, "error"));
        status = json_i64(json_get(j, "status"), -1);
        if (status < 0 || status >= BPMN_STATUS_MAX)
                return ERR_CORRUPT;
        s->status = (enum bpmn_status)status;
        READ_LIST("scopes", struct bpmn_scope, s->scopes, read_scope);
        READ_LIST("tokens", struct bpmn_token, s->tokens, read_token);
        READ_LIST("waits", struct bpmn_wait, s->waits, read_wait);
        READ_LIST("undos", struct bpmn_undo, s->undos, read_undo);
        for (const struct bpmn_token *t = s->tokens; t; t = t->next)
                s->n_tokens++;
        if (r.bad)
                return ERR_CORRUPT;
        *ret_state = s;
        return 0;
}

/* ------------------------------------------------------------ what it waits for */

static bool wait_shown(const struct bpmn_wait *w, struct bpmn_waiting *ret_w)
{
        const struct bpmn_event *e = bpmn__event_of(w);

        *ret_w = (struct bpmn_waiting){ .token = w->id, .node_id = w->node->id, .due = w->due };
        ret_w->what = BPMN_FOR_MESSAGE;
        ret_w->name = w->node->message;
        if (!e)
                return true;
        ret_w->name = e->name;
        if (e->trigger == BPMN_TIMER)
                ret_w->what = BPMN_FOR_TIMER;
        else if (e->trigger == BPMN_SIGNAL)
                ret_w->what = BPMN_FOR_SIGNAL;
        return e->trigger != BPMN_CONDITIONAL;
}

bool bpmn_waits(const struct bpmn_state *s, size_t i, struct bpmn_waiting *ret_w)
{
        for (const struct bpmn_token *t = s->tokens; t; t = t->next) {
                if ((t->state != TOKEN_WORKING && t->state != TOKEN_STUCK) || i-- > 0)
                        continue;
                *ret_w = (struct bpmn_waiting){ t->id, t->node->id, BPMN_FOR_WORK, STR(""),
                        I64_NULL };
                if (t->state == TOKEN_STUCK) {
                        ret_w->what = BPMN_FOR_RETRY;
                        ret_w->name = t->why;
                }
                return true;
        }
        for (const struct bpmn_wait *w = s->waits; w; w = w->next)
                if (wait_shown(w, ret_w) && i-- == 0)
                        return true;
        return false;
}
