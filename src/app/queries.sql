-- Statements that only the command line needs: lists for operators, exports, and looking things over.

-- Accounts by name.
-- account_lines(after text, kind text?, limit i64) -> many account_line
select id, name, kind, state from account
 where name > ?after {{if kind}} and kind = ?kind {{end}} order by name limit ?limit;

-- account_set_state(id i64, state text) -> exec
update account set state = ?state where id = ?id;

-- role_grant_end(account i64, role text, unit i64, at i64) -> exec
update role_grant set valid_to = ?at
 where account_id = ?account and role = ?role and unit_id = ?unit
   and (valid_to is null or valid_to > ?at);

-- Files that are in use, for looking whether their content is there and is what it was.
-- file_check_page(after i64, limit i64) -> many file_check
select id, hash, size, removed_at from file where id > ?after order by id limit ?limit;

-- file_check_one(id i64) -> maybe file_check
select id, hash, size, removed_at from file where id = ?id;
