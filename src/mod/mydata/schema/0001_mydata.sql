-- oldest: 1
-- Copies of all data that people asked for, and corrections.
create table copy_request ( -- big
        id id primary key,
        code text not null,
        account_id i64 not null,
        asked_at i64 not null,
        done_n i64 not null,                -- files so far
        total_n i64 not null,
        file_id i64,                        -- NULL: not ready
        expires_at i64,
        removed_at i64
);
create unique index copy_request_code on copy_request (code);
create index copy_request_account on copy_request (account_id, id);
create index copy_request_expiry on copy_request (expires_at, id) where removed_at is null;

create table correction ( -- big
        id id primary key,
        code text not null,
        account_id i64 not null,
        person_id i64 not null,
        field text not null,                -- name, birth_day, sex, address
        wanted text not null,               -- personal
        why text not null,                  -- personal
        asked_at i64 not null,
        decided_at i64,
        decided_by i64,
        accepted bool,
        answer text
);
create unique index correction_code on correction (code);
create index correction_account on correction (account_id, id);
create index correction_open on correction (asked_at, id) where decided_at is null;
