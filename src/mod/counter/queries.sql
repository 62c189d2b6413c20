-- Statements of the officers' desk.

-- queue_filters(account i64) -> many queue_filter
select id, name, query from queue_filter where account_id = ?account order by name;

-- queue_filter_put(id i64, account i64, name text, query text, at i64) -> exec
insert into queue_filter (id, account_id, name, query, created_at) values (?id, ?account, ?name, ?query, ?at)
    on conflict (account_id, name) do update set query = ?query;

-- queue_filter_delete(id i64, account i64) -> exec
delete from queue_filter where id = ?id and account_id = ?account;

-- Who did the last step, and what it was: for whom somebody else was quicker.
-- last_step_by(dossier_id i64) -> maybe last_step_by
select s.action as action, s.at as at, p.name as display
  from dossier_step s join account a on a.id = s.actor_id join person p on p.id = a.person_id
 where s.dossier_id = ?dossier_id order by s.seq desc limit 1;

-- What waits for a signature: its result as the catalogue calls it, and what the leader's task of its process offers.
-- sign_facts(dossiers i64[]) -> many sign_fact(result text?, task text?, actions text?)
select d.id as id,
       (select r.name from procedure_result r where r.version_id = d.version_id order by r.ordinal, r.id limit 1) as result,
       (select t.name from flow_task t where t.instance = d.flow_id and t.role = 'leader' order by t.token limit 1) as task,
       (select t.actions from flow_task t where t.instance = d.flow_id and t.role = 'leader' order by t.token limit 1) as actions
  from dossier d where d.id in (?dossiers) order by d.id;

-- Who handed each of them on last, and with which words.
-- proposals_of(dossiers i64[]) -> many proposal
select s.dossier_id as dossier_id, s.action as action, s.at as at, s.note as note, s.task as task, p.name as display
  from dossier_step s join account a on a.id = s.actor_id join person p on p.id = a.person_id
 where s.dossier_id in (?dossiers)
   and s.seq = (select max(l.seq) from dossier_step l where l.dossier_id = s.dossier_id and l.action not in ('extend', 'assign'))
 order by s.dossier_id;

-- Specialists of some units, in Vietnamese order.
-- colleagues(units i64[], at i64, limit i64) -> many colleague(title text?)
select distinct a.name as login, p.name as display, a.title as title, p.sort_key as sort_key
  from role_grant g join account a on a.id = g.account_id join person p on p.id = a.person_id
 where g.unit_id in (?units) and g.role = 'specialist' and g.valid_from <= ?at and (g.valid_to is null or g.valid_to > ?at)
   and a.state = 'active' and a.kind = 'staff'
 order by p.sort_key, a.name limit ?limit;

-- The next number of a book; the one that is taken is one less.
-- counter_number_take(unit_id i64, year i64, book text) -> one counter_number_row(next i64)
insert into counter_number (unit_id, year, book, next) values (?unit_id, ?year, ?book, 2)
    on conflict (unit_id, year, book) do update set next = counter_number.next + 1
    returning next;

-- cash_receipt_insert(id i64, code text, unit_id i64, year i64, number i64, kind text, dossier_id i64?, subject text, payer text, amount i64, reason text, at i64, by i64) -> exec
insert into cash_receipt (id, code, unit_id, year, number, kind, dossier_id, subject, payer, amount, reason, issued_at, issued_by)
values (?id, ?code, ?unit_id, ?year, ?number, ?kind, ?dossier_id, ?subject, ?payer, ?amount, ?reason, ?at, ?by);

-- cash_receipt_by_code(code text) -> maybe cash_receipt
select id, code, unit_id, year, number, kind, dossier_id, subject, payer, amount, reason, issued_at, issued_by, cancelled_at, cancel_reason, closing_id
  from cash_receipt where code = ?code;

-- cash_receipts_of_dossier(dossier_id i64) -> many cash_receipt
select id, code, unit_id, year, number, kind, dossier_id, subject, payer, amount, reason, issued_at, issued_by, cancelled_at, cancel_reason, closing_id
  from cash_receipt where dossier_id = ?dossier_id order by id;

-- What a cashier has taken since the last closing.
-- cash_receipts_open(by i64, unit i64, limit i64) -> many cash_receipt
select id, code, unit_id, year, number, kind, dossier_id, subject, payer, amount, reason, issued_at, issued_by, cancelled_at, cancel_reason, closing_id
  from cash_receipt where issued_by = ?by and unit_id = ?unit and closing_id is null order by year, number limit ?limit;

-- cash_receipts_closed(closing i64) -> many cash_receipt
select id, code, unit_id, year, number, kind, dossier_id, subject, payer, amount, reason, issued_at, issued_by, cancelled_at, cancel_reason, closing_id
  from cash_receipt where closing_id = ?closing order by year, number;

-- Only one that is neither cancelled nor closed.
-- cash_receipt_cancel(id i64, by i64, reason text, at i64) -> exec
update cash_receipt set cancelled_at = ?at, cancelled_by = ?by, cancel_reason = ?reason
 where id = ?id and cancelled_at is null and closing_id is null;

-- cash_receipts_close(closing i64, by i64, unit i64) -> exec
update cash_receipt set closing_id = ?closing where issued_by = ?by and unit_id = ?unit and closing_id is null;

-- cash_closing_insert(id i64, code text, unit_id i64, year i64, number i64, cashier_id i64, at i64, receipts i64, cancelled i64, cash i64, transfer i64, counted i64, note text) -> exec
insert into cash_closing (id, code, unit_id, year, number, cashier_id, closed_at, receipts, cancelled, cash, transfer, counted, note)
values (?id, ?code, ?unit_id, ?year, ?number, ?cashier_id, ?at, ?receipts, ?cancelled, ?cash, ?transfer, ?counted, ?note);

-- cash_closing_by_code(code text) -> maybe cash_closing
select id, code, unit_id, year, number, cashier_id, closed_at, receipts, cancelled, cash, transfer, counted, note
  from cash_closing where code = ?code;

-- cash_closings_of(cashier i64, limit i64) -> many cash_closing
select id, code, unit_id, year, number, cashier_id, closed_at, receipts, cancelled, cash, transfer, counted, note
  from cash_closing where cashier_id = ?cashier order by closed_at desc, id desc limit ?limit;

-- certified_copy_insert(id i64, code text, unit_id i64, year i64, number i64, day i64, requester text, identity text, paper text, pages i64, copies i64, fee i64, signer text, receipt_id i64?, at i64, by i64) -> exec
insert into certified_copy (id, code, unit_id, year, number, day, requester, identity, paper, pages, copies, fee, signer, receipt_id, created_at, created_by)
values (?id, ?code, ?unit_id, ?year, ?number, ?day, ?requester, ?identity, ?paper, ?pages, ?copies, ?fee, ?signer, ?receipt_id, ?at, ?by);

-- A page of the book, newest first.
-- certified_copies(unit i64, year i64, before i64, limit i64) -> many certified_copy
select id, number, day, requester, identity, paper, pages, copies, fee, signer from certified_copy
 where unit_id = ?unit and year = ?year and number < ?before order by number desc limit ?limit;

-- The book as it is printed, oldest first.
-- certified_book(unit i64, year i64, from_number i64, limit i64) -> many certified_copy
select id, number, day, requester, identity, paper, pages, copies, fee, signer from certified_copy
 where unit_id = ?unit and year = ?year and number >= ?from_number order by number limit ?limit;

-- shelf_of(dossier_id i64) -> maybe shelf_row
select place from dossier_shelf where dossier_id = ?dossier_id;

-- shelf_put(dossier_id i64, place text, at i64, by i64) -> exec
insert into dossier_shelf (dossier_id, place, at, by_id) values (?dossier_id, ?place, ?at, ?by)
    on conflict (dossier_id) do update set place = ?place, at = ?at, by_id = ?by;

-- result_return_insert(dossier_id i64, way text, receiver text, identity text, tracking text, at i64, by i64) -> exec
insert into result_return (dossier_id, way, receiver, identity, tracking, at, by_id)
values (?dossier_id, ?way, ?receiver, ?identity, ?tracking, ?at, ?by);

-- Papers that were taken in at a counter and lie there.
-- handover_waiting(unit i64, limit i64) -> many handover_row
select d.id as id, d.code as code, v.usual as usual, d.applicant_name as applicant_name, d.person_id as person_id, d.unit_id as unit_id
  from dossier d join procedure_version v on v.id = d.version_id
 where d.received_unit_id = ?unit and d.state in (2, 4) and d.channel = 1
   and not exists (select 1 from handover_item i where i.dossier_id = d.id)
 order by d.unit_id, d.id limit ?limit;

-- handover_items(sheet i64) -> many handover_row
select d.id as id, d.code as code, v.usual as usual, d.applicant_name as applicant_name, d.person_id as person_id, d.unit_id as unit_id
  from handover_item i join dossier d on d.id = i.dossier_id join procedure_version v on v.id = d.version_id
 where i.sheet_id = ?sheet order by d.id;

-- handover_sheet_insert(id i64, code text, unit_id i64, to_unit_id i64, year i64, number i64, at i64, by i64) -> exec
insert into handover_sheet (id, code, unit_id, to_unit_id, year, number, made_at, made_by)
values (?id, ?code, ?unit_id, ?to_unit_id, ?year, ?number, ?at, ?by);

-- handover_item_insert(sheet_id i64, dossier_id i64) -> exec
insert into handover_item (sheet_id, dossier_id) values (?sheet_id, ?dossier_id);

-- handover_item_of(dossier_id i64) -> maybe handover_item
select sheet_id from handover_item where dossier_id = ?dossier_id;

-- handover_sheet_by_code(code text) -> maybe handover_sheet
select id, code, unit_id, to_unit_id, year, number, made_at, made_by, taken_at, taken_by from handover_sheet where code = ?code;

-- handover_sheets_from(unit i64, limit i64) -> many handover_sheet
select id, code, unit_id, to_unit_id, year, number, made_at, made_by, taken_at, taken_by from handover_sheet
 where unit_id = ?unit order by id desc limit ?limit;

-- Sheets that nobody of these units has taken yet.
-- handover_sheets_to(units i64[], limit i64) -> many handover_sheet
select id, code, unit_id, to_unit_id, year, number, made_at, made_by, taken_at, taken_by from handover_sheet
 where to_unit_id in (?units) and taken_at is null order by id limit ?limit;

-- handover_take(id i64, by i64, at i64) -> exec
update handover_sheet set taken_at = ?at, taken_by = ?by where id = ?id and taken_at is null;
