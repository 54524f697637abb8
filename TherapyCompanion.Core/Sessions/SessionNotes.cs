using TherapyCompanion.Core.Privacy;

namespace TherapyCompanion.Core.Sessions;

/// <summary>The therapist's notes of one session, saved as they are typed.</summary>
public sealed class SessionNotes : IOfPatient
{
    /// <summary>The longest notes, in characters; a full hour typed fast stays far below.</summary>
    public const int Longest = 200_000;

    private SessionNotes() { }

    public SessionNotes(Session session, string text, DateTimeOffset now)
    {
        (PracticeId, Id, PatientId, SessionId) = (session.PracticeId, Guid.NewGuid(), session.PatientId, session.Id);
        (Text, Revision, SavedAt) = (ClinicalText.Of(text), 1, now);
    }

    public Guid PracticeId { get; private set; }
    public Guid Id { get; private set; }
    public Guid PatientId { get; private set; }
    public Guid SessionId { get; private set; }
    public ClinicalText Text { get; private set; } = null!;

    /// <summary>Counts the saves; a writer says which one they started from.</summary>
    public int Revision { get; private set; }

    public DateTimeOffset SavedAt { get; private set; }
    public uint Version { get; private set; }

    /// <summary>Replaces the text, unless it was changed elsewhere since <paramref name="seen"/>.</summary>
    public Refusal? Rewrite(string text, int seen, DateTimeOffset now)
    {
        if (seen != Revision) return SessionRefusals.NotesChanged;
        (Text, Revision, SavedAt) = (ClinicalText.Of(text), Revision + 1, now);
        return null;
    }
}
