-- Failed tries of passwords and codes, counted here and not in a node's memory, so that they survive a restart and are the same
-- for every node. What is counted (an account, a browser, a network address) is an HMAC: the table names nobody.
create table signin.tries (
  key bytea primary key check (length(key) = 32),
  failures int not null check (failures >= 0),
  since timestamptz not null,
  last_at timestamptz not null
);
create index tries_old on signin.tries (last_at);

revoke all on signin.tries from public;
grant select, insert, update, delete on signin.tries to tc_signin;
