-- What people and practices say about themselves: a profile, a form of address, and how the patients' place is called.

-- The first person of drafts may differ from the form in which somebody is spoken to. Null: the same. (Sealed values can't be made
-- here, nor moved from another column: the place is part of the seal.)
alter table tc.members add column first_person bytea;
create policy own on tc.members for update to tc_therapist, tc_supervisor
  using (practice_id = tc.practice() and id = tc.person()) with check (practice_id = tc.practice() and id = tc.person());
grant update (name, title, licence, form, first_person) on tc.members to tc_therapist, tc_supervisor;

-- The form of address that a patient chose is theirs; when they chose it is a new fact for whatever is scheduled (design rule 12).
alter table tc.patients add column form_chosen_at timestamptz;
-- Letters follow a patient's account to its new address.
grant update (form, form_chosen_at, email) on tc.patients to tc_patient;

create function tc.guard_form() returns trigger language plpgsql as $$
begin
  if current_setting('role') = 'tc_patient' then
    if new.form_chosen_at is null or new.form_chosen_at is not distinct from old.form_chosen_at then
      raise exception 'a chosen form has its moment' using errcode = 'TC004';
    end if;
  elsif old.form_chosen_at is not null then
    raise exception 'the form that a patient chose is theirs to change' using errcode = 'TC002';
  end if;
  return new;
end $$;
create trigger guard_form before update of form, form_chosen_at on tc.patients for each row
  when (new.form is distinct from old.form or new.form_chosen_at is distinct from old.form_chosen_at) execute function tc.guard_form();

alter table tc.messages drop constraint messages_paused_by_check;
alter table tc.messages add constraint messages_paused_by_check check (paused_by in ('NewReply', 'OpenAlert', 'CareEnded', 'FormChanged'));

create function tc.guard_message_form() returns trigger language plpgsql as $$
begin
  if exists (
    select from tc.patients p join tc.approvals a on a.practice_id = p.practice_id and a.message_id = new.id and a.at = new.approved_at
    where p.practice_id = new.practice_id and p.id = new.patient_id and p.form_chosen_at > a.read_until) then
    raise exception 'another form of address was chosen since the approval' using errcode = 'TC005';
  end if;
  return new;
end $$;
create trigger guard_form before update on tc.messages for each row when (new.state = 'Sent') execute function tc.guard_message_form();

-- How the place looks on a patient's phone, and whether a link by e-mail may let a patient in.
alter table tc.practices
  add column patients_icon text not null default 'Envelope' check (patients_icon in ('Envelope', 'Circle', 'Square', 'Star')),
  add column sign_in_links text not null default 'Off' check (sign_in_links in ('Off', 'On'));
alter table tc.practices alter column patients_icon drop default, alter column sign_in_links drop default;

revoke all on function tc.guard_form(), tc.guard_message_form() from public;
