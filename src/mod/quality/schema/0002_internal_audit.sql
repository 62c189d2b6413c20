-- oldest: 1
-- Internal audits (TCVN ISO 9001:2015, 9.2): planned, carried out question by question, reported.
create table internal_audit (
        id id primary key,
        code text not null,
        unit_id i64 not null,               -- that is audited
        state i64 not null,                 -- quality.h
        planned_day i64 not null,
        scope text not null,                -- which work is looked at, of which time
        lead_id i64 not null,               -- account that carries it out
        lead text not null,                 -- name and post when it was given to them
        planner text not null,              -- name and post
        begun_at i64,
        conclusion text not null,
        ended_at i64,
        version i64 not null
);
create unique index internal_audit_code on internal_audit (code);
create index internal_audit_unit on internal_audit (unit_id, state, planned_day, id);

-- A question as it stood when the audit was planned, and what was found.
create table internal_audit_answer (
        id id primary key,
        audit_id i64 not null,
        ordinal i64 not null,               -- 1, 2, 3 …
        clause text not null,               -- of the standard; '' asked besides
        question text not null,
        finding i64 not null,               -- quality.h; 0 not answered yet
        evidence text not null,             -- what was looked at, what shows it
        nonconformity text not null,        -- code of what it became, '' none
        version i64 not null
);
create unique index internal_audit_answer_ordinal on internal_audit_answer (audit_id, ordinal);

-- Who did what with it, when.
create table internal_audit_event (
        id id primary key,
        audit_id i64 not null,
        at i64 not null,
        account_id i64 not null,            -- 0: the platform
        who text not null,                  -- name and post at that time
        action text not null,               -- plan, and the moves
        note text not null
);
create index internal_audit_event_of on internal_audit_event (audit_id, id);
