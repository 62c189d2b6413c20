-- Statements of the durable engine: models, instances, tasks, waits, the journal.

-- flow_model_insert(id i64, process text, version i64, name text, source blob, hash text,
--   deployed_at i64) -> exec
insert into flow_model (id, process, version, name, source, hash, deployed_at)
values (?id, ?process, ?version, ?name, ?source, ?hash, ?deployed_at);

-- flow_model_latest(process text) -> maybe flow_model_head
select id, process, version, name, hash, deployed_at from flow_model
 where process = ?process order by version desc limit 1;

-- The newest at that moment.
-- flow_model_at(process text, at i64) -> maybe flow_model_head
select id, process, version, name, hash, deployed_at from flow_model
 where process = ?process and deployed_at <= ?at order by version desc limit 1;

-- flow_model_by_id(id i64) -> maybe flow_model_head
select id, process, version, name, hash, deployed_at from flow_model where id = ?id;

-- flow_model_by_version(process text, version i64) -> maybe flow_model_head
select id, process, version, name, hash, deployed_at from flow_model
 where process = ?process and version = ?version;

-- The same bytes were deployed before, whatever came after them.
-- flow_model_by_hash(process text, hash text) -> maybe flow_model_head
select id, process, version, name, hash, deployed_at from flow_model
 where process = ?process and hash = ?hash order by version limit 1;

-- flow_models(after text, limit i64) -> many flow_model_head
select id, process, version, name, hash, deployed_at from flow_model
 where process > ?after order by process, version limit ?limit;

-- Newest first.
-- flow_models_of(process text) -> many flow_model_head
select id, process, version, name, hash, deployed_at from flow_model
 where process = ?process order by version desc;

-- The bytes as they were deployed.
-- flow_model_source(id i64) -> maybe flow_model_bytes
select id, process, version, name, source from flow_model where id = ?id;

-- flow_instance_insert(id i64, model i64, process text, object i64, status i64, seq i64,
--   state text, waits i64, stuck i64, started_at i64, changed_at i64, ended_at i64?,
--   error text?, parent i64?, parent_token i64?, root i64?, depth i64?, bound_at i64?) -> exec
insert into flow_instance (id, model, process, object, status, seq, state, waits, stuck,
                           started_at, changed_at, ended_at, error, parent, parent_token, root,
                           depth, bound_at)
values (?id, ?model, ?process, ?object, ?status, ?seq, ?state, ?waits, ?stuck,
        ?started_at, ?changed_at, ?ended_at, ?error, ?parent, ?parent_token, ?root,
        ?depth, ?bound_at);

-- Changes nothing when somebody else was faster.
-- flow_instance_update(id i64, old_seq i64, model i64, status i64, seq i64, state text, waits i64,
--   stuck i64, changed_at i64, ended_at i64?, error text?) -> exec
update flow_instance
   set model = ?model, status = ?status, seq = ?seq, state = ?state, waits = ?waits,
       stuck = ?stuck, changed_at = ?changed_at, ended_at = ?ended_at, error = ?error
 where id = ?id and seq = ?old_seq;

-- flow_instance_by_id(id i64) -> maybe flow_instance
select id, model, process, object, status, seq, state, waits, stuck, started_at, changed_at,
       ended_at, error, parent, parent_token, root, depth, bound_at
  from flow_instance where id = ?id;

-- What an instance has called, at any depth, and has not ended.
-- flow_instances_called(root i64) -> many flow_called
select id, parent, parent_token from flow_instance
 where root = ?root and ended_at is null order by id;

-- flow_instances_of(object i64) -> many flow_instance_brief
select id, model, process, object, status, seq, stuck, started_at, ended_at
  from flow_instance where object = ?object order by id;

-- flow_instances_of_model(model i64, status i64, after i64, limit i64) -> many flow_instance_brief
select id, model, process, object, status, seq, stuck, started_at, ended_at
  from flow_instance where model = ?model and status = ?status and id > ?after
 order by id limit ?limit;

-- Counted as far as `most`.
-- flow_instances_count(model i64, status i64, most i64) -> one flow_count(n i64)
select count(*) as n
  from (select id from flow_instance where model = ?model and status = ?status limit ?most) as x;

-- Instances that wait for somebody to repair something.
-- flow_instances_stuck(after i64, limit i64) -> many flow_instance_brief
select id, model, process, object, status, seq, stuck, started_at, ended_at
  from flow_instance where stuck > 0 and id > ?after order by id limit ?limit;

-- flow_task_insert(id i64, instance i64, token i64, node text, name text, role text, unit text,
--   form text, actions text, queue text, created_at i64, due_at i64?) -> exec
insert into flow_task (id, instance, token, node, name, role, unit, form, actions, queue, created_at, due_at)
values (?id, ?instance, ?token, ?node, ?name, ?role, ?unit, ?form, ?actions, ?queue, ?created_at, ?due_at);

-- flow_task_delete(instance i64, token i64) -> exec
delete from flow_task where instance = ?instance and token = ?token;

-- flow_task_by_id(id i64) -> maybe flow_task
select id, instance, token, node, name, role, unit, form, actions, queue, created_at, due_at
  from flow_task where id = ?id;

-- Of the instance and of all that it has called.
-- flow_tasks_of(instance i64) -> many flow_task
select id, instance, token, node, name, role, unit, form, actions, queue, created_at, due_at
  from flow_task
 where instance in (select ?instance union all select i.id from flow_instance as i where i.root = ?instance)
 order by instance, token;

-- flow_task_queue(unit text, role text, after i64, limit i64) -> many flow_task
select id, instance, token, node, name, role, unit, form, actions, queue, created_at, due_at
  from flow_task where unit = ?unit and role = ?role and id > ?after order by id limit ?limit;

-- flow_wait_insert(instance i64, token i64, kind i64, name text) -> exec
insert into flow_wait (instance, token, kind, name) values (?instance, ?token, ?kind, ?name);

-- flow_wait_clear(instance i64) -> exec
delete from flow_wait where instance = ?instance;

-- flow_waiting(kind i64, name text, after i64, limit i64) -> many flow_waiter
select distinct instance from flow_wait
 where kind = ?kind and name = ?name and instance > ?after order by instance limit ?limit;

-- flow_journal_insert(instance i64, seq i64, at i64, kind i64, token i64, name text, message text,
--   data text?, actor i64?) -> exec
insert into flow_journal (instance, seq, at, kind, token, name, message, data, actor)
values (?instance, ?seq, ?at, ?kind, ?token, ?name, ?message, ?data, ?actor);

-- flow_journal_of(instance i64) -> many flow_journal_row
select instance, seq, at, kind, token, name, message, data, actor
  from flow_journal where instance = ?instance order by seq;

-- flow_journal_delete(instance i64) -> exec
delete from flow_journal where instance = ?instance;

-- Ended instances whose journal is not archived yet.
-- flow_to_archive(before i64, limit i64) -> many flow_ended
select i.id from flow_instance as i
 where i.ended_at < ?before
   and not exists (select 1 from flow_archive as a where a.instance = i.id)
 order by i.ended_at, i.id limit ?limit;

-- flow_archive_insert(instance i64, journal blob) -> exec
insert into flow_archive (instance, journal) values (?instance, ?journal);

-- flow_archive_of(instance i64) -> maybe flow_archived
select instance, journal from flow_archive where instance = ?instance;
