-- oldest: 1

-- What can be found: one row for each thing (kind, object). Texts are words joined by one space:
-- norm_… lower case with marks, fold_… without. terms is what the index needs besides (search_text.c).
create table search_doc ( -- big
  id id not null primary key,
  kind text not null,
  object i64 not null,
  scope i64 not null, -- 0: everybody, else the unit that may find it
  weight i64 not null,
  norm_title text not null,
  norm_body text not null,
  fold_title text not null,
  fold_body text not null,
  terms text not null
);
create unique index search_doc_object on search_doc (kind, object);

-- sqlite
create virtual table search_index using fts5(fold_title, fold_body, terms,
  content = 'search_doc', content_rowid = 'id', detail = column, prefix = '1 2 3',
  tokenize = "ascii tokenchars '.#@-'");
-- end
-- postgres
create index search_doc_words on search_doc using gin (cast(terms as tsvector)) with (fastupdate = off);
-- end
