-- oldest: 1
-- Dossiers of which something has changed that one looks for: words, or who may see it. Rows are only
-- inserted, so that no two requests meet here; a job puts the dossiers into the full-text index and takes
-- the rows away (search.c). What is there already is put in by the same job.
create table dossier_touched ( -- big
        id id primary key,
        dossier_id i64 not null
);
insert into dossier_touched (id, dossier_id) select id, id from dossier;
