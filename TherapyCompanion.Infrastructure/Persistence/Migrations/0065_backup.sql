-- Backup on signature. What is signed is put in line in the very transaction that signs it, whatever code signed; a job writes it
-- as a file of sealed bytes outside the database. An item names a record and holds nothing of it: the record never changes.
alter table tc.summaries add unique (practice_id, patient_id, id);

create table tc.backup_items (
  practice_id uuid not null,
  id uuid not null,
  patient_id uuid not null,
  summary_id uuid,
  state text not null check (state in ('Waiting', 'Written')),
  queued_at timestamptz not null,
  written_at timestamptz,
  primary key (practice_id, id),
  unique (practice_id, summary_id),
  check ((state = 'Written') = (written_at is not null)),
  constraint of_one_record check (num_nonnulls(summary_id) = 1),
  foreign key (practice_id, patient_id) references tc.patients (practice_id, id) deferrable initially deferred,
  foreign key (practice_id, patient_id, summary_id) references tc.summaries (practice_id, patient_id, id) deferrable initially deferred
);
create index backup_items_waiting on tc.backup_items (practice_id, queued_at) where state = 'Waiting';

create function tc.back_up_summary() returns trigger language plpgsql as $$
begin
  insert into tc.backup_items (practice_id, id, patient_id, summary_id, state, queued_at)
  values (new.practice_id, gen_random_uuid(), new.patient_id, new.id, 'Waiting', clock_timestamp());
  return null;
end $$;
create trigger back_up after update on tc.summaries for each row
  when (new.state = 'Signed' and old.state <> 'Signed') execute function tc.back_up_summary();

create function tc.guard_backup() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    raise exception 'what waits for its backup is not struck out' using errcode = 'TC001';
  end if;
  if tg_op = 'INSERT' then
    if new.state <> 'Waiting' then
      raise exception 'a backup begins waiting' using errcode = 'TC004';
    end if;
    return new;
  end if;
  if old.state = 'Written' then
    raise exception 'it is written already' using errcode = 'TC001';
  end if;
  if (new.practice_id, new.id, new.patient_id, new.summary_id, new.queued_at)
    is distinct from (old.practice_id, old.id, old.patient_id, old.summary_id, old.queued_at) then
    raise exception 'an item stays of its record' using errcode = 'TC001';
  end if;
  return new;
end $$;
create trigger guard before insert or update or delete on tc.backup_items for each row execute function tc.guard_backup();

-- Everything that was signed before this script. The owner sees no row under forced policies, so they rest for these statements.
alter table tc.summaries no force row level security;
insert into tc.backup_items (practice_id, id, patient_id, summary_id, state, queued_at)
  select practice_id, gen_random_uuid(), patient_id, id, 'Waiting', clock_timestamp() from tc.summaries where state = 'Signed';
alter table tc.summaries force row level security;

alter table tc.backup_items enable row level security;
alter table tc.backup_items force row level security;
create policy therapist on tc.backup_items to tc_therapist using (practice_id = tc.practice() and patient_id in (select tc.in_my_care()));
create policy admin on tc.backup_items for select to tc_admin using (practice_id = tc.practice());
create policy job on tc.backup_items to tc_job using (practice_id = tc.practice());
-- The therapist's signature puts in line; the job alone takes out. The admin sees that something waits, and not whose it is.
grant insert, select on tc.backup_items to tc_therapist;
grant select (practice_id, id, state, queued_at) on tc.backup_items to tc_admin;
grant select, update (state, written_at) on tc.backup_items to tc_job;

-- Clinical work stays the therapist's alone: the job looks into no table of it. What waits in line, and that alone, a function
-- hands it sealed as it is (0066_addenda.sql); these are for that function, which runs as the owner.
create policy backup on tc.backup_items for select to tc_migrator using (practice_id = tc.practice());
create policy backup on tc.summaries for select to tc_migrator using (practice_id = tc.practice() and state = 'Signed');
create policy backup on tc.sessions for select to tc_migrator using (practice_id = tc.practice());

-- A key that is destroyed is to be destroyed in its copy too, by whatever hand it went.
create table jobs.destroyed_keys (
  practice_id uuid not null,
  key_id uuid not null,
  destroyed_at timestamptz not null default clock_timestamp(),
  copy_gone_at timestamptz,
  primary key (practice_id, key_id)
);
revoke all on jobs.destroyed_keys from public;
grant select, update (copy_gone_at) on jobs.destroyed_keys to tc_job;

create function tc.note_destroyed_key() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into jobs.destroyed_keys (practice_id, key_id) values (old.practice_id, old.id) on conflict do nothing;
  return null;
end $$;
create trigger note_destroyed after delete on tc.data_keys for each row execute function tc.note_destroyed_key();
revoke all on function tc.back_up_summary(), tc.guard_backup(), tc.note_destroyed_key() from public;
