-- Care has a kind and may have an end that lies ahead. A stand-in has care of another's files until a day; on that day it is over
-- by the database's own clock, whether or not any job runs. One helper says what still holds, and one which files are whose.

create function tc.holds(until timestamptz) returns boolean language sql stable parallel safe as
$$ select until is null or until > statement_timestamp() $$;
create function tc.account() returns uuid language sql stable parallel safe as
$$ select nullif(current_setting('tc.account_id', true), '')::uuid $$;
revoke all on function tc.holds(timestamptz), tc.account() from public;
grant execute on function tc.holds(timestamptz), tc.account()
  to tc_therapist, tc_patient, tc_admin, tc_supervisor, tc_guardian, tc_job, tc_signin;

alter table tc.care
  add column kind text not null default 'Own' check (kind in ('Own', 'StandIn')),
  -- Who asked the stand-in: a member with care of their own.
  add column appointed_by uuid,
  add foreign key (practice_id, appointed_by) references tc.members (practice_id, id) deferrable initially deferred,
  add check ((kind = 'StandIn') = (appointed_by is not null)),
  add check (kind = 'Own' or (until is not null and until <= since + interval '60 days'));

drop index tc.care_once;
create unique index care_once on tc.care (practice_id, member_id, patient_id) where kind = 'Own' and until is null;
create index care_by_member on tc.care (practice_id, member_id, patient_id);
create index care_by_patient on tc.care (practice_id, patient_id);

-- The files of whoever asks. Definers, so that the policy of care itself can ask too without asking itself again.
create policy owner on tc.care for select to tc_migrator using (practice_id = tc.practice());
create function tc.in_my_care() returns setof uuid language sql stable security definer rows 50 set search_path = pg_catalog, pg_temp as
$$ select c.patient_id from tc.care c where c.practice_id = tc.practice() and c.member_id = tc.person() and tc.holds(c.until) $$;
create function tc.in_my_own_care() returns setof uuid language sql stable security definer rows 50 set search_path = pg_catalog, pg_temp as
$$ select c.patient_id from tc.care c
   where c.practice_id = tc.practice() and c.member_id = tc.person() and c.kind = 'Own' and tc.holds(c.until) $$;
revoke all on function tc.in_my_care(), tc.in_my_own_care() from public;
grant execute on function tc.in_my_care(), tc.in_my_own_care() to tc_therapist;

do $$
declare t text;
begin
  foreach t in array array['patient_accounts', 'sessions', 'notes', 'summaries', 'messages', 'approvals', 'outbox', 'replies',
    'crisis_alerts', 'consents', 'agent_runs'] loop
    execute format('drop policy therapist on tc.%I', t);
    execute format('create policy therapist on tc.%I to tc_therapist
      using (practice_id = tc.practice() and patient_id in (select tc.in_my_care()))', t);
  end loop;
end $$;

drop policy therapist on tc.patients;
create policy therapist on tc.patients to tc_therapist using (practice_id = tc.practice() and id in (select tc.in_my_care()));

drop policy therapist on tc.data_keys;
create policy therapist on tc.data_keys to tc_therapist
  using (practice_id = tc.practice() and (patient_id is null or patient_id in (select tc.in_my_care())))
  with check (practice_id = tc.practice() and patient_id in (select tc.in_my_own_care()));

-- A stand-in reads, approves and takes alerts; inviting stays with whoever has care of their own.
drop policy therapist on tc.invitations;
create policy therapist on tc.invitations for select to tc_therapist
  using (practice_id = tc.practice() and patient_id in (select tc.in_my_care()));
create policy inviter on tc.invitations for insert to tc_therapist
  with check (practice_id = tc.practice() and patient_id in (select tc.in_my_own_care()));
create policy closer on tc.invitations for update to tc_therapist
  using (practice_id = tc.practice() and patient_id in (select tc.in_my_own_care()));

-- Whoever has care of a file sees who else has; only who has their own lends it, for a time, and takes it back.
drop policy therapist on tc.care;
create policy therapist on tc.care for select to tc_therapist
  using (practice_id = tc.practice() and (member_id = tc.person() or patient_id in (select tc.in_my_care())));
create policy opener on tc.care for insert to tc_therapist with check (practice_id = tc.practice() and (
  kind = 'Own' and member_id = tc.person()
  or kind = 'StandIn' and member_id <> tc.person() and appointed_by = tc.person() and patient_id in (select tc.in_my_own_care())));
create policy ender on tc.care for update to tc_therapist
  using (practice_id = tc.practice() and kind = 'StandIn' and patient_id in (select tc.in_my_own_care()));
grant update (until) on tc.care to tc_therapist;

-- As before for care of one's own: it comes with the file that is opened in this very save, and is not taken. A stand-in is
-- appointed by who has their own, from now on by the database's clock, and to an end.
create or replace function tc.guard_care() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if current_setting('role') <> 'tc_therapist' then
    return new;
  end if;
  if new.kind = 'Own' then
    if exists (select from tc.patients p where p.practice_id = new.practice_id and p.id = new.patient_id) then
      raise exception 'care of a file that is there is given, not taken' using errcode = 'TC002';
    end if;
    return new;
  end if;
  new.since := clock_timestamp(); -- whatever the caller said
  if new.appointed_by is distinct from tc.person() or new.member_id = tc.person()
    or new.patient_id not in (select tc.in_my_own_care()) then
    raise exception 'a stand-in is appointed by who has the care' using errcode = 'TC002';
  end if;
  if new.until <= new.since or not exists (
    select from tc.members m where m.practice_id = new.practice_id and m.id = new.member_id and 'Therapist' = any (m.hats)) then
    raise exception 'a stand-in is a therapist, and to an end that lies ahead' using errcode = 'TC004';
  end if;
  return new;
end $$;

create function tc.guard_care_end() returns trigger language plpgsql as $$
begin
  if (new.practice_id, new.id, new.patient_id, new.member_id, new.kind, new.appointed_by, new.since)
    is distinct from (old.practice_id, old.id, old.patient_id, old.member_id, old.kind, old.appointed_by, old.since) then
    raise exception 'care stays whose it is' using errcode = 'TC001';
  end if;
  if not tc.holds(old.until) then
    raise exception 'care that ended stays ended' using errcode = 'TC001';
  end if;
  if current_setting('role') = 'tc_therapist' and new.until is distinct from least(new.until, old.until) then
    raise exception 'the end of a stand-in comes nearer, never further away' using errcode = 'TC001';
  end if;
  return new;
end $$;
create trigger guard_end before update on tc.care for each row execute function tc.guard_care_end();
revoke all on function tc.guard_care_end() from public;

-- For guard_care, which runs as the owner.
create policy owner on tc.members for select to tc_migrator using (practice_id = tc.practice());
