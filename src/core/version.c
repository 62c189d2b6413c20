/*
 * src/core/version.c: see version.h.
 */
#include "core/version.h"

#include "audit/audit.h"
#include "base/json.h"
#include "core/org.h"

#define NOTE_MAX (64 << 10) /* bytes of a record; notes are bounded by their fields */

int version_ready(const struct version_act *act, const struct move *move, i64 today)
{
        if (move->flags & MOVE_NOTE && str_empty(str_trim(act->note)))
                return ERR_INVALID;
        if (move->flags & MOVE_FROM_DAY && (act->valid_from == I64_NULL || act->valid_from < today))
                return ERR_INVALID;
        return 0;
}

int version_audit(struct tx *tx, const struct version_act *act, const char *kind, i64 version,
        struct str code, i64 number)
{
        struct json_writer w;
        struct buf b;

        buf_init(&b, tx->arena, NOTE_MAX);
        json_begin(&w, &b);
        json_open(&w, NULL, '{');
        json_put_str(&w, "code", code);
        json_put_i64(&w, "number", number);
        json_put_str(&w, "note", act->note.ptr ? act->note : STR(""));
        if (act->valid_from != I64_NULL)
                json_put_str(&w, "valid_from", day_iso(tx->arena, act->valid_from));
        json_close(&w, '}');
        return audit_add(tx,
                &(struct audit_entry){ .actor = act->who->account,
                        .actor_text = who_words(tx->arena, act->who),
                        .action = str_fmt(tx->arena, "%s.%.*s", kind, STRF(act->action)).ptr,
                        .object_kind = str_fmt(tx->arena, "%s_version", kind).ptr,
                        .object = version,
                        .payload = buf_str(&b),
                        .peer = act->peer },
                NULL);
}
