-- The audit trail. It belongs to a role that nobody logs in as, not even the migrator, and grows only through append().
create table if not exists tc_audit.entries (
  practice_id uuid not null,
  seq bigint not null,
  at timestamptz not null,
  hat text not null,
  account_id uuid,
  person_id uuid,
  action text not null,
  target_id uuid,
  patient_id uuid,
  reason text not null,
  outcome text not null check (outcome in ('Done', 'Denied')),
  address text not null,
  previous bytea not null check (length(previous) = 32),
  hash bytea not null check (length(hash) = 32),
  primary key (practice_id, seq)
);
alter table tc_audit.entries owner to tc_audit_owner;
create index if not exists entries_by_patient on tc_audit.entries (practice_id, patient_id, seq desc);

-- Every field is hashed behind its own length, so that no two entries can spell the same bytes; null has length -1.
create or replace function tc_audit.field(value text) returns bytea
language sql immutable parallel safe set search_path = pg_catalog, pg_temp as
$$ select case when value is null then int4send(-1) else int4send(octet_length(convert_to(value, 'UTF8'))) || convert_to(value, 'UTF8') end $$;

create or replace function tc_audit.hash_of(
  practice_id uuid, seq bigint, at timestamptz, hat text, account_id uuid, person_id uuid, action text, target_id uuid,
  patient_id uuid, reason text, outcome text, address text, previous bytea) returns bytea
language sql stable parallel safe set search_path = pg_catalog, pg_temp as
$$ select sha256(
     tc_audit.field(practice_id::text) || tc_audit.field(seq::text)
     || tc_audit.field(to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
     || tc_audit.field(hat) || tc_audit.field(account_id::text) || tc_audit.field(person_id::text) || tc_audit.field(action)
     || tc_audit.field(target_id::text) || tc_audit.field(patient_id::text) || tc_audit.field(reason) || tc_audit.field(outcome)
     || tc_audit.field(address) || tc_audit.field(encode(previous, 'hex'))) $$;

-- Who acts is read from the connection itself: the role it took, or the login. A caller can name neither another hat nor
-- another practice than the one the connection was opened for.
create or replace function tc_audit.append(p_action text, p_target uuid, p_patient uuid, p_reason text, p_outcome text) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_practice uuid := nullif(current_setting('tc.practice_id', true), '')::uuid;
  v_hat text := case current_setting('role')
    when 'tc_therapist' then 'Therapist' when 'tc_patient' then 'Patient' when 'tc_admin' then 'Admin'
    when 'tc_supervisor' then 'Supervisor' when 'tc_guardian' then 'Guardian'
    else case session_user when 'tc_job' then 'Job' when 'tc_beth' then 'Beth' end end;
  v_previous bytea;
  v_seq bigint;
  v_at timestamptz;
  v_account uuid := nullif(current_setting('tc.account_id', true), '')::uuid;
  v_person uuid := nullif(current_setting('tc.person_id', true), '')::uuid;
  v_address text := coalesce(current_setting('tc.address', true), '');
begin
  if v_practice is null or v_hat is null then
    raise exception 'audit: nobody is acting' using errcode = 'TC010';
  end if;
  -- One appender a practice at a time, until its transaction ends: the chain has no forks and no gaps.
  perform pg_advisory_xact_lock(7231, hashtext(v_practice::text));
  select e.hash, e.seq into v_previous, v_seq from tc_audit.entries e where e.practice_id = v_practice order by e.seq desc limit 1;
  v_previous := coalesce(v_previous, decode(repeat('00', 32), 'hex'));
  v_seq := coalesce(v_seq, 0) + 1;
  v_at := clock_timestamp();
  insert into tc_audit.entries values (
    v_practice, v_seq, v_at, v_hat, v_account, v_person, p_action, p_target, p_patient, p_reason, p_outcome, v_address, v_previous,
    tc_audit.hash_of(v_practice, v_seq, v_at, v_hat, v_account, v_person, p_action, p_target, p_patient, p_reason, p_outcome,
      v_address, v_previous));
  return v_seq;
end $$;

alter function tc_audit.field(text) owner to tc_audit_owner;
alter function tc_audit.hash_of(uuid, bigint, timestamptz, text, uuid, uuid, text, uuid, uuid, text, text, text, bytea) owner to tc_audit_owner;
alter function tc_audit.append(text, uuid, uuid, text, text) owner to tc_audit_owner;
revoke all on all functions in schema tc_audit from public;
grant execute on function tc_audit.append(text, uuid, uuid, text, text) to tc_therapist, tc_patient, tc_admin, tc_supervisor, tc_guardian, tc_job;

alter table tc_audit.entries enable row level security;
alter table tc_audit.entries force row level security;
drop policy if exists appender on tc_audit.entries;
create policy appender on tc_audit.entries to tc_audit_owner using (true) with check (true);
drop policy if exists reader on tc_audit.entries;
create policy reader on tc_audit.entries for select to tc_admin, tc_job
  using (practice_id = nullif(current_setting('tc.practice_id', true), '')::uuid);
revoke all on tc_audit.entries from public;
grant select on tc_audit.entries to tc_admin, tc_job;
