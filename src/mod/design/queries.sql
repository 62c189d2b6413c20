-- Statements of the design module. Contents are read by statements of their own.

-- design_model_insert(id i64, code text, kind text, name text, at i64, by i64) -> exec
insert into design_model (id, code, kind, name, created_at, created_by)
values (?id, ?code, ?kind, ?name, ?at, ?by) on conflict (code) do nothing;

-- design_model_by_code(code text) -> maybe design_model
select id, code, kind, name from design_model where code = ?code;

-- All models with their newest version that was not dropped.
-- design_models(kind text?, limit i64) -> many design_model_line
select m.id as id, m.code as code, m.kind as kind, m.name as name, v.number as number, v.state as state, v.valid_from as valid_from,
       v.valid_to as valid_to, v.errors as errors, v.changed_at as changed_at
  from design_model m join design_version v on v.model_id = m.id
 where v.number = (select max(w.number) from design_version w where w.model_id = m.id)
   {{if kind}} and m.kind = ?kind {{end}}
 order by m.kind, m.code limit ?limit;

-- design_version_insert(id i64, model_id i64, number i64, reason text, errors i64, warnings i64, size i64, at i64, content blob) -> exec
insert into design_version (id, model_id, number, state, revision, reason, errors, warnings, size, created_at, changed_at, content)
values (?id, ?model_id, ?number, 1, 1, ?reason, ?errors, ?warnings, ?size, ?at, ?at, ?content);

-- design_versions(model_id i64) -> many design_version
select id, model_id, number, state, revision, reason, errors, warnings, size, created_at, changed_at, valid_from, valid_to
  from design_version where model_id = ?model_id order by number desc;

-- design_version_get(model_id i64, number i64) -> maybe design_version
select id, model_id, number, state, revision, reason, errors, warnings, size, created_at, changed_at, valid_from, valid_to
  from design_version where model_id = ?model_id and number = ?number;

-- design_version_last(model_id i64) -> one design_last(number i64, open i64)
select coalesce(max(number), 0) as number, coalesce(cast(sum(case when state in (1, 2, 3) then 1 else 0 end) as bigint), 0) as open
  from design_version where model_id = ?model_id;

-- design_content(version_id i64) -> maybe design_bytes
select content from design_version where id = ?version_id;

-- design_version_save(id i64, revision i64, at i64, errors i64, warnings i64, size i64, content blob) -> exec
update design_version set content = ?content, size = ?size, errors = ?errors, warnings = ?warnings, changed_at = ?at,
       revision = revision + 1
 where id = ?id and revision = ?revision and state = 1;

-- design_version_move(id i64, revision i64, from_state i64, to_state i64, at i64, valid_from i64?) -> exec
update design_version set state = ?to_state, revision = revision + 1, changed_at = ?at, valid_from = ?valid_from
 where id = ?id and revision = ?revision and state = ?from_state;

-- What is published from a day on ends what was in force then …
-- design_supersede(model_id i64, at_day i64) -> exec
update design_version set valid_to = ?at_day
 where model_id = ?model_id and state = 4 and valid_from < ?at_day and (valid_to is null or valid_to > ?at_day);

-- … and what was to come that day or later never comes.
-- design_forestall(model_id i64, at_day i64) -> exec
update design_version set valid_to = valid_from where model_id = ?model_id and state = 4 and valid_from >= ?at_day;

-- design_in_force_on(model_id i64, on_day i64) -> maybe design_published
select id, number, content from design_version
 where model_id = ?model_id and state = 4 and valid_from <= ?on_day and (valid_to is null or valid_to > ?on_day)
 order by number desc limit 1;

-- design_event_insert(id i64, version_id i64, at i64, account_id i64, person_id i64, who text, action text, note text) -> exec
insert into design_event (id, version_id, at, account_id, person_id, who, action, note)
values (?id, ?version_id, ?at, ?account_id, ?person_id, ?who, ?action, ?note);

-- design_events(version_id i64, limit i64) -> many design_event
select id, at, who, action, note from design_event where version_id = ?version_id order by id desc limit ?limit;

-- Has this person written any of it, by whichever account?
-- design_has_written(version_id i64, person_id i64) -> one design_hands(n i64)
select count(*) as n from design_event
 where version_id = ?version_id and person_id = ?person_id and action in ('create', 'save');

-- design_offer_insert(version_id i64, kind text, name text) -> exec
insert into design_offer (version_id, kind, name) values (?version_id, ?kind, ?name);

-- Does another model offer this, that day or later?
-- design_offer_elsewhere(kind text, name text, model_id i64, on_day i64) -> maybe design_offering
select m.code as code, m.name as name
  from design_offer o join design_version v on v.id = o.version_id join design_model m on m.id = v.model_id
 where o.name = ?name and o.kind = ?kind and v.model_id <> ?model_id and v.state = 4
   and (v.valid_to is null or v.valid_to > ?on_day and v.valid_to > v.valid_from)
 order by v.id limit 1;

-- The version in force that offers this.
-- design_offered(kind text, name text, on_day i64) -> maybe design_offered
select v.id as id, v.number as number, v.content as content, m.code as code
  from design_offer o join design_version v on v.id = o.version_id join design_model m on m.id = v.model_id
 where o.name = ?name and o.kind = ?kind and v.state = 4 and v.valid_from <= ?on_day
   and (v.valid_to is null or v.valid_to > ?on_day)
 order by v.id desc limit 1;

-- What a timer wants to put in force.
-- design_version_due(id i64) -> maybe design_due
select v.state as state, v.valid_from as valid_from, v.valid_to as valid_to, v.number as number, v.content as content, m.code as code
  from design_version v join design_model m on m.id = v.model_id where v.id = ?id;

-- design_migration_insert(id i64, version_id i64, from_model i64, to_model i64, dry i64, account_id i64, who text, at i64) -> exec
insert into design_migration (id, version_id, from_model, to_model, dry, after, fit, blocked, notes, account_id, who, started_at)
values (?id, ?version_id, ?from_model, ?to_model, ?dry, 0, 0, 0, '[]', ?account_id, ?who, ?at);

-- design_migration_get(id i64) -> maybe design_migration
select id, version_id, from_model, to_model, dry, after, fit, blocked, notes, account_id, who, started_at, ended_at
  from design_migration where id = ?id;

-- Newest first.
-- design_migrations(version_id i64, limit i64) -> many design_migration
select id, version_id, from_model, to_model, dry, after, fit, blocked, notes, account_id, who, started_at, ended_at
  from design_migration where version_id = ?version_id order by id desc limit ?limit;

-- design_migration_go(id i64, after i64, fit i64, blocked i64, notes text, ended_at i64?) -> exec
update design_migration set after = ?after, fit = ?fit, blocked = ?blocked, notes = ?notes, ended_at = ?ended_at where id = ?id;

-- design_offer_of(version_id i64, kind text) -> maybe design_offer_name
select name from design_offer where version_id = ?version_id and kind = ?kind order by name limit 1;
