/*
 * src/core/setting.c: see setting.h. Values are kept in one array; a reload replaces pointers and
 * never frees old texts (changes are rare and small), so readers need no lock.
 */
#include "core/setting.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "core/queries.h"

const struct setting_def settings[SETTING_MAX] = {
#define X(id, stored, kind_, def_, help_) [SETTING_##id] = { stored, def_, help_, kind_ },
        SETTINGS(X)
#undef X
};

/* NULL: the default. */
static _Atomic(const char *) values[SETTING_MAX];

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

static int setting_by_name(struct str name)
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
        for (size_t i = 0; i < rows.n; i++) {
                int id = setting_by_name(rows.rows[i].name);
                const char *old = id < 0 ? NULL : atomic_load(&values[id]);

                if (id < 0 || (old && str_is(rows.rows[i].value, old)))
                        continue;
                atomic_store(&values[id], strndup(rows.rows[i].value.ptr, rows.rows[i].value.len));
        }
        return 0;
}

static bool setting_valid(enum setting_id id, struct str value)
{
        i64 n;

        switch (settings[id].kind) {
        case SETTING_I64:
                return str_to_i64(value, &n) == 0 && n >= 0;
        case SETTING_DAY:
                return str_empty(value) || day_parse_iso(value, &n) == 0;
        case SETTING_BOOL:
                return str_is(value, "0") || str_is(value, "1");
        case SETTING_TEXT:
                break;
        }
        return value.len <= 500;
}

int setting_put_value(struct tx *tx, enum setting_id id, struct str value, i64 by)
{
        int r;

        if (!setting_valid(id, value))
                return ERR_INVALID;
        r = setting_put(tx, str_of(settings[id].name), value, tx->now, by, NULL);
        if (r < 0)
                return r;
        return generation_bump(tx, STR("settings"), NULL);
}
