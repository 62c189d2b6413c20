-- Statements of the counters.

-- delta_insert(id i64, unit_id i64, day i64, name text, value i64) -> exec
insert into indicator_delta (id, unit_id, day, name, value) values (?id, ?unit_id, ?day, ?name, ?value);

-- Both tables added, by unit and name, over days.
-- indicator_sums(from_day i64, to_day i64) -> many indicator_sum(unit_id i64, name text, value i64)
select s.unit_id as unit_id, s.name as name, cast(sum(s.value) as bigint) as value from (
        select unit_id, name, value from indicator_total where day >= ?from_day and day <= ?to_day
        union all
        select unit_id, name, value from indicator_delta where day >= ?from_day and day <= ?to_day) s
 group by s.unit_id, s.name order by s.unit_id nulls last, s.name nulls last;

-- scan: folding takes the oldest first, by primary key
-- deltas_oldest(limit i64) -> many delta_row
select id, unit_id, day, name, value from indicator_delta order by id limit ?limit;

-- total_add(unit_id i64, day i64, name text, value i64) -> exec
insert into indicator_total (unit_id, day, name, value) values (?unit_id, ?day, ?name, ?value)
    on conflict (unit_id, day, name) do update set value = indicator_total.value + ?value;

-- delta_delete(id i64) -> exec
delete from indicator_delta where id = ?id;
