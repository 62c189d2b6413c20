-- Statements of administration, over the tables of core and audit. See docs/languages.md.

-- Staff by the name with which they sign in.
-- staff_page(after text, limit i64) -> many staff_row(display text, version i64)
select a.id as id, a.name as login, a.person_id as person_id, a.title as title, a.state as state,
       a.must_change as must_change, a.locked_until as locked_until, a.leaves_at as leaves_at,
       p.name as display, p.version as version
  from account a join person p on p.id = a.person_id
 where a.kind = 'staff' and a.name > ?after order by a.name limit ?limit;

-- staff_by_login(login text) -> maybe staff_row
select a.id as id, a.name as login, a.person_id as person_id, a.title as title, a.state as state,
       a.must_change as must_change, a.locked_until as locked_until, a.leaves_at as leaves_at,
       p.name as display, p.version as version
  from account a join person p on p.id = a.person_id
 where a.kind = 'staff' and a.name = ?login;

-- Units that an account ever had to do with, by right or by post.
-- staff_grant_units(account i64) -> many staff_unit
select unit_id from role_grant where account_id = ?account order by unit_id;

-- staff_post_units(account i64) -> many staff_unit
select unit_id from post where account_id = ?account order by unit_id;

-- Guards against two administrators at once: no row changes when somebody was first.
-- staff_touch(person i64, version i64) -> exec
update person set version = version + 1 where id = ?person and version = ?version;

-- staff_rename(person i64, name text, sort_key text) -> exec
update person set name = ?name, sort_key = ?sort_key where id = ?person;

-- staff_set_title(id i64, title text?) -> exec
update account set title = ?title where id = ?id;

-- staff_leave(id i64, at i64?) -> exec
update account set leaves_at = ?at where id = ?id;

-- posts_of(account i64) -> many post_row
select id, unit_id, title, valid_from, valid_to from post
 where account_id = ?account order by valid_from desc, id desc;

-- post_insert(id i64, account_id i64, unit_id i64, title text, valid_from i64, valid_to i64?, set_by i64) -> exec
insert into post (id, account_id, unit_id, title, valid_from, valid_to, set_by)
values (?id, ?account_id, ?unit_id, ?title, ?valid_from, ?valid_to, ?set_by);

-- post_end(id i64, account i64, day i64) -> exec
update post set valid_to = ?day
 where id = ?id and account_id = ?account and (valid_to is null or valid_to > ?day);

-- Every right an account has or had, newest first.
-- grants_of(account i64, limit i64) -> many grant_line
select id, role, unit_id, tree, valid_from, valid_to, granted_by from role_grant
 where account_id = ?account order by id desc limit ?limit;

-- grant_by_id(id i64) -> maybe grant_line
select id, role, unit_id, tree, valid_from, valid_to, granted_by from role_grant where id = ?id;

-- grant_close(id i64, account i64, at i64) -> exec
update role_grant set valid_to = ?at
 where id = ?id and account_id = ?account and (valid_to is null or valid_to > ?at);

-- grant_request_insert(id i64, account_id i64, role text, unit_id i64, tree bool, valid_from i64,
--   valid_to i64?, asked_by i64, asked_at i64, reason text) -> exec
insert into grant_request (id, account_id, role, unit_id, tree, valid_from, valid_to, asked_by, asked_at, reason)
values (?id, ?account_id, ?role, ?unit_id, ?tree, ?valid_from, ?valid_to, ?asked_by, ?asked_at, ?reason);

-- Rights that wait for the second person.
-- grant_requests_open(after i64, limit i64) -> many grant_request_line(login text, display text, asker text)
select r.id as id, r.account_id as account_id, a.name as login, p.name as display, r.role as role,
       r.unit_id as unit_id, r.tree as tree, r.valid_from as valid_from, r.valid_to as valid_to,
       r.asked_by as asked_by, q.name as asker, r.asked_at as asked_at, r.reason as reason
  from grant_request r join account a on a.id = r.account_id join person p on p.id = a.person_id
       join account b on b.id = r.asked_by join person q on q.id = b.person_id
 where r.decided_at is null and r.id > ?after order by r.id limit ?limit;

-- grant_request_by_id(id i64) -> maybe grant_request_row
select id, account_id, role, unit_id, tree, valid_from, valid_to, asked_by, decided_at
  from grant_request where id = ?id;

-- grant_request_decide(id i64, by i64, at i64, granted bool) -> exec
update grant_request set decided_by = ?by, decided_at = ?at, granted = ?granted
 where id = ?id and decided_at is null;

-- Delegations that hold or will, of one giver or of all.
-- delegation_page(from_account i64?, at i64, after i64, limit i64) -> many delegation_line(from_login text, from_name text, to_login text, to_name text)
select d.id as id, f.name as from_login, fp.name as from_name, t.name as to_login, tp.name as to_name,
       d.role as role, d.unit_id as unit_id, d.tree as tree, d.valid_from as valid_from,
       d.valid_to as valid_to, d.reason as reason
  from delegation d join account f on f.id = d.from_account join person fp on fp.id = f.person_id
       join account t on t.id = d.to_account join person tp on tp.id = t.person_id
 where d.revoked_at is null and d.valid_to > ?at and d.id > ?after
   {{if from_account}} and d.from_account = ?from_account {{end}}
 order by d.id limit ?limit;

-- delegation_by_id(id i64) -> maybe delegation_full
select id, from_account, to_account, role, unit_id, tree, valid_from, valid_to, revoked_at
  from delegation where id = ?id;

-- delegation_revoke(id i64, at i64) -> exec
update delegation set revoked_at = ?at where id = ?id and revoked_at is null;

-- absence_page(account i64?, at i64, after i64, limit i64) -> many absence_line(login text, name text, substitute_login text, substitute text)
select b.id as id, a.name as login, p.name as name, s.name as substitute_login, sp.name as substitute,
       b.valid_from as valid_from, b.valid_to as valid_to, b.reason as reason
  from absence b join account a on a.id = b.account_id join person p on p.id = a.person_id
       left join account s on s.id = b.substitute_id left join person sp on sp.id = s.person_id
 where b.valid_to > ?at and b.id > ?after
   {{if account}} and b.account_id = ?account {{end}}
 order by b.id limit ?limit;

-- absence_by_id(id i64) -> maybe absence_full
select id, account_id, substitute_id, valid_from, valid_to from absence where id = ?id;

-- absence_end(id i64, at i64) -> exec
update absence set valid_to = ?at where id = ?id and valid_to > ?at;

-- setting_value(name text) -> maybe setting_full
select name, value, changed_at, changed_by from setting where name = ?name;

-- override_get(key text, lang text) -> maybe override_full
select key, lang, value, changed_at, changed_by from text_override where key = ?key and lang = ?lang;

-- override_delete(key text, lang text) -> exec
delete from text_override where key = ?key and lang = ?lang;

-- The record of what was done, newest first.
-- trail_page(before i64, since i64, actor i64?, action text?, kind text?, object i64?, limit i64) -> many trail_row
select e.id as id, e.at as at, e.actor as actor, e.action as action, e.object_kind as object_kind,
       e.object as object, p.actor_text as actor_text, p.peer as peer, p.body as body
  from audit_event e left join audit_payload p on p.event = e.id
 where e.id < ?before and e.at >= ?since
   {{if actor}} and e.actor = ?actor {{end}} {{if action}} and e.action = ?action {{end}}
   {{if kind}} and e.object_kind = ?kind {{end}} {{if object}} and e.object = ?object {{end}}
 order by e.id desc limit ?limit;

-- failures_since(kind text, at i64) -> one failures_total(n i64)
select count(*) as n from failure where at >= ?at and kind = ?kind;

-- Who holds a role now, wherever.
-- role_holders_all(role text, at i64, limit i64) -> many holder_row(login text, display text)
select a.name as login, p.name as display
  from account a join person p on p.id = a.person_id
 where a.state = 'active' and a.id in (select account_id from role_grant
        where role = ?role and valid_from <= ?at and (valid_to is null or valid_to > ?at))
 order by a.id limit ?limit;

-- Who works on dossiers of a unit and of all below it, by a right of their own.
-- role_holders_tree(unit i64, at i64, limit i64) -> many holder_row
select a.name as login, p.name as display
  from account a join person p on p.id = a.person_id
 where a.state = 'active' and a.id in (select account_id from role_grant
        where unit_id = ?unit and tree = 1 and role in ('counter', 'specialist', 'leader')
          and valid_from <= ?at and (valid_to is null or valid_to > ?at))
 order by a.id limit ?limit;

-- Rights of accounts that are shut or whose officer left.
-- grants_left_behind(at i64, limit i64) -> many holder_row
select distinct a.name as login, p.name as display
  from account a join role_grant g on g.account_id = a.id join person p on p.id = a.person_id
 where a.kind = 'staff' and (a.state <> 'active' or a.leaves_at <= ?at)
   and g.valid_from <= ?at and (g.valid_to is null or g.valid_to > ?at)
 order by a.name limit ?limit;

-- First passwords that still stand, older than a moment.
-- passwords_unchanged(before i64, limit i64) -> many holder_row
select a.name as login, p.name as display
  from account a join person p on p.id = a.person_id
 where a.kind = 'staff' and a.state = 'active' and a.must_change = 1 and a.created_at < ?before
 order by a.name limit ?limit;

-- Who holds one of these roles now and signs in with a password alone.
-- without_second(roles text[], at i64, limit i64) -> many holder_row
select a.name as login, p.name as display
  from account a join person p on p.id = a.person_id
 where a.state = 'active' and a.second_at is null and a.id in (select account_id from role_grant
        where role in (?roles) and valid_from <= ?at and (valid_to is null or valid_to > ?at))
 order by a.id limit ?limit;

-- Who followed this unit, and whom it follows.
-- unit_links(unit i64) -> many unit_link
select predecessor_id, successor_id, at, part from unit_succession
 where predecessor_id = ?unit or successor_id = ?unit order by at, predecessor_id, successor_id;

-- unit_contact(id i64, address text?, phone text?) -> exec
update unit set address = ?address, phone = ?phone where id = ?id;

-- reorganisation_start(id i64, hash text, day i64, at i64) -> exec
insert into reorganisation (id, hash, at, started_at) values (?id, ?hash, ?day, ?at) on conflict (hash) do nothing;

-- reorganisation_by_hash(hash text) -> maybe reorganisation_row
select id, at, started_at, finished_at from reorganisation where hash = ?hash;

-- reorganisation_finish(id i64, at i64) -> exec
update reorganisation set finished_at = ?at where id = ?id and finished_at is null;

-- reorganisation_line_put(reorganisation_id i64, kind text, object_id i64, from_unit i64, to_unit i64, chosen bool, at i64) -> exec
insert into reorganisation_line (reorganisation_id, kind, object_id, from_unit, to_unit, chosen, at)
values (?reorganisation_id, ?kind, ?object_id, ?from_unit, ?to_unit, ?chosen, ?at)
    on conflict (reorganisation_id, kind, object_id) do nothing;

-- reorganisation_sums(id i64) -> many reorganisation_sum(n i64)
select from_unit, kind, to_unit, chosen, count(*) as n from reorganisation_line where reorganisation_id = ?id
 group by from_unit, kind, to_unit, chosen order by from_unit, kind, to_unit, chosen;

-- Codes of open dossiers for which nothing said which of several successors: somebody has to look.
-- reorganisation_unsure(id i64, after_id i64, limit i64) -> many reorganisation_dossier
select l.object_id as object_id, d.code as code, l.from_unit as from_unit, l.to_unit as to_unit
  from reorganisation_line l join dossier d on d.id = l.object_id
 where l.reorganisation_id = ?id and l.kind = 'dossier' and l.chosen = 0 and l.object_id > ?after_id order by l.object_id limit ?limit;

-- unit_end(id i64, day i64) -> exec
update unit set valid_to = ?day where id = ?id and (valid_to is null or valid_to > ?day);

-- scan: roles of one unit, while it is reorganised
-- grants_at(unit i64, at i64) -> many grant_at
select id, account_id, role, tree, valid_from, valid_to, granted_by from role_grant where unit_id = ?unit and (valid_to is null or valid_to > ?at) order by id;

-- grant_end(id i64, at i64) -> exec
update role_grant set valid_to = ?at where id = ?id;

-- posts_at(unit i64, day i64) -> many post_at
select id, account_id, title, valid_to from post where unit_id = ?unit and (valid_to is null or valid_to > ?day) order by id;

-- delegations_at(unit i64, at i64) -> many delegation_at
select id from delegation where unit_id = ?unit and valid_to > ?at and revoked_at is null order by id;

-- delegation_unit(id i64, unit i64) -> exec
update delegation set unit_id = ?unit where id = ?id;

-- count_open_at(unit i64) -> one open_at(n i64)
select count(*) as n from dossier where unit_id = ?unit and state in (1, 2, 4, 5, 6, 8, 9);
