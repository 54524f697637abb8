using TherapyCompanion.Core.Safety;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Agents.Abstraction;

/// <summary>
/// What a finding says of risk. Three searches, and one suffices: the house's search over notes, the crisis check over a patient's own words,
/// and the cues of <c>risk-cues.tsv</c> for what clinicians write. Denied, past and passive mentions count: the therapist decides.
/// </summary>
internal sealed class RiskScan
{
    private static readonly PhraseBook<string> Cues = new(f => f[0], "Abstraction.risk-cues-he.tsv", "Abstraction.risk-cues-en.tsv");

    private readonly HashSet<CrisisKind> kinds = [];
    private readonly bool failed;

    private RiskScan(string finding)
    {
        try
        {
            Search(LookAlikes.Plain(finding));
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // A finding that could not be searched is treated as one that speaks of risk.
            failed = true;
        }
    }

    public bool Found => failed || kinds.Count > 0;

    public static RiskScan Of(string finding) => new(finding);

    public IEnumerable<RiskFlag> Flags(int finding, string text) =>
        failed ? [new RiskFlag(finding, null, text)] : kinds.Order().Select(k => new RiskFlag(finding, k, text));

    private void Search(string plain)
    {
        var words = Words.Of(plain);
        var hits = Cues.Find(words);
        // Idioms ("a blow to her ego") are cut out before the broader searches; what the cues themselves find around them stays.
        var idioms = hits.Where(h => h.Entry == "idiom").ToList();
        foreach (var hit in hits)
        {
            if (hit.Entry == "idiom" || idioms.Exists(i => i.First <= hit.First && i.End >= hit.End)) continue;
            kinds.Add(Enum.Parse<CrisisKind>(hit.Entry, ignoreCase: true));
        }

        var rest = Without(plain, words, idioms);
        kinds.UnionWith(RiskMentions.KindsIn(rest));
        if (CrisisDetector.Mentioned(rest) is { Level: >= CrisisLevel.High } crisis) kinds.Add(crisis.Kind);
    }

    private static string Without(string text, IReadOnlyList<Word> words, List<PhraseHit<string>> idioms)
    {
        if (idioms.Count == 0) return text;
        var letters = text.ToCharArray();
        foreach (var idiom in idioms)
            for (var i = words[idiom.First].Start; i < words[idiom.End - 1].End; i++) letters[i] = ',';
        return new string(letters);
    }
}
