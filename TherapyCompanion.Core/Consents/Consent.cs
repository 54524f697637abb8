using TherapyCompanion.Core.Privacy;

namespace TherapyCompanion.Core.Consents;

/// <summary>What a patient may consent to, each apart from the others.</summary>
public enum ConsentKind
{
    /// <summary>Session notes may be analysed by an engine outside the house.</summary>
    AiAnalysis,
}

/// <summary>What a line of the ledger says.</summary>
public enum ConsentAct
{
    /// <summary>From here on it is given.</summary>
    Granted,

    /// <summary>From here on it is not.</summary>
    Withdrawn,
}

/// <summary>A line of the consent ledger. Lines are only added; the last of a kind counts.</summary>
public sealed class Consent : IOfPatient
{
    private Consent() { }

    public Consent(Actor actor, Guid patientId, ConsentKind kind, ConsentAct act, int textVersion, DateTimeOffset now)
    {
        (PracticeId, Id, PatientId, Kind, Act, TextVersion, At) = (actor.PracticeId, Guid.NewGuid(), patientId, kind, act, textVersion, now);
        (ByHat, ByPerson) = (actor.Hat, actor.PersonId);
        Address = ClinicalText.Of(actor.Origin.Address);
        UserAgent = ClinicalText.Of(actor.Origin.UserAgent);
    }

    public Guid PracticeId { get; private set; }
    public Guid Id { get; private set; }
    public Guid PatientId { get; private set; }

    /// <summary>The place in the ledger, given by the database: the last line of a kind counts, whatever any clock says.</summary>
    public long Seq { get; private set; }

    public ConsentKind Kind { get; private set; }
    public ConsentAct Act { get; private set; }

    /// <summary>The version of the text that was agreed to.</summary>
    public int TextVersion { get; private set; }

    public DateTimeOffset At { get; private set; }

    /// <summary>The patient, or the therapist who records a signed paper.</summary>
    public Hat ByHat { get; private set; }

    public Guid ByPerson { get; private set; }
    public ClinicalText Address { get; private set; } = null!;
    public ClinicalText UserAgent { get; private set; } = null!;
}
