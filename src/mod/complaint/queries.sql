-- Statements of the complaint module.

-- complaint_insert(id i64, code text, dossier_id i64, dossier_code text, account_id i64?, unit_id i64, topic text, words text, at i64, due_at i64) -> exec
insert into complaint (id, code, dossier_id, dossier_code, account_id, unit_id, topic, words, state, sent_at, due_at, version)
values (?id, ?code, ?dossier_id, ?dossier_code, ?account_id, ?unit_id, ?topic, ?words, 1, ?at, ?due_at, 1);

-- complaint_by_code(code text) -> maybe complaint
select id, code, dossier_id, dossier_code, account_id, unit_id, topic, words, state, sent_at, due_at, taken_at, answered_at, answered_by,
       answer, version
  from complaint where code = ?code;

-- complaints_of_dossier(dossier_id i64) -> many complaint
select id, code, dossier_id, dossier_code, account_id, unit_id, topic, words, state, sent_at, due_at, taken_at, answered_at, answered_by,
       answer, version
  from complaint where dossier_id = ?dossier_id order by id;

-- Those of some units in one state, the nearest due first.
-- complaints_at(units i64[], state i64, after_due i64, after_id i64, limit i64) -> many complaint_line
select id, code, dossier_code, unit_id, topic, state, sent_at, due_at from complaint
 where unit_id in (?units) and state = ?state and (due_at, id) > (?after_due, ?after_id) order by due_at, id limit ?limit;

-- complaint_put(id i64, version i64, state i64, taken_at i64?, answered_at i64?, answered_by i64?, answer text?) -> exec
update complaint set state = ?state, taken_at = ?taken_at, answered_at = ?answered_at, answered_by = ?answered_by, answer = ?answer,
       version = version + 1
 where id = ?id and version = ?version;

-- complaint_unit_put(id i64, unit_id i64) -> exec
update complaint set unit_id = ?unit_id, version = version + 1 where id = ?id;

-- Open ones about a dossier that another unit has from now on.
-- complaints_open_of(dossier_id i64) -> many complaint_open
select id from complaint where dossier_id = ?dossier_id and state in (1, 2) order by id;

-- complaint_file_insert(id i64, complaint_id i64, file_id i64, answer bool) -> exec
insert into complaint_file (id, complaint_id, file_id, answer) values (?id, ?complaint_id, ?file_id, ?answer);

-- complaint_files(complaint_id i64) -> many complaint_file_row
select f.code as code, f.name as name, c.answer as answer
  from complaint_file c join file f on f.id = c.file_id where c.complaint_id = ?complaint_id and f.removed_at is null order by c.id;
