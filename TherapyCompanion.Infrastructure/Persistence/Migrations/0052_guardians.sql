-- Guardians of a patient: they see that patient's consents, and of what the patient writes or receives nothing at all. A row is made
-- when the therapist invites (the name is sealed under the patient's key, which a guardian never has) and belongs to an account
-- from the moment somebody came in by the invitation.

create table tc.guardians (
  practice_id uuid not null,
  id uuid not null,
  patient_id uuid not null,
  account_id uuid,
  name bytea not null,
  invited_by uuid not null,
  since timestamptz,
  -- Null while it goes on; a moment ahead where the end is known, as at eighteen.
  until timestamptz,
  primary key (practice_id, id),
  unique (practice_id, patient_id, id),
  check ((account_id is null) = (since is null)),
  foreign key (practice_id, patient_id) references tc.patients (practice_id, id) deferrable initially deferred,
  foreign key (practice_id, invited_by) references tc.members (practice_id, id) deferrable initially deferred
);
create unique index guardians_once on tc.guardians (practice_id, patient_id, account_id) where until is null;
create index guardians_by_account on tc.guardians (account_id);
alter table tc.guardians enable row level security;
alter table tc.guardians force row level security;
revoke all on tc.guardians from public;

create policy therapist on tc.guardians for select to tc_therapist
  using (practice_id = tc.practice() and patient_id in (select tc.in_my_care()));
create policy inviter on tc.guardians for insert to tc_therapist
  with check (practice_id = tc.practice() and patient_id in (select tc.in_my_own_care()));
create policy ender on tc.guardians for update to tc_therapist
  using (practice_id = tc.practice() and patient_id in (select tc.in_my_own_care()));
create policy patient on tc.guardians for select to tc_patient using (practice_id = tc.practice() and patient_id = tc.person());
-- One's own row, and one that waits for somebody: it is taken with the invitation that belongs to it (guard_guardian_entry).
create policy guardian on tc.guardians to tc_guardian
  using (practice_id = tc.practice() and patient_id = tc.person() and (account_id = tc.account() or account_id is null));
create policy signin on tc.guardians for select to tc_signin using (account_id = tc.account());
grant select, insert, update (until) on tc.guardians to tc_therapist;
grant select on tc.guardians to tc_patient;
grant select, update (account_id, since) on tc.guardians to tc_guardian;
grant select (practice_id, patient_id, account_id, until) on tc.guardians to tc_signin;

-- An invitation is a patient's or a guardian's. Of a patient's one is open at a time; of guardians there may be two.
alter table tc.invitations
  add column kind text not null default 'Patient' check (kind in ('Patient', 'Guardian')),
  add column guardian_id uuid,
  add check ((kind = 'Guardian') = (guardian_id is not null)),
  add foreign key (practice_id, patient_id, guardian_id) references tc.guardians (practice_id, patient_id, id) deferrable initially deferred;
drop index tc.invitations_one_open;
create unique index invitations_one_open on tc.invitations (practice_id, patient_id) where state = 'Open' and kind = 'Patient';
create unique index invitations_one_open_guardian on tc.invitations (practice_id, guardian_id) where state = 'Open';

drop policy patient on tc.invitations;
create policy patient on tc.invitations to tc_patient
  using (practice_id = tc.practice() and patient_id = tc.person() and kind = 'Patient');
create policy guardian on tc.invitations to tc_guardian
  using (practice_id = tc.practice() and patient_id = tc.person() and kind = 'Guardian');
grant select, update (state, tries_left) on tc.invitations to tc_guardian;
grant select (kind) on tc.invitations to tc_signin;

-- What was agreed to, when and by whom; not from which address.
create policy guardian on tc.consents for select to tc_guardian using (practice_id = tc.practice() and patient_id = tc.person() and exists (
  select from tc.guardians g where g.practice_id = tc.practice() and g.patient_id = tc.person() and g.account_id = tc.account() and tc.holds(g.until)));
grant select (practice_id, id, patient_id, kind, act, text_version, at, by_hat, by_person, seq) on tc.consents to tc_guardian;

create function tc.guard_guardian() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    if new.account_id is not null or not tc.holds(new.until) then
      raise exception 'a guardian is invited first' using errcode = 'TC004';
    end if;
    if current_setting('role') = 'tc_therapist' and new.invited_by is distinct from tc.person() then
      raise exception 'a guardian is invited by who has the care' using errcode = 'TC002';
    end if;
    return new;
  end if;
  if (new.practice_id, new.id, new.patient_id, new.name, new.invited_by)
    is distinct from (old.practice_id, old.id, old.patient_id, old.name, old.invited_by) then
    raise exception 'a guardian stays who they are' using errcode = 'TC001';
  end if;
  if not tc.holds(old.until) then
    raise exception 'what a guardian had and lost stays lost' using errcode = 'TC001';
  end if;
  if (new.account_id, new.since) is distinct from (old.account_id, old.since) then
    if old.account_id is not null then
      raise exception 'a guardian stays who they are' using errcode = 'TC001';
    end if;
    if current_setting('role') <> 'tc_guardian' or new.account_id is distinct from tc.account() then
      raise exception 'a guardian comes in as themselves' using errcode = 'TC002';
    end if;
  end if;
  return new;
end $$;
create trigger guard before insert or update on tc.guardians for each row execute function tc.guard_guardian();

-- At the end of the transaction, when the invitation is used too.
create function tc.guard_guardian_entry() returns trigger language plpgsql as $$
begin
  if not exists (select from tc.invitations i where i.practice_id = new.practice_id and i.guardian_id = new.id and i.state = 'Used') then
    raise exception 'a guardian comes in by an invitation' using errcode = 'TC002';
  end if;
  return null;
end $$;
create constraint trigger guard_entry after update on tc.guardians deferrable initially deferred for each row
  when (old.account_id is null and new.account_id is not null) execute function tc.guard_guardian_entry();

-- What is taken from a guardian is taken at once.
create function tc.end_sessions_of_guardian() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update signin.sessions set ended_at = clock_timestamp(), ended_by = 'HatTaken'
    where practice_id = new.practice_id and person_id = new.patient_id and account_id = new.account_id and hat = 'Guardian' and ended_at is null;
  return null;
end $$;
create trigger end_sessions after update of until on tc.guardians for each row
  when (not tc.holds(new.until)) execute function tc.end_sessions_of_guardian();

revoke all on function tc.guard_guardian(), tc.guard_guardian_entry(), tc.end_sessions_of_guardian() from public;
