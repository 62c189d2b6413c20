-- oldest: 1

-- What happened: one row for each thing that somebody did, or looked at, or was refused.
-- Rows are written in the transaction of what they record, and never changed or deleted.
create table audit_event ( -- big
    id id primary key,
    at i64 not null,
    actor i64,                      -- account; NULL: nobody was signed in, or the program itself
    action text not null,           -- "dossier.accept"
    object_kind text not null,      -- "dossier"; "" when there is no object
    object i64 not null,
    payload_hash blob not null      -- SHA-256 of the row of audit_payload, its salt included
);
create index audit_event_object on audit_event (object_kind, object, id);
create index audit_event_actor on audit_event (actor, id);

-- What an event says of persons, kept apart so that it can be erased: the tree holds its hash only.
create table audit_payload ( -- big
    event id primary key,
    salt blob not null,
    actor_text text,                -- personal: the actor's name and post as they were then
    peer text,                      -- personal: address of the client
    body text                       -- personal: what was done, as JSON
);

-- Events that are not in the tree yet. Filled and emptied in the transactions of the writers and of
-- the sealer, so that an event is here or has a leaf, never neither.
create table audit_pending (
    event id primary key
);

-- The tree of RFC 9162: its leaves, and its complete inner nodes from level 4 up (those below are
-- hashed again from 16 leaves when they are needed).
create table audit_leaf ( -- big
    position id primary key,        -- from 0 on, without gaps
    event i64 not null,
    hash blob not null
);
create unique index audit_leaf_event on audit_leaf (event);

create table audit_node ( -- big
    level i64 not null,
    position i64 not null,
    hash blob not null,
    primary key (level, position)
) without rowid;

-- Signed heads: so many leaves had this root at that moment.
create table audit_head ( -- big
    size id primary key,
    root blob not null,
    at i64 not null,
    key_id text not null,
    signature blob not null
);

-- Public keys of the signers whose heads stand above (SubjectPublicKeyInfo).
create table audit_key (
    id text primary key,
    spki blob not null,
    since i64 not null
);

-- One row: the tree's name, and on PostgreSQL which node seals at present.
create table audit_log (
    id id primary key,
    name text not null,
    node i64 not null,
    lease_until i64 not null
);
