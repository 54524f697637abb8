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
}
