-- oldest: 1
-- A dossier goes through a process: its instance says where it stands and what may be done (process.c).
-- Open dossiers of before get theirs when the program starts (library.c); closed ones stay without.
alter table dossier add column flow_id i64;
create index dossier_without_process on dossier (id) where flow_id is null;

-- The user task that was finished, as its process calls it; NULL: another event.
alter table dossier_step add column task text;

-- Which process a procedure has; those that are not here have the usual one.
create table process_use (
        procedure_code text primary key,
        process text not null,              -- id of the BPMN process; its newest version counts at submission
        parameters text                     -- a FEEL context, the first variables of an instance
);
