using Npgsql;
using TherapyCompanion.Infrastructure.Persistence;
using TherapyCompanion.Tests.Support;

namespace TherapyCompanion.Tests.Persistence;

/// <summary>Setting up: bootstrap by a superuser, then the numbered scripts, again and again, by two at once, and broken ones.</summary>
[Trait("Needs", "Database")]
public sealed class MigratorTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly List<DatabaseOptions> _made = [];
    private DatabaseOptions _clone = null!;

    // A clone first: it makes sure of the logins and their passwords, which are the cluster's.
    public async ValueTask InitializeAsync() => _made.Add(_clone = await TestCluster.CloneAsync());

    public async ValueTask DisposeAsync()
    {
        foreach (var options in _made) await TestCluster.DropAsync(options);
    }

    [Fact]
    public async Task The_second_run_applies_nothing()
    {
        (await MigrateAsync(_clone)).Should().BeEmpty();
        (await MigrateAsync(_clone)).Should().BeEmpty();
    }

    [Fact]
    public void The_shipped_scripts_are_numbered_and_in_order()
    {
        var names = Migrator.Shipped().Select(m => m.Name).ToList();
        names.Should().NotBeEmpty().And.BeInAscendingOrder(StringComparer.Ordinal).And.OnlyHaveUniqueItems();
        names.Should().OnlyContain(n => System.Text.RegularExpressions.Regex.IsMatch(n, @"^\d{4}_[a-z_]+\.sql$"));
        names.Select(n => n[..4]).Should().OnlyHaveUniqueItems("two scripts of one number have no order");
    }

    [Fact]
    public async Task An_applied_script_that_has_changed_is_refused_by_name()
    {
        var shipped = Migrator.Shipped().ToList();
        shipped[1] = new(shipped[1].Name, shipped[1].Sql + "\n-- a later thought");
        var run = () => new Migrator(_clone.Migrator!, shipped).RunAsync(None);
        (await run.Should().ThrowAsync<SetupException>()).WithMessage($"*{shipped[1].Name}*changed*");
    }

    [Fact]
    public async Task A_changed_old_script_keeps_new_ones_from_being_applied()
    {
        var shipped = Migrator.Shipped().ToList();
        shipped[0] = new(shipped[0].Name, shipped[0].Sql + " ");
        shipped.Add(new("9999_new.sql", "create table ops.never (id int)"));
        var run = () => new Migrator(_clone.Migrator!, shipped).RunAsync(None);
        await run.Should().ThrowAsync<SetupException>();
        (await AskAsync<bool>(_clone, "select to_regclass('ops.never') is null")).Should().BeTrue();
    }

    [Fact]
    public async Task A_database_ahead_of_this_version_is_refused()
    {
        var run = () => new Migrator(_clone.Migrator!, Migrator.Shipped().SkipLast(1).ToList()).RunAsync(None);
        (await run.Should().ThrowAsync<SetupException>()).WithMessage($"*{Migrator.Shipped()[^1].Name}*newer version*");
    }

    [Fact]
    public async Task A_script_that_fails_leaves_nothing_half_done_and_the_ones_before_it_stay()
    {
        List<Migration> scripts =
        [
            .. Migrator.Shipped(), new("9001_good.sql", "create table ops.good (id int)"),
            new("9002_bad.sql", "create table ops.half (id int); insert into ops.half values (1); select 1 / 0;"), new("9003_after.sql", "create table ops.after (id int)"),
        ];
        var run = () => new Migrator(_clone.Migrator!, scripts).RunAsync(None);
        (await run.Should().ThrowAsync<PostgresException>()).Which.SqlState.Should().Be("22012");
        (await AskAsync<string>(_clone, "select concat_ws(' ', to_regclass('ops.good'), to_regclass('ops.half'), to_regclass('ops.after'))")).Should().Be("ops.good");
        (await AskAsync<string>(_clone, "select max(name) from ops.migrations")).Should().Be("9001_good.sql");

        // Mended (it was never applied), it goes on from there.
        scripts[^2] = new("9002_bad.sql", "create table ops.half (id int)");
        (await new Migrator(_clone.Migrator!, scripts).RunAsync(None)).Should().Equal("9002_bad.sql", "9003_after.sql");
    }

    [Fact]
    public async Task Whoever_ran_a_practice_before_there_were_owners_owns_it_and_their_files_stay_theirs()
    {
        var options = Named("t_" + Guid.NewGuid().ToString("N"));
        await new Bootstrapper(options).RunAsync(None);
        var older = Migrator.Shipped().Where(m => string.CompareOrdinal(m.Name, "0050") < 0).ToList();
        await new Migrator(options.Migrator!, older).RunAsync(None);
        await AskAsync<int>(options, """
            insert into tc.practices (id, name, patients_name, time_zone, opens_at, closes_at, created_at)
              values ('11111111-0000-4000-8000-000000000000', 'a', 'b', 'Asia/Jerusalem', '08:00', '20:00', '2026-01-02Z');
            insert into tc.members (practice_id, id, account_id, hats, name, title, licence, form) values
              ('11111111-0000-4000-8000-000000000000', '22222222-0000-4000-8000-000000000000', gen_random_uuid(), array['Therapist', 'Admin'], '', '', '', ''),
              ('11111111-0000-4000-8000-000000000000', '33333333-0000-4000-8000-000000000000', gen_random_uuid(), array['Therapist'], '', '', '', '');
            insert into tc.patients (practice_id, id, code, name, email, form, created_at)
              values ('11111111-0000-4000-8000-000000000000', '44444444-0000-4000-8000-000000000000', 'P-1', '', '', '', now());
            insert into tc.care (practice_id, id, patient_id, member_id, since)
              values ('11111111-0000-4000-8000-000000000000', gen_random_uuid(), '44444444-0000-4000-8000-000000000000', '33333333-0000-4000-8000-000000000000', now());
            select 1
            """);
        await MigrateAsync(options);
        (await AskAsync<string>(options, "select string_agg(concat(id::text, '/', owner_since at time zone 'UTC'), ' ' order by id) from tc.members"))
            .Should().Be("22222222-0000-4000-8000-000000000000/2026-01-02 00:00:00 33333333-0000-4000-8000-000000000000/");
        (await AskAsync<string>(options, "select concat(kind, until is null, appointed_by is null) from tc.care")).Should().Be("Owntt");
        (await AskAsync<bool>(options, "select bool_and(relforcerowsecurity) from pg_class where relnamespace = 'tc'::regnamespace and relkind = 'r'")).Should().BeTrue("what was lifted for it is down again");
    }

    [Fact]
    public async Task Two_bootstraps_and_two_migrators_at_once_on_an_empty_database_end_well()
    {
        var options = Named("t_" + Guid.NewGuid().ToString("N"));
        await Task.WhenAll(new Bootstrapper(options).RunAsync(None), new Bootstrapper(options).RunAsync(None));
        await new Bootstrapper(options).RunAsync(None); // and once more, without harm
        var applied = await Task.WhenAll(MigrateAsync(options), MigrateAsync(options));
        applied.SelectMany(a => a).Should().BeEquivalentTo(Migrator.Shipped().Select(m => m.Name), "each is applied once, by one of them");
        await new Bootstrapper(options).RunAsync(None); // over a migrated one too
        (await AskAsync<long>(options, "select count(*) from ops.migrations")).Should().Be(Migrator.Shipped().Count);
    }

    [Fact]
    public async Task Nobody_but_the_logins_connects_and_nobody_makes_temporary_tables()
    {
        var options = Named("t_" + Guid.NewGuid().ToString("N"));
        await new Bootstrapper(options).RunAsync(None);
        (await AskAsync<bool>(options, "select bool_or(has_database_privilege(r, current_database(), p)) from unnest(array['tc_app', 'tc_signin', 'tc_job', 'tc_beth', 'tc_migrator', 'tc_therapist']) r, unnest(array['temp', 'create']) p"))
            .Should().BeFalse("a temporary table could stand in the way of ours");
        (await AskAsync<string>(options, "select coalesce(datacl::text, 'default') from pg_database where datname = current_database()")).Should().NotContain("{=").And.NotContain(",=").And.NotBe("default");
    }

    [Fact]
    public async Task The_bootstrap_takes_only_its_own_logins_into_one_database()
    {
        var stranger = Named("t_" + Guid.NewGuid().ToString("N"));
        stranger.Beth = new NpgsqlConnectionStringBuilder(stranger.Beth) { Username = "postgres" }.ConnectionString;
        var run = () => new Bootstrapper(stranger).RunAsync(None);
        (await run.Should().ThrowAsync<SetupException>()).WithMessage("*postgres*");

        var divided = Named("t_" + Guid.NewGuid().ToString("N"));
        divided.Job = new NpgsqlConnectionStringBuilder(divided.Job) { Database = "elsewhere" }.ConnectionString;
        run = () => new Bootstrapper(divided).RunAsync(None);
        await run.Should().ThrowAsync<SetupException>();
    }

    private DatabaseOptions Named(string database)
    {
        string In(string connectionString) => new NpgsqlConnectionStringBuilder(connectionString) { Database = database }.ConnectionString;
        var options = new DatabaseOptions
        {
            App = In(_clone.App),
            SignIn = In(_clone.SignIn),
            Job = In(_clone.Job),
            Beth = In(_clone.Beth),
            Migrator = In(_clone.Migrator!),
            Superuser = _clone.Superuser,
        };
        _made.Add(options);
        return options;
    }

    private static Task<IReadOnlyList<string>> MigrateAsync(DatabaseOptions options) => new Migrator(options.Migrator!, Migrator.Shipped()).RunAsync(None);

    private static async Task<T> AskAsync<T>(DatabaseOptions options, string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(TestCluster.As(options, "superuser")) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        return await connection.AskAsync<T>(sql);
    }
}
