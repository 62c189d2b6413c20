-- oldest: 1

-- What a user task says to the host, as its model writes it (docs/flow.md, m:actions and m:queue).
alter table flow_task add column actions text not null default '';
alter table flow_task add column queue text not null default '';

-- Messages find their instance by its object; what it waits for stands in its state. Signals alone are
-- looked up by name.
delete from flow_wait where kind = 1;
