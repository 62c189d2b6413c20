-- oldest: 1
-- Procedures written by people: which process and form a version names, the life of a version that is being
-- written, and who did what to it. State of a version, besides those of before: submitted, approved, dropped.
alter table procedure_version add column process text; -- id of the process its dossiers follow; NULL: as for its kind
alter table procedure_version add column form text; -- code of the form its applicants fill in; NULL: as for its code
alter table procedure_version add column revision i64; -- goes up with every change of a draft; NULL: was imported
alter table procedure_version add column reason text; -- what a written version changes, in words

-- Who did what to a written version, when and why.
create table procedure_event (
        id id primary key,
        version_id i64 not null,
        at i64 not null,
        account_id i64 not null,
        person_id i64 not null,             -- who approves is another person, by whichever account
        who text not null,                  -- name and post of the officer at that time
        action text not null,               -- create, save, and the moves
        note text not null                  -- the reason, or what was changed, in words
);
create index procedure_event_version on procedure_event (version_id, id);
