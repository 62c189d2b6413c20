-- oldest: 1
-- One filing of which several dossiers came (bundle.h).
create table filing (
        id id primary key,
        code text not null,
        account_id i64 not null,
        version_id i64 not null,            -- procedure version of the bundle
        at i64 not null
);
create unique index filing_code on filing (code);

create table filing_part (
        filing_id i64 not null,
        ordinal i64 not null,
        dossier_id i64 not null,
        primary key (filing_id, ordinal)
);
create unique index filing_part_dossier on filing_part (dossier_id);
