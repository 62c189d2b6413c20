/*
 * tools/sqlgen/each.c: lists of names that a file of statements goes through again and again, such
 * as the columns of a vector. `-- list LIST: a, b` names one, `{{each LIST: max(@) as @}}` stands
 * for the text with each of the names in place of @, with commas between. In headers as in SQL.
 */
#include "sqlgen/sqlgen.h"

static struct name_list *find_list(struct queries *qs, struct str name)
{
        struct name_list *l;

        for (l = qs->lists; l && !str_eq(l->name, name); l = l->next)
                ;
        return l;
}

/* "list LIST: a, b, c" over the comments from..to-1. */
static void read_list(
        struct sqlgen *g, struct queries *qs, const struct toks *all, size_t from, size_t to)
{
        struct name_list *l = NEW(g->a, struct name_list);
        int line = all->t[from].line;
        struct str rest, item;
        struct buf text;

        buf_init(&text, g->a, 1 << 16);
        for (size_t i = from; i < to; i++)
                buf_fmt(&text, "%.*s ", STRF(all->t[i].text));
        rest = str_trim(buf_str(&text));
        rest = str_sub(rest, strlen("list "), rest.len);
        if (!str_cut(&rest, ':', &l->name) || !rest.ptr || !is_name(l->name))
                sql_error(g, qs->file, line, "a list is written `-- list name: a, b, c`");
        if (find_list(qs, l->name))
                sql_error(g, qs->file, line, "two lists are called %.*s", STRF(l->name));
        l->names = NEW_ARRAY(g->a, struct str, rest.len + 1);
        while (str_cut(&rest, ',', &item)) {
                item = str_trim(item);
                if (!is_name(item))
                        sql_error(g, qs->file, line, "\"%.*s\" in list %.*s is no name", STRF(item),
                                STRF(l->name));
                l->names[l->n++] = item;
        }
        l->next = qs->lists;
        qs->lists = l;
}

void lists_read(struct sqlgen *g, struct queries *qs, const struct toks *all)
{
        for (size_t i = 0, k; i < all->n; i = k) {
                k = i + 1;
                if (all->t[i].kind != TOK_COMMENT || !str_starts(all->t[i].text, STR(" list ")))
                        continue;
                while (all->t[k].kind == TOK_COMMENT && str_starts(all->t[k].text, STR("  ")))
                        k++;
                read_list(g, qs, all, i, k);
        }
}

static void add_each(struct sqlgen *g, struct queries *qs, const struct tok *t, struct toks *out)
{
        struct str text = str_sub(t->text, strlen("each"), t->text.len), name;
        bool whole = str_cut(&text, ':', &name) && text.ptr;
        struct name_list *l = find_list(qs, str_trim(name));

        if (!whole || !l) {
                sql_error(g, qs->file, t->line,
                        "{{each}} is written {{each list: text with @}}, and `-- list list: a, b` "
                        "names what it goes through");
                return;
        }
        for (size_t i = 0; i < l->n; i++) {
                struct str one = str_replace(g->a, text, STR("@"), l->names[i]);
                struct toks ts = lex(g, qs->file, t->line, i ? str_cat(g->a, STR(", "), one) : one);

                for (size_t k = 0; k < ts.n; k++)
                        toks_add(g->a, out, ts.t[k]);
        }
}

void toks_each(struct sqlgen *g, struct queries *qs, struct toks *ts)
{
        struct toks out = { 0 };

        for (size_t i = 0; i < ts->n; i++)
                if (ts->t[i].kind == TOK_DIRECTIVE && str_starts(ts->t[i].text, STR("each ")))
                        add_each(g, qs, &ts->t[i], &out);
                else
                        toks_add(g->a, &out, ts->t[i]);
        if (out.n)
                *ts = out;
}
