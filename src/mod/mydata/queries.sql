-- Statements of the mydata module.

-- copy_insert(id i64, code text, account i64, at i64) -> exec
insert into copy_request (id, code, account_id, asked_at, done_n, total_n) values (?id, ?code, ?account, ?at, 0, 0);

-- copies_of(account i64, limit i64) -> many copy_row(file_code text?)
select c.id as id, c.code as code, c.account_id as account_id, c.asked_at as asked_at, c.done_n as done_n, c.total_n as total_n,
       c.file_id as file_id, c.expires_at as expires_at, f.code as file_code
  from copy_request c left join file f on f.id = c.file_id
 where c.account_id = ?account and c.removed_at is null order by c.id desc limit ?limit;

-- copy_by_code(code text) -> maybe copy_row
select c.id as id, c.code as code, c.account_id as account_id, c.asked_at as asked_at, c.done_n as done_n, c.total_n as total_n,
       c.file_id as file_id, c.expires_at as expires_at, f.code as file_code
  from copy_request c left join file f on f.id = c.file_id where c.code = ?code and c.removed_at is null;

-- copy_by_id(id i64) -> maybe copy_row
select c.id as id, c.code as code, c.account_id as account_id, c.asked_at as asked_at, c.done_n as done_n, c.total_n as total_n,
       c.file_id as file_id, c.expires_at as expires_at, f.code as file_code
  from copy_request c left join file f on f.id = c.file_id where c.id = ?id and c.removed_at is null;

-- copy_progress(id i64, done_n i64, total_n i64) -> exec
update copy_request set done_n = ?done_n, total_n = ?total_n where id = ?id and file_id is null;

-- copy_ready(id i64, file i64, expires_at i64) -> exec
update copy_request set file_id = ?file, done_n = total_n, expires_at = ?expires_at where id = ?id and file_id is null;

-- copies_expired(at i64, limit i64) -> many copy_expired
select id, file_id from copy_request where removed_at is null and expires_at <= ?at order by expires_at, id limit ?limit;

-- copy_remove(id i64, at i64) -> exec
update copy_request set removed_at = ?at where id = ?id;

-- correction_insert(id i64, code text, account i64, person i64, field text, wanted text, why text, at i64) -> exec
insert into correction (id, code, account_id, person_id, field, wanted, why, asked_at)
values (?id, ?code, ?account, ?person, ?field, ?wanted, ?why, ?at);

-- corrections_of(account i64, limit i64) -> many correction_row
select id, code, account_id, person_id, field, wanted, why, asked_at, decided_at, accepted, answer from correction
 where account_id = ?account order by id desc limit ?limit;

-- corrections_open(limit i64) -> many correction_row
select id, code, account_id, person_id, field, wanted, why, asked_at, decided_at, accepted, answer from correction
 where decided_at is null and asked_at >= 0 order by asked_at, id limit ?limit;

-- correction_by_code(code text) -> maybe correction_row
select id, code, account_id, person_id, field, wanted, why, asked_at, decided_at, accepted, answer from correction where code = ?code;

-- correction_decide(id i64, at i64, by i64, accepted bool, answer text) -> exec
update correction set decided_at = ?at, decided_by = ?by, accepted = ?accepted, answer = ?answer where id = ?id and decided_at is null;

-- One part of a person's record, as an officer took it.
-- person_correct(person i64, name text?, sort_key text?, birth_day i64?, sex text?, address text?) -> exec
update person set version = version + 1, name = coalesce(?name, name), sort_key = coalesce(?sort_key, sort_key),
       birth_day = coalesce(?birth_day, birth_day), sex = coalesce(?sex, sex), address = coalesce(?address, address)
 where id = ?person;

-- Drafts that are not handed in.
-- drafts_open(account i64) -> many draft_open
select d.id as id, d.code as code, d.answers as answers, d.created_at as created_at, d.updated_at as updated_at, d.expires_at as expires_at,
       v.usual as usual
  from draft d join procedure_version v on v.id = d.version_id where d.account_id = ?account and d.dossier_id is null order by d.id;

-- held_account(account i64) -> one held_account
select a.name as name, a.kind as kind, a.created_at as created_at, p.id as person_id, p.name as display, p.identity as identity,
       p.birth_day as birth_day, p.sex as sex, p.phone as phone, p.email as email, p.address as address
  from account a join person p on p.id = a.person_id where a.id = ?account;

-- held_dossiers(account i64, after i64, limit i64) -> many held_dossier
select d.id as id, d.code as code, v.usual as usual, d.state as state, d.applicant_name as applicant_name, d.applicant_identity as applicant_identity,
       d.applicant_phone as applicant_phone, d.applicant_email as applicant_email, d.applicant_address as applicant_address,
       d.answers as answers, d.submitted_at as submitted_at, d.accepted_at as accepted_at, d.finished_at as finished_at
  from dossier d join procedure_version v on v.id = d.version_id
 where d.account_id = ?account and d.id > ?after order by d.id limit ?limit;

-- held_reads(person i64, limit i64) -> many held_read
select r.at as at, a.title as title, p.name as who, r.fields as fields, r.why as why
  from access_record r join account a on a.id = r.account_id join person p on p.id = a.person_id
 where r.person_id = ?person order by r.at desc, r.id desc limit ?limit;

-- held_lookups(person i64, limit i64) -> many held_lookup
select at, procedure_code, why, outcome from population_lookup where person_id = ?person order by at desc, id desc limit ?limit;

-- held_sessions(account i64, limit i64) -> many held_session
select created_at, seen_at, peer, agent from session where account_id = ?account order by expires_at desc, id desc limit ?limit;

-- held_notices(account i64, limit i64) -> many held_notice
select kind, dossier_code, at, read_at from notice where account_id = ?account order by at desc, id desc limit ?limit;

-- Files that belong to somebody's dossiers: what they gave and what was issued. An infected one is given to nobody.
-- held_files(account i64, limit i64) -> many held_file(folder text)
select f.id as id, f.name as name, f.hash as hash, f.size as size, d.code as folder
  from dossier d join dossier_paper p on p.dossier_id = d.id join file f on f.id = p.file_id
 where d.account_id = ?account and f.removed_at is null and (f.check_reason is null or f.check_reason <> 'infected')
union
select f.id as id, f.name as name, f.hash as hash, f.size as size, d.code as folder
  from dossier d join issued_paper i on i.dossier_id = d.id join file f on f.id = i.file_id
 where d.account_id = ?account and f.removed_at is null and (f.check_reason is null or f.check_reason <> 'infected')
union
select f.id as id, f.name as name, f.hash as hash, f.size as size, d.code as folder
  from draft d join draft_paper p on p.draft_id = d.id join file f on f.id = p.file_id
 where d.account_id = ?account and d.dossier_id is null and f.removed_at is null
 order by id limit ?limit;

-- failures_erase(before i64) -> exec
delete from failure where at < ?before;

-- scan: once a day, and every session that ended is looked at
-- sessions_erase(before i64) -> exec
delete from session where expires_at < ?before;
