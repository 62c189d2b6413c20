-- oldest: 1
-- A request for papers is answered point by point. What was answered is kept from the first word on, long
-- before it is sent; a file says which point it answers.
alter table dossier_defect add column answer text; -- personal
alter table dossier_paper add column defect_id i64;
create index dossier_paper_defect on dossier_paper (defect_id) where defect_id is not null;

-- What the applicant thought of how it went, once.
create table dossier_rating (
        dossier_id i64 primary key,
        stars i64 not null,                 -- 1 to 5
        words text not null,                -- personal
        unit_id i64 not null,               -- that resolved it
        rated_at i64 not null
);
create index dossier_rating_unit on dossier_rating (unit_id, rated_at);
