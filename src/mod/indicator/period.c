/*
 * src/mod/indicator/period.c: see period.h. Arithmetic of months only.
 */
#include "mod/indicator/period.h"

#include "web/texts.h"

struct period period_month(struct arena *a, i64 month)
{
        return (struct period){ str_fmt(a, "%04d-%02d", (int)(month / 12), (int)(month % 12) + 1),
                month, month };
}

struct period period_quarter(struct arena *a, i64 month)
{
        i64 from = month - month % 3;

        return (struct period){
                str_fmt(a, "%04d-q%d", (int)(month / 12), (int)(month % 12) / 3 + 1), from, from + 2
        };
}

struct period period_year(struct arena *a, i64 month)
{
        i64 from = month - month % 12;

        return (struct period){ str_fmt(a, "%04d", (int)(month / 12)), from, from + 11 };
}

int period_read(struct arena *a, struct str word, struct period *ret_p)
{
        i64 year, n = 0;
        struct str rest = word.len > 5 ? str_sub(word, 5, word.len) : STR("");
        bool quarter = rest.len == 2 && rest.ptr[0] == 'q';

        if (word.len < 4 || str_to_i64(str_sub(word, 0, 4), &year) < 0 || year < 1900)
                return ERR_INVALID;
        if (word.len == 4) {
                *ret_p = period_year(a, year * 12);
                return 0;
        }
        if (word.ptr[4] != '-' || str_to_i64(quarter ? str_sub(rest, 1, 2) : rest, &n) < 0 ||
                n < 1 || n > (quarter ? 4 : 12) || rest.len != 2)
                return ERR_INVALID;
        *ret_p = quarter ? period_quarter(a, year * 12 + (n - 1) * 3)
                         : period_month(a, year * 12 + n - 1);
        return 0;
}

struct period period_before(struct arena *a, const struct period *p)
{
        i64 months = p->to - p->from + 1;

        return months == 1   ? period_month(a, p->from - 1)
               : months == 3 ? period_quarter(a, p->from - 1)
                             : period_year(a, p->from - 1);
}

struct str period_title(struct arena *a, enum lang lang, const struct period *p)
{
        i64 months = p->to - p->from + 1;
        struct str year = str_fmt(a, "%d", (int)(p->from / 12));

        if (months == 12)
                return s_FIGURES_YEAR(a, lang, year);
        if (months == 3)
                return s_FIGURES_QUARTER(
                        a, lang, str_fmt(a, "%d", (int)(p->from % 12) / 3 + 1), year);
        return s_FIGURES_MONTH(a, lang, str_fmt(a, "%d", (int)(p->from % 12) + 1), year);
}
