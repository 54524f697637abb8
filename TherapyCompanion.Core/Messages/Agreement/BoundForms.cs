using System.Collections.Frozen;
using TherapyCompanion.Core.Agents.Letters;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Messages.Agreement;

/// <summary>Words with "your": listed in <c>bound-forms.tsv</c>, or nouns with their endings.</summary>
internal static class BoundForms
{
    private static readonly FrozenSet<string> Stems =
        EmbeddedLines.Read("Agreement.possessed.tsv").Select(f => f[0]).ToFrozenSet(StringComparer.Ordinal);

    // -תכם is nearly always "your" of several; these are words of their own.
    private static readonly FrozenSet<string> NotYours = FrozenSet.ToFrozenSet(["חתך", "מתך", "נתך", "חייך", "שייך", "מחייך", "לחייך", "תחייך", "לשייך", "משייך", "חותך", "נחתך", "לחתך"], StringComparer.Ordinal);

    /// <summary>The listed words.</summary>
    public static IEnumerable<Paradigm> All() => EmbeddedLines.Read("Agreement.bound-forms.tsv").Select(f =>
    {
        var spellings = VerbForms.Empty();
        spellings[6] = [f[2]];
        spellings[7] = [f[1]];
        spellings[8] = f[3] == "-" ? [] : [f[3]];
        spellings[9] = f[4] == "-" ? [] : [f[4]];
        return new Paradigm(f[2], f[0] == "call" ? WordKind.Call : WordKind.Suffixed, spellings);
    });

    /// <summary>A noun with the ending of "your": what it must end in for a person instead, or null when the word is right or no such noun.</summary>
    /// <returns>Letters of prefix, and the noun as it should be; the noun is null where that isn't certain.</returns>
    public static (int Prefix, string? Right)? Wrong(string word, Form addressee)
    {
        if (word.Length < 5 || NotYours.Contains(word) || NotYours.Contains(word[1..]))
        {
            return null;
        }

        if (word.EndsWith("תך", StringComparison.Ordinal))
        {
            return addressee == Form.Plural ? (PrefixOf(word, "תך"), word[PrefixOf(word, "תך")..^2] + "תכם") : null;
        }

        var ending = word.EndsWith("ייך", StringComparison.Ordinal) ? "ייך" : word.EndsWith("יך", StringComparison.Ordinal) ? "יך"
            : word.EndsWith("יכם", StringComparison.Ordinal) ? "יכם" : word.EndsWith("תכם", StringComparison.Ordinal) ? "כם" : null;
        if (ending is null)
        {
            return null;
        }

        var prefix = PrefixOf(word, ending);
        var stem = word[prefix..^ending.Length];
        var plural = stem.EndsWith("ות", StringComparison.Ordinal) && stem.Length >= 4;
        var known = plural || Stems.Contains(stem + "י") || ending == "כם" || (ending == "ייך" && stem.Length >= 3);
        if (!known)
        {
            return null;
        }

        return (ending, addressee) switch
        {
            ("כם", Form.Plural) or ("יכם", Form.Plural) or ("ייך", Form.Feminine) or ("יך", Form.Masculine) => null,
            ("כם", _) => (prefix, stem + "ך"),
            (_, Form.Feminine) => (prefix, stem + "ייך"),
            (_, Form.Masculine) => (prefix, stem + "יך"),
            (_, Form.Plural) => (prefix, stem + "יכם"),
            _ => (prefix, null),
        };
    }

    // Prefixes are cut off only where a listed stem remains: "לדברייך" is ל and דברייך, "מחשבותייך" is whole.
    private static int PrefixOf(string word, string ending)
    {
        for (var cut = 1; cut <= 3 && word.Length - cut - ending.Length >= 2; cut++)
        {
            if (HebrewPrefixes.IsChain(word.AsSpan(0, cut)) && Stems.Contains(word[cut..^ending.Length] + "י"))
            {
                return Stems.Contains(word[..^ending.Length] + "י") ? 0 : cut;
            }
        }

        // "ומחשבותיך": no listed noun, but its plural shows where it begins.
        return word[0] == 'ו' && word.Length - ending.Length >= 6 && word[..^ending.Length].EndsWith("ות", StringComparison.Ordinal) ? 1 : 0;
    }
}
