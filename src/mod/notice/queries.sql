-- Statements of the notices.

-- notice_insert(id i64, code text, account_id i64?, kind text, dossier_id i64?, dossier_code text?, due_at i64?, at i64) -> exec
insert into notice (id, code, account_id, kind, dossier_id, dossier_code, due_at, at)
values (?id, ?code, ?account_id, ?kind, ?dossier_id, ?dossier_code, ?due_at, ?at);

-- One's notices, newest first; the procedure's usual name where it is about a dossier.
-- notices_of(account i64, before i64, limit i64) -> many notice_line
select n.id as id, n.code as code, n.kind as kind, n.dossier_code as dossier_code, n.due_at as due_at, n.at as at, n.read_at as read_at,
       v.usual as usual
  from notice n left join dossier d on d.id = n.dossier_id left join procedure_version v on v.id = d.version_id
 where n.account_id = ?account and n.at < ?before order by n.at desc, n.id desc limit ?limit;

-- notices_unread(account i64) -> one notice_total(n i64)
select count(*) as n from notice where account_id = ?account and read_at is null;

-- notice_read(account i64, code text, at i64) -> exec
update notice set read_at = ?at where code = ?code and account_id = ?account and read_at is null;

-- notices_read_until(account i64, until i64, at i64) -> exec
update notice set read_at = ?at where account_id = ?account and read_at is null and at <= ?until;

-- delivery_insert(id i64, notice_id i64, channel text, at i64) -> exec
insert into delivery (id, notice_id, channel, state, tries, created_at) values (?id, ?notice_id, ?channel, 1, 0, ?at);

-- delivery_send_to(id i64, send_to text) -> exec
update delivery set send_to = ?send_to where id = ?id;

-- What a delivery is about.
-- delivery_get(id i64) -> maybe delivery_row
select e.id as id, e.channel as channel, e.state as state, e.tries as tries, n.kind as kind, n.dossier_id as dossier_id,
       n.dossier_code as dossier_code, n.due_at as due_at, n.account_id as account_id, n.at as at, e.send_to as send_to
  from delivery e join notice n on n.id = e.notice_id where e.id = ?id;

-- delivery_put(id i64, state i64, address text?, ended_at i64?, answer text?) -> exec
update delivery set state = ?state, address = ?address, ended_at = ?ended_at, answer = ?answer, tries = tries + 1
 where id = ?id and state = 1;

-- Of the notices on one page: by which way, when, with what end.
-- deliveries_of(notices i64[]) -> many delivery_line
select notice_id, channel, state, address, ended_at from delivery where notice_id in (?notices) order by notice_id, id;

-- delivery_again(id i64) -> exec
update delivery set state = 1, tries = 0, ended_at = null where id = ?id and state = 3;

-- Dead letters, oldest first.
-- deliveries_dead(after i64, limit i64) -> many delivery_dead
select e.id as id, e.channel as channel, e.tries as tries, e.created_at as created_at, e.ended_at as ended_at, e.answer as answer,
       n.kind as kind, n.dossier_code as dossier_code
  from delivery e join notice n on n.id = e.notice_id
 where e.state = 3 and e.id > ?after order by e.id limit ?limit;

-- deliveries_in(state i64) -> one delivery_total(n i64)
select count(*) as n from delivery where state = ?state;

-- notice_choices(account i64) -> many notice_choice_row
select topic, channel, wanted from notice_choice where account_id = ?account order by topic, channel;

-- notice_choice_put(account i64, topic text, channel text, wanted bool) -> exec
insert into notice_choice (account_id, topic, channel, wanted) values (?account, ?topic, ?channel, ?wanted)
    on conflict (account_id, topic, channel) do update set wanted = ?wanted;

-- notice_language_of(account i64) -> maybe notice_language_row
select lang from notice_language where account_id = ?account;

-- notice_language_put(account i64, lang text) -> exec
insert into notice_language (account_id, lang) values (?account, ?lang)
    on conflict (account_id) do update set lang = ?lang;

-- Where a person is told.
-- notice_contact_of_account(account i64) -> maybe notice_contact(name text, email text, phone text)
select p.name as name, p.email as email, p.phone as phone from account a join person p on p.id = a.person_id where a.id = ?account;

-- notice_contact_of_dossier(dossier i64) -> maybe notice_contact
select applicant_name as name, applicant_email as email, applicant_phone as phone from dossier where id = ?dossier;

-- contact_put(account i64, email text?, phone text?) -> exec
update person set email = ?email, phone = ?phone, version = version + 1 where id = (select person_id from account where id = ?account);

-- What a person's dossier is called.
-- notice_usual_name(dossier i64) -> maybe notice_usual
select v.usual as usual from dossier d join procedure_version v on v.id = d.version_id where d.id = ?dossier;

-- Where the one with an account is reached: addresses that they have shown to be theirs.
-- notice_reached(account i64) -> maybe notice_contact
select p.name as name,
       case when exists (select 1 from notice_confirmed c where c.account_id = a.id and c.address = p.email) then p.email end as email,
       case when exists (select 1 from notice_confirmed c where c.account_id = a.id and c.address = p.phone) then p.phone end as phone
  from account a join person p on p.id = a.person_id where a.id = ?account;

-- notice_confirmed_put(account i64, address text, at i64) -> exec
insert into notice_confirmed (account_id, address, at) values (?account, ?address, ?at)
    on conflict (account_id, address) do nothing;

-- What is not an address of the account any more is confirmed no longer.
-- notice_confirmed_forget(account i64, email text?, phone text?) -> exec
delete from notice_confirmed where account_id = ?account and address <> coalesce(?email, '') and address <> coalesce(?phone, '');

-- contact_code_insert(id i64, account i64, address text, channel text, at i64, expires_at i64) -> exec
insert into contact_code (id, account_id, address, channel, created_at, expires_at)
values (?id, ?account, ?address, ?channel, ?at, ?expires_at);

-- contact_code_by_id(id i64) -> maybe contact_code
select id, account_id, address, channel, expires_at, used_at, sent_at from contact_code where id = ?id;

-- The one that counts: the newest that was sent there.
-- contact_code_newest(account i64, address text, now i64) -> maybe contact_code
select id, account_id, address, channel, expires_at, used_at, sent_at from contact_code
 where account_id = ?account and address = ?address and expires_at > ?now and used_at is null order by created_at desc, id desc limit 1;

-- contact_codes_of(account i64, since i64) -> one notice_total
select count(*) as n from contact_code where account_id = ?account and created_at > ?since;

-- contact_codes_to(address text, since i64) -> one notice_total
select count(*) as n from contact_code where address = ?address and created_at > ?since;

-- contact_code_used(id i64, at i64) -> exec
update contact_code set used_at = ?at where id = ?id and used_at is null;

-- contact_code_sent(id i64, at i64?, answer text?) -> exec
update contact_code set sent_at = ?at, answer = ?answer where id = ?id;

-- contact_codes_purge(before i64) -> exec
delete from contact_code where expires_at < ?before;
