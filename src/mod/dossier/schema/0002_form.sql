-- oldest: 1
-- Forms as form-js schemas. A version is never changed: drafts and dossiers name the one they were filled in.
-- Drafts and dossiers of before keep their answers by meaning ({"applicant.name": …}); they are read as
-- answers to the form that their procedure has now (answers.c).

create table form_version (
        id id primary key,
        code text not null,
        version i64 not null,
        hash text not null,                 -- SHA-256 of the schema, hex
        schema_text text not null,
        created_at i64 not null
);
create unique index form_version_code on form_version (code, version);

-- Which form a procedure has; those that are not here have the usual one.
create table form_use (
        procedure_code text primary key,
        form_code text not null
);
