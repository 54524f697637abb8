-- A sign-in can be under way at the very moment at which somebody is shut out, loses a hat or is a guardian no longer: between the
-- look at their hats and the row of their sign-in. Both sides take one lock a person, so one of them sees the other: either the row
-- is there and ends, or it does not begin.

create policy in_trigger on tc.members for select to tc_migrator using (pg_trigger_depth() > 0);
create policy in_trigger on tc.guardians for select to tc_migrator using (pg_trigger_depth() > 0);

create function tc.guard_session() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform pg_advisory_xact_lock(7233, hashtext(new.person_id::text));
  if exists (select from tc.members m where m.practice_id = new.practice_id and m.id = new.person_id
      and (m.blocked_at is not null or not new.hat = any (m.hats)))
    or new.hat = 'Guardian' and exists (
      select from tc.guardians g where g.practice_id = new.practice_id and g.patient_id = new.person_id and g.account_id = new.account_id)
    and not exists (
      select from tc.guardians g where g.practice_id = new.practice_id and g.patient_id = new.person_id and g.account_id = new.account_id
        and tc.holds(g.until)) then
    raise exception 'this hat is worn no more' using errcode = 'TC009';
  end if;
  return new;
end $$;
create trigger guard before insert on signin.sessions for each row execute function tc.guard_session();

create or replace function tc.end_sessions_of_taken_hats() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform pg_advisory_xact_lock(7233, hashtext(new.id::text));
  update signin.sessions set ended_at = clock_timestamp(), ended_by = 'HatTaken'
    where practice_id = new.practice_id and person_id = new.id and ended_at is null and not hat = any (new.hats);
  return null;
end $$;

create or replace function tc.end_sessions_of_blocked() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform pg_advisory_xact_lock(7233, hashtext(new.id::text));
  update signin.sessions set ended_at = new.blocked_at, ended_by = 'Blocked'
    where practice_id = new.practice_id and person_id = new.id and ended_at is null;
  return null;
end $$;

create or replace function tc.end_sessions_of_guardian() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform pg_advisory_xact_lock(7233, hashtext(new.patient_id::text));
  update signin.sessions set ended_at = clock_timestamp(), ended_by = 'HatTaken'
    where practice_id = new.practice_id and person_id = new.patient_id and account_id = new.account_id and hat = 'Guardian' and ended_at is null;
  return null;
end $$;

revoke all on function tc.guard_session() from public;
