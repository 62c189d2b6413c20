-- oldest: 1
-- Files that arrive piece by piece (core/partial.h): what was announced, and what is there.
create table partial_file ( -- big
        id id primary key,
        code text not null,                 -- in addresses; the code of the file, too, once it is whole
        account_id i64 not null,            -- who sends it; nobody else sees it
        name text not null,                 -- personal
        metadata text not null,             -- personal: as the sender wrote it, given back as it is
        length i64 not null,
        received i64 not null,              -- the pieces together
        created_at i64 not null,
        expires_at i64 not null,            -- a day or so after the last piece
        file_id i64                         -- the file that it became; NULL: something is missing
);
create unique index partial_file_code on partial_file (code);
create index partial_file_account on partial_file (account_id, expires_at);
create index partial_file_expires on partial_file (expires_at, id);

-- One piece, kept as a content of its own until the file is whole.
create table partial_piece ( -- big
        partial_id i64 not null,
        at i64 not null,                    -- its first byte in the file
        size i64 not null,
        hash blob not null,
        content_name blob not null,         -- for the sweep of contents
        primary key (partial_id, at)
);
create index partial_piece_content on partial_piece (content_name);
