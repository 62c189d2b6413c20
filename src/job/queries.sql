-- Statements of events and jobs. Consumers never page by id: a row with a smaller id may be committed
-- later than one with a greater. Jobs are claimed.

-- The next number of an object. Two writes to one object meet on this row and follow each other.
-- event_next_seq(object i64) -> one event_number
insert into event_seq (object, seq) values (?object, 1)
    on conflict (object) do update set seq = event_seq.seq + 1
 returning seq;

-- event_insert(id i64, at i64, kind text, object i64, seq i64, payload text) -> exec
insert into event (id, at, kind, object, seq, payload)
values (?id, ?at, ?kind, ?object, ?seq, ?payload);

-- What a job of an event can look up: the kind that it was.
-- event_by_id(id i64) -> maybe event_row
select id, at, kind, object, seq, payload from event where id = ?id;

-- event_history(object i64, after_seq i64, limit i64) -> many event_row
select id, at, kind, object, seq, payload from event
 where object = ?object and seq > ?after_seq order by seq limit ?limit;

-- job_insert(id i64, kind text, object i64, seq i64, event i64, payload text, due_at i64) -> exec
insert into job (id, kind, object, seq, event, name, payload, due_at, tries, failed, claim)
values (?id, ?kind, ?object, ?seq, ?event, null, ?payload, ?due_at, 0, 0, 0);

-- A timer that runs at this moment loses its claim: what it then says about itself is not heard.
-- job_timer_set(id i64, kind text, object i64, name text, payload text, due_at i64) -> exec
insert into job (id, kind, object, seq, event, name, payload, due_at, tries, failed, claim)
values (?id, ?kind, ?object, 0, 0, ?name, ?payload, ?due_at, 0, 0, 0)
    on conflict (kind, object, name) where name is not null do update
   set payload = excluded.payload, due_at = excluded.due_at, tries = 0, failed = 0, claim = 0,
       error = null;

-- A periodic job that is there already is left alone.
-- job_timer_keep(id i64, kind text, object i64, name text, payload text, due_at i64) -> exec
insert into job (id, kind, object, seq, event, name, payload, due_at, tries, failed, claim)
values (?id, ?kind, ?object, 0, 0, ?name, ?payload, ?due_at, 0, 0, 0)
    on conflict (kind, object, name) where name is not null do nothing;

-- job_timer_clear(kind text, object i64, name text) -> exec
delete from job where kind = ?kind and object = ?object and name = ?name;

-- job_forget_of(kind text, object i64) -> exec
delete from job where kind = ?kind and object = ?object and seq > 0;

-- Takes jobs that are due and not held back by an earlier one of the same kind and object. The lease
-- is their new due moment: who dies with a claim loses it then.
-- job_claim(now i64, lease_until i64, claim i64, kinds text[], limit i64) -> many job_claimed
with picked as (
  select j.id from job as j
   where j.failed = 0 and j.due_at <= ?now and j.kind in (?kinds)
     and (j.seq = 0 or not exists (
           select 1 from job as p
            where p.kind = j.kind and p.object = j.object and p.seq > 0 and p.seq < j.seq))
   order by j.due_at, j.id limit ?limit
   {{postgres}} for update skip locked {{end}}
)
update job set claim = ?claim, due_at = ?lease_until, tries = job.tries + 1
 where id in (select picked.id from picked)
 returning id, kind, object, event, payload, tries;

-- The moment the next job falls due that is not held back; absent when none waits.
-- job_next_due(kinds text[]) -> maybe job_moment
select j.due_at from job as j
 where j.failed = 0 and j.kind in (?kinds)
   and (j.seq = 0 or not exists (
         select 1 from job as p
          where p.kind = j.kind and p.object = j.object and p.seq > 0 and p.seq < j.seq))
 order by j.due_at limit 1;

-- job_done(id i64, claim i64) -> exec
delete from job where id = ?id and claim = ?claim;

-- To be tried again: after a failure, or a periodic job (tries 0).
-- job_again(id i64, claim i64, due_at i64, tries i64, error text?) -> exec
update job set claim = 0, due_at = ?due_at, tries = ?tries, error = ?error
 where id = ?id and claim = ?claim;

-- job_give_up(id i64, claim i64, error text) -> exec
update job set claim = 0, failed = 1, error = ?error where id = ?id and claim = ?claim;

-- job_renew(claims i64[], lease_until i64) -> exec
update job set due_at = ?lease_until where claim in (?claims);

-- At the start of the only server: whoever had a claim is dead.
-- job_release_all(now i64) -> exec
update job set claim = 0, due_at = ?now where claim > 0;

-- For the health page.
-- job_failed(after_id i64, limit i64) -> many job_failed_row
select id, kind, object, event, due_at, tries, error from job
 where failed = 1 and id > ?after_id order by id limit ?limit;

-- scan: figures for operators
-- job_counts(now i64) -> one job_count(waiting i64, overdue i64, gave_up i64)
select count(*) as waiting,
       count(case when failed = 0 and claim = 0 and due_at <= ?now then 1 end) as overdue,
       count(case when failed = 1 then 1 end) as gave_up
  from job;

-- An operator's answer to a job that was given up.
-- job_retry(id i64, now i64) -> exec
update job set failed = 0, tries = 0, due_at = ?now where id = ?id and failed = 1;

-- job_drop(id i64) -> exec
delete from job where id = ?id and failed = 1;
