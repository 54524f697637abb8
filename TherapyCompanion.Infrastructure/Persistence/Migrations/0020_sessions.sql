-- Sign-ins. A cookie names one, and nothing works without it: requests ask for it, and a connection of the application opens only
-- while it goes on (tc.session_over). Ending the row is ending the sign-in, on every node.

create table signin.sessions (
  id uuid primary key,
  account_id uuid not null references signin.accounts (id) on delete cascade,
  practice_id uuid not null,
  hat text not null check (hat in ('Therapist', 'Patient', 'Admin', 'Supervisor', 'Guardian')),
  person_id uuid not null,
  -- Browser and address, sealed: who was where is nobody's to read from the database alone.
  device text not null,
  address text not null,
  began_at timestamptz not null,
  seen_at timestamptz not null,
  -- The last proof of a second factor; what needs a fresh one looks here.
  proved_at timestamptz,
  locked_at timestamptz,
  idle_seconds int not null check (idle_seconds > 0),
  expires_at timestamptz not null,
  ended_at timestamptz,
  ended_by text check (ended_by in ('SignedOut', 'Replaced', 'Revoked', 'Blocked', 'HatTaken', 'SecretsChanged')),
  check ((ended_at is null) = (ended_by is null))
);
create index sessions_by_account on signin.sessions (account_id, ended_at);
create index sessions_by_person on signin.sessions (practice_id, person_id, ended_at);
create index sessions_by_end on signin.sessions (ended_at) where ended_at is not null;

revoke all on signin.sessions from public;
grant select, insert, delete on signin.sessions to tc_signin;
grant update (seen_at, proved_at, locked_at, expires_at, ended_at, ended_by) on signin.sessions to tc_signin;

-- Every node hears of an end or a lock at once; the notice carries the id and nothing else.
create function signin.tell_session() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if old.ended_at is not null then
    raise exception 'a sign-in that ended stays ended' using errcode = 'TC001';
  end if;
  perform pg_notify('tc_sessions', new.id::text);
  return null;
end $$;
create trigger tell after update of ended_at, ended_by, locked_at, proved_at, expires_at on signin.sessions
  for each row execute function signin.tell_session();

-- Whether a sign-in is over, for a connection that opens within it. The clock is the application's, as everywhere in this schema.
create function tc.session_over(p_session uuid, p_account uuid, p_practice uuid, p_person uuid, p_now timestamptz) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as
$$ select not exists (select from signin.sessions s where s.id = p_session and s.account_id = p_account and s.practice_id = p_practice
     and s.person_id = p_person and s.ended_at is null and s.expires_at > p_now) $$;
-- The moment of the last proof of a second factor.
create function tc.session_proved_at(p_session uuid) returns timestamptz
language sql stable security definer set search_path = pg_catalog, pg_temp as
$$ select s.proved_at from signin.sessions s where s.id = p_session and s.ended_at is null $$;
revoke all on function tc.session_over(uuid, uuid, uuid, uuid, timestamptz), tc.session_proved_at(uuid) from public;
grant execute on function tc.session_over(uuid, uuid, uuid, uuid, timestamptz), tc.session_proved_at(uuid)
  to tc_app, tc_therapist, tc_patient, tc_admin, tc_supervisor, tc_guardian;

-- A changed password or factor ends every sign-in of the account but the one that changed it.
create function signin.end_on_changed_secrets() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  update signin.sessions set ended_at = clock_timestamp(), ended_by = 'SecretsChanged'
    where account_id = new.id and ended_at is null
      and id is distinct from nullif(current_setting('tc.keep_session', true), '')::uuid;
  return null;
end $$;
create trigger end_sessions after update of security_stamp on signin.accounts for each row
  when (old.security_stamp is distinct from new.security_stamp) execute function signin.end_on_changed_secrets();

-- A hat that is taken ends the sign-ins under it, in the transaction that takes it.
create function tc.end_sessions_of_taken_hats() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update signin.sessions set ended_at = clock_timestamp(), ended_by = 'HatTaken'
    where practice_id = new.practice_id and person_id = new.id and ended_at is null and not hat = any (new.hats);
  return null;
end $$;
create trigger end_sessions after update of hats on tc.members for each row
  when (old.hats is distinct from new.hats) execute function tc.end_sessions_of_taken_hats();

-- The hats of people who are no therapist, admin or patient.
alter table tc.members drop constraint members_hats_check;
alter table tc.members add constraint members_hats_check
  check (hats <@ array['Therapist', 'Admin', 'Supervisor'] and cardinality(hats) > 0);
create policy supervisor on tc.practices for select to tc_supervisor, tc_guardian using (id = tc.practice());
create policy supervisor on tc.members for select to tc_supervisor, tc_guardian using (practice_id = tc.practice());
create policy supervisor on tc.practice_keys for select to tc_supervisor, tc_guardian using (practice_id = tc.practice());
create policy supervisor on tc.data_keys for select to tc_supervisor, tc_guardian using (practice_id = tc.practice() and patient_id is null);
grant select on tc.practices, tc.members, tc.practice_keys, tc.data_keys to tc_supervisor, tc_guardian;
grant execute on function tc.practice(), tc.person() to tc_supervisor, tc_guardian;

revoke all on function tc.end_sessions_of_taken_hats(), signin.tell_session(), signin.end_on_changed_secrets() from public;
