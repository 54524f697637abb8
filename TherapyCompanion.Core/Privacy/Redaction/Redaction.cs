using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Privacy.Redaction;

/// <summary>What a stretch of text tells about a person.</summary>
public enum RedactionKind
{
    /// <summary>A person's name, without the title before it.</summary>
    Name,

    /// <summary>An Israeli identity number.</summary>
    IdNumber,

    Phone,

    Email,

    /// <summary>A street with its number, or a post box, with the town behind it.</summary>
    Address,

    BirthDate,

    /// <summary>The number of a file, a case, a patient or a member.</summary>
    RecordNumber,

    /// <summary>A payment card.</summary>
    Card,
}

/// <summary>How a text is read.</summary>
public enum RedactionUse
{
    /// <summary>Something people wrote to people.</summary>
    Text,

    /// <summary>A line of a log: identifiers, paths and types stay, and a name needs more to be taken for one.</summary>
    Log,

    /// <summary>Something about to leave the house: in doubt a word is a name.</summary>
    Outside,
}

/// <summary>A stretch that tells who somebody is.</summary>
/// <param name="Span">Where it stands in the original text.</param>
/// <param name="Score">The evidence for it: 2 is just enough, above 4 there is hardly a doubt. Not a probability.</param>
/// <param name="Words">The stretch itself.</param>
public sealed record Redaction(RedactionKind Kind, TextSpan Span, double Score, string Words);
