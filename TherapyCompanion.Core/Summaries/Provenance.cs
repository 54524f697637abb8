namespace TherapyCompanion.Core.Summaries;

/// <summary>How a sentence of a summary stands to its source. Exactly one holds.</summary>
public enum Provenance
{
    /// <summary>Every claim stands in the units it cites.</summary>
    Linked,

    /// <summary>A person wrote it or took it as their own. Only people set this.</summary>
    Own,

    /// <summary>Something in it stands in no unit it cites.</summary>
    NoSource,

    /// <summary>It says that somebody denies something, and the question (or the therapist's own words) isn't among what it cites.</summary>
    UnaskedNegative,

    /// <summary>It quotes, and the quoted words differ from the source.</summary>
    InexactQuotation,
}
