/*
 * src/mod/design/compare.c: how two versions differ: elements by id, and the texts by lines.
 */
#include <stdlib.h>

#include "mod/design/model.h"

/* ---- Elements -------------------------------------------------------------------------------- */

static int by_id(const void *x, const void *y)
{
        const struct design_element *const *a = x, *const *b = y;

        return str_cmp((*a)->id, (*b)->id);
}

static const struct design_element **sorted(
        struct arena *a, const struct design_element *list, size_t n)
{
        const struct design_element **index = NEW_ARRAY(a, const struct design_element *, n + 1);

        for (size_t i = 0; i < n; i++)
                index[i] = &list[i];
        qsort(index, n, sizeof *index, by_id);
        return index;
}

static const struct design_element *find(
        const struct design_element **index, size_t n, const struct design_element *e)
{
        const struct design_element **p = bsearch(&e, index, n, sizeof *index, by_id);

        return p ? *p : NULL;
}

size_t design__differences(struct arena *a, enum design_kind kind, struct str old, struct str new,
        const struct design_difference **ret_list)
{
        const struct design_element *before, *after, **old_index, **new_index;
        size_t n_before = design__elements(a, kind, old, &before);
        size_t n_after = design__elements(a, kind, new, &after), n = 0;
        struct design_difference *list =
                NEW_ARRAY(a, struct design_difference, n_before + n_after + 1);

        old_index = sorted(a, before, n_before);
        new_index = sorted(a, after, n_after);
        for (size_t i = 0; i < n_after; i++) {
                const struct design_element *was = find(old_index, n_before, &after[i]);

                if (!was)
                        list[n++] = (struct design_difference){ CHANGE_ADDED, after[i] };
                else if (!str_eq(was->own, after[i].own))
                        list[n++] = (struct design_difference){ CHANGE_CHANGED, after[i] };
        }
        for (size_t i = 0; i < n_before; i++)
                if (!find(new_index, n_after, &before[i]))
                        list[n++] = (struct design_difference){ CHANGE_REMOVED, before[i] };
        *ret_list = list;
        return n;
}

/* ---- Lines ----------------------------------------------------------------------------------- */

#define CONTEXT   3
#define CELLS_MAX (4 << 20) /* of the table; larger middles are shown as replaced whole */

struct lines {
        struct str *list;
        size_t n;
};

static struct lines split(struct arena *a, struct str text)
{
        struct lines l = { 0 };
        struct str line;
        size_t count = 1;

        for (size_t i = 0; i < text.len; i++)
                count += text.ptr[i] == '\n';
        l.list = NEW_ARRAY(a, struct str, count);
        while (str_cut(&text, '\n', &line))
                l.list[l.n++] = str_ends(line, STR("\r")) ? str_sub(line, 0, line.len - 1) : line;
        return l;
}

struct comparison {
        struct lines old, new;
        size_t head, old_end, new_end; /* equal before head, and from the ends on */
        u32 *longest;                  /* common subsequence of what follows; NULL too large */
        struct design_line *out;
        size_t n;
};

static size_t cell(const struct comparison *c, size_t i, size_t k)
{
        return (i - c->head) * (c->new_end - c->head + 1) + (k - c->head);
}

static void measure(struct arena *a, struct comparison *c)
{
        size_t rows = c->old_end - c->head + 1, columns = c->new_end - c->head + 1;

        if (rows * columns > CELLS_MAX)
                return;
        c->longest = NEW_ARRAY(a, u32, rows * columns);
        for (size_t i = c->old_end; i-- > c->head;)
                for (size_t k = c->new_end; k-- > c->head;) {
                        u32 down = c->longest[cell(c, i + 1, k)];
                        u32 right = c->longest[cell(c, i, k + 1)];

                        c->longest[cell(c, i, k)] =
                                str_eq(c->old.list[i], c->new.list[k])
                                        ? (u32)(c->longest[cell(c, i + 1, k + 1)] + 1)
                                : down > right ? down
                                               : right;
                }
}

static void put(struct comparison *c, char sign, size_t number, struct str text)
{
        c->out[c->n++] = (struct design_line){ sign, (i64)number + 1, text };
}

static bool goes_down(const struct comparison *c, size_t i, size_t k)
{
        return c->longest[cell(c, i + 1, k)] >= c->longest[cell(c, i, k + 1)];
}

static void put_middle(struct comparison *c)
{
        size_t i = c->head, k = c->head;

        while (i < c->old_end || k < c->new_end) {
                bool both = i < c->old_end && k < c->new_end && c->longest;

                if (both && str_eq(c->old.list[i], c->new.list[k])) {
                        put(c, ' ', k, c->new.list[k]);
                        i++, k++;
                } else if (i < c->old_end && (!both || goes_down(c, i, k))) {
                        put(c, '-', i, c->old.list[i]);
                        i++;
                } else {
                        put(c, '+', k, c->new.list[k]);
                        k++;
                }
        }
}

/* Only lines near a change stay; '@' stands for the others. */
static size_t keep_context(struct arena *a, struct comparison *c, const struct design_line **ret)
{
        struct design_line *kept = NEW_ARRAY(a, struct design_line, c->n + 1);
        bool *near = NEW_ARRAY(a, bool, c->n + 1);
        size_t n = 0;

        for (size_t i = 0; i < c->n; i++) {
                size_t from = i > CONTEXT ? i - CONTEXT : 0, to = MIN(i + CONTEXT + 1, c->n);

                for (size_t k = from; c->out[i].sign != ' ' && k < to; k++)
                        near[k] = true;
        }
        for (size_t i = 0; i < c->n; i++) {
                if (near[i])
                        kept[n++] = c->out[i];
                else if (n && kept[n - 1].sign == '@')
                        kept[n - 1].number++;
                else
                        kept[n++] = (struct design_line){ '@', 1, STR("") };
        }
        *ret = kept;
        return n == 1 && kept[0].sign == '@' ? 0 : n;
}

size_t design__lines(
        struct arena *a, struct str old, struct str new, const struct design_line **ret_list)
{
        struct comparison c = { .old = split(a, old), .new = split(a, new) };

        c.old_end = c.old.n;
        c.new_end = c.new.n;
        while (c.head < c.old_end && c.head < c.new_end &&
                str_eq(c.old.list[c.head], c.new.list[c.head]))
                c.head++;
        while (c.old_end > c.head && c.new_end > c.head &&
                str_eq(c.old.list[c.old_end - 1], c.new.list[c.new_end - 1]))
                c.old_end--, c.new_end--;
        c.out = NEW_ARRAY(a, struct design_line, c.old.n + c.new.n + 1);
        measure(a, &c);
        for (size_t i = 0; i < c.head; i++)
                put(&c, ' ', i, c.new.list[i]);
        put_middle(&c);
        for (size_t k = c.new_end; k < c.new.n; k++)
                put(&c, ' ', k, c.new.list[k]);
        return keep_context(a, &c, ret_list);
}
