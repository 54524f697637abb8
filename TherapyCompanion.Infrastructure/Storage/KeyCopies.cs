using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using TherapyCompanion.Core;
using TherapyCompanion.Infrastructure.Encryption;
using TherapyCompanion.Infrastructure.Persistence;

namespace TherapyCompanion.Infrastructure.Storage;

/// <summary>A line of a practice's key file: a key of the practice, a data key, or one that was destroyed.</summary>
/// <param name="Under">The key that wraps it; null for one that was destroyed.</param>
/// <param name="Patient">Whose data key it is; null for the practice's own.</param>
public sealed record KeyLine(string Kind, Guid Id, int Version, Guid? Patient, Guid? Under, byte[]? Wrapped)
{
    public const string OfPractice = "practice";
    public const string OfData = "data";
    public const string Destroyed = "destroyed";
}

/// <summary>
/// Copies of the wrapped keys outside the database, a file a practice. A copy follows its key: what is new or wrapped anew is written, and
/// what was destroyed is gone from here in the next round, with a mark in its place. What merely is not in the database stays: a database
/// that was lost and begun anew must not take the keys of its backup with it.
/// </summary>
public sealed class KeyCopies(TherapyDbFactory databases, IOptions<BackupOptions> options, IOptions<KeysOptions> keys)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public string Folder => options.Value.KeyFolder.Length > 0 ? options.Value.KeyFolder : Path.Combine(keys.Value.Folder, "copies");

    /// <summary>Brings a practice's file up to what the database has.</summary>
    public async Task RefreshAsync(Guid practiceId, CancellationToken ct)
    {
        await using var db = await databases.OpenDbAsync(Actor.Job(practiceId), ct);
        var lines = Read(Folder, practiceId).ToDictionary(l => l.Id);
        foreach (var k in await db.PracticeKeys.AsNoTracking().ToListAsync(ct)) lines[k.Id] = new(KeyLine.OfPractice, k.Id, k.Version, null, k.MasterKeyId, k.Wrapped);
        // What a therapist keeps for themselves is no record and in no copy, nor is its key.
        foreach (var k in await db.DataKeys.AsNoTracking().Where(k => k.MemberId == null).ToListAsync(ct)) lines[k.Id] = new(KeyLine.OfData, k.Id, k.Version, k.PatientId, k.PracticeKeyId, k.Wrapped);
        var destroyed = await db.Database.SqlQuery<Guid>($"""select key_id as "Value" from jobs.destroyed_keys where practice_id = {practiceId}""").ToListAsync(ct);
        foreach (var id in destroyed) lines[id] = new(KeyLine.Destroyed, id, 0, null, null, null);

        if (!Directory.Exists(Folder)) Directory.CreateDirectory(Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var text = string.Concat(lines.Values.OrderBy(l => l.Kind, StringComparer.Ordinal).ThenBy(l => l.Id).Select(l => JsonSerializer.Serialize(l, Json) + "\n"));
        await DurableFile.WriteAsync(PathOf(Folder, practiceId), Encoding.ASCII.GetBytes(text), ct);
        await db.Database.ExecuteSqlAsync(
            $"update jobs.destroyed_keys set copy_gone_at = clock_timestamp() where practice_id = {practiceId} and key_id = any ({destroyed.ToArray()}) and copy_gone_at is null", ct);
    }

    /// <summary>Whether a key was destroyed whose copy still lies there.</summary>
    public async Task<bool> IsBehindAsync(Guid practiceId, CancellationToken ct)
    {
        await using var db = await databases.OpenDbAsync(Actor.Job(practiceId), ct);
        return await db.Database.SqlQuery<bool>(
            $"""select exists (select from jobs.destroyed_keys where practice_id = {practiceId} and copy_gone_at is null) as "Value" """).SingleAsync(ct);
    }

    /// <summary>The lines of a practice's file; none where there is no file.</summary>
    /// <exception cref="SetupException">The file holds something else than keys.</exception>
    public static IReadOnlyList<KeyLine> Read(string folder, Guid practiceId)
    {
        var path = PathOf(folder, practiceId);
        if (!File.Exists(path)) return [];
        try
        {
            return [.. File.ReadLines(path).Where(l => l.Length > 0).Select(l => JsonSerializer.Deserialize<KeyLine>(l, Json)!)];
        }
        catch (JsonException)
        {
            throw new SetupException($"Backup:KeyFolder: {path} holds a line that is no key.");
        }
    }

    private static string PathOf(string folder, Guid practiceId) => Path.Combine(folder, $"{practiceId}.keys");
}
