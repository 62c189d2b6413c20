-- Statements of the population module.

-- population_lookup_insert(id i64, code text, at i64, account i64, person i64?, identity text, procedure_code text, why text, outcome text, peer text?) -> exec
insert into population_lookup (id, code, at, account_id, person_id, identity, procedure_code, why, outcome, peer)
values (?id, ?code, ?at, ?account, ?person, ?identity, ?procedure_code, ?why, ?outcome, ?peer);

-- population_lookup_end(id i64, outcome text, at i64) -> exec
update population_lookup set outcome = ?outcome, ended_at = ?at where id = ?id and ended_at is null;
