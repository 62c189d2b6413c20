-- oldest: 1
-- Into an account again at a counter: two officers, a code that is good once (recovery.c).
create table account_recovery (
        id id primary key,
        code text not null,                 -- in addresses; not the person's code
        account_id i64 not null,
        asked_by i64 not null,
        asked_at i64 not null,
        confirmed_by i64,
        confirmed_at i64,
        code_hash blob,                     -- of the person's code
        expires_at i64,
        used_at i64
);
create unique index account_recovery_code on account_recovery (code);
create index account_recovery_open on account_recovery (confirmed_at, asked_at);
create index account_recovery_account on account_recovery (account_id, id);
