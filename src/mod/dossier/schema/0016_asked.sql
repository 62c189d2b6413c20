-- oldest: 1
-- Which unit was asked by a dossier's process, and until when it had not answered (process.c): who waits for
-- whom. What is open at the moment of this step is taken from the tasks.
create table dossier_asked ( -- big
        dossier_id i64 not null,
        unit_id i64 not null,
        from_at i64 not null,
        to_at i64,                          -- NULL: has not answered yet
        primary key (dossier_id, unit_id, from_at)
);
insert into dossier_asked (dossier_id, unit_id, from_at)
select d.id, u.id, min(t.created_at)
  from flow_task t join flow_instance i on i.id = t.instance join dossier d on d.id = i.object join unit u on u.code = t.unit
 where t.unit > '' group by d.id, u.id;
