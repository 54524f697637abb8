using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Agents.Abstraction;

/// <summary>A line of the evidence files: a way in which clinicians name what belongs to entries of the taxonomy.</summary>
/// <param name="Entries">The entries it speaks for, the nearest first.</param>
/// <param name="Weak">It only names a part of life (work, a mother) and counts beside other evidence or a word of difficulty.</param>
/// <param name="Anybodys">
/// It tells of something that touches the patient whoever does it (a death, a divorce); otherwise it counts only when it is the patient's own.
/// </param>
/// <param name="Good">
/// It names something one would rather have (sleep, trust): that it is not there is the very finding; that there is no complaint of it is not.
/// </param>
internal sealed record Evidence(IReadOnlyList<ThemeEntry> Entries, bool Weak, bool Anybodys, bool Good)
{
    public static PhraseBook<Evidence> Book { get; } = new(Read, "Abstraction.evidence-he.tsv", "Abstraction.evidence-en.tsv");

    // Fields: entries separated by commas; "+" strong, "-" weak, with "*" whoever does it, with "!" something good; pattern.
    private static Evidence Read(string[] fields) =>
        new([.. fields[0].Split(',').Select(ThemeEntry.Named)], Has(fields, '-'), Has(fields, '*'), Has(fields, '!'));

    private static bool Has(string[] fields, char flag) => fields[1].Contains(flag, StringComparison.Ordinal);

    /// <summary>What the evidence gives its <paramref name="place"/>th entry.</summary>
    public int Weight(int place) => Weak ? 1 : place == 0 ? 4 : 2;
}

/// <summary>What stands around evidence and changes what it means.</summary>
internal enum Context
{
    /// <summary>A word of difficulty: lets a weak piece of evidence count.</summary>
    Trouble,

    /// <summary>Says that what follows is not there ("no", "without").</summary>
    Denial,

    /// <summary>Says that the patient says that it is not there ("denies").</summary>
    Rejection,

    /// <summary>What may be denied of something good: "no sleep problems".</summary>
    Complaint,

    /// <summary>Looks like a denial and is none ("not coping with").</summary>
    NoDenial,

    /// <summary>Says that what stands before it is over or in order.</summary>
    Over,

    /// <summary>Begins the patient's own story again after a denial ("reports", "but").</summary>
    Resume,

    /// <summary>Begins a clause without a comma ("but", "while").</summary>
    Break,

    /// <summary>Somebody else.</summary>
    Person,

    /// <summary>A small word that may stand before a person at the head of a clause ("his").</summary>
    Lead,

    /// <summary>Says whose the state before it is ("of", "של").</summary>
    Of,

    /// <summary>Brings a state home to the patient, said between another person and the state ("makes her").</summary>
    Touches,

    /// <summary>Words that mean something else than their parts: a scale's name, a drug, a service.</summary>
    Mask,

    /// <summary>What stands in the same clause is not for the client.</summary>
    SilentClause,

    /// <summary>Nothing in the finding is for the client.</summary>
    SilentFinding,
}
