-- The part of a session's summary that its patient reads. Closed by default: nothing is there until a therapist writes it, and nothing
-- is shown before they sign these very words apart from the record. What is shown is withdrawn, never changed.
create table tc.patient_parts (
  practice_id uuid not null,
  id uuid not null,
  patient_id uuid not null,
  summary_id uuid not null,
  author_id uuid not null,
  state text not null check (state in ('Draft', 'Signed', 'Withdrawn')),
  content bytea not null,
  revision int not null,
  changed_at timestamptz not null,
  signed_at timestamptz,
  withdrawn_at timestamptz,
  words_hmac bytea check (length(words_hmac) = 32),
  content_sha256 bytea check (length(content_sha256) = 32),
  primary key (practice_id, id),
  check ((state = 'Draft') = (signed_at is null and words_hmac is null and content_sha256 is null)),
  check ((state = 'Withdrawn') = (withdrawn_at is not null)),
  foreign key (practice_id, patient_id) references tc.patients (practice_id, id) deferrable initially deferred,
  foreign key (practice_id, patient_id, summary_id) references tc.summaries (practice_id, patient_id, id) deferrable initially deferred,
  foreign key (practice_id, author_id) references tc.members (practice_id, id) deferrable initially deferred
);
-- Of a summary one at a time: what was withdrawn may have a successor.
create unique index patient_parts_one on tc.patient_parts (practice_id, summary_id) where state <> 'Withdrawn';

create function tc.guard_patient_part() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    if old.state <> 'Draft' then
      raise exception 'what was shown to a patient is not struck out' using errcode = 'TC001';
    end if;
    return old;
  end if;
  if current_setting('role') <> 'tc_therapist' then
    raise exception 'only a therapist writes, signs and withdraws it' using errcode = 'TC002';
  end if;
  if tg_op = 'INSERT' then
    if new.state <> 'Draft' or new.author_id is distinct from tc.person() then
      raise exception 'it begins as its author''s draft' using errcode = 'TC004';
    end if;
    if not exists (select from tc.summaries s where s.practice_id = new.practice_id and s.id = new.summary_id and s.state = 'Signed') then
      raise exception 'only of a signed record a part is shown' using errcode = 'TC004';
    end if;
    return new;
  end if;
  if (new.practice_id, new.id, new.patient_id, new.summary_id) is distinct from (old.practice_id, old.id, old.patient_id, old.summary_id) then
    raise exception 'it stays whose it is' using errcode = 'TC001';
  end if;
  if old.state = 'Withdrawn' then
    raise exception 'what was withdrawn does not come back' using errcode = 'TC001';
  end if;
  if old.state = 'Signed' then
    if new.state <> 'Withdrawn' or (new.author_id, new.content, new.signed_at, new.words_hmac, new.content_sha256)
      is distinct from (old.author_id, old.content, old.signed_at, old.words_hmac, old.content_sha256) then
      raise exception 'signed words are withdrawn and not changed' using errcode = 'TC001';
    end if;
    return new;
  end if;
  -- Whoever changed a draft last is its author: nobody signs what another wrote since.
  if new.author_id is distinct from tc.person() then
    raise exception 'a draft is changed and signed as oneself' using errcode = 'TC002';
  end if;
  if new.state = 'Withdrawn' then
    raise exception 'what was never shown is not withdrawn' using errcode = 'TC004';
  end if;
  if new.state = 'Signed' then
    if new.author_id is distinct from old.author_id then
      raise exception 'nobody signs another''s words' using errcode = 'TC002';
    end if;
    new.content_sha256 := sha256(new.content);
  end if;
  return new;
end $$;
create trigger guard before insert or update or delete on tc.patient_parts for each row execute function tc.guard_patient_part();
revoke all on function tc.guard_patient_part() from public;

alter table tc.patient_parts enable row level security;
alter table tc.patient_parts force row level security;
create policy therapist on tc.patient_parts to tc_therapist using (practice_id = tc.practice() and patient_id in (select tc.in_my_care()));
-- The patient sees what is signed, as it was signed.
create policy patient on tc.patient_parts for select to tc_patient
  using (practice_id = tc.practice() and patient_id = tc.person() and state = 'Signed' and content_sha256 = sha256(content));
grant select, insert, update (author_id, state, content, revision, changed_at, signed_at, withdrawn_at, words_hmac) on tc.patient_parts to tc_therapist;
grant select on tc.patient_parts to tc_patient;
