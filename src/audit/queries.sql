-- Statements of the audit: events, the sealer's tree, signed heads, and reading all of it back.

-- audit_event_insert(id i64, at i64, actor i64?, action text, object_kind text, object i64,
--   payload_hash blob) -> exec
insert into audit_event (id, at, actor, action, object_kind, object, payload_hash)
values (?id, ?at, ?actor, ?action, ?object_kind, ?object, ?payload_hash);

-- audit_payload_insert(event i64, salt blob, actor_text text?, peer text?, body text?) -> exec
insert into audit_payload (event, salt, actor_text, peer, body)
values (?event, ?salt, ?actor_text, ?peer, ?body);

-- audit_payload_delete(event i64) -> exec
delete from audit_payload where event = ?event;

-- audit_pending_insert(event i64) -> exec
insert into audit_pending (event) values (?event);

-- The oldest events that have no leaf yet.
-- audit_pending_take(limit i64) -> many audit_fresh
select e.id, e.at, e.actor, e.action, e.object_kind, e.object, e.payload_hash
  from audit_pending p join audit_event e on e.id = p.event
 order by p.event limit ?limit;

-- audit_pending_delete(events i64[]) -> exec
delete from audit_pending where event in (?events);

-- audit_pending_count() -> one audit_count(n i64)
select count(*) as n from audit_pending;

-- audit_leaf_insert(position i64, event i64, hash blob) -> exec
insert into audit_leaf (position, event, hash) values (?position, ?event, ?hash);

-- audit_leaf_last() -> maybe audit_leaf_row
select position, hash from audit_leaf where position >= 0 order by position desc limit 1;

-- audit_leaf_range(first i64, last i64) -> many audit_leaf_row
select position, hash from audit_leaf where position >= ?first and position <= ?last
 order by position;

-- audit_node_insert(level i64, position i64, hash blob) -> exec
insert into audit_node (level, position, hash) values (?level, ?position, ?hash);

-- audit_node_get(level i64, position i64) -> maybe audit_node_row
select hash from audit_node where level = ?level and position = ?position;

-- A node that stands beyond the tree's end.
-- audit_node_beyond(level i64, position i64) -> maybe audit_node_place
select level, position from audit_node where level = ?level and position >= ?position
 order by position limit 1;

-- audit_head_insert(size i64, root blob, at i64, key_id text, signature blob) -> exec
insert into audit_head (size, root, at, key_id, signature)
values (?size, ?root, ?at, ?key_id, ?signature)
    on conflict (size) do nothing;

-- audit_head_last() -> maybe audit_head_row
select size, root, at, key_id, signature from audit_head where size >= 0
 order by size desc limit 1;

-- audit_head_page(after i64, limit i64) -> many audit_head_row
select size, root, at, key_id, signature from audit_head where size > ?after
 order by size limit ?limit;

-- audit_key_insert(id text, spki blob, since i64) -> exec
insert into audit_key (id, spki, since) values (?id, ?spki, ?since)
    on conflict (id) do nothing;

-- audit_key_get(id text) -> maybe audit_key_row
select spki from audit_key where id = ?id;

-- audit_log_insert(name text) -> exec
insert into audit_log (id, name, node, lease_until) values (1, ?name, -1, 0)
    on conflict (id) do nothing;

-- audit_log_get() -> maybe audit_log_row
select name, node, lease_until from audit_log where id = 1;

-- The history goes on under another name; whoever is first takes the sealer's post.
-- audit_log_rename(name text) -> exec
update audit_log set name = ?name, node = -1, lease_until = 0 where id = 1;

-- audit_heads_cut(size i64) -> exec
delete from audit_head where size > ?size;

-- audit_branches(action text) -> many audit_branch_row(body text?)
select e.id, p.body from audit_event e left join audit_payload p on p.event = e.id
 where e.object_kind = 'audit' and e.object = 0 and e.action = ?action order by e.id;

-- Take or keep the sealer's post; no row is changed when another node has it.
-- audit_log_lease(node i64, now i64, until i64) -> exec
update audit_log set node = ?node, lease_until = ?until
 where id = 1 and (node = ?node or lease_until < ?now);

-- The post of a node that has ended for certain.
-- audit_log_take_over(former i64, node i64) -> exec
update audit_log set node = ?node where id = 1 and node = ?former;

-- Leaves with what they stand for, for checking.
-- audit_check_leaves(first i64, last i64) -> many audit_check_leaf
select l.position, l.event, l.hash, e.id, e.at, e.actor, e.action, e.object_kind, e.object,
       e.payload_hash, p.salt, p.actor_text, p.peer, p.body
  from audit_leaf l left join audit_event e on e.id = l.event
       left join audit_payload p on p.event = l.event
 where l.position >= ?first and l.position <= ?last
 order by l.position;

-- Events with their leaf or their place in the queue, for checking that each has one.
-- audit_check_events(after i64, limit i64) -> many audit_check_event(pending i64?)
select e.id, l.position, p.event as pending
  from audit_event e left join audit_leaf l on l.event = e.id
       left join audit_pending p on p.event = e.id
 where e.id > ?after
 order by e.id limit ?limit;

-- The record of an erasure: why an event has no payload any more.
-- audit_erasure(event i64) -> maybe audit_erasure_row
select id from audit_event
 where object_kind = 'audit' and object = ?event and action = 'audit.erase'
 order by id limit 1;
