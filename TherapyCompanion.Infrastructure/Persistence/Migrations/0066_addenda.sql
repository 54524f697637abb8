-- Corrections of a signed record. The record itself never changes; an addendum is drafted, signed by its author and from then on as
-- unchangeable as the record, to every login and whatever code it runs.
create table tc.addenda (
  practice_id uuid not null,
  id uuid not null,
  patient_id uuid not null,
  summary_id uuid not null,
  author_id uuid not null,
  state text not null check (state in ('Draft', 'Signed')),
  content bytea not null,
  revision int not null,
  changed_at timestamptz not null,
  signed_at timestamptz,
  words_hmac bytea check (length(words_hmac) = 32),
  content_sha256 bytea check (length(content_sha256) = 32),
  primary key (practice_id, id),
  unique (practice_id, patient_id, id),
  check ((state = 'Signed') = (signed_at is not null and words_hmac is not null and content_sha256 is not null)),
  foreign key (practice_id, patient_id) references tc.patients (practice_id, id) deferrable initially deferred,
  foreign key (practice_id, patient_id, summary_id) references tc.summaries (practice_id, patient_id, id) deferrable initially deferred,
  foreign key (practice_id, author_id) references tc.members (practice_id, id) deferrable initially deferred
);
-- Of one author one draft at a time: a second tab goes on with the first one's.
create unique index addenda_one_draft on tc.addenda (practice_id, summary_id, author_id) where state = 'Draft';
create index addenda_by_summary on tc.addenda (practice_id, summary_id, signed_at);

create function tc.guard_addendum() returns trigger language plpgsql as $$
begin
  if tg_op <> 'INSERT' and old.state = 'Signed' then
    raise exception 'a signed addendum is not changed' using errcode = 'TC001';
  end if;
  if tg_op = 'DELETE' then
    return old;
  end if;
  if current_setting('role') <> 'tc_therapist' or new.author_id is distinct from tc.person() then
    raise exception 'an addendum is its author''s, and a therapist''s' using errcode = 'TC002';
  end if;
  if tg_op = 'INSERT' then
    if new.state <> 'Draft' then
      raise exception 'an addendum begins as a draft' using errcode = 'TC004';
    end if;
    if not exists (select from tc.summaries s where s.practice_id = new.practice_id and s.id = new.summary_id and s.state = 'Signed') then
      raise exception 'only a signed record is added to' using errcode = 'TC004';
    end if;
    return new;
  end if;
  if (new.practice_id, new.id, new.patient_id, new.summary_id, new.author_id)
    is distinct from (old.practice_id, old.id, old.patient_id, old.summary_id, old.author_id) then
    raise exception 'an addendum stays whose it is' using errcode = 'TC001';
  end if;
  if new.state = 'Signed' then
    new.content_sha256 := sha256(new.content);
  end if;
  return new;
end $$;
create trigger guard before insert or update or delete on tc.addenda for each row execute function tc.guard_addendum();

alter table tc.addenda enable row level security;
alter table tc.addenda force row level security;
create policy therapist on tc.addenda to tc_therapist using (practice_id = tc.practice() and patient_id in (select tc.in_my_care()));
create policy backup on tc.addenda for select to tc_migrator using (practice_id = tc.practice() and state = 'Signed');
grant select, insert, update (state, content, revision, changed_at, signed_at, words_hmac) on tc.addenda to tc_therapist;

-- It goes into the backup as the record did.
alter table tc.backup_items
  add column addendum_id uuid,
  add unique (practice_id, addendum_id),
  drop constraint of_one_record,
  add constraint of_one_record check (num_nonnulls(summary_id, addendum_id) = 1),
  add foreign key (practice_id, patient_id, addendum_id) references tc.addenda (practice_id, patient_id, id) deferrable initially deferred;

create function tc.back_up_addendum() returns trigger language plpgsql as $$
begin
  insert into tc.backup_items (practice_id, id, patient_id, addendum_id, state, queued_at)
  values (new.practice_id, gen_random_uuid(), new.patient_id, new.id, 'Waiting', clock_timestamp());
  return null;
end $$;
create trigger back_up after update on tc.addenda for each row
  when (new.state = 'Signed' and old.state <> 'Signed') execute function tc.back_up_addendum();

create function tc.guard_backup_addendum() returns trigger language plpgsql as $$
begin
  raise exception 'an item stays of its record' using errcode = 'TC001';
end $$;
create trigger guard_addendum before update on tc.backup_items for each row
  when (new.addendum_id is distinct from old.addendum_id) execute function tc.guard_backup_addendum();

-- What the job writes into the backup: a signed record or addendum that waits in line, sealed, with the number and time of its session.
create function tc.waiting_record(item uuid) returns table (
  record uuid, sealed bytea, sha256 bytea, words_hmac bytea, signed_at timestamptz, signed_by uuid, number int, starts_at timestamptz, minutes int)
language sql stable security definer rows 1 set search_path = pg_catalog, pg_temp as
$$
  select coalesce(a.id, s.id), coalesce(a.content, s.content), coalesce(a.content_sha256, s.content_sha256), coalesce(a.words_hmac, s.words_hmac),
    coalesce(a.signed_at, s.signed_at), coalesce(a.author_id, s.signed_by), n.number, n.starts_at, n.minutes
  from tc.backup_items i
  left join tc.addenda a on a.practice_id = i.practice_id and a.id = i.addendum_id
  join tc.summaries s on s.practice_id = i.practice_id and s.id = coalesce(i.summary_id, a.summary_id)
  join tc.sessions n on n.practice_id = s.practice_id and n.id = s.session_id
  where i.practice_id = tc.practice() and i.id = item and i.state = 'Waiting'
$$;
revoke all on function tc.waiting_record(uuid) from public;
grant execute on function tc.waiting_record(uuid) to tc_job;
revoke all on function tc.guard_addendum(), tc.back_up_addendum(), tc.guard_backup_addendum() from public;
