namespace TherapyCompanion.Core.Patients.Details;

/// <summary>How the treatment stands. It is a fact about a person, and so it lies sealed.</summary>
public enum TreatmentStatus
{
    /// <summary>The treatment has not begun: the person waits for a place or a first session.</summary>
    Waiting,

    /// <summary>They meet.</summary>
    InTreatment,

    /// <summary>It rests for a time, and both mean to go on.</summary>
    Paused,

    /// <summary>It is over. The record stays; nothing that was scheduled goes out.</summary>
    Ended,
}

/// <summary>What somebody does with a treatment.</summary>
public enum TreatmentStep
{
    /// <summary>The first session has come.</summary>
    Begin,

    /// <summary>Back to the waiting list, before it really began.</summary>
    Wait,

    /// <summary>It rests.</summary>
    Pause,

    /// <summary>It goes on.</summary>
    Resume,

    /// <summary>It is over.</summary>
    End,

    /// <summary>Somebody came back.</summary>
    Reopen,
}

/// <summary>A treatment between two openings of its sealed status: the verbs, and which of them the status allows.</summary>
public sealed class Treatment(TreatmentStatus status)
{
    /// <summary>What a file begins with, and what one without a word about it is in.</summary>
    public const TreatmentStatus First = TreatmentStatus.InTreatment;

    public TreatmentStatus Status { get; private set; } = status;

    /// <summary>The steps that the status allows, in the order in which they are offered.</summary>
    public IEnumerable<TreatmentStep> Steps() => Enum.GetValues<TreatmentStep>().Where(s => new Treatment(Status).Take(s) is null);

    public Refusal? Begin() => Move(TreatmentStatus.InTreatment, TreatmentStatus.Waiting);

    public Refusal? Wait() => Move(TreatmentStatus.Waiting, TreatmentStatus.InTreatment);

    public Refusal? Pause() => Move(TreatmentStatus.Paused, TreatmentStatus.InTreatment);

    public Refusal? Resume() => Move(TreatmentStatus.InTreatment, TreatmentStatus.Paused);

    public Refusal? End() => Move(TreatmentStatus.Ended, TreatmentStatus.Waiting, TreatmentStatus.InTreatment, TreatmentStatus.Paused);

    public Refusal? Reopen() => Move(TreatmentStatus.InTreatment, TreatmentStatus.Ended);

    public Refusal? Take(TreatmentStep step) => step switch
    {
        TreatmentStep.Begin => Begin(),
        TreatmentStep.Wait => Wait(),
        TreatmentStep.Pause => Pause(),
        TreatmentStep.Resume => Resume(),
        TreatmentStep.End => End(),
        TreatmentStep.Reopen => Reopen(),
    };

    private Refusal? Move(TreatmentStatus to, params ReadOnlySpan<TreatmentStatus> from)
    {
        if (!from.Contains(Status)) return Status is TreatmentStatus.Ended ? DetailsRefusals.TreatmentOver : DetailsRefusals.TreatmentElsewhere;
        Status = to;
        return null;
    }
}
