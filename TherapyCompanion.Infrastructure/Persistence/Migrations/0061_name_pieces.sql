-- The blind index of names: keyed hashes of the pieces of a name. The key is the practice's and is not in the database, so a token
-- says nothing of its letters, and the same name in two practices shares no token. Within a practice equal pieces are equal rows:
-- that much the index tells to whoever has the database alone. A row goes with its patient.
create table tc.name_pieces (
  practice_id uuid not null,
  patient_id uuid not null,
  token bigint not null,
  primary key (practice_id, patient_id, token),
  foreign key (practice_id, patient_id) references tc.patients (practice_id, id) on delete cascade deferrable initially deferred
);
-- Equality of bigints is leakproof, so the index serves under row-level security.
create index name_pieces_by_token on tc.name_pieces (practice_id, token, patient_id);

alter table tc.name_pieces enable row level security;
alter table tc.name_pieces force row level security;
revoke all on tc.name_pieces from public;
create policy therapist on tc.name_pieces for select to tc_therapist
  using (practice_id = tc.practice() and patient_id in (select tc.in_my_care()));
-- A file's pieces are written one by one: each asks for the one file, and not for all that are in care.
create policy writer on tc.name_pieces for insert to tc_therapist with check (practice_id = tc.practice() and exists (
  select from tc.care c where c.practice_id = tc.practice() and c.member_id = tc.person() and c.patient_id = name_pieces.patient_id and tc.holds(c.until)));
create policy remover on tc.name_pieces for delete to tc_therapist using (practice_id = tc.practice() and exists (
  select from tc.care c where c.practice_id = tc.practice() and c.member_id = tc.person() and c.patient_id = name_pieces.patient_id and tc.holds(c.until)));
grant select, insert, delete on tc.name_pieces to tc_therapist;
