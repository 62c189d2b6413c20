-- oldest: 1
-- Who has something besides a password to sign in with, kept by mod/account; and who showed that
-- they are still there by another way than the password.
alter table account add column second_at i64;       -- since when there is a second factor; NULL: none
alter table session add column proven_at i64;       -- last time a provider, passkey or code was asked again
