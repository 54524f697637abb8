namespace TherapyCompanion.Core.Patients;

/// <summary>What the acts on care and on guardians refuse.</summary>
public static class CareRefusals
{
    /// <summary>A stand-in gives nothing on.</summary>
    public static readonly Refusal OwnCareOnly = new("OwnCareOnly");
    public static readonly Refusal NotOneself = new("StandInNotOneself");
    public static readonly Refusal NotATherapist = new("StandInNotATherapist");
    public static readonly Refusal HasCare = new("StandInHasCare");
    public static readonly Refusal EndWrong = new("StandInEndWrong");
    public static readonly Refusal StandInOver = new("StandInOver");
    public static readonly Refusal NoFiles = new("StandInNoFiles");
    public static readonly Refusal GuardianNameMissing = new("GuardianNameMissing");
    public static readonly Refusal GuardianNameTooLong = new("GuardianNameTooLong");

    /// <summary>The person has come in already, and nobody else takes their place.</summary>
    public static readonly Refusal GuardianHere = new("GuardianHere");

    /// <summary>What a guardian had is over and does not come back.</summary>
    public static readonly Refusal GuardianOver = new("GuardianOver");
}
