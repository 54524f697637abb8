namespace TherapyCompanion.Core.Patients.Details;

/// <summary>What the acts on a person's details and treatment refuse.</summary>
public static class DetailsRefusals
{
    /// <summary>The file was changed elsewhere since it was read here.</summary>
    public static readonly Refusal Changed = new("DetailsChanged");
    public static readonly Refusal TooLong = new("DetailsTooLong");
    public static readonly Refusal PhoneWrong = new("PhoneWrong");
    public static readonly Refusal ContactPhoneWrong = new("ContactPhoneWrong");
    public static readonly Refusal BirthDateWrong = new("BirthDateWrong");
    public static readonly Refusal TagTooLong = new("TagTooLong");
    public static readonly Refusal TooManyTags = new("TooManyTags");
    public static readonly Refusal QuietHalf = new("QuietHoursHalf");
    public static readonly Refusal NoTimeLeft = new("RestLeavesNoTime");

    /// <summary>The patient chose the form of address themselves.</summary>
    public static readonly Refusal FormIsTheirs = new("FormIsTheirs");

    /// <summary>The step does not follow from how the treatment stands.</summary>
    public static readonly Refusal TreatmentElsewhere = new("TreatmentElsewhere");

    /// <summary>The treatment has ended: it can only be opened anew.</summary>
    public static readonly Refusal TreatmentOver = new("TreatmentOver");
}
