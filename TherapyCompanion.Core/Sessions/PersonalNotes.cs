using TherapyCompanion.Core.Privacy;

namespace TherapyCompanion.Core.Sessions;

/// <summary>
/// What a therapist notes of a session for themselves (תרשומת אישית, s. 17(d) of the Israeli Patient's Rights Law, 1996): outside the
/// record. No agent, search, copy or colleague gets it; the database shows it to its writer alone.
/// </summary>
public sealed class PersonalNotes : IOfMember
{
    /// <summary>The longest, in characters.</summary>
    public const int Longest = 50_000;

    private PersonalNotes() { }

    public PersonalNotes(Session session, Guid memberId, string text, DateTimeOffset now)
    {
        (PracticeId, Id, PatientId, SessionId, MemberId) = (session.PracticeId, Guid.NewGuid(), session.PatientId, session.Id, memberId);
        (Text, Revision, SavedAt) = (PersonalText.Of(text), 1, now);
    }

    public Guid PracticeId { get; private set; }
    public Guid Id { get; private set; }
    public Guid PatientId { get; private set; }
    public Guid SessionId { get; private set; }

    /// <summary>Who wrote it.</summary>
    public Guid MemberId { get; private set; }
    public PersonalText Text { get; private set; } = null!;

    /// <summary>Counts the saves; a writer says which one they started from.</summary>
    public int Revision { get; private set; }

    public DateTimeOffset SavedAt { get; private set; }
    public uint Version { get; private set; }

    /// <summary>Replaces the text, unless it was changed elsewhere since <paramref name="seen"/>.</summary>
    public Refusal? Rewrite(string text, int seen, DateTimeOffset now)
    {
        if (seen != Revision) return SessionRefusals.NotesChanged;
        (Text, Revision, SavedAt) = (PersonalText.Of(text), Revision + 1, now);
        return null;
    }
}
