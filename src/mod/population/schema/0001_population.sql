-- oldest: 1
-- Who was asked about at the national population database, by whom, for which procedure, and how it ended.
-- What was answered is not kept (domain.md 8.3).
create table population_lookup ( -- big
        id id primary key,
        code text not null,                 -- MaYeuCau: names the request on both sides
        at i64 not null,
        account_id i64 not null,
        person_id i64,
        identity text not null,             -- personal
        procedure_code text not null,
        why text not null,
        outcome text not null,              -- asked, given, none, away
        ended_at i64,
        peer text
);
create unique index population_lookup_code on population_lookup (code);
create index population_lookup_person on population_lookup (person_id, at, id);
create index population_lookup_at on population_lookup (at, id);
