-- oldest: 1
-- Applications that somebody sends for another (mod/mandate): through which mandate, and whose account sent it.
alter table draft add column mandate_id i64;
alter table dossier add column mandate_id i64;
alter table dossier add column representative_id i64;
create index dossier_representative on dossier (representative_id, submitted_at);
