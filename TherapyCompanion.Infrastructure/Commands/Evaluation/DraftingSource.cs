using TherapyCompanion.Core.Agents.Rung;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Infrastructure.Commands.Evaluation;

/// <summary>What a line gives to draft from: its <c>text</c>, or its <c>turns</c> written as a labelled dialogue, a line a turn.</summary>
/// <param name="Text">The text that spans point into.</param>
/// <param name="Sentences">Its sentences as they are.</param>
internal sealed record DraftingSource(string Text, IReadOnlyList<SourceUnit> Sentences)
{
    /// <summary>The units a draft rests on: the sentences, and dictation cut to size.</summary>
    public IReadOnlyList<SourceUnit> Units { get; } = SummarySource.Cut(Sentences);

    public static DraftingSource Of(EvaluationLine line)
    {
        if (!line.Has("turns"))
        {
            var text = line.Text("text");
            return new(text, SourceText.Segment(text));
        }

        var all = new System.Text.StringBuilder();
        var units = new List<SourceUnit>();
        foreach (var turn in line.Objects("turns"))
        {
            var (speaker, said) = (turn.Text("speaker"), turn.Text("text"));
            var label = speaker + ": ";
            var who = SpeakerLabels.At(label, new TextSpan(0, label.Length))?.Speaker ?? Speaker.Other;
            all.Append(label);
            foreach (var span in TherapyCompanion.Core.Text.Sentences.In(said, new TextSpan(0, said.Length)))
            {
                var sentence = said.AsSpan(span.Start, span.Length);
                var start = span.Start + sentence.Length - sentence.TrimStart().Length;
                var trimmed = sentence.Trim().ToString();
                if (trimmed.Any(char.IsLetterOrDigit)) units.Add(new(units.Count + 1, new TextSpan(all.Length + start, trimmed.Length), who, trimmed));
            }

            all.Append(said).Append('\n');
        }

        return new(all.ToString(), units);
    }
}
