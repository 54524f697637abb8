#:property PublishAot=false
#:property Nullable=enable

// Checks an exported audit trail of TherapyCompanion without trusting the application or its database. It needs the .NET SDK
// and these three files; it leans on no project and no package, and can be read in one sitting.
//
//   dotnet run verify-audit.cs -- --entries FILE.jsonl --anchors ANCHORS.jsonl --key anchor.pub.pem
//
// FILE.jsonl is what `audit export` writes, ANCHORS.jsonl the file of anchors that lies outside the database, and the key the
// public half of the one that signs them. Keep a copy of the key where whoever runs the server cannot change it.
//
// How a trail holds together: an entry's hash is SHA-256 over its fields, each behind its length (four bytes, big-endian; -1 for
// a missing one), and over the hash of the entry before. So no entry can be edited, removed or moved without the next one
// telling. Whoever owns the database could compute all hashes anew, or cut off the end; that is what the anchors are for: the
// signed place and hash of the last entry at some moment, kept elsewhere.
//
// Exit codes: 0 nothing is wrong; 1 something was changed; 2 it could not be checked.

using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

const int Told = 20;
string? Option(string name) => Array.IndexOf(args, name) is var i and >= 0 && i + 1 < args.Length ? args[i + 1] : null;
var findings = new List<string>();
var found = 0L;
void Find(string sentence)
{
    if (++found <= Told) findings.Add(sentence);
}

if (Option("--entries") is not { } entriesPath || Option("--anchors") is not { } anchorsPath || Option("--key") is not { } keyPath)
{
    Console.Error.WriteLine("dotnet run verify-audit.cs -- --entries FILE.jsonl --anchors ANCHORS.jsonl --key anchor.pub.pem");
    return 2;
}

try
{
    using var key = ECDsa.Create();
    key.ImportFromPem(File.ReadAllText(keyPath));
    var (anchors, torn) = ReadAnchors(key);
    if (anchors.Count == 0 && found == 0)
    {
        Console.WriteLine($"There is no anchor in {anchorsPath}: whether entries were cut off or all rewritten cannot be told.");
        return 2;
    }

    var (count, last, practice) = ReadEntries(anchors);
    foreach (var a in anchors.Where(a => practice is not null && a.Practice != practice).Take(1))
        Find($"The anchors are of practice {a.Practice}, the entries of {practice}: the files do not belong together, or one was put in the other's place.");
    var furthest = anchors.MaxBy(a => a.Seq);
    if (furthest is not null && furthest.Seq > last)
        Find($"The anchor of {furthest.At} has seen entry {furthest.Seq}, but the entries end at {last}: {furthest.Seq - last} were cut off the end.");

    foreach (var sentence in findings) Console.WriteLine(sentence);
    if (found > Told) Console.WriteLine($"… and {found - Told} more of the kind.");
    if (torn) Console.WriteLine("The last line of the anchors is torn, as a crash while writing leaves it; it is no anchor and was passed over.");
    if (found > 0)
    {
        Console.WriteLine($"CHANGED: {count} entries were read and the trail does not hold. Keep these files as they are.");
        return 1;
    }

    Console.WriteLine($"Whole: {count} entries, none edited, removed or reordered, and all of them as the {anchors.Count} signed anchors have seen them.");
    if (furthest!.Seq < last)
        Console.WriteLine($"Entries {furthest.Seq + 1} to {last} came after the last anchor ({furthest.At}): the chain vouches for them, but their end could still be cut off unseen.");
    return 0;
}
catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
{
    Console.Error.WriteLine($"It could not be checked: {e.Message}");
    return 2;
}

(List<Anchor> Anchors, bool Torn) ReadAnchors(ECDsa key)
{
    var text = File.ReadAllText(anchorsPath);
    var whole = text.LastIndexOf('\n') + 1;
    var anchors = new List<Anchor>();
    var number = 0;
    foreach (var line in text[..whole].Split('\n'))
    {
        number++;
        if (line.Length == 0) continue;
        var anchor = Parse(line, e => new Anchor(Text(e, "practice")!, e.GetProperty("seq").GetInt64(), Text(e, "hash")!, Text(e, "at")!, Text(e, "signature")!));
        var signature = new byte[256];
        if (anchor is null || !Convert.TryFromBase64String(anchor.Signature, signature, out var length)
            || !key.VerifyData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{anchor.Practice}|{anchor.Seq}|{anchor.Hash}|{anchor.At}")), signature[..length], HashAlgorithmName.SHA256))
            Find($"Line {number} of the anchors does not carry the signature of this key: it was forged or changed, or the key is another installation's.");
        else anchors.Add(anchor);
    }

    return (anchors, whole < text.Length);
}

(long Count, long Last, string? Practice) ReadEntries(List<Anchor> anchors)
{
    var bySeq = anchors.ToLookup(a => a.Seq);
    var (previous, practice) = (new string('0', 64), (string?)null);
    long count = 0, last = 0, number = 0;
    foreach (var line in File.ReadLines(entriesPath))
    {
        number++;
        var entry = Parse(line, e => new Entry(
            Text(e, "practice")!, e.GetProperty("seq").GetInt64(),
            [Text(e, "practice"), e.GetProperty("seq").GetInt64().ToString(CultureInfo.InvariantCulture), Text(e, "at"), Text(e, "hat"), Text(e, "account"),
                Text(e, "person"), Text(e, "action"), Text(e, "target"), Text(e, "patient"), Text(e, "reason"), Text(e, "outcome"), Text(e, "address"), Text(e, "previous")],
            Text(e, "previous")!, Text(e, "hash")!));
        if (entry is null)
        {
            Find($"Line {number} of the entries is no entry.");
            continue;
        }

        count++;
        practice ??= entry.Practice;
        if (entry.Practice != practice) Find($"Entry {entry.Seq} (line {number}) is of another practice, {entry.Practice}.");
        if (entry.Seq == last + 1) CheckLink(entry);
        else if (entry.Seq > last + 1)
            Find(entry.Seq == last + 2 ? $"Entry {last + 1} was removed." : $"Entries {last + 1} to {entry.Seq - 1} were removed.");
        else Find($"Entry {entry.Seq} (line {number}) stands after entry {last}: the order was changed, or it is there twice.");

        if (HashOf(entry.Fields) != entry.Hash) Find($"Entry {entry.Seq} was edited: its fields do not give its hash.");
        foreach (var anchor in bySeq[entry.Seq].Where(a => a.Hash != entry.Hash).Take(1))
            Find($"Entry {entry.Seq} is not the one that was anchored on {anchor.At}: it, or entries before it, were rewritten.");
        (previous, last) = (entry.Hash, Math.Max(last, entry.Seq));
    }

    return (count, last, practice);

    void CheckLink(Entry entry)
    {
        if (entry.Previous != previous) Find($"Entry {entry.Seq} does not follow from entry {entry.Seq - 1}: one of the two was edited or put in another's place.");
    }
}

static string HashOf(string?[] fields)
{
    using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    Span<byte> length = stackalloc byte[4];
    foreach (var field in fields)
    {
        var bytes = field is null ? [] : Encoding.UTF8.GetBytes(field);
        BinaryPrimitives.WriteInt32BigEndian(length, field is null ? -1 : bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }

    return Convert.ToHexStringLower(hash.GetHashAndReset());
}

// A line as JSON, or null when it is none or lacks what it must have.
static T? Parse<T>(string line, Func<JsonElement, T> read)
    where T : class
{
    try
    {
        using var document = JsonDocument.Parse(line);
        return read(document.RootElement);
    }
    catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
    {
        return null;
    }
}

static string? Text(JsonElement e, string name) => e.GetProperty(name) is { ValueKind: not JsonValueKind.Null } value ? value.GetString() : null;

internal sealed record Entry(string Practice, long Seq, string?[] Fields, string Previous, string Hash);

internal sealed record Anchor(string Practice, long Seq, string Hash, string At, string Signature);
