-- Statements of the dossier module.

-- draft_insert(id i64, code text, account_id i64, version_id i64, place_id i64?, answers text, at i64, expires_at i64, mandate_id i64?) -> exec
insert into draft (id, code, account_id, version_id, place_id, answers, version, created_at, updated_at, expires_at, mandate_id)
values (?id, ?code, ?account_id, ?version_id, ?place_id, ?answers, 1, ?at, ?at, ?expires_at, ?mandate_id);

-- draft_by_code(code text) -> maybe draft
select id, code, account_id, version_id, place_id, answers, version, created_at, updated_at, expires_at, dossier_id,
       counter_unit_id, applicant, marks, mandate_id
  from draft where code = ?code;

-- draft_save(id i64, answers text, place_id i64?, at i64, expires_at i64) -> exec
update draft set answers = ?answers, place_id = ?place_id, version = version + 1, updated_at = ?at, expires_at = ?expires_at
 where id = ?id and dossier_id is null;

-- How the look-up for this draft ended.
-- draft_known_put(id i64, known text, at i64) -> exec
update draft set known = ?known, known_at = ?at where id = ?id;

-- draft_known(id i64) -> maybe draft_known_row
select known, known_at from draft where id = ?id;

-- draft_submitted(id i64, dossier_id i64, at i64) -> exec
update draft set dossier_id = ?dossier_id, updated_at = ?at where id = ?id and dossier_id is null;

-- drafts_of(account i64, at i64) -> many draft_brief
select id, code, version_id, updated_at, expires_at from draft
 where account_id = ?account and expires_at > ?at and dossier_id is null and counter_unit_id is null order by updated_at desc, id desc;

-- What an officer began to take in at a counter and has not finished.
-- drafts_at_counter(account i64, at i64) -> many draft_brief
select id, code, version_id, updated_at, expires_at from draft
 where account_id = ?account and expires_at > ?at and dossier_id is null and counter_unit_id is not null order by updated_at desc, id desc;

-- draft_begin_at_counter(id i64, code text, account_id i64, counter_unit_id i64, version_id i64, applicant text, answers text, at i64, expires_at i64) -> exec
insert into draft (id, code, account_id, counter_unit_id, version_id, applicant, answers, marks, version, created_at, updated_at, expires_at)
values (?id, ?code, ?account_id, ?counter_unit_id, ?version_id, ?applicant, ?answers, '{}', 1, ?at, ?at, ?expires_at);

-- draft_keep(id i64, version i64, answers text, place_id i64?, marks text, at i64, expires_at i64) -> exec
update draft set answers = ?answers, place_id = ?place_id, marks = ?marks, version = version + 1, updated_at = ?at, expires_at = ?expires_at
 where id = ?id and version = ?version and dossier_id is null;

-- What a counter took in last, newest first.
-- dossiers_recent(unit i64, until i64, limit i64) -> many recent_procedure
select p.code as code, v.usual as usual
  from dossier d join procedure_version v on v.id = d.version_id join procedure p on p.id = d.procedure_id
 where d.received_unit_id = ?unit and d.accepted_at <= ?until order by d.accepted_at desc, d.id desc limit ?limit;

-- The account of a citizen by identity number.
-- applicant_account(identity text) -> maybe applicant_account
select a.id as id, a.person_id as person_id, p.name as name
  from person p join account a on a.person_id = p.id
 where p.identity = ?identity and a.kind = 'citizen' and a.state = 'active' order by a.id limit 1;

-- Answers with a meaning that are texts.
-- answers_known(dossier_id i64) -> many known_answer
select meaning, text from answer where dossier_id = ?dossier_id and text is not null order by meaning;

-- Drafts that nobody went on with: their time is over and no dossier came of them.
-- drafts_expired(at i64, limit i64) -> many draft_expired
select id, expires_at from draft where dossier_id is null and expires_at <= ?at order by expires_at, id limit ?limit;

-- draft_papers_delete(draft_id i64) -> exec
delete from draft_paper where draft_id = ?draft_id;

-- draft_delete(id i64) -> exec
delete from draft where id = ?id;

-- draft_paper_insert(id i64, draft_id i64, paper_id i64?, name text, file_id i64, at i64) -> exec
insert into draft_paper (id, draft_id, paper_id, name, file_id, created_at) values (?id, ?draft_id, ?paper_id, ?name, ?file_id, ?at);

-- draft_paper_reused(id i64, reused_from i64) -> exec
update draft_paper set reused_from = ?reused_from where id = ?id;

-- Papers that somebody gave with dossiers of theirs and that were found good, newest first.
-- kept_papers(account i64, limit i64) -> many kept_paper
select p.id as id, p.name as name, d.code as dossier, d.submitted_at as at, v.usual as usual, f.id as file_id, f.code as file_code,
       f.name as file_name, f.size as size, f.hash as hash
  from dossier d join dossier_paper p on p.dossier_id = d.id join file f on f.id = p.file_id join procedure_version v on v.id = d.version_id
 where d.account_id = ?account and f.removed_at is null and f.check_state = 2 order by d.submitted_at desc, p.id desc limit ?limit;

-- Results that were issued to them, each called as the procedure calls it.
-- kept_results(account i64, limit i64) -> many kept_result(name text?)
select i.id as id, (select r.name from procedure_result r where r.version_id = d.version_id order by r.ordinal, r.id limit 1) as name,
       d.code as dossier, i.issued_at as at, v.usual as usual, i.number as number, f.id as file_id, f.code as file_code,
       f.name as file_name, f.size as size, f.hash as hash
  from dossier d join issued_paper i on i.dossier_id = d.id join file f on f.id = i.file_id join procedure_version v on v.id = d.version_id
 where d.account_id = ?account and i.form = 'result' and f.removed_at is null order by i.issued_at desc, i.id desc limit ?limit;

-- The same content under a name of its own, for another object; the content is not copied.
-- file_copy(from_id i64, id i64, code text, account i64, object_kind text, object i64, at i64) -> exec
insert into file (id, code, hash, content_name, name, type, size, account_id, object_kind, object_id, created_at, check_state, pages, scanned_at)
select ?id, ?code, hash, content_name, name, type, size, ?account, ?object_kind, ?object, ?at, check_state, pages, scanned_at
  from file where id = ?from_id and removed_at is null;

-- draft_papers(draft_id i64) -> many draft_paper_row
select d.id as id, d.paper_id as paper_id, d.name as name, d.file_id as file_id, f.code as file_code, f.name as file_name, f.type as type, f.size as size,
       f.check_state as check_state, f.check_reason as check_reason, f.pages as pages, f.scanned_at as scanned_at, d.reused_from as reused_from, f.hash as hash
  from draft_paper d join file f on f.id = d.file_id where d.draft_id = ?draft_id order by d.id;

-- Another file in the place of this one.
-- draft_paper_turned(id i64, draft_id i64, from_file i64, file_id i64) -> exec
update draft_paper set file_id = ?file_id where id = ?id and draft_id = ?draft_id and file_id = ?from_file;

-- draft_paper_delete(id i64, draft_id i64) -> exec
delete from draft_paper where id = ?id and draft_id = ?draft_id;

-- dossier_insert(id i64, code text, procedure_id i64, version_id i64, state i64, step text, channel i64, unit_id i64, received_unit_id i64, holder_id i64?, account_id i64?, person_id i64?, applicant_kind text, applicant_name text, applicant_identity text?, applicant_birth_day i64?, applicant_phone text?, applicant_email text?, applicant_address text?, subject text, answers text, submitted_at i64, check_due_at i64?, flow_id i64?, mandate_id i64?, representative_id i64?) -> exec
insert into dossier (id, code, procedure_id, version_id, state, step, channel, unit_id, received_unit_id, holder_id, account_id, person_id,
        applicant_kind, applicant_name, applicant_identity, applicant_birth_day, applicant_phone, applicant_email, applicant_address,
        subject, answers, submitted_at, check_due_at, flow_id, mandate_id, representative_id, supplements, version)
values (?id, ?code, ?procedure_id, ?version_id, ?state, ?step, ?channel, ?unit_id, ?received_unit_id, ?holder_id, ?account_id, ?person_id,
        ?applicant_kind, ?applicant_name, ?applicant_identity, ?applicant_birth_day, ?applicant_phone, ?applicant_email, ?applicant_address,
        ?subject, ?answers, ?submitted_at, ?check_due_at, ?flow_id, ?mandate_id, ?representative_id, 0, 1);

-- The dossier without personal columns: what rules decide on.
-- dossier_by_code(code text) -> maybe dossier
select id, code, procedure_id, version_id, state, step, channel, unit_id, received_unit_id, holder_id, account_id, person_id, submitted_at,
       check_due_at, accepted_at, due_at, stopped_at, finished_at, returned_at, supplements, resumes_to, version, flow_id, mandate_id,
       representative_id
  from dossier where code = ?code;

-- dossier_by_id(id i64) -> maybe dossier
select id, code, procedure_id, version_id, state, step, channel, unit_id, received_unit_id, holder_id, account_id, person_id, submitted_at,
       check_due_at, accepted_at, due_at, stopped_at, finished_at, returned_at, supplements, resumes_to, version, flow_id, mandate_id,
       representative_id
  from dossier where id = ?id;

-- All of them, page by page, for whoever counts again.
-- dossiers_after(after_id i64, limit i64) -> many dossier
select id, code, procedure_id, version_id, state, step, channel, unit_id, received_unit_id, holder_id, account_id, person_id, submitted_at,
       check_due_at, accepted_at, due_at, stopped_at, finished_at, returned_at, supplements, resumes_to, version, flow_id, mandate_id,
       representative_id
  from dossier where id > ?after_id order by id limit ?limit;

-- The applicant's part: personal, every read is recorded.
-- dossier_applicant_of(id i64) -> maybe dossier_applicant
select applicant_kind, applicant_name, applicant_identity, applicant_birth_day, applicant_phone, applicant_email, applicant_address, subject, answers
  from dossier where id = ?id;

-- One move: everything that a step may change, guarded by the version that was decided on.
-- dossier_update(id i64, version i64, state i64, step text, unit_id i64, holder_id i64?, check_due_at i64?, accepted_at i64?, due_at i64?, stopped_at i64?, finished_at i64?, returned_at i64?, supplements i64, resumes_to i64?) -> exec
update dossier set state = ?state, step = ?step, unit_id = ?unit_id, holder_id = ?holder_id, check_due_at = ?check_due_at,
       accepted_at = ?accepted_at, due_at = ?due_at, stopped_at = ?stopped_at, finished_at = ?finished_at, returned_at = ?returned_at, supplements = ?supplements,
       resumes_to = ?resumes_to, version = version + 1
 where id = ?id and version = ?version;

-- The list in which the office finds it, after a step of its process that left its row alone.
-- dossier_place(id i64, step text) -> exec
update dossier set step = ?step where id = ?id;

-- dossier_adopt(id i64, flow_id i64, step text) -> exec
update dossier set flow_id = ?flow_id, step = ?step where id = ?id and flow_id is null;

-- Open dossiers of before there were processes.
-- dossiers_without_process(after i64, limit i64) -> many dossier_waif
select id from dossier where flow_id is null and step <> 'done' and id > ?after order by id limit ?limit;

-- dossier_unit_put(dossier_id i64, unit_id i64, since i64) -> exec
insert into dossier_unit (dossier_id, unit_id, since) values (?dossier_id, ?unit_id, ?since)
    on conflict (dossier_id, unit_id) do nothing;

-- dossier_units_of(dossier_id i64) -> many dossier_unit_row
select unit_id from dossier_unit where dossier_id = ?dossier_id order by unit_id;

-- Units that were asked and have not answered.
-- dossier_asked_now(dossier_id i64) -> many dossier_unit_row
select unit_id from dossier_asked where dossier_id = ?dossier_id and to_at is null order by unit_id;

-- All that were ever asked, and how long for an answer.
-- dossier_asked_all(dossier_id i64) -> many dossier_asked_row
select unit_id, from_at, to_at from dossier_asked where dossier_id = ?dossier_id order by from_at, unit_id;

-- dossier_asked_put(dossier_id i64, unit_id i64, from_at i64) -> exec
insert into dossier_asked (dossier_id, unit_id, from_at) values (?dossier_id, ?unit_id, ?from_at)
    on conflict (dossier_id, unit_id, from_at) do update set to_at = null;

-- dossier_asked_end(dossier_id i64, unit_id i64, to_at i64) -> exec
update dossier_asked set to_at = ?to_at where dossier_id = ?dossier_id and unit_id = ?unit_id and to_at is null;

-- What other units' processes ask of these units (codes), by dossier.
-- dossiers_asked(units text[], after_id i64, limit i64) -> many dossier_brief
select d.id as id, d.code as code, d.state as state, d.step as step, d.due_at as due_at, d.check_due_at as check_due_at, d.stopped_at as stopped_at,
       d.submitted_at as submitted_at, d.accepted_at as accepted_at, d.applicant_name as applicant_name, d.holder_id as holder_id, d.unit_id as unit_id,
       v.usual as usual, d.procedure_id as procedure_id, d.person_id as person_id, coalesce(d.due_at, d.check_due_at, 0) as due_order
  from flow_task t join flow_instance i on i.id = t.instance join dossier d on d.id = i.object
       join procedure_version v on v.id = d.version_id
 where t.unit in (?units) and d.id > ?after_id order by d.id limit ?limit;

-- asked_count(units text[]) -> one asked_count(n i64)
select count(*) as n from flow_task where unit in (?units);

-- The same for who may see every unit: a list of all codes takes longer to look through than the tasks.
-- dossiers_asked_everywhere(after_id i64, limit i64) -> many dossier_brief
select d.id as id, d.code as code, d.state as state, d.step as step, d.due_at as due_at, d.check_due_at as check_due_at, d.stopped_at as stopped_at,
       d.submitted_at as submitted_at, d.accepted_at as accepted_at, d.applicant_name as applicant_name, d.holder_id as holder_id, d.unit_id as unit_id,
       v.usual as usual, d.procedure_id as procedure_id, d.person_id as person_id, coalesce(d.due_at, d.check_due_at, 0) as due_order
  from flow_task t join flow_instance i on i.id = t.instance join dossier d on d.id = i.object
       join procedure_version v on v.id = d.version_id
 where t.unit > '' and d.id > ?after_id order by d.id limit ?limit;

-- asked_count_everywhere() -> one asked_count
select count(*) as n from flow_task where unit > '';

-- Every dossier beside the instance of its process, by id.
-- dossiers_and_instances(after i64, limit i64) -> many dossier_place_row
select d.id as id, d.code as code, d.state as state, d.step as step, i.status as status, i.stuck as stuck
  from dossier d left join flow_instance i on i.id = d.flow_id where d.id > ?after order by d.id limit ?limit;

-- process_use_of(procedure_code text) -> maybe process_use_row
select process, parameters from process_use where procedure_code = ?procedure_code;

-- process_use_put(procedure_code text, process text, parameters text?) -> exec
insert into process_use (procedure_code, process, parameters) values (?procedure_code, ?process, ?parameters)
    on conflict (procedure_code) do update set process = ?process, parameters = ?parameters;

-- dossier_succeed_put(id i64, version i64, unit_id i64, received_unit_id i64) -> exec
update dossier set unit_id = ?unit_id, received_unit_id = ?received_unit_id, version = version + 1 where id = ?id and version = ?version;

-- Open dossiers that a unit resolves, and those that it took in and has to hand out.
-- dossiers_open_at(unit i64, after_id i64, limit i64) -> many dossier_at(address text?)
select id, code, applicant_address as address from dossier
 where unit_id = ?unit and state in (1, 2, 4, 5, 6, 8, 9) and id > ?after_id order by id limit ?limit;

-- dossiers_received_at(unit i64, after_id i64, limit i64) -> many dossier_at
select id, code, applicant_address as address from dossier
 where received_unit_id = ?unit and unit_id <> ?unit and state in (1, 2, 4, 5, 6, 8, 9) and id > ?after_id order by id limit ?limit;

-- dossier_paper_insert(id i64, dossier_id i64, paper_id i64?, name text, file_id i64?, note text, brought text?) -> exec
insert into dossier_paper (id, dossier_id, paper_id, name, file_id, note, brought) values (?id, ?dossier_id, ?paper_id, ?name, ?file_id, ?note, ?brought);

-- dossier_paper_reused(dossier_id i64, file_id i64, reused_from i64) -> exec
update dossier_paper set reused_from = ?reused_from where dossier_id = ?dossier_id and file_id = ?file_id;

-- dossier_papers(dossier_id i64) -> many dossier_paper_row
select d.id as id, d.paper_id as paper_id, d.name as name, d.file_id as file_id, d.note as note, d.brought as brought, d.defect_id as defect_id, f.code as file_code, f.name as file_name, f.type as type, f.size as size,
       f.check_state as check_state, f.check_reason as check_reason, f.pages as pages, f.scanned_at as scanned_at
  from dossier_paper d left join file f on f.id = d.file_id where d.dossier_id = ?dossier_id order by d.id;

-- What was handed in, as the signed receipt names it.
-- dossier_files(dossier_id i64) -> many dossier_file
select f.hash as hash, f.size as size from dossier_paper d join file f on f.id = d.file_id where d.dossier_id = ?dossier_id order by d.id;

-- An issued paper by the code of its file, without anything personal.
-- issued_by_file(code text) -> maybe issued_public
select i.form as form, i.number as number, i.issued_at as issued_at, f.hash as hash, f.size as size, d.code as dossier_code,
       d.version_id as version_id, d.unit_id as unit_id, d.received_unit_id as received_unit_id
  from file f join issued_paper i on i.dossier_id = f.object_id and i.file_id = f.id join dossier d on d.id = i.dossier_id
 where f.code = ?code and f.object_kind = 'dossier' and f.removed_at is null;

-- dossier_step_insert(id i64, dossier_id i64, seq i64, at i64, action text, from_state i64, to_state i64, actor_id i64?, on_behalf_of i64?, unit_id i64, note text, due_at i64?, task text?) -> exec
insert into dossier_step (id, dossier_id, seq, at, action, from_state, to_state, actor_id, on_behalf_of, unit_id, note, due_at, task)
values (?id, ?dossier_id, ?seq, ?at, ?action, ?from_state, ?to_state, ?actor_id, ?on_behalf_of, ?unit_id, ?note, ?due_at, ?task);

-- dossier_step_last(dossier_id i64) -> one step_last(seq i64)
select coalesce(max(seq), 0) as seq from dossier_step where dossier_id = ?dossier_id;

-- How often something was done to a dossier.
-- dossier_step_count(dossier_id i64, action text) -> one step_count(n i64)
select count(*) as n from dossier_step where dossier_id = ?dossier_id and action = ?action;

-- dossier_steps(dossier_id i64) -> many dossier_step_row
select id, seq, at, action, from_state, to_state, actor_id, unit_id, note, due_at, task from dossier_step where dossier_id = ?dossier_id order by seq;

-- interval_insert(id i64, dossier_id i64, seq i64, running bool, reason text, from_at i64) -> exec
insert into dossier_interval (id, dossier_id, seq, running, reason, from_at) values (?id, ?dossier_id, ?seq, ?running, ?reason, ?from_at);

-- interval_close(dossier_id i64, at i64) -> exec
update dossier_interval set to_at = ?at where dossier_id = ?dossier_id and to_at is null;

-- intervals_of(dossier_id i64) -> many interval_row
select seq, running, reason, from_at, to_at from dossier_interval where dossier_id = ?dossier_id order by seq;

-- defect_insert(id i64, dossier_id i64, request_seq i64, ordinal i64, text text) -> exec
insert into dossier_defect (id, dossier_id, request_seq, ordinal, text) values (?id, ?dossier_id, ?request_seq, ?ordinal, ?text);

-- Of all requests; those that were answered and sent have a moment.
-- defects_of(dossier_id i64) -> many defect_row
select id, request_seq, ordinal, text, answer, answered_at from dossier_defect where dossier_id = ?dossier_id order by request_seq, ordinal;

-- defect_answer_put(id i64, answer text?) -> exec
update dossier_defect set answer = ?answer where id = ?id and answered_at is null;

-- A file that answers a point.
-- defect_paper_insert(id i64, dossier_id i64, defect_id i64, name text, file_id i64) -> exec
insert into dossier_paper (id, dossier_id, name, file_id, note, defect_id) values (?id, ?dossier_id, ?name, ?file_id, 'supplement', ?defect_id);

-- As long as the point was not sent.
-- defect_paper_delete(id i64, dossier_id i64) -> exec
delete from dossier_paper where id = ?id and dossier_id = ?dossier_id
    and defect_id in (select id from dossier_defect where dossier_id = ?dossier_id and answered_at is null);

-- rating_insert(dossier_id i64, stars i64, words text, unit_id i64, at i64) -> exec
insert into dossier_rating (dossier_id, stars, words, unit_id, rated_at) values (?dossier_id, ?stars, ?words, ?unit_id, ?at);

-- rating_of(dossier_id i64) -> maybe rating_row
select stars, words, rated_at from dossier_rating where dossier_id = ?dossier_id;

-- What one request named, answered or not.
-- defects_of_request(dossier_id i64, request_seq i64) -> many defect_row
select id, request_seq, ordinal, text, answer, answered_at from dossier_defect where dossier_id = ?dossier_id and request_seq = ?request_seq order by ordinal;

-- defects_answer(dossier_id i64, at i64) -> exec
update dossier_defect set answered_at = ?at where dossier_id = ?dossier_id and answered_at is null;

-- answer_put(dossier_id i64, meaning text, text text?, number i64?, day i64?) -> exec
insert into answer (dossier_id, meaning, text, number, day) values (?dossier_id, ?meaning, ?text, ?number, ?day)
    on conflict (dossier_id, meaning) do update set text = ?text, number = ?number, day = ?day;

-- issued_insert(id i64, dossier_id i64, form text, number text, payload text, file_id i64?, issued_at i64, issued_by i64?) -> exec
insert into issued_paper (id, dossier_id, form, number, payload, file_id, issued_at, issued_by)
values (?id, ?dossier_id, ?form, ?number, ?payload, ?file_id, ?issued_at, ?issued_by);

-- issued_of(dossier_id i64) -> many issued_row
select i.id as id, i.form as form, i.number as number, i.file_id as file_id, i.issued_at as issued_at, f.code as file_code, f.name as file_name, f.size as size
  from issued_paper i left join file f on f.id = i.file_id where i.dossier_id = ?dossier_id order by i.id;

-- What was issued, without anything personal.
-- issued_forms(dossier_id i64) -> many issued_form
select i.form as form, i.number as number, i.issued_at as issued_at, f.code as file_code
  from issued_paper i left join file f on f.id = i.file_id where i.dossier_id = ?dossier_id order by i.id;

-- Leases the next block of order numbers of a unit's day.
-- dossier_number_take(unit_id i64, day i64, size i64) -> one dossier_number_row(next i64)
insert into dossier_number (unit_id, day, next) values (?unit_id, ?day, ?size + 1)
    on conflict (unit_id, day) do update set next = dossier_number.next + ?size
    returning next;

-- The officer's queue: by due moment, of those due from one moment to another; the optional ones narrow it.
-- Of one unit and step a page reads what it shows, in the order of the index dossier_unit_step. What a list of
-- units has is sorted; "+ 0" keeps SQLite from walking a step of the whole province in the order of dossier_step_due.
-- dossier_queue(units i64[], unit i64?, states i64[], step text?, holder i64?, channel i64?, procedure i64?, due_from i64, due_to i64, after_due i64?, after_id i64?, limit i64) -> many dossier_brief(due_order i64)
select d.id as id, d.code as code, d.state as state, d.step as step, d.due_at as due_at, d.check_due_at as check_due_at, d.stopped_at as stopped_at,
       d.submitted_at as submitted_at, d.accepted_at as accepted_at, d.applicant_name as applicant_name, d.holder_id as holder_id, d.unit_id as unit_id,
       v.usual as usual, d.procedure_id as procedure_id, d.person_id as person_id, coalesce(d.due_at, d.check_due_at, 0) as due_order
  from dossier d join procedure_version v on v.id = d.version_id
 where {{if unit}} d.unit_id = ?unit and coalesce(d.due_at, d.check_due_at, 0) >= ?due_from and coalesce(d.due_at, d.check_due_at, 0) < ?due_to
       {{else}} d.unit_id in (?units) and coalesce(d.due_at, d.check_due_at, 0) + 0 >= ?due_from and coalesce(d.due_at, d.check_due_at, 0) + 0 < ?due_to {{end}}
   and d.state in (?states)
   {{if step}} and d.step = ?step {{end}} {{if holder}} and d.holder_id = ?holder {{end}}
   {{if channel}} and d.channel = ?channel {{end}} {{if procedure}} and d.procedure_id = ?procedure {{end}}
   {{if after_due}} and ({{if unit}} coalesce(d.due_at, d.check_due_at, 0) {{else}} coalesce(d.due_at, d.check_due_at, 0) + 0 {{end}}, d.id) > (?after_due, ?after_id) {{end}}
 order by {{if unit}} coalesce(d.due_at, d.check_due_at, 0) {{else}} coalesce(d.due_at, d.check_due_at, 0) + 0 {{end}}, d.id limit ?limit;

-- The queue of who sees every unit. Closed dossiers have a step of their own, so what the index dossier_step
-- has at a step is open: however many are closed, a page reads what it shows.
-- dossier_queue_everywhere(step text, channel i64?, procedure i64?, due_from i64, due_to i64, after_due i64?, after_id i64?, limit i64) -> many dossier_brief
select d.id as id, d.code as code, d.state as state, d.step as step, d.due_at as due_at, d.check_due_at as check_due_at, d.stopped_at as stopped_at,
       d.submitted_at as submitted_at, d.accepted_at as accepted_at, d.applicant_name as applicant_name, d.holder_id as holder_id, d.unit_id as unit_id,
       v.usual as usual, d.procedure_id as procedure_id, d.person_id as person_id, coalesce(d.due_at, d.check_due_at, 0) as due_order
  from dossier d join procedure_version v on v.id = d.version_id
 where d.step = ?step and coalesce(d.due_at, d.check_due_at, 0) >= ?due_from and coalesce(d.due_at, d.check_due_at, 0) < ?due_to
   {{if channel}} and d.channel = ?channel {{end}} {{if procedure}} and d.procedure_id = ?procedure {{end}}
   {{if after_due}} and (coalesce(d.due_at, d.check_due_at, 0), d.id) > (?after_due, ?after_id) {{end}}
 order by coalesce(d.due_at, d.check_due_at, 0), d.id limit ?limit;

-- Whose dossiers, newest first: by identity number or telephone, of those that one of some units resolves, took in
-- or takes part in, or (absent) of all.
-- dossiers_by_identity(identity text, units i64[]?, limit i64) -> many dossier_brief
select d.id as id, d.code as code, d.state as state, d.step as step, d.due_at as due_at, d.check_due_at as check_due_at, d.stopped_at as stopped_at,
       d.submitted_at as submitted_at, d.accepted_at as accepted_at, d.applicant_name as applicant_name, d.holder_id as holder_id, d.unit_id as unit_id,
       v.usual as usual, d.procedure_id as procedure_id, d.person_id as person_id, coalesce(d.due_at, d.check_due_at, 0) as due_order
  from dossier d join procedure_version v on v.id = d.version_id
 where d.applicant_identity = ?identity
   {{if units}} and (d.unit_id in (?units) or d.received_unit_id in (?units)
        or exists (select 1 from dossier_unit u where u.dossier_id = d.id and u.unit_id in (?units))) {{end}}
 order by d.id desc limit ?limit;

-- dossiers_by_phone(phone text, units i64[]?, limit i64) -> many dossier_brief
select d.id as id, d.code as code, d.state as state, d.step as step, d.due_at as due_at, d.check_due_at as check_due_at, d.stopped_at as stopped_at,
       d.submitted_at as submitted_at, d.accepted_at as accepted_at, d.applicant_name as applicant_name, d.holder_id as holder_id, d.unit_id as unit_id,
       v.usual as usual, d.procedure_id as procedure_id, d.person_id as person_id, coalesce(d.due_at, d.check_due_at, 0) as due_order
  from dossier d join procedure_version v on v.id = d.version_id
 where d.applicant_phone = ?phone
   {{if units}} and (d.unit_id in (?units) or d.received_unit_id in (?units)
        or exists (select 1 from dossier_unit u where u.dossier_id = d.id and u.unit_id in (?units))) {{end}}
 order by d.id desc limit ?limit;

-- dossiers_by_ids(ids i64[]) -> many dossier_brief
select d.id as id, d.code as code, d.state as state, d.step as step, d.due_at as due_at, d.check_due_at as check_due_at, d.stopped_at as stopped_at,
       d.submitted_at as submitted_at, d.accepted_at as accepted_at, d.applicant_name as applicant_name, d.holder_id as holder_id, d.unit_id as unit_id,
       v.usual as usual, d.procedure_id as procedure_id, d.person_id as person_id, coalesce(d.due_at, d.check_due_at, 0) as due_order
  from dossier d join procedure_version v on v.id = d.version_id
 where d.id in (?ids) order by d.id;

-- dossier_touch(id i64, dossier_id i64) -> exec
insert into dossier_touched (id, dossier_id) values (?id, ?dossier_id);

-- scan: the index takes what was noted first, by primary key
-- dossiers_touched(limit i64) -> many dossier_touched_row
select id, dossier_id from dossier_touched order by id limit ?limit;

-- dossiers_touched_delete(ids i64[]) -> exec
delete from dossier_touched where id in (?ids);

-- What one looks for a dossier by.
-- dossier_words(id i64) -> maybe dossier_words
select d.code as code, d.applicant_name as applicant_name, d.applicant_identity as applicant_identity, d.applicant_phone as applicant_phone,
       d.subject as subject, d.unit_id as unit_id, d.received_unit_id as received_unit_id, v.usual as usual, p.code as procedure_code
  from dossier d join procedure_version v on v.id = d.version_id join procedure p on p.id = d.procedure_id
 where d.id = ?id;

-- What was written when it went on.
-- dossier_notes(dossier_id i64) -> many dossier_note
select note from dossier_step where dossier_id = ?dossier_id and note <> '' order by seq;

-- queue_counts(units i64[], states i64[]) -> many queue_count(step text, n i64)
select step, count(*) as n from dossier where unit_id in (?units) and state in (?states) group by step order by step;

-- queue_counts_of_unit(unit i64, steps text[]) -> many queue_count
select step, count(*) as n from dossier where unit_id = ?unit and step in (?steps) group by step order by step;

-- Of the whole province, counted no further than that.
-- queue_count_everywhere(step text, most i64) -> one queue_count
select cast(?step as text) as step, count(*) as n from (select d.id from dossier d where d.step = ?step limit ?most) s;

-- dossiers_of_account(account i64, before i64, limit i64) -> many dossier_own
select d.id as id, d.code as code, d.state as state, d.step as step, d.due_at as due_at, d.check_due_at as check_due_at, d.submitted_at as submitted_at,
       v.usual as usual
  from dossier d join procedure_version v on v.id = d.version_id
 where d.account_id = ?account and d.submitted_at < ?before order by d.submitted_at desc, d.id desc limit ?limit;

-- Those that an account sent for others.
-- dossiers_of_representative(account i64, before i64, limit i64) -> many dossier_own
select d.id as id, d.code as code, d.state as state, d.step as step, d.due_at as due_at, d.check_due_at as check_due_at, d.submitted_at as submitted_at,
       v.usual as usual
  from dossier d join procedure_version v on v.id = d.version_id
 where d.representative_id = ?account and d.submitted_at < ?before order by d.submitted_at desc, d.id desc limit ?limit;

-- form_version_insert(id i64, code text, version i64, hash text, schema_text text, at i64) -> exec
insert into form_version (id, code, version, hash, schema_text, created_at) values (?id, ?code, ?version, ?hash, ?schema_text, ?at);

-- The newest version of a form.
-- form_version_last(code text) -> maybe form_version_brief
select code, version, hash from form_version where code = ?code order by version desc limit 1;

-- Was this text installed before, whatever came after it?
-- form_version_by_hash(code text, hash text) -> maybe form_version_brief
select code, version, hash from form_version where code = ?code and hash = ?hash order by version limit 1;

-- form_version_get(code text, version i64) -> maybe form_version_row
select code, version, schema_text from form_version where code = ?code and version = ?version;

-- What the version in force on a day names.
-- form_named(procedure_code text, day i64) -> maybe form_name
select v.form as form from procedure_version v join procedure p on p.id = v.procedure_id
 where p.code = ?procedure_code and v.state = 'published' and v.valid_from <= ?day and (v.valid_to is null or v.valid_to > ?day)
 order by v.valid_from desc, v.id desc limit 1;

-- What codes of forms there are.
-- form_codes() -> many form_use_row
select code as form_code from form_version group by code order by code;

-- form_use_of(procedure_code text) -> maybe form_use_row
select form_code from form_use where procedure_code = ?procedure_code;

-- The newest version of each form, and how many procedures have it.
-- forms_newest() -> many form_newest(procedures i64)
select v.code as code, v.version as version, v.schema_text as schema_text,
       (select count(*) from form_use u where u.form_code = v.code) as procedures
  from form_version v where v.version = (select max(w.version) from form_version w where w.code = v.code) order by v.code;

-- form_use_put(procedure_code text, form_code text) -> exec
insert into form_use (procedure_code, form_code) values (?procedure_code, ?form_code)
    on conflict (procedure_code) do update set form_code = ?form_code;

-- Form 07: what a unit received in a time, oldest first.
-- dossier_register(unit i64, since i64, until i64, limit i64) -> many register_row
select d.id as id, d.code as code, v.name as name, d.applicant_name as applicant_name, d.applicant_address as applicant_address,
       d.applicant_phone as applicant_phone, d.person_id as person_id, d.unit_id as unit_id, d.channel as channel, d.state as state,
       d.accepted_at as accepted_at, d.due_at as due_at, d.finished_at as finished_at, d.returned_at as returned_at
  from dossier d join procedure_version v on v.id = d.version_id
 where d.received_unit_id = ?unit and d.accepted_at >= ?since and d.accepted_at < ?until
 order by d.accepted_at, d.id limit ?limit;

-- dossier_register_count(unit i64, since i64, until i64) -> one register_count(n i64)
select count(*) as n from dossier where received_unit_id = ?unit and accepted_at >= ?since and accepted_at < ?until;

-- draft_by_id(id i64) -> maybe draft
select id, code, account_id, version_id, place_id, answers, version, created_at, updated_at, expires_at, dossier_id,
       counter_unit_id, applicant, marks, mandate_id
  from draft where id = ?id;

-- guest_insert(account_id i64, draft_id i64, hash blob, at i64) -> exec
insert into guest (account_id, draft_id, hash, begun_at) values (?account_id, ?draft_id, ?hash, ?at);

-- guest_by_hash(hash blob) -> maybe guest
select account_id, draft_id from guest where hash = ?hash;

-- guest_by_draft(draft_id i64) -> maybe guest
select account_id, draft_id from guest where draft_id = ?draft_id;

-- guest_delete(account_id i64) -> exec
delete from guest where account_id = ?account_id;

-- Guests whose dossier has been over since before that moment.
-- guests_over(before i64, limit i64) -> many guest
select g.account_id as account_id, g.draft_id as draft_id
  from guest g join draft w on w.id = g.draft_id join dossier d on d.id = w.dossier_id
 where d.step = 'done' and coalesce(d.returned_at, d.finished_at, d.submitted_at) < ?before
 order by g.account_id limit ?limit;

-- What a guest began or sent becomes that of somebody with an account.
-- draft_take(id i64, account_id i64, at i64) -> exec
update draft set account_id = ?account_id, version = version + 1, updated_at = ?at where id = ?id;

-- dossier_take(id i64, account_id i64, person_id i64) -> exec
update dossier set account_id = ?account_id, person_id = ?person_id, version = version + 1 where id = ?id;

-- files_pass(object_kind text, object_id i64, from_account i64, account_id i64) -> exec
update file set account_id = ?account_id
 where object_kind = ?object_kind and object_id = ?object_id and account_id = ?from_account;

-- filing_insert(id i64, code text, account_id i64, version_id i64, at i64) -> exec
insert into filing (id, code, account_id, version_id, at) values (?id, ?code, ?account_id, ?version_id, ?at);

-- filing_part_insert(filing_id i64, ordinal i64, dossier_id i64) -> exec
insert into filing_part (filing_id, ordinal, dossier_id) values (?filing_id, ?ordinal, ?dossier_id);

-- filing_by_code(code text) -> maybe filing
select id, code, account_id, version_id, at from filing where code = ?code;

-- filing_of_dossier(dossier_id i64) -> maybe filing
select f.id as id, f.code as code, f.account_id as account_id, f.version_id as version_id, f.at as at
  from filing_part p join filing f on f.id = p.filing_id where p.dossier_id = ?dossier_id;

-- filing_parts(filing_id i64) -> many filing_part_row
select d.id as id, d.code as code, d.state as state, d.step as step, d.unit_id as unit_id, d.due_at as due_at, v.usual as usual
  from filing_part p join dossier d on d.id = p.dossier_id join procedure_version v on v.id = d.version_id
 where p.filing_id = ?filing_id order by p.ordinal;

-- Whose dossiers bear this identity number, the newest first: a number that was typed wrong once names several people.
-- applicants_of_identity(identity text, kind text, limit i64) -> many applicant_known(name text, birth_day i64?, last_id i64)
select applicant_name as name, max(applicant_birth_day) as birth_day, max(id) as last_id from dossier
 where applicant_identity = ?identity and applicant_kind = ?kind group by applicant_name order by last_id desc nulls last limit ?limit;

-- What a telephone's link is told of a draft: nothing of a person.
-- camera_draft(code text) -> maybe camera_draft
select id, account_id, counter_unit_id, version_id, dossier_id, expires_at from draft where code = ?code;

-- camera_paper(version_id i64, id i64) -> maybe camera_paper
select name from procedure_paper where version_id = ?version_id and id = ?id;

-- camera_insert(id i64, hash blob, draft_id i64, paper_id i64, account_id i64, at i64, expires_at i64) -> exec
insert into camera (id, hash, draft_id, paper_id, account_id, begun_at, expires_at)
values (?id, ?hash, ?draft_id, ?paper_id, ?account_id, ?at, ?expires_at);

-- camera_by_hash(hash blob) -> maybe camera(mandate_state i64?, mandate_until i64?)
select c.id as id, c.draft_id as draft_id, c.paper_id as paper_id, c.account_id as account_id, c.begun_at as begun_at,
       c.expires_at as expires_at, c.ended_at as ended_at, p.name as paper, d.counter_unit_id as counter_unit_id, d.dossier_id as dossier_id,
       m.state as mandate_state, m.until_day as mandate_until
  from camera c join draft d on d.id = c.draft_id join procedure_paper p on p.id = c.paper_id left join mandate m on m.id = d.mandate_id where c.hash = ?hash;

-- The last one that somebody opened for a draft.
-- camera_of_draft(draft_id i64, account_id i64) -> maybe camera(mandate_state i64?, mandate_until i64?)
select c.id as id, c.draft_id as draft_id, c.paper_id as paper_id, c.account_id as account_id, c.begun_at as begun_at,
       c.expires_at as expires_at, c.ended_at as ended_at, p.name as paper, d.counter_unit_id as counter_unit_id, d.dossier_id as dossier_id,
       m.state as mandate_state, m.until_day as mandate_until
  from camera c join draft d on d.id = c.draft_id join procedure_paper p on p.id = c.paper_id left join mandate m on m.id = d.mandate_id
 where c.draft_id = ?draft_id and c.account_id = ?account_id order by c.id desc limit 1;

-- camera_count(account_id i64, since i64) -> one camera_total(n i64)
select count(*) as n from camera where account_id = ?account_id and begun_at > ?since;

-- Once: not when it has ended, nor when the draft was sent and its files are the dossier's.
-- camera_end(id i64, at i64) -> exec
update camera set ended_at = ?at where id = ?id and ended_at is null
   and not exists (select 1 from draft d where d.id = camera.draft_id and d.dossier_id is not null);

-- cameras_end(draft_id i64, at i64) -> exec
update camera set ended_at = ?at where draft_id = ?draft_id and ended_at is null;

-- cameras_delete(draft_id i64) -> exec
delete from camera where draft_id = ?draft_id;

-- What came through it and is still there, in order; what it is called may say who it is of.
-- camera_photos(draft_id i64, camera_id i64) -> many camera_photo
select d.id as id, d.file_id as file_id, f.type as type, f.size as size, f.hash as hash, f.check_state as check_state,
       f.check_reason as check_reason
  from draft_paper d join file f on f.id = d.file_id where d.draft_id = ?draft_id and d.camera_id = ?camera_id order by d.id;

-- draft_paper_from_camera(id i64, camera_id i64) -> exec
update draft_paper set camera_id = ?camera_id where id = ?id;
