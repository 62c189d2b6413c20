-- Statements of the officers' desk.

-- queue_filters(account i64) -> many queue_filter
select id, name, query from queue_filter where account_id = ?account order by name;

-- queue_filter_put(id i64, account i64, name text, query text, at i64) -> exec
insert into queue_filter (id, account_id, name, query, created_at) values (?id, ?account, ?name, ?query, ?at)
    on conflict (account_id, name) do update set query = ?query;

-- queue_filter_delete(id i64, account i64) -> exec
delete from queue_filter where id = ?id and account_id = ?account;

-- Who did the last step, and what it was: for whom somebody else was quicker.
-- last_step_by(dossier_id i64) -> maybe last_step_by
select s.action as action, s.at as at, p.name as display
  from dossier_step s join account a on a.id = s.actor_id join person p on p.id = a.person_id
 where s.dossier_id = ?dossier_id order by s.seq desc limit 1;
