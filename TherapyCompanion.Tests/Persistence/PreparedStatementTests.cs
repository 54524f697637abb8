using Microsoft.EntityFrameworkCore;
using Npgsql;
using TherapyCompanion.Core;
using TherapyCompanion.Tests.Support;

namespace TherapyCompanion.Tests.Persistence;

/// <summary>
/// Connections are pooled and taken by one actor after the other. A statement that failed for one must not be half prepared for
/// the next (npgsql/npgsql#6391: with automatic preparation it was, and the next one read a broken answer).
/// </summary>
[Trait("Needs", "Database")]
public sealed class PreparedStatementTests(House house) : IClassFixture<House>
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task A_statement_refused_to_one_actor_works_for_the_next()
    {
        var dana = await house.NewTherapistAsync();
        var maya = await house.NewPatientAsync(dana);
        var session = await house.NewSessionAsync(dana, maya, "רשימות");
        for (var round = 0; round < 40; round++)
        {
            await using (var db = await house.Databases.OpenAsync(House.AsPatient(dana, maya), None))
            {
                var refused = () => db.Notes.AsNoTracking().Where(n => n.SessionId == session).ToListAsync(None);
                (await refused.Should().ThrowAsync<Exception>()).Which.Should().Match<Exception>(e => e is PostgresException || e.InnerException is PostgresException);
            }

            await using (var db = await house.Databases.OpenAsync(dana, None))
                (await db.Notes.AsNoTracking().Where(n => n.SessionId == session).ToListAsync(None)).Should().ContainSingle($"round {round}");
        }
    }

    [Fact]
    public async Task A_save_that_was_rolled_back_works_the_next_time()
    {
        var dana = await house.NewTherapistAsync();
        var maya = await house.NewPatientAsync(dana);
        for (var round = 0; round < 20; round++)
        {
            // Two sessions at once take one number: the unique index throws one of them out, which is a refusal and not a bug.
            var both = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => house.Get<TherapyCompanion.Core.Sessions.AddSession>().RunAsync(dana, maya, House.Start, 50, None)));
            both.Should().Contain(r => r.IsDone).And.OnlyContain(r => r.IsDone || r.Refusal == Refusal.Raced);
        }
    }
}
