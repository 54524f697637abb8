-- The database's own things that only a superuser may make. Run again and again without harm.
create extension if not exists vector;

revoke all on schema public from public;
create schema if not exists tc authorization tc_migrator;
create schema if not exists signin authorization tc_migrator;
create schema if not exists jobs authorization tc_migrator;
create schema if not exists ops authorization tc_migrator;
create schema if not exists tc_audit authorization tc_audit_owner;

grant usage on schema tc to tc_therapist, tc_patient, tc_admin, tc_supervisor, tc_guardian, tc_app, tc_job, tc_signin;
grant usage on schema tc_audit to tc_therapist, tc_patient, tc_admin, tc_supervisor, tc_guardian, tc_job, tc_app;
grant usage on schema signin to tc_signin;
grant usage on schema jobs to tc_job;
