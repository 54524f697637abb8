using Npgsql;
using TherapyCompanion.Core;
using TherapyCompanion.Infrastructure.Audit;
using TherapyCompanion.Tests.Support;

namespace TherapyCompanion.Tests.Persistence;

/// <summary>Everybody who can log in, in every role they can take, tries to change the audit trail or to make it lie.</summary>
[Trait("Needs", "Database")]
public sealed class AuditTamperTests(House house) : IClassFixture<House>
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly string[] Logins = ["tc_app", "tc_signin", "tc_job", "tc_beth", "tc_migrator"];
    private static readonly string[] Roles = ["none", "tc_therapist", "tc_patient", "tc_admin", "tc_supervisor", "tc_guardian", "tc_audit_owner", "tc_job", "tc_beth", "tc_migrator"];

    private static readonly string[] Attacks =
    [
        "update tc_audit.entries set outcome = 'Done'",
        "update tc_audit.entries set patient_id = null where seq = 1",
        "delete from tc_audit.entries",
        "delete from tc_audit.entries where seq > 1",
        "truncate tc_audit.entries",
        "insert into tc_audit.entries select practice_id, seq + 1000, at, hat, account_id, person_id, action, target_id, patient_id, reason, outcome, address, previous, hash from tc_audit.entries",
        "insert into tc_audit.entries values (gen_random_uuid(), 1, now(), 'Job', null, null, 'X', null, null, 'Care', 'Done', '', sha256(''), sha256(''))",
        "with gone as (delete from tc_audit.entries returning 1) select * from gone",
        "merge into tc_audit.entries e using (select 1) x on true when matched then delete",
        "copy tc_audit.entries from stdin",
        "alter table tc_audit.entries disable trigger all",
        "alter table tc_audit.entries disable row level security",
        "alter table tc_audit.entries no force row level security",
        "alter table tc_audit.entries owner to current_user",
        "alter table tc_audit.entries add column x int",
        "alter table tc_audit.entries rename to old_entries",
        "drop table tc_audit.entries cascade",
        "drop schema tc_audit cascade",
        "create table tc_audit.mine (x int)",
        "create trigger t before insert on tc_audit.entries for each row execute function suppress_redundant_updates_trigger()",
        "create rule r as on insert to tc_audit.entries do instead nothing",
        "create policy p on tc_audit.entries for delete using (true)",
        "drop policy reader on tc_audit.entries",
        "grant all on tc_audit.entries to public",
        "grant tc_audit_owner to current_user",
        "alter role tc_audit_owner login password 'x'",
        "set role tc_audit_owner",
        "set session authorization tc_audit_owner",
        "set session_replication_role = replica",
        "alter function tc_audit.append(text, uuid, uuid, text, text) owner to current_user",
        "create or replace function tc_audit.append(text, uuid, uuid, text, text) returns bigint language sql as 'select 1::bigint'",
        "drop function tc_audit.append(text, uuid, uuid, text, text)",
        "alter function tc_audit.append(text, uuid, uuid, text, text) set search_path = public",
        "do $$ begin lock table tc_audit.entries in access exclusive mode; end $$",
        "alter system set wal_level = minimal",
    ];

    [Fact]
    public async Task Nobody_who_can_log_in_can_touch_what_is_written()
    {
        var dana = await house.NewTherapistAsync();
        await house.NewPatientAsync(dana);
        var before = await house.SeeAsync<string>("select md5(string_agg(e::text, '|' order by seq)) from tc_audit.entries e where practice_id = $1", dana.PracticeId);
        var shape = await ShapeAsync();
        var tried = 0;
        foreach (var login in Logins)
        {
            await using var connection = await house.RawAsync(login);
            foreach (var role in Roles)
            {
                await TryAsync(connection, "reset role");
                if (await TryAsync(connection, $"set role {role}") is not null) continue;
                await TryAsync(connection, $"select set_config('tc.practice_id', '{dana.PracticeId}', false), set_config('tc.person_id', '{dana.PersonId}', false)");
                foreach (var attack in Attacks)
                {
                    // Granting what one may not grant is only warned of; that nothing was granted, the shape tells.
                    string?[] refusals = ["42501", "42704", "42809", "55000", "0A000", "25001", attack.StartsWith("grant all", StringComparison.Ordinal) ? null : "42501"];
                    (await TryAsync(connection, attack)).Should().BeOneOf(refusals, $"{login} as {role}: {attack}");
                    tried++;
                }
            }
        }

        tried.Should().BeGreaterThan(250);
        (await house.SeeAsync<string>("select md5(string_agg(e::text, '|' order by seq)) from tc_audit.entries e where practice_id = $1", dana.PracticeId)).Should().Be(before);
        (await ShapeAsync()).Should().Be(shape, "table, policies, functions and rights are as they were");
    }

    [Fact]
    public async Task No_login_is_a_member_of_the_owner_and_nobody_logs_in_as_it()
    {
        (await house.SeeAsync<bool>("select rolcanlogin from pg_roles where rolname = 'tc_audit_owner'")).Should().BeFalse();
        (await house.SeeAsync<long>("select count(*) from pg_auth_members m join pg_roles r on r.oid = m.roleid where r.rolname = 'tc_audit_owner'")).Should().Be(0);
        (await house.SeeAllAsync("select tableowner from pg_tables where schemaname = 'tc_audit'")).Should().OnlyContain(r => (string)r[0]! == "tc_audit_owner");
        (await house.SeeAsync<long>("select count(*) from pg_roles where rolname like 'tc\\_%' and rolname <> 'tc_superuser' and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb)")).Should().Be(0);
    }

    [Theory]
    [InlineData("tc_app", "none")]
    [InlineData("tc_signin", "none")]
    [InlineData("tc_beth", "none")]
    [InlineData("tc_migrator", "none")]
    public async Task A_login_without_a_hat_appends_nothing(string login, string role)
    {
        var dana = await house.NewTherapistAsync();
        await using var connection = await house.RawAsync(login);
        await TryAsync(connection, $"set role {role}");
        await TryAsync(connection, $"select set_config('tc.practice_id', '{dana.PracticeId}', false)");
        (await TryAsync(connection, "select tc_audit.append('FileOpened', null, null, 'Care', 'Done')")).Should().BeOneOf("42501", "TC010");
    }

    [Fact]
    public async Task Without_a_practice_nobody_appends()
    {
        foreach (var (login, role) in new[] { ("tc_app", "tc_therapist"), ("tc_app", "tc_patient"), ("tc_app", "tc_admin"), ("tc_job", "none") })
        {
            await using var connection = await house.RawAsync(login);
            await TryAsync(connection, $"set role {role}");
            (await TryAsync(connection, "select tc_audit.append('FileOpened', null, null, 'Care', 'Done')")).Should().Be("TC010", $"{login} as {role}");
            await TryAsync(connection, "select set_config('tc.practice_id', '', false)");
            (await TryAsync(connection, "select tc_audit.append('FileOpened', null, null, 'Care', 'Done')")).Should().Be("TC010");
        }
    }

    [Theory]
    [InlineData("tc_app", "tc_therapist", "Therapist")]
    [InlineData("tc_app", "tc_patient", "Patient")]
    [InlineData("tc_app", "tc_admin", "Admin")]
    [InlineData("tc_job", "none", "Job")]
    public async Task The_hat_the_time_and_the_chain_are_the_databases_to_say(string login, string role, string hat)
    {
        var dana = await house.NewTherapistAsync();
        await using var connection = await house.RawAsync(login);
        await TryAsync(connection, $"set role {role}");
        // Whatever a caller sets besides, and whatever stands in its own search path, the entry carries the hat of the connection.
        (await TryAsync(connection,
            $"""
             select set_config('tc.practice_id', '{dana.PracticeId}', false), set_config('tc.hat', 'Admin', false),
                    set_config('search_path', 'pg_temp, public', false), set_config('timezone', 'Asia/Tokyo', false), set_config('datestyle', 'German', false)
             """)).Should().BeNull();
        (await TryAsync(connection, "create temp table entries (x int)")).Should().BeOneOf([null, "42501"]);
        (await TryAsync(connection, "select tc_audit.append('FileOpened', null, null, 'Care', 'Done')")).Should().BeNull();
        var row = (await house.SeeAllAsync(
            "select hat, abs(extract(epoch from clock_timestamp() - at))::float8, seq, previous = (select hash from tc_audit.entries p where p.practice_id = e.practice_id and p.seq = e.seq - 1) "
            + "from tc_audit.entries e where practice_id = $1 order by seq desc limit 1", dana.PracticeId)).Single();
        row[0].Should().Be(hat);
        ((double)row[1]!).Should().BeLessThan(5);
        row[3].Should().Be(true);
        (await house.Get<AuditVerifier>().VerifyAsync(Actor.Job(dana.PracticeId), None)).IsWhole.Should().BeTrue();
    }

    [Fact]
    public async Task A_rolled_back_act_leaves_no_gap_and_an_isolated_reader_no_fork()
    {
        var dana = await house.NewTherapistAsync();
        await using var first = await house.RawAsAsync(dana);
        await using var second = await house.RawAsAsync(dana);
        const string append = "select tc_audit.append('FileOpened', null, null, 'Care', 'Done')";
        foreach (var level in new[] { "read committed", "repeatable read", "serializable" })
        {
            await TryAsync(first, $"begin isolation level {level}");
            await TryAsync(first, "select count(*) from tc.care"); // takes the snapshot
            (await TryAsync(second, append)).Should().BeNull();
            // Under a snapshot that is too old the append fails: closed, not forked.
            (await TryAsync(first, append)).Should().BeOneOf([null, "23505", "40001"]);
            await TryAsync(first, "rollback");
            (await TryAsync(second, append)).Should().BeNull();
        }

        (await house.Get<AuditVerifier>().VerifyAsync(Actor.Job(dana.PracticeId), None)).IsWhole.Should().BeTrue();
    }

    [Fact]
    public async Task Sixteen_writers_make_one_chain_without_a_gap()
    {
        var (dana, noa) = (await house.NewTherapistAsync(), await house.NewTherapistAsync());
        await Task.WhenAll(Enumerable.Range(0, 16).Select(async writer =>
        {
            await using var connection = await house.RawAsAsync(writer % 4 == 0 ? noa : dana);
            for (var i = 0; i < 50; i++) (await TryAsync(connection, "select tc_audit.append('FileOpened', null, null, 'Care', 'Done')")).Should().BeNull();
        }));
        foreach (var (actor, count) in new[] { (dana, 601L), (noa, 201L) })
        {
            var found = await house.Get<AuditVerifier>().VerifyAsync(Actor.Job(actor.PracticeId), None);
            (found.IsWhole, found.Entries).Should().Be((true, count));
        }
    }

    private Task<string> ShapeAsync() => house.SeeAsync<string>(
        """
        select md5(string_agg(x, '|' order by x)) from (
          select c.relname || c.relacl::text || c.relowner || c.relrowsecurity || c.relforcerowsecurity as x from pg_class c where relnamespace = 'tc_audit'::regnamespace
          union all select proname || proacl::text || proowner || prosrc from pg_proc where pronamespace = 'tc_audit'::regnamespace
          union all select polname || polcmd::text || coalesce(polroles::text, '') from pg_policy where polrelid = 'tc_audit.entries'::regclass
          union all select nspname || coalesce(nspacl::text, '') || nspowner from pg_namespace where nspname = 'tc_audit') s
        """);

    // The SQLSTATE that refused it; null when it was let through.
    private static async Task<string?> TryAsync(NpgsqlConnection connection, string sql)
    {
        try
        {
            if (sql.StartsWith("copy", StringComparison.Ordinal))
            {
                await using var import = await connection.BeginTextImportAsync(sql, None);
                return null;
            }

            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync(None);
            return null;
        }
        catch (PostgresException e)
        {
            return e.SqlState;
        }
    }
}
