using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using TherapyCompanion.Core.Privacy;
using TherapyCompanion.Infrastructure.Encryption;
using TherapyCompanion.Infrastructure.Persistence;

namespace TherapyCompanion.Infrastructure.Storage;

/// <summary>What a check of the backup found.</summary>
/// <param name="Dark">Records whose key was destroyed, as erasure means it.</param>
/// <param name="WithoutKey">Records whose key is not there, and nothing says that it was destroyed.</param>
public sealed record RestoreFindings(int Whole, int Dark, int WithoutKey, int Broken)
{
    public bool IsWhole => WithoutKey == 0 && Broken == 0;
}

/// <summary>
/// Opens every record of the backup with the master keys and the keys' copies alone, as after the loss of the database, and holds it
/// against the fingerprint that its signature bound. It shows ids and counts, and no word.
/// </summary>
public sealed class RestoreCheck(IOptions<BackupOptions> options, IOptions<KeysOptions> keys, IServiceProvider services)
{
    /// <param name="folder">The records' folder; null for the configured one.</param>
    /// <param name="keyFolder">The keys' copies; null for the configured folder.</param>
    /// <param name="output">Where what is wrong is named, a line a record.</param>
    public async Task<RestoreFindings> RunAsync(string? folder, string? keyFolder, TextWriter output, CancellationToken ct)
    {
        folder ??= options.Value.Folder;
        if (!Directory.Exists(folder)) throw new SetupException($"Backup:Folder: {(folder.Length == 0 ? "not set" : folder + " is not there")}.");
        // Asked for without this, the master keys would be made anew, and open nothing.
        if (!File.Exists(Path.Combine(keys.Value.Folder, MasterKeys.FileName))) throw new SetupException($"Keys:Folder: {keys.Value.Folder} holds no master key.");
        var master = services.GetRequiredService<MasterKeys>();
        keyFolder ??= services.GetRequiredService<KeyCopies>().Folder;

        var findings = new RestoreFindings(0, 0, 0, 0);
        var rings = new Dictionary<Guid, CopiedKeys>();
        foreach (var path in Directory.EnumerateFiles(folder, "*" + RecordFile.Ending, SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var file = RecordFile.Read(await File.ReadAllBytesAsync(path, ct));
            var verdict = file is null ? "broken: it is no record's file" : Check(file, RingOf(rings, keyFolder, file.Practice, master));
            findings = verdict switch
            {
                null => findings with { Whole = findings.Whole + 1 },
                Destroyed => findings with { Dark = findings.Dark + 1 },
                NoKey => findings with { WithoutKey = findings.WithoutKey + 1 },
                _ => findings with { Broken = findings.Broken + 1 },
            };
            if (verdict is not null) await output.WriteLineAsync($"{Path.GetFileNameWithoutExtension(path)}: {verdict}");
        }

        return findings;
    }

    private const string Destroyed = "dark, its key was destroyed";
    private const string NoKey = "its key is not there";

    private static CopiedKeys RingOf(Dictionary<Guid, CopiedKeys> rings, string folder, Guid practice, MasterKeys master) =>
        rings.TryGetValue(practice, out var ring) ? ring : rings[practice] = new(practice, KeyCopies.Read(folder, practice), master);

    // Null: it opens and is what was signed.
    private static string? Check(RecordFile file, CopiedKeys keys)
    {
        if (!SHA256.HashData(file.Sealed).AsSpan().SequenceEqual(file.Sha256)) return "broken: not the bytes that were signed";
        try
        {
            var id = Seal.KeyIdOf(file.Sealed);
            if (keys.WasDestroyed(id) || keys.FirstOf(file.Patient) is { } f && keys.WasDestroyed(f)) return Destroyed;
            if (keys.Find(id) is not { } key || keys.FirstOf(file.Patient) is not { } firstId || keys.Find(firstId) is not { } first) return NoKey;
            var words = Seal.Open(key, new(file.Table, file.Column, file.Record), file.Sealed);
            if (!first.Fingerprint(words).Equals(new WordsFingerprint(file.WordsHmac))) return "broken: not the words that were signed";
            _ = Seal.Open(keys.Find(Seal.KeyIdOf(file.Name)) ?? key, new("patients", "name", file.Patient), file.Name);
            return null;
        }
        catch (SealBrokenException)
        {
            return "broken: it does not open";
        }
    }
}

/// <summary>A practice's keys out of their copies.</summary>
internal sealed class CopiedKeys(Guid practice, IReadOnlyList<KeyLine> lines, MasterKeys master)
{
    private readonly Dictionary<Guid, KeyLine> _lines = lines.ToDictionary(l => l.Id);

    public bool WasDestroyed(Guid id) => _lines.TryGetValue(id, out var line) && line.Kind == KeyLine.Destroyed;

    /// <summary>The patient's first key: by it fingerprints are made, over every rotation.</summary>
    public Guid? FirstOf(Guid patient) => _lines.Values.Where(l => l.Kind == KeyLine.OfData && l.Patient == patient).MinBy(l => l.Version)?.Id;

    /// <returns>Null when it is not there or a key that wraps it is not.</returns>
    public DataKey? Find(Guid id)
    {
        if (!_lines.TryGetValue(id, out var line) || line is not { Kind: KeyLine.OfData, Under: { } under, Wrapped: { } wrapped }) return null;
        if (!_lines.TryGetValue(under, out var above) || above is not { Kind: KeyLine.OfPractice, Under: { } masterId, Wrapped: { } wrappedAbove }) return null;
        if (master.Find(masterId) is not { } masterKey) return null;
        return new(id, KeyWrap.Unwrap(KeyWrap.Unwrap(masterKey, wrappedAbove, under, practice, KeyOwner.Practice), wrapped, id, practice, new(line.Patient)));
    }
}
