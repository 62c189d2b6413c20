-- Statements of the quality module.
--
-- list nonconformity: id, code, unit_id, grade, source, source_code, clause, words, found_at, found_by, finder, correction,
--      cause, remedy, responsible_id, responsible, due_day, done_at, done_by, done_person, evidence, closed_at, verdict, warned,
--      state, version

-- nonconformity_insert(id i64, code text, unit_id i64, grade i64, source text, source_code text, clause text, words text, at i64, by i64, finder text) -> exec
insert into nonconformity (id, code, unit_id, grade, source, source_code, clause, words, found_at, found_by, finder, correction, cause,
       remedy, responsible, evidence, verdict, warned, state, version)
values (?id, ?code, ?unit_id, ?grade, ?source, ?source_code, ?clause, ?words, ?at, ?by, ?finder, '', '', '', '', '', '', 0, 1, 1);

-- nonconformity_by_code(code text) -> maybe nonconformity
select {{each nonconformity: @}} from nonconformity where code = ?code;

-- nonconformity_by_id(id i64) -> maybe nonconformity
select {{each nonconformity: @}} from nonconformity where id = ?id;

-- Those of some units, the nearest due first, those without a day last.
-- nonconformities_at(units i64[], states i64[], grade i64?, after_due i64, after_id i64, limit i64) -> many nonconformity_line(due i64)
select id, code, unit_id, grade, words, responsible, due_day, found_at, state, coalesce(due_day, 2000000) as due
  from nonconformity
 where unit_id in (?units) and state in (?states) and (coalesce(due_day, 2000000), id) > (?after_due, ?after_id)
   {{if grade}} and grade = ?grade {{end}}
 order by coalesce(due_day, 2000000), id limit ?limit;

-- nonconformity_put(id i64, version i64, state i64, correction text, cause text, remedy text, responsible_id i64?, responsible text,
--   due_day i64?, done_at i64?, done_by i64?, done_person i64?, evidence text, closed_at i64?, verdict text, warned i64) -> exec
update nonconformity set state = ?state, correction = ?correction, cause = ?cause, remedy = ?remedy, responsible_id = ?responsible_id,
       responsible = ?responsible, due_day = ?due_day, done_at = ?done_at, done_by = ?done_by, done_person = ?done_person,
       evidence = ?evidence, closed_at = ?closed_at, verdict = ?verdict, warned = ?warned, version = version + 1
 where id = ?id and version = ?version;

-- nonconformity_event_insert(id i64, nonconformity_id i64, at i64, account_id i64, who text, action text, note text) -> exec
insert into nonconformity_event (id, nonconformity_id, at, account_id, who, action, note)
values (?id, ?nonconformity_id, ?at, ?account_id, ?who, ?action, ?note);

-- nonconformity_events(nonconformity_id i64) -> many quality_said
select at, who, action, note from nonconformity_event where nonconformity_id = ?nonconformity_id order by id;

-- Those whose day is near or over and whose responsible person was not told that yet.
-- nonconformities_to_warn(before_day i64, warned_below i64, limit i64) -> many nonconformity_warn
select id, responsible_id, due_day, version from nonconformity
 where state = 2 and due_day < ?before_day and warned < ?warned_below order by due_day, id limit ?limit;

-- nonconformity_warned(id i64, warned i64) -> exec
update nonconformity set warned = ?warned where id = ?id;

-- Whom something of a unit can be given to: who works there by one of these roles.
-- quality_officers(unit i64, roles text[], at i64) -> many quality_officer
select distinct a.id as id, a.name as login, a.title as title
  from role_grant g join account a on a.id = g.account_id
 where g.unit_id = ?unit and g.role in (?roles) and g.valid_from <= ?at and (g.valid_to is null or g.valid_to > ?at) and a.state = 'active'
 order by a.title nulls last, a.name;

-- Open ones of a unit.
-- nonconformities_open_of(unit i64) -> many nonconformity_open
select id from nonconformity where unit_id = ?unit and state in (1, 2, 3) order by id;

-- nonconformity_unit_put(id i64, unit_id i64) -> exec
update nonconformity set unit_id = ?unit_id, version = version + 1 where id = ?id;

-- list internal_audit: id, code, unit_id, state, planned_day, scope, lead_id, lead, planner, begun_at, conclusion, ended_at, version

-- internal_audit_insert(id i64, code text, unit_id i64, planned_day i64, scope text, lead_id i64, lead text, planner text) -> exec
insert into internal_audit (id, code, unit_id, state, planned_day, scope, lead_id, lead, planner, conclusion, version)
values (?id, ?code, ?unit_id, 1, ?planned_day, ?scope, ?lead_id, ?lead, ?planner, '', 1);

-- internal_audit_by_code(code text) -> maybe internal_audit
select {{each internal_audit: @}} from internal_audit where code = ?code;

-- internal_audit_by_id(id i64) -> maybe internal_audit
select {{each internal_audit: @}} from internal_audit where id = ?id;

-- Those of some units, the earliest first.
-- internal_audits_at(units i64[], states i64[], after_day i64, after_id i64, limit i64) -> many internal_audit_line
select id, code, unit_id, state, planned_day, scope, lead from internal_audit
 where unit_id in (?units) and state in (?states) and (planned_day, id) > (?after_day, ?after_id)
 order by planned_day, id limit ?limit;

-- internal_audit_put(id i64, version i64, state i64, planned_day i64, lead_id i64, lead text, begun_at i64?, conclusion text, ended_at i64?) -> exec
update internal_audit set state = ?state, planned_day = ?planned_day, lead_id = ?lead_id, lead = ?lead, begun_at = ?begun_at,
       conclusion = ?conclusion, ended_at = ?ended_at, version = version + 1
 where id = ?id and version = ?version;

-- internal_audit_answer_insert(id i64, audit_id i64, ordinal i64, clause text, question text) -> exec
insert into internal_audit_answer (id, audit_id, ordinal, clause, question, finding, evidence, nonconformity, version)
values (?id, ?audit_id, ?ordinal, ?clause, ?question, 0, '', '', 1);

-- internal_audit_answers(audit_id i64) -> many internal_audit_answer
select id, ordinal, clause, question, finding, evidence, nonconformity, version from internal_audit_answer
 where audit_id = ?audit_id order by ordinal;

-- internal_audit_answer_put(id i64, version i64, finding i64, evidence text) -> exec
update internal_audit_answer set finding = ?finding, evidence = ?evidence, version = version + 1
 where id = ?id and version = ?version;

-- internal_audit_answer_became(id i64, nonconformity text) -> exec
update internal_audit_answer set nonconformity = ?nonconformity where id = ?id;

-- internal_audit_event_insert(id i64, audit_id i64, at i64, account_id i64, who text, action text, note text) -> exec
insert into internal_audit_event (id, audit_id, at, account_id, who, action, note)
values (?id, ?audit_id, ?at, ?account_id, ?who, ?action, ?note);

-- internal_audit_events(audit_id i64) -> many quality_said
select at, who, action, note from internal_audit_event where audit_id = ?audit_id order by id;

-- Who audits by one of these roles, wherever.
-- quality_auditors(roles text[], at i64) -> many quality_auditor
select distinct a.id as id, a.name as login, a.title as title
  from role_grant g join account a on a.id = g.account_id
 where g.role in (?roles) and g.valid_from <= ?at and (g.valid_to is null or g.valid_to > ?at) and a.state = 'active'
 order by a.title nulls last, a.name;

-- Those of a unit that are not over.
-- internal_audits_open_of(unit i64) -> many internal_audit_open
select id from internal_audit where unit_id = ?unit and state in (1, 2) order by id;

-- internal_audit_unit_put(id i64, unit_id i64) -> exec
update internal_audit set unit_id = ?unit_id, version = version + 1 where id = ?id;

-- Non-conformities found in a span of time, by unit; overdue: due before that day and not done.
-- nonconformity_sums(units i64[], from_at i64, to_at i64, today i64) -> many nonconformity_sum(minor i64, major i64, open i64, overdue i64, closed i64)
select unit_id as unit_id, cast(sum(case when grade = 1 then 1 else 0 end) as bigint) as minor,
       cast(sum(case when grade = 2 then 1 else 0 end) as bigint) as major,
       cast(sum(case when state in (1, 2, 3) then 1 else 0 end) as bigint) as open,
       cast(sum(case when state = 2 and due_day < ?today then 1 else 0 end) as bigint) as overdue,
       cast(sum(case when state = 4 then 1 else 0 end) as bigint) as closed
  from nonconformity where unit_id in (?units) and found_at >= ?from_at and found_at < ?to_at
 group by unit_id order by unit_id;

-- Which clauses they broke, the most broken first; refused ones broke none.
-- nonconformity_clauses(units i64[], from_at i64, to_at i64, limit i64) -> many nonconformity_clause(n i64)
select clause as clause, count(*) as n from nonconformity
 where unit_id in (?units) and found_at >= ?from_at and found_at < ?to_at and state <> 5
 group by clause order by count(*) desc, clause limit ?limit;

-- Audits whose day lies in a span of days, by unit.
-- internal_audit_sums(units i64[], from_day i64, to_day i64) -> many internal_audit_sum(open i64, reported i64)
select unit_id as unit_id, cast(sum(case when state in (1, 2) then 1 else 0 end) as bigint) as open,
       cast(sum(case when state = 3 then 1 else 0 end) as bigint) as reported
  from internal_audit where unit_id in (?units) and state in (1, 2, 3) and planned_day >= ?from_day and planned_day < ?to_day
 group by unit_id order by unit_id;

-- Drawn processes in force on a day: who approved that version, when.
-- controlled_designs(on_day i64) -> many controlled_design
select o.name as process, m.code as code, v.number as number, v.valid_from as valid_from, e.who as approver, e.at as approved_at
  from design_version v join design_model m on m.id = v.model_id
  join design_offer o on o.version_id = v.id and o.kind = 'process'
  join design_event e on e.version_id = v.id and e.action = 'approve'
 where v.state = 4 and v.valid_from <= ?on_day and (v.valid_to is null or v.valid_to > ?on_day)
 order by o.name, e.id;

-- How many procedures in force on a day follow each process; '' those that name none.
-- controlled_uses(on_day i64) -> many controlled_use(process text, n i64)
select coalesce(nullif(v.process, ''), u.process, '') as process, count(*) as n
  from procedure_version v join procedure p on p.id = v.procedure_id left join process_use u on u.procedure_code = p.code
 where v.state = 'published' and v.valid_from <= ?on_day and (v.valid_to is null or v.valid_to > ?on_day)
 group by coalesce(nullif(v.process, ''), u.process, '') order by coalesce(nullif(v.process, ''), u.process, '');

-- Each process as dossiers follow it now: the newest version.
-- controlled_processes(limit i64) -> many controlled_process
select m.process as process, m.version as version, m.deployed_at as deployed_at from flow_model m
 where m.version = (select max(n.version) from flow_model n where n.process = m.process)
 order by m.process limit ?limit;
