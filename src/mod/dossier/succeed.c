/*
 * src/mod/dossier/succeed.c: an open dossier goes on at the unit that carries on another's work. No
 * move of the state table: nothing that the applicant was promised changes.
 */
#include "audit/audit.h"
#include "base/id.h"
#include "base/json.h"
#include "job/job.h"
#include "mod/dossier/process.h"

static struct str payload_of(
        struct arena *a, const struct dossier *d, const struct unit *from, const struct unit *to)
{
        struct json_writer w;
        struct buf b;

        buf_init(&b, a, 1000);
        json_begin(&w, &b);
        json_open(&w, NULL, '{');
        json_put_str(&w, "code", d->code);
        json_put_str(&w, "from", from->code);
        json_put_str(&w, "to", to->code);
        json_close(&w, '}');
        return buf_str(&b);
}

int dossier_succeed(struct tx *tx, i64 id, const struct unit *from, const struct unit *to)
{
        struct step_last last;
        struct str payload;
        struct dossier d;
        i64 changed = 0;
        int r = dossier_by_id(tx, id, &d);

        if (r == 0)
                r = dossier_succeed_put(tx, id, d.version,
                        d.unit_id == from->id ? to->id : d.unit_id,
                        d.received_unit_id == from->id ? to->id : d.received_unit_id, &changed);
        if (r == 0 && changed != 1)
                r = ERR_STALE;
        if (r == 0)
                r = dossier_step_last(tx, id, &last);
        if (r < 0)
                return r;
        payload = payload_of(tx->arena, &d, from, to);
        r = dossier_step_insert(tx, &(struct dossier_step_insert_args){ .id = id_new(),
                                            .dossier_id = id,
                                            .seq = last.seq + 1,
                                            .at = tx->now,
                                            .action = STR("succeed"),
                                            .from_state = d.state,
                                            .to_state = d.state,
                                            .actor_id = I64_NULL,
                                            .on_behalf_of = I64_NULL,
                                            .unit_id = to->id,
                                            .note = from->name,
                                            .due_at = d.due_at });
        if (r == 0)
                r = audit_add(tx,
                        &(struct audit_entry){ .actor = I64_NULL,
                                .action = "dossier.succeed",
                                .object_kind = "dossier",
                                .object = id,
                                .payload = payload },
                        NULL);
        if (r == 0)
                r = dossier__touch(tx, id);
        return r < 0 ? r : event_publish(tx, DOSSIER_SUCCEEDED, id, payload, NULL);
}
