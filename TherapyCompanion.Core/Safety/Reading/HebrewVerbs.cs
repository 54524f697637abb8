using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Safety.Reading;

/// <summary>
/// The forms of Hebrew verbs, made from a root and the pattern of its conjugation (<c>verb-patterns-he.tsv</c>), so that data files name a
/// verb once: <c>&lt;die:inf&gt;</c>, <c>&lt;die:past1&gt;</c>, <c>&lt;die:pres&gt;</c>, <c>&lt;die:fut1&gt;</c>, <c>&lt;die:1&gt;</c> (any form the speaker may use of
/// themselves), <c>&lt;die:3&gt;</c> (of somebody else), <c>&lt;die&gt;</c> (any).
/// </summary>
internal static class HebrewVerbs
{
    private static readonly ILookup<string, (string Form, string Template)> Patterns = EmbeddedLines.Read("Safety.Reading.verb-patterns-he.tsv")
        .SelectMany(f => f[2].Split(' ').Select(t => (Pattern: f[0], Form: f[1], Template: t)))
        .ToLookup(p => p.Pattern, p => (p.Form, p.Template));

    /// <summary>The forms of a verb by name of group, as "die:inf".</summary>
    /// <param name="name">What the data files call it.</param>
    /// <param name="pattern">A conjugation of the table.</param>
    /// <param name="root">The root's letters, three or four; final letters in their plain shape.</param>
    /// <exception cref="FormatException">The conjugation is not in the table.</exception>
    public static IEnumerable<(string Group, string Word)> Forms(string name, string pattern, string root)
    {
        if (!Patterns.Contains(pattern)) throw new FormatException($"The conjugation {pattern} is not known.");
        foreach (var (form, template) in Patterns[pattern])
        {
            var word = Final(string.Concat(template.Select(c => c is >= '1' and <= '4' ? root[c - '1'].ToString() : c.ToString())));
            yield return (name, word);
            yield return ($"{name}:{form}", word);
            if (form is "past1" or "fut1" or "pres") yield return ($"{name}:1", word);
            if (form is "past3" or "fut3" or "pres") yield return ($"{name}:3", word);
        }
    }

    private static string Final(string word) => word[^1] switch
    {
        'כ' => word[..^1] + 'ך',
        'מ' => word[..^1] + 'ם',
        'נ' => word[..^1] + 'ן',
        'פ' => word[..^1] + 'ף',
        'צ' => word[..^1] + 'ץ',
        _ => word,
    };
}
