using TherapyCompanion.Core.Chat;
using TherapyCompanion.Core.Privacy;

namespace TherapyCompanion.Core.Safety;

/// <summary>Where an urgent alert stands.</summary>
public enum AlertState
{
    /// <summary>Nobody has taken it yet; the clock runs, and nothing scheduled for the patient leaves.</summary>
    Open,

    /// <summary>A therapist with care of the patient has it in hand.</summary>
    Acknowledged,
}

/// <summary>An urgent alert for the therapist: a reply with words that may mean danger.</summary>
public sealed class CrisisAlert : IOfPatient
{
    private CrisisAlert() { }

    public CrisisAlert(Reply reply, CrisisFinding finding)
    {
        (PracticeId, Id, PatientId, ReplyId) = (reply.PracticeId, Guid.NewGuid(), reply.PatientId, reply.Id);
        (State, RaisedAt) = (AlertState.Open, reply.WrittenAt);
        Finding = ClinicalText.Of($"{finding.Level} {finding.Kind}");
    }

    public Guid PracticeId { get; private set; }
    public Guid Id { get; private set; }
    public Guid PatientId { get; private set; }
    public Guid ReplyId { get; private set; }
    public AlertState State { get; private set; }

    /// <summary>Level and kind, as the detector named them.</summary>
    public ClinicalText Finding { get; private set; } = null!;

    public DateTimeOffset RaisedAt { get; private set; }
    public DateTimeOffset? AcknowledgedAt { get; private set; }
    public Guid? AcknowledgedBy { get; private set; }
    public uint Version { get; private set; }

    /// <summary>«ראיתי, הטיפול אצלי».</summary>
    public Refusal? Acknowledge(Actor actor, DateTimeOffset now)
    {
        if (actor.Hat is not Hat.Therapist) return Refusal.NotAllowed;
        if (State is AlertState.Acknowledged) return SafetyRefusals.AlreadyAcknowledged;
        (State, AcknowledgedAt, AcknowledgedBy) = (AlertState.Acknowledged, now, actor.PersonId);
        return null;
    }
}
