using TherapyCompanion.Core.Agents.Letters;
using TherapyCompanion.Core.Messages.Agreement;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Messages;

/// <summary>
/// Looks over a message before a person approves it: Hebrew forms that don't agree, and words that don't belong in a message to a patient.
/// It underlines; the person decides. Nothing found doesn't mean that nothing is wrong.
/// </summary>
public static class OutgoingTextCheck
{
    /// <summary>What should be looked at, in reading order. An empty text has nothing.</summary>
    /// <param name="text">The message.</param>
    /// <param name="speaker">First person of the therapist.</param>
    /// <param name="addressee">Form of address of the patient.</param>
    public static IReadOnlyList<MessageCheckFinding> Check(string text, Form speaker, Form addressee)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return [];
        }

        var words = Words.Of(text);
        var findings = new List<MessageCheckFinding>(AgreementCheck.Check(text, words, speaker, addressee));
        foreach (var hit in ClinicalLexicon.Find(words))
        {
            var span = new TextSpan(words[hit.First].Start, words[hit.End - 1].End - words[hit.First].Start);
            findings.RemoveAll(f => f.Concern == hit.Entry && f.Span.Overlaps(span) && f.Span.Length < span.Length);
            if (!findings.Exists(f => f.Concern == hit.Entry && f.Span.Overlaps(span)))
            {
                findings.Add(new MessageCheckFinding(hit.Entry, span, null));
            }
        }

        return [.. findings.OrderBy(f => f.Span.Start).ThenBy(f => f.Concern)];
    }
}
