-- oldest: 1
-- Open dossiers of all units by step and due moment, for those who see the whole province.
create index dossier_step_due on dossier (step, coalesce(due_at, check_due_at, 0), id);
