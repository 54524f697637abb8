using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Agents.BuiltIn.Summaries.Speech;

/// <summary>A sentence somebody said, with the units it stands in (two when the other's "mm-hmm" broke it).</summary>
internal sealed record Said(string Text, IReadOnlyList<int> Units)
{
    public IReadOnlyList<Word> Words { get; } = Core.Text.Words.Of(Text);

    public bool IsQuestion => Text.TrimEnd('"', '”', '״', ' ', ')').EndsWith('?') || SpeechWords.OpensQuestion(Words);
}

/// <summary>What one person said until the other took the floor.</summary>
internal sealed record Turn(Speaker Speaker, IReadOnlyList<Said> Sentences);

/// <summary>Reads units into turns. A listener's "mm-hmm" doesn't end a turn, unless it answers a question.</summary>
internal static class Turns
{
    public static IReadOnlyList<Turn> Of(IReadOnlyList<SourceUnit> units)
    {
        var turns = new List<(Speaker Speaker, List<Said> Sentences)>();
        foreach (var unit in units)
        {
            var sentences = Split(unit);
            if (turns.Count == 0 || turns[^1].Speaker != unit.Speaker)
            {
                turns.Add((unit.Speaker, []));
            }

            turns[^1].Sentences.AddRange(sentences);
        }

        var merged = new List<(Speaker Speaker, List<Said> Sentences)>();
        foreach (var turn in turns)
        {
            if (turn.Speaker != Speaker.Therapist && merged.Count > 0 && turn.Sentences.TrueForAll(s => SpeechWords.IsNod(s.Words)) && !Asked(merged[^1].Sentences))
            {
                continue;
            }

            if (merged.Count > 0 && merged[^1].Speaker == turn.Speaker)
            {
                Continue(merged[^1].Sentences, turn.Sentences);
            }
            else
            {
                merged.Add((turn.Speaker, [.. turn.Sentences]));
            }
        }

        return [.. merged.Where(t => t.Sentences.Count > 0).Select(t => new Turn(t.Speaker, t.Sentences))];
    }

    private static bool Asked(List<Said> sentences) =>
        sentences.Count > 0 && sentences[^1].IsQuestion && !SpeechWords.EndsInTag(sentences[^1].Words);

    // "refer you to physical therapy-" … ". and see how you do": one sentence again.
    private static void Continue(List<Said> before, List<Said> after)
    {
        if (before.Count > 0 && after.Count > 0 && before[^1].Text.EndsWith('-'))
        {
            var last = before[^1];
            var joined = last.Text.TrimEnd('-', ' ') + " " + after[0].Text.TrimStart('.', ' ', ',');
            before[^1] = new Said(joined, [.. last.Units, .. after[0].Units.Except(last.Units)]);
            before.AddRange(after.Skip(1));
            return;
        }

        before.AddRange(after);
    }

    private static List<Said> Split(SourceUnit unit) =>
        [.. Sentences.In(unit.Text, new TextSpan(0, unit.Text.Length))
            .Select(s => unit.Text.Substring(s.Start, s.Length))
            .SelectMany(s => Statements.OfSpeech(s).Select(c => s.Substring(c.Start, c.Length).Trim()))
            .Where(t => t.Any(char.IsLetterOrDigit))
            .Select(t => new Said(t, [unit.Number]))];
}
