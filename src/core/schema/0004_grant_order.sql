-- oldest: 1
-- Every page asks who may do what: rows come in the order they are asked for, none are sorted.
drop index role_grant_account;
create index role_grant_account on role_grant (account_id, role, unit_id);
drop index delegation_to;
create index delegation_to on delegation (to_account, from_account, role, unit_id);
drop index absence_substitute;
create index absence_substitute on absence (substitute_id, account_id);
