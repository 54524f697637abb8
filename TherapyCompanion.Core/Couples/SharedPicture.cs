using TherapyCompanion.Core.Agents.Abstraction;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Couples;

/// <summary>Two partners' entries that stand to each other in a known way.</summary>
/// <param name="First">The first partner's.</param>
/// <param name="Second">The second partner's.</param>
public sealed record CouplePair(CoupleEntry First, CoupleEntry Second);

/// <summary>
/// What two partners have between them at the level of frameworks, attachment, themes, communication and forms of treatment. Made of the
/// taxonomy's entries alone: neither partner's private text can enter it.
/// </summary>
public sealed class SharedPicture
{
    /// <summary>At most so many joint exercises.</summary>
    public const int MostExercises = 6;

    private static readonly (bool Conflicting, CoupleEntry A, CoupleEntry B)[] Pairs =
        [.. EmbeddedLines.Read("Couples.pairs.tsv").Select(f => (f[0] == "conflicting", CoupleEntry.Named(f[1]), CoupleEntry.Named(f[2])))];

    private static readonly (CoupleEntry[] For, PlainSentence Text)[] AllExercises =
        [.. EmbeddedLines.Read("Couples.exercises.tsv").Select(f =>
            (f[0].Split('+').Select(CoupleEntry.Named).ToArray(), new PlainSentence(f[1], f[2])))];

    private SharedPicture(IReadOnlyList<CoupleEntry> first, IReadOnlyList<CoupleEntry> second)
    {
        Complementary = Between(first, second, conflicting: false);
        Conflicting = Between(first, second, conflicting: true);
        Shared = Array.AsReadOnly(first.Where(second.Contains).ToArray());
        var found = Complementary.Concat(Conflicting).ToList();
        Exercises = Array.AsReadOnly(AllExercises
            .Where(e => e.For.Length == 2 ? found.Exists(p => e.For.Contains(p.First) && e.For.Contains(p.Second)) : Shared.Contains(e.For[0]))
            .Select(e => e.Text).Take(MostExercises).ToArray());
    }

    /// <summary>Every sentence a shared picture can hold, in both languages.</summary>
    public static IReadOnlyList<string> Taxonomy { get; } =
        [.. CoupleEntry.All.Select(e => e.Name).Concat(AllExercises.Select(e => e.Text)).SelectMany(s => new[] { s.He, s.En })];

    /// <summary>Ways that answer each other: one seeks what the other keeps (anxious with avoidant).</summary>
    public IReadOnlyList<CouplePair> Complementary { get; }

    /// <summary>Ways that heat each other up (criticism with stonewalling).</summary>
    public IReadOnlyList<CouplePair> Conflicting { get; }

    /// <summary>What both have.</summary>
    public IReadOnlyList<CoupleEntry> Shared { get; }

    /// <summary>Joint exercises: for the pairs first, then for what is shared.</summary>
    public IReadOnlyList<PlainSentence> Exercises { get; }

    /// <summary>The merge. It takes entries only.</summary>
    public static SharedPicture Of(PartnerItems first, PartnerItems second) => new(first.Entries, second.Entries);

    /// <summary>
    /// The merge, with the leak test before anything leaves: the picture is given only when no sentence of it gives away a private text.
    /// </summary>
    /// <param name="privateTexts">All that either partner said or that was written of them alone.</param>
    public static (SharedPicture? Picture, LeakVerdict Verdict) Prepare(PartnerItems first, PartnerItems second, IReadOnlyList<string> privateTexts)
    {
        var picture = Of(first, second);
        var verdict = LeakTest.Check(privateTexts, [.. picture.Sentences("he"), .. picture.Sentences("en")], Taxonomy);
        return (verdict.Passed ? picture : null, verdict);
    }

    /// <summary>Every sentence of it in one language ("he" or "en").</summary>
    public IReadOnlyList<string> Sentences(string language) =>
    [
        .. Complementary.Concat(Conflicting).SelectMany(p => new[] { p.First, p.Second }).Concat(Shared).Select(e => e.Name.In(language)).Distinct(),
        .. Exercises.Select(e => e.In(language)),
    ];

    private static IReadOnlyList<CouplePair> Between(IReadOnlyList<CoupleEntry> first, IReadOnlyList<CoupleEntry> second, bool conflicting)
    {
        var pairs = new List<CouplePair>();
        foreach (var (_, a, b) in Pairs.Where(p => p.Conflicting == conflicting))
        {
            if (first.Contains(a) && second.Contains(b)) pairs.Add(new CouplePair(a, b));
            if (first.Contains(b) && second.Contains(a)) pairs.Add(new CouplePair(b, a));
        }

        return pairs.AsReadOnly();
    }
}
