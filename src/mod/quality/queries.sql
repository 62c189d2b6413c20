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

-- nonconformity_events(nonconformity_id i64) -> many nonconformity_event
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
