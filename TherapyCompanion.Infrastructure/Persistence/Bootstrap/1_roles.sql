-- Roles are the cluster's, so they are made here and never in a migration. Run by a superuser, again and again without harm.
-- The hats: roles without a login. A connection of tc_app takes exactly one of them.
do $$
declare r text;
begin
  foreach r in array array['tc_therapist', 'tc_patient', 'tc_admin', 'tc_supervisor', 'tc_guardian', 'tc_audit_owner'] loop
    if not exists (select from pg_roles where rolname = r) then
      execute format('create role %I nologin', r);
    end if;
  end loop;
  -- The logins. None of them is a superuser, owns the application's tables (but for the migrator) or bypasses row-level security.
  foreach r in array array['tc_app', 'tc_signin', 'tc_job', 'tc_beth', 'tc_migrator'] loop
    if not exists (select from pg_roles where rolname = r) then
      execute format('create role %I login', r);
    end if;
    execute format('alter role %I login noinherit nosuperuser nocreatedb nocreaterole nobypassrls', r);
  end loop;
end $$;

grant tc_therapist, tc_patient, tc_admin, tc_supervisor, tc_guardian to tc_app;
