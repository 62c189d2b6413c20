/*
 * src/core/setting.c: see setting.h. Values are kept in one array; a reload replaces pointers and
 * never frees old texts (changes are rare and small), so readers need no lock.
 */
#include "core/setting.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "core/generation.h"
#include "core/queries.h"
#include "core/secret.h"
#include "net/scan.h"

const struct setting_def settings[SETTING_MAX] = {
#define X(id, stored, kind_, def_, least_, most_, choices_, help_)                                 \
        [SETTING_##id] = { stored, def_, kind_, least_, most_, choices_, help_ },
        SETTINGS(X)
#undef X
};

/* NULL: the default. Readers take no lock, so what was replaced is kept until exit: some bytes. */
static _Atomic(const char *) values[SETTING_MAX];
static struct kept {
        struct kept *before;
        char value[];
} * _Atomic kept;

static const char *keep(struct str value)
{
        struct kept *k = malloc(sizeof *k + value.len + 1);

        CHECK(k != NULL);
        memcpy(k->value, value.ptr, value.len);
        k->value[value.len] = '\0';
        k->before = atomic_load(&kept);
        while (!atomic_compare_exchange_weak(&kept, &k->before, k))
                ;
        return k->value;
}

struct str setting_str(enum setting_id id)
{
        const char *v = atomic_load(&values[id]);

        return str_of(v ? v : settings[id].def);
}

i64 setting_i64(enum setting_id id)
{
        i64 n;

        CHECK(settings[id].kind == SETTING_I64);
        if (str_to_i64(setting_str(id), &n) < 0)
                CHECK(str_to_i64(str_of(settings[id].def), &n) == 0);
        return n;
}

bool setting_bool(enum setting_id id)
{
        return str_is(setting_str(id), "1");
}

static struct str seal_place(struct arena *a, enum setting_id id)
{
        return str_fmt(a, "setting %s", settings[id].name);
}

struct str setting_secret(struct arena *a, enum setting_id id)
{
        struct str plain = STR("");

        CHECK(settings[id].kind == SETTING_SECRET);
        if (!str_empty(setting_str(id)))
                (void)secret_open(a, seal_place(a, id), setting_str(id), &plain);
        return plain;
}

struct str setting_stored(struct arena *a, enum setting_id id, struct str value)
{
        if (settings[id].kind != SETTING_SECRET || str_empty(value))
                return value;
        return secret_seal(a, seal_place(a, id), value);
}

int setting_by_name(struct str name)
{
        for (int i = 0; i < SETTING_MAX; i++)
                if (str_is(name, settings[i].name))
                        return i;
        return -1;
}

int setting_load(struct store *s)
{
        AUTO(arena_freep) struct arena *a = arena_new(1 << 20);
        struct setting_row_rows rows;
        struct tx *tx;
        int r;

        r = store_read_begin(s, a, &tx);
        if (r < 0)
                return r;
        r = setting_all(tx, &rows);
        store_read_end(tx);
        if (r < 0)
                return r;
        for (int id = 0; id < SETTING_MAX; id++) {
                const struct setting_row *row = NULL;

                for (size_t i = 0; i < rows.n; i++)
                        if (str_is(rows.rows[i].name, settings[id].name))
                                row = &rows.rows[i];
                if (!row)
                        atomic_store(&values[id], NULL);
                else if (!str_eq(row->value, setting_str((enum setting_id)id)))
                        atomic_store(&values[id], keep(row->value));
        }
        return 0;
}

static bool is_choice(const char *choices, struct str value)
{
        struct str rest = str_of(choices), one;

        while (str_cut(&rest, '|', &one))
                if (str_eq(one, value))
                        return true;
        return false;
}

bool setting_valid(enum setting_id id, struct str value)
{
        const struct setting_def *d = &settings[id];
        i64 n = (i64)utf8_count(value);

        switch (d->kind) {
        case SETTING_I64:
                if (str_to_i64(value, &n) < 0)
                        return false;
                break;
        case SETTING_DAY:
                return str_empty(value) || day_parse_iso(value, &n) == 0;
        case SETTING_BOOL:
                return str_is(value, "0") || str_is(value, "1");
        case SETTING_TEXT:
        case SETTING_SECRET:
                break;
        }
        if (d->choices)
                return is_choice(d->choices, value);
        /* With an address that is none every upload would wait for ever. */
        if (id == SETTING_CLAMAV_ADDRESS && !str_empty(value) && !net_scan_address(value))
                return false;
        return n >= d->least && (d->most == 0 || n <= d->most);
}

/* The tree of units is seen as of a day that is a setting. */
static int setting_moved(struct tx *tx, enum setting_id id)
{
        int r = generation_move(tx, "settings");

        if (r == 0 && id == SETTING_PROVINCE_SHAPE_DAY)
                r = generation_move(tx, "units");
        return r;
}

int setting_put_value(struct tx *tx, enum setting_id id, struct str value, i64 by)
{
        int r;

        if (settings[id].kind != SETTING_SECRET && !setting_valid(id, value))
                return ERR_INVALID;
        r = setting_put(tx, str_of(settings[id].name), value, tx->now, by, NULL);
        return r < 0 ? r : setting_moved(tx, id);
}

int setting_reset(struct tx *tx, enum setting_id id)
{
        i64 changes;
        int r = setting_delete(tx, str_of(settings[id].name), &changes);

        if (r == 0 && changes == 0)
                r = ERR_NOT_FOUND;
        return r < 0 ? r : setting_moved(tx, id);
}
