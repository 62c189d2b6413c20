-- oldest: 1
-- Organisation, people, identity, files, settings, calendar: what every module needs.

-- Generations: numbers that go up when something changes that rendered pages or caches depend on.
create table generation (
        name text primary key,
        value i64 not null
);

create table setting (
        name text primary key,
        value text not null,
        changed_at i64 not null,
        changed_by i64 not null
);

-- Units of the province, all shapes and times in one table; never deleted, only succeeded.
create table unit (
        id id primary key,
        code text not null,
        legacy_code text,
        provisional bool not null,          -- the official identifier list is unknown
        parent_id i64,
        level i64 not null,                 -- 1 province, 2 department or district, 3 commune, division
        kind text not null,
        name text not null,
        short_name text not null,
        gso_code text,                      -- code of the General Statistics Office, for addresses
        sort_key text not null,
        valid_from i64 not null,            -- civil day
        valid_to i64,                       -- first day it is no more
        address text,
        phone text
);
create unique index unit_code on unit (code);
create index unit_parent on unit (parent_id, sort_key);

create table unit_succession (
        predecessor_id i64 not null,
        successor_id i64 not null,
        at i64 not null,
        part bool not null,                 -- only a part of the predecessor went there
        primary key (predecessor_id, successor_id)
);

-- Working hours that differ from the province's; minutes from midnight.
create table unit_hours (
        unit_id i64 not null,
        valid_from i64 not null,
        am_from i64 not null,
        am_to i64 not null,
        pm_from i64 not null,
        pm_to i64 not null,
        saturday bool not null,
        primary key (unit_id, valid_from)
);

-- Days that are not what their weekday says (holidays, days off in exchange, worked Saturdays).
create table calendar_day (
        day i64 primary key,
        kind i64 not null,                  -- enum day_kind
        name text not null
);

create table person ( -- big
        id id primary key,
        name text not null,                 -- personal
        sort_key text not null,             -- personal
        identity text,                      -- personal
        birth_day i64,                      -- personal
        sex text,                           -- personal
        phone text,                         -- personal
        email text,                         -- personal
        address text,                       -- personal
        commune_code text,                  -- personal
        created_at i64 not null,
        version i64 not null
);
create unique index person_identity on person (identity);

create table account ( -- big
        id id primary key,
        name text not null,                 -- what is typed to sign in
        person_id i64 not null,
        kind text not null,                 -- citizen, staff, system
        title text,                         -- of staff: "Chuyên viên"
        password text not null,             -- Argon2id
        state text not null,                -- active, locked, closed
        must_change bool not null,
        failures i64 not null,
        locked_until i64,
        created_at i64 not null
);
create unique index account_name on account (name);
create index account_person on account (person_id);

-- Who may do what where, from when to when. Roles are the constant table in core/perm.h.
create table role_grant (
        id id primary key,
        account_id i64 not null,
        role text not null,
        unit_id i64 not null,
        tree bool not null,                 -- and for all units below
        valid_from i64 not null,            -- moment
        valid_to i64,
        granted_by i64 not null
);
create index role_grant_account on role_grant (account_id);
create index role_grant_unit on role_grant (unit_id, role);

-- An officer hands a role on to another for a time (uỷ quyền) ...
create table delegation (
        id id primary key,
        from_account i64 not null,
        to_account i64 not null,
        role text not null,
        unit_id i64 not null,
        tree bool not null,
        valid_from i64 not null,
        valid_to i64 not null,
        reason text not null,
        revoked_at i64
);
create index delegation_to on delegation (to_account, valid_to);

-- ... or is away, and a substitute takes the work.
create table absence (
        id id primary key,
        account_id i64 not null,
        substitute_id i64,
        valid_from i64 not null,
        valid_to i64 not null,
        reason text not null
);
create index absence_account on absence (account_id, valid_to);

create table session ( -- big
        id id primary key,
        hash blob not null,                 -- SHA-256 of the cookie
        account_id i64 not null,
        secret blob not null,               -- for CSRF tokens
        created_at i64 not null,
        seen_at i64 not null,
        expires_at i64 not null,            -- absolute: 12 hours
        confirmed_at i64 not null,          -- last time the password was given
        peer text,
        agent text,
        ended_at i64
);
create unique index session_hash on session (hash);
create index session_account on session (account_id, expires_at);

create table api_token (
        id id primary key,
        hash blob not null,
        account_id i64 not null,
        label text not null,
        created_at i64 not null,
        expires_at i64,
        revoked_at i64
);
create unique index api_token_hash on api_token (hash);

-- Idempotency: what was answered to (key, who); kept 30 days.
create table request_key ( -- big
        key_hash blob not null,
        account_id i64 not null,
        request_hash blob not null,
        result i64 not null,
        status i64 not null,
        code text,
        json text,
        at i64 not null,
        primary key (key_hash, account_id)
);
create index request_key_at on request_key (at);

-- Failures that lock-outs and limits count: by account name, address, code.
create table failure ( -- big
        id id primary key,
        kind text not null,
        subject text not null,
        at i64 not null
);
create index failure_subject on failure (kind, subject, at);

-- Who looked at whose data (mission: "who looked at my data").
create table access_record ( -- big
        id id primary key,
        at i64 not null,
        account_id i64 not null,
        person_id i64,
        dossier_id i64,
        fields text not null,
        why text not null,
        route text not null,
        peer text
);
create index access_record_person on access_record (person_id, at);
create index access_record_dossier on access_record (dossier_id, at);

-- Files: rows with permissions over content that is stored by hash.
create table file ( -- big
        id id primary key,
        code text not null,                 -- in addresses
        hash blob not null,
        content_name blob not null,         -- what the sweep of contents calls it (store/content.h)
        name text not null,                 -- personal
        type text not null,
        size i64 not null,
        account_id i64 not null,            -- who brought it
        object_kind text,                   -- draft, dossier; NULL until attached
        object_id i64,
        created_at i64 not null,
        removed_at i64,
        keep_until i64
);
create unique index file_code on file (code);
create index file_hash on file (hash);
create index file_content on file (content_name);
create index file_object on file (object_kind, object_id);

-- Texts that administrators changed.
create table text_override (
        key text not null,
        lang text not null,
        value text not null,
        changed_at i64 not null,
        changed_by i64 not null,
        primary key (key, lang)
);

-- Nodes: servers on one database; the number is leased.
create table node (
        number i64 primary key,
        name text not null,
        leased_until i64 not null
);

insert into generation (name, value) values ('units', 1), ('catalogue', 1), ('texts', 1), ('settings', 1), ('calendar', 1);
