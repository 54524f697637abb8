-- Letters that are to leave the house. Who a letter is for, what it tells and where its link leads are sealed together under a
-- key that is not in the database; once it has left, or is given up, the sealed words go and only the id stays for a while, so
-- that the same letter put again is known. It belongs to no practice: a letter about an account is nobody's record.
create table jobs.letters (
  id uuid primary key,
  sealed bytea,
  state text not null default 'Waiting' check (state in ('Waiting', 'Sent', 'Failed')),
  attempts int not null default 0 check (attempts >= 0),
  due_at timestamptz not null,
  created_at timestamptz not null,
  done_at timestamptz,
  constraint words_only_while_waiting check ((state = 'Waiting') = (sealed is not null)),
  constraint done_when_not_waiting check ((state = 'Waiting') = (done_at is null))
);
create index letters_due on jobs.letters (due_at, id) where state = 'Waiting';
create index letters_done on jobs.letters (done_at) where state <> 'Waiting';

revoke all on jobs.letters from public;
-- Sign-in lays letters down and can't read one back; the job that carries them does the rest.
grant usage on schema jobs to tc_signin;
grant insert (id, sealed, due_at, created_at), select (id) on jobs.letters to tc_signin;
grant select, insert (id, sealed, due_at, created_at), update (state, sealed, attempts, due_at, done_at), delete on jobs.letters to tc_job;
