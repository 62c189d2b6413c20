-- Statements of core. See docs/languages.md for the notation.

-- generation_get(name text) -> maybe generation
select name, value from generation where name = ?name;

-- generation_all() -> many generation
select name, value from generation order by name;

-- generation_bump(name text) -> exec
insert into generation (name, value) values (?name, 1)
    on conflict (name) do update set value = generation.value + 1;

-- setting_all() -> many setting_row
select name, value from setting order by name;

-- setting_put(name text, value text, at i64, by i64) -> exec
insert into setting (name, value, changed_at, changed_by) values (?name, ?value, ?at, ?by)
    on conflict (name) do update set value = ?value, changed_at = ?at, changed_by = ?by;

-- setting_delete(name text) -> exec
delete from setting where name = ?name;

-- Every unit of all times: loaded into memory as the tree.
-- unit_all() -> many unit_row
select id, code, legacy_code, provisional, parent_id, level, kind, name, short_name, gso_code,
       sort_key, valid_from, valid_to, address, phone
  from unit order by level, sort_key, id;

-- unit_succession_all() -> many unit_succession_row
select predecessor_id, successor_id, at, part from unit_succession order by predecessor_id, successor_id;

-- unit_hours_all() -> many unit_hours_row
select unit_id, valid_from, am_from, am_to, pm_from, pm_to, saturday from unit_hours order by unit_id, valid_from;

-- unit_insert(id i64, code text, legacy_code text?, provisional bool, parent_id i64?, level i64, kind text, name text, short_name text, gso_code text?, sort_key text, valid_from i64, valid_to i64?) -> exec
insert into unit (id, code, legacy_code, provisional, parent_id, level, kind, name, short_name, gso_code, sort_key, valid_from, valid_to)
values (?id, ?code, ?legacy_code, ?provisional, ?parent_id, ?level, ?kind, ?name, ?short_name, ?gso_code, ?sort_key, ?valid_from, ?valid_to);

-- unit_succession_insert(predecessor_id i64, successor_id i64, at i64, part bool) -> exec
insert into unit_succession (predecessor_id, successor_id, at, part) values (?predecessor_id, ?successor_id, ?at, ?part)
    on conflict (predecessor_id, successor_id) do nothing;

-- calendar_all() -> many calendar_row
select day, kind, name from calendar_day order by day;

-- calendar_put(day i64, kind i64, name text) -> exec
insert into calendar_day (day, kind, name) values (?day, ?kind, ?name)
    on conflict (day) do update set kind = ?kind, name = ?name;

-- person_insert(id i64, name text, sort_key text, identity text?, birth_day i64?, sex text?, phone text?, email text?, address text?, commune_code text?, created_at i64) -> exec
insert into person (id, name, sort_key, identity, birth_day, sex, phone, email, address, commune_code, created_at, version)
values (?id, ?name, ?sort_key, ?identity, ?birth_day, ?sex, ?phone, ?email, ?address, ?commune_code, ?created_at, 1);

-- person_by_id(id i64) -> maybe person
select id, name, identity, birth_day, sex, phone, email, address, commune_code, version from person where id = ?id;

-- person_by_identity(identity text) -> maybe person
select id, name, identity, birth_day, sex, phone, email, address, commune_code, version from person where identity = ?identity;

-- assurance_put(person i64, how text, at i64, by i64) -> exec
insert into identity_assurance (person_id, how, at, by_account) values (?person, ?how, ?at, ?by)
    on conflict (person_id) do nothing;

-- assurance_of(person i64) -> maybe assurance
select how, at from identity_assurance where person_id = ?person;

-- consent_insert(id i64, account i64, purpose text, given bool, at i64, peer text?) -> exec
insert into consent (id, account_id, purpose, given, at, peer) values (?id, ?account, ?purpose, ?given, ?at, ?peer);

-- consent_newest(account i64, purpose text) -> maybe consent_last
select given, at from consent where account_id = ?account and purpose = ?purpose order by id desc limit 1;

-- account_insert(id i64, name text, person_id i64, kind text, title text?, password text, must_change bool, created_at i64) -> exec
insert into account (id, name, person_id, kind, title, password, state, must_change, failures, created_at)
values (?id, ?name, ?person_id, ?kind, ?title, ?password, 'active', ?must_change, 0, ?created_at);

-- account_by_name(name text) -> maybe account
select id, name, person_id, kind, title, password, state, must_change, failures, locked_until, leaves_at from account where name = ?name;

-- account_by_id(id i64) -> maybe account
select id, name, person_id, kind, title, password, state, must_change, failures, locked_until, leaves_at from account where id = ?id;

-- account_failed(id i64, locked_until i64?) -> exec
update account set failures = failures + 1, locked_until = ?locked_until where id = ?id;

-- account_good(id i64) -> exec
update account set failures = 0, locked_until = null where id = ?id;

-- account_set_password(id i64, password text, must_change bool) -> exec
update account set password = ?password, must_change = ?must_change, failures = 0, locked_until = null where id = ?id;

-- account_set_state(id i64, state text) -> exec
update account set state = ?state where id = ?id;

-- An account of a guest that is not needed any more; of others never.
-- guest_account_delete(id i64) -> exec
delete from account where id = ?id and kind = 'guest';

-- guest_person_delete(id i64) -> exec
delete from person where id = ?id and identity is null;

-- guest_sessions_delete(account i64) -> exec
delete from session where account_id = ?account;

-- Name of the person behind an account, for timelines and staff lists; no other personal column.
-- account_brief_by_id(id i64) -> maybe account_brief(id i64, name text, display text, title text, kind text)
select a.id as id, a.name as name, p.name as display, a.title as title, a.kind as kind
  from account a join person p on p.id = a.person_id where a.id = ?id;

-- role_grant_insert(id i64, account_id i64, role text, unit_id i64, tree bool, valid_from i64, valid_to i64?, granted_by i64) -> exec
insert into role_grant (id, account_id, role, unit_id, tree, valid_from, valid_to, granted_by)
values (?id, ?account_id, ?role, ?unit_id, ?tree, ?valid_from, ?valid_to, ?granted_by);

-- role_grants_of(account i64, at i64) -> many role_grant_row
select role, unit_id, tree from role_grant
 where account_id = ?account and valid_from <= ?at and (valid_to is null or valid_to > ?at)
 order by role, unit_id;

-- Since when somebody holds one of these roles, of those that are in force.
-- roles_held_since(account i64, roles text[], at i64) -> one roles_held(since i64?)
select min(valid_from) as since from role_grant
 where account_id = ?account and role in (?roles) and valid_from <= ?at and (valid_to is null or valid_to > ?at);

-- role_holders(unit i64, role text, at i64) -> many role_holder
select account_id from role_grant
 where unit_id = ?unit and role = ?role and valid_from <= ?at and (valid_to is null or valid_to > ?at)
 order by account_id;

-- Roles held for others: handed on by delegation.
-- delegations_to(account i64, at i64) -> many delegation_row
select from_account, role, unit_id, tree from delegation
 where to_account = ?account and valid_from <= ?at and valid_to > ?at and revoked_at is null
 order by from_account, role, unit_id;

-- Accounts that are away and have this one as substitute.
-- absences_covered_by(substitute i64, at i64) -> many absence_row
select account_id from absence where substitute_id = ?substitute and valid_from <= ?at and valid_to > ?at order by account_id;

-- delegation_insert(id i64, from_account i64, to_account i64, role text, unit_id i64, tree bool, valid_from i64, valid_to i64, reason text) -> exec
insert into delegation (id, from_account, to_account, role, unit_id, tree, valid_from, valid_to, reason)
values (?id, ?from_account, ?to_account, ?role, ?unit_id, ?tree, ?valid_from, ?valid_to, ?reason);

-- absence_insert(id i64, account_id i64, substitute_id i64?, valid_from i64, valid_to i64, reason text) -> exec
insert into absence (id, account_id, substitute_id, valid_from, valid_to, reason)
values (?id, ?account_id, ?substitute_id, ?valid_from, ?valid_to, ?reason);

-- session_insert(id i64, hash blob, account_id i64, secret blob, at i64, expires_at i64, peer text?, agent text?) -> exec
insert into session (id, hash, account_id, secret, created_at, seen_at, expires_at, confirmed_at, peer, agent)
values (?id, ?hash, ?account_id, ?secret, ?at, ?at, ?expires_at, ?at, ?peer, ?agent);

-- session_by_hash(hash blob) -> maybe session_row
select s.id as id, s.account_id as account_id, s.secret as secret, s.seen_at as seen_at,
       s.expires_at as expires_at, s.confirmed_at as confirmed_at, s.ended_at as ended_at,
       a.name as login, a.kind as kind, a.state as state, a.title as title, a.must_change as must_change,
       a.person_id as person_id, a.leaves_at as leaves_at, p.name as display,
       s.proven_at as proven_at, a.second_at as second_at
  from session s join account a on a.id = s.account_id join person p on p.id = a.person_id
 where s.hash = ?hash;

-- session_proven(id i64, at i64) -> exec
update session set proven_at = ?at where id = ?id;

-- session_seen(id i64, at i64) -> exec
update session set seen_at = ?at where id = ?id and seen_at < ?at;

-- session_confirm(id i64, at i64) -> exec
update session set confirmed_at = ?at where id = ?id;

-- session_end(id i64, at i64) -> exec
update session set ended_at = ?at where id = ?id and ended_at is null;

-- sessions_of(account i64, at i64) -> many session_brief
select id, created_at, seen_at, peer, agent from session
 where account_id = ?account and expires_at > ?at and ended_at is null order by created_at desc, id desc;

-- sessions_end_of(account i64, except i64, at i64) -> exec
update session set ended_at = ?at where account_id = ?account and id <> ?except and ended_at is null;

-- api_token_insert(id i64, hash blob, account_id i64, label text, created_at i64, expires_at i64?) -> exec
insert into api_token (id, hash, account_id, label, created_at, expires_at)
values (?id, ?hash, ?account_id, ?label, ?created_at, ?expires_at);

-- api_token_by_hash(hash blob) -> maybe api_token_row
select t.id as id, t.account_id as account_id, t.expires_at as expires_at, t.revoked_at as revoked_at,
       a.name as login, a.kind as kind, a.state as state, a.title as title, a.person_id as person_id,
       a.leaves_at as leaves_at
  from api_token t join account a on a.id = t.account_id where t.hash = ?hash;

-- request_key_find(key_hash blob, account i64) -> maybe request_key_row
select request_hash, result, status, code, json from request_key where key_hash = ?key_hash and account_id = ?account;

-- request_key_insert(key_hash blob, account i64, request_hash blob, result i64, status i64, code text?, json text?, at i64) -> exec
insert into request_key (key_hash, account_id, request_hash, result, status, code, json, at)
values (?key_hash, ?account, ?request_hash, ?result, ?status, ?code, ?json, ?at);

-- request_key_purge(before i64) -> exec
delete from request_key where at < ?before;

-- failure_insert(id i64, kind text, subject text, at i64) -> exec
insert into failure (id, kind, subject, at) values (?id, ?kind, ?subject, ?at);

-- failure_count(kind text, subject text, since i64) -> one failure_total(n i64)
select count(*) as n from failure where kind = ?kind and subject = ?subject and at >= ?since;

-- access_record_insert(id i64, at i64, account_id i64, person_id i64?, dossier_id i64?, fields text, why text, route text, peer text?) -> exec
insert into access_record (id, at, account_id, person_id, dossier_id, fields, why, route, peer)
values (?id, ?at, ?account_id, ?person_id, ?dossier_id, ?fields, ?why, ?route, ?peer);

-- file_insert(id i64, code text, hash blob, content_name blob, name text, type text, size i64, account_id i64, object_kind text?, object_id i64?, created_at i64, check_state i64?, pages i64?, scanned_at i64?) -> exec
insert into file (id, code, hash, content_name, name, type, size, account_id, object_kind, object_id, created_at, check_state, pages, scanned_at)
values (?id, ?code, ?hash, ?content_name, ?name, ?type, ?size, ?account_id, ?object_kind, ?object_id, ?created_at, ?check_state, ?pages, ?scanned_at);

-- What scanner and converter found, once.
-- file_checked(id i64, waiting i64, state i64, reason text?, pages i64?, scanned_at i64?) -> exec
update file set check_state = ?state, check_reason = ?reason, pages = ?pages, scanned_at = ?scanned_at where id = ?id and check_state = ?waiting;

-- file_by_code(code text) -> maybe file
select id, code, hash, name, type, size, account_id, object_kind, object_id, created_at, removed_at, check_state, check_reason, pages, scanned_at from file where code = ?code;

-- file_by_id(id i64) -> maybe file
select id, code, hash, name, type, size, account_id, object_kind, object_id, created_at, removed_at, check_state, check_reason, pages, scanned_at from file where id = ?id;

-- file_attach(id i64, object_kind text, object_id i64) -> exec
update file set object_kind = ?object_kind, object_id = ?object_id where id = ?id;

-- file_remove(id i64, at i64) -> exec
update file set removed_at = ?at where id = ?id and removed_at is null;

-- How many live rows still name a content, by the sweep's name for it.
-- file_references(content_name blob) -> one file_total(n i64)
select (select count(*) from file where content_name = ?content_name and removed_at is null)
     + (select count(*) from partial_piece where content_name = ?content_name) as n;

-- A file that belongs to nothing yet becomes part of something.
-- file_take(id i64, object_kind text, object_id i64) -> exec
update file set object_kind = ?object_kind, object_id = ?object_id
 where id = ?id and object_kind is null and removed_at is null;

-- file_remove_loose(id i64, at i64) -> exec
update file set removed_at = ?at where id = ?id and object_kind is null and removed_at is null;

-- partial_insert(id i64, code text, account i64, name text, metadata text, length i64, at i64, expires_at i64) -> exec
insert into partial_file (id, code, account_id, name, metadata, length, received, created_at, expires_at)
values (?id, ?code, ?account, ?name, ?metadata, ?length, 0, ?at, ?expires_at);

-- partial_by_code(code text) -> maybe partial_file
select id, code, account_id, name, metadata, length, received, created_at, expires_at, file_id from partial_file where code = ?code;

-- What somebody sends or has sent that is part of nothing yet.
-- partial_held(account i64, at i64) -> one partial_total(n i64, bytes i64)
select count(*) as n, coalesce(cast(sum(p.length) as bigint), 0) as bytes
  from partial_file p left join file f on f.id = p.file_id
 where p.account_id = ?account and p.expires_at > ?at and (f.id is null or (f.object_kind is null and f.removed_at is null));

-- One piece more, if it is the one that comes next.
-- partial_received(id i64, at i64, received i64, expires_at i64) -> exec
update partial_file set received = ?received, expires_at = ?expires_at where id = ?id and received = ?at and file_id is null;

-- partial_whole(id i64, file i64) -> exec
update partial_file set file_id = ?file where id = ?id;

-- partial_expired(at i64, limit i64) -> many partial_old
select id, file_id from partial_file where expires_at <= ?at order by expires_at, id limit ?limit;

-- partial_delete(id i64) -> exec
delete from partial_file where id = ?id;

-- partial_piece_insert(partial i64, at i64, size i64, hash blob, content_name blob) -> exec
insert into partial_piece (partial_id, at, size, hash, content_name) values (?partial, ?at, ?size, ?hash, ?content_name);

-- partial_pieces(partial i64) -> many partial_piece
select at, size, hash from partial_piece where partial_id = ?partial order by at;

-- partial_pieces_count(partial i64) -> one partial_count(n i64)
select count(*) as n from partial_piece where partial_id = ?partial;

-- partial_pieces_delete(partial i64) -> exec
delete from partial_piece where partial_id = ?partial;

-- text_override_all() -> many text_override_row
select key, lang, value from text_override order by key, lang;

-- text_override_put(key text, lang text, value text, at i64, by i64) -> exec
insert into text_override (key, lang, value, changed_at, changed_by) values (?key, ?lang, ?value, ?at, ?by)
    on conflict (key, lang) do update set value = ?value, changed_at = ?at, changed_by = ?by;

-- node_all() -> many node_row
select number, name, leased_until from node order by number;

-- node_put(number i64, name text, leased_until i64) -> exec
insert into node (number, name, leased_until) values (?number, ?name, ?leased_until)
    on conflict (number) do update set name = ?name, leased_until = ?leased_until;

-- law_rule_at(name text, subject text, day i64) -> maybe law_rule
select value, basis, valid_from from law_rule
 where name = ?name and subject = ?subject and valid_from <= ?day and (valid_to is null or valid_to > ?day)
 order by valid_from desc limit 1;

-- law_rule_put(name text, subject text, valid_from i64, valid_to i64?, value i64, basis text) -> exec
insert into law_rule (name, subject, valid_from, valid_to, value, basis)
values (?name, ?subject, ?valid_from, ?valid_to, ?value, ?basis)
    on conflict (name, subject, valid_from) do nothing;
