using System.Text;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Messages.Agreement;

/// <summary>Writes verbs out from root and pattern.</summary>
internal static class VerbForms
{
    private const int Past3M = 15;

    /// <summary>All verbs of <c>verbs.tsv</c> and <c>verbs-irregular.tsv</c>; the irregular ones replace what a pattern would make of them.</summary>
    public static IEnumerable<Paradigm> All()
    {
        var irregular = EmbeddedLines.Read("Agreement.verbs-irregular.tsv").Select(f => Written(f[0], f[1..])).ToList();
        var known = irregular.Select(p => p.Lemma).ToHashSet(StringComparer.Ordinal);
        var patterns = EmbeddedLines.Read("Agreement.verb-patterns.tsv").ToDictionary(f => f[0], f => f[1..], StringComparer.Ordinal);
        var seen = new HashSet<(string, string)>();
        foreach (var fields in EmbeddedLines.Read("Agreement.verbs.tsv"))
        {
            foreach (var root in fields[1].Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(r => seen.Add((fields[0], r))))
            {
                var forms = patterns[fields[0]].Select(f => Fill(f, root)).ToArray();
                var paradigm = Written(forms[Past3M], forms);
                if (!known.Contains(paradigm.Lemma) || paradigm.Spellings[0].Length == 0)
                {
                    yield return paradigm;
                }
            }
        }

        foreach (var paradigm in irregular)
        {
            yield return paradigm;
        }
    }

    /// <summary>A paradigm's slots, all without a form.</summary>
    public static string[][] Empty()
    {
        var slots = new string[Paradigm.Slots][];
        Array.Fill(slots, []);
        return slots;
    }

    private static Paradigm Written(string lemma, string[] forms)
    {
        var spellings = Empty();
        for (var i = 0; i < forms.Length; i++)
        {
            spellings[i] = forms[i] == "-" ? [] : forms[i].Split('|');
        }

        return new Paradigm(lemma.Split('|')[0], WordKind.Verb, spellings);
    }

    // "ת12ו3" and "כתב": תכתוב. Each spelling of a field closes with a final letter of its own.
    private static string Fill(string templates, string root) =>
        templates == "-" ? templates : string.Join('|', templates.Split('|').Select(t => FinalLetters.Close(One(t, FinalLetters.Medial(root)))));

    private static string One(string template, string root)
    {
        var word = new StringBuilder(template.Length + root.Length);
        foreach (var c in template)
        {
            if (c == '$')
            {
                word.Append(root);
            }
            else if (char.IsAsciiDigit(c))
            {
                word.Append(root[c - '1']);
            }
            else
            {
                word.Append(c);
            }
        }

        return word.ToString();
    }
}

/// <summary>The five letters written differently at the end of a word.</summary>
internal static class FinalLetters
{
    private const string Finals = "ךםןףץ";
    private const string Medials = "כמנפצ";

    /// <summary>The word with its last letter as inside a word.</summary>
    public static string Medial(string word) => Swap(word, Finals, Medials);

    /// <summary>The word with its last letter as at the end.</summary>
    public static string Close(string word) => Swap(word, Medials, Finals);

    private static string Swap(string word, string from, string to)
    {
        var at = word.Length == 0 ? -1 : from.IndexOf(word[^1], StringComparison.Ordinal);
        return at < 0 ? word : word[..^1] + to[at];
    }
}
