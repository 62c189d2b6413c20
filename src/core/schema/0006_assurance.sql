-- oldest: 1
-- Whose identity was shown, and how (identity.h); who only registered is not here.
create table identity_assurance (
        person_id i64 primary key,
        how text not null,                  -- oidc, counter
        at i64 not null,
        by_account i64 not null             -- who says so; of oidc the person's own account
);
