using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Agents.BuiltIn.Style;

/// <summary>Reads out of draft and approved text which words of the vocabulary go, and which come in their place.</summary>
internal static class ChangedTerms
{
    private const int FewestPairs = 2;

    /// <summary>Rules from at least two pairs.</summary>
    public static IReadOnlyList<StyleRule> Rules(IReadOnlyList<DraftPair> pairs, string language)
    {
        var lexicon = StyleLexicon.Of(language);
        var draft = pairs.Select(p => lexicon.Find(Words.Of(p.Draft))).ToList();
        var approved = pairs.Select(p => lexicon.Find(Words.Of(p.Approved))).ToList();
        var rules = new List<StyleRule>();
        var replaced = Prefer(rules, draft, approved, lexicon, language);
        Avoid(rules, draft, approved, lexicon, replaced);
        Length(rules, pairs);
        return rules;
    }

    // A is replaced by B where A goes and B comes in the same pairs, and the vocabulary has them as words for one thing.
    private static HashSet<string> Prefer(List<StyleRule> rules, List<List<FoundTerm>> draft, List<List<FoundTerm>> approved, StyleLexicon lexicon, string language)
    {
        var replaced = new HashSet<string>(StringComparer.Ordinal);
        var candidates = new List<(string From, string To, int Together, int Gone)>();
        foreach (var from in draft.SelectMany(d => d.Select(t => t.Term)).Distinct(StringComparer.Ordinal))
        {
            var gone = Enumerable.Range(0, draft.Count).Where(i => Has(draft[i], from) && !Has(approved[i], from)).ToList();
            var with = draft.Count(d => Has(d, from));
            if (gone.Count < FewestPairs || gone.Count * 4 < with * 3)
            {
                continue;
            }

            foreach (var to in approved.SelectMany(a => a.Select(t => t.Term)).Distinct(StringComparer.Ordinal).Where(t => t != from && lexicon.AreAlike(from, t)))
            {
                var together = gone.Count(i => Has(approved[i], to) && Count(approved[i], to) > Count(draft[i], to));
                if (together >= FewestPairs && together * 2 >= gone.Count)
                {
                    candidates.Add((from, to, together, gone.Count));
                }
            }
        }

        foreach (var c in candidates.GroupBy(c => c.From, StringComparer.Ordinal).Select(g => g.OrderByDescending(c => c.Together).First()))
        {
            replaced.Add(c.From);
            rules.Add(new StyleRule($"{StyleKey.Prefer}-{replaced.Count}", StyleKey.Prefer, Shown(approved, c.To), c.Together, c.Gone, Shown(draft, c.From)));
        }

        return replaced;
    }

    private static void Avoid(List<StyleRule> rules, List<List<FoundTerm>> draft, List<List<FoundTerm>> approved, StyleLexicon lexicon, HashSet<string> replaced)
    {
        var turns = draft.SelectMany(d => d.Select(t => t.Term)).Where(t => !replaced.Contains(t))
            .GroupBy(t => lexicon.TurnOf(t) ?? (lexicon.Is("same", t) ? t : null)).Where(g => g.Key is not null);
        var number = 0;
        foreach (var turn in turns)
        {
            var entries = turn.Distinct(StringComparer.Ordinal).ToList();
            var with = Enumerable.Range(0, draft.Count).Where(i => entries.Exists(e => Has(draft[i], e))).ToList();
            var gone = with.Count(i => !entries.Exists(e => Has(approved[i], e)));
            // A word with others for the same thing goes for many reasons; a turn of phrase is struck out for itself.
            var fewest = lexicon.TurnOf(entries[0]) is null && !IsHabit(entries[0]) ? 3 : FewestPairs;
            if (gone >= fewest && gone == with.Count && !approved.Exists(a => entries.Exists(e => Has(a, e))))
            {
                rules.Add(new StyleRule($"{StyleKey.Avoid}-{++number}", StyleKey.Avoid, turn.Key!, gone, with.Count));
            }
        }
    }

    private static bool IsHabit(string term) => term is "אנו" or "בנוסף" or "כמו כן" or "על מנת" or "הינו" or "ישנו" or "אודות";

    private static void Length(List<StyleRule> rules, IReadOnlyList<DraftPair> pairs)
    {
        var shares = pairs.Select(p => Words.Of(p.Approved).Count / (double)Math.Max(1, Words.Of(p.Draft).Count)).Order().ToList();
        var middle = shares[shares.Count / 2];
        if (middle < 0.8)
        {
            rules.Add(new StyleRule(nameof(StyleKey.Shorter), StyleKey.Shorter, "true", shares.Count(s => s < 1), shares.Count));
        }
        else if (middle > 1.25)
        {
            rules.Add(new StyleRule(nameof(StyleKey.Shorter), StyleKey.Shorter, "false", shares.Count(s => s > 1), shares.Count));
        }
    }

    private static bool Has(List<FoundTerm> terms, string term) => terms.Exists(t => t.Term == term);

    private static int Count(List<FoundTerm> terms, string term) => terms.Count(t => t.Term == term);

    // As it stands most often: with its ה or without.
    private static string Shown(List<List<FoundTerm>> texts, string term) =>
        texts.SelectMany(t => t).Where(t => t.Term == term).GroupBy(t => t.Shown, StringComparer.Ordinal).OrderByDescending(g => g.Count()).First().Key;
}
