using System.Text.Json;
using System.Text.Json.Serialization;
using TherapyCompanion.Core.Privacy;

namespace TherapyCompanion.Core.Summaries;

/// <summary>Where the patient's part of a summary stands.</summary>
public enum PatientPartState
{
    /// <summary>The therapist writes it; the patient sees nothing, and not that there is something.</summary>
    Draft,

    /// <summary>Signed apart from the record: these very words stand on the patient's page.</summary>
    Signed,

    /// <summary>Taken off the patient's page again. Another text is another part.</summary>
    Withdrawn,
}

/// <summary>The words for the patient, sealed as one value with the session they tell of, so that a signature binds both.</summary>
/// <param name="Language">"he" or "en".</param>
public sealed record PatientPartDocument(string Language, string Words, DateTimeOffset SessionAt)
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

    public static PatientPartDocument Read(string text) =>
        JsonSerializer.Deserialize<PatientPartDocument>(text, Json) ?? throw new JsonException("An empty part.");
}

/// <summary>«חלק למטופלים»: what a patient may read of a session. Closed until a person signs it apart.</summary>
public sealed class PatientPart : IOfPatient
{
    public const int Longest = 20_000;

    private PatientPart() { }

    public PatientPart(Summary record, Guid authorId, PatientPartDocument document, DateTimeOffset now)
    {
        (PracticeId, Id, PatientId, SummaryId, AuthorId) = (record.PracticeId, Guid.NewGuid(), record.PatientId, record.Id, authorId);
        (State, Content, Revision, ChangedAt) = (PatientPartState.Draft, ClinicalText.Of(document.Write()), 1, now);
    }

    public Guid PracticeId { get; private set; }
    public Guid Id { get; private set; }
    public Guid PatientId { get; private set; }
    public Guid SummaryId { get; private set; }

    /// <summary>Who wrote the draft as it is now, and signs it.</summary>
    public Guid AuthorId { get; private set; }

    public PatientPartState State { get; private set; }

    /// <summary>A <see cref="PatientPartDocument"/>.</summary>
    public ClinicalText Content { get; private set; } = null!;

    public int Revision { get; private set; }
    public DateTimeOffset ChangedAt { get; private set; }
    public DateTimeOffset? SignedAt { get; private set; }
    public DateTimeOffset? WithdrawnAt { get; private set; }

    /// <summary>HMAC of the signed words under the patient's key: what is shown is held against it each time.</summary>
    public byte[]? WordsHmac { get; private set; }

    public uint Version { get; private set; }

    /// <summary>Replaces the draft's words, unless it was changed elsewhere since <paramref name="seen"/>.</summary>
    public Refusal? Rewrite(Guid authorId, PatientPartDocument document, int seen, DateTimeOffset now)
    {
        if (State is not PatientPartState.Draft) return PatientPartRefusals.AlreadySigned;
        if (seen != Revision) return PatientPartRefusals.Changed;
        (AuthorId, Content, Revision, ChangedAt) = (authorId, ClinicalText.Of(document.Write()), Revision + 1, now);
        return null;
    }

    /// <summary>Shows the patient exactly these words.</summary>
    public Refusal? Sign(Actor actor, PatientPartDocument document, WordsFingerprint words, DateTimeOffset now)
    {
        if (!actor.IsPerson || actor.Hat is not Hat.Therapist || actor.PersonId != AuthorId) return PatientPartRefusals.NotItsAuthor;
        if (State is not PatientPartState.Draft) return PatientPartRefusals.AlreadySigned;
        if (document.IsEmpty) return PatientPartRefusals.Empty;
        (State, Content, Revision, ChangedAt) = (PatientPartState.Signed, ClinicalText.Of(document.Write()), Revision + 1, now);
        (SignedAt, WordsHmac) = (now, words.Bytes);
        return null;
    }

    /// <summary>Takes it off the patient's page.</summary>
    public Refusal? Withdraw(DateTimeOffset now)
    {
        if (State is not PatientPartState.Signed) return PatientPartRefusals.NotShown;
        (State, WithdrawnAt) = (PatientPartState.Withdrawn, now);
        return null;
    }
}

/// <summary>What the acts on the patient's part refuse.</summary>
public static class PatientPartRefusals
{
    public static readonly Refusal AlreadySigned = new("PatientPartAlreadySigned");
    public static readonly Refusal Changed = new("PatientPartChanged");
    public static readonly Refusal Empty = new("PatientPartEmpty");
    public static readonly Refusal TooLong = new("PatientPartTooLong");
    public static readonly Refusal NotItsAuthor = new("PatientPartNotItsAuthor");
    public static readonly Refusal NotShown = new("PatientPartNotShown");
}
