using TherapyCompanion.Core.Messages;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Summaries;

/// <summary>The diagnoses and medicines a sentence names.</summary>
internal static class ClinicalTerms
{
    public static IEnumerable<Word> In(IReadOnlyList<Word> words) =>
        ClinicalLexicon.Find(words).Where(h => h.Entry is MessageConcern.Medication or MessageConcern.Diagnosis && h.End == h.First + 1).Select(h => words[h.First]);
}
