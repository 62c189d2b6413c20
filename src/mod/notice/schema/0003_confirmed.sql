-- oldest: 1
-- Addresses that somebody with an account has shown to be theirs: notices go to no others.
create table notice_confirmed (
        account_id i64 not null,
        address text not null,              -- personal
        at i64 not null,
        primary key (account_id, address)
);
-- What was used before codes were asked for is used on.
insert into notice_confirmed (account_id, address, at)
select a.id, p.email, a.created_at from account a join person p on p.id = a.person_id where p.email is not null and p.email <> '';
insert into notice_confirmed (account_id, address, at)
select a.id, p.phone, a.created_at from account a join person p on p.id = a.person_id
 where p.phone is not null and p.phone <> '' and (p.email is null or p.email <> p.phone);

-- Codes that were sent to an address. The code itself is made of the row's id and the installation's key.
create table contact_code (
        id id primary key,
        account_id i64 not null,
        address text not null,              -- personal
        channel text not null,              -- mail, sms, chat
        created_at i64 not null,
        expires_at i64 not null,
        used_at i64,
        sent_at i64,
        answer text                         -- of the other side
);
create index contact_code_account on contact_code (account_id, created_at, id);
create index contact_code_address on contact_code (address, created_at);
create index contact_code_expiry on contact_code (expires_at, id);
