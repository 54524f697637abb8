namespace TherapyCompanion.Core.Couples;

/// <summary>What the leak test says of an output. Holds no word of anybody's text.</summary>
/// <param name="Reason">Null: nothing leaks; otherwise the output must not leave, as a whole.</param>
/// <param name="Sentence">0-based index of the sentence that leaks; -1 when the test itself failed or could not be made.</param>
public sealed record LeakVerdict(LeakReason? Reason, int Sentence)
{
    public static LeakVerdict Clean { get; } = new(null, -1);

    public bool Passed => Reason is null;
}

/// <summary>In what way an output gives away a private text.</summary>
public enum LeakReason
{
    /// <summary>A word that only the private text can have given.</summary>
    Word,

    /// <summary>The same word in the other script ("Amichai" for «עמיחי»).</summary>
    Transliteration,

    /// <summary>Words in the private text's order.</summary>
    Phrase,

    /// <summary>Letters in the private text's order, though cut or joined otherwise.</summary>
    Letters,

    /// <summary>A sentence made of mostly the same words as one of the private text's.</summary>
    Likeness,

    /// <summary>The test could not be made. Counts as a leak.</summary>
    Error,
}
