/*
 * src/mod/quality/tell.c: who is told what happened to a unit's quality, and what is sealed of it.
 */
#include "audit/audit.h"
#include "core/queries.h"
#include "mod/notice/notice.h"
#include "mod/quality/internal.h"

static i64 due_moment(i64 day)
{
        return day == I64_NULL ? I64_NULL : time_make(day, 17, 0, 0);
}

int quality__tell(struct tx *tx, i64 account, const char *kind, i64 day)
{
        return notice_tell(tx, &(struct notice_new){ .kind = kind,
                                       .account = account,
                                       .dossier = I64_NULL,
                                       .due_at = due_moment(day) });
}

int quality__tell_office(struct tx *tx, i64 unit, i64 but, i64 nor, const char *kind, i64 day)
{
        int r = 0;

        for (int role = 0; role < ROLE_MAX && r == 0; role++) {
                struct role_holder_rows rows = { 0 };

                if (roles[role].perms & P(QUALITY_MANAGE))
                        r = role_holders(tx, unit, str_of(roles[role].word), tx->now, &rows);
                for (size_t i = 0; i < rows.n && r == 0; i++)
                        if (rows.rows[i].account_id != but && rows.rows[i].account_id != nor)
                                r = quality__tell(tx, rows.rows[i].account_id, kind, day);
        }
        return r;
}

int quality__seal(struct tx *tx, const struct who *who, const struct quality_deed *deed)
{
        const struct unit *u = org_unit(org_get(tx->arena), deed->unit);

        return audit_add(tx,
                &(struct audit_entry){ .actor = who ? who->account : I64_NULL,
                        .action = str_fmt(tx->arena, "%s.%s", deed->kind, deed->action).ptr,
                        .object_kind = deed->kind,
                        .object = deed->object,
                        .payload = str_fmt(tx->arena, "{\"code\":\"%.*s\",\"unit\":\"%.*s\"}",
                                STRF(deed->code), STRF(u ? u->code : STR(""))),
                        .peer = deed->peer },
                NULL);
}
