-- oldest: 1
-- Papers between a counter and the units, and results to those who asked for them.

-- Where the papers of a dossier stand.
create table dossier_shelf (
        dossier_id i64 primary key,
        place text not null,
        at i64 not null,
        by_id i64 not null
);

-- Who received a result, or with which post it went.
create table result_return (
        dossier_id i64 primary key,
        way text not null,                  -- counter, post
        receiver text not null,             -- personal
        identity text not null,             -- personal: of who received it; '' by post
        tracking text not null,             -- of the post
        at i64 not null,
        by_id i64 not null
);

-- Papers that a counter gives to the unit that resolves: a sheet, and who took it.
create table handover_sheet ( -- big
        id id primary key,
        code text not null,
        unit_id i64 not null,               -- counter
        to_unit_id i64 not null,
        year i64 not null,
        number i64 not null,
        made_at i64 not null,
        made_by i64 not null,
        taken_at i64,
        taken_by i64
);
create unique index handover_sheet_code on handover_sheet (code);
create index handover_sheet_from on handover_sheet (unit_id, id);
create index handover_sheet_to on handover_sheet (to_unit_id, taken_at, id);

create table handover_item ( -- big
        sheet_id i64 not null,
        dossier_id i64 not null,
        primary key (sheet_id, dossier_id)
);
create unique index handover_item_dossier on handover_item (dossier_id);
