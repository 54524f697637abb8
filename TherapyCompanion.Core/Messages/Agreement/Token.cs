using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Messages.Agreement;

/// <summary>A word as the check sees it.</summary>
/// <param name="Word">The word in the text.</param>
/// <param name="Prefix">Letters of ו or ש before the word proper.</param>
/// <param name="Bare">The word proper.</param>
/// <param name="Readings">What it can be; empty when unknown.</param>
/// <param name="IsQuoted">Whether it stands in a quotation: somebody's words, which agree with somebody else.</param>
/// <param name="StartsClause">Whether a clause begins with it.</param>
/// <param name="StartsSentence">Whether a sentence begins with it.</param>
internal sealed record Token(Word Word, int Prefix, string Bare, Reading[] Readings, bool IsQuoted, bool StartsClause, bool StartsSentence)
{
    /// <summary>Whether "that" or "when" is joined to its front.</summary>
    public bool IsSubordinate => Prefix > 0 && Word.Folded.AsSpan(0, Prefix).Contains('ש');

    /// <summary>Whether "and" is joined to its front.</summary>
    public bool IsJoined => Prefix > 0 && Word.Folded[0] == 'ו';

    /// <summary>Whether it can be of a group.</summary>
    public bool Is(FormGroup group)
    {
        foreach (var r in Readings)
        {
            if (r.Paradigm.Kind is WordKind.Verb or WordKind.Describing && r.Group == group)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether one of its words is on a list.</summary>
    public bool IsOn(string list)
    {
        foreach (var r in Readings)
        {
            if (SmallWords.Is(list, r.Paradigm.Lemma))
            {
                return true;
            }
        }

        return false;
    }
}
