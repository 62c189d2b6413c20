-- oldest: 1
-- The register of what a unit received (form 07), by the moment of reception.
create index dossier_register on dossier (received_unit_id, accepted_at, id);
