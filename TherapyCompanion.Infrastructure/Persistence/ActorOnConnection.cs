using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Practice;

namespace TherapyCompanion.Infrastructure.Persistence;

/// <summary>
/// Tells a connection who acts, as it opens and before any transaction (a rollback would take it back): the role of the hat and
/// the practice's context. Within a sign-in that is over it opens for nobody. Npgsql's reset clears both when the connection goes back to the pool.
/// </summary>
internal sealed class ActorOnConnection(TimeProvider clock) : DbConnectionInterceptor
{
    private const string Taken =
        """
        select set_config('role', $1, false), set_config('tc.practice_id', $2, false), set_config('tc.account_id', $3, false),
               set_config('tc.person_id', $4, false), set_config('tc.address', $5, false)
        """;

    // Asked for in the same round trip. The ids are compared too: a session lends nobody another person's hat.
    private const string StillOn = ", tc.session_over($6, $3::uuid, $2::uuid, $4::uuid, $7)";
    private const int OverColumn = 5;

    public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        var actor = ((TherapyDb)eventData.Context!).Actor;
        await using var command = new NpgsqlCommand(actor.SessionId is null ? Taken : Taken + StillOn, (NpgsqlConnection)connection);
        command.Parameters.Add(new() { Value = RoleOf(actor.Hat) });
        command.Parameters.Add(new() { Value = Text(actor.PracticeId) });
        command.Parameters.Add(new() { Value = Text(actor.AccountId) });
        command.Parameters.Add(new() { Value = Text(actor.PersonId) });
        command.Parameters.Add(new() { Value = actor.Origin.Address });
        if (actor.SessionId is { } session)
        {
            command.Parameters.Add(new() { Value = session });
            command.Parameters.Add(new() { Value = clock.GetUtcNow() });
        }

        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        if (actor.SessionId is not null && reader.GetBoolean(OverColumn)) throw new SessionOverException();
    }

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) =>
        throw new InvalidOperationException("Connections are opened asynchronously, for somebody.");

    private static string Text(Guid id) => id == Guid.Empty ? "" : id.ToString();

    // Jobs and Beth have logins of their own and take no role.
    private static string RoleOf(Hat hat) => hat switch
    {
        Hat.Therapist => "tc_therapist",
        Hat.Patient => "tc_patient",
        Hat.Admin => "tc_admin",
        Hat.Supervisor => "tc_supervisor",
        Hat.Guardian => "tc_guardian",
        Hat.Job => "none",
        Hat.Beth => "none",
    };
}
