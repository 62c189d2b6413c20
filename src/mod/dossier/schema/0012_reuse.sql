-- oldest: 1
-- A paper that was given or issued before and is given again: the file that it is a copy of
-- (domain.md 3.6, "tái sử dụng"). NULL: brought anew.
alter table draft_paper add column reused_from i64;
alter table dossier_paper add column reused_from i64;
