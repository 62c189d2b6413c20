-- oldest: 1
-- Where the answers of a draft that nobody typed come from: how the look-up at the population database
-- ended (given, none, away); NULL: nobody was asked.
alter table draft add column known text;
alter table draft add column known_at i64;
