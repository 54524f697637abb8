-- Links that letters carry to the owner of an account: a new password, a sign-in, a confirmed address. Of the link itself only
-- a hash is kept, bound to its row, account and kind; it works once and for a short time.
create table signin.links (
  id uuid primary key,
  account_id uuid not null references signin.accounts (id) on delete cascade,
  kind text not null check (kind in ('PasswordReset', 'SignIn', 'ConfirmEmail')),
  hash bytea not null check (length(hash) = 32),
  expires_at timestamptz not null,
  used_at timestamptz
);
-- One live link of a kind: a newer one takes the place of the one before.
create unique index links_live on signin.links (account_id, kind) where used_at is null;
create index links_expired on signin.links (expires_at);

revoke all on signin.links from public;
grant select, insert, update, delete on signin.links to tc_signin;
