namespace TherapyCompanion.Core.Summaries;

/// <summary>What the acts on summaries refuse.</summary>
public static class SummaryRefusals
{
    public static readonly Refusal NoNotes = new("SummaryNoNotes");
    public static readonly Refusal AlreadySigned = new("SummaryAlreadySigned");
    public static readonly Refusal MarksOpen = new("SummaryMarksOpen");
    public static readonly Refusal Empty = new("SummaryEmpty");
    public static readonly Refusal Changed = new("SummaryChanged");
    public static readonly Refusal ConsentMissing = new("AiConsentMissing");
    public static readonly Refusal NotAPerson = new("NotAPerson");
    public static readonly Refusal NoSuchSentence = new("NoSuchSentence");

    /// <summary>Only a record is printed, added to and shared; a draft is none yet.</summary>
    public static readonly Refusal NotSigned = new("SummaryNotSigned");

    /// <summary>What is stored is not what the signature bound: somebody must look at it, and nothing of it is given out.</summary>
    public static readonly Refusal NotAsSigned = new("SummaryNotAsSigned");
}
