-- Statements of the catalogue.

-- procedure_by_code(code text) -> maybe procedure
select id, code from procedure where code = ?code;

-- procedure_by_id(id i64) -> maybe procedure
select id, code from procedure where id = ?id;

-- procedure_insert(id i64, code text, created_at i64) -> exec
insert into procedure (id, code, created_at) values (?id, ?code, ?created_at);

-- procedure_version_insert(id i64, procedure_id i64, number i64, state text, valid_from i64, valid_to i64?, name text, usual text, name_en text?, synonyms text, field text, event text, level text, level_2025 text, agency text, unit_code text?, unit_code_2025 text?, audience text, online text, limit_hundredths i64?, limit_unit i64, limit_note text, cutoff_minute i64?, legal_basis text, source text, review text, content_hash text, created_at i64, created_by i64, process text?, form text?, revision i64?, reason text?) -> exec
insert into procedure_version (id, procedure_id, number, state, valid_from, valid_to, name, usual, name_en, synonyms, field, event,
        level, level_2025, agency, unit_code, unit_code_2025, audience, online, limit_hundredths, limit_unit, limit_note, cutoff_minute,
        legal_basis, source, review, content_hash, created_at, created_by,
        process, form, revision, reason)
values (?id, ?procedure_id, ?number, ?state, ?valid_from, ?valid_to, ?name, ?usual, ?name_en, ?synonyms, ?field, ?event,
        ?level, ?level_2025, ?agency, ?unit_code, ?unit_code_2025, ?audience, ?online, ?limit_hundredths, ?limit_unit, ?limit_note, ?cutoff_minute,
        ?legal_basis, ?source, ?review, ?content_hash, ?created_at, ?created_by,
        ?process, ?form, ?revision, ?reason);

-- A change on a day ends what was in force then …
-- procedure_version_close(procedure_id i64, at i64) -> exec
update procedure_version set valid_to = ?at
 where procedure_id = ?procedure_id and state = 'published' and valid_from < ?at and (valid_to is null or valid_to > ?at);

-- … and takes back what was to come.
-- procedure_version_withdraw(procedure_id i64, at i64) -> exec
update procedure_version set state = 'withdrawn' where procedure_id = ?procedure_id and state = 'published' and valid_from >= ?at;

-- What is in force from a day on.
-- procedure_versions_from(procedure_id i64, day i64) -> many version_span
select valid_from, valid_to, content_hash from procedure_version
 where procedure_id = ?procedure_id and state = 'published' and (valid_to is null or valid_to > ?day) order by valid_from, id;

-- What an import without these fields keeps of the newest version.
-- procedure_version_latest(procedure_id i64) -> maybe procedure_latest
select name, usual, synonyms, event, level, level_2025, unit_code, unit_code_2025, process, form from procedure_version
 where procedure_id = ?procedure_id and state = 'published' order by number desc limit 1;

-- procedure_version_number(procedure_id i64) -> one version_number(n i64)
select coalesce(max(number), 0) as n from procedure_version where procedure_id = ?procedure_id;

-- The version in force on a day.
-- procedure_version_at(code text, day i64) -> maybe procedure_version
select v.id as id, v.procedure_id as procedure_id, p.code as code, v.number as number, v.state as state, v.valid_from as valid_from,
       v.valid_to as valid_to, v.name as name, v.usual as usual, v.name_en as name_en, v.synonyms as synonyms,
       v.field as field, v.event as event, v.level as level, v.level_2025 as level_2025, v.agency as agency,
       v.unit_code as unit_code, v.unit_code_2025 as unit_code_2025, v.audience as audience, v.online as online, v.limit_hundredths as limit_hundredths,
       v.limit_unit as limit_unit, v.limit_note as limit_note, v.cutoff_minute as cutoff_minute,
       v.legal_basis as legal_basis, v.source as source, v.review as review, v.process as process, v.form as form,
       v.revision as revision, v.reason as reason
  from procedure p join procedure_version v on v.procedure_id = p.id
 where p.code = ?code and v.state = 'published' and v.valid_from <= ?day and (v.valid_to is null or v.valid_to > ?day)
 order by v.valid_from desc, v.id desc limit 1;

-- procedure_version_by_id(id i64) -> maybe procedure_version
select v.id as id, v.procedure_id as procedure_id, p.code as code, v.number as number, v.state as state, v.valid_from as valid_from,
       v.valid_to as valid_to, v.name as name, v.usual as usual, v.name_en as name_en, v.synonyms as synonyms,
       v.field as field, v.event as event, v.level as level, v.level_2025 as level_2025, v.agency as agency,
       v.unit_code as unit_code, v.unit_code_2025 as unit_code_2025, v.audience as audience, v.online as online, v.limit_hundredths as limit_hundredths,
       v.limit_unit as limit_unit, v.limit_note as limit_note, v.cutoff_minute as cutoff_minute,
       v.legal_basis as legal_basis, v.source as source, v.review as review, v.process as process, v.form as form,
       v.revision as revision, v.reason as reason
  from procedure_version v join procedure p on p.id = v.procedure_id
 where v.id = ?id;

-- procedure_papers(version_id i64) -> many procedure_paper
select id, ordinal, name, case_text, originals, copies, form from procedure_paper where version_id = ?version_id order by ordinal;

-- procedure_fees(version_id i64) -> many procedure_fee
select id, ordinal, kind, name, amount, unit, note from procedure_fee where version_id = ?version_id order by ordinal;

-- procedure_results(version_id i64) -> many procedure_result
select id, ordinal, name from procedure_result where version_id = ?version_id order by ordinal;

-- procedure_paper_insert(id i64, version_id i64, ordinal i64, name text, case_text text, originals i64, copies i64, form text) -> exec
insert into procedure_paper (id, version_id, ordinal, name, case_text, originals, copies, form)
values (?id, ?version_id, ?ordinal, ?name, ?case_text, ?originals, ?copies, ?form);

-- procedure_fee_insert(id i64, version_id i64, ordinal i64, kind text, name text, amount i64?, unit text, note text) -> exec
insert into procedure_fee (id, version_id, ordinal, kind, name, amount, unit, note)
values (?id, ?version_id, ?ordinal, ?kind, ?name, ?amount, ?unit, ?note);

-- procedure_result_insert(id i64, version_id i64, ordinal i64, name text) -> exec
insert into procedure_result (id, version_id, ordinal, name) values (?id, ?version_id, ?ordinal, ?name);

-- Lists: published versions in force on a day, by usual name.
-- procedure_list(day i64, event text?, field text?, level text?, level_2025 text?, after_usual text?, after_id i64?, limit i64) -> many procedure_brief
select v.id as id, v.procedure_id as procedure_id, p.code as code, v.name as name, v.usual as usual, v.field as field, v.event as event,
       v.level as level, v.level_2025 as level_2025, v.online as online, v.limit_hundredths as limit_hundredths, v.limit_unit as limit_unit,
       v.limit_note as limit_note, v.cutoff_minute as cutoff_minute, v.agency as agency
  from procedure_version v join procedure p on p.id = v.procedure_id
 where v.state = 'published' and v.valid_from <= ?day and (v.valid_to is null or v.valid_to > ?day)
   {{if event}} and v.event = ?event {{end}} {{if field}} and v.field = ?field {{end}}
   {{if level}} and v.level = ?level {{end}} {{if level_2025}} and v.level_2025 = ?level_2025 {{end}}
   {{if after_usual}} and (v.usual, v.id) > (?after_usual, ?after_id) {{end}}
 order by v.usual, v.id limit ?limit;

-- What else belongs to a life event: only what a line of links shows.
-- procedure_related(event text, day i64, limit i64) -> many procedure_link
select p.code as code, v.usual as usual from procedure_version v join procedure p on p.id = v.procedure_id
 where v.event = ?event and v.state = 'published' and v.valid_from <= ?day and (v.valid_to is null or v.valid_to > ?day)
 order by v.usual, v.id limit ?limit;

-- procedure_briefs(ids i64[], day i64) -> many procedure_brief
select v.id as id, v.procedure_id as procedure_id, p.code as code, v.name as name, v.usual as usual, v.field as field, v.event as event,
       v.level as level, v.level_2025 as level_2025, v.online as online, v.limit_hundredths as limit_hundredths, v.limit_unit as limit_unit,
       v.limit_note as limit_note, v.cutoff_minute as cutoff_minute, v.agency as agency
  from procedure_version v join procedure p on p.id = v.procedure_id
 where v.procedure_id in (?ids) and v.state = 'published' and v.valid_from <= ?day and (v.valid_to is null or v.valid_to > ?day)
 order by v.usual, v.id;

-- procedure_events(day i64) -> many procedure_group(name text, n i64)
select event as name, count(*) as n from procedure_version
 where state = 'published' and valid_from <= ?day and (valid_to is null or valid_to > ?day) and event <> ''
 group by event order by event;

-- procedure_fields(day i64) -> many procedure_group(name text, n i64)
select field as name, count(*) as n from procedure_version
 where state = 'published' and valid_from <= ?day and (valid_to is null or valid_to > ?day)
 group by field order by field;

-- procedure_count(day i64) -> one procedure_total(n i64)
select count(*) as n from procedure_version where state = 'published' and valid_from <= ?day and (valid_to is null or valid_to > ?day);

-- What is in force on a day, as the finder reads it.
-- procedure_entries(day i64) -> many procedure_entry
select v.id as id, v.procedure_id as procedure_id, p.code as code, v.name as name, v.usual as usual, v.synonyms as synonyms,
       v.field as field, v.event as event, v.level as level, v.level_2025 as level_2025, v.agency as agency,
       v.unit_code as unit_code, v.unit_code_2025 as unit_code_2025, v.audience as audience, v.online as online
  from procedure_version v join procedure p on p.id = v.procedure_id
 where v.state = 'published' and v.valid_from <= ?day and (v.valid_to is null or v.valid_to > ?day)
 order by p.code;

-- The newest version: with the generation it tells one state of the catalogue from all others.
-- procedure_newest() -> one procedure_stamp(id i64)
select coalesce(max(id), 0) as id from procedure_version;

-- ---- Written by people (edit.c) ----

-- A draft's new content; no row changes when somebody was first or it is no draft any more.
-- procedure_version_save(id i64, was i64, name text, usual text, name_en text?, synonyms text, field text, event text, level text,
--   level_2025 text, agency text, unit_code text?, unit_code_2025 text?, audience text, online text, limit_hundredths i64?,
--   limit_unit i64, limit_note text, cutoff_minute i64?, legal_basis text, source text, review text, content_hash text,
--   process text?, form text?, reason text?) -> exec
update procedure_version set revision = revision + 1, name = ?name, usual = ?usual, name_en = ?name_en, synonyms = ?synonyms,
       field = ?field, event = ?event, level = ?level, level_2025 = ?level_2025, agency = ?agency, unit_code = ?unit_code,
       unit_code_2025 = ?unit_code_2025, audience = ?audience, online = ?online, limit_hundredths = ?limit_hundredths,
       limit_unit = ?limit_unit, limit_note = ?limit_note, cutoff_minute = ?cutoff_minute, legal_basis = ?legal_basis,
       source = ?source, review = ?review, content_hash = ?content_hash, process = ?process, form = ?form, reason = ?reason
 where id = ?id and state = 'draft' and revision = ?was;

-- procedure_version_move(id i64, was i64, from_state text, to_state text, valid_from i64?, valid_to i64?) -> exec
update procedure_version set revision = revision + 1, state = ?to_state, valid_from = coalesce(?valid_from, valid_from),
       valid_to = ?valid_to
 where id = ?id and state = ?from_state and revision = ?was;

-- What was to begin on the very day gives way …
-- procedure_version_replace(procedure_id i64, day i64) -> exec
update procedure_version set state = 'withdrawn' where procedure_id = ?procedure_id and state = 'published' and valid_from = ?day;

-- … and what begins later stays: until then the new one lasts.
-- procedure_version_next(procedure_id i64, day i64) -> one version_begin(day i64?)
select min(valid_from) as day from procedure_version
 where procedure_id = ?procedure_id and state = 'published' and valid_from > ?day;

-- procedure_papers_drop(version_id i64) -> exec
delete from procedure_paper where version_id = ?version_id;

-- procedure_fees_drop(version_id i64) -> exec
delete from procedure_fee where version_id = ?version_id;

-- procedure_results_drop(version_id i64) -> exec
delete from procedure_result where version_id = ?version_id;

-- How many versions are being written or wait for a second person.
-- procedure_versions_open(procedure_id i64) -> one procedure_total
select count(*) as n from procedure_version where procedure_id = ?procedure_id and state in ('draft', 'submitted', 'approved');

-- procedure_version_of(procedure_id i64, number i64) -> maybe procedure_stamp
select id from procedure_version where procedure_id = ?procedure_id and number = ?number;

-- All versions, newest first.
-- procedure_versions(procedure_id i64, limit i64) -> many procedure_version_line
select id, number, state, valid_from, valid_to, created_at, reason, review, revision from procedure_version
 where procedure_id = ?procedure_id order by number desc limit ?limit;

-- procedure_event_insert(id i64, version_id i64, at i64, account_id i64, person_id i64, who text, action text, note text) -> exec
insert into procedure_event (id, version_id, at, account_id, person_id, who, action, note)
values (?id, ?version_id, ?at, ?account_id, ?person_id, ?who, ?action, ?note);

-- procedure_events_of(version_id i64, limit i64) -> many procedure_event_row
select at, who, action, note from procedure_event where version_id = ?version_id order by id desc limit ?limit;

-- Has this person written any of it?
-- procedure_hands(version_id i64, person_id i64) -> one procedure_total
select count(*) as n from procedure_event
 where version_id = ?version_id and person_id = ?person_id and action in ('create', 'save');

-- Every procedure with what is in force on a day, else its newest published version, else what is being written.
-- procedure_lines(day i64) -> many procedure_all_line(open_state text?)
select p.code as code, v.id as id, v.number as number, v.state as state, v.valid_from as valid_from, v.valid_to as valid_to,
       v.name as name, v.usual as usual, v.field as field, v.level as level, v.review as review,
       v.limit_hundredths as limit_hundredths, v.limit_unit as limit_unit, v.cutoff_minute as cutoff_minute,
       (select o.state from procedure_version o where o.procedure_id = p.id and o.state in ('draft', 'submitted', 'approved')
         order by o.number desc limit 1) as open_state
  from procedure p join procedure_version v on v.id = (
       select x.id from procedure_version x where x.procedure_id = p.id
        order by case when x.state = 'published' and x.valid_from <= ?day and (x.valid_to is null or x.valid_to > ?day) then 0
                      when x.state = 'published' then 1 else 2 end nulls last, x.number desc limit 1)
 order by p.code;

-- ---- Imports by a browser ----

-- procedure_import_insert(id i64, file_name text, file_hash blob, file_size i64, lines i64, added i64, changed i64, same i64,
--   flagged i64, refused i64, report text, asked_at i64, asked_by i64, asked_person i64, asked_name text) -> exec
insert into procedure_import (id, file_name, file_hash, file_size, state, lines, added, changed, same, flagged, refused, report,
        asked_at, asked_by, asked_person, asked_name)
values (?id, ?file_name, ?file_hash, ?file_size, 'checked', ?lines, ?added, ?changed, ?same, ?flagged, ?refused, ?report,
        ?asked_at, ?asked_by, ?asked_person, ?asked_name);

-- procedure_import_get(id i64) -> maybe procedure_import_row
select id, file_name, file_hash, file_size, state, lines, added, changed, same, flagged, refused, report, asked_at, asked_by,
       asked_person, asked_name, decided_at, decided_name
  from procedure_import where id = ?id;

-- procedure_imports(limit i64) -> many procedure_import_line
select id, file_name, state, lines, added, changed, refused, asked_at, asked_name, decided_at, decided_name
  from procedure_import order by id desc limit ?limit;

-- procedure_import_decide(id i64, state text, at i64, name text) -> exec
update procedure_import set state = ?state, decided_at = ?at, decided_name = ?name where id = ?id and state = 'checked';

-- procedure_import_end(id i64, state text, lines i64, added i64, changed i64, same i64, flagged i64, refused i64) -> exec
update procedure_import set state = ?state, lines = ?lines, added = ?added, changed = ?changed, same = ?same,
       flagged = ?flagged, refused = ?refused
 where id = ?id;

-- Words that people use, as administrators wrote them.
-- search_phrases() -> many search_phrase
select id, key, phrase, kind, means, revision, changed_at from search_phrase order by key;

-- search_phrase_get(key text) -> maybe search_phrase
select id, key, phrase, kind, means, revision, changed_at from search_phrase where key = ?key;

-- search_phrase_insert(id i64, key text, phrase text, kind text, means text, revision i64, changed_at i64, changed_by i64) -> exec
insert into search_phrase (id, key, phrase, kind, means, revision, changed_at, changed_by)
values (?id, ?key, ?phrase, ?kind, ?means, ?revision, ?changed_at, ?changed_by);

-- search_phrase_update(id i64, revision i64, phrase text, kind text, means text, changed_at i64, changed_by i64) -> exec
update search_phrase set phrase = ?phrase, kind = ?kind, means = ?means, revision = ?revision + 1, changed_at = ?changed_at,
       changed_by = ?changed_by
 where id = ?id and revision = ?revision;

-- search_phrase_drop(id i64, revision i64) -> exec
delete from search_phrase where id = ?id and revision = ?revision;
