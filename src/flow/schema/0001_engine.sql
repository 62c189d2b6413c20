-- oldest: 1

-- Process models as they were deployed, one row a version: the bytes are kept as they came.
create table flow_model (
  id id not null primary key,
  process text not null, -- id of its first executable process
  version i64 not null, -- 1, 2, 3 … of that process
  name text not null, -- of the file
  source blob not null,
  hash text not null, -- SHA-256 of the source, in hex
  deployed_at i64 not null
);
create unique index flow_model_version on flow_model (process, version);

-- A running or ended instance of a process.
create table flow_instance ( -- big
  id id not null primary key,
  model i64 not null,
  process text not null,
  object i64 not null, -- what it is about: the caller's id, 0 none
  status i64 not null, -- enum bpmn_status
  seq i64 not null, -- inputs taken: the number that optimistic locking compares
  state text not null, -- JSON of flow/bpmn_save.c
  waits i64 not null, -- rows in flow_wait
  stuck i64 not null, -- incidents
  started_at i64 not null,
  changed_at i64 not null,
  ended_at i64, -- NULL while it runs
  error text -- the error that ended it
);
create index flow_instance_object on flow_instance (object, id);
create index flow_instance_model on flow_instance (model, status, id);
create index flow_instance_stuck on flow_instance (id) where stuck > 0;
create index flow_instance_ended on flow_instance (ended_at, id) where ended_at is not null;

-- What people have to do now. Done tasks are in the journal.
create table flow_task ( -- big
  id id not null primary key,
  instance i64 not null,
  token i64 not null,
  node text not null, -- id of the user task
  name text not null,
  role text not null,
  unit text not null, -- code; empty: wherever the object is
  form text not null,
  created_at i64 not null,
  due_at i64 -- NULL: no deadline of its own
);
create unique index flow_task_token on flow_task (instance, token);
create index flow_task_queue on flow_task (unit, role, id);

-- Messages and signals that an instance waits for.
create table flow_wait ( -- big
  instance i64 not null,
  token i64 not null,
  kind i64 not null, -- 1 message, 2 signal
  name text not null,
  primary key (instance, token)
) without rowid;
create index flow_wait_name on flow_wait (kind, name, instance);

-- Every input of every instance, in order: replaying it gives the state again.
create table flow_journal ( -- big
  instance i64 not null,
  seq i64 not null,
  at i64 not null,
  kind i64 not null, -- enum bpmn_input_kind, or 100: moved to another model
  token i64 not null,
  name text not null,
  message text not null,
  data text, -- a FEEL context, NULL none
  actor i64, -- who, NULL: the program
  primary key (instance, seq)
) without rowid;

-- The journals of instances that ended long ago, deflated.
create table flow_archive ( -- big
  instance i64 not null primary key,
  journal blob not null -- JSON lines
);
