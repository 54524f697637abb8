-- Who sees what. Grants say what a hat may ever do; policies say on which rows. Nothing is granted to tc_beth, and nothing to
-- tc_app itself: a connection that took no hat sees no table.
revoke all on all tables in schema tc from public;
revoke all on all functions in schema tc from public;
grant execute on function tc.practice(), tc.person() to tc_therapist, tc_patient, tc_admin, tc_job, tc_signin;

do $$
declare t text;
begin
  foreach t in array array['practices', 'practice_keys', 'members', 'patients', 'data_keys', 'care', 'patient_accounts', 'invitations',
    'sessions', 'notes', 'summaries', 'messages', 'approvals', 'outbox', 'replies', 'crisis_alerts', 'consents', 'agent_runs'] loop
    execute format('alter table tc.%I enable row level security', t);
    execute format('alter table tc.%I force row level security', t);
  end loop;

  -- Rows about a patient: a therapist with care of them, and (where granted) the patient themselves, and the practice's jobs.
  foreach t in array array['patient_accounts', 'invitations', 'sessions', 'notes', 'summaries', 'messages', 'approvals', 'outbox', 'replies',
    'crisis_alerts', 'consents', 'agent_runs'] loop
    execute format('create policy therapist on tc.%I to tc_therapist using (practice_id = tc.practice() and patient_id in (
      select c.patient_id from tc.care c where c.practice_id = tc.practice() and c.member_id = tc.person() and c.until is null))', t);
  end loop;
  foreach t in array array['patient_accounts', 'invitations', 'replies', 'crisis_alerts', 'consents'] loop
    execute format('create policy patient on tc.%I to tc_patient using (practice_id = tc.practice() and patient_id = tc.person())', t);
  end loop;
  foreach t in array array['practice_keys', 'members', 'patients', 'data_keys', 'care', 'messages', 'approvals', 'outbox', 'replies',
    'crisis_alerts'] loop
    execute format('create policy job on tc.%I to tc_job using (practice_id = tc.practice())', t);
  end loop;
end $$;

-- The practice and its staff.
create policy everyone on tc.practices for select to tc_therapist, tc_patient, tc_job using (id = tc.practice());
create policy admin on tc.practices to tc_admin using (id = tc.practice());
grant select on tc.practices to tc_therapist, tc_patient, tc_job;
grant select, insert, update on tc.practices to tc_admin;

create policy everyone on tc.members for select to tc_therapist, tc_patient using (practice_id = tc.practice());
create policy admin on tc.members to tc_admin using (practice_id = tc.practice());
grant select on tc.members to tc_therapist, tc_patient, tc_job;
grant select, insert, update on tc.members to tc_admin;

-- Keys. A therapist's and a patient's connection sees the wrapped keys it needs; the admin's the practice's own alone.
create policy everyone on tc.practice_keys for select to tc_therapist, tc_patient using (practice_id = tc.practice());
create policy admin on tc.practice_keys to tc_admin using (practice_id = tc.practice());
grant select on tc.practice_keys to tc_therapist, tc_patient;
grant select, insert on tc.practice_keys to tc_admin;
grant select, insert on tc.practice_keys to tc_job;
grant update (wrapped, master_key_id) on tc.practice_keys to tc_job;

create policy therapist on tc.data_keys to tc_therapist using (practice_id = tc.practice() and (patient_id is null or patient_id in (
  select c.patient_id from tc.care c where c.practice_id = tc.practice() and c.member_id = tc.person() and c.until is null)))
  with check (practice_id = tc.practice() and patient_id in (
  select c.patient_id from tc.care c where c.practice_id = tc.practice() and c.member_id = tc.person() and c.until is null));
create policy patient on tc.data_keys for select to tc_patient
  using (practice_id = tc.practice() and (patient_id is null or patient_id = tc.person()));
create policy admin on tc.data_keys to tc_admin using (practice_id = tc.practice() and patient_id is null);
grant select, insert on tc.data_keys to tc_therapist, tc_admin, tc_job;
grant select on tc.data_keys to tc_patient;
grant update (wrapped, practice_key_id) on tc.data_keys to tc_job;

-- Files and care. The admin sees pseudonyms, by grants on columns.
create policy therapist on tc.patients to tc_therapist using (practice_id = tc.practice() and id in (
  select c.patient_id from tc.care c where c.practice_id = tc.practice() and c.member_id = tc.person() and c.until is null));
create policy patient on tc.patients to tc_patient using (practice_id = tc.practice() and id = tc.person());
create policy admin on tc.patients for select to tc_admin using (practice_id = tc.practice());
-- For guard_care, which runs as the owner; outside a trigger the owner sees no file.
create policy owner on tc.patients for select to tc_migrator using (pg_trigger_depth() > 0);
grant select, insert, update (name, email, form) on tc.patients to tc_therapist;
grant select on tc.patients to tc_patient, tc_job;
grant select (practice_id, id, code, created_at) on tc.patients to tc_admin;

create policy therapist on tc.care to tc_therapist using (practice_id = tc.practice() and member_id = tc.person());
create policy patient on tc.care for select to tc_patient using (practice_id = tc.practice() and patient_id = tc.person());
grant select, insert on tc.care to tc_therapist;
grant select on tc.care to tc_patient, tc_job;

grant select on tc.patient_accounts to tc_therapist;
grant select, insert on tc.patient_accounts to tc_patient;
grant select, insert, update (state) on tc.invitations to tc_therapist;
grant select, update (state, tries_left) on tc.invitations to tc_patient;

-- Clinical work: the therapist's alone.
grant select, insert on tc.sessions to tc_therapist;
grant select, insert, update (text, revision, saved_at) on tc.notes to tc_therapist;
grant select, insert, update (state, content, revision, changed_at, signed_at, signed_by, words_hmac) on tc.summaries to tc_therapist;
grant select, insert on tc.agent_runs to tc_therapist;

-- Messages: the therapist writes and approves, the job sends, the patient sees what was sent.
create policy patient on tc.messages for select to tc_patient
  using (practice_id = tc.practice() and patient_id = tc.person() and state = 'Sent');
grant select, insert, update (body, state, revision, approved_at, due_at, sent_at, paused_by) on tc.messages to tc_therapist;
grant select, update (state, sent_at, approved_at, due_at, paused_by) on tc.messages to tc_job;
grant select on tc.messages to tc_patient;
grant select, insert on tc.approvals to tc_therapist;
grant select on tc.approvals to tc_job;
grant select, insert, update (state) on tc.outbox to tc_therapist;
grant select, insert, update (state, due_at, attempts, done_at) on tc.outbox to tc_job;

-- What patients write, and what follows from it. The patient's connection adds an alert and can't read what it found.
grant select on tc.replies to tc_therapist;
grant select, insert on tc.replies to tc_patient;
grant select (practice_id, id, patient_id, written_at) on tc.replies to tc_job;
grant select, update (state, acknowledged_at, acknowledged_by) on tc.crisis_alerts to tc_therapist;
grant insert on tc.crisis_alerts to tc_patient;
grant select (practice_id, id, patient_id, xmin) on tc.crisis_alerts to tc_patient;
grant select (practice_id, id, patient_id, state) on tc.crisis_alerts to tc_job;
grant select, insert on tc.consents to tc_therapist, tc_patient;

-- Jobs work practice by practice; this is how they learn which there are. The definer needs a policy of its own.
create policy owner on tc.practices for select to tc_migrator using (true);
create function tc.practice_ids() returns setof uuid language sql stable security definer set search_path = pg_catalog, pg_temp as
$$ select id from tc.practices $$;
revoke all on function tc.practice_ids() from public;
grant execute on function tc.practice_ids() to tc_job;
