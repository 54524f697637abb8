namespace TherapyCompanion.Core.Agents.Letters;

/// <summary>Grammatical form of a person addressed, or of a person speaking in the first person.</summary>
public enum Form
{
    /// <summary>Feminine singular.</summary>
    Feminine,

    /// <summary>Masculine singular.</summary>
    Masculine,

    /// <summary>Plural: a couple, a family, two therapists.</summary>
    Plural,

    /// <summary>Only words that are right for everybody.</summary>
    Neutral,
}

/// <summary>Why a message is written.</summary>
public enum LetterKind
{
    /// <summary>Some days after a session.</summary>
    FollowUp,

    /// <summary>A reminder of what was agreed to practise.</summary>
    PracticeReminder,

    /// <summary>Shortly before the next session.</summary>
    BeforeSession,

    /// <summary>After a session the patient missed.</summary>
    AfterMissed,

    /// <summary>A word of encouragement.</summary>
    Encouragement,

    /// <summary>An answer to a question the patient asked, as far as what was signed has one.</summary>
    Answer,
}

/// <summary>A sentence the therapist signed.</summary>
/// <param name="Number">Its number, for the letter to rest on.</param>
/// <param name="Section">Key of the section it stands in.</param>
/// <param name="Text">The signed words.</param>
public sealed record SignedFact(int Number, string Section, string Text);

/// <summary>What a letter may be made of. Notes and transcripts are not part of it.</summary>
/// <param name="Language">"he" or "en".</param>
/// <param name="Kind">Why it is written.</param>
/// <param name="TherapistName">Full or first name; a letter closes with the first name.</param>
/// <param name="TherapistForm">First person of the therapist.</param>
/// <param name="PatientName">Full or first name; a letter opens with the first name.</param>
/// <param name="PatientForm">Form of address.</param>
/// <param name="Signed">Signed sentences, newest session only.</param>
public sealed record LetterRequest(string Language, LetterKind Kind, string TherapistName, Form TherapistForm, string PatientName, Form PatientForm, IReadOnlyList<SignedFact> Signed);

/// <summary>A proposed letter. It reaches nobody before the therapist approved those very words.</summary>
/// <param name="Text">The letter.</param>
/// <param name="RestsOn">Numbers of the signed facts whose words or existence it uses; empty when it uses none.</param>
public sealed record LetterProposal(string Text, IReadOnlyList<int> RestsOn);
