-- oldest: 1
-- Models as controlled documents: processes (BPMN), decisions (DMN), forms (form-js schema).

create table design_model (
        id id primary key,
        code text not null,                 -- in addresses; what procedures name
        kind text not null,                 -- process, decision, form
        name text not null,
        created_at i64 not null,
        created_by i64 not null
);
create unique index design_model_code on design_model (code);

-- A version is written, submitted, approved by somebody else, and published from a day on. It is never deleted.
create table design_version (
        id id primary key,
        model_id i64 not null,
        number i64 not null,                -- 1, 2, 3 … in its model
        state i64 not null,                 -- enum design_state
        revision i64 not null,              -- goes up with every change: against lost updates
        reason text not null,               -- what this version changes, in words
        errors i64 not null,                -- of the last check
        warnings i64 not null,
        size i64 not null,                  -- bytes
        created_at i64 not null,
        changed_at i64 not null,
        valid_from i64,                     -- civil day, once published
        valid_to i64,                       -- first day on which it is no more
        content blob not null               -- byte for byte as the editor saved it
);
create unique index design_version_number on design_version (model_id, number);

-- Who did what to a version, when and why.
create table design_event (
        id id primary key,
        version_id i64 not null,
        at i64 not null,
        account_id i64 not null,
        who text not null,                  -- name and post of the officer at that time
        action text not null,               -- create, save, and the moves
        note text not null
);
create index design_event_version on design_event (version_id, id);
