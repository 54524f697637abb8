using TherapyCompanion.Core.Privacy;
using TherapyCompanion.Core.Sessions;

namespace TherapyCompanion.Core.Summaries;

/// <summary>Where a summary stands.</summary>
public enum SummaryState
{
    /// <summary>Drafted by a machine or written by hand; the therapist may change anything.</summary>
    Draft,

    /// <summary>Signed by a person: the record. Nothing changes it any more; a correction is an addendum.</summary>
    Signed,
}

/// <summary>The summary of one session.</summary>
public sealed class Summary : IOfPatient
{
    private Summary() { }

    public Summary(Session session, SummaryDocument document, DateTimeOffset now)
    {
        (PracticeId, Id, PatientId, SessionId) = (session.PracticeId, Guid.NewGuid(), session.PatientId, session.Id);
        (State, Content, Revision, ChangedAt) = (SummaryState.Draft, ClinicalText.Of(document.Write()), 1, now);
    }

    public Guid PracticeId { get; private set; }
    public Guid Id { get; private set; }
    public Guid PatientId { get; private set; }
    public Guid SessionId { get; private set; }
    public SummaryState State { get; private set; }

    /// <summary>A <see cref="SummaryDocument"/>.</summary>
    public ClinicalText Content { get; private set; } = null!;

    /// <summary>Counts the changes; a writer says which one they saw.</summary>
    public int Revision { get; private set; }

    public DateTimeOffset ChangedAt { get; private set; }
    public DateTimeOffset? SignedAt { get; private set; }
    public Guid? SignedBy { get; private set; }

    /// <summary>HMAC of the signed words under the patient's key; the database keeps the ciphertext's SHA-256 beside it.</summary>
    public byte[]? WordsHmac { get; private set; }

    public uint Version { get; private set; }

    /// <summary>Replaces a draft's content, unless it was changed elsewhere since <paramref name="seen"/>.</summary>
    public Refusal? Rewrite(SummaryDocument document, int seen, DateTimeOffset now)
    {
        if (State is SummaryState.Signed) return SummaryRefusals.AlreadySigned;
        if (seen != Revision) return SummaryRefusals.Changed;
        (Content, Revision, ChangedAt) = (ClinicalText.Of(document.Write()), Revision + 1, now);
        return null;
    }

    /// <summary>Makes it the record: a person, every mark settled, and exactly the words that were on their screen.</summary>
    public Refusal? Sign(Actor actor, SummaryDocument record, WordsFingerprint recordWords, DateTimeOffset now)
    {
        if (!actor.IsPerson || actor.Hat is not Hat.Therapist) return SummaryRefusals.NotAPerson;
        if (State is SummaryState.Signed) return SummaryRefusals.AlreadySigned;
        if (record.OpenMarks > 0) return SummaryRefusals.MarksOpen;
        if (record.IsEmpty) return SummaryRefusals.Empty;
        (State, Content, Revision, ChangedAt) = (SummaryState.Signed, ClinicalText.Of(record.Write()), Revision + 1, now);
        (SignedAt, SignedBy, WordsHmac) = (now, actor.PersonId, recordWords.Bytes);
        return null;
    }
}
