-- oldest: 1
-- Applying without an account (guest.h): an account that holds one draft and nothing else. What opens
-- it is a code that the guest keeps, together with four digits that they know; here is the MAC of both.
create table guest (
        account_id i64 primary key,
        draft_id i64 not null,
        hash blob not null,
        begun_at i64 not null
);
create unique index guest_hash on guest (hash);
create unique index guest_draft on guest (draft_id);
