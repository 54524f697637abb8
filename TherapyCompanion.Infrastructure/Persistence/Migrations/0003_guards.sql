-- What the verbs of the entities refuse, the database refuses too: to every login, whatever code it runs.

create function tc.guard_approval() returns trigger language plpgsql as $$
begin
  if tg_op <> 'INSERT' then
    raise exception 'an approval is never changed' using errcode = 'TC001';
  end if;
  if current_setting('role') <> 'tc_therapist' or new.member_id is distinct from tc.person() then
    raise exception 'only a therapist approves, and as themselves' using errcode = 'TC002';
  end if;
  if not exists (
    select from tc.messages m
    where m.practice_id = new.practice_id and m.id = new.message_id and m.patient_id = new.patient_id
      and sha256(m.body) = new.ciphertext_sha256) then
    raise exception 'an approval of other words than the stored ones' using errcode = 'TC003';
  end if;
  new.made_in := pg_current_xact_id(); -- whatever the caller said
  return new;
end $$;
create trigger guard before insert or update or delete on tc.approvals for each row execute function tc.guard_approval();

create function tc.guard_message() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    raise exception 'a message is not deleted' using errcode = 'TC001';
  end if;
  if tg_op = 'INSERT' then
    if new.state <> 'Pending' then
      raise exception 'a message begins unapproved' using errcode = 'TC004';
    end if;
    return new;
  end if;
  if old.state in ('Sent', 'Rejected') then
    raise exception 'a message that was sent or rejected is not changed' using errcode = 'TC001';
  end if;
  if old.state = 'Approved' and new.body is distinct from old.body then
    raise exception 'approved words are not changed' using errcode = 'TC003';
  end if;
  -- What is approved leaves, is called back or stops; nothing else does any of these.
  if (case old.state when 'Approved' then new.state not in ('Sent', 'Recalled', 'Paused')
    else new.state in ('Sent', 'Recalled', 'Paused') and new.state <> old.state end) then
    raise exception 'a message does not go from % to %', old.state, new.state using errcode = 'TC004';
  end if;
  if (new.practice_id, new.id, new.patient_id, new.author_id, new.made_by)
    is distinct from (old.practice_id, old.id, old.patient_id, old.author_id, old.made_by) then
    raise exception 'a message stays whose it is' using errcode = 'TC001';
  end if;
  if new.state = 'Approved' and not exists (
    select from tc.approvals a
    where a.practice_id = new.practice_id and a.message_id = new.id and a.at = new.approved_at
      and a.ciphertext_sha256 = sha256(new.body) and a.made_in = pg_current_xact_id()) then
    raise exception 'no approval of exactly these words' using errcode = 'TC003';
  end if;
  if new.state = 'Sent' then
    if new.approved_at is distinct from old.approved_at or new.due_at is distinct from old.due_at
      or not exists (
        select from tc.approvals a
        where a.practice_id = new.practice_id and a.message_id = new.id and a.at = new.approved_at
          and a.ciphertext_sha256 = sha256(new.body)) then
      raise exception 'no approval of exactly these words' using errcode = 'TC003';
    end if;
    if exists (select from tc.crisis_alerts c where c.practice_id = new.practice_id and c.patient_id = new.patient_id and c.state = 'Open')
      or exists (select from tc.replies r where r.practice_id = new.practice_id and r.patient_id = new.patient_id
        and r.written_at > (select a.read_until from tc.approvals a
          where a.practice_id = new.practice_id and a.message_id = new.id and a.at = new.approved_at limit 1))
      or not exists (select from tc.approvals a join tc.care c
        on c.practice_id = a.practice_id and c.patient_id = a.patient_id and c.member_id = a.member_id and c.until is null
        where a.practice_id = new.practice_id and a.message_id = new.id and a.at = new.approved_at) then
      raise exception 'a new fact has come since the approval' using errcode = 'TC005';
    end if;
  end if;
  return new;
end $$;
create trigger guard before insert or update or delete on tc.messages for each row execute function tc.guard_message();

create function tc.guard_outbox() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    raise exception 'the outbox is not emptied by hand' using errcode = 'TC001';
  end if;
  if tg_op = 'INSERT' and new.state <> 'Waiting' then
    raise exception 'what is to leave begins waiting' using errcode = 'TC004';
  end if;
  if tg_op = 'UPDATE' and old.state <> 'Waiting' then
    raise exception 'it left or was stopped already' using errcode = 'TC006';
  end if;
  if tg_op = 'INSERT' and not exists (
    select from tc.messages m where m.practice_id = new.practice_id and m.id = new.message_id and m.patient_id = new.patient_id
      and m.state = case new.channel when 'Page' then 'Approved' else 'Sent' end) then
    raise exception 'nothing approved to send' using errcode = 'TC003';
  end if;
  if new.state = 'Done' and not exists (
    select from tc.messages m where m.practice_id = new.practice_id and m.id = new.message_id and m.state = 'Sent') then
    raise exception 'the message has not been sent' using errcode = 'TC003';
  end if;
  return new;
end $$;
create trigger guard before insert or update or delete on tc.outbox for each row execute function tc.guard_outbox();

create function tc.guard_summary() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    if new.state <> 'Draft' then
      raise exception 'a summary begins as a draft' using errcode = 'TC004';
    end if;
    return new;
  end if;
  if old.state = 'Signed' then
    raise exception 'a signed summary is not changed' using errcode = 'TC001';
  end if;
  if tg_op = 'DELETE' then
    return old;
  end if;
  if (new.practice_id, new.id, new.patient_id, new.session_id) is distinct from (old.practice_id, old.id, old.patient_id, old.session_id) then
    raise exception 'a summary stays whose it is' using errcode = 'TC001';
  end if;
  if new.state = 'Signed' then
    if current_setting('role') <> 'tc_therapist' or new.signed_by is distinct from tc.person() then
      raise exception 'only a therapist signs, and as themselves' using errcode = 'TC002';
    end if;
    new.content_sha256 := sha256(new.content);
  end if;
  return new;
end $$;
create trigger guard before insert or update or delete on tc.summaries for each row execute function tc.guard_summary();

create function tc.guard_added_only() returns trigger language plpgsql as $$
begin
  raise exception '% only grows', tg_table_name using errcode = 'TC001';
end $$;
create trigger guard before update or delete on tc.consents for each row execute function tc.guard_added_only();
create trigger guard before update or delete on tc.replies for each row execute function tc.guard_added_only();
create trigger guard before update or delete on tc.agent_runs for each row execute function tc.guard_added_only();

-- A therapist's connection has care of the file it opens in this very save, and gives itself no other. The definer sees whether
-- the file was there before; row-level security would hide it from the one who asks.
create function tc.guard_care() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if current_setting('role') = 'tc_therapist'
    and exists (select from tc.patients p where p.practice_id = new.practice_id and p.id = new.patient_id) then
    raise exception 'care of a file that is there is given, not taken' using errcode = 'TC002';
  end if;
  return new;
end $$;
create trigger guard before insert on tc.care for each row execute function tc.guard_care();

create function tc.guard_invitation() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' and (new.state <> 'Open' or new.tries_left <> 5) then
    raise exception 'an invitation begins open' using errcode = 'TC004';
  end if;
  if tg_op = 'UPDATE' and old.state <> 'Open' then
    raise exception 'an invitation that was used or closed is not changed' using errcode = 'TC001';
  end if;
  if tg_op = 'UPDATE' and new.tries_left > old.tries_left then
    raise exception 'a wrong try stays counted' using errcode = 'TC001';
  end if;
  return new;
end $$;
create trigger guard before insert or update on tc.invitations for each row execute function tc.guard_invitation();

create function tc.guard_alert() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' and new.state <> 'Open' then
    raise exception 'an alert begins open' using errcode = 'TC004';
  end if;
  if tg_op = 'UPDATE' and old.state <> 'Open' then
    raise exception 'an alert is taken once' using errcode = 'TC001';
  end if;
  if tg_op = 'UPDATE' and (current_setting('role') <> 'tc_therapist' or new.acknowledged_by is distinct from tc.person()) then
    raise exception 'only a therapist takes an alert, and as themselves' using errcode = 'TC002';
  end if;
  return new;
end $$;
create trigger guard before insert or update on tc.crisis_alerts for each row execute function tc.guard_alert();

create function tc.guard_consent() returns trigger language plpgsql as $$
begin
  if new.by_person is distinct from tc.person()
    or current_setting('role') is distinct from (case new.by_hat when 'Patient' then 'tc_patient' when 'Therapist' then 'tc_therapist' end) then
    raise exception 'a line of the ledger names who wrote it' using errcode = 'TC002';
  end if;
  return new;
end $$;
create trigger guard_who before insert on tc.consents for each row execute function tc.guard_consent();
