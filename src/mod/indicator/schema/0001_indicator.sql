-- oldest: 1
-- Counters of dossiers. Changes are only ever inserted, so that no two requests meet at a row; a job
-- folds them into totals; readers add both, so the sum is right at any moment.

create table indicator_delta ( -- big
        id id primary key,
        unit_id i64 not null,               -- that resolves
        day i64 not null,                   -- civil day of what happened
        name text not null,
        value i64 not null
);
create index indicator_delta_key on indicator_delta (unit_id, day, name, value);

create table indicator_total ( -- big
        unit_id i64 not null,
        day i64 not null,
        name text not null,
        value i64 not null,
        primary key (unit_id, day, name)
);
create index indicator_total_day on indicator_total (day, unit_id, name, value);
create index indicator_delta_day on indicator_delta (day, unit_id, name, value);
