/*
 * src/app/init.c: a province from the data inside the program: units of both shapes with their
 * successions, the calendar, the procedures that are built in. Done again, it adds what is missing.
 */
#include "app/app.h"
#include "base/csv.h"
#include "base/embedded.h"
#include "base/id.h"
#include "base/json.h"
#include "base/viet.h"
#include "core/generation.h"
#include "core/org.h"
#include "core/queries.h"
#include "core/setting.h"
#include "mod/catalogue/catalogue.h"

struct fill {
        struct arena *arena; /* of the data's text */
        struct str text, links, shape_day;
};

static i64 day_cell(struct csv *c, const char *name)
{
        i64 day;

        return day_parse_iso(csv_cell(c, name), &day) == 0 ? day : I64_NULL;
}

static struct str text_cell(struct csv *c, const char *name)
{
        struct str s = csv_cell(c, name);

        return str_empty(s) ? STR_NULL : s;
}

/* Codes to ids while rows are made; the file names parents before children or not: two passes. */
struct known {
        struct str code;
        i64 id;
};

static i64 find_id(const struct known *list, size_t n, struct str code)
{
        for (size_t i = 0; i < n; i++)
                if (str_eq(list[i].code, code))
                        return list[i].id;
        return I64_NULL;
}

static int read_codes(struct tx *tx, struct str text, struct known **ret_list, size_t *ret_n)
{
        struct known *list = NEW_ARRAY(tx->arena, struct known, 8000);
        struct csv c;
        size_t n = 0;
        int r = csv_open(&c, tx->arena, text);

        while (r == 0 && (r = csv_next(&c)) == 1 && n < 8000) {
                list[n++] = (struct known){ str_dup(tx->arena, csv_cell(&c, "code")), id_new() };
                r = 0;
        }
        *ret_list = list;
        *ret_n = n;
        return r;
}

static int put_unit(struct tx *tx, struct csv *c, const struct known *list, size_t n)
{
        i64 level;

        if (str_to_i64(csv_cell(c, "level"), &level) < 0)
                return ERR_CORRUPT;
        return unit_insert(
                tx, &(struct unit_insert_args){ .id = find_id(list, n, csv_cell(c, "code")),
                            .code = csv_cell(c, "code"),
                            .legacy_code = text_cell(c, "legacy_code"),
                            .provisional = str_is(csv_cell(c, "provisional"), "1"),
                            .parent_id = find_id(list, n, csv_cell(c, "parent")),
                            .level = level,
                            .kind = csv_cell(c, "kind"),
                            .name = csv_cell(c, "name"),
                            .short_name = csv_cell(c, "short_name"),
                            .gso_code = text_cell(c, "gso_code"),
                            .sort_key = viet_sort_key(tx->arena, csv_cell(c, "name")),
                            .valid_from = day_cell(c, "valid_from"),
                            .valid_to = day_cell(c, "valid_to") });
}

static int put_links(struct tx *tx, struct str text, const struct known *list, size_t n)
{
        struct csv c;
        int r = csv_open(&c, tx->arena, text);

        while (r == 0 && (r = csv_next(&c)) == 1) {
                i64 from = find_id(list, n, csv_cell(&c, "predecessor"));
                i64 to = find_id(list, n, csv_cell(&c, "successor"));

                r = from == I64_NULL || to == I64_NULL
                            ? ERR_CORRUPT
                            : unit_succession_insert(tx, from, to, day_cell(&c, "at"),
                                      str_is(csv_cell(&c, "part"), "1"), NULL);
        }
        return r;
}

static int units_apply(struct tx *tx, void *arg)
{
        struct fill *f = arg;
        struct unit_row_rows there;
        struct known *list;
        struct csv c;
        size_t n;
        int r = unit_all(tx, &there);

        if (r < 0 || there.n > 0)
                return r;
        r = read_codes(tx, f->text, &list, &n);
        if (r == 0)
                r = csv_open(&c, tx->arena, f->text);
        while (r == 0 && (r = csv_next(&c)) == 1)
                r = put_unit(tx, &c, list, n);
        if (r == 0)
                r = put_links(tx, f->links, list, n);
        return r < 0 ? r : generation_move(tx, "units");
}

static int calendar_apply(struct tx *tx, void *arg)
{
        static const struct {
                const char *word;
                enum day_kind kind;
        } kinds[] = { { "holiday", DAY_HOLIDAY }, { "compensation_off", DAY_COMPENSATION_OFF },
                { "compensation_work", DAY_COMPENSATION_WORK } };
        struct fill *f = arg;
        struct csv c;
        int r = csv_open(&c, tx->arena, f->text);

        while (r == 0 && (r = csv_next(&c)) == 1) {
                r = ERR_CORRUPT;
                for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
                        if (str_is(csv_cell(&c, "kind"), kinds[i].word))
                                r = calendar_put(tx, day_cell(&c, "date"), kinds[i].kind,
                                        csv_cell(&c, "name"), NULL);
        }
        return r < 0 ? r : generation_move(tx, "calendar");
}

static int settings_apply(struct tx *tx, void *arg)
{
        struct fill *f = arg;

        return setting_put_value(tx, SETTING_PROVINCE_SHAPE_DAY, f->shape_day, 0);
}

/* The built-in procedures: those with a life event, of which somebody has read every line. */
static struct str built_in(struct arena *a, struct str all)
{
        struct str rest = all, line;
        struct buf b;

        buf_init(&b, a, all.len + 1);
        while (str_cut(&rest, '\n', &line)) {
                if (str_empty(line) || str_find(line, STR("\"event\":\"\"")) >= 0)
                        continue;
                buf_add(&b, line);
                buf_byte(&b, '\n');
        }
        return buf_str(&b);
}

static int fill_catalogue(struct app *a, struct control_call *c, struct arena *arena)
{
        struct import_report rep = { 0 };
        struct procedure_total total;
        struct str text;
        struct tx *tx;
        int r = store_read_begin(a->store, arena, &tx);

        if (r < 0)
                return r;
        r = procedure_count(tx, org_day(org_get(arena)), &total);
        store_read_end(tx);
        if (r == 0 && total.n > 0)
                return 0;
        if (r == 0)
                r = embedded_read(arena, "data/procedures.jsonl", &text);
        if (r == 0)
                r = catalogue_import(
                        a->store, built_in(arena, text), day_make(2022, 1, 1), 0, &rep);
        if (r == 0)
                control_printf(c, "%lld procedures\n", (long long)rep.added);
        return r;
}

int init_fill(struct app *a, struct control_call *c, struct str shape_day)
{
        AUTO(arena_freep) struct arena *arena = arena_new(64 << 20);
        struct fill f = { .arena = arena, .shape_day = shape_day };
        int r = embedded_read(arena, "data/units.csv", &f.text);

        if (r == 0)
                r = embedded_read(arena, "data/successions.csv", &f.links);
        if (r == 0)
                r = store_write(a->store, arena, units_apply, &f);
        if (r == 0)
                r = embedded_read(arena, "data/calendar.csv", &f.text);
        if (r == 0)
                r = store_write(a->store, arena, calendar_apply, &f);
        if (r == 0)
                r = store_write(a->store, arena, settings_apply, &f);
        if (r == 0)
                r = setting_load(a->store);
        if (r == 0)
                r = org_load(a->store);
        return r < 0 ? r : fill_catalogue(a, c, arena);
}
