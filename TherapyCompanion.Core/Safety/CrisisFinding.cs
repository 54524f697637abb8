using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Safety;

/// <summary>How urgent a possible mention is.</summary>
public enum CrisisLevel
{
    /// <summary>Nothing found.</summary>
    None,

    /// <summary>Despair without a wish to die: a line under the message, no card.</summary>
    Low,

    /// <summary>A wish to die, self-harm, violence: the card and an urgent alert.</summary>
    High,

    /// <summary>A plan, means at hand, something already taken or done: emergency services first.</summary>
    Imminent,
}

/// <summary>What a possible mention is about.</summary>
public enum CrisisKind
{
    /// <summary>Wishing, planning or trying to die.</summary>
    Suicide,

    /// <summary>Hurting oneself without saying that one wants to die.</summary>
    SelfHarm,

    /// <summary>Wanting to hurt somebody else.</summary>
    HarmToOthers,

    /// <summary>Being hurt or threatened by somebody.</summary>
    Violence,

    /// <summary>Too much of a substance, or another medical emergency.</summary>
    Overdose,
}

/// <summary>A possible mention of a crisis in a patient's own words. It is a mention, never a screening.</summary>
/// <param name="Level">The most urgent level found.</param>
/// <param name="Kind">What that level rests on.</param>
/// <param name="Spans">The words of every mention found, in reading order.</param>
public sealed record CrisisFinding(CrisisLevel Level, CrisisKind Kind, IReadOnlyList<TextSpan> Spans);

/// <summary>A place in a therapist's notes that speaks of risk, affirmed or negated, and should be read before signing.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Span">The sentence or clause to be read.</param>
/// <param name="Line">1-based line in the notes.</param>
public sealed record RiskMention(CrisisKind Kind, TextSpan Span, int Line);
