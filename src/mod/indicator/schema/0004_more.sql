-- oldest: 1
-- Re-use, payment, ratings, complaints, and how long dossiers took. Rows of before (rule 0) are filled by the job
-- indicator.fill.
alter table indicator_case add column reused i64 not null default 0;     -- has a paper of before
alter table indicator_case add column paid i64 not null default 0;       -- has a receipt that stands
alter table indicator_case add column stars i64 not null default 0;      -- 0: not rated
alter table indicator_case add column rated_month i64;
alter table indicator_case add column complained i64 not null default 0;
alter table indicator_case add column rule i64 not null default 0;       -- CASE_RULE of who counted it
drop index indicator_case_unexplained;
create index indicator_case_before on indicator_case (dossier_id) where rule < 1;
alter table figure_total add column reused i64 not null default 0;        -- accepted with at least one paper that was given or issued before
alter table figure_total add column paid i64 not null default 0;          -- accepted, with a receipt that stands
alter table figure_total add column rated i64 not null default 0;         -- rated by the applicant, in the month of the rating
alter table figure_total add column satisfied i64 not null default 0;     -- of these with four or five stars
alter table figure_total add column pleased i64 not null default 0;       -- finished in time, without a complaint and not with one or two stars (QĐ 766, 5.4)
alter table figure_total add column took_half i64 not null default 0;     -- finished ones with a limit, by the working days that they took: up to half a day
alter table figure_total add column took_1 i64 not null default 0;        -- more than that, up to one
alter table figure_total add column took_2 i64 not null default 0;
alter table figure_total add column took_3 i64 not null default 0;
alter table figure_total add column took_5 i64 not null default 0;
alter table figure_total add column took_7 i64 not null default 0;
alter table figure_total add column took_10 i64 not null default 0;
alter table figure_total add column took_15 i64 not null default 0;
alter table figure_total add column took_20 i64 not null default 0;
alter table figure_total add column took_30 i64 not null default 0;
alter table figure_total add column took_60 i64 not null default 0;
alter table figure_total add column took_more i64 not null default 0;     -- more than sixty
alter table figure_delta add column reused i64 not null default 0;
alter table figure_delta add column paid i64 not null default 0;
alter table figure_delta add column rated i64 not null default 0;
alter table figure_delta add column satisfied i64 not null default 0;
alter table figure_delta add column pleased i64 not null default 0;
alter table figure_delta add column took_half i64 not null default 0;
alter table figure_delta add column took_1 i64 not null default 0;
alter table figure_delta add column took_2 i64 not null default 0;
alter table figure_delta add column took_3 i64 not null default 0;
alter table figure_delta add column took_5 i64 not null default 0;
alter table figure_delta add column took_7 i64 not null default 0;
alter table figure_delta add column took_10 i64 not null default 0;
alter table figure_delta add column took_15 i64 not null default 0;
alter table figure_delta add column took_20 i64 not null default 0;
alter table figure_delta add column took_30 i64 not null default 0;
alter table figure_delta add column took_60 i64 not null default 0;
alter table figure_delta add column took_more i64 not null default 0;
