/*
 * src/mod/dossier/code.c: codes of dossiers: {unit}-{yyMMdd}-{NNNN} (TT 01/2018/TT-VPCP điều 19),
 * from submission on. Codes need only be unique, so a server leases a block of order numbers of a
 * unit's day and hands them out from memory: no two submissions meet at one row.
 */
#include <pthread.h>

#include "core/setting.h"
#include "mod/dossier/dossier.h"

#define BLOCK 20
#define SLOTS 4096

struct slot {
        i64 unit, day, next, end;
};

static struct slot slots[SLOTS];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

struct lease {
        i64 unit, day, next;
};

static int lease_apply(struct tx *tx, void *arg)
{
        struct lease *l = arg;
        struct dossier_number_row row;
        int r = dossier_number_take(tx, l->unit, l->day, BLOCK, &row);

        if (r == 0)
                l->next = row.next - BLOCK;
        return r;
}

/* A number in memory, or 0. Called with the lock held. */
static i64 take(i64 unit, i64 day)
{
        struct slot *s = &slots[(u64)unit % SLOTS];

        if (s->unit != unit || s->day != day || s->next >= s->end)
                return 0;
        return s->next++;
}

static void give_block(const struct lease *l)
{
        slots[(u64)l->unit % SLOTS] = (struct slot){
                .unit = l->unit, .day = l->day, .next = l->next, .end = l->next + BLOCK
        };
}

static struct str format(struct arena *a, const struct unit *u, i64 day, i64 number)
{
        struct civil c;
        int digits = (int)setting_i64(SETTING_DOSSIER_CODE_DIGITS);

        day_civil(day, &c);
        if (str_is(setting_str(SETTING_DOSSIER_CODE_DATE), "yyyyMMdd"))
                return str_fmt(a, "%.*s-%04d%02d%02d-%0*lld", STRF(u->code), c.year, c.month, c.day,
                        digits, (long long)number);
        return str_fmt(a, "%.*s-%02d%02d%02d-%0*lld", STRF(u->code), c.year % 100, c.month, c.day,
                digits, (long long)number);
}

int dossier_take_code(struct store *s, const struct unit *received, i64 now, struct arena *a,
        struct str *ret_code)
{
        i64 day = day_of(now), number;
        struct lease l = { .unit = received->id, .day = day };
        int r;

        pthread_mutex_lock(&lock);
        number = take(received->id, day);
        pthread_mutex_unlock(&lock);
        if (!number) {
                r = store_write(s, a, lease_apply, &l);
                if (r < 0)
                        return r;
                pthread_mutex_lock(&lock);
                give_block(&l);
                number = take(received->id, day);
                pthread_mutex_unlock(&lock);
        }
        if (!number)
                return ERR_BUSY;
        *ret_code = format(a, received, day, number);
        return 0;
}

int dossier_take_code_in(struct tx *tx, const struct unit *received, i64 now, struct str *ret_code)
{
        struct dossier_number_row row;
        i64 day = day_of(now);
        int r = dossier_number_take(tx, received->id, day, 1, &row);

        if (r == 0)
                *ret_code = format(tx->arena, received, day, row.next - 1);
        return r;
}
