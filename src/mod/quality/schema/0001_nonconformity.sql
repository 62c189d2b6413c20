-- oldest: 1
-- Non-conformities with what was done about them (TCVN ISO 9001:2015, 10.2), and who did it.
create table nonconformity ( -- big
        id id primary key,
        code text not null,
        unit_id i64 not null,               -- that answers for it
        grade i64 not null,                 -- quality.h: minor, major
        source text not null,               -- officer, audit, complaint, late
        source_code text not null,          -- of the audit, complaint or dossier; '' none
        clause text not null,               -- of the standard, as "8.5.1"; '' none
        words text not null,                -- what does not conform, and what shows it
        found_at i64 not null,
        found_by i64 not null,              -- account
        finder text not null,               -- name and post at that time
        correction text not null,           -- what is put right at once
        cause text not null,
        remedy text not null,               -- corrective action: so that it does not come again
        responsible_id i64,                 -- account
        responsible text not null,          -- name and post when it was given to them
        due_day i64,
        done_at i64,
        done_by i64,
        done_person i64,                    -- who verifies is another person, by whichever account
        evidence text not null,             -- of what was done
        closed_at i64,
        verdict text not null,              -- of who verified it, or why it is none
        warned i64 not null,                -- quality.h: what the one responsible was told about the due day
        state i64 not null,                 -- quality.h
        version i64 not null
);
create unique index nonconformity_code on nonconformity (code);
create index nonconformity_unit on nonconformity (unit_id, state, coalesce(due_day, 2000000), id);
create index nonconformity_found on nonconformity (unit_id, found_at);
create index nonconformity_responsible on nonconformity (responsible_id, state, id);
create index nonconformity_due on nonconformity (state, due_day, id);
create index nonconformity_source on nonconformity (source_code, id);

-- What was done with each, when, by whom: the record that the standard asks for (10.2.2).
create table nonconformity_event ( -- big
        id id primary key,
        nonconformity_id i64 not null,
        at i64 not null,
        account_id i64 not null,            -- 0: the platform
        who text not null,                  -- name and post at that time
        action text not null,               -- report, and the moves
        note text not null
);
create index nonconformity_event_of on nonconformity_event (nonconformity_id, id);
