using TherapyCompanion.Core.Privacy;

namespace TherapyCompanion.Core.Patients;

/// <summary>That a member has care of a patient. Row-level security shows a therapist the files in their care and no other.</summary>
public sealed class Care : IOfPatient
{
    private Care() { }

    public Care(Guid practiceId, Guid patientId, Guid memberId, DateTimeOffset since) =>
        (PracticeId, Id, PatientId, MemberId, Since) = (practiceId, Guid.NewGuid(), patientId, memberId, since);

    public Guid PracticeId { get; private set; }
    public Guid Id { get; private set; }
    public Guid PatientId { get; private set; }
    public Guid MemberId { get; private set; }
    public DateTimeOffset Since { get; private set; }

    /// <summary>Null while the care goes on.</summary>
    public DateTimeOffset? Until { get; private set; }
}

/// <summary>That a sign-in account is this patient.</summary>
public sealed class PatientAccount : IOfPatient
{
    private PatientAccount() { }

    public PatientAccount(Guid practiceId, Guid patientId, Guid accountId, DateTimeOffset now) =>
        (PracticeId, Id, PatientId, AccountId, CreatedAt) = (practiceId, Guid.NewGuid(), patientId, accountId, now);

    public Guid PracticeId { get; private set; }
    public Guid Id { get; private set; }
    public Guid PatientId { get; private set; }
    public Guid AccountId { get; private set; }
    public DateTimeOffset CreatedAt { get; private set; }
}
