-- oldest: 1
-- Running instances of one version of a process taken over to another, by a job in batches: first to see, then for good.

create table design_migration (
        id id primary key,
        version_id i64 not null,            -- design_version they are to follow
        from_model i64 not null,            -- flow_model
        to_model i64 not null,
        dry i64 not null,                   -- 1: nothing is changed
        after i64 not null,                 -- flow_instance: all up to this one were looked at
        fit i64 not null,                   -- that go over, or went
        blocked i64 not null,               -- that stay, for a reason in notes
        notes text not null,                -- JSON [{"node","why","n","bad"}]: what changes, what is in the way
        account_id i64 not null,
        who text not null,                  -- name and post at that time
        started_at i64 not null,
        ended_at i64                        -- NULL: under way
);
create index design_migration_version on design_migration (version_id, id);

-- Who approves is another person than who wrote, by whichever account.
alter table design_event add column person_id i64;
update design_event set person_id = (select a.person_id from account a where a.id = design_event.account_id);
