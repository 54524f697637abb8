using System.Text.Json;
using System.Text.Json.Serialization;
using TherapyCompanion.Core.Privacy;

namespace TherapyCompanion.Core.Summaries;

/// <summary>Where an addendum stands.</summary>
public enum AddendumState
{
    /// <summary>Its author writes it, and nobody else sees it.</summary>
    Draft,

    /// <summary>Signed: it stands under the record for good, and is no more changed than the record is.</summary>
    Signed,
}

/// <summary>The words of an addendum, sealed as one value with what they correct, so that a signature binds both.</summary>
/// <param name="Language">"he" or "en".</param>
/// <param name="Of">The fingerprint of the record that it was written to, in hexadecimal.</param>
public sealed record AddendumDocument(string Language, string Words, string Of)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Under whose name it was signed; null while it is a draft.</summary>
    public Signature? Signature { get; init; }

    [JsonIgnore]
    public bool IsEmpty => string.IsNullOrWhiteSpace(Words);

    public string Write() => JsonSerializer.Serialize(this, Json);

    public static AddendumDocument Read(string text) =>
        JsonSerializer.Deserialize<AddendumDocument>(text, Json) ?? throw new JsonException("An empty addendum.");
}

/// <summary>«הערת תיקון»: a correction of a signed record, by whoever signs it.</summary>
public sealed class Addendum : IOfPatient
{
    /// <summary>The longest correction; a longer one is a session of its own.</summary>
    public const int Longest = 40_000;

    private Addendum() { }

    public Addendum(Summary record, Guid authorId, AddendumDocument document, DateTimeOffset now)
    {
        (PracticeId, Id, PatientId, SummaryId, AuthorId) = (record.PracticeId, Guid.NewGuid(), record.PatientId, record.Id, authorId);
        (State, Content, Revision, ChangedAt) = (AddendumState.Draft, ClinicalText.Of(document.Write()), 1, now);
    }

    public Guid PracticeId { get; private set; }
    public Guid Id { get; private set; }
    public Guid PatientId { get; private set; }
    public Guid SummaryId { get; private set; }

    /// <summary>Whoever drafts it signs it: nobody signs another's words.</summary>
    public Guid AuthorId { get; private set; }

    public AddendumState State { get; private set; }

    /// <summary>An <see cref="AddendumDocument"/>.</summary>
    public ClinicalText Content { get; private set; } = null!;

    /// <summary>Counts the changes; a writer says which one they saw.</summary>
    public int Revision { get; private set; }

    public DateTimeOffset ChangedAt { get; private set; }
    public DateTimeOffset? SignedAt { get; private set; }

    /// <summary>HMAC of the signed words under the patient's key; the database keeps the ciphertext's SHA-256 beside it.</summary>
    public byte[]? WordsHmac { get; private set; }

    public uint Version { get; private set; }

    /// <summary>Replaces the draft's words, unless it was changed elsewhere since <paramref name="seen"/>.</summary>
    public Refusal? Rewrite(AddendumDocument document, int seen, DateTimeOffset now)
    {
        if (State is AddendumState.Signed) return AddendumRefusals.AlreadySigned;
        if (seen != Revision) return AddendumRefusals.Changed;
        (Content, Revision, ChangedAt) = (ClinicalText.Of(document.Write()), Revision + 1, now);
        return null;
    }

    /// <summary>Its author makes it part of the record: exactly the words that were on their screen.</summary>
    public Refusal? Sign(Actor actor, AddendumDocument document, WordsFingerprint words, DateTimeOffset now)
    {
        if (!actor.IsPerson || actor.Hat is not Hat.Therapist || actor.PersonId != AuthorId) return AddendumRefusals.NotItsAuthor;
        if (State is AddendumState.Signed) return AddendumRefusals.AlreadySigned;
        if (document.IsEmpty) return AddendumRefusals.Empty;
        (State, Content, Revision, ChangedAt) = (AddendumState.Signed, ClinicalText.Of(document.Write()), Revision + 1, now);
        (SignedAt, WordsHmac) = (now, words.Bytes);
        return null;
    }
}

/// <summary>What the acts on addenda refuse.</summary>
public static class AddendumRefusals
{
    public static readonly Refusal AlreadySigned = new("AddendumAlreadySigned");
    public static readonly Refusal Changed = new("AddendumChanged");
    public static readonly Refusal Empty = new("AddendumEmpty");
    public static readonly Refusal TooLong = new("AddendumTooLong");
    public static readonly Refusal NotItsAuthor = new("AddendumNotItsAuthor");
}
