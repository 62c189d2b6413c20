/*
 * src/mod/admin/reorganise_plan.c: reading a plan of succession. See reorganise.h. No database.
 */
#include "mod/admin/reorganise.h"

#include <stdlib.h>

#include "base/csv.h"
#include "crypto/hash.h"

static int wrong(struct arena *a, int line, const char *why, struct str what, struct str *ret_why)
{
        *ret_why =
                str_fmt(a, "line %d: %s%s%.*s", line, why, str_empty(what) ? "" : ": ", STRF(what));
        return ERR_INVALID;
}

static int read_link(struct arena *a, const struct org *o, const struct csv *c, i64 *day,
        struct reorganise_link *ret_link, struct str *ret_why)
{
        struct str from = csv_cell(c, "predecessor"), to = csv_cell(c, "successor");
        struct reorganise_link l = { org_unit_by_code(o, from), org_unit_by_code(o, to),
                str_is(csv_cell(c, "part"), "1") };
        i64 at;

        if (day_parse_iso(csv_cell(c, "at"), &at) < 0)
                return wrong(a, c->line, "no day YYYY-MM-DD", csv_cell(c, "at"), ret_why);
        if (*day != I64_NULL && at != *day)
                return ERR_NOT_FOUND;
        if (!l.from)
                return wrong(a, c->line, "no unit has this code", from, ret_why);
        if (!l.to)
                return wrong(a, c->line, "no unit has this code", to, ret_why);
        if (l.from == l.to)
                return wrong(a, c->line, "it would succeed itself", to, ret_why);
        if (!unit_is_valid(l.from, at - 1))
                return wrong(a, c->line, "it is not there on the day before", from, ret_why);
        if (!unit_is_valid(l.to, at))
                return wrong(a, c->line, "it is not there on that day", to, ret_why);
        *day = at;
        *ret_link = l;
        return 0;
}

static int by_predecessor(const void *x, const void *y)
{
        const struct reorganise_link *a = x, *b = y;
        int r = str_cmp(a->from->code, b->from->code);

        return r ? r : (a->part != b->part ? a->part - b->part : str_cmp(a->to->code, b->to->code));
}

/* Of what the plan means, not of how its file is written. */
static struct str hash_of(struct arena *a, const struct reorganise_plan *p)
{
        u8 hash[HASH_SIZE];
        struct hash h;

        hash_begin(&h);
        hash_add(&h, &p->day, sizeof p->day);
        for (size_t i = 0; i < p->n; i++) {
                struct str line = str_fmt(
                        a, "%.*s>%.*s\n", STRF(p->links[i].from->code), STRF(p->links[i].to->code));

                hash_add(&h, line.ptr, line.len);
        }
        hash_end(&h, hash);
        return str_hex(a, hash, sizeof hash);
}

int reorganise_read(struct arena *a, const struct org *o, struct str text, i64 day,
        struct reorganise_plan *ret_plan, struct str *ret_why)
{
        struct reorganise_plan p = { .day = day };
        struct reorganise_link *links;
        const struct unit *const *all;
        size_t max = org_all(o, &all) * 4;
        bool fixed = day != I64_NULL;
        struct csv c;
        int r = csv_open(&c, a, text);

        if (r < 0)
                return wrong(a, 1, "no table of predecessor,successor,at", STR(""), ret_why);
        links = NEW_ARRAY(a, struct reorganise_link, max + 1);
        while ((r = csv_next(&c)) == 1 && p.n < max) {
                r = read_link(a, o, &c, &p.day, &links[p.n], ret_why);
                if (r == ERR_NOT_FOUND && !fixed)
                        return wrong(
                                a, c.line, "lines of several days, choose one", STR(""), ret_why);
                if (r < 0 && r != ERR_NOT_FOUND)
                        return r;
                p.n += r == 0;
        }
        if (r < 0)
                return wrong(a, c.line, "not as many cells as columns", STR(""), ret_why);
        if (!p.n)
                return wrong(a, c.line, "nothing happens on that day", STR(""), ret_why);
        qsort(links, p.n, sizeof *links, by_predecessor);
        p.links = links;
        p.hash = hash_of(a, &p);
        *ret_plan = p;
        return 0;
}
