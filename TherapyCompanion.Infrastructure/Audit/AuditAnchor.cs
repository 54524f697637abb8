using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using TherapyCompanion.Core;
using TherapyCompanion.Infrastructure.Persistence;

namespace TherapyCompanion.Infrastructure.Audit;

/// <summary>The head of a chain as it was anchored. The signature covers the other four fields, joined by '|'.</summary>
public sealed record Anchor(Guid Practice, long Seq, string Hash, string At, string Signature)
{
    internal static byte[] Signed(Guid practice, long seq, string hash, string at) =>
        Encoding.UTF8.GetBytes(string.Join('|', practice, seq.ToString(CultureInfo.InvariantCulture), hash, at));
}

/// <summary>
/// Writes the heads of the chains outside the database: what was cut off or rewritten there no longer fits what stands here.
/// A file a practice, a line an anchor; lines are only added.
/// </summary>
public sealed class AuditAnchor(TherapyDbFactory databases, AnchorKey key, IOptions<AuditOptions> options, TimeProvider clock)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private static readonly Anchor Nobodys = new(Guid.Empty, 0, "", "", "");

    /// <summary>Anchors a practice's head if it moved since the last anchor.</summary>
    /// <returns>Whether an anchor was written.</returns>
    public async Task<bool> RunAsync(Guid practiceId, CancellationToken ct)
    {
        await using var db = await databases.OpenAsync(Actor.Job(practiceId), ct);
        var head = await db.AuditTrail.OrderByDescending(l => l.Seq).Select(l => new { l.Seq, l.Hash }).FirstOrDefaultAsync(ct);
        // A head behind an anchor is what the verifier must find: anchoring it would cover it up.
        if (head is null || head.Seq <= Read(practiceId).Select(a => a.Seq).DefaultIfEmpty().Max()) return false;

        var (hash, at) = (Convert.ToHexStringLower(head.Hash), clock.GetUtcNow().ToString("O", CultureInfo.InvariantCulture));
        var signature = Convert.ToBase64String(key.Sign(Anchor.Signed(practiceId, head.Seq, hash, at)));
        var line = JsonSerializer.Serialize(new Anchor(practiceId, head.Seq, hash, at, signature), Json) + "\n";
        Directory.CreateDirectory(options.Value.AnchorFolder);
        await using var file = new FileStream(PathOf(practiceId), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        // What a crash left without its line end never was an anchor; kept, it would spoil the line that follows it.
        file.SetLength(await WholeLengthAsync(file, ct));
        file.Seek(0, SeekOrigin.End);
        await file.WriteAsync(Encoding.UTF8.GetBytes(line), ct);
        file.Flush(flushToDisk: true);
        return true;
    }

    /// <summary>
    /// The anchors of a practice, oldest first. A torn last line (a crash while writing) is passed over; a line that is no
    /// anchor comes back as one that nobody signed.
    /// </summary>
    public IReadOnlyList<Anchor> Read(Guid practiceId)
    {
        var path = PathOf(practiceId);
        if (!File.Exists(path)) return [];
        var text = File.ReadAllText(path);
        var whole = text[..(text.LastIndexOf('\n') + 1)];
        return [.. whole.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Parse)];
    }

    /// <summary>Whether an anchor carries this installation's signature.</summary>
    public bool IsSigned(Anchor anchor)
    {
        var signature = new byte[256];
        return Convert.TryFromBase64String(anchor.Signature, signature, out var length)
            && key.Verify(Anchor.Signed(anchor.Practice, anchor.Seq, anchor.Hash, anchor.At), signature[..length]);
    }

    private static Anchor Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<Anchor>(line, Json) is { Hash: not null, At: not null, Signature: not null } anchor ? anchor : Nobodys;
        }
        catch (JsonException)
        {
            return Nobodys;
        }
    }

    private static async Task<long> WholeLengthAsync(FileStream file, CancellationToken ct)
    {
        var bytes = new byte[file.Length];
        await file.ReadExactlyAsync(bytes, ct);
        return Array.LastIndexOf(bytes, (byte)'\n') + 1;
    }

    private string PathOf(Guid practiceId) => Path.Combine(options.Value.AnchorFolder, $"{practiceId}.jsonl");
}
