-- Statements of the appointments.

-- booking_plan_insert(id i64, unit_id i64, from_day i64, to_day i64?, minutes i64, places i64, reason text, by i64, at i64) -> exec
insert into booking_plan (id, unit_id, from_day, to_day, minutes, places, reason, set_by, set_at)
values (?id, ?unit_id, ?from_day, ?to_day, ?minutes, ?places, ?reason, ?by, ?at);

-- Plans of a unit that count on that day or later, the newest last.
-- booking_plans(unit_id i64, day i64) -> many booking_plan
select id, from_day, to_day, minutes, places, reason, set_by, set_at from booking_plan
 where unit_id = ?unit_id and (to_day is null or to_day >= ?day) order by id;

-- Units that have or had a plan.
-- booking_units() -> many booking_unit
select distinct unit_id from booking_plan order by unit_id;

-- appointment_insert(id i64, code text, unit_id i64, starts_at i64, ends_at i64, account_id i64, dossier_id i64?, dossier_code text?, version_id i64, at i64) -> exec
insert into appointment (id, code, unit_id, starts_at, ends_at, account_id, dossier_id, dossier_code, version_id, state, reason, version, booked_at)
values (?id, ?code, ?unit_id, ?starts_at, ?ends_at, ?account_id, ?dossier_id, ?dossier_code, ?version_id, 1, '', 1, ?at);

-- Whose it is: the applicant's of the dossier, else that of who booked it.
-- appointment_by_code(code text) -> maybe appointment(owner i64)
select a.id as id, a.code as code, a.unit_id as unit_id, a.starts_at as starts_at, a.ends_at as ends_at, a.dossier_id as dossier_id,
       a.dossier_code as dossier_code, a.version_id as version_id, a.state as state, a.reason as reason, a.version as version,
       a.reminded_at as reminded_at, coalesce(d.account_id, a.account_id) as owner
  from appointment a left join dossier d on d.id = a.dossier_id where a.code = ?code;

-- appointment_by_id(id i64) -> maybe appointment
select a.id as id, a.code as code, a.unit_id as unit_id, a.starts_at as starts_at, a.ends_at as ends_at, a.dossier_id as dossier_id,
       a.dossier_code as dossier_code, a.version_id as version_id, a.state as state, a.reason as reason, a.version as version,
       a.reminded_at as reminded_at, coalesce(d.account_id, a.account_id) as owner
  from appointment a left join dossier d on d.id = a.dossier_id where a.id = ?id;

-- Those about no dossier; those about one are its applicant's.
-- appointments_of_account(account i64, after i64, limit i64) -> many appointment_line
select a.id as id, a.code as code, a.unit_id as unit_id, a.starts_at as starts_at, a.dossier_code as dossier_code, a.state as state,
       v.usual as usual
  from appointment a join procedure_version v on v.id = a.version_id
 where a.account_id = ?account and a.dossier_id is null and a.starts_at >= ?after order by a.starts_at desc, a.id desc limit ?limit;

-- appointments_of_dossiers(account i64, after i64, limit i64) -> many appointment_line
select a.id as id, a.code as code, a.unit_id as unit_id, a.starts_at as starts_at, a.dossier_code as dossier_code, a.state as state,
       v.usual as usual
  from dossier d join appointment a on a.dossier_id = d.id join procedure_version v on v.id = a.version_id
 where d.account_id = ?account and a.starts_at >= ?after order by a.starts_at desc, a.id desc limit ?limit;

-- Who still waits, of those about no dossier.
-- appointments_waiting(account i64, now i64) -> one appointment_total(n i64)
select count(*) as n from appointment where account_id = ?account and dossier_id is null and state = 1 and starts_at > ?now;

-- The one about a dossier that is still to come.
-- appointment_about(dossier_id i64, now i64) -> maybe appointment_next
select code from appointment where dossier_id = ?dossier_id and state = 1 and starts_at > ?now order by starts_at, id limit 1;

-- Places that are taken.
-- appointments_taken(unit_id i64, from i64, to i64) -> many appointment_taken
select id, starts_at, ends_at from appointment
 where unit_id = ?unit_id and starts_at >= ?from and starts_at < ?to and state in (1, 2) order by starts_at, id;

-- Who comes to a counter on a day.
-- appointments_day(unit_id i64, from i64, to i64) -> many appointment_row
select a.id as id, a.code as code, a.starts_at as starts_at, a.dossier_id as dossier_id, a.dossier_code as dossier_code, a.state as state,
       a.reason as reason, a.version as version, v.usual as usual, d.applicant_name as applicant, d.person_id as applicant_person,
       p.id as person_id, p.name as name
  from appointment a join procedure_version v on v.id = a.version_id left join dossier d on d.id = a.dossier_id
  join account c on c.id = a.account_id join person p on p.id = c.person_id
 where a.unit_id = ?unit_id and a.starts_at >= ?from and a.starts_at < ?to order by a.starts_at, a.id;

-- appointment_put(id i64, version i64, state i64, reason text, ended_at i64?, ended_by i64?) -> exec
update appointment set state = ?state, reason = ?reason, ended_at = ?ended_at, ended_by = ?ended_by, version = version + 1
 where id = ?id and version = ?version;

-- appointment_put_time(id i64, version i64, starts_at i64, ends_at i64) -> exec
update appointment set starts_at = ?starts_at, ends_at = ?ends_at, reminded_at = null, version = version + 1
 where id = ?id and version = ?version;

-- appointment_reminded(id i64, at i64) -> exec
update appointment set reminded_at = ?at where id = ?id and reminded_at is null;

-- The unit that carries on a dossier has its appointments too.
-- appointments_hand_on(dossier_id i64, unit_id i64, now i64) -> exec
update appointment set unit_id = ?unit_id, version = version + 1 where dossier_id = ?dossier_id and state = 1 and starts_at > ?now;
