-- Statements of the mandate module.

-- mandate_insert(id i64, code text, kind text, person_id i64?, principal_name text, principal_identity text?, principal_birth_day i64?, account_id i64, whole bool, from_day i64, until_day i64, paper text?, unit_id i64?, state i64, words text, at i64, by i64, decided_at i64?, decided_by i64?) -> exec
insert into mandate (id, code, kind, person_id, principal_name, principal_identity, principal_birth_day, account_id, whole, from_day, until_day,
        paper, unit_id, state, words, asked_at, asked_by, decided_at, decided_by, version)
values (?id, ?code, ?kind, ?person_id, ?principal_name, ?principal_identity, ?principal_birth_day, ?account_id, ?whole, ?from_day, ?until_day,
        ?paper, ?unit_id, ?state, ?words, ?at, ?by, ?decided_at, ?decided_by, 1);

-- What rules decide on: nothing personal.
-- mandate_by_id(id i64) -> maybe mandate
select id, code, kind, person_id, account_id, whole, from_day, until_day, paper, unit_id, state, asked_at, asked_by, decided_at, decided_by, version
  from mandate where id = ?id;

-- mandate_by_code(code text) -> maybe mandate
select id, code, kind, person_id, account_id, whole, from_day, until_day, paper, unit_id, state, asked_at, asked_by, decided_at, decided_by, version
  from mandate where code = ?code;

-- mandates_of_person(person_id i64, limit i64) -> many mandate
select id, code, kind, person_id, account_id, whole, from_day, until_day, paper, unit_id, state, asked_at, asked_by, decided_at, decided_by, version
  from mandate where person_id = ?person_id order by id desc limit ?limit;

-- mandates_of_account(account_id i64, limit i64) -> many mandate
select id, code, kind, person_id, account_id, whole, from_day, until_day, paper, unit_id, state, asked_at, asked_by, decided_at, decided_by, version
  from mandate where account_id = ?account_id order by id desc limit ?limit;

-- How many of a person are asked for or in force.
-- mandates_open_of(account_id i64) -> one mandate_count(n i64)
select count(*) as n from mandate where account_id = ?account_id and state in (1, 2);

-- mandate_principal_of(id i64) -> maybe mandate_principal
select principal_name, principal_identity, principal_birth_day, words, reason from mandate where id = ?id;

-- mandate_put(id i64, version i64, state i64, decided_at i64, decided_by i64?, reason text?) -> exec
update mandate set state = ?state, decided_at = ?decided_at, decided_by = ?decided_by, reason = ?reason, version = version + 1
 where id = ?id and version = ?version;

-- mandate_person_put(id i64, person_id i64) -> exec
update mandate set person_id = ?person_id where id = ?id;

-- Those that counters decide, as they were asked for.
-- mandates_at(units i64[], state i64, after i64, limit i64) -> many mandate_line
select m.id as id, m.code as code, m.kind as kind, m.person_id as person_id, m.principal_name as principal_name, m.unit_id as unit_id,
       m.asked_at as asked_at, a.person_id as representative_id, p.name as representative
  from mandate m join account a on a.id = m.account_id join person p on p.id = a.person_id
 where m.unit_id in (?units) and m.state = ?state and m.id > ?after order by m.id limit ?limit;

-- Who acts, as a counter compares them with their card.
-- mandate_representative_of(id i64) -> maybe mandate_representative
select a.person_id as person_id, p.identity as identity
  from mandate m join account a on a.id = m.account_id join person p on p.id = a.person_id where m.id = ?id;

-- Those whose last day is over.
-- mandates_over(today i64, limit i64) -> many mandate
select id, code, kind, person_id, account_id, whole, from_day, until_day, paper, unit_id, state, asked_at, asked_by, decided_at, decided_by, version
  from mandate where state = 2 and until_day < ?today order by until_day, id limit ?limit;

-- mandate_scope_put(mandate_id i64, procedure_id i64) -> exec
insert into mandate_scope (mandate_id, procedure_id) values (?mandate_id, ?procedure_id)
    on conflict (mandate_id, procedure_id) do nothing;

-- mandate_scope_has(mandate_id i64, procedure_id i64) -> maybe mandate_in_scope(procedure_id i64)
select procedure_id from mandate_scope where mandate_id = ?mandate_id and procedure_id = ?procedure_id;

-- By the code of the national list, as people know them.
-- mandate_scope_of(mandate_id i64) -> many mandate_in_scope_code(code text)
select p.code as code from mandate_scope s join procedure p on p.id = s.procedure_id where s.mandate_id = ?mandate_id order by p.code;

-- mandate_file_put(id i64, mandate_id i64, file_id i64) -> exec
insert into mandate_file (id, mandate_id, file_id) values (?id, ?mandate_id, ?file_id);

-- mandate_files(mandate_id i64) -> many mandate_file_row
select f.code as code, f.name as name from mandate_file m join file f on f.id = m.file_id
 where m.mandate_id = ?mandate_id and f.removed_at is null order by m.id;

-- The account of a citizen by identity number.
-- mandate_citizen(identity text) -> maybe mandate_citizen_row
select a.id as id, a.person_id as person_id, p.name as name
  from person p join account a on a.person_id = p.id
 where p.identity = ?identity and a.kind = 'citizen' and a.state = 'active' order by a.id limit 1;

-- The account of a person whom somebody acts for.
-- mandate_account_of(person_id i64) -> maybe mandate_account_row
select id from account where person_id = ?person_id and kind = 'citizen' and state = 'active' order by id limit 1;
