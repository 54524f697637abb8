-- The practice's records. Every table: practice_id first, random ids, composite keys and foreign keys (foreign keys ignore
-- row-level security), row-level security enabled and forced, text with CHECK for states (enum operators are not leakproof and
-- lose their index under row-level security). Foreign keys are deferred: a file, its care and its key come in one save.

create function tc.practice() returns uuid language sql stable parallel safe as
$$ select nullif(current_setting('tc.practice_id', true), '')::uuid $$;
create function tc.person() returns uuid language sql stable parallel safe as
$$ select nullif(current_setting('tc.person_id', true), '')::uuid $$;

create table tc.practices (
  id uuid primary key,
  name bytea not null,
  patients_name bytea not null,
  time_zone text not null,
  opens_at time not null,
  closes_at time not null,
  created_at timestamptz not null,
  check (opens_at < closes_at)
);

create table tc.practice_keys (
  practice_id uuid not null,
  id uuid not null,
  version int not null,
  wrapped bytea not null,
  master_key_id uuid not null,
  created_at timestamptz not null,
  primary key (practice_id, id),
  unique (practice_id, version),
  foreign key (practice_id) references tc.practices (id) deferrable initially deferred
);

create table tc.members (
  practice_id uuid not null,
  id uuid not null,
  account_id uuid not null,
  hats text[] not null,
  name bytea not null,
  title bytea not null,
  licence bytea not null,
  form bytea not null,
  primary key (practice_id, id),
  unique (practice_id, account_id),
  check (hats <@ array['Therapist', 'Admin'] and cardinality(hats) > 0),
  foreign key (practice_id) references tc.practices (id) deferrable initially deferred
);
create index members_by_account on tc.members (account_id);

create table tc.patients (
  practice_id uuid not null,
  id uuid not null,
  code text not null,
  name bytea not null,
  email bytea not null,
  form bytea not null,
  created_at timestamptz not null,
  primary key (practice_id, id),
  unique (practice_id, code),
  foreign key (practice_id) references tc.practices (id) deferrable initially deferred
);

create table tc.data_keys (
  practice_id uuid not null,
  id uuid not null,
  patient_id uuid,
  version int not null,
  wrapped bytea not null,
  practice_key_id uuid not null,
  created_at timestamptz not null,
  primary key (practice_id, id),
  unique nulls not distinct (practice_id, patient_id, version),
  foreign key (practice_id, patient_id) references tc.patients (practice_id, id) deferrable initially deferred,
  foreign key (practice_id, practice_key_id) references tc.practice_keys (practice_id, id) deferrable initially deferred
);

create table tc.care (
  practice_id uuid not null,
  id uuid not null,
  patient_id uuid not null,
  member_id uuid not null,
  since timestamptz not null,
  until timestamptz,
  primary key (practice_id, id),
  foreign key (practice_id, patient_id) references tc.patients (practice_id, id) deferrable initially deferred,
  foreign key (practice_id, member_id) references tc.members (practice_id, id) deferrable initially deferred
);
create unique index care_once on tc.care (practice_id, member_id, patient_id) where until is null;

create table tc.patient_accounts (
  practice_id uuid not null,
  id uuid not null,
  patient_id uuid not null,
  account_id uuid not null,
  created_at timestamptz not null,
  primary key (practice_id, id),
  unique (practice_id, patient_id, account_id),
  foreign key (practice_id, patient_id) references tc.patients (practice_id, id) deferrable initially deferred
);
create index patient_accounts_by_account on tc.patient_accounts (account_id);

create table tc.invitations (
  practice_id uuid not null,
  id uuid not null,
  patient_id uuid not null,
  link_hash bytea not null check (length(link_hash) = 32),
  digits_hash bytea not null check (length(digits_hash) = 32),
  state text not null check (state in ('Open', 'Used', 'Closed')),
  tries_left int not null check (tries_left between 0 and 5),
  expires_at timestamptz not null,
  primary key (practice_id, id),
  foreign key (practice_id, patient_id) references tc.patients (practice_id, id) deferrable initially deferred
);
create unique index invitations_by_link on tc.invitations (link_hash);
create unique index invitations_one_open on tc.invitations (practice_id, patient_id) where state = 'Open';

create table tc.sessions (
  practice_id uuid not null,
  id uuid not null,
  patient_id uuid not null,
  number int not null,
  starts_at timestamptz not null,
  minutes int not null check (minutes between 1 and 600),
  primary key (practice_id, id),
  unique (practice_id, patient_id, id),
  unique (practice_id, patient_id, number),
  foreign key (practice_id, patient_id) references tc.patients (practice_id, id) deferrable initially deferred
);
create index sessions_by_time on tc.sessions (practice_id, starts_at);

create table tc.notes (
  practice_id uuid not null,
  id uuid not null,
  patient_id uuid not null,
  session_id uuid not null,
  text bytea not null,
  revision int not null,
  saved_at timestamptz not null,
  primary key (practice_id, id),
  unique (practice_id, session_id),
  foreign key (practice_id, patient_id) references tc.patients (practice_id, id) deferrable initially deferred,
  foreign key (practice_id, patient_id, session_id) references tc.sessions (practice_id, patient_id, id) deferrable initially deferred
);

create table tc.summaries (
  practice_id uuid not null,
  id uuid not null,
  patient_id uuid not null,
  session_id uuid not null,
  state text not null check (state in ('Draft', 'Signed')),
  content bytea not null,
  revision int not null,
  changed_at timestamptz not null,
  signed_at timestamptz,
  signed_by uuid,
  words_hmac bytea check (length(words_hmac) = 32),
  content_sha256 bytea check (length(content_sha256) = 32),
  primary key (practice_id, id),
  unique (practice_id, session_id),
  check ((state = 'Signed') = (signed_at is not null and signed_by is not null and words_hmac is not null and content_sha256 is not null)),
  foreign key (practice_id, patient_id) references tc.patients (practice_id, id) deferrable initially deferred,
  foreign key (practice_id, patient_id, session_id) references tc.sessions (practice_id, patient_id, id) deferrable initially deferred,
  foreign key (practice_id, signed_by) references tc.members (practice_id, id) deferrable initially deferred
);
create index summaries_by_state on tc.summaries (practice_id, state, patient_id);

create table tc.messages (
  practice_id uuid not null,
  id uuid not null,
  patient_id uuid not null,
  author_id uuid not null,
  kind bytea not null,
  body bytea not null,
  made_by text not null,
  state text not null check (state in ('Pending', 'Approved', 'Sent', 'Rejected', 'Recalled', 'Paused')),
  revision int not null,
  drafted_at timestamptz not null,
  approved_at timestamptz,
  due_at timestamptz,
  sent_at timestamptz,
  paused_by text check (paused_by in ('NewReply', 'OpenAlert', 'CareEnded')),
  primary key (practice_id, id),
  check ((state in ('Approved', 'Sent')) = (approved_at is not null and due_at is not null)),
  check (due_at >= approved_at),
  check ((state = 'Sent') = (sent_at is not null)),
  check (sent_at >= due_at),
  foreign key (practice_id, patient_id) references tc.patients (practice_id, id) deferrable initially deferred,
  foreign key (practice_id, author_id) references tc.members (practice_id, id) deferrable initially deferred
);
create index messages_by_patient on tc.messages (practice_id, patient_id, sent_at);
create index messages_waiting on tc.messages (practice_id, drafted_at) where state in ('Pending', 'Approved', 'Recalled', 'Paused');

create table tc.approvals (
  practice_id uuid not null,
  id uuid not null,
  patient_id uuid not null,
  message_id uuid not null,
  member_id uuid not null,
  ciphertext_sha256 bytea not null check (length(ciphertext_sha256) = 32),
  words_hmac bytea not null check (length(words_hmac) = 32),
  at timestamptz not null,
  -- Up to when the approver had read what the patient wrote: anything later is a new fact.
  read_until timestamptz not null default clock_timestamp(),
  -- The transaction that wrote it: an approval moves a message in that one transaction and never again.
  made_in xid8 not null default pg_current_xact_id(),
  primary key (practice_id, id),
  foreign key (practice_id, patient_id) references tc.patients (practice_id, id) deferrable initially deferred,
  foreign key (practice_id, message_id) references tc.messages (practice_id, id) deferrable initially deferred,
  foreign key (practice_id, member_id) references tc.members (practice_id, id) deferrable initially deferred
);
create index approvals_by_message on tc.approvals (practice_id, message_id);

create table tc.outbox (
  practice_id uuid not null,
  id uuid not null,
  patient_id uuid not null,
  message_id uuid not null,
  channel text not null check (channel in ('Page', 'Email')),
  state text not null check (state in ('Waiting', 'Done', 'Stopped')),
  due_at timestamptz not null,
  attempts int not null default 0,
  done_at timestamptz,
  primary key (practice_id, id),
  check ((state = 'Done') = (done_at is not null)),
  foreign key (practice_id, patient_id) references tc.patients (practice_id, id) deferrable initially deferred,
  foreign key (practice_id, message_id) references tc.messages (practice_id, id) deferrable initially deferred
);
create index outbox_due on tc.outbox (practice_id, channel, due_at) where state = 'Waiting';
-- Whatever waits or left is there once for a message and a channel; only what was stopped may have a successor.
create unique index outbox_once on tc.outbox (practice_id, message_id, channel) where state <> 'Stopped';

create table tc.replies (
  practice_id uuid not null,
  id uuid not null,
  patient_id uuid not null,
  idempotency_key uuid not null,
  body bytea not null,
  written_at timestamptz not null,
  primary key (practice_id, id),
  unique (practice_id, patient_id, id),
  unique (practice_id, patient_id, idempotency_key),
  foreign key (practice_id, patient_id) references tc.patients (practice_id, id) deferrable initially deferred
);
create index replies_by_patient on tc.replies (practice_id, patient_id, written_at);

create table tc.crisis_alerts (
  practice_id uuid not null,
  id uuid not null,
  patient_id uuid not null,
  reply_id uuid not null,
  state text not null check (state in ('Open', 'Acknowledged')),
  finding bytea not null,
  raised_at timestamptz not null,
  acknowledged_at timestamptz,
  acknowledged_by uuid,
  primary key (practice_id, id),
  unique (practice_id, reply_id),
  check ((state = 'Acknowledged') = (acknowledged_at is not null and acknowledged_by is not null)),
  foreign key (practice_id, patient_id) references tc.patients (practice_id, id) deferrable initially deferred,
  foreign key (practice_id, patient_id, reply_id) references tc.replies (practice_id, patient_id, id) deferrable initially deferred,
  foreign key (practice_id, acknowledged_by) references tc.members (practice_id, id) deferrable initially deferred
);
create index crisis_alerts_open on tc.crisis_alerts (practice_id, patient_id) where state = 'Open';

create table tc.consents (
  practice_id uuid not null,
  id uuid not null,
  patient_id uuid not null,
  kind text not null check (kind in ('AiAnalysis')),
  act text not null check (act in ('Granted', 'Withdrawn')),
  text_version int not null,
  at timestamptz not null,
  by_hat text not null check (by_hat in ('Patient', 'Therapist')),
  by_person uuid not null,
  address bytea not null,
  user_agent bytea not null,
  -- The order in which lines were written, by the database and not by a node's clock: the last one counts.
  seq bigint generated always as identity,
  primary key (practice_id, id),
  foreign key (practice_id, patient_id) references tc.patients (practice_id, id) deferrable initially deferred
);
create index consents_by_patient on tc.consents (practice_id, patient_id, kind, seq desc);

create table tc.agent_runs (
  practice_id uuid not null,
  id uuid not null,
  patient_id uuid not null,
  at timestamptz not null,
  agent text not null,
  engine text not null,
  model text not null,
  prompt_version text not null,
  outcome text not null check (outcome in ('Answered', 'Repaired', 'FellBack')),
  tokens_in bigint not null,
  tokens_out bigint not null,
  milliseconds int not null,
  exchange bytea not null,
  primary key (practice_id, id),
  foreign key (practice_id, patient_id) references tc.patients (practice_id, id) deferrable initially deferred
);
