-- Passkeys: when each was last used, and every challenge once.

alter table signin.passkeys add column last_used_at timestamptz;

-- A challenge is answered once, whatever the answer was: the key decides it, also between twenty answers at the same moment. A
-- row lives no longer than its challenge would have.
create table signin.used_challenges (
  hash bytea primary key,
  expires_at timestamptz not null
);
create index used_challenges_by_end on signin.used_challenges (expires_at);

revoke all on signin.used_challenges from public;
grant select, insert, delete on signin.used_challenges to tc_signin;
