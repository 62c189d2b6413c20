-- oldest: 1

-- What happened, in the words of the module that did it.
create table event ( -- big
  id id not null primary key,
  at i64 not null,
  kind text not null,
  object i64 not null,
  seq i64 not null, -- 1, 2, 3 … of its object
  payload text not null -- JSON
);
create unique index event_order on event (object, seq);

-- The last seq of each object. A row of its own, so that only writes to the same object meet here.
create table event_seq ( -- big
  object i64 not null primary key,
  seq i64 not null
);

-- What must still be done after a commit: deliveries of events, jobs, timers, periodic jobs.
create table job ( -- big
  id id not null primary key,
  kind text not null,
  object i64 not null, -- 0: none
  seq i64 not null, -- of the event, the order of delivery for this object; 0: no order
  event i64 not null, -- 0: not from an event
  name text, -- of a timer, of which there is one for each kind, object and name
  payload text not null, -- JSON
  due_at i64 not null, -- not before; for a running job the end of its lease
  tries i64 not null,
  failed bool not null, -- given up; holds back later ones of its object
  claim i64 not null, -- the run that has it, 0: nobody
  error text -- of the last try
);
create unique index job_timer on job (kind, object, name) where name is not null;
create index job_due on job (failed, due_at);
create index job_order on job (kind, object, seq);
create index job_running on job (claim);
