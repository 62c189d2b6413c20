-- oldest: 1
-- Files of procedures that came in by a browser: looked at first, taken in once another person confirmed.
create table procedure_import (
        id id primary key,
        file_name text not null,
        file_hash blob not null,            -- SHA-256 of the bytes, which the content store keeps
        file_size i64 not null,
        state text not null,                -- checked, confirmed, done, refused, failed
        lines i64 not null,                 -- of the last look: read, added, changed, the same …
        added i64 not null,
        changed i64 not null,
        same i64 not null,
        flagged i64 not null,
        refused i64 not null,
        report text not null,               -- JSON: one object a line that is refused or to be reviewed
        asked_at i64 not null,
        asked_by i64 not null,
        asked_person i64 not null,          -- who confirms is another person, by whichever account
        asked_name text not null,
        decided_at i64,
        decided_name text
);
