/*
 * src/core/chart.c: see chart.h. Whole units of a drawing of 640 by 250.
 */
#include "core/chart.h"

enum { LEFT = 44, RIGHT = 636, TOP = 20, BASE = 215, NAMES = 234 };

static i64 column_width(const struct chart_view *c)
{
        return (RIGHT - LEFT) / (i64)MAX(c->n_names, 1);
}

static i64 middle_of(const struct chart_view *c, size_t i)
{
        return LEFT + column_width(c) * (i64)i + column_width(c) / 2;
}

struct chart_view *chart_new(
        struct arena *a, struct str label, const struct str *names, size_t n_names)
{
        struct chart_view *c = NEW(a, struct chart_view);

        *c = (struct chart_view){ .arena = a, .label = label, .n_names = n_names };
        c->names = NEW_ARRAY(a, struct chart_mark, n_names + 1);
        for (size_t i = 0; i < n_names; i++)
                c->names[i] = (struct chart_mark){ middle_of(c, i), NAMES, names[i] };
        return c;
}

/* 1, 2 or 5 times a power of ten, so that at most four of them reach `most`. */
static i64 round_step(i64 most)
{
        static const i64 leaps[] = { 1, 2, 5 };

        for (i64 ten = 1;; ten *= 10)
                for (size_t i = 0; i < ARRAY_LEN(leaps); i++)
                        if (ten * leaps[i] * 4 >= most || ten > INT64_MAX / 100)
                                return ten * leaps[i];
}

static void put_ticks(struct chart_view *c, i64 low, i64 high, i64 step)
{
        c->ticks = NEW_ARRAY(c->arena, struct chart_mark, (size_t)((high - low) / step) + 2);
        for (i64 v = low; v <= high; v += step)
                c->ticks[c->n_ticks++] = (struct chart_mark){ LEFT - 6,
                        BASE - (BASE - TOP) * (v - low) / MAX(high - low, 1),
                        str_fmt(c->arena, "%lld", (long long)v) };
}

void chart_bars(struct chart_view *c, const struct chart_series *series, size_t n_series)
{
        struct chart_bar *bars = NEW_ARRAY(c->arena, struct chart_bar, c->n_names * n_series + 1);
        i64 most = 1, step, high, width = MAX(column_width(c) * 2 / 3, 1);

        for (size_t i = 0; i < c->n_names; i++) {
                i64 sum = 0;

                for (size_t k = 0; k < n_series; k++)
                        sum += series[k].values[i];
                most = MAX(most, sum);
        }
        step = round_step(most);
        high = (most + step - 1) / step * step;
        put_ticks(c, 0, high, step);
        for (size_t i = 0; i < c->n_names; i++) {
                i64 below = 0;

                for (size_t k = 0; k < n_series; k++) {
                        i64 from = (BASE - TOP) * below / high, to;

                        below += series[k].values[i];
                        to = (BASE - TOP) * below / high;
                        if (to > from)
                                bars[c->n_bars++] = (struct chart_bar){ series[k].cls,
                                        middle_of(c, i) - width / 2, BASE - to, width, to - from };
                }
        }
        c->bars = bars;
}

/* The value at both ends of the line, in words. */
static void put_dots(struct chart_view *c, const i64 *tenths, i64 low)
{
        struct chart_mark *dots = NEW_ARRAY(c->arena, struct chart_mark, 2);
        size_t first = 0, last = c->n_names;

        while (first < c->n_names && tenths[first] == I64_NULL)
                first++;
        while (last > 0 && tenths[last - 1] == I64_NULL)
                last--;
        for (size_t i = first; last && i < last; i += MAX(last - 1 - first, 1))
                dots[c->n_dots++] = (struct chart_mark){ middle_of(c, i),
                        BASE - (BASE - TOP) * (tenths[i] - low * 10) / ((100 - low) * 10) - 8,
                        str_fmt(c->arena, "%lld,%lld", (long long)(tenths[i] / 10),
                                (long long)(tenths[i] % 10)) };
        c->dots = dots;
}

i64 chart_percent(struct chart_view *c, const i64 *tenths)
{
        i64 least = 950, low;
        bool pen_up = true;
        struct buf b;

        for (size_t i = 0; i < c->n_names; i++)
                if (tenths[i] != I64_NULL)
                        least = MIN(least, tenths[i]);
        low = MAX(least, 0) / 50 * 5;
        put_ticks(c, low, 100, low >= 90 ? 2 : low >= 75 ? 5 : 20);
        buf_init(&b, c->arena, 16 << 10);
        for (size_t i = 0; i < c->n_names; i++) {
                if (tenths[i] == I64_NULL) {
                        pen_up = true;
                        continue;
                }
                buf_fmt(&b, "%s%lld %lld", pen_up ? "M" : "L", (long long)middle_of(c, i),
                        (long long)(BASE -
                                    (BASE - TOP) * (tenths[i] - low * 10) / ((100 - low) * 10)));
                pen_up = false;
        }
        c->line = buf_str(&b);
        put_dots(c, tenths, low);
        return low;
}
