namespace TherapyCompanion.Core.Patients;

/// <summary>What the acts on patients' files refuse.</summary>
public static class PatientRefusals
{
    public static readonly Refusal NameMissing = new("PatientNameMissing");
    public static readonly Refusal NameTooLong = new("PatientNameTooLong");
    public static readonly Refusal EmailWrong = new("EmailWrong");
    public static readonly Refusal InvitationOver = new("InvitationOver");
    public static readonly Refusal DigitsWrong = new("DigitsWrong");
}
