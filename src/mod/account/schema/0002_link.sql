-- oldest: 1
-- Accounts of identity providers (OpenID Connect) that open an account here.
create table identity_link (
        issuer text not null,
        subject text not null,
        account_id i64 not null,
        linked_at i64 not null,
        primary key (issuer, subject)
);
create index identity_link_account on identity_link (account_id);
