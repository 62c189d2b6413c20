-- oldest: 1

-- Call activities that lead to another model: what they call is an instance of its own, in the
-- same write as its caller. NULL in instances that nothing called.
alter table flow_instance add column parent i64;
alter table flow_instance add column parent_token i64;
alter table flow_instance add column root i64; -- the first of the chain of callers
alter table flow_instance add column depth i64; -- of calls; 1: its caller is the root
alter table flow_instance add column bound_at i64; -- when the root started: versions of that moment
create index flow_instance_root on flow_instance (root, id) where root is not null;
