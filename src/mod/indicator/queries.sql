-- Statements of the figures. Their columns are the X-macro COUNTERS of counts.h.
--
-- list counters: submitted, submitted_online, received, received_online, received_post, elsewhere, digitised,
--      with_fee, finished, early, on_time, late, kept, with_limit, spent, allowed, saved, results,
--      supplemented, supplemented_twice, extended, closed, refused, withdrawn, returned, reused, paid, rated, satisfied,
--      pleased, took_half, took_1, took_2, took_3, took_5, took_7, took_10, took_15, took_20, took_30, took_60, took_more
--
-- list case: unit_id, procedure_id, submitted_month, received_month, finished_month, closed_month, ended_month,
--      returned_month, channel, elsewhere, papers, fee, outcome, ending, results, supplements, extensions,
--      finished_at, spent, allowed, late_cause, late_unit_id, reused, paid, stars, rated_month,
--      complained, rule

-- indicator_case_get(dossier_id i64) -> maybe indicator_case
select dossier_id, {{each case: @}}
  from indicator_case where dossier_id = ?dossier_id;

-- cases_of(unit i64, procedure i64, after_id i64, limit i64) -> many indicator_case
select dossier_id, {{each case: @}}
  from indicator_case where unit_id = ?unit and procedure_id = ?procedure and dossier_id > ?after_id order by dossier_id limit ?limit;

-- indicator_case_put(dossier_id i64, unit_id i64, procedure_id i64, submitted_month i64, received_month i64?, finished_month i64?, closed_month i64?, ended_month i64?, returned_month i64?, channel i64, elsewhere i64, papers i64, fee i64, outcome i64, ending i64, results i64, supplements i64, extensions i64, finished_at i64?, spent i64, allowed i64, late_cause i64, late_unit_id i64, reused i64, paid i64, stars i64, rated_month i64?, complained i64, rule i64) -> exec
insert into indicator_case (dossier_id, {{each case: @}})
values (?dossier_id, {{each case: ?@}})
    on conflict (dossier_id) do update set {{each case: @ = ?@}};

-- What else of a dossier is counted: its papers, its result, putting off, its end, whether it costs money.
-- case_facts(dossier_id i64, version_id i64) -> one case_facts(papers i64, results i64, extensions i64, ended_at i64?, fee i64, reused i64, receipts i64, stars i64?, rated_at i64?, complaints i64)
select (select count(*) from dossier_paper where dossier_id = ?dossier_id and file_id is not null) as papers,
       (select count(*) from issued_paper where dossier_id = ?dossier_id and form = 'result') as results,
       (select count(*) from dossier_step where dossier_id = ?dossier_id and action = 'extend') as extensions,
       (select max(at) from dossier_step where dossier_id = ?dossier_id and to_state in (3, 7)) as ended_at,
       (select count(*) from procedure_fee where version_id = ?version_id and amount > 0) as fee,
       (select count(*) from dossier_paper where dossier_id = ?dossier_id and reused_from is not null) as reused,
       (select count(*) from cash_receipt where dossier_id = ?dossier_id and cancelled_at is null) as receipts,
       (select max(stars) from dossier_rating where dossier_id = ?dossier_id) as stars,
       (select max(rated_at) from dossier_rating where dossier_id = ?dossier_id) as rated_at,
       (select count(*) from complaint where dossier_id = ?dossier_id) as complaints;

-- The next unit that has figures, or no number.
-- figure_unit_next(after i64) -> one figure_key(key i64?)
select min(s.key) as key from (
        select min(unit_id) as key from indicator_case where unit_id > ?after
        union all select min(unit_id) as key from figure_total where unit_id > ?after
        union all select min(unit_id) as key from figure_delta where unit_id > ?after) s;

-- The next procedure of a unit that has figures. Every pair has its row of all months.
-- figure_pair_next(unit i64, after i64) -> one figure_key
select min(s.key) as key from (
        select min(procedure_id) as key from indicator_case where unit_id = ?unit and procedure_id > ?after
        union all select min(procedure_id) as key from figure_total where unit_id = ?unit and month = 0 and procedure_id > ?after
        union all select min(procedure_id) as key from figure_delta where unit_id = ?unit and procedure_id > ?after) s;

-- figure_procedure_next(after i64) -> one figure_key
select min(procedure_id) as key from figure_total where procedure_id > ?after;

-- By unit. procedure 0, `only` absent: of all procedures; else both name it. Months of what is folded, and of what is not.
-- figures_by_unit(procedure i64, only i64?, from_month i64, to_month i64, delta_from i64, delta_to i64) -> many figure_sum(key i64, {{each counters: @ i64}})
select s.unit_id as key,
       {{each counters: cast(sum(s.@) as bigint) as @}}
  from (select unit_id, {{each counters: @}}
          from figure_total where procedure_id = ?procedure and month >= ?from_month and month <= ?to_month and unit_id > 0
        union all
        select unit_id, {{each counters: @}}
          from figure_delta where month >= ?delta_from and month <= ?delta_to {{if only}} and procedure_id = ?only {{end}}) s
 group by s.unit_id order by s.unit_id nulls last;

-- By month, of some units or (absent) of all.
-- figures_by_month(procedure i64, only i64?, units i64[]?, from_month i64, to_month i64) -> many figure_sum
select s.month as key,
       {{each counters: cast(sum(s.@) as bigint) as @}}
  from (select month, {{each counters: @}}
          from figure_total where procedure_id = ?procedure and month >= ?from_month and month <= ?to_month and {{if units}} unit_id in (?units) {{else}} unit_id = 0 {{end}}
        union all
        select month, {{each counters: @}}
          from figure_delta where month >= ?from_month and month <= ?to_month {{if only}} and procedure_id = ?only {{end}} {{if units}} and unit_id in (?units) {{end}}) s
 group by s.month order by s.month nulls last;

-- By procedure, of some units or (absent) of all.
-- figures_by_procedure(units i64[]?, from_month i64, to_month i64) -> many figure_sum
select s.procedure_id as key,
       {{each counters: cast(sum(s.@) as bigint) as @}}
  from (select procedure_id, {{each counters: @}}
          from figure_total where month >= ?from_month and month <= ?to_month and procedure_id > 0 and {{if units}} unit_id in (?units) {{else}} unit_id = 0 {{end}}
        union all
        select procedure_id, {{each counters: @}}
          from figure_delta where month >= ?from_month and month <= ?to_month {{if units}} and unit_id in (?units) {{end}}) s
 group by s.procedure_id order by s.procedure_id nulls last;

-- What is counted of one unit and procedure, by month.
-- figures_of_pair(unit i64, procedure i64) -> many figure_sum
select s.month as key,
       {{each counters: cast(sum(s.@) as bigint) as @}}
  from (select month, {{each counters: @}}
          from figure_total where unit_id = ?unit and procedure_id = ?procedure and month > 0
        union all
        select month, {{each counters: @}}
          from figure_delta where unit_id = ?unit and procedure_id = ?procedure) s
 group by s.month order by s.month nulls last;

-- By how much the row of all units is behind its units, by month.
-- cube_by_month(procedure i64) -> many figure_sum
select s.month as key,
       {{each counters: cast(sum(case when s.unit_id = 0 then -s.@ else s.@ end) as bigint) as @}}
  from figure_total s where s.procedure_id = ?procedure
 group by s.month order by s.month nulls last;

-- By how much the row of all months is behind its months, by unit.
-- cube_by_unit(procedure i64) -> many figure_sum
select s.unit_id as key,
       {{each counters: cast(sum(case when s.month = 0 then -s.@ else s.@ end) as bigint) as @}}
  from figure_total s where s.procedure_id = ?procedure
 group by s.unit_id order by s.unit_id nulls last;

-- By how much the row of all procedures is behind its procedures, by month.
-- cube_of_unit(unit i64) -> many figure_sum
select s.month as key,
       {{each counters: cast(sum(case when s.procedure_id = 0 then -s.@ else s.@ end) as bigint) as @}}
  from figure_total s where s.unit_id = ?unit
 group by s.month order by s.month nulls last;

-- figure_delta_insert(id i64, procedure_id i64, month i64, unit_id i64, {{each counters: @ i64}}) -> exec
insert into figure_delta (id, procedure_id, month, unit_id, {{each counters: @}})
values (?id, ?procedure_id, ?month, ?unit_id, {{each counters: ?@}});

-- figure_total_add(procedure_id i64, month i64, unit_id i64, {{each counters: @ i64}}) -> exec
insert into figure_total (procedure_id, month, unit_id, {{each counters: @}})
values (?procedure_id, ?month, ?unit_id, {{each counters: ?@}})
    on conflict (procedure_id, month, unit_id) do update set
        {{each counters: @ = figure_total.@ + ?@}};

-- scan: folding takes the oldest first, by primary key
-- figure_deltas_oldest(limit i64) -> many figure_delta_row
select id, procedure_id, month, unit_id, {{each counters: @}}
  from figure_delta order by id limit ?limit;

-- figure_deltas_delete(ids i64[]) -> exec
delete from figure_delta where id in (?ids);

-- Open dossiers that are late, by unit and procedure.
-- open_late(units i64[], now i64) -> many open_late_row(unit_id i64, procedure_id i64, n i64)
select unit_id, procedure_id, count(*) as n from dossier where unit_id in (?units) and state in (2, 4) and due_at < ?now
 group by unit_id, procedure_id order by unit_id, procedure_id;

-- Those that were open and late at the end of a past period, and are finished since.
-- late_then(units i64[], month i64, at i64) -> many open_late_row
select c.unit_id as unit_id, c.procedure_id as procedure_id, count(*) as n
  from indicator_case c join dossier d on d.id = c.dossier_id
 where c.unit_id in (?units) and c.finished_month > ?month and c.received_month <= ?month and d.due_at < ?at
 group by c.unit_id, c.procedure_id order by c.unit_id, c.procedure_id;

-- Procedures in force on a day: how many, online, with all the parts that must be public.
-- catalogue_facts(day i64) -> one catalogue_facts(procedures i64, online i64, complete i64)
select count(*) as procedures, cast(coalesce(sum(case when online <> 'none' then 1 else 0 end), 0) as bigint) as online,
       cast(coalesce(sum(case when name <> '' and agency <> '' and audience <> '' and limit_hundredths is not null and legal_basis <> ''
              and exists (select 1 from procedure_paper p where p.version_id = v.id) and exists (select 1 from procedure_result r where r.version_id = v.id)
              then 1 else 0 end), 0) as bigint) as complete
  from procedure_version v where state = 'published' and valid_from <= ?day and (valid_to is null or valid_to > ?day);

-- Names of procedures on a day.
-- procedure_names(day i64) -> many procedure_name
select v.procedure_id as procedure_id, p.code as code, v.usual as usual, v.field as field, v.online as online
  from procedure_version v join procedure p on p.id = v.procedure_id
 where v.state = 'published' and v.valid_from <= ?day and (v.valid_to is null or v.valid_to > ?day) order by v.procedure_id;

-- The dossiers behind a number, newest first: those accepted or finished in some months.
-- dossiers_behind(units i64[], received_from i64?, received_to i64?, finished_from i64?, finished_to i64?, outcome i64?, channel i64?, before_id i64, limit i64) -> many dossier_behind
select d.id as id, d.code as code, d.state as state, d.unit_id as unit_id, d.procedure_id as procedure_id, d.accepted_at as accepted_at, d.due_at as due_at,
       d.finished_at as finished_at, c.late_cause as cause, c.late_unit_id as waited_id
  from indicator_case c join dossier d on d.id = c.dossier_id
 where c.unit_id in (?units) and c.dossier_id < ?before_id
   {{if received_from}} and c.received_month >= ?received_from {{end}} {{if received_to}} and c.received_month <= ?received_to {{end}}
   {{if finished_from}} and c.finished_month >= ?finished_from {{end}} {{if finished_to}} and c.finished_month <= ?finished_to {{end}}
   {{if outcome}} and c.outcome = ?outcome {{end}} {{if channel}} and c.channel = ?channel {{end}}
 order by c.dossier_id desc limit ?limit;

-- cause_steps(dossier_id i64) -> many cause_step
select at, action, to_state, unit_id from dossier_step where dossier_id = ?dossier_id order by seq;

-- A dossier that a program of before counted, by fewer rules.
-- scan: an index of those alone, which is empty but after an upgrade
-- case_before() -> maybe case_before
select dossier_id from indicator_case where rule < 1 order by dossier_id limit 1;

-- Why those finished in some months were late, by procedure.
-- late_by_procedure(units i64[], from_month i64, to_month i64) -> many late_procedure(procedure_id i64, cause i64, n i64)
select procedure_id, late_cause as cause, count(*) as n from indicator_case
 where outcome = 3 and unit_id in (?units) and finished_month >= ?from_month and finished_month <= ?to_month
 group by procedure_id, late_cause order by procedure_id, late_cause;

-- Late dossiers by unit and cause (numbers of enum late_cause): those finished in some months, and with `now` those
-- that are open and late then, which wait where they stand. The same rule is in dossiers_late.
-- late_places(now i64?, units i64[], from_month i64, to_month i64) -> many late_place(unit_id i64, cause i64, waited_id i64, n i64)
select s.unit_id as unit_id, s.cause as cause, s.waited_id as waited_id, count(*) as n
  from (select c.unit_id as unit_id, c.late_cause as cause, c.late_unit_id as waited_id from indicator_case c
         where c.outcome = 3 and c.unit_id in (?units) and c.finished_month >= ?from_month and c.finished_month <= ?to_month
        {{if now}} union all
        select o.unit_id as unit_id,
               cast(case when o.asked_id > 0 then 4 when o.step = 'approve' then 3 when o.state = 2 then 1 else 2 end as bigint) as cause, o.asked_id as waited_id
          from (select d.unit_id as unit_id, d.state as state, d.step as step, cast(case when d.step = 'wait' then coalesce((select min(a.unit_id)
                          from dossier_asked a where a.dossier_id = d.id and a.to_at is null), 0) else 0 end as bigint) as asked_id
                  from dossier d where d.unit_id in (?units) and d.state in (2, 4) and d.due_at < ?now) o {{end}}) s
 group by s.unit_id, s.cause, s.waited_id order by s.unit_id nulls last, s.cause nulls last, s.waited_id nulls last;

-- The very dossiers of late_places, newest first.
-- dossiers_late(units i64[], from_month i64, to_month i64, now i64?, cause i64?, waited_id i64?, before_id i64, limit i64) -> many dossier_behind(cause i64, waited_id i64)
select s.id as id, s.code as code, s.state as state, s.unit_id as unit_id, s.procedure_id as procedure_id, s.accepted_at as accepted_at, s.due_at as due_at,
       s.finished_at as finished_at, s.cause as cause, s.waited_id as waited_id
  from (select d.id as id, d.code as code, d.state as state, d.unit_id as unit_id, d.procedure_id as procedure_id, d.accepted_at as accepted_at,
               d.due_at as due_at, d.finished_at as finished_at, c.late_cause as cause, c.late_unit_id as waited_id
          from indicator_case c join dossier d on d.id = c.dossier_id
         where c.outcome = 3 and c.unit_id in (?units) and c.finished_month >= ?from_month and c.finished_month <= ?to_month
        {{if now}} union all
        select o.id as id, o.code as code, o.state as state, o.unit_id as unit_id, o.procedure_id as procedure_id, o.accepted_at as accepted_at,
               o.due_at as due_at, o.finished_at as finished_at,
               cast(case when o.asked_id > 0 then 4 when o.step = 'approve' then 3 when o.state = 2 then 1 else 2 end as bigint) as cause, o.asked_id as waited_id
          from (select d.id as id, d.code as code, d.state as state, d.step as step, d.unit_id as unit_id, d.procedure_id as procedure_id,
                       d.accepted_at as accepted_at, d.due_at as due_at, d.finished_at as finished_at,
                       cast(case when d.step = 'wait' then coalesce((select min(a.unit_id)
                          from dossier_asked a where a.dossier_id = d.id and a.to_at is null), 0) else 0 end as bigint) as asked_id
                  from dossier d where d.unit_id in (?units) and d.state in (2, 4) and d.due_at < ?now) o {{end}}) s
 where s.id < ?before_id {{if cause}} and s.cause = ?cause {{end}} {{if waited_id}} and s.waited_id = ?waited_id {{end}}
 order by s.id desc limit ?limit;
