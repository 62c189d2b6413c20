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

-- What else is held, a row a thing: when, what kind of thing, its name, words about it, until when.
-- What a part has no use for is NULL (collect.c names what is there).

-- held_assurances(owner i64, after i64, limit i64)
--  -> many held_item(id i64, at i64?, until i64?, kind text?, name text?, words text?, more text?)
select cast(person_id as bigint) as id, cast(at as bigint) as at, cast(null as bigint) as until, cast(how as text) as kind,
       cast(null as text) as name, cast(null as text) as words, cast(null as text) as more
  from identity_assurance where person_id = ?owner and person_id > ?after order by person_id limit ?limit;

-- held_passkeys(owner i64, after i64, limit i64) -> many held_item
select cast(id as bigint) as id, cast(created_at as bigint) as at, cast(used_at as bigint) as until, cast(null as text) as kind,
       cast(label as text) as name, cast(null as text) as words, cast(null as text) as more
  from passkey where account_id = ?owner and id > ?after order by id limit ?limit;

-- held_codes(owner i64, after i64, limit i64) -> many held_item
select cast(account_id as bigint) as id, cast(created_at as bigint) as at, cast(confirmed_at as bigint) as until, cast(null as text) as kind,
       cast(null as text) as name, cast(null as text) as words, cast(null as text) as more
  from totp where account_id = ?owner and account_id > ?after order by account_id limit ?limit;

-- held_links(owner i64, after i64, limit i64) -> many held_item
select cast(l.n as bigint) as id, cast(l.linked_at as bigint) as at, cast(null as bigint) as until, cast(null as text) as kind,
       cast(l.issuer as text) as name, cast(l.subject as text) as words, cast(null as text) as more
  from (select row_number() over (order by issuer, subject) as n, linked_at, issuer, subject from identity_link where account_id = ?owner) l
 where l.n > ?after order by l.n limit ?limit;

-- held_recoveries(owner i64, after i64, limit i64) -> many held_item
select cast(id as bigint) as id, cast(asked_at as bigint) as at, cast(used_at as bigint) as until, cast(null as text) as kind,
       cast(code as text) as name, cast(null as text) as words, cast(null as text) as more
  from account_recovery where account_id = ?owner and id > ?after order by id limit ?limit;

-- held_addresses(owner i64, after i64, limit i64) -> many held_item
select cast(c.n as bigint) as id, cast(c.at as bigint) as at, cast(null as bigint) as until, cast(null as text) as kind,
       cast(c.address as text) as name, cast(null as text) as words, cast(null as text) as more
  from (select row_number() over (order by address) as n, at, address from notice_confirmed where account_id = ?owner) c
 where c.n > ?after order by c.n limit ?limit;

-- held_contact_codes(owner i64, after i64, limit i64) -> many held_item
select cast(id as bigint) as id, cast(created_at as bigint) as at, cast(used_at as bigint) as until, cast(channel as text) as kind,
       cast(address as text) as name, cast(answer as text) as words, cast(null as text) as more
  from contact_code where account_id = ?owner and id > ?after order by id limit ?limit;

-- held_choices(owner i64, after i64, limit i64) -> many held_item
select cast(c.n as bigint) as id, cast(null as bigint) as at, cast(null as bigint) as until, cast(c.topic as text) as kind,
       cast(c.channel as text) as name, cast(case when c.wanted = 1 then 'yes' else 'no' end as text) as words, cast(null as text) as more
  from (select row_number() over (order by topic, channel) as n, topic, channel, wanted from notice_choice where account_id = ?owner) c
 where c.n > ?after order by c.n limit ?limit;

-- held_languages(owner i64, after i64, limit i64) -> many held_item
select cast(account_id as bigint) as id, cast(null as bigint) as at, cast(null as bigint) as until, cast(null as text) as kind,
       cast(lang as text) as name, cast(null as text) as words, cast(null as text) as more
  from notice_language where account_id = ?owner and account_id > ?after order by account_id limit ?limit;

-- held_deliveries(owner i64, after i64, limit i64) -> many held_item
select cast(d.id as bigint) as id, cast(d.created_at as bigint) as at, cast(d.ended_at as bigint) as until, cast(d.channel as text) as kind,
       cast(coalesce(d.send_to, d.address) as text) as name, cast(d.answer as text) as words, cast(n.kind as text) as more
  from notice n join delivery d on d.notice_id = n.id where n.account_id = ?owner and d.id > ?after order by d.id limit ?limit;

-- held_notices(owner i64, after i64, limit i64) -> many held_item
select cast(id as bigint) as id, cast(at as bigint) as at, cast(read_at as bigint) as until, cast(kind as text) as kind,
       cast(dossier_code as text) as name, cast(null as text) as words, cast(null as text) as more
  from notice where account_id = ?owner and id > ?after order by id limit ?limit;

-- held_consents(owner i64, after i64, limit i64) -> many held_item
select cast(id as bigint) as id, cast(at as bigint) as at, cast(null as bigint) as until, cast(purpose as text) as kind,
       cast(case when given = 1 then 'yes' else 'no' end as text) as name, cast(peer as text) as words, cast(null as text) as more
  from consent where account_id = ?owner and id > ?after order by id limit ?limit;

-- held_corrections(owner i64, after i64, limit i64) -> many held_item
select cast(id as bigint) as id, cast(asked_at as bigint) as at, cast(decided_at as bigint) as until, cast(field as text) as kind,
       cast(wanted as text) as name, cast(why as text) as words, cast(answer as text) as more
  from correction where account_id = ?owner and id > ?after order by id limit ?limit;

-- held_copies(owner i64, after i64, limit i64) -> many held_item
select cast(id as bigint) as id, cast(asked_at as bigint) as at, cast(expires_at as bigint) as until, cast(null as text) as kind,
       cast(code as text) as name, cast(null as text) as words, cast(null as text) as more
  from copy_request where account_id = ?owner and id > ?after order by id limit ?limit;

-- held_complaints(owner i64, after i64, limit i64) -> many held_item
select cast(id as bigint) as id, cast(sent_at as bigint) as at, cast(answered_at as bigint) as until, cast(topic as text) as kind,
       cast(dossier_code as text) as name, cast(words as text) as words, cast(answer as text) as more
  from complaint where dossier_id in (select d.id from dossier d where d.account_id = ?owner) and account_id = ?owner and id > ?after
 order by id limit ?limit;

-- Those of one's dossiers, whoever booked them, and those about none.
-- held_appointments(owner i64, after i64, limit i64) -> many held_item
select cast(a.id as bigint) as id, cast(a.starts_at as bigint) as at, cast(a.ends_at as bigint) as until, cast(a.state as text) as kind,
       cast(a.code as text) as name, cast(v.usual as text) as words, cast(a.dossier_code as text) as more
  from appointment a join procedure_version v on v.id = a.version_id
 where a.id in (select o.id from appointment o where o.account_id = ?owner and o.dossier_id is null
        union select x.id from dossier d join appointment x on x.dossier_id = d.id where d.account_id = ?owner) and a.id > ?after
 order by a.id limit ?limit;

-- A row a dossier that came of one filing.
-- held_filings(owner i64, after i64, limit i64) -> many held_item
select cast(p.dossier_id as bigint) as id, cast(f.at as bigint) as at, cast(null as bigint) as until, cast(null as text) as kind,
       cast(f.code as text) as name, cast(v.usual as text) as words, cast(d.code as text) as more
  from filing f join filing_part p on p.filing_id = f.id join dossier d on d.id = p.dossier_id join procedure_version v on v.id = f.version_id
 where f.account_id = ?owner and p.dossier_id > ?after order by p.dossier_id limit ?limit;

-- held_defects(owner i64, after i64, limit i64) -> many held_item
select cast(x.id as bigint) as id, cast(null as bigint) as at, cast(x.answered_at as bigint) as until, cast(null as text) as kind,
       cast(d.code as text) as name, cast(x.text as text) as words, cast(x.answer as text) as more
  from dossier d join dossier_defect x on x.dossier_id = d.id where d.account_id = ?owner and x.id > ?after order by x.id limit ?limit;

-- held_ratings(owner i64, after i64, limit i64) -> many held_item
select cast(d.id as bigint) as id, cast(r.rated_at as bigint) as at, cast(null as bigint) as until, cast(r.stars as text) as kind,
       cast(d.code as text) as name, cast(r.words as text) as words, cast(null as text) as more
  from dossier d join dossier_rating r on r.dossier_id = d.id where d.account_id = ?owner and d.id > ?after order by d.id limit ?limit;

-- Whom one acts for.
-- held_mandates(owner i64, after i64, limit i64) -> many held_item
select cast(id as bigint) as id, cast(asked_at as bigint) as at, cast(decided_at as bigint) as until, cast(kind as text) as kind,
       cast(principal_name as text) as name, cast(words as text) as words, cast(paper as text) as more
  from mandate where account_id = ?owner and id > ?after order by id limit ?limit;

-- Who acts for one, or did.
-- held_representatives(owner i64, after i64, limit i64) -> many held_item
select cast(m.id as bigint) as id, cast(m.asked_at as bigint) as at, cast(m.decided_at as bigint) as until, cast(m.kind as text) as kind,
       cast(p.name as text) as name, cast(m.words as text) as words, cast(m.paper as text) as more
  from mandate m join account a on a.id = m.account_id join person p on p.id = a.person_id where m.person_id = ?owner and m.id > ?after
 order by m.id limit ?limit;

-- held_receipts(owner i64, after i64, limit i64) -> many held_item
select cast(r.id as bigint) as id, cast(r.issued_at as bigint) as at, cast(r.cancelled_at as bigint) as until, cast(r.amount as text) as kind,
       cast(r.code as text) as name, cast(r.subject as text) as words, cast(r.payer as text) as more
  from dossier d join cash_receipt r on r.dossier_id = d.id where d.account_id = ?owner and r.id > ?after order by r.id limit ?limit;

-- held_returns(owner i64, after i64, limit i64) -> many held_item
select cast(d.id as bigint) as id, cast(r.at as bigint) as at, cast(null as bigint) as until, cast(r.way as text) as kind,
       cast(d.code as text) as name, cast(r.receiver as text) as words, cast(r.identity as text) as more
  from dossier d join result_return r on r.dossier_id = d.id where d.account_id = ?owner and d.id > ?after order by d.id limit ?limit;

-- scan: the book is kept by number; a copy of one's data is asked for rarely, and a job makes it
-- held_certified(owner i64, after i64, limit i64) -> many held_item
select cast(c.id as bigint) as id, cast(c.created_at as bigint) as at, cast(null as bigint) as until, cast(c.identity as text) as kind,
       cast(c.code as text) as name, cast(c.paper as text) as words, cast(c.requester as text) as more
  from person p join certified_copy c on c.identity = p.identity where p.id = ?owner and c.id > ?after order by c.id limit ?limit;

-- held_sessions(owner i64, after i64, limit i64) -> many held_item
select cast(id as bigint) as id, cast(created_at as bigint) as at, cast(seen_at as bigint) as until, cast(null as text) as kind,
       cast(peer as text) as name, cast(agent as text) as words, cast(null as text) as more
  from session where account_id = ?owner and id > ?after order by id limit ?limit;

-- held_tokens(owner i64, after i64, limit i64) -> many held_item
select cast(id as bigint) as id, cast(created_at as bigint) as at, cast(expires_at as bigint) as until, cast(null as text) as kind,
       cast(label as text) as name, cast(null as text) as words, cast(null as text) as more
  from api_token where account_id = ?owner and id > ?after order by id limit ?limit;

-- held_deeds(owner i64, after i64, limit i64) -> many held_item
select cast(e.id as bigint) as id, cast(e.at as bigint) as at, cast(null as bigint) as until, cast(e.action as text) as kind,
       cast(p.actor_text as text) as name, cast(p.peer as text) as words, cast(null as text) as more
  from audit_event e left join audit_payload p on p.event = e.id where e.actor = ?owner and e.id > ?after order by e.id limit ?limit;

-- held_reads(owner i64, after i64, limit i64) -> many held_item
select cast(r.id as bigint) as id, cast(r.at as bigint) as at, cast(null as bigint) as until, cast(a.title as text) as kind,
       cast(p.name as text) as name, cast(r.fields as text) as words, cast(r.why as text) as more
  from access_record r join account a on a.id = r.account_id join person p on p.id = a.person_id
 where r.person_id = ?owner and r.id > ?after order by r.id limit ?limit;

-- held_lookups(owner i64, after i64, limit i64) -> many held_item
select cast(id as bigint) as id, cast(at as bigint) as at, cast(null as bigint) as until, cast(outcome as text) as kind,
       cast(procedure_code as text) as name, cast(why as text) as words, cast(identity as text) as more
  from population_lookup where person_id = ?owner and id > ?after order by id limit ?limit;

-- Files that belong to somebody: what they gave and what was issued, with dossiers, drafts and complaints. An infected one is
-- given to nobody.
-- held_files(account i64, after i64, limit i64) -> many held_file(folder text)
select f.id as id, f.name as name, f.hash as hash, f.size as size, x.folder as folder
  from (select u.file_id as file_id, min(u.folder) as folder from (
        select p.file_id as file_id, d.code as folder from dossier d join dossier_paper p on p.dossier_id = d.id where d.account_id = ?account
        union all select i.file_id as file_id, d.code as folder from dossier d join issued_paper i on i.dossier_id = d.id where d.account_id = ?account
        union all select p.file_id as file_id, d.code as folder from draft d join draft_paper p on p.draft_id = d.id
         where d.account_id = ?account and d.dossier_id is null
        union all select k.file_id as file_id, d.code as folder from dossier d join complaint c on c.dossier_id = d.id
          join complaint_file k on k.complaint_id = c.id where d.account_id = ?account and c.account_id = ?account) u
         group by u.file_id) x
  join file f on f.id = x.file_id
 where f.id > ?after and f.removed_at is null and (f.check_reason is null or f.check_reason <> 'infected') order by f.id limit ?limit;

-- failures_erase(before i64) -> exec
delete from failure where at < ?before;

-- scan: once a day, and every session that ended is looked at
-- sessions_erase(before i64) -> exec
delete from session where expires_at < ?before;
