namespace TherapyCompanion.Core.Practice.Members;

/// <summary>What the acts on a practice's staff refuse.</summary>
public static class MemberRefusals
{
    /// <summary>Owners make and unmake owners and admins, and only they touch an owner.</summary>
    public static readonly Refusal OwnersOnly = new("OwnersOnly");
    public static readonly Refusal OwnerAlready = new("OwnerAlready");
    public static readonly Refusal OwnerNot = new("OwnerNot");

    /// <summary>The mark of an owner goes with the admin's hat.</summary>
    public static readonly Refusal OwnerIsAdmin = new("OwnerIsAdmin");
    public static readonly Refusal LastOwner = new("LastOwner");
    public static readonly Refusal LastAdmin = new("LastAdmin");
    public static readonly Refusal LastHat = new("LastHat");
    public static readonly Refusal HatWrong = new("HatWrong");

    /// <summary>Files would be left with nobody who has care of them.</summary>
    public static readonly Refusal FilesLeft = new("FilesLeft");
    public static readonly Refusal OwnBlock = new("OwnBlock");
    public static readonly Refusal Blocked = new("MemberIsBlocked");
    public static readonly Refusal BlockedNot = new("MemberNotBlocked");
    public static readonly Refusal EmailWrong = new("MemberEmailWrong");
    public static readonly Refusal InvitationOver = new("MemberInvitationOver");

    /// <summary>Whoever comes by the link belongs to the practice already.</summary>
    public static readonly Refusal MemberAlready = new("MemberAlready");
}
