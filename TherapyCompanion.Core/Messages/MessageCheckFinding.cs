using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Messages;

/// <summary>Why words of a message should be looked at before it is approved.</summary>
public enum MessageConcern
{
    /// <summary>A form that doesn't agree with the speaker or the person addressed.</summary>
    WrongForm,

    /// <summary>A diagnosis, a score or a clinical label.</summary>
    Diagnosis,

    /// <summary>A medicine or advice about medication.</summary>
    Medication,

    /// <summary>Tells the patient to leave, stop or replace their therapist or therapy.</summary>
    LeaveTherapist,

    /// <summary>Somebody else's person or affairs.</summary>
    ThirdPerson,

    /// <summary>A promise of an outcome or of being always there.</summary>
    Promise,

    /// <summary>A claim to be human, or not to be a machine.</summary>
    ClaimsHuman,
}

/// <summary>Words of an outgoing message that should be looked at.</summary>
/// <param name="Concern">Why.</param>
/// <param name="Span">The words, in the text checked.</param>
/// <param name="Suggestion">What to write instead, only where that is certain; otherwise null.</param>
public sealed record MessageCheckFinding(MessageConcern Concern, TextSpan Span, string? Suggestion);
