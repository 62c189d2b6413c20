-- Statements of full-text search (search.h). The store's other statements are in the C files that
-- know why they differ between the databases.

-- search_doc_by_object(kind text, object i64) -> maybe search_doc_indexed
select id, fold_title, fold_body, terms from search_doc where kind = ?kind and object = ?object;

-- search_doc_put(id i64, kind text, object i64, scope i64, weight i64, norm_title text,
--    norm_body text, fold_title text, fold_body text, terms text) -> exec
insert into search_doc (id, kind, object, scope, weight, norm_title, norm_body, fold_title,
                        fold_body, terms)
values (?id, ?kind, ?object, ?scope, ?weight, ?norm_title, ?norm_body, ?fold_title, ?fold_body,
        ?terms)
    on conflict (kind, object) do update
   set scope = excluded.scope, weight = excluded.weight, norm_title = excluded.norm_title,
       norm_body = excluded.norm_body, fold_title = excluded.fold_title,
       fold_body = excluded.fold_body, terms = excluded.terms;

-- search_doc_drop(kind text, object i64) -> exec
delete from search_doc where kind = ?kind and object = ?object;

-- scan: the newest rows by primary key, as many as are asked for
-- The same among the newest documents only, one after the other: for words that many have, of which the
-- index (PostgreSQL's above all) would gather every document first.
-- search_candidates_recent(query text, newest i64, limit i64) -> many search_candidate
{{sqlite}}
select d.object, d.weight, d.norm_title, d.norm_body, d.fold_title, d.fold_body
  from search_index join search_doc as d on d.id = search_index.rowid
 where search_index match ?query and d.id in (select w.id from search_doc as w order by w.id desc limit ?newest)
 order by search_index.rowid desc limit ?limit
{{else}}
select d.object, d.weight, d.norm_title, d.norm_body, d.fold_title, d.fold_body
  from (select w.id, w.object, w.weight, w.norm_title, w.norm_body, w.fold_title, w.fold_body, w.terms
          from search_doc as w order by w.id desc limit ?newest) as d
 where cast(d.terms as tsvector) @@ cast(?query as tsquery) order by d.id desc limit ?limit
{{end}};

-- Newest first, so that what the limit cuts off is the same on both databases. On PostgreSQL the
-- index must find the rows before they are sorted: a walk over all ids would read every text.
-- search_candidates(query text, limit i64) -> many search_candidate
{{sqlite}}
select d.object, d.weight, d.norm_title, d.norm_body, d.fold_title, d.fold_body
  from search_index join search_doc as d on d.id = search_index.rowid
 where search_index match ?query order by search_index.rowid desc limit ?limit
{{else}}
with found as materialized (
  select f.id from search_doc as f where cast(f.terms as tsvector) @@ cast(?query as tsquery))
select d.object, d.weight, d.norm_title, d.norm_body, d.fold_title, d.fold_body
  from search_doc as d
 where d.id in (select found.id from found order by found.id desc limit ?limit)
 order by d.id desc
{{end}};
