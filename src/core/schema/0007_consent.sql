-- oldest: 1
-- What people let the portal do with their data; each decision stays, the newest counts (consent.h).
create table consent ( -- big
        id id primary key,
        account_id i64 not null,
        purpose text not null,
        given bool not null,
        at i64 not null,
        peer text
);
create index consent_account on consent (account_id, purpose, id);
