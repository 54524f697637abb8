using System.Globalization;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Agents.BuiltIn.Summaries;

/// <summary>What is said or typed beside the matter: coming and going, money, rooms, weather. By <c>asides.tsv</c>.</summary>
internal static class Asides
{
    private static readonly PhraseBook<(string Kind, double Weight)> Book =
        new(f => (f[0], double.Parse(f[1], CultureInfo.InvariantCulture)), "BuiltIn.Summaries.asides.tsv");

    /// <summary>The strongest weight of each kind, added up; 2 and more is hardly ever part of a summary.</summary>
    public static double Weight(IReadOnlyList<Word> words) =>
        Book.Find(words).GroupBy(h => h.Entry.Kind, StringComparer.Ordinal).Sum(g => g.Max(h => h.Entry.Weight));
}
