namespace TherapyCompanion.Core.Chat;

/// <summary>What the patient's page refuses.</summary>
public static class ChatRefusals
{
    public static readonly Refusal Empty = new("ReplyEmpty");
    public static readonly Refusal TooLong = new("ReplyTooLong");
}
