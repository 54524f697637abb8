-- A lost second factor is taken off in one of two ways, never at once by the person alone: somebody of the practice's management
-- approves it, or a waiting time passes in which its owner is written to and can stop it.
create table signin.factor_resets (
  id uuid primary key,
  account_id uuid not null references signin.accounts (id) on delete cascade,
  state text not null check (state in ('Asked', 'Approved', 'Stopped', 'Done')),
  asked_at timestamptz not null,
  -- From here on it needs nobody's approval.
  due_at timestamptz not null check (due_at > asked_at),
  -- Up to here it may be carried out.
  ends_at timestamptz not null,
  -- The language of its letters.
  language text not null check (language in ('he', 'en')),
  remind_at timestamptz,
  approved_at timestamptz,
  approved_by uuid,
  approved_in uuid,
  reason text check (reason in ('DeviceLost', 'DeviceReplaced', 'DeviceBroken', 'OtherReason')),
  closed_at timestamptz,
  constraint approval_is_whole check (num_nonnulls(approved_at, approved_by, approved_in, reason) in (0, 4)),
  constraint approved_by_another check (approved_by <> account_id),
  constraint approved_when_it_says_so check (state <> 'Approved' or approved_at is not null),
  constraint not_approved_when_asked check (state <> 'Asked' or approved_at is null),
  constraint closed_when_over check ((state in ('Stopped', 'Done')) = (closed_at is not null)),
  constraint done_by_somebody_or_in_time check (state <> 'Done' or approved_at is not null or closed_at >= due_at)
);
-- One at a time.
create unique index factor_resets_open on signin.factor_resets (account_id) where state in ('Asked', 'Approved');
create index factor_resets_reminders on signin.factor_resets (remind_at) where state = 'Asked' and remind_at is not null;
create index factor_resets_by_account on signin.factor_resets (account_id, asked_at);

-- What is over stays over, whoever writes.
create function signin.guard_factor_reset() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if old.state in ('Stopped', 'Done') or (old.state = 'Approved' and new.state = 'Asked') then
    raise exception 'a factor reset that is over stays over' using errcode = 'TC001';
  end if;
  return new;
end $$;
create trigger guard before update on signin.factor_resets for each row execute function signin.guard_factor_reset();
revoke all on function signin.guard_factor_reset() from public;

revoke all on signin.factor_resets from public;
grant select, insert on signin.factor_resets to tc_signin;
grant update (state, ends_at, remind_at, approved_at, approved_by, approved_in, reason, closed_at) on signin.factor_resets to tc_signin;
