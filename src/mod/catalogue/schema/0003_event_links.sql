-- oldest: 1
-- The line of links on every procedure's page is read from the index alone: the rows of versions are
-- wide, and those of the other shape of the province stand between the ones that are shown.
drop index procedure_version_event;
create index procedure_version_event on procedure_version (event, usual, id, state, valid_from, valid_to, procedure_id);
