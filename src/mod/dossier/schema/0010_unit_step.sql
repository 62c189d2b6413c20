-- oldest: 1
-- The queue of a unit at a step by due moment, and how many stand at each: what is read is what is shown.
create index dossier_unit_step on dossier (unit_id, step, coalesce(due_at, check_due_at, 0), id);
