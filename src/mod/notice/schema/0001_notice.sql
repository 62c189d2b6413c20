-- oldest: 1
-- What people are told: in the portal, and on the ways that they chose.

create table notice ( -- big
        id id primary key,
        code text not null,                 -- in addresses
        account_id i64,                     -- NULL: a dossier without an account, told by its contact only
        kind text not null,                 -- notice_kinds: "dossier.accept"
        dossier_id i64,
        dossier_code text,
        due_at i64,                         -- as promised at that moment
        at i64 not null,
        read_at i64
);
create unique index notice_code on notice (code);
create index notice_account on notice (account_id, at, id);
create index notice_unread on notice (account_id, read_at) where read_at is null;
create index notice_dossier on notice (dossier_id, id);

-- One way by which a notice leaves the portal: when, where to, and what the other side answered.
create table delivery ( -- big
        id id primary key,
        notice_id i64 not null,
        channel text not null,              -- mail, sms, chat
        state i64 not null,                 -- enum delivery_state
        tries i64 not null,
        address text,                       -- personal
        created_at i64 not null,
        ended_at i64,
        answer text
);
create index delivery_notice on delivery (notice_id, id);
create index delivery_state on delivery (state, id);

-- What differs from the usual choice of ways.
create table notice_choice (
        account_id i64 not null,
        topic text not null,
        channel text not null,
        wanted bool not null,
        primary key (account_id, topic, channel)
);

-- In which language somebody wants to be told; not here: Vietnamese.
create table notice_language (
        account_id i64 primary key,
        lang text not null
);
