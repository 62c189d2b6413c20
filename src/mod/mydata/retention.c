/*
 * src/mod/mydata/retention.c: what goes by itself after its time, by rules that are settings:
 * copies that people asked for, sessions that are over, failed attempts. Drafts go by dossier's
 * own job. What was erased is in the audit as counts.
 */
#include "audit/audit.h"
#include "core/queries.h"
#include "core/setting.h"
#include "mod/mydata/internal.h"

#define BATCH 100

static int erase_copies(struct tx *tx, i64 *ret_n)
{
        struct copy_expired_rows rows;
        int r = copies_expired(tx, tx->now, BATCH, &rows);

        for (size_t i = 0; r == 0 && i < rows.n; i++) {
                r = file_remove(tx, rows.rows[i].file_id, tx->now, NULL);
                if (r == 0)
                        r = copy_remove(tx, rows.rows[i].id, tx->now, NULL);
        }
        *ret_n = r == 0 ? (i64)rows.n : 0;
        return r;
}

static int erase(struct tx *tx, void *arg)
{
        i64 copies = 0, sessions = 0, failures = 0;
        int r = erase_copies(tx, &copies);

        (void)arg;
        if (r == 0)
                r = sessions_erase(
                        tx, tx->now - setting_i64(SETTING_RETENTION_SESSION) * DAY_MS, &sessions);
        if (r == 0)
                r = failures_erase(
                        tx, tx->now - setting_i64(SETTING_RETENTION_FAILURE) * DAY_MS, &failures);
        if (r < 0 || copies + sessions + failures == 0)
                return r;
        return audit_add(tx,
                &(struct audit_entry){ .actor = I64_NULL,
                        .action = "mydata.retention",
                        .object_kind = "",
                        .payload = str_fmt(tx->arena,
                                "{\"copies\":%lld,\"sessions\":%lld,\"failures\":%lld}",
                                (long long)copies, (long long)sessions, (long long)failures) },
                NULL);
}

int mydata__retention_run(struct job_run *run)
{
        return store_write(run->store, run->arena, erase, NULL);
}
