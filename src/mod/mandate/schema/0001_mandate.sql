-- oldest: 1
-- Who may act for whom: a power of attorney, a child's parent, an organisation's representative (mandate.h).
create table mandate ( -- big
        id id primary key,
        code text not null,                 -- random, for addresses
        kind text not null,                 -- power, child, organisation
        person_id i64,                      -- who is represented; NULL: nobody whom the platform knows
        principal_name text not null,       -- personal
        principal_identity text,            -- personal; of an organisation its tax code
        principal_birth_day i64,            -- personal
        account_id i64 not null,            -- who acts for them
        whole bool not null,                -- all procedures; else those of mandate_scope
        from_day i64 not null,
        until_day i64 not null,             -- the last day
        paper text,                         -- number and day of the paper that gives it, as written there
        unit_id i64,                        -- whose counter decides; NULL: whom it represents
        state i64 not null,                 -- mandate.h
        words text not null,                -- personal; why
        asked_at i64 not null,
        asked_by i64 not null,              -- account
        decided_at i64,                     -- granted, refused or ended
        decided_by i64,
        reason text,                        -- personal; of a refusal or an end
        version i64 not null
);
create unique index mandate_code on mandate (code);
create index mandate_person on mandate (person_id, id);
create index mandate_account on mandate (account_id, id);
create index mandate_unit on mandate (unit_id, state, id);
create index mandate_last_day on mandate (state, until_day, id);

create table mandate_scope (
        mandate_id i64 not null,
        procedure_id i64 not null,
        primary key (mandate_id, procedure_id)
);

create table mandate_file (
        id id primary key,
        mandate_id i64 not null,
        file_id i64 not null
);
create index mandate_file_mandate on mandate_file (mandate_id, id);
