-- Recovery codes as hashes under a key that is not in the database, a row each: a code that is used is a row that is gone, so of
-- twenty tries at the same moment one finds it.
create table signin.recovery_codes (
  account_id uuid not null references signin.accounts (id) on delete cascade,
  hash bytea not null check (length(hash) = 32),
  primary key (account_id, hash)
);
revoke all on signin.recovery_codes from public;
grant select, insert, delete on signin.recovery_codes to tc_signin;

-- Until now codes were sealed, which can be undone. They are dropped, not carried over: their owners see that none is left.
delete from signin.account_tokens where name = 'RecoveryCodes';
-- And from now on a secret is stored when a code proved that the app has it, not when the page is shown.
delete from signin.account_tokens t using signin.accounts a
  where a.id = t.user_id and t.name = 'AuthenticatorKey' and not a.two_factor_enabled;
