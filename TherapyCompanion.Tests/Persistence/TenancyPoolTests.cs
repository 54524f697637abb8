using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;
using TherapyCompanion.Core;
using TherapyCompanion.Infrastructure.Encryption;
using TherapyCompanion.Infrastructure.Persistence;
using TherapyCompanion.Tests.Support;

namespace TherapyCompanion.Tests.Persistence;

/// <summary>One physical connection, two actors after each other: nothing of the first is left.</summary>
[Trait("Needs", "Database")]
public sealed class TenancyPoolTests(House house) : IClassFixture<House>
{
    private static readonly CancellationToken None = CancellationToken.None;

    private const string WhoIsThere = "select concat_ws('|', pg_backend_pid(), current_setting('role'), current_setting('tc.practice_id', true), current_setting('tc.person_id', true), current_setting('tc.account_id', true), current_setting('tc.address', true)) as \"Value\"";

    [Fact]
    public async Task The_next_actor_on_the_same_connection_is_only_themselves()
    {
        await using var databases = WithOneConnection();
        var (dana, noa) = (await house.NewTherapistAsync(), await house.NewTherapistAsync("נועה"));
        await house.NewPatientAsync(dana);
        var first = await LookAsync(databases, dana);
        var second = await LookAsync(databases, House.AsAdmin(noa));
        var third = await LookAsync(databases, noa);
        first.Should().EndWith($"|tc_therapist|{dana.PracticeId}|{dana.PersonId}|{dana.AccountId}|192.0.2.7");
        second.Should().EndWith($"|tc_admin|{noa.PracticeId}|{noa.PersonId}|{noa.AccountId}|192.0.2.7");
        new[] { second, third }.Should().OnlyContain(s => s.Split('|')[0] == first.Split('|')[0], "it is one physical connection");
        await using var db = await databases.OpenAsync(noa, None);
        (await db.Patients.CountAsync(None)).Should().Be(0);
    }

    [Fact]
    public async Task Nor_after_an_error_inside_a_transaction()
    {
        await using var databases = WithOneConnection();
        var (dana, noa) = (await house.NewTherapistAsync(), await house.NewTherapistAsync("נועה"));
        string pid;
        await using (var db = (TherapyDb)await databases.OpenAsync(dana, None))
        {
            pid = (await AskAsync(db)).Split('|')[0];
            await db.Database.BeginTransactionAsync(None);
            var broken = () => db.Database.ExecuteSqlRawAsync("select 1 / 0", None);
            (await broken.Should().ThrowAsync<PostgresException>()).Which.SqlState.Should().Be("22012");
        }

        (await LookAsync(databases, noa)).Should().Be($"{pid}|tc_therapist|{noa.PracticeId}|{noa.PersonId}|{noa.AccountId}|192.0.2.7");
    }

    [Fact]
    public async Task A_rollback_does_not_take_the_actor_away()
    {
        var dana = await house.NewTherapistAsync();
        await using var db = (TherapyDb)await house.Databases.OpenAsync(dana, None);
        await using (var transaction = await db.Database.BeginTransactionAsync(None)) await transaction.RollbackAsync(None);
        (await AskAsync(db)).Should().Contain($"|tc_therapist|{dana.PracticeId}|");
    }

    [Fact]
    public async Task What_a_job_had_open_is_closed_before_it_asks_for_every_practice()
    {
        await using var databases = WithOneConnection();
        var dana = await house.NewTherapistAsync();
        (await LookAsync(databases, Actor.Job(dana.PracticeId))).Should().Contain($"|none|{dana.PracticeId}|");
        (await databases.PracticeIdsAsync(None)).Should().Contain(dana.PracticeId);
        (await LookAsync(databases, Actor.Job(Guid.NewGuid()))).Should().NotContain(dana.PracticeId.ToString());
    }

    [Fact]
    public void A_pool_that_would_not_clear_itself_is_refused()
    {
        foreach (var name in new[] { "App", "Job", "Beth" })
        {
            var open = () => With(s => s + ";No Reset On Close=true", name);
            open.Should().Throw<SetupException>().WithMessage("*No Reset On Close*");
        }
    }

    [Fact]
    public async Task A_connection_is_never_opened_for_nobody()
    {
        await using var db = (TherapyDb)await house.Databases.OpenAsync(await house.NewTherapistAsync(), None);
        await db.Database.CloseConnectionAsync();
        var open = db.Database.OpenConnection;
        open.Should().Throw<InvalidOperationException>("the synchronous way does not say who acts");
    }

    [Fact]
    public async Task Nothing_is_saved_without_an_audit_entry()
    {
        await using var db = (TherapyDb)await house.Databases.OpenAsync(await house.NewTherapistAsync(), None);
        var save = () => db.SaveChangesAsync(None);
        await save.Should().ThrowAsync<InvalidOperationException>();
        var saveNow = () => db.SaveChanges();
        saveNow.Should().Throw<InvalidOperationException>();
    }

    private TherapyDbFactory WithOneConnection() => With(s => new NpgsqlConnectionStringBuilder(s) { MaxPoolSize = 1, MinPoolSize = 0, ApplicationName = "one" }.ConnectionString);

    private TherapyDbFactory With(Func<string, string> change, string? only = null)
    {
        string Of(string name, string text) => only is null || only == name ? change(text) : text;
        var database = house.Database;
        return new(
            Options.Create(new DatabaseOptions { App = Of("App", database.App), Job = Of("Job", database.Job), Beth = Of("Beth", database.Beth), SignIn = database.SignIn }),
            house.Get<MasterKeys>(), house.Clock);
    }

    private static async Task<string> LookAsync(TherapyDbFactory databases, Actor actor)
    {
        await using var db = (TherapyDb)await databases.OpenAsync(actor, None);
        return await AskAsync(db);
    }

    private static Task<string> AskAsync(TherapyDb db) => db.Database.SqlQueryRaw<string>(WhoIsThere).SingleAsync();
}
