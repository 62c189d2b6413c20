/*
 * src/flow/dmn_cover.c: do the rules of a table overlap, leave gaps, or hide each other? Every
 * input column is cut at the constants that its cells compare with; one probe value stands for each
 * piece, and the engine itself says which cells accept it. A cell that depends on more than
 * constants counts as unknown: it neither proves an overlap nor leaves a gap. Large tables are
 * given up, never guessed.
 */
#include "flow/dmn_model.h"
#include "flow/feel_time.h"

#define RULES_MAX  1024
#define PROBES_MAX 512
#define WORK_MAX   50000000
#define GAPS_MAX   5

struct column {
        const struct feel_value **probes;
        struct str
                *marks; /* how a piece is told to people: below 5, between 5 and 9; "": any value */
        size_t n;
        u8 *accepts; /* n rows of n_rules: 0 no, 1 yes, 2 unknown */
};

struct cover {
        struct dmn_report *report;
        struct feel_run *run;
        const struct dmn_table *table;
        struct column *columns;
        size_t work, gaps; /* work: answers looked at, over the whole table */
};

static void walk(struct feel_run *run, const struct feel_node *n,
        void (*fn)(void *self, const struct feel_value *v), void *self, bool *ret_more);

/* date("…") and -5 are constants too: calls and signs over constants only. */
static bool constant(const struct feel_node *n)
{
        if (n->kind == NODE_CONST)
                return true;
        if (n->kind == NODE_NEGATE)
                return constant(n->a);
        if (n->kind != NODE_CALL || n->a->kind != NODE_CONST)
                return false;
        for (u32 i = 0; i < n->n; i++)
                if (!constant(n->items[i]))
                        return false;
        return n->a->value->kind == FEEL_FUNCTION;
}

static void walk_all(struct feel_run *run, const struct feel_node *n,
        void (*fn)(void *self, const struct feel_value *v), void *self, bool *ret_more)
{
        if (n->a)
                walk(run, n->a, fn, self, ret_more);
        if (n->b)
                walk(run, n->b, fn, self, ret_more);
        for (u32 i = 0; i < n->n; i++)
                walk(run, n->items[i], fn, self, ret_more);
}

/* *ret_more: something in it is no constant. */
static void walk(struct feel_run *run, const struct feel_node *n,
        void (*fn)(void *self, const struct feel_value *v), void *self, bool *ret_more)
{
        if (constant(n)) {
                fn(self, feel__eval(run, n, NULL));
                return;
        }
        switch (n->kind) {
        case NODE_RANGE:
        case NODE_OPERATOR_TEST:
        case NODE_LIST:
        case NODE_TESTS:
                walk_all(run, n, fn, self, ret_more);
                return;
        default:
                *ret_more = true;
        }
}

void dmn__constants(struct feel_run *run, const struct feel_expr *e,
        void (*fn)(void *self, const struct feel_value *v), void *self)
{
        bool more = false;

        walk(run, e->root, fn, self, &more);
}

struct bounds {
        struct feel_run *run;
        struct feel_values found;
};

static void add_bound(void *self, const struct feel_value *v)
{
        struct bounds *b = self;

        if (v->kind == FEEL_NULL || v->kind == FEEL_FUNCTION)
                return;
        for (size_t i = 0; i < b->found.n; i++)
                if (feel__same(b->found.ptr[i], v))
                        return;
        feel__values_add(b->run, &b->found, v);
}

/* "below 5", "between 5 and 9" (with y), "= 5". */
static struct str mark(
        struct cover *c, const char *word, const struct feel_value *x, const struct feel_value *y)
{
        struct buf b;

        buf_init(&b, c->run->arena, 1000);
        buf_addc(&b, word);
        buf_byte(&b, ' ');
        feel__put_text(&b, x, true);
        if (y) {
                buf_addc(&b, " and ");
                feel__put_text(&b, y, true);
        }
        return buf_str(&b);
}

static void add_probe(struct column *col, const struct feel_value *v, struct str marked)
{
        if (col->n >= PROBES_MAX || v->kind == FEEL_NULL)
                return;
        col->marks[col->n] = marked;
        col->probes[col->n++] = v;
}

static bool stepped(enum feel_kind k)
{
        return k == FEEL_DATE || k == FEEL_DATE_TIME;
}

/* A value below (-1) or above (1) v by a little step. */
static const struct feel_value *beside(struct cover *c, const struct feel_value *v, int side)
{
        struct arena *a = c->run->arena;

        switch (v->kind) {
        case FEEL_NUMBER:
                return feel__number(a, dec_add(v->number, dec_of(side)));
        case FEEL_DATE:
                return feel__arith(c->run, OP_ADD, v, feel__days(a, side * NANOS_DAY));
        case FEEL_DATE_TIME:
                return feel__arith(c->run, OP_ADD, v, feel__days(a, side * NANOS_SECOND));
        case FEEL_DAYS:
                return feel__days(a, v->nanos + side * NANOS_SECOND);
        case FEEL_MONTHS:
                return feel__months(a, v->months + side);
        default:
                return &feel__null;
        }
}

/* A value between two neighbours, or null when there is none (two days in a row). */
static const struct feel_value *midway(
        struct cover *c, const struct feel_value *x, const struct feel_value *y)
{
        const struct feel_value *m;
        int o;

        if (x->kind == FEEL_NUMBER)
                return feel__number(
                        c->run->arena, dec_div(dec_add(x->number, y->number), dec_of(2)));
        m = beside(c, x, 1);
        return feel__compare(m, y, &o) && o < 0 ? m : &feel__null;
}

static void probe_ordered(struct cover *c, struct column *col, const struct feel_values *b)
{
        const struct feel_value **v = b->ptr;

        for (size_t i = 1; i < b->n; i++) {
                const struct feel_value *x = v[i];
                size_t j = i;
                int o;

                while (j > 0 && feel__compare(x, v[j - 1], &o) && o < 0) {
                        v[j] = v[j - 1];
                        j--;
                }
                v[j] = x;
        }
        add_probe(col, beside(c, v[0], -1), mark(c, "below", v[0], NULL));
        for (size_t i = 0; i < b->n; i++) {
                add_probe(col, v[i], mark(c, "=", v[i], NULL));
                if (i + 1 < b->n)
                        add_probe(
                                col, midway(c, v[i], v[i + 1]), mark(c, "between", v[i], v[i + 1]));
        }
        add_probe(col, beside(c, v[b->n - 1], 1), mark(c, "above", v[b->n - 1], NULL));
}

/* Probes outside the permitted values are taken out again. */
static void keep_permitted(struct cover *c, struct column *col, const struct feel_expr *allowed)
{
        size_t n = 0;

        for (size_t i = 0; allowed && i < col->n; i++) {
                const struct feel_env *env = feel__env(c->run, NULL, STR("?"), col->probes[i]);

                if (!feel_is_true(feel__eval_with(c->run, allowed, env)))
                        continue;
                col->probes[n] = col->probes[i];
                col->marks[n++] = col->marks[i];
        }
        if (allowed)
                col->n = n;
}

static void choose_probes(struct cover *c, size_t i)
{
        const struct dmn_table *t = c->table;
        const struct feel_expr *allowed = dmn__permitted(&t->inputs[i]);
        struct bounds b = { .run = c->run };
        struct column *col = &c->columns[i];
        enum feel_kind kind;

        for (size_t r = 0; r < t->n_rules; r++)
                if (t->rules[r].inputs[i])
                        dmn__constants(c->run, t->rules[r].inputs[i], add_bound, &b);
        if (allowed)
                dmn__constants(c->run, allowed, add_bound, &b);
        col->probes = NEW_ARRAY(c->run->arena, const struct feel_value *, PROBES_MAX);
        col->marks = NEW_ARRAY(c->run->arena, struct str, PROBES_MAX);
        if (b.found.n == 0) {
                add_probe(col, &feel__false, STR("")); /* only "-" and unknown cells */
                return;
        }
        kind = b.found.ptr[0]->kind;
        for (size_t k = 0; k < b.found.n; k++)
                if (b.found.ptr[k]->kind != kind)
                        kind = FEEL_NULL;
        if (kind == FEEL_NUMBER || stepped(kind) || kind == FEEL_DAYS || kind == FEEL_MONTHS) {
                probe_ordered(c, col, &b.found);
        } else if (kind == FEEL_BOOLEAN) {
                add_probe(col, &feel__true, STR("= true"));
                add_probe(col, &feel__false, STR("= false"));
        } else {
                for (size_t k = 0; k < b.found.n; k++)
                        add_probe(col, b.found.ptr[k], mark(c, "=", b.found.ptr[k], NULL));
                add_probe(col, feel_string(c->run->arena, STR("\x01")),
                        STR("other than those named"));
        }
        keep_permitted(c, col, allowed);
}

static void ignore(void *self, const struct feel_value *v)
{
        (void)self;
        (void)v;
}

static void ask_cells(struct cover *c, size_t i)
{
        const struct dmn_table *t = c->table;
        struct column *col = &c->columns[i];

        col->accepts = arena_alloc(c->run->arena, MAX(col->n, 1) * t->n_rules);
        for (size_t r = 0; r < t->n_rules; r++) {
                const struct feel_expr *e = t->rules[r].inputs[i];
                bool more = false;

                if (e)
                        walk(c->run, e->root, ignore, NULL, &more);
                for (size_t p = 0; p < col->n; p++) {
                        u8 *answer = &col->accepts[p * t->n_rules + r];

                        if (!e) {
                                *answer = 1;
                        } else if (more) {
                                *answer = 2;
                        } else {
                                *answer = feel_is_true(feel__eval_with(c->run, e,
                                        feel__env(c->run, NULL, STR("?"), col->probes[p])));
                        }
                }
        }
}

static bool accepts(const struct cover *c, size_t column, size_t probe, size_t rule, u8 least)
{
        u8 a = c->columns[column].accepts[probe * c->table->n_rules + rule];

        return least == 1 ? a == 1 : a != 0;
}

/* Where both rules surely match in column i, as a probe; false when nowhere. */
static bool common(struct cover *c, size_t i, size_t r, size_t s, size_t *ret_probe)
{
        for (size_t p = 0; p < c->columns[i].n && c->work < WORK_MAX; p++) {
                c->work++;
                if (accepts(c, i, p, r, 1) && accepts(c, i, p, s, 1)) {
                        *ret_probe = p;
                        return true;
                }
        }
        return false;
}

static struct str describe(const struct cover *c, const size_t *probes, size_t n)
{
        struct buf b;

        buf_init(&b, c->report->arena, 2000);
        for (size_t i = 0; i < n; i++) {
                struct str m = c->columns[i].marks[probes[i]];

                if (str_empty(m))
                        continue;
                if (b.len)
                        buf_addc(&b, ", ");
                buf_add(&b, c->table->inputs[i].text);
                buf_byte(&b, ' ');
                buf_add(&b, m);
        }
        return b.len ? buf_str(&b) : STR("any input");
}

static bool same_outputs(const struct dmn_table *t, size_t r, size_t s)
{
        for (size_t i = 0; i < t->n_outputs; i++) {
                const struct feel_expr *x = t->rules[r].outputs[i], *y = t->rules[s].outputs[i];

                if ((x == NULL) != (y == NULL) ||
                        (x && !str_eq(str_trim(x->text), str_trim(y->text))))
                        return false;
        }
        return true;
}

static void find_overlaps(struct cover *c)
{
        const struct dmn_table *t = c->table;
        size_t *probes = NEW_ARRAY(c->run->arena, size_t, t->n_inputs + 1);
        int told = 0;

        for (size_t r = 0; r < t->n_rules; r++) {
                for (size_t s = r + 1; s < t->n_rules && told < GAPS_MAX; s++) {
                        size_t i = 0;

                        while (i < t->n_inputs && common(c, i, r, s, &probes[i]))
                                i++;
                        if (i < t->n_inputs || (t->hit == DMN_ANY && same_outputs(t, r, s)))
                                continue;
                        told++;
                        dmn__report(c->report, DMN_ERROR, t->rules[s].line,
                                "rules %zu, %zu both match: %.*s", r + 1, s + 1,
                                STRF(describe(c, probes, t->n_inputs)));
                }
        }
}

/* A rule none of whose probes in some column is accepted. */
static void find_dead(struct cover *c)
{
        const struct dmn_table *t = c->table;

        for (size_t r = 0; r < t->n_rules; r++) {
                for (size_t i = 0; i < t->n_inputs; i++) {
                        size_t p = 0;

                        while (p < c->columns[i].n && !accepts(c, i, p, r, 2))
                                p++;
                        if (p < c->columns[i].n)
                                continue;
                        dmn__report(c->report, DMN_ERROR, t->rules[r].line,
                                "rule %zu can never match: input %zu accepts nothing", r + 1,
                                i + 1);
                        break;
                }
        }
}

/*
 * Goes through the pieces column by column with the rules that are still alive. With rules gone
 * there is a gap; `within` limits the search to the region of one rule (SIZE_MAX: everywhere), and
 * then a gap means that the rule has something to itself. Returns true to stop.
 */
static bool search(struct cover *c, size_t column, const u8 *alive, size_t n_alive, size_t *probes,
        size_t within)
{
        const struct dmn_table *t = c->table;
        u8 *next;

        if (n_alive == 0) {
                c->gaps++;
                if (within == SIZE_MAX)
                        dmn__report(c->report, DMN_WARNING, t->line, "no rule covers %.*s",
                                STRF(describe(c, probes, column)));
                return within != SIZE_MAX || c->gaps >= GAPS_MAX;
        }
        if (column == t->n_inputs)
                return false;
        if (!feel__room(c->run, t->n_rules))
                return true;
        next = arena_raw(c->run->arena, t->n_rules);
        for (size_t p = 0; p < c->columns[column].n; p++) {
                size_t n = 0;

                c->work += t->n_rules;
                if (c->work > WORK_MAX)
                        return true;
                if (within != SIZE_MAX && !accepts(c, column, p, within, 2))
                        continue;
                for (size_t r = 0; r < t->n_rules; r++) {
                        u8 least = within == SIZE_MAX ? 2 : 1;

                        next[r] = alive[r] && accepts(c, column, p, r, least);
                        n += next[r];
                }
                probes[column] = p;
                if (search(c, column + 1, next, n, probes, within))
                        return true;
        }
        return false;
}

static void find_gaps(struct cover *c)
{
        const struct dmn_table *t = c->table;
        size_t *probes = NEW_ARRAY(c->run->arena, size_t, t->n_inputs + 1);
        u8 *alive = arena_alloc(c->run->arena, t->n_rules);

        for (size_t i = 0; i < t->n_outputs; i++)
                if (t->outputs[i].expr)
                        return; /* a default answers for what no rule covers */
        memset(alive, 1, t->n_rules);
        search(c, 0, alive, t->n_rules, probes, SIZE_MAX);
}

/* With "first", a rule that earlier rules cover entirely. */
static void find_hidden(struct cover *c)
{
        const struct dmn_table *t = c->table;
        size_t *probes = NEW_ARRAY(c->run->arena, size_t, t->n_inputs + 1);
        u8 *alive = arena_alloc(c->run->arena, t->n_rules);

        for (size_t r = 1; r < t->n_rules; r++) {
                c->gaps = 0;
                memset(alive, 0, t->n_rules);
                memset(alive, 1, r);
                search(c, 0, alive, r, probes, r);
                if (c->gaps == 0 && c->work <= WORK_MAX)
                        dmn__report(c->report, DMN_WARNING, t->rules[r].line,
                                "rule %zu never decides: the rules before it cover all of it",
                                r + 1);
        }
}

void dmn__check_cover(struct dmn_report *r, const struct dmn_table *t)
{
        static const struct feel_limits limits = { 2000000, 200, 16 << 20 };
        AUTO(arena_freep) struct arena *a = arena_new(32 << 20);
        struct cover c = { .report = r, .run = feel_run_new(a, &limits), .table = t };

        if (t->n_rules == 0 || t->n_rules > RULES_MAX || t->n_inputs == 0)
                return;
        c.columns = NEW_ARRAY(a, struct column, t->n_inputs);
        for (size_t i = 0; i < t->n_inputs; i++) {
                if (!feel__room(c.run, PROBES_MAX * (16 + t->n_rules)))
                        return;
                choose_probes(&c, i);
                ask_cells(&c, i);
        }
        if (feel_run_stopped(c.run))
                return;
        find_dead(&c);
        if (t->hit == DMN_UNIQUE || t->hit == DMN_ANY)
                find_overlaps(&c);
        if (t->hit == DMN_FIRST)
                find_hidden(&c);
        c.gaps = 0;
        if (t->hit != DMN_COLLECT && t->hit != DMN_RULE_ORDER)
                find_gaps(&c);
}
