namespace TherapyCompanion.Core.Safety;

/// <summary>What the acts on alerts refuse.</summary>
public static class SafetyRefusals
{
    public static readonly Refusal AlreadyAcknowledged = new("AlertAlreadyAcknowledged");
}
