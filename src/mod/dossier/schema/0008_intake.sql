-- oldest: 1
-- Dossiers taken in at a counter, in the applicant's presence: an officer fills in, the applicant is named.
alter table draft add column counter_unit_id i64;   -- taken in there by an officer (account_id); NULL: the applicant's own
alter table draft add column applicant text;        -- personal: JSON of whom the card or the number names
alter table draft add column marks text;            -- JSON by paper: original, copy, shown

-- How a paper was brought: original (kept), copy, shown (the original, and given back); NULL: as a file only.
alter table dossier_paper add column brought text;
