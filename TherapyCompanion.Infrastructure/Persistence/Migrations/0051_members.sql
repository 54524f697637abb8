-- Who owns a practice, who is shut out of it, and how people come to belong to it.

alter table tc.members
  add column owner_since timestamptz,
  add column blocked_at timestamptz,
  add constraint owners_are_admins check (owner_since is null or 'Admin' = any (hats));

-- Up to here only whoever opened a practice had the admin's hat. The owner of the table is under its policies too, but for this.
alter table tc.members no force row level security;
update tc.members m set owner_since = (select p.created_at from tc.practices p where p.id = m.practice_id) where 'Admin' = any (m.hats);
alter table tc.members force row level security;

-- Sign-in gives a blocked person no hat in that practice; in others they go on. That they belong to it, it still knows: their
-- account is nobody's to take.
grant select (blocked_at) on tc.members to tc_signin;

-- How many files would be left with nobody: care of one's own, held by a therapist who is not shut out. A number, no files.
create function tc.files_left_by(p_member uuid) returns int language sql stable security definer set search_path = pg_catalog, pg_temp as
$$ select count(distinct c.patient_id)::int from tc.care c
   where c.practice_id = tc.practice() and c.member_id = p_member and c.kind = 'Own' and tc.holds(c.until) and not exists (
     select from tc.care o join tc.members m on m.practice_id = o.practice_id and m.id = o.member_id
     where o.practice_id = c.practice_id and o.patient_id = c.patient_id and o.member_id <> p_member and o.kind = 'Own'
       and tc.holds(o.until) and m.blocked_at is null and 'Therapist' = any (m.hats)) $$;
revoke all on function tc.files_left_by(uuid) from public;
grant execute on function tc.files_left_by(uuid) to tc_admin;

create table tc.member_invitations (
  practice_id uuid not null,
  id uuid not null,
  -- The id that whoever comes in by it will have: so the invitation is theirs before they are somebody.
  member_id uuid not null,
  link_hash bytea not null check (length(link_hash) = 32),
  hats text[] not null check (hats <@ array['Therapist', 'Admin', 'Supervisor'] and cardinality(hats) > 0),
  email bytea not null,
  made_by uuid not null,
  made_at timestamptz not null,
  expires_at timestamptz not null,
  state text not null check (state in ('Open', 'Used', 'Closed')),
  primary key (practice_id, id),
  unique (practice_id, member_id),
  foreign key (practice_id) references tc.practices (id) deferrable initially deferred,
  foreign key (practice_id, made_by) references tc.members (practice_id, id) deferrable initially deferred
);
create unique index member_invitations_by_link on tc.member_invitations (link_hash);
alter table tc.member_invitations enable row level security;
alter table tc.member_invitations force row level security;
revoke all on tc.member_invitations from public;

create policy admin on tc.member_invitations to tc_admin using (practice_id = tc.practice());
create policy invited on tc.member_invitations to tc_therapist, tc_supervisor
  using (practice_id = tc.practice() and member_id = tc.person());
create policy signin on tc.member_invitations for select to tc_signin
  using (link_hash = decode(nullif(current_setting('tc.link_hash', true), ''), 'hex'));
grant select, insert, update (state) on tc.member_invitations to tc_admin;
grant select, update (state) on tc.member_invitations to tc_therapist, tc_supervisor;
grant select (practice_id, member_id, link_hash, hats) on tc.member_invitations to tc_signin;

-- Whoever was invited enters themselves, and nobody else.
create policy joining on tc.members for insert to tc_therapist, tc_supervisor
  with check (practice_id = tc.practice() and id = tc.person() and account_id = tc.account());
grant insert on tc.members to tc_therapist, tc_supervisor;

-- Owners make and unmake owners and admins; an admin does the rest, and nothing to an owner. Who acts is read from the connection,
-- and what they may do from their own row as it is now (TC009: it was taken from them a moment ago, or they never had it).
create function tc.acts_as(out is_admin boolean, out is_owner boolean) language plpgsql stable as $$
begin
  select current_setting('role') = 'tc_admin' and 'Admin' = any (m.hats) and m.blocked_at is null, m.owner_since is not null
    into is_admin, is_owner
    from tc.members m where m.practice_id = tc.practice() and m.id = tc.person();
  is_admin := coalesce(is_admin, false);
  is_owner := is_admin and is_owner;
end $$;

create function tc.guard_member() returns trigger language plpgsql as $$
declare
  v_by record;
begin
  if (new.practice_id, new.id, new.account_id) is distinct from (old.practice_id, old.id, old.account_id) then
    raise exception 'a member stays who they are' using errcode = 'TC001';
  end if;
  -- A connection without a hat is nobody's (set-up, a superuser): only what holds for everybody holds for it.
  if current_setting('role') not in ('tc_therapist', 'tc_patient', 'tc_admin', 'tc_supervisor', 'tc_guardian')
    or (new.hats, new.owner_since, new.blocked_at) is not distinct from (old.hats, old.owner_since, old.blocked_at) then
    return new;
  end if;
  v_by := tc.acts_as();
  if not v_by.is_admin then
    raise exception 'only an admin changes what a member may do' using errcode = 'TC009';
  end if;
  if not v_by.is_owner and (new.owner_since is distinct from old.owner_since
    or ('Admin' = any (new.hats)) <> ('Admin' = any (old.hats))
    or (new.blocked_at is distinct from old.blocked_at and old.owner_since is not null)) then
    raise exception 'owners and admins are made and unmade by owners' using errcode = 'TC009';
  end if;
  if new.id = tc.person() and new.blocked_at is not null then
    raise exception 'nobody shuts themselves out' using errcode = 'TC002';
  end if;
  if 'Therapist' = any (old.hats) and not 'Therapist' = any (new.hats) and tc.files_left_by(new.id) > 0 then
    raise exception 'files would be left with nobody' using errcode = 'TC008';
  end if;
  return new;
end $$;
create trigger guard before update on tc.members for each row execute function tc.guard_member();

-- At the end of the transaction, when the invitation is used too: a member founded the practice, was invited to exactly these
-- hats, or was entered by an admin who may give them.
create function tc.guard_member_entry() returns trigger language plpgsql as $$
declare
  v_by record;
begin
  if current_setting('role') not in ('tc_therapist', 'tc_patient', 'tc_admin', 'tc_supervisor', 'tc_guardian') then
    return null;
  end if;
  if new.id = tc.person() and new.account_id is not distinct from tc.account() then
    if new.owner_since is not null and not exists (
      select from tc.members m where m.practice_id = new.practice_id and m.id <> new.id) then
      return null;
    end if;
    if new.owner_since is null and new.blocked_at is null and exists (
      select from tc.member_invitations i where i.practice_id = new.practice_id and i.member_id = new.id and i.state = 'Used'
        and i.hats @> new.hats and i.hats <@ new.hats) then
      return null;
    end if;
  else
    v_by := tc.acts_as();
    if v_by.is_owner or v_by.is_admin and new.owner_since is null and not 'Admin' = any (new.hats) then
      return null;
    end if;
  end if;
  raise exception 'a member is invited' using errcode = 'TC002';
end $$;
create constraint trigger guard_entry after insert on tc.members deferrable initially deferred
  for each row execute function tc.guard_member_entry();

-- A practice always has an owner who can come in. One transaction at a time looks, so that two owners can't unmake each other.
create function tc.guard_last_owner() returns trigger language plpgsql as $$
declare
  v_practice uuid := coalesce(new.practice_id, old.practice_id);
begin
  perform pg_advisory_xact_lock(7232, hashtext(v_practice::text));
  if exists (select from tc.members m where m.practice_id = v_practice) and not exists (
    select from tc.members m where m.practice_id = v_practice and m.owner_since is not null and m.blocked_at is null) then
    raise exception 'a practice has an owner' using errcode = 'TC007';
  end if;
  return null;
end $$;
create constraint trigger guard_last_owner after insert or delete or update of hats, owner_since, blocked_at on tc.members
  deferrable initially deferred for each row execute function tc.guard_last_owner();

create function tc.guard_member_invitation() returns trigger language plpgsql as $$
declare
  v_by record;
begin
  if tg_op = 'INSERT' then
    v_by := tc.acts_as();
    if new.state <> 'Open' then
      raise exception 'an invitation begins open' using errcode = 'TC004';
    end if;
    if not v_by.is_admin or new.made_by is distinct from tc.person() or ('Admin' = any (new.hats) and not v_by.is_owner) then
      raise exception 'an admin invites, and an owner invites admins' using errcode = 'TC009';
    end if;
    return new;
  end if;
  if old.state <> 'Open' then
    raise exception 'an invitation that was used or closed is not changed' using errcode = 'TC001';
  end if;
  if (new.practice_id, new.id, new.member_id, new.link_hash, new.hats, new.email, new.made_by, new.made_at, new.expires_at)
    is distinct from (old.practice_id, old.id, old.member_id, old.link_hash, old.hats, old.email, old.made_by, old.made_at, old.expires_at) then
    raise exception 'an invitation stays as it was made' using errcode = 'TC001';
  end if;
  if new.state = 'Used' and new.member_id is distinct from tc.person() then
    raise exception 'an invitation is used by who comes in' using errcode = 'TC002';
  end if;
  return new;
end $$;
create trigger guard before insert or update on tc.member_invitations for each row execute function tc.guard_member_invitation();

-- Who is shut out is out: the sign-ins under this practice end in the transaction that blocks. Those of other practices go on.
create function tc.end_sessions_of_blocked() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update signin.sessions set ended_at = new.blocked_at, ended_by = 'Blocked'
    where practice_id = new.practice_id and person_id = new.id and ended_at is null;
  return null;
end $$;
create trigger end_sessions_of_blocked after update of blocked_at on tc.members for each row
  when (old.blocked_at is null and new.blocked_at is not null) execute function tc.end_sessions_of_blocked();

-- As in 0003, by who has care now: a stand-in until their day, and nobody who is shut out or lost the hat.
create or replace function tc.guard_message() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    raise exception 'a message is not deleted' using errcode = 'TC001';
  end if;
  if tg_op = 'INSERT' then
    if new.state <> 'Pending' then
      raise exception 'a message begins unapproved' using errcode = 'TC004';
    end if;
    return new;
  end if;
  if old.state in ('Sent', 'Rejected') then
    raise exception 'a message that was sent or rejected is not changed' using errcode = 'TC001';
  end if;
  if old.state = 'Approved' and new.body is distinct from old.body then
    raise exception 'approved words are not changed' using errcode = 'TC003';
  end if;
  -- What is approved leaves, is called back or stops; nothing else does any of these.
  if (case old.state when 'Approved' then new.state not in ('Sent', 'Recalled', 'Paused')
    else new.state in ('Sent', 'Recalled', 'Paused') and new.state <> old.state end) then
    raise exception 'a message does not go from % to %', old.state, new.state using errcode = 'TC004';
  end if;
  if (new.practice_id, new.id, new.patient_id, new.author_id, new.made_by)
    is distinct from (old.practice_id, old.id, old.patient_id, old.author_id, old.made_by) then
    raise exception 'a message stays whose it is' using errcode = 'TC001';
  end if;
  if new.state = 'Approved' and not exists (
    select from tc.approvals a
    where a.practice_id = new.practice_id and a.message_id = new.id and a.at = new.approved_at
      and a.ciphertext_sha256 = sha256(new.body) and a.made_in = pg_current_xact_id()) then
    raise exception 'no approval of exactly these words' using errcode = 'TC003';
  end if;
  if new.state = 'Sent' then
    if new.approved_at is distinct from old.approved_at or new.due_at is distinct from old.due_at
      or not exists (
        select from tc.approvals a
        where a.practice_id = new.practice_id and a.message_id = new.id and a.at = new.approved_at
          and a.ciphertext_sha256 = sha256(new.body)) then
      raise exception 'no approval of exactly these words' using errcode = 'TC003';
    end if;
    if exists (select from tc.crisis_alerts c where c.practice_id = new.practice_id and c.patient_id = new.patient_id and c.state = 'Open')
      or exists (select from tc.replies r where r.practice_id = new.practice_id and r.patient_id = new.patient_id
        and r.written_at > (select a.read_until from tc.approvals a
          where a.practice_id = new.practice_id and a.message_id = new.id and a.at = new.approved_at limit 1))
      or not exists (select from tc.approvals a join tc.care c
        on c.practice_id = a.practice_id and c.patient_id = a.patient_id and c.member_id = a.member_id and tc.holds(c.until)
        join tc.members m on m.practice_id = a.practice_id and m.id = a.member_id and m.blocked_at is null and 'Therapist' = any (m.hats)
        where a.practice_id = new.practice_id and a.message_id = new.id and a.at = new.approved_at) then
      raise exception 'a new fact has come since the approval' using errcode = 'TC005';
    end if;
  end if;
  return new;
end $$;

revoke all on function tc.acts_as(), tc.guard_member(), tc.guard_member_entry(), tc.guard_last_owner(), tc.guard_member_invitation(),
  tc.end_sessions_of_blocked() from public;
grant execute on function tc.acts_as() to tc_therapist, tc_patient, tc_admin, tc_supervisor, tc_guardian;
