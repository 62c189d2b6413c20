-- oldest: 1
-- Who came by an identity provider before has shown who they are.
insert into identity_assurance (person_id, how, at, by_account)
select a.person_id, 'oidc', min(l.linked_at), min(a.id) from identity_link l join account a on a.id = l.account_id
 group by a.person_id;
-- What waits for a second step ends with the password that began it.
create index sign_in_account on sign_in (account_id);
