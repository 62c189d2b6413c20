/*
 * src/mod/indicator/asked.c: which period and which place a page of figures is about, and what else
 * can be chosen there. No SQL, no HTML.
 */
#include "mod/indicator/internal.h"

#include <stdlib.h>

#include "core/who.h"
#include "web/texts.h"

#define MONTHS_BACK 12

int asked_read(struct req *rq, struct asked *ret_a)
{
        struct asked a = { 0 };
        struct str word = input_str(rq->in, "ky");
        struct str place = input_str(rq->in, "noi");
        int r;

        /* What staff alone may open begins at their own unit. */
        if (!place.ptr && rq->route->permission == PERM_INDICATOR_READ) {
                const struct unit *own =
                        org_unit(org_get(rq->arena), who_unit(rq->who, PERM_INDICATOR_READ));

                place = own ? own->code : STR_NULL;
        }
        r = place_read(rq->arena, place, &a.place);

        if (r == 0 && word.ptr && period_read(rq->arena, word, &a.period) < 0)
                r = ERR_NOT_FOUND;
        if (r < 0)
                return r;
        if (!word.ptr)
                a.period = period_month(rq->arena, month_of_day(day_of(rq->now)));
        a.query.text = a.place.root ? str_fmt(rq->arena, "ky=%.*s", STRF(a.period.word))
                                    : str_fmt(rq->arena, "ky=%.*s&noi=%.*s", STRF(a.period.word),
                                              STRF(a.place.unit->code));
        a.place_name = place_name(a.place.unit);
        *ret_a = a;
        return 0;
}

i64 asked_now(const struct req *rq, const struct asked *a)
{
        return a->period.to >= month_of_day(day_of(rq->now)) ? rq->now : I64_NULL;
}

bool asked_staff(const struct req *rq, const struct asked *a)
{
        return who_may(rq->who, PERM_INDICATOR_READ, a->place.unit->id);
}

/* What can be chosen: this year's and last year's months, quarters, years. */
static void fill_periods(struct req *rq, const struct asked *a, struct choices_view *v)
{
        i64 now = month_of_day(day_of(rq->now));
        struct option_view *list = NEW_ARRAY(rq->arena, struct option_view, 24);
        struct period p[24];
        size_t n = 0;

        for (i64 i = 0; i < MONTHS_BACK; i++)
                p[n++] = period_month(rq->arena, now - i);
        for (i64 i = 0; i < 5; i++)
                p[n++] = period_quarter(rq->arena, now - 3 * i);
        for (i64 i = 0; i < 5; i++)
                p[n++] = period_year(rq->arena, now - 12 * i);
        for (size_t i = 0; i < n; i++)
                list[i] = (struct option_view){ .value = p[i].word,
                        .text = period_title(rq->arena, rq->lang, &p[i]),
                        .chosen = str_eq(p[i].word, a->period.word) };
        v->periods = list;
        v->n_periods = n;
}

static int by_name(const void *x, const void *y)
{
        const struct option_view *a = x, *b = y;

        return str_cmp(a->text, b->text);
}

/* The province, what is directly below the place that is shown, and that place. */
static void fill_places(struct req *rq, const struct asked *a, const struct figure_rows *rows,
        struct choices_view *v)
{
        struct option_view *list = NEW_ARRAY(rq->arena, struct option_view, rows->n + 2);
        const struct unit *root = org_root(a->place.org);
        size_t n = 0;

        list[n++] = (struct option_view){ .value = STR(""),
                .text = text_plain(rq->arena, rq->lang, T_FIGURES_WHOLE, STR_NULL),
                .chosen = a->place.root };
        if (!a->place.root)
                list[n++] = (struct option_view){
                        .value = a->place.unit->code, .text = a->place.unit->name, .chosen = true
                };
        for (size_t i = 0; i < rows->n; i++)
                if (!str_eq(rows->rows[i].href, a->place.unit->code) &&
                        !str_eq(rows->rows[i].href, root->code))
                        list[n++] = (struct option_view){ .value = rows->rows[i].href,
                                .text = rows->rows[i].name };
        qsort(list + 1, n - 1, sizeof *list, by_name);
        v->places = list;
        v->n_places = n;
}

struct choices_view asked_choices(
        struct req *rq, const struct asked *a, const struct figure_rows *rows, const char *action)
{
        struct choices_view v = { .action = str_of(action) };

        fill_periods(rq, a, &v);
        fill_places(rq, a, rows, &v);
        return v;
}
