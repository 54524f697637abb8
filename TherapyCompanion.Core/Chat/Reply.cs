using TherapyCompanion.Core.Privacy;

namespace TherapyCompanion.Core.Chat;

/// <summary>What a patient wrote to their therapist. It is never changed and never lost.</summary>
public sealed class Reply : IOfPatient
{
    /// <summary>The longest reply, in characters.</summary>
    public const int Longest = 10_000;

    private Reply() { }

    public Reply(Guid practiceId, Guid patientId, Guid idempotencyKey, string body, DateTimeOffset now)
    {
        (PracticeId, Id, PatientId, IdempotencyKey) = (practiceId, Guid.NewGuid(), patientId, idempotencyKey);
        (Body, WrittenAt) = (ClinicalText.Of(body), now);
    }

    public Guid PracticeId { get; private set; }
    public Guid Id { get; private set; }
    public Guid PatientId { get; private set; }

    /// <summary>Given with the form: the same form posted twice is one reply.</summary>
    public Guid IdempotencyKey { get; private set; }

    public ClinicalText Body { get; private set; } = null!;
    public DateTimeOffset WrittenAt { get; private set; }
}
