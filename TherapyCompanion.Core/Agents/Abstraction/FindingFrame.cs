using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Agents.Abstraction;

/// <summary>Whether evidence counts where it stands: not when it is denied, over, masked, silenced, or somebody else's.</summary>
internal sealed class FindingFrame(IReadOnlyList<Word> words, List<PhraseHit<Context>> contexts)
{
    // A denial reaches so many words; in a list ("denies worry, panic, low mood") it goes on over short items.
    private const int DenialReach = 5;
    private const int ListItem = 4;

    // "improved" speaks of what stands at most so many words before it.
    private const int OverReach = 3;

    // Another person's state is said within so many words of the person.
    private const int StateReach = 8;

    private readonly int[] clauses = Clauses(words, contexts);

    /// <summary>Why a piece of evidence does not count; null when it does.</summary>
    public DropReason? Silences(in PhraseHit<Evidence> hit, List<PhraseHit<Evidence>> evidence)
    {
        var (first, end) = (hit.First, hit.End);
        foreach (var c in contexts)
        {
            if (c.Entry == Context.Mask && c.First < end && first < c.End) return DropReason.NoTheme;
            if (c.Entry == Context.SilentClause && clauses[c.First] == clauses[first]) return DropReason.NotForClient;
            // "sleep good" is no theme; "sleep not good" is one.
            if (c.Entry == Context.Over && c.First >= end && c.First - end < OverReach && clauses[c.First] == clauses[end - 1]
                && !DeniedRightBefore(c.First))
                return DropReason.Denied;
        }

        if (IsDenied(first, end, evidence, hit.Entry.Good)) return DropReason.Denied;
        return !hit.Entry.Anybodys && IsSomebodyElses(first, end, evidence) ? DropReason.SomebodyElse : null;
    }

    /// <summary>Whether the words from <paramref name="first"/> to <paramref name="end"/> stand under a denial.</summary>
    /// <param name="good">The words name something good, which only a denied complaint takes away.</param>
    public bool IsDenied(int first, int end, List<PhraseHit<Evidence>> evidence, bool good = false)
    {
        foreach (var c in contexts)
        {
            if (c.Entry is not (Context.Denial or Context.Rejection) || c.End > first || !SameSentence(c.First, first)) continue;
            if (good && c.Entry == Context.Denial && !Any(Context.Complaint, c.End, end)) continue;
            // "can't sleep": the word belongs to the evidence and denies nothing.
            if (evidence.Exists(e => e.First <= c.First && e.End >= c.End)) continue;
            if (contexts.Exists(n => n.Entry == Context.NoDenial && n.First <= c.First && n.End >= c.End)) continue;
            if (Any(Context.Break, c.End, end - 1) || Any(Context.Resume, c.End + 1, end - 1)) continue;
            if (clauses[c.First] == clauses[first] ? first - c.End < DenialReach : IsList(c.End, end)) return true;
        }

        return false;
    }

    private bool IsList(int from, int to)
    {
        var run = 0;
        for (var i = from; i < to; i++)
        {
            run = i > from && words[i].Before != Gap.None ? 1 : run + 1;
            if (run > ListItem) return false;
        }

        return true;
    }

    // "mother's depression", "הדיכאון של אמא", or a clause that begins with another person and goes on to the state.
    private bool IsSomebodyElses(int first, int end, List<PhraseHit<Evidence>> evidence)
    {
        foreach (var person in contexts)
        {
            if (person.Entry != Context.Person || clauses[person.First] != clauses[first]) continue;
            if (evidence.Exists(e => !e.Entry.Weak && e.First <= person.First && e.End >= person.End)) continue;
            if (person.End <= first && first - person.First <= StateReach && LeadsClause(person.First) && !Touched(person.End, first)) return true;
            if (person.End <= first && first - person.End <= 1 && IsGenitive(words[person.First])) return true;
            if (person.First >= end && person.First - end <= 2 && OwnsBehind(end, person.First)) return true;
        }

        return false;
    }

    private bool Touched(int from, int to) => contexts.Exists(t => t.Entry == Context.Touches && t.First >= from && t.End <= to);

    // Folded English has lost its apostrophe: "husbands drinking" is the husband's; "parents" alone is a plural and owns nothing.
    private static bool IsGenitive(in Word person) =>
        !person.IsHebrew && person.Folded.EndsWith('s') && person.End - person.Start > person.Folded.Length;

    private bool DeniedRightBefore(int word) => contexts.Exists(d => d.Entry == Context.Denial && d.End == word);

    // Whether such a context begins between two words, both counted.
    private bool Any(Context context, int from, int to) => contexts.Exists(c => c.Entry == context && c.First >= from && c.First <= to);

    private bool OwnsBehind(int end, int person)
    {
        var from = end;
        return contexts.Exists(c => c.Entry == Context.Of && c.First >= from && c.End <= person + 1);
    }

    // Only small words stand before the person in the clause: "his", "the", "pt's".
    private bool LeadsClause(int person)
    {
        for (var i = person - 1; i >= 0 && clauses[i] == clauses[person]; i--)
            if (!contexts.Exists(c => c.Entry is Context.Lead or Context.Person && c.First <= i && c.End > i)) return false;
        return true;
    }

    private bool SameSentence(int a, int b)
    {
        for (var i = a + 1; i <= b; i++)
            if (words[i].Before == Gap.Sentence) return false;
        return true;
    }

    private static int[] Clauses(IReadOnlyList<Word> words, List<PhraseHit<Context>> contexts)
    {
        var breaks = contexts.Where(c => c.Entry == Context.Break).Select(c => c.First).ToHashSet();
        var clauses = new int[words.Count];
        for (var i = 1; i < words.Count; i++) clauses[i] = clauses[i - 1] + (words[i].Before != Gap.None || breaks.Contains(i) ? 1 : 0);
        return clauses;
    }
}
