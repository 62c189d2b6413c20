-- Statements of signing in.

-- totp_of(account i64) -> maybe totp
select account_id, secret, used_step, created_at, confirmed_at from totp where account_id = ?account;

-- totp_put(account i64, secret text, at i64) -> exec
insert into totp (account_id, secret, used_step, created_at) values (?account, ?secret, 0, ?at)
    on conflict (account_id) do update set secret = ?secret, used_step = 0, created_at = ?at, confirmed_at = null;

-- totp_confirm(account i64, secret text, step i64, at i64) -> exec
update totp set confirmed_at = ?at, used_step = ?step where account_id = ?account and secret = ?secret and confirmed_at is null;

-- A code is used: nothing changes when it, or a later one, was used before.
-- totp_use(account i64, step i64) -> exec
update totp set used_step = ?step where account_id = ?account and used_step < ?step and confirmed_at is not null;

-- totp_delete(account i64) -> exec
delete from totp where account_id = ?account;

-- recovery_codes_delete(account i64) -> exec
delete from recovery_code where account_id = ?account;

-- recovery_code_insert(account i64, hash blob) -> exec
insert into recovery_code (account_id, hash) values (?account, ?hash);

-- recovery_code_use(account i64, hash blob, at i64) -> exec
update recovery_code set used_at = ?at where account_id = ?account and hash = ?hash and used_at is null;

-- recovery_codes_left(account i64) -> one recovery_total(n i64)
select count(*) as n from recovery_code where account_id = ?account and used_at is null;

-- recovery_code_good(account i64, hash blob) -> one recovery_total
select count(*) as n from recovery_code where account_id = ?account and hash = ?hash and used_at is null;

-- passkey_insert(id i64, code text, account i64, credential blob, spki blob, algorithm i64, sign_count i64, label text, at i64) -> exec
insert into passkey (id, code, account_id, credential, spki, algorithm, sign_count, label, created_at)
values (?id, ?code, ?account, ?credential, ?spki, ?algorithm, ?sign_count, ?label, ?at);

-- passkey_by_credential(credential blob) -> maybe passkey
select id, code, account_id, credential, spki, algorithm, sign_count, label, created_at, used_at from passkey where credential = ?credential;

-- passkeys_of(account i64) -> many passkey
select id, code, account_id, credential, spki, algorithm, sign_count, label, created_at, used_at from passkey
 where account_id = ?account order by id;

-- passkey_used(id i64, was i64, sign_count i64, at i64) -> exec
update passkey set sign_count = ?sign_count, used_at = ?at where id = ?id and sign_count = ?was;

-- passkey_delete(account i64, code text) -> exec
delete from passkey where account_id = ?account and code = ?code;

-- sign_in_insert(hash blob, kind text, account i64?, expires_at i64) -> exec
insert into sign_in (hash, kind, account_id, expires_at) values (?hash, ?kind, ?account, ?expires_at);

-- sign_in_get(hash blob, kind text, at i64) -> maybe sign_in_row
select account_id from sign_in where hash = ?hash and kind = ?kind and expires_at > ?at;

-- sign_in_delete(hash blob) -> exec
delete from sign_in where hash = ?hash;

-- sign_ins_purge(before i64) -> exec
delete from sign_in where expires_at < ?before;

-- used_challenge_insert(hash blob, expires_at i64) -> exec
insert into used_challenge (hash, expires_at) values (?hash, ?expires_at);

-- used_challenges_purge(before i64) -> exec
delete from used_challenge where expires_at < ?before;

-- session_end_own(account i64, id i64, at i64) -> exec
update session set ended_at = ?at where id = ?id and account_id = ?account and ended_at is null;
