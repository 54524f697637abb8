using TherapyCompanion.Core.Safety.Boundaries;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Summaries;

/// <summary>The diagnoses and medicines a sentence names.</summary>
internal static class ClinicalTerms
{
    public static IEnumerable<Word> In(IReadOnlyList<Word> words) => BoundaryCheck.ClinicalWordsIn(words);
}
