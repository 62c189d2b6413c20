-- oldest: 1
-- Nothing asks by dossier who read it, and each list that an officer opens writes thirty of these rows.
drop index access_record_dossier;
