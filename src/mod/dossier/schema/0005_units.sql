-- oldest: 1
-- Units that take part in a dossier besides the one that resolves it and the one that took it in: those that
-- are asked, and those that had it before it went on to another level. They may see it.
create table dossier_unit (
        dossier_id i64 not null,
        unit_id i64 not null,
        since i64 not null,
        primary key (dossier_id, unit_id)
);
