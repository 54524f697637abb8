using System.Collections.Frozen;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Agents.BuiltIn.Summaries.Speech;

/// <summary>What words do in speech: filler, nods, questions, negations, commands to a machine.</summary>
internal static class SpeechWords
{
    private static readonly FrozenSet<string> Nods = List("nod");
    private static readonly FrozenSet<string> Fillers = List("filler");
    private static readonly PhraseBook<string> Book = new(f => f[0], "Summaries.Speech.speech.tsv");

    public static bool IsNod(IReadOnlyList<Word> words) => words.All(w => Nods.Contains(w.Folded));

    public static bool OpensQuestion(IReadOnlyList<Word> words) => Has(words, "question") || Has(WithoutOpening(words), "question");

    public static bool IsNegative(IReadOnlyList<Word> words) => Has(words, "negative");

    public static bool IsToMachine(IReadOnlyList<Word> words) => Has(words, "machine");

    public static bool IsCourtesy(IReadOnlyList<Word> words) => Has(words, "courtesy");

    public static bool Proposes(IReadOnlyList<Word> words) => Has(words, "proposal");

    /// <summary>A question that is itself something done in the room: "shall we try".</summary>
    public static bool Invites(IReadOnlyList<Word> words) => Has(words, "invite");

    /// <summary>Whether a sentence goes on with the task or plan before it: "and hold …", "לא לשלוח לפני …".</summary>
    public static bool RunsOn(IReadOnlyList<Word> words) => Has(words, "runs-on");

    /// <summary>Whether a patient takes a task on: "I'll try", "אשתדל".</summary>
    public static bool Commits(IReadOnlyList<Word> words) => Has(words, "commit");

    /// <summary>Whether a question asks for a story (what, how, when), not for yes or no.</summary>
    public static bool AsksForMore(IReadOnlyList<Word> words) => Has(words, "open") || Has(WithoutOpening(words), "open");

    /// <summary>An answer that says nothing without its question: "because …", "שאני …".</summary>
    public static bool IsFragment(IReadOnlyList<Word> words) => Has(words, "fragment");

    public static bool IsYesOrNo(in Word word) => word.Folded is "yes" or "no" or "yeah" or "nope" or "never" or "כן" or "לא";

    public static bool IsEmpty(in Word word) => Nods.Contains(word.Folded) || Fillers.Contains(word.Folded);

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

    /// <summary>A statement without the filler at its edges and inside: what the speaker would have written. Never for quotations.</summary>
    public static string Plain(Said said)
    {
        var trimmed = Trimmed(said, statement: true);
        var words = Core.Text.Words.Of(trimmed);
        var plain = new System.Text.StringBuilder();
        var from = 0;
        for (var i = 0; i < words.Count; i++)
        {
            var length = Disfluent(words, trimmed, i);
            if (length == 0 || i + length >= words.Count) continue;
            plain.Append(trimmed, from, words[i].Start - from);
            from = words[i + length].Start;
            i += length - 1;
        }

        return Tidy.Speech(plain.Append(trimmed, from, trimmed.Length - from).ToString());
    }

    // How many words from here on are no part of the statement: "um", "you know", the first of a word said twice.
    private static int Disfluent(IReadOnlyList<Word> words, string text, int i)
    {
        if (words[i].Folded is "um" or "uh" or "uhm" or "er" or "אה" or "אהה" or "אממ") return 1;
        if (i + 1 >= words.Count) return 0;
        if (words[i].Folded is "you" or "i" && words[i + 1].Folded is "know" or "mean" && words[i].Before != Gap.None && i + 2 < words.Count && words[i + 2].Before != Gap.None) return 2;
        if (words[i].Folded == words[i + 1].Folded && !words[i].IsNumber && words[i + 1].Before != Gap.Sentence) return 1;
        return i + 3 < words.Count && words[i].Folded == words[i + 2].Folded && words[i + 1].Folded == words[i + 3].Folded && words[i + 2].Before == Gap.Clause ? 2 : 0;
    }

    private static bool IsYouKnow(IReadOnlyList<Word> words, int i) =>
        words[i].Folded is "you" or "y" && words[i + 1].Folded == "know" && words[i + 2].Before == Gap.Clause;

    private static bool SetApart(IReadOnlyList<Word> words, int i) =>
        words[i + 1].Before != Gap.None || words[i].Folded is "um" or "uh" or "so" or "okay" or "well" or "and" or "hmm" || Fillers.Contains(words[i + 1].Folded);

    // "okay , alright , did you …": what a sentence says begins behind its filler.
    private static List<Word> WithoutOpening(IReadOnlyList<Word> words)
    {
        var rest = words.SkipWhile(w => Fillers.Contains(w.Folded)).ToList();
        if (rest.Count > 0) rest[0] = rest[0] with { Before = Gap.Sentence };
        return rest;
    }

    private static bool Has(IReadOnlyList<Word> words, string kind) => Book.Find(words).Exists(h => h.Entry == kind);

    private static FrozenSet<string> List(string kind) =>
        EmbeddedLines.Read("Summaries.Speech.small-talk.tsv").Where(f => f[0] == kind).SelectMany(f => f[1].Split('|')).ToFrozenSet(StringComparer.Ordinal);
}
