using TherapyCompanion.Core.Privacy;

namespace TherapyCompanion.Core.Patients;

/// <summary>How somebody came to have care of a patient.</summary>
public enum CareKind
{
    /// <summary>The patient is theirs.</summary>
    Own,

    /// <summary>They stand in for whose it is, until a day: they read, approve and take alerts under their own name, and give nothing on.</summary>
    StandIn,
}

/// <summary>
/// That a member has care of a patient. Row-level security shows a therapist the files in their care and no other; an end that
/// lies ahead comes by the database's clock, and needs no job.
/// </summary>
public sealed class Care : IOfPatient
{
    /// <summary>The longest that somebody stands in.</summary>
    public static readonly TimeSpan LongestStandIn = TimeSpan.FromDays(60);

    private Care() { }

    public Care(Guid practiceId, Guid patientId, Guid memberId, DateTimeOffset since) =>
        (PracticeId, Id, PatientId, MemberId, Since, Kind) = (practiceId, Guid.NewGuid(), patientId, memberId, since, CareKind.Own);

    public Guid PracticeId { get; private set; }
    public Guid Id { get; private set; }
    public Guid PatientId { get; private set; }
    public Guid MemberId { get; private set; }
    public CareKind Kind { get; private set; }

    /// <summary>For a stand-in: who has the care and asked them.</summary>
    public Guid? AppointedBy { get; private set; }

    public DateTimeOffset Since { get; private set; }

    /// <summary>Null while the care goes on; for a stand-in the end, which may lie ahead.</summary>
    public DateTimeOffset? Until { get; private set; }

    public uint Version { get; private set; }

    /// <summary>A colleague's care of this patient, to an end.</summary>
    /// <param name="now">The database's clock, by which it will end.</param>
    public Result<Care> Lend(Guid memberId, DateTimeOffset until, DateTimeOffset now)
    {
        if (Kind is not CareKind.Own || Until <= now) return CareRefusals.OwnCareOnly;
        if (memberId == MemberId) return CareRefusals.NotOneself;
        if (until <= now || until - now > LongestStandIn) return CareRefusals.EndWrong;
        return new Care(PracticeId, PatientId, memberId, now) { Kind = CareKind.StandIn, AppointedBy = MemberId, Until = until };
    }

    /// <summary>The stand-in's care is over now. One's own is not ended like this.</summary>
    public Refusal? End(DateTimeOffset now)
    {
        if (Kind is not CareKind.StandIn) return CareRefusals.OwnCareOnly;
        if (Until <= now) return CareRefusals.StandInOver;
        Until = now;
        return null;
    }
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
