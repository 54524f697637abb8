using System.Collections.Frozen;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Agents.BuiltIn;

/// <summary>What words do in speech: filler, nods, questions, negations, commands to a machine.</summary>
internal static class SpeechWords
{
    private static readonly FrozenSet<string> Nods = List("nod");
    private static readonly FrozenSet<string> Fillers = List("filler");
    private static readonly PhraseBook<string> Book = new(f => f[0], "BuiltIn.speech.tsv");

    public static bool IsNod(IReadOnlyList<Word> words) => words.All(w => Nods.Contains(w.Folded));

    public static bool OpensQuestion(IReadOnlyList<Word> words) => Has(words, "question");

    public static bool IsNegative(IReadOnlyList<Word> words) => Has(words, "negative");

    public static bool IsToMachine(IReadOnlyList<Word> words) => Has(words, "machine");

    public static bool IsCourtesy(IReadOnlyList<Word> words) => Has(words, "courtesy");

    public static bool Proposes(IReadOnlyList<Word> words) => Has(words, "proposal");

    public static bool EndsInTag(IReadOnlyList<Word> words) =>
        words.Count > 2 && words[^1].Folded is "okay" or "ok" or "right" or "alright" or "בסדר" or "טוב" or "נכון" && words[^1].Before == Gap.Clause;

    /// <summary>Words that carry something: neither filler nor nod.</summary>
    public static int Weight(IReadOnlyList<Word> words) => words.Count(w => w.Folded.Length > 1 && !Nods.Contains(w.Folded) && !Fillers.Contains(w.Folded));

    /// <summary>The sentence without filler at its edges; everything between stays as it was said.</summary>
    public static string Trimmed(Said said, bool statement)
    {
        var words = said.Words;
        var (first, end) = (0, words.Count);
        while (first < end - 3 && (IsYouKnow(words, first) || (Fillers.Contains(words[first].Folded) && SetApart(words, first))))
        {
            first += IsYouKnow(words, first) ? 2 : 1;
        }

        // A "like" or "so" that runs straight into its sentence belongs to it; one that a comma follows doesn't.
        if (statement && EndsInTag(words))
        {
            end--;
        }

        while (end > first + 2 && Fillers.Contains(words[end - 1].Folded) && (words[end - 1].Before != Gap.None || words[end - 1].Folded is "uh" or "um" or "and"))
        {
            end--;
        }

        var stop = end == words.Count ? said.Text.Length : words[end - 1].End;
        return Tidy.Speech(said.Text[words[first].Start..stop]);
    }

    private static bool IsYouKnow(IReadOnlyList<Word> words, int i) =>
        words[i].Folded is "you" or "y" && words[i + 1].Folded == "know" && words[i + 2].Before == Gap.Clause;

    private static bool SetApart(IReadOnlyList<Word> words, int i) =>
        words[i + 1].Before != Gap.None || words[i].Folded is "um" or "uh" or "so" or "okay" or "well" or "and" or "hmm" || Fillers.Contains(words[i + 1].Folded);

    private static bool Has(IReadOnlyList<Word> words, string kind) => Book.Find(words).Exists(h => h.Entry == kind);

    private static FrozenSet<string> List(string kind) =>
        EmbeddedLines.Read("BuiltIn.small-talk.tsv").Where(f => f[0] == kind).SelectMany(f => f[1].Split('|')).ToFrozenSet(StringComparer.Ordinal);
}
