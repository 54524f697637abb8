using Npgsql;
using TherapyCompanion.Tests.Support;

namespace TherapyCompanion.Tests.Persistence;

/// <summary>Design rule 2 as the catalogue has it: read from PostgreSQL itself, so that the next migration is held to it too.</summary>
[Trait("Needs", "Database")]
public sealed class TenancyCatalogueTests(House house) : IClassFixture<House>
{
    private static readonly string[] Logins = ["tc_app", "tc_signin", "tc_job", "tc_beth", "tc_migrator"];
    private static readonly string[] Hats = ["tc_therapist", "tc_patient", "tc_admin", "tc_supervisor", "tc_guardian"];

    [Fact]
    public async Task Every_table_has_row_level_security_enabled_and_forced_with_a_policy()
    {
        await using var super = await house.RawAsync("superuser");
        var tables = await super.ListAsync<string>("select c.oid::regclass::text from pg_class c where relnamespace in ('tc'::regnamespace, 'tc_audit'::regnamespace) and relkind in ('r', 'p')");
        tables.Should().HaveCountGreaterThan(18);
        (await super.ListAsync<string>("""
            select c.oid::regclass::text from pg_class c where relnamespace in ('tc'::regnamespace, 'tc_audit'::regnamespace) and relkind in ('r', 'p')
              and not (relrowsecurity and relforcerowsecurity and exists (select from pg_policy p where p.polrelid = c.oid))
            """)).Should().BeEmpty();
    }

    // A policy for inserts has no rows to choose from, only what it checks.
    [Fact]
    public async Task No_policy_but_the_listed_ones_goes_without_the_practice()
    {
        await using var super = await house.RawAsync("superuser");
        (await super.ListAsync<string>("""
            select concat(tablename, ' ', policyname, ' ', roles::text) from pg_policies where schemaname in ('tc', 'tc_audit')
              and not (coalesce(qual, with_check, '') like '%tc.practice()%' or coalesce(qual, '') like '%tc.practice_id%')
            """)).Should().BeEquivalentTo(
            "entries appender {tc_audit_owner}", // inside append(), which names the practice itself
            "practices owner {tc_migrator}", // inside practice_ids(): only ids come out
            "patients owner {tc_migrator}", // inside guard_care(), and only while a trigger runs
            "members in_trigger {tc_migrator}", "guardians in_trigger {tc_migrator}", // inside guard_session(), likewise
            "practices signin {tc_signin}", // ids alone: is there any practice yet
            "members signin {tc_signin}", "patient_accounts signin {tc_signin}", "invitations signin {tc_signin}", // one account's, one link's
            "guardians signin {tc_signin}", "member_invitations signin {tc_signin}"); // likewise
    }

    [Fact]
    public async Task Every_row_belongs_to_a_practice_and_the_key_begins_with_it()
    {
        await using var super = await house.RawAsync("superuser");
        (await super.ListAsync<string>("""
            select c.relname::text from pg_class c where relnamespace = 'tc'::regnamespace and relkind in ('r', 'p') and relname <> 'practices'
              and not exists (select from pg_attribute a join pg_constraint k on k.conrelid = c.oid and k.contype = 'p' and k.conkey[1] = a.attnum
                where a.attrelid = c.oid and a.attname = 'practice_id' and a.attnotnull)
            """)).Should().BeEmpty();
    }

    [Fact]
    public async Task Every_foreign_key_carries_the_practice_to_the_practice()
    {
        await using var super = await house.RawAsync("superuser");
        (await super.AskAsync<long>("select count(*) from pg_constraint where contype = 'f' and connamespace = 'tc'::regnamespace")).Should().BeGreaterThan(25);
        (await super.ListAsync<string>("""
            select concat(k.conrelid::regclass, ': ', pg_get_constraintdef(k.oid)) from pg_constraint k
            where k.contype = 'f' and k.connamespace = 'tc'::regnamespace and not exists (
              select from unnest(k.conkey, k.confkey) as pair(mine, theirs)
              join pg_attribute a on a.attrelid = k.conrelid and a.attnum = mine and a.attname = 'practice_id'
              join pg_attribute b on b.attrelid = k.confrelid and b.attnum = theirs
                and b.attname = case k.confrelid when 'tc.practices'::regclass then 'id' else 'practice_id' end)
            """)).Should().BeEmpty("foreign keys ignore row-level security");
    }

    [Fact]
    public async Task What_is_of_a_patient_points_only_at_what_is_of_the_same_patient()
    {
        await using var super = await house.RawAsync("superuser");
        // approvals and outbox: their guards compare the patient with the message's.
        (await super.ListAsync<string>("""
            select concat(k.conrelid::regclass, ' -> ', k.confrelid::regclass) from pg_constraint k
            join pg_attribute a on a.attrelid = k.conrelid and a.attname = 'patient_id'
            join pg_attribute b on b.attrelid = k.confrelid and b.attname = 'patient_id'
            where k.contype = 'f' and k.connamespace = 'tc'::regnamespace and not (a.attnum = any (k.conkey) and b.attnum = any (k.confkey))
            """)).Should().BeEquivalentTo("tc.approvals -> tc.messages", "tc.outbox -> tc.messages");
    }

    [Fact]
    public async Task The_application_owns_nothing_and_no_login_is_above_the_policies()
    {
        await using var super = await house.RawAsync("superuser");
        (await super.ListAsync<string>("""
            select concat(rolname, ' owns ', classid::regclass, ' ', objid) from pg_shdepend d join pg_roles r on r.oid = d.refobjid
            where d.refclassid = 'pg_authid'::regclass and d.deptype = 'o' and rolname like 'tc\_%' and rolname not in ('tc_migrator', 'tc_audit_owner')
              and d.dbid in (0, (select oid from pg_database where datname = current_database()))
            """)).Should().BeEmpty();
        (await super.ListAsync<string>(
            "select rolname::text from pg_roles where rolname like 'tc\\_%' and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication) and rolname <> current_user"))
            .Should().BeEmpty();
        (await super.ListAsync<string>("select rolname::text from pg_roles where rolname like 'tc\\_%' and rolcanlogin and rolname <> current_user")).Should().BeEquivalentTo(Logins);
    }

    [Fact]
    public async Task Only_the_application_may_take_a_hat_and_it_inherits_none()
    {
        await using var super = await house.RawAsync("superuser");
        (await super.ListAsync<string>("""
            select concat(m.rolname, ' -> ', g.rolname) from pg_auth_members a join pg_roles m on m.oid = a.member join pg_roles g on g.oid = a.roleid
            where m.rolname like 'tc\_%' or g.rolname like 'tc\_%'
            """)).Should().BeEquivalentTo(Hats.Select(h => $"tc_app -> {h}"));
        (await super.AskAsync<bool>("select rolinherit from pg_roles where rolname = 'tc_app'")).Should().BeFalse();
    }

    [Fact]
    public async Task Nobody_walks_into_another_role()
    {
        foreach (var login in new[] { "tc_beth", "tc_job", "tc_signin", "tc_migrator" })
        {
            await using var connection = await house.RawAsync(login);
            foreach (var role in Hats.Concat(Logins).Append("tc_audit_owner").Where(r => r != login))
            {
                (await connection.TryAsync($"set role {role}")).Should().Be("42501", $"{login} to {role}");
                (await connection.TryAsync($"set session authorization {role}")).Should().Be("42501", $"{login} to {role}");
            }
        }
    }

    [Fact]
    public async Task Definers_are_few_and_fixed_to_a_search_path()
    {
        await using var super = await house.RawAsync("superuser");
        (await super.ListAsync<string>("""
            select p.oid::regprocedure::text from pg_proc p join pg_namespace n on n.oid = p.pronamespace
            where p.prosecdef and n.nspname in ('tc', 'tc_audit', 'signin', 'jobs', 'ops', 'public')
            """)).Should().BeEquivalentTo(
                "tc.practice_ids()", "tc.guard_care()", "tc.in_my_care()", "tc.in_my_own_care()", "tc.files_left_by(uuid)",
                "tc.end_sessions_of_blocked()", "tc.end_sessions_of_guardian()", "tc.guard_session()", "tc_audit.append(text,uuid,uuid,text,text)", "tc.end_sessions_of_taken_hats()",
                "tc.session_over(uuid,uuid,uuid,uuid,timestamp with time zone)", "tc.session_proved_at(uuid)",
                "tc.waiting_record(uuid)", "tc.note_destroyed_key()");
        (await super.ListAsync<string>("select oid::regprocedure::text from pg_proc where prosecdef and pronamespace::regnamespace::text in ('tc', 'tc_audit') and proconfig is distinct from array['search_path=pg_catalog, pg_temp']"))
            .Should().BeEmpty();
    }

    [Fact]
    public async Task No_view_shows_what_its_owner_sees()
    {
        await using var super = await house.RawAsync("superuser");
        (await super.ListAsync<string>("select oid::regclass::text from pg_class where relkind in ('v', 'm') and relnamespace::regnamespace::text in ('tc', 'tc_audit', 'signin', 'jobs', 'ops', 'public')"))
            .Should().BeEmpty();
    }

    [Fact]
    public async Task Nobody_may_make_things_that_shadow_ours()
    {
        await using var super = await house.RawAsync("superuser");
        (await super.ListAsync<string>("""
            select concat(r, ' creates in ', n.nspname) from pg_namespace n, unnest(array['tc_app', 'tc_signin', 'tc_job', 'tc_beth', 'tc_therapist', 'tc_patient', 'tc_admin', 'tc_supervisor', 'tc_guardian']) r
            where n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and has_schema_privilege(r, n.oid, 'create')
            """)).Should().BeEmpty();
    }

    [Fact]
    public async Task Beth_reaches_nothing_anywhere()
    {
        await using var super = await house.RawAsync("superuser");
        (await PrivilegesAsync(super, "tc_beth")).Should().BeEmpty();
        (await super.ListAsync<string>("select nspname::text from pg_namespace where nspname in ('tc', 'tc_audit', 'signin', 'jobs', 'ops') and has_schema_privilege('tc_beth', oid, 'usage')"))
            .Should().BeEmpty();
        await using var beth = await house.RawAsync("tc_beth");
        foreach (var table in await super.ListAsync<string>("select oid::regclass::text from pg_class where relkind = 'r' and relnamespace::regnamespace::text in ('tc', 'tc_audit', 'signin', 'jobs', 'ops')"))
            (await beth.SeesAsync(table)).Should().Be("42501", table);
    }

    [Fact]
    public async Task Sign_in_reads_of_the_practices_what_its_migration_lists_and_no_more()
    {
        await using var super = await house.RawAsync("superuser");
        (await PrivilegesAsync(super, "tc_signin")).Where(p => !p.StartsWith("signin.", StringComparison.Ordinal)).Should().BeEquivalentTo(
            "tc.members.practice_id SELECT", "tc.members.id SELECT", "tc.members.account_id SELECT", "tc.members.hats SELECT", "tc.members.blocked_at SELECT",
            "tc.member_invitations.practice_id SELECT", "tc.member_invitations.member_id SELECT", "tc.member_invitations.link_hash SELECT", "tc.member_invitations.hats SELECT",
            "tc.guardians.practice_id SELECT", "tc.guardians.patient_id SELECT", "tc.guardians.account_id SELECT", "tc.guardians.until SELECT",
            "tc.patient_accounts.practice_id SELECT", "tc.patient_accounts.patient_id SELECT", "tc.patient_accounts.account_id SELECT",
            "tc.invitations.practice_id SELECT", "tc.invitations.patient_id SELECT", "tc.invitations.link_hash SELECT", "tc.invitations.kind SELECT", "tc.practices.id SELECT", "tc.practices.sign_in_links SELECT",
            // It lays letters down and never reads one back; the id alone tells that a letter is there already.
            "jobs.letters.id SELECT", "jobs.letters.id INSERT", "jobs.letters.sealed INSERT", "jobs.letters.due_at INSERT", "jobs.letters.created_at INSERT");
        foreach (var other in new[] { "tc_app", "tc_therapist", "tc_patient", "tc_admin", "tc_supervisor", "tc_guardian", "tc_job" })
            (await PrivilegesAsync(super, other)).Should().NotContain(p => p.StartsWith("signin.", StringComparison.Ordinal), other);
    }

    [Fact]
    public async Task The_admin_reads_no_clinical_column()
    {
        await using var super = await house.RawAsync("superuser");
        // Every sealed or hashed column of every table about patients, as the catalogue has them.
        var clinical = await super.ListAsync<string>("""
            select concat(c.relname, '.', a.attname) from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
            where c.relnamespace = 'tc'::regnamespace and c.relkind = 'r' and a.atttypid = 'bytea'::regtype
              and c.relname not in ('practices', 'practice_keys', 'members', 'member_invitations', 'data_keys')
            """);
        clinical.Should().Contain([
            "patients.name", "patients.email", "patients.form", "notes.text", "summaries.content", "messages.body", "messages.kind", "replies.body",
            "crisis_alerts.finding", "agent_runs.exchange", "consents.address", "invitations.digits_hash", "guardians.name"]);
        var reads = (await PrivilegesAsync(super, "tc_admin")).Where(p => p.EndsWith("SELECT", StringComparison.Ordinal)).Select(p => p[3..^7]).ToList();
        reads.Intersect(clinical).Should().BeEmpty();
        reads.Where(r => r.StartsWith("patients.", StringComparison.Ordinal)).Should().BeEquivalentTo("patients.practice_id", "patients.id", "patients.code", "patients.created_at");
        reads.Select(r => r.Split('.')[0]).Distinct().Should().BeEquivalentTo("practices", "practice_keys", "members", "member_invitations", "patients", "data_keys", "audit",
            "backup_items"); // how many wait, and not whose
    }

    [Fact]
    public async Task Nothing_is_deleted_by_hand_and_a_login_without_a_hat_has_nothing()
    {
        await using var super = await house.RawAsync("superuser");
        foreach (var role in Hats.Append("tc_job"))
            (await super.ListAsync<string>($"select oid::regclass::text from pg_class where relkind = 'r' and relnamespace in ('tc'::regnamespace, 'tc_audit'::regnamespace) and (has_table_privilege('{role}', oid, 'delete') or has_table_privilege('{role}', oid, 'truncate'))"))
                // A name that was changed must not be found any more: its pieces go with the save that changes it.
                .Should().BeEquivalentTo(role == "tc_therapist" ? ["tc.name_pieces"] : Array.Empty<string>(), role);
        (await PrivilegesAsync(super, "tc_app")).Should().BeEmpty();
        (await super.AskAsync<long>("select count(*) from information_schema.role_table_grants where grantee = 'PUBLIC' and table_schema in ('tc', 'tc_audit', 'signin', 'jobs', 'ops')")).Should().Be(0);
        (await super.ListAsync<string>("select p.oid::regprocedure::text from pg_proc p where pronamespace in ('tc'::regnamespace, 'tc_audit'::regnamespace) and has_function_privilege('tc_beth', p.oid, 'execute')"))
            .Should().BeEmpty("PUBLIC executes nothing of ours");
    }

    /// <summary>"schema.table.column PRIVILEGE" for every column a role may select, insert or update, and not by being its owner.</summary>
    private static Task<List<string>> PrivilegesAsync(NpgsqlConnection super, string role) => super.ListAsync<string>($"""
        select concat(c.relnamespace::regnamespace, '.', c.relname, '.', a.attname, ' ', p) from pg_class c
        join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped, unnest(array['SELECT', 'INSERT', 'UPDATE']) p
        where c.relkind in ('r', 'p', 'v', 'm') and c.relnamespace::regnamespace::text in ('tc', 'tc_audit', 'signin', 'jobs', 'ops')
          and has_column_privilege('{role}', c.oid, a.attnum, p)
        """);
}
