-- What a therapist keeps of a session for themselves: a table and a key of their own. Whoever else has care of the file, now or
-- later, sees neither; no agent's login, no job and no admin is granted anything on the table.

alter table tc.data_keys
  add column member_id uuid,
  add check (member_id is null or patient_id is not null),
  add foreign key (practice_id, member_id) references tc.members (practice_id, id) deferrable initially deferred,
  drop constraint data_keys_practice_id_patient_id_version_key,
  add unique nulls not distinct (practice_id, patient_id, member_id, version);

-- Over all other policies: a key that is somebody's own is nobody else's, whatever care they have. The rotation's login wraps it anew
-- as it wraps the others.
create policy own on tc.data_keys as restrictive to tc_therapist, tc_patient, tc_admin, tc_supervisor, tc_guardian
  using (practice_id = tc.practice() and (member_id is null or member_id = tc.person()));
create policy own_key on tc.data_keys for insert to tc_therapist
  with check (practice_id = tc.practice() and member_id = tc.person() and patient_id in (select tc.in_my_care()));

create table tc.personal_notes (
  practice_id uuid not null,
  id uuid not null,
  patient_id uuid not null,
  session_id uuid not null,
  member_id uuid not null,
  text bytea not null,
  revision int not null,
  saved_at timestamptz not null,
  primary key (practice_id, id),
  unique (practice_id, session_id, member_id),
  foreign key (practice_id, patient_id) references tc.patients (practice_id, id) deferrable initially deferred,
  foreign key (practice_id, member_id) references tc.members (practice_id, id) deferrable initially deferred,
  foreign key (practice_id, patient_id, session_id) references tc.sessions (practice_id, patient_id, id) deferrable initially deferred
);
create index personal_notes_by_patient on tc.personal_notes (practice_id, patient_id);
alter table tc.personal_notes enable row level security;
alter table tc.personal_notes force row level security;
revoke all on tc.personal_notes from public;
create policy writer on tc.personal_notes to tc_therapist
  using (practice_id = tc.practice() and member_id = tc.person() and patient_id in (select tc.in_my_care()));
grant select, insert, update (text, revision, saved_at) on tc.personal_notes to tc_therapist;
