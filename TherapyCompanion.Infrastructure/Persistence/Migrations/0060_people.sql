-- What a file says about a person: sealed under the patient's key, each for its own reader. The list opens tags and status and not
-- the identity number; the job that delivers opens the rest times and nothing else.
alter table tc.patients
  add column about bytea,
  add column tags bytea,
  add column status bytea,
  add column rest bytea,
  -- The last moment at which whatever was scheduled for this person stopped. It does not say why: the status is sealed.
  add column held_at timestamptz;
grant update (about, tags, status, rest, held_at) on tc.patients to tc_therapist;

create function tc.guard_held() returns trigger language plpgsql as $$
begin
  if new.held_at is distinct from greatest(new.held_at, old.held_at) then
    raise exception 'what stopped does not go on by itself' using errcode = 'TC004';
  end if;
  return new;
end $$;
create trigger guard_held before update of held_at on tc.patients for each row
  when (new.held_at is distinct from old.held_at) execute function tc.guard_held();

alter table tc.messages drop constraint messages_paused_by_check;
alter table tc.messages add constraint messages_paused_by_check
  check (paused_by in ('NewReply', 'OpenAlert', 'CareEnded', 'FormChanged', 'FileChanged'));

create function tc.guard_message_held() returns trigger language plpgsql as $$
begin
  if exists (
    select from tc.patients p join tc.approvals a on a.practice_id = p.practice_id and a.message_id = new.id and a.at = new.approved_at
    where p.practice_id = new.practice_id and p.id = new.patient_id and p.held_at > a.read_until) then
    raise exception 'the file changed since the approval' using errcode = 'TC005';
  end if;
  return new;
end $$;
create trigger guard_held before update on tc.messages for each row when (new.state = 'Sent') execute function tc.guard_message_held();

revoke all on function tc.guard_held(), tc.guard_message_held() from public;
