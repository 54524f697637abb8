using TherapyCompanion.Core.Privacy;

namespace TherapyCompanion.Core.Patients.Guardians;

/// <summary>How a guardian stands at a moment. No column: the end may lie ahead and comes by itself.</summary>
public enum GuardianState
{
    /// <summary>The therapist invited them, and nobody has come in.</summary>
    Invited,

    /// <summary>Somebody came in, and sees what guardians see.</summary>
    Open,

    /// <summary>It is over. It does not begin again; there may be another invitation.</summary>
    Ended,
}

/// <summary>
/// A guardian of a patient. They see that patient's consents and nothing that the patient writes or receives; their name is the
/// patient's secret and lies under the patient's key, which they never have.
/// </summary>
public sealed class Guardian : IOfPatient
{
    /// <summary>The longest name, in characters.</summary>
    public const int LongestName = 120;

    private Guardian() { }

    /// <param name="until">The day on which the patient turns eighteen, where it is known and lies ahead.</param>
    public Guardian(Guid practiceId, Guid patientId, string name, Guid invitedBy, DateTimeOffset? until = null)
    {
        (PracticeId, Id, PatientId, InvitedBy, Until) = (practiceId, Guid.NewGuid(), patientId, invitedBy, until);
        Name = ClinicalText.Of(name);
    }

    public Guid PracticeId { get; private set; }
    public Guid Id { get; private set; }
    public Guid PatientId { get; private set; }

    /// <summary>Null until somebody came in by the invitation.</summary>
    public Guid? AccountId { get; private set; }

    public ClinicalText Name { get; private set; } = null!;

    /// <summary>The member who invited them.</summary>
    public Guid InvitedBy { get; private set; }

    public DateTimeOffset? Since { get; private set; }

    /// <summary>Null while it goes on; a moment ahead where the end is known, as at eighteen.</summary>
    public DateTimeOffset? Until { get; private set; }

    public uint Version { get; private set; }

    public GuardianState StateAt(DateTimeOffset now) =>
        Until <= now ? GuardianState.Ended : AccountId is null ? GuardianState.Invited : GuardianState.Open;

    /// <summary>Somebody came in by the invitation, once.</summary>
    public Refusal? Join(Guid accountId, DateTimeOffset now)
    {
        if (StateAt(now) is GuardianState.Ended) return CareRefusals.GuardianOver;
        if (AccountId is not null) return CareRefusals.GuardianHere;
        (AccountId, Since) = (accountId, now);
        return null;
    }

    /// <summary>It is over now; for one who was only invited, nobody can come in any more.</summary>
    public Refusal? End(DateTimeOffset now)
    {
        if (StateAt(now) is GuardianState.Ended) return CareRefusals.GuardianOver;
        Until = now;
        return null;
    }

    /// <summary>It will be over then: the day on which the patient turns eighteen.</summary>
    public Refusal? EndAt(DateTimeOffset then, DateTimeOffset now)
    {
        if (StateAt(now) is GuardianState.Ended) return CareRefusals.GuardianOver;
        Until = then;
        return null;
    }
}
