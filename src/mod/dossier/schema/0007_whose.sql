-- oldest: 1
-- Whose dossiers: by identity number or telephone, as somebody at a counter asks.
create index dossier_identity on dossier (applicant_identity, id);
create index dossier_phone on dossier (applicant_phone, id);
