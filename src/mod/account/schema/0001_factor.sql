-- oldest: 1
-- What one signs in with besides a password, and what is under way while somebody does.

-- One-time codes of a telephone (crypto/otp.h).
create table totp (
        account_id i64 primary key,
        secret text not null,               -- sealed (core/secret.h)
        used_step i64 not null,             -- codes up to here are over
        created_at i64 not null,
        confirmed_at i64                    -- NULL: no code of it was shown yet, it does not count
);

-- For who has lost the telephone: each is good once.
create table recovery_code (
        account_id i64 not null,
        hash blob not null,
        used_at i64,
        primary key (account_id, hash)
);

create table passkey ( -- big
        id id primary key,
        code text not null,                 -- in addresses
        account_id i64 not null,
        credential blob not null,
        spki blob not null,
        algorithm i64 not null,
        sign_count i64 not null,
        label text not null,
        created_at i64 not null,
        used_at i64
);
create unique index passkey_code on passkey (code);
create unique index passkey_credential on passkey (credential);
create index passkey_account on passkey (account_id, id);

-- Sign-ins that wait for their second step, by the SHA-256 of the browser's cookie.
create table sign_in ( -- big
        hash blob primary key,
        kind text not null,                 -- code, oidc
        account_id i64,
        expires_at i64 not null
);
create index sign_in_expiry on sign_in (expires_at);

-- Challenges that were answered: none is answered twice.
create table used_challenge ( -- big
        hash blob primary key,
        expires_at i64 not null
);
create index used_challenge_expiry on used_challenge (expires_at);
