-- oldest: 1
-- When a virus scanner looked through a file and found nothing; NULL: none did (core/scan.h).
alter table file add column scanned_at i64;
