using TherapyCompanion.Core.Safety;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Summaries;

/// <summary>
/// Holds a sentence of a summary against the source it cites, whoever or whatever wrote it. It knows words, numbers, quotations and denials;
/// it can't know whether a paraphrase is fair, and it prefers to ask a person.
/// </summary>
public static class ProvenanceCheck
{
    // Of the words that carry something, at most this share may be missing from the cited units: a paraphrase has words of its own.
    private const double MissingShare = 0.34;

    // A grounded denial is put in the words of records ("denies suicidal ideation") far from what was asked and answered.
    private const double MissingShareOfDenial = 0.67;

    /// <summary>How the sentence stands to its source.</summary>
    /// <param name="sentence">The sentence as it would be printed.</param>
    /// <param name="restsOn">The units it cites; none means no source.</param>
    /// <param name="all">The whole source, to see what was asked before an answer.</param>
    public static Provenance Of(string sentence, IReadOnlyList<SourceUnit> restsOn, IReadOnlyList<SourceUnit> all)
    {
        ArgumentNullException.ThrowIfNull(restsOn);
        ArgumentNullException.ThrowIfNull(all);
        var words = Words.Of(sentence ?? "");
        if (restsOn.Count == 0 || words.Count == 0)
        {
            return Provenance.NoSource;
        }

        var cited = new CitedWords(restsOn);
        var quotations = Quotations.In(sentence!);
        if (quotations.Any(q => !Quotations.StandsIn(q, restsOn)))
        {
            // Words nobody said at all are invention; words said otherwise are a quotation to be set right.
            return quotations.Any(q => cited.MissingShareOf(Words.Of(q)) > 0.5) ? Provenance.NoSource : Provenance.InexactQuotation;
        }

        var denial = Denials.IsDenial(words, sentence!, restsOn);
        if (denial && !Denials.IsGrounded(words, restsOn, all))
        {
            return Provenance.UnaskedNegative;
        }

        return IsSupported(words, sentence!, cited, restsOn, denial ? MissingShareOfDenial : MissingShare) ? Provenance.Linked : Provenance.NoSource;
    }

    private static bool IsSupported(IReadOnlyList<Word> words, string sentence, CitedWords cited, IReadOnlyList<SourceUnit> restsOn, double mayMiss)
    {
        if (words.Any(w => w.IsNumber && !cited.HasNumber(w.Folded)) || cited.MissesName(sentence, words))
        {
            return false;
        }

        // Diagnoses, medicines and risk weigh more than their share of words: one that nobody mentioned is one too many.
        if (ClinicalTerms.In(words).Any(t => !cited.Has(t) && RiskMentions.KindsIn(t.Folded).Count == 0))
        {
            return false;
        }

        // Risk is compared by its kind: "suicidal ideation" may well rest on "do you think of killing yourself".
        var kinds = RiskMentions.KindsIn(sentence);
        if (kinds.Count > 0 && !kinds.IsSubsetOf(restsOn.SelectMany(u => RiskMentions.KindsIn(u.Text).Concat(CrisisKinds(u.Text))).ToHashSet()))
        {
            return false;
        }

        return cited.MissingShareOf(words) <= mayMiss && !cited.TurnsRound(words);
    }

    private static CrisisKind[] CrisisKinds(string text) => CrisisDetector.Mentioned(text) is { } found ? [found.Kind] : [];
}
