-- oldest: 1
-- Where a delivery goes when not to the address that the person has now: who changed an address is told at
-- the old one, too. NULL: the present address.
alter table delivery add column send_to text; -- personal
