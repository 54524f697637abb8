using System.Text.Json;
using System.Text.Json.Serialization;

namespace TherapyCompanion.Infrastructure.Storage;

/// <summary>
/// A signed record as it lies in the backup: sealed exactly as in the database, with what is needed to open it and to see that it is what
/// was signed. In the clear stand ids, times and the number of a session, as in the database's own plain columns.
/// </summary>
/// <param name="Table">The table that the seal names; with its column and the record's id it is the place without which the seal does not open.</param>
/// <param name="Sha256">Of <paramref name="Sealed"/>, as the database kept it when the record was signed.</param>
/// <param name="WordsHmac">Of the words, under the patient's first key.</param>
/// <param name="Name">The patient's name, sealed under the same patient's key.</param>
public sealed record RecordFile(
    string Table, string Column, Guid Practice, Guid Patient, Guid Record, string Code, byte[] Name, int Session, DateTimeOffset StartsAt, int Minutes,
    DateTimeOffset SignedAt, Guid SignedBy, byte[] Sealed, byte[] Sha256, byte[] WordsHmac)
{
    /// <summary>Which layout this is; another one is not guessed at.</summary>
    public const string Layout = "tc-record-1";

    public const string Ending = ".tcrecord";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    public string Format { get; init; } = Layout;

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, Json);

    /// <returns>Null when the bytes are no record's file.</returns>
    public static RecordFile? Read(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return JsonSerializer.Deserialize<RecordFile>(bytes, Json) is { Format: Layout } file ? file : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
