-- Statements of signing in.

-- totp_of(account i64) -> maybe totp
select account_id, secret, used_step, created_at, confirmed_at from totp where account_id = ?account;

-- totp_put(account i64, secret text, at i64) -> exec
insert into totp (account_id, secret, used_step, created_at) values (?account, ?secret, 0, ?at)
    on conflict (account_id) do update set secret = ?secret, used_step = 0, created_at = ?at, confirmed_at = null;

-- totp_confirm(account i64, secret text, step i64, at i64) -> exec
update totp set confirmed_at = ?at, used_step = ?step where account_id = ?account and secret = ?secret and confirmed_at is null;

-- A code is used: nothing changes when it, or a later one, was used before.
-- totp_use(account i64, step i64) -> exec
update totp set used_step = ?step where account_id = ?account and used_step < ?step and confirmed_at is not null;

-- totp_delete(account i64) -> exec
delete from totp where account_id = ?account;

-- recovery_codes_delete(account i64) -> exec
delete from recovery_code where account_id = ?account;

-- recovery_code_insert(account i64, hash blob) -> exec
insert into recovery_code (account_id, hash) values (?account, ?hash);

-- recovery_code_use(account i64, hash blob, at i64) -> exec
update recovery_code set used_at = ?at where account_id = ?account and hash = ?hash and used_at is null;

-- recovery_codes_left(account i64) -> one recovery_total(n i64)
select count(*) as n from recovery_code where account_id = ?account and used_at is null;

-- recovery_code_good(account i64, hash blob) -> one recovery_total
select count(*) as n from recovery_code where account_id = ?account and hash = ?hash and used_at is null;

-- passkey_insert(id i64, code text, account i64, credential blob, spki blob, algorithm i64, sign_count i64, label text, at i64) -> exec
insert into passkey (id, code, account_id, credential, spki, algorithm, sign_count, label, created_at)
values (?id, ?code, ?account, ?credential, ?spki, ?algorithm, ?sign_count, ?label, ?at);

-- passkey_by_credential(credential blob) -> maybe passkey
select id, code, account_id, credential, spki, algorithm, sign_count, label, created_at, used_at from passkey where credential = ?credential;

-- passkeys_of(account i64) -> many passkey
select id, code, account_id, credential, spki, algorithm, sign_count, label, created_at, used_at from passkey
 where account_id = ?account order by id;

-- passkey_used(id i64, was i64, sign_count i64, at i64) -> exec
update passkey set sign_count = ?sign_count, used_at = ?at where id = ?id and sign_count = ?was;

-- passkey_delete(account i64, code text) -> exec
delete from passkey where account_id = ?account and code = ?code;

-- sign_in_insert(hash blob, kind text, account i64?, expires_at i64) -> exec
insert into sign_in (hash, kind, account_id, expires_at) values (?hash, ?kind, ?account, ?expires_at);

-- sign_in_get(hash blob, kind text, at i64) -> maybe sign_in_row
select account_id, expires_at from sign_in where hash = ?hash and kind = ?kind and expires_at > ?at;

-- sign_in_delete(hash blob) -> exec
delete from sign_in where hash = ?hash;

-- sign_ins_purge(before i64) -> exec
delete from sign_in where expires_at < ?before;

-- used_challenge_insert(hash blob, expires_at i64) -> exec
insert into used_challenge (hash, expires_at) values (?hash, ?expires_at);

-- used_challenges_purge(before i64) -> exec
delete from used_challenge where expires_at < ?before;

-- session_end_own(account i64, id i64, at i64) -> exec
update session set ended_at = ?at where id = ?id and account_id = ?account and ended_at is null;

-- identity_link_of(issuer text, subject text) -> maybe identity_link_row
select account_id from identity_link where issuer = ?issuer and subject = ?subject;

-- identity_link_insert(issuer text, subject text, account i64, at i64) -> exec
insert into identity_link (issuer, subject, account_id, linked_at) values (?issuer, ?subject, ?account, ?at);

-- The citizen's account of an identity number; officers' accounts are opened by no one else's word.
-- citizen_by_identity(identity text) -> maybe citizen_row
select a.id as account_id, a.person_id as person_id from person p join account a on a.person_id = p.id
 where p.identity = ?identity and a.kind = 'citizen';

-- identity_links_count(account i64, issuer text) -> one link_total(n i64)
select count(*) as n from identity_link where account_id = ?account and issuer = ?issuer;

-- Since when an account has a second factor: kept with it, for every request asks (core/identity).
-- second_note(account i64, at i64) -> exec
update account set second_at = case
        when exists (select 1 from totp where account_id = ?account and confirmed_at is not null)
          or exists (select 1 from passkey where account_id = ?account) then coalesce(second_at, ?at) else null end
 where id = ?account;

-- second_of(account i64) -> one second_row
select second_at from account where id = ?account;

-- passkeys_delete(account i64) -> exec
delete from passkey where account_id = ?account;

-- recovery_insert(id i64, code text, account i64, by i64, at i64) -> exec
insert into account_recovery (id, code, account_id, asked_by, asked_at) values (?id, ?code, ?account, ?by, ?at);

-- Waiting for the second officer.
-- recoveries_open(since i64, limit i64) -> many recovery_open
select r.id as id, r.code as code, r.asked_by as asked_by, r.asked_at as asked_at, p.name as person, p.id as person_id, o.name as officer
  from account_recovery r join account a on a.id = r.account_id join person p on p.id = a.person_id
  join account b on b.id = r.asked_by join person o on o.id = b.person_id
 where r.confirmed_at is null and r.asked_at >= ?since order by r.asked_at, r.id limit ?limit;

-- recovery_by_code(code text) -> maybe recovery_row
select id, account_id, asked_by, asked_at from account_recovery where code = ?code;

-- recovery_confirm(id i64, by i64, at i64, code_hash blob, expires_at i64) -> exec
update account_recovery set confirmed_by = ?by, confirmed_at = ?at, code_hash = ?code_hash, expires_at = ?expires_at
 where id = ?id and confirmed_at is null and asked_by <> ?by;

-- recovery_find_good(identity text, code_hash blob, at i64) -> maybe recovery_good
select r.id as id, r.account_id as account_id, r.confirmed_by as confirmed_by, p.id as person_id
  from person p join account a on a.person_id = p.id join account_recovery r on r.account_id = a.id
 where p.identity = ?identity and r.code_hash = ?code_hash and r.expires_at > ?at and r.used_at is null
 order by r.id limit 1;

-- recovery_use(id i64, at i64) -> exec
update account_recovery set used_at = ?at where id = ?id and used_at is null and expires_at > ?at;

-- Who read a person's data: newest first, from a moment (and an id at that moment) backwards.
-- looked_reads(person i64, at i64, id i64, limit i64) -> many looked_row
select r.id as id, r.at as at, p.name as who, a.title as title, r.fields as fields, r.why as why, d.code as dossier
  from access_record r join account a on a.id = r.account_id join person p on p.id = a.person_id
  left join dossier d on d.id = r.dossier_id
 where r.person_id = ?person and (r.at, r.id) < (?at, ?id) order by r.at desc, r.id desc limit ?limit;

-- The same of look-ups about the person at the population database.
-- looked_lookups(person i64, at i64, id i64, limit i64) -> many lookup_row(procedure text?)
select l.id as id, l.at as at, l.outcome as outcome, l.why as why,
       (select v.usual from procedure p join procedure_version v on v.procedure_id = p.id where p.code = l.procedure_code
         order by v.valid_from desc, v.id desc limit 1) as procedure
  from population_lookup l
 where l.person_id = ?person and (l.at, l.id) < (?at, ?id) order by l.at desc, l.id desc limit ?limit;

-- What waits for a second step ends: the password that began it is not good any more.
-- sign_ins_end_of(account i64) -> exec
delete from sign_in where account_id = ?account;

-- identity_links_end_of(account i64) -> exec
delete from identity_link where account_id = ?account;

-- api_tokens_end_of(account i64, at i64) -> exec
update api_token set revoked_at = ?at where account_id = ?account and revoked_at is null;

-- Somebody else had registered under this number: the provider's word replaces all that they said.
-- person_replace(person i64, name text, sort_key text, birth_day i64?, phone text?, email text?) -> exec
update person set name = ?name, sort_key = ?sort_key, birth_day = ?birth_day, phone = ?phone, email = ?email, version = version + 1
 where id = ?person;
