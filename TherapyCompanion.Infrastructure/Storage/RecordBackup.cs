using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Core.Operations;
using TherapyCompanion.Infrastructure.Persistence;

namespace TherapyCompanion.Infrastructure.Storage;

/// <summary>
/// Writes signed records out of the line into the backup folder: first the keys' copies, then a file a record, and only when it lies on the
/// disk whole is the item done. Killed in between, the next round writes the same file again.
/// </summary>
public sealed class RecordBackup(TherapyDbFactory databases, KeyCopies keys, IOptions<BackupOptions> options, TimeProvider clock)
{
    private const int Most = 50;

    /// <summary>One round for a practice.</summary>
    /// <returns>How many records were written.</returns>
    /// <exception cref="IOException">The folder is missing, full or not ours; everything that is not written waits.</exception>
    public async Task<int> RunAsync(Guid practiceId, CancellationToken ct)
    {
        var waiting = await AnyWaitingAsync(practiceId, ct);
        // Also where there is no folder for records: what was destroyed must not live on in a copy.
        if (waiting || await keys.IsBehindAsync(practiceId, ct)) await keys.RefreshAsync(practiceId, ct);
        if (!waiting) return 0;
        if (options.Value.Folder.Length == 0) throw new DirectoryNotFoundException("Backup:Folder is not set.");
        if (!Directory.Exists(options.Value.Folder)) throw new DirectoryNotFoundException("Backup:Folder is not there.");
        var folder = Path.Combine(options.Value.Folder, practiceId.ToString());
        DurableFile.MakeFolder(folder);
        var written = 0;
        while (written < Most && await WriteOneAsync(practiceId, folder, ct)) written++;
        return written;
    }

    private async Task<bool> AnyWaitingAsync(Guid practiceId, CancellationToken ct)
    {
        await using var db = await databases.OpenDbAsync(Actor.Job(practiceId), ct);
        return await db.BackupItems.AnyAsync(i => i.State == BackupState.Waiting, ct);
    }

    private async Task<bool> WriteOneAsync(Guid practiceId, string folder, CancellationToken ct)
    {
        await using var db = await databases.OpenDbAsync(Actor.Job(practiceId), ct);
        await db.Database.BeginTransactionAsync(ct);
        // Another node has its own in hand.
        var item = await db.BackupItems.FromSql(
            $"""
             select *, xmin from tc.backup_items where practice_id = tc.practice() and state = 'Waiting'
             order by queued_at, id limit 1 for update skip locked
             """).SingleOrDefaultAsync(ct);
        if (item is null) return false;

        var file = await RecordAsync(db, item, ct);
        await DurableFile.WriteAsync(Path.Combine(folder, file.Record + RecordFile.Ending), file.Write(), ct);
        var entry = new AuditEntry(AuditAction.RecordBackedUp, file.Record, item.PatientId, AuditReason.Administration);
        if ((item.Finish(clock.GetUtcNow()) ?? await db.SaveAsync(entry, ct)) is { } refusal)
            throw new InvalidOperationException($"A backup that was held alone was refused: {refusal.Key}");
        return true;
    }

    private static async Task<RecordFile> RecordAsync(TherapyDb db, BackupItem item, CancellationToken ct)
    {
        var patient = await db.Patients.AsNoTracking().Where(p => p.Id == item.PatientId).Select(p => new { p.Code, p.Name }).SingleAsync(ct);
        var r = await db.Database.SqlQuery<SignedRow>(
            $"""
             select record as "Record", sealed as "Sealed", sha256 as "Sha256", words_hmac as "WordsHmac", signed_at as "SignedAt",
               signed_by as "SignedBy", number as "Number", starts_at as "StartsAt", minutes as "Minutes"
             from tc.waiting_record({item.Id})
             """).SingleAsync(ct);
        return new(
            item.AddendumId is null ? "summaries" : "addenda", "content", item.PracticeId, item.PatientId, r.Record, patient.Code, patient.Name.SealedBytes, r.Number, r.StartsAt, r.Minutes,
            r.SignedAt, r.SignedBy, r.Sealed, r.Sha256, r.WordsHmac);
    }

    private sealed class SignedRow
    {
        public Guid Record { get; set; }
        public byte[] Sealed { get; set; } = [];
        public byte[] Sha256 { get; set; } = [];
        public byte[] WordsHmac { get; set; } = [];
        public DateTimeOffset SignedAt { get; set; }
        public Guid SignedBy { get; set; }
        public int Number { get; set; }
        public DateTimeOffset StartsAt { get; set; }
        public int Minutes { get; set; }
    }
}
