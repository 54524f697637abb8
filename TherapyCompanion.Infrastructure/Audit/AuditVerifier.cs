using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Infrastructure.Persistence;

namespace TherapyCompanion.Infrastructure.Audit;

/// <summary>Recomputes a chain entry by entry and holds it against every anchor. No hash of the database's is believed.</summary>
public sealed class AuditVerifier(TherapyDbFactory databases, AuditAnchor anchors, TimeProvider clock) : IAuditVerifier
{
    public async Task<AuditIntegrity> VerifyAsync(Actor actor, CancellationToken ct)
    {
        var lines = anchors.Read(actor.PracticeId);
        var anchored = lines.Where(a => anchors.IsSigned(a) && a.Practice == actor.PracticeId).ToList();
        var bySeq = anchored.ToLookup(a => a.Seq);
        byte[] previous = new byte[32];
        long count = 0;
        // A line that this installation did not sign, or signed for another practice, was put there by somebody.
        long? brokenAfter = anchored.Count < lines.Count ? 0 : null;

        await foreach (var (fields, hash) in ReadAsync(actor.PracticeId, ct))
        {
            var whole = fields.Seq == count + 1 && fields.PracticeId == actor.PracticeId
                && fields.Previous.AsSpan().SequenceEqual(previous) && hash.AsSpan().SequenceEqual(AuditHash.Of(fields))
                && bySeq[fields.Seq].All(a => a.Hash == Convert.ToHexStringLower(hash));
            if (!whole) brokenAfter ??= count;
            (previous, count) = (hash, count + 1);
        }

        // The furthest and not the last line: an old anchor written again at the end must not hide a newer one.
        var last = anchored.MaxBy(a => a.Seq);
        // Cut off: the anchor has seen further than the database now reaches.
        if (last is not null && last.Seq > count) brokenAfter ??= count;
        return new(
            count, brokenAfter, clock.GetUtcNow(),
            last is null ? null : DateTimeOffset.Parse(last.At, CultureInfo.InvariantCulture), last?.Seq ?? 0);
    }

    /// <summary>Writes a practice's entries as JSON lines, for the verifier that needs nothing of ours.</summary>
    public async Task<long> ExportAsync(Guid practiceId, Stream to, CancellationToken ct)
    {
        long count = 0;
        await foreach (var (e, hash) in ReadAsync(practiceId, ct))
        {
            await JsonSerializer.SerializeAsync(to, new
            {
                practice = e.PracticeId,
                seq = e.Seq,
                at = e.At.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
                hat = e.Hat,
                account = e.AccountId,
                person = e.PersonId,
                action = e.Action,
                target = e.TargetId,
                patient = e.PatientId,
                reason = e.Reason,
                outcome = e.Outcome,
                address = e.Address,
                previous = Convert.ToHexStringLower(e.Previous),
                hash = Convert.ToHexStringLower(hash),
            }, cancellationToken: ct);
            to.WriteByte((byte)'\n');
            count++;
        }

        return count;
    }

    private async IAsyncEnumerable<(AuditFields Fields, byte[] Hash)> ReadAsync(
        Guid practiceId, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        await using var db = await databases.OpenDbAsync(Actor.Job(practiceId), ct);
        await using var command = new NpgsqlCommand(
            """
            select practice_id, seq, at, hat, account_id, person_id, action, target_id, patient_id, reason, outcome, address, previous, hash
            from tc_audit.entries where practice_id = $1 order by seq
            """, (NpgsqlConnection)db.Database.GetDbConnection());
        command.CommandTimeout = 600;
        command.Parameters.Add(new() { Value = practiceId });
        await using var r = await command.ExecuteReaderAsync(ct);
        while (await r.ReadAsync(ct))
        {
            yield return (new(
                r.GetGuid(0), r.GetInt64(1), r.GetDateTime(2), r.GetString(3), Id(r, 4), Id(r, 5), r.GetString(6), Id(r, 7), Id(r, 8),
                r.GetString(9), r.GetString(10), r.GetString(11), r.GetFieldValue<byte[]>(12)), r.GetFieldValue<byte[]>(13));
        }
    }

    private static Guid? Id(NpgsqlDataReader r, int column) => r.IsDBNull(column) ? null : r.GetGuid(column);
}
