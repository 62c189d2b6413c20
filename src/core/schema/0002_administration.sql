-- oldest: 1
-- Administration: officers who leave at a moment, posts with dates, rights that wait for a second person.

alter table account add column leaves_at i64;      -- from this moment on it opens nothing; NULL: stays

-- Posts: who works where as what, from which day to which. What one may do is role_grant's.
create table post (
        id id primary key,
        account_id i64 not null,
        unit_id i64 not null,
        title text not null,
        valid_from i64 not null,            -- civil day
        valid_to i64,                       -- first day it is held no more
        set_by i64 not null
);
create index post_account on post (account_id, valid_from);
create index post_unit on post (unit_id, valid_from);

-- Rights that one administrator asked for and another has to confirm (two-person rule).
create table grant_request (
        id id primary key,
        account_id i64 not null,
        role text not null,
        unit_id i64 not null,
        tree bool not null,
        valid_from i64 not null,
        valid_to i64,
        asked_by i64 not null,
        asked_at i64 not null,
        reason text not null,
        decided_by i64,                     -- NULL: it waits
        decided_at i64,
        granted bool
);
create index grant_request_open on grant_request (decided_at, id);
create index grant_request_account on grant_request (account_id, id);

create index delegation_from on delegation (from_account, valid_to);
create index absence_substitute on absence (substitute_id, valid_to);
create index account_kind on account (kind, name);
create index failure_at on failure (at, kind);
