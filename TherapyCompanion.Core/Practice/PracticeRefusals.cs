namespace TherapyCompanion.Core.Practice;

/// <summary>What the practice's acts refuse.</summary>
public static class PracticeRefusals
{
    public static readonly Refusal HoursUpsideDown = new("HoursUpsideDown");
    public static readonly Refusal NameMissing = new("NameMissing");
    public static readonly Refusal ProfileTooLong = new("ProfileTooLong");
    public static readonly Refusal PlaceNameMissing = new("PlaceNameMissing");
    public static readonly Refusal PlaceNameTooLong = new("PlaceNameTooLong");
    public static readonly Refusal SignUpClosed = new("SignUpClosed");
}
