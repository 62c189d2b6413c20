-- oldest: 1
-- What the converter found in an uploaded file. NULL: made by the program itself.
alter table file add column check_state i64; -- 1 waits, 2 taken, 3 refused (core/files.h)
alter table file add column check_reason text; -- a word, when refused
alter table file add column pages i64;
