using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Agents.BuiltIn.Style;

/// <summary>A machine's draft and what the therapist approved in its place.</summary>
public sealed record DraftPair(string Draft, string Approved);

/// <summary>
/// Learns readable rules of style from a therapist's own texts. Rules are counts over texts; their words come from the shipped vocabulary
/// alone, so no name, place, number or matter of a patient can stand in one. It stores nothing.
/// </summary>
public static class StyleLearner
{
    // "Many" quotations: in the middle of the examples, one in so many words or denser.
    private const int WordsAQuotation = 45;
    private const int FewestPairs = 2;

    /// <summary>Rules from examples of summaries or letters. Empty texts are passed over; from none come no rules.</summary>
    public static StyleProfile FromExamples(IReadOnlyList<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var real = texts.Where(t => !string.IsNullOrWhiteSpace(t)).ToList();
        var language = LanguageOf(real);
        var examples = real.Select(t => new ExampleText(t, language)).ToList();
        if (examples.Count == 0)
        {
            return new StyleProfile(language, []);
        }

        var rules = new List<StyleRule>();
        Most(rules, StyleKey.Length, examples, e => LengthOf(e.WordCount, language), must: true);
        Most(rules, StyleKey.Person, examples, e => e.Person, must: true);
        Most(rules, StyleKey.PatientTerm, examples, e => e.PatientTerm);
        Most(rules, StyleKey.Quotations, examples, e => e.QuotationCount >= 2 && e.QuotationCount * WordsAQuotation >= e.WordCount ? "many" : "few", must: true);
        Most(rules, StyleKey.Sentences, examples, e => e.Sentences, must: true);
        Most(rules, StyleKey.Formality, examples, e => e.Formality, must: true);
        Headings(rules, examples);
        Most(rules, StyleKey.Greeting, examples, e => e.Greeting);
        Most(rules, StyleKey.Ending, examples, e => e.Ending);
        Favoured(rules, examples, StyleLexicon.Of(language));
        return new StyleProfile(language, rules);
    }

    /// <summary>Rules from what was changed in drafts: words struck out, words replaced, length.</summary>
    public static StyleProfile FromPairs(IReadOnlyList<DraftPair> pairs)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        var real = pairs.Where(p => !string.IsNullOrWhiteSpace(p.Draft) && !string.IsNullOrWhiteSpace(p.Approved)).ToList();
        var language = LanguageOf([.. real.Select(p => p.Draft)]);
        return new StyleProfile(language, real.Count < FewestPairs ? [] : ChangedTerms.Rules(real, language));
    }

    private static string LanguageOf(List<string> texts) => TextLanguage.Of(string.Join('\n', texts));

    private static string LengthOf(int words, string language) => (words, language) switch
    {
        ( < 75, "he") or ( < 85, _) => "short",
        ( < 150, "he") or ( < 165, _) => "medium",
        _ => "long",
    };

    // What most examples agree in; where it must hold one way or another, the commonest.
    private static void Most(List<StyleRule> rules, StyleKey key, List<ExampleText> examples, Func<ExampleText, string?> of, bool must = false)
    {
        var seen = examples.Select(of).OfType<string>().GroupBy(v => v, StringComparer.Ordinal).OrderByDescending(g => g.Count()).FirstOrDefault();
        if (seen is not null && (must || seen.Count() * 2 >= examples.Count))
        {
            rules.Add(new StyleRule(key.ToString(), key, seen.Key, seen.Count(), examples.Count));
        }
    }

    private static void Headings(List<StyleRule> rules, List<ExampleText> examples)
    {
        var all = examples.Select(e => e.Headings.Distinct(StringComparer.Ordinal).ToList()).ToList();
        var common = all.SelectMany(h => h).GroupBy(h => h, StringComparer.Ordinal).Where(g => g.Count() * 2 >= examples.Count && g.Count() >= Math.Min(2, examples.Count));
        var ordered = common.OrderBy(g => all.Where(h => h.Contains(g.Key)).Average(h => h.IndexOf(g.Key))).ToList();
        rules.AddRange(ordered.Select((g, i) => new StyleRule($"{StyleKey.Heading}-{i + 1}", StyleKey.Heading, g.Key, g.Count(), examples.Count)));
    }

    private static void Favoured(List<StyleRule> rules, List<ExampleText> examples, StyleLexicon lexicon)
    {
        var common = examples.SelectMany(e => e.Terms.Select(t => t.Term).Distinct(StringComparer.Ordinal))
            .Where(t => lexicon.Is("term", t)).GroupBy(t => t, StringComparer.Ordinal)
            .Where(g => g.Count() >= 2 && g.Count() * 3 >= examples.Count * 2).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal);
        rules.AddRange(common.Select((g, i) => new StyleRule($"{StyleKey.Favoured}-{i + 1}", StyleKey.Favoured, g.Key, g.Count(), examples.Count)));
    }
}
