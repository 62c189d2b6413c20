/*
 * src/core/node.c: see node.h. A name made at start tells whose lease a row is.
 */
#include "core/node.h"

#include "base/file.h"
#include "base/id.h"
#include "base/log.h"
#include "base/random.h"
#include "core/queries.h"

#define NODES 1024
#define LEASE (10 * MINUTE_MS)

static char name[32];
static i64 number = -1;

static int lease_apply(struct tx *tx, void *arg)
{
        i64 *ret = arg, free_number = 0;
        struct node_row_rows rows;
        int r = node_all(tx, &rows);

        if (r < 0)
                return r;
        for (size_t i = 0; i < rows.n; i++)
                if (str_is(rows.rows[i].name, name))
                        free_number = *ret = rows.rows[i].number;
        /* Ours, else the first number that nobody has or whose lease has run out. */
        if (*ret < 0) {
                for (size_t i = 0; i < rows.n; i++)
                        if (rows.rows[i].number == free_number &&
                                rows.rows[i].leased_until > tx->now)
                                free_number++;
                if (free_number >= NODES)
                        return ERR_BUSY;
        }
        *ret = free_number;
        return node_put(tx, free_number, str_of(name), tx->now + LEASE, NULL);
}

int node_lease(struct store *s)
{
        AUTO(arena_freep) struct arena *a = arena_new(1 << 20);
        i64 got = -1;
        int r;

        if (!name[0]) {
                struct str code = random_code(a, sizeof name - 1);

                memcpy(name, code.ptr, code.len);
        }
        r = store_write(s, a, lease_apply, &got);
        if (r < 0)
                return r;
        number = got;
        id_set_node((int)got);
        return 0;
}

int node_number(void)
{
        return (int)number;
}

int node_former(struct arena *a, const char *dir)
{
        const char *path = str_fmt(a, "%s/node", dir).ptr;
        struct str text;
        i64 former = -1;

        if (file_read(a, path, 100, &text) < 0 || str_to_i64(str_trim(text), &former) < 0)
                former = -1;
        /* Unwritten, the next server only waits for the lease as if it had another folder. */
        if (file_write_durable(path, str_fmt(a, "%lld\n", (long long)number), 0600) < 0)
                log_warn("node", "cannot write %s", path);
        return former >= 0 && former < NODES ? (int)former : -1;
}
