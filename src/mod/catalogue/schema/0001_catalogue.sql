-- oldest: 1
-- Procedures: a stable identity and effective-dated versions of all that the law says about it.

create table procedure (
        id id primary key,
        code text not null,                 -- national: 1.000894
        created_at i64 not null
);
create unique index procedure_code on procedure (code);

create table procedure_version (
        id id primary key,
        procedure_id i64 not null,
        number i64 not null,
        state text not null,                -- draft, published, withdrawn
        valid_from i64 not null,            -- civil day
        valid_to i64,
        name text not null,                 -- official
        usual text not null,                -- what people call it
        name_en text,
        synonyms text not null,             -- one a line
        field text not null,                -- lĩnh vực
        event text not null,                -- life event, '' none
        level text not null,                -- province, district, commune: who resolves it (three tiers)
        level_2025 text not null,           -- province, commune (two tiers)
        agency text not null,               -- as the source names it
        unit_code text,                     -- the department in charge, province level
        unit_code_2025 text,                -- the same in the two-tier province
        audience text not null,             -- comma-separated: citizen, enterprise, organisation, agency
        online text not null,               -- full, partial, none
        limit_hundredths i64,               -- time limit x 100 in limit_unit; NULL: not known
        limit_unit i64 not null,            -- enum limit_unit
        limit_note text not null,
        cutoff_minute i64,                  -- "received after 15:00 counts from the next working day"
        legal_basis text not null,          -- one a line
        source text not null,
        review text not null,               -- why a person must look at it, '' nothing; one reason a line
        content_hash text not null,         -- SHA-256 of what the import read: the same again is no new version
        created_at i64 not null,
        created_by i64 not null
);
create index procedure_version_procedure on procedure_version (procedure_id, valid_from);
create index procedure_version_event on procedure_version (event, usual);
create index procedure_version_field on procedure_version (field, usual);

create table procedure_paper (
        id id primary key,
        version_id i64 not null,
        ordinal i64 not null,
        name text not null,
        case_text text not null,            -- '' always, else the condition
        originals i64 not null,
        copies i64 not null,
        form text not null
);
create index procedure_paper_version on procedure_paper (version_id, ordinal);

create table procedure_fee (
        id id primary key,
        version_id i64 not null,
        ordinal i64 not null,
        kind text not null,                 -- fee (phí), charge (lệ phí)
        name text not null,
        amount i64,                         -- đồng; NULL: not known
        unit text not null,
        note text not null
);
create index procedure_fee_version on procedure_fee (version_id, ordinal);

create table procedure_result (
        id id primary key,
        version_id i64 not null,
        ordinal i64 not null,
        name text not null
);
create index procedure_result_version on procedure_result (version_id, ordinal);
