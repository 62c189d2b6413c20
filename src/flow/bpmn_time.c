/*
 * src/flow/bpmn_time.c: moments, durations and cycles of timers in ISO 8601 or FEEL. A cycle is
 * R[n]/[start/]duration; without n it has no end.
 */
#include "base/clock.h"
#include "flow/bpmn_state.h"
#include "flow/feel_time.h"
#include "flow/feel_value.h"

#define SPAN_MAX (200 * 366 * DAY_MS)

struct cycle {
        i64 count; /* -1 without end */
        struct str start, interval;
};

static bool read_cycle(struct str text, struct cycle *ret_c)
{
        struct cycle c = { .count = -1 };
        struct str head, rest = text, next;

        if (!str_starts(text, STR("R")) || !str_cut(&rest, '/', &head) || !rest.ptr)
                return false;
        head = str_sub(head, 1, head.len);
        if (head.len && (str_to_i64(head, &c.count) < 0 || c.count < 0))
                return false;
        str_cut(&rest, '/', &next);
        if (rest.ptr) {
                c.start = next;
                next = rest;
        }
        c.interval = next;
        *ret_c = c;
        return true;
}

static bool is_span(const struct feel_value *v)
{
        return feel_kind(v) == FEEL_DAYS || feel_kind(v) == FEEL_MONTHS;
}

static bool is_moment(const struct feel_value *v)
{
        return feel_kind(v) == FEEL_DATE || feel_kind(v) == FEEL_DATE_TIME;
}

bool bpmn__is_iso(struct arena *a, enum bpmn_timer timer, struct str text)
{
        struct cycle c;

        switch (timer) {
        case BPMN_TIME_DATE:
                return is_moment(feel_temporal(a, text));
        case BPMN_TIME_DURATION:
                return is_span(feel_temporal(a, text));
        case BPMN_TIME_CYCLE:
                return read_cycle(text, &c) && is_span(feel_temporal(a, c.interval)) &&
                       (!c.start.ptr || is_moment(feel_temporal(a, c.start)));
        default:
                return false;
        }
}

/* A year and month later, on its last day when the month is shorter. */
static i64 add_months(i64 from, i64 months)
{
        struct civil c;
        i64 month;

        time_civil(from, &c);
        month = (i64)c.year * 12 + c.month - 1 + months;
        while (c.day > 28 && !day_valid((int)(month / 12), (int)(month % 12) + 1, c.day))
                c.day--;
        return time_make(day_make((int)(month / 12), (int)(month % 12) + 1, c.day), c.hour,
                       c.minute, c.second) +
               c.ms;
}

static int add_span(
        struct bpmn_machine *m, i64 from, const struct feel_value *v, bool working, i64 *ret_at)
{
        i64 ms;

        if (feel_kind(v) == FEEL_MONTHS) {
                if (v->months < 0 || v->months > 200 * 12)
                        return ERR_INVALID;
                *ret_at = add_months(from, v->months);
                return 0;
        }
        if (feel_kind(v) != FEEL_DAYS || v->nanos < 0 || v->nanos / 1000000 > SPAN_MAX)
                return ERR_INVALID;
        ms = (i64)(v->nanos / 1000000);
        *ret_at = working && m->host && m->host->working_end
                          ? m->host->working_end(m->host->self, from, ms)
                          : from + ms;
        return 0;
}

/* The timer's value: a literal of ISO 8601, or what its expression gives; a text is read again. */
static const struct feel_value *value_of(struct bpmn_machine *m, struct bpmn_scope *scope,
        const struct bpmn_event *e, struct str *ret_text)
{
        const struct feel_value *v;

        *ret_text = STR("");
        if (!e->expr)
                return feel_null();
        if (e->expr->feel) {
                v = bpmn__eval(m, scope, e->expr);
                if (feel_kind(v) != FEEL_STRING)
                        return v;
                *ret_text = str_trim(feel_to_str(v));
        } else {
                *ret_text = e->expr->text;
        }
        return feel_temporal(m->arena, *ret_text);
}

static int due_of_cycle(struct bpmn_machine *m, const struct bpmn_event *e, struct str text,
        const struct feel_value *v, struct bpmn_due *ret_due)
{
        struct cycle c = { .count = -1 };

        if (!is_span(v)) {
                if (!read_cycle(text, &c) || c.count == 0)
                        return ERR_INVALID;
                v = feel_temporal(m->arena, c.interval);
        }
        ret_due->left = c.count < 0 ? -1 : c.count - 1;
        if (c.start.ptr)
                return feel_to_moment(feel_temporal(m->arena, c.start), &ret_due->at) ? 0
                                                                                      : ERR_INVALID;
        return add_span(m, m->now, v, e->working, &ret_due->at);
}

int bpmn__due(struct bpmn_machine *m, struct bpmn_scope *scope, const struct bpmn_event *e,
        struct bpmn_due *ret_due)
{
        struct str text;
        const struct feel_value *v = value_of(m, scope, e, &text);
        i64 day;

        ret_due->left = 0;
        if (e->timer == BPMN_TIME_CYCLE)
                return due_of_cycle(m, e, text, v, ret_due);
        if (is_span(v))
                return add_span(m, m->now, v, e->working, &ret_due->at);
        if (feel_to_moment(v, &ret_due->at))
                return 0;
        if (!feel_to_day(v, &day))
                return ERR_INVALID;
        ret_due->at = day_start(day);
        return 0;
}

int bpmn__again(struct bpmn_machine *m, struct bpmn_scope *scope, const struct bpmn_event *e,
        i64 at, i64 *ret_next)
{
        struct str text;
        const struct feel_value *v = value_of(m, scope, e, &text);
        struct cycle c;
        i64 next;
        int r;

        if (!is_span(v)) {
                if (!read_cycle(text, &c))
                        return ERR_INVALID;
                v = feel_temporal(m->arena, c.interval);
        }
        r = add_span(m, at, v, e->working, &next);
        if (r == 0 && next <= at)
                r = ERR_INVALID; /* no time passes: it would never end */
        if (r == 0)
                *ret_next = next;
        return r;
}

i64 bpmn__deadline(struct bpmn_machine *m, const struct feel_value *v, bool working)
{
        i64 at, day;

        if (feel_kind(v) == FEEL_STRING)
                v = feel_temporal(m->arena, feel_to_str(v));
        if (is_span(v))
                return add_span(m, m->now, v, working, &at) == 0 ? at : I64_NULL;
        if (feel_to_moment(v, &at))
                return at;
        return feel_to_day(v, &day) ? day_start(day + 1) - 1 : I64_NULL;
}

/* The i-th start event by the clock, and which of its definitions. */
static const struct bpmn_node *timed_start(
        const struct bpmn_node *process, size_t i, const struct bpmn_event **ret_event)
{
        for (size_t k = 0; k < process->n_nodes; k++) {
                const struct bpmn_node *n = process->nodes[k];

                for (size_t e = 0; n->kind == BPMN_START && e < n->n_events; e++)
                        if (n->events[e].trigger == BPMN_TIMER && i-- == 0) {
                                *ret_event = &n->events[e];
                                return n;
                        }
        }
        return NULL;
}

int bpmn_timed_start(
        struct bpmn_machine *m, struct str process, size_t i, i64 after, struct bpmn_timed *ret_t)
{
        const struct bpmn_node *p = bpmn__node(m->model, process), *n = NULL;
        struct bpmn_scope scope = { .node = p, .isolated = true };
        const struct bpmn_event *e;
        struct bpmn_due due;
        int r;

        if (p && p->kind == BPMN_PROCESS)
                n = timed_start(p, i, &e);
        if (!n)
                return ERR_NOT_FOUND;
        m->run = feel_run_new(m->arena, NULL);
        feel_run_set_now(m->run, m->now);
        m->context_of = NULL;
        r = bpmn__due(m, &scope, e, &due);
        if (r == 0 && after != I64_NULL)
                r = due.left ? bpmn__again(m, &scope, e, after, &due.at) : ERR_INVALID;
        if (r == 0)
                *ret_t = (struct bpmn_timed){ n->id, due.at, due.left };
        return r;
}
