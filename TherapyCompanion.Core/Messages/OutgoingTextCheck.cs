using TherapyCompanion.Core.Agents.Letters;
using TherapyCompanion.Core.Messages.Agreement;
using TherapyCompanion.Core.Safety.Boundaries;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Messages;

/// <summary>
/// Looks over a message before a person approves it: Hebrew forms that don't agree, and what crosses a boundary
/// (<see cref="BoundaryCheck"/>).
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

        var findings = new List<MessageCheckFinding>(AgreementCheck.Check(text, Words.Of(text), speaker, addressee));
        findings.AddRange(BoundaryCheck.Of(text).Select(f => new MessageCheckFinding(ConcernOf(f.Boundary), f.Span, null)));
        return [.. findings.OrderBy(f => f.Span.Start).ThenBy(f => f.Concern)];
    }

    private static MessageConcern ConcernOf(Boundary boundary) => boundary switch
    {
        Boundary.Diagnosis => MessageConcern.Diagnosis,
        Boundary.Medication => MessageConcern.Medication,
        Boundary.LeaveTherapist => MessageConcern.LeaveTherapist,
        Boundary.Promise => MessageConcern.Promise,
        Boundary.ClaimsHuman => MessageConcern.ClaimsHuman,
        Boundary.ThirdPerson => MessageConcern.ThirdPerson,
    };
}
