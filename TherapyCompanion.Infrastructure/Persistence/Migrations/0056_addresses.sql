-- An account's next address, until a letter to it was answered. The address is sealed; the row names its letter's link by a hash, so
-- that a link that went to one address never confirms another.
create table signin.email_changes (
  account_id uuid primary key references signin.accounts (id) on delete cascade,
  email text not null,
  link_hash bytea not null check (length(link_hash) = 32),
  asked_at timestamptz not null
);
revoke all on signin.email_changes from public;
grant select, insert, update, delete on signin.email_changes to tc_signin;

-- Whether the door offers links by e-mail at all; which account may have one, its own hats say.
grant select (sign_in_links) on tc.practices to tc_signin;
