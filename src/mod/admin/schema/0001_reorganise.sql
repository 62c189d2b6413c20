-- oldest: 1
-- Reorganisations: what was moved from which unit to which, one line each, written with the move
-- itself; a plan that was interrupted goes on where it stood, and its report is read from here.

create table reorganisation (
        id id primary key,
        hash text not null,                 -- SHA-256 of the plan, hex
        at i64 not null,                    -- civil day from which it holds
        started_at i64 not null,
        finished_at i64
);
create unique index reorganisation_hash on reorganisation (hash);

create table reorganisation_line ( -- big
        reorganisation_id i64 not null,
        kind text not null,                 -- dossier, received, grant, post, delegation, unit
        object_id i64 not null,
        from_unit i64 not null,
        to_unit i64 not null,
        chosen bool not null,               -- by the applicant's address, or nothing was to choose; else the first
        at i64 not null,
        primary key (reorganisation_id, kind, object_id)
);
create index reorganisation_line_units on reorganisation_line (reorganisation_id, from_unit, kind, to_unit, chosen);
