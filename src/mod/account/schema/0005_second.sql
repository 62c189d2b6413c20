-- oldest: 1
-- Who has a second factor already (core's account.second_at).
update account set second_at = (select t.confirmed_at from totp t where t.account_id = account.id)
 where id in (select account_id from totp where confirmed_at is not null);
update account set second_at = (select min(k.created_at) from passkey k where k.account_id = account.id)
 where second_at is null and id in (select account_id from passkey);
