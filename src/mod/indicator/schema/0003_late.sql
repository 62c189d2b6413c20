-- oldest: 1
-- Why a late dossier was late, measured once with its finish (cause.c): where the most working time went, and
-- which unit was waited for. Rows of before are filled by the job indicator.fill.
alter table indicator_case add column late_cause i64 not null default 0;   -- enum late_cause; 0: not late
alter table indicator_case add column late_unit_id i64 not null default 0; -- that was waited for; 0: none but its own
create index indicator_case_late on indicator_case (unit_id, finished_month, late_cause, late_unit_id) where outcome = 3;
create index indicator_case_unexplained on indicator_case (dossier_id) where outcome = 3 and late_cause = 0;
