-- oldest: 1
-- Words that people use, beside those built in (data/synonyms.csv): written by administrators.
create table search_phrase (
        id id primary key,
        key text not null,                  -- the phrase's words in lower case, marks kept: what tells it from others
        phrase text not null,               -- as it was typed
        kind text not null,                 -- name, words, silent, off
        means text not null,                -- codes or wordings, one a line
        revision i64 not null,
        changed_at i64 not null,
        changed_by i64 not null
);
create unique index search_phrase_key on search_phrase (key);
