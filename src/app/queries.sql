-- Statements that only the command line needs: lists for operators, exports, and looking things over.

-- Accounts by name.
-- account_lines(after text, kind text?, limit i64) -> many account_line
select id, name, kind, state from account
 where name > ?after {{if kind}} and kind = ?kind {{end}} order by name limit ?limit;

-- role_grant_end(account i64, role text, unit i64, at i64) -> exec
update role_grant set valid_to = ?at
 where account_id = ?account and role = ?role and unit_id = ?unit
   and (valid_to is null or valid_to > ?at);

-- Files that are in use, for looking whether their content is there and is what it was.
-- file_check_page(after i64, limit i64) -> many file_check
select id, hash, size, removed_at from file where id > ?after order by id limit ?limit;

-- file_check_one(id i64) -> maybe file_check
select id, hash, size, removed_at from file where id = ?id;

-- export_units(after i64, limit i64) -> many export_unit(parent_code text)
select u.id as id, u.code as code, u.legacy_code as legacy_code, u.provisional as provisional, p.code as parent_code,
       u.level as level, u.kind as kind, u.name as name, u.short_name as short_name, u.gso_code as gso_code,
       u.valid_from as valid_from, u.valid_to as valid_to
  from unit u left join unit p on p.id = u.parent_id
 where u.id > ?after order by u.id limit ?limit;

-- The published versions in force on a day; their lists by the catalogue's statements.
-- export_procedures(after i64, day i64, limit i64) -> many export_procedure
select id, procedure_id from procedure_version
 where id > ?after and state = 'published' and valid_from <= ?day and (valid_to is null or valid_to > ?day)
 order by id limit ?limit;

-- All published versions of a procedure, earliest first.
-- export_versions(procedure_id i64) -> many export_version
select id, valid_from from procedure_version where procedure_id = ?procedure_id and state = 'published' order by valid_from, id;

-- export_dossiers(after i64, limit i64) -> many export_dossier(unit_code text, received_unit_code text)
select d.id as id, d.code as code, p.code as procedure_code, d.state as state, d.step as step, d.channel as channel,
       u.code as unit_code, r.code as received_unit_code, d.submitted_at as submitted_at, d.accepted_at as accepted_at,
       d.due_at as due_at, d.finished_at as finished_at, d.returned_at as returned_at
  from dossier d join procedure p on p.id = d.procedure_id
       left join unit u on u.id = d.unit_id left join unit r on r.id = d.received_unit_id
 where d.id > ?after order by d.id limit ?limit;

-- The newest moments, for comparing them with the clock.
-- check_last_head() -> maybe check_head
select size, at from audit_head where size >= 0 order by size desc limit 1;

-- check_last_event() -> maybe check_event
select id, at from audit_event where id > 0 order by id desc limit 1;

-- The published versions of a procedure, oldest first: a dossier of before belongs to one of them.
-- import_versions(code text) -> many import_version
select v.id as id, v.procedure_id as procedure_id, v.valid_from as valid_from
  from procedure p join procedure_version v on v.procedure_id = p.id
 where p.code = ?code and v.state = 'published' order by v.valid_from, v.id;
