namespace TherapyCompanion.Core.Practice;

/// <summary>What a request for a new second factor refuses.</summary>
public static class FactorResetRefusals
{
    /// <summary>It was stopped, carried out, or waited too long.</summary>
    public static readonly Refusal Over = new("ResetOver");

    /// <summary>Somebody approved it already.</summary>
    public static readonly Refusal Approved = new("ResetApproved");

    /// <summary>Nobody approved it and its waiting time is not over.</summary>
    public static readonly Refusal NotDue = new("ResetNotDue");

    /// <summary>One's own request is another's to approve.</summary>
    public static readonly Refusal OwnRequest = new("ResetOwnRequest");

    /// <summary>Only who saw the person knows that it is them.</summary>
    public static readonly Refusal NotSeen = new("ResetNotSeen");

    /// <summary>Too many requests in a day.</summary>
    public static readonly Refusal TooMany = new("ResetTooMany");
}
