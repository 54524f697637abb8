using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Safety;

/// <summary>
/// Finds possible mentions of a crisis in a patient's own words, in Hebrew and English, before any model sees them.
/// Patterns stand in <c>crisis-he.tsv</c> and <c>crisis-en.tsv</c>. It prefers a false alarm to a miss.
/// </summary>
public static class CrisisDetector
{
    // A negation this close before a mention, in the same clause, turns it round ("לא התכוונתי למות", "I would never kill myself").
    private const int NegationReach = 3;

    private static readonly PhraseBook<CrisisEntry> Mentions = new(CrisisEntry.Read, "Safety.crisis-he.tsv", "Safety.crisis-en.tsv");
    private static readonly PhraseBook<string> Frames = new(f => f[0], "Safety.frames.tsv");

    /// <summary>The most urgent possible mention in one or more of a patient's lines, or null when there is none. Never fails.</summary>
    public static CrisisFinding? Detect(string text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        var words = Words.Of(text);
        var hits = Mentions.Find(words);
        if (hits.Count == 0)
        {
            return null;
        }

        var harmless = hits.Where(h => h.Entry.Level == CrisisLevel.None).ToList();
        var frames = Frames.Find(words);
        CrisisEntry? worst = null;
        var spans = new List<TextSpan>();
        foreach (var hit in hits)
        {
            var entry = hit.Entry.Level == CrisisLevel.None || harmless.Exists(h => Covers(h, hit)) ? null : Framed(hit, words, frames);
            if (entry is null)
            {
                continue;
            }

            spans.Add(new TextSpan(words[hit.First].Start, words[hit.End - 1].End - words[hit.First].Start));
            worst = worst is null || entry.Level > worst.Level ? entry : worst;
        }

        return worst is null ? null : new CrisisFinding(worst.Level, worst.Kind, Merged(spans));
    }

    // An idiom silences what shares half its words with it, and what it carries on ("don't want to live" + "live with him").
    private static bool Covers(PhraseHit<CrisisEntry> idiom, PhraseHit<CrisisEntry> hit)
    {
        var shared = Math.Min(idiom.End, hit.End) - Math.Max(idiom.First, hit.First);
        return shared > 0 && (shared * 2 >= hit.End - hit.First || (idiom.First > hit.First && idiom.End > hit.End));
    }

    private static CrisisEntry? Framed(PhraseHit<CrisisEntry> hit, IReadOnlyList<Word> words, List<PhraseHit<string>> frames)
    {
        var entry = hit.Entry;
        foreach (var frame in frames)
        {
            if (!SameSentence(words, frame.First, hit.First))
            {
                continue;
            }

            switch (frame.Entry)
            {
                case "negation" when !entry.KeepsUnderNegation && frame.End <= hit.First && hit.First - frame.End < NegationReach && !ClauseBetween(words, frame.End, hit.First) && !Between(frames, frame.End, hit.First):
                    return null;
                case "story" when !entry.KeepsUnderNegation && entry.Level < CrisisLevel.Imminent && !IsNow(frames, hit):
                    return null;
                case "past" when entry.Level > CrisisLevel.Low && !IsNow(frames, hit) && !frames.Exists(f => f.Entry == "present" && SameSentence(words, f.First, hit.First)):
                    entry = entry with { Level = CrisisLevel.Low };
                    break;
                case "joke" when entry.Level > CrisisLevel.Low:
                    entry = entry with { Level = entry.Level == CrisisLevel.Imminent && frame.Entry == "joke" ? CrisisLevel.High : CrisisLevel.Low };
                    break;
            }
        }

        return entry;
    }

    private static bool Between(List<PhraseHit<string>> frames, int from, int to) =>
        frames.Exists(f => f.Entry == "break" && f.First >= from && f.First < to);

    // The mention itself, or the word before it, speaks of the speaker's present.
    private static bool IsNow(List<PhraseHit<string>> frames, PhraseHit<CrisisEntry> hit) =>
        frames.Exists(f => f.Entry == "now" && f.First >= hit.First - 1 && f.First < hit.End);

    private static bool SameSentence(IReadOnlyList<Word> words, int a, int b)
    {
        var (from, to) = a < b ? (a, b) : (b, a);
        for (var i = from + 1; i <= to; i++)
        {
            if (words[i].Before == Gap.Sentence)
            {
                return false;
            }
        }

        return true;
    }

    private static bool ClauseBetween(IReadOnlyList<Word> words, int from, int to)
    {
        for (var i = from; i <= to; i++)
        {
            if (words[i].Before != Gap.None || words[i].Folded is "אבל" or "but")
            {
                return true;
            }
        }

        return false;
    }

    private static List<TextSpan> Merged(List<TextSpan> spans)
    {
        spans.Sort((a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : b.Length.CompareTo(a.Length));
        var merged = new List<TextSpan>();
        foreach (var span in spans)
        {
            if (merged.Count > 0 && merged[^1].Overlaps(span))
            {
                var end = Math.Max(merged[^1].End, span.End);
                merged[^1] = new TextSpan(merged[^1].Start, end - merged[^1].Start);
            }
            else
            {
                merged.Add(span);
            }
        }

        return merged;
    }

    private sealed record CrisisEntry(CrisisLevel Level, CrisisKind Kind, bool KeepsUnderNegation)
    {
        // Fields: level, kind, flags ("+" keeps under negation, "-" plain), pattern.
        public static CrisisEntry Read(string[] fields) =>
            new(Enum.Parse<CrisisLevel>(fields[0], ignoreCase: true), Enum.Parse<CrisisKind>(fields[1], ignoreCase: true), fields[2].Contains('+'));
    }
}
