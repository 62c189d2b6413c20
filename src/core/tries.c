/*
 * src/core/tries.c: see tries.h.
 */
#include "core/tries.h"

#include "core/queries.h"
#include "core/setting.h"

static int counted(struct tx *tx, struct str kind, struct str subject, i64 *ret_n)
{
        i64 since = tx->now - setting_i64(SETTING_LOOKUP_LOCK_MINUTES) * MINUTE_MS;
        struct failure_total total;
        int r = failure_count(tx, kind, subject, since, &total);

        if (r == 0)
                *ret_n = total.n;
        return r;
}

int tries_left(struct tx *tx, const char *kind, struct str subject, struct str peer)
{
        i64 by_code = 0, by_peer = 0;
        int r = counted(tx, str_of(kind), subject, &by_code);

        if (r == 0)
                r = counted(tx, str_fmt(tx->arena, "%s.peer", kind), peer, &by_peer);
        if (r < 0)
                return r;
        return by_code >= setting_i64(SETTING_LOOKUP_TRIES) ||
                               by_peer >= setting_i64(SETTING_LOOKUP_TRIES_ADDRESS)
                       ? ERR_RATE
                       : 0;
}

int tries_refuse(struct input *in, const char *kind, struct str subject, int r, const char *field,
        int none, int locked)
{
        in->failure_kind = r == ERR_NOT_FOUND ? kind : NULL;
        in->failure_subject = subject;
        in->failure_by_peer = true;
        if (r == ERR_NOT_FOUND)
                return input_fail(in, field, none, STR_NULL);
        if (r == ERR_RATE)
                return input_fail(in, NULL, locked,
                        str_fmt(in->arena, "%lld",
                                (long long)setting_i64(SETTING_LOOKUP_LOCK_MINUTES)));
        return r;
}
