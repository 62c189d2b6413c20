/*
 * src/core/rule.c: see rule.h.
 */
#include "core/rule.h"

#include "base/csv.h"
#include "base/embedded.h"

int rule_of(struct tx *tx, const char *name, struct str subject, i64 day, struct law_rule *ret_r)
{
        return law_rule_at(tx, str_of(name), subject, day, ret_r);
}

int rule_value(struct tx *tx, const char *name, i64 day, i64 usual, i64 *ret_value)
{
        struct law_rule rule = { .value = usual };
        int r = rule_of(tx, name, STR(""), day, &rule);

        if (r < 0 && r != ERR_NOT_FOUND)
                return r;
        *ret_value = rule.value;
        return 0;
}

static int put_row(struct tx *tx, const struct csv *c)
{
        struct str to = csv_cell(c, "valid_to");
        i64 value, from, until = I64_NULL;

        if (str_to_i64(csv_cell(c, "value"), &value) < 0 ||
                day_parse_iso(csv_cell(c, "valid_from"), &from) < 0 ||
                (to.len && day_parse_iso(to, &until) < 0))
                return ERR_CORRUPT;
        return law_rule_put(tx,
                &(struct law_rule_put_args){ .name = csv_cell(c, "rule"),
                        .subject = csv_cell(c, "subject"),
                        .valid_from = from,
                        .valid_to = until,
                        .value = value,
                        .basis = csv_cell(c, "basis") },
                NULL);
}

static int install(struct tx *tx, void *arg)
{
        const struct str *text = arg;
        struct csv c;
        int r = csv_open(&c, tx->arena, *text);

        while (r == 0 && (r = csv_next(&c)) == 1)
                r = put_row(tx, &c);
        return r;
}

int rule_install(struct store *s)
{
        AUTO(arena_freep) struct arena *a = arena_new(4 << 20);
        struct str text;
        int r = embedded_read(a, "data/rules.csv", &text);

        return r < 0 ? r : store_write(s, a, install, &text);
}
