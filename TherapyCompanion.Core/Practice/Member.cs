using TherapyCompanion.Core.Agents.Letters;
using TherapyCompanion.Core.Practice.Members;
using TherapyCompanion.Core.Privacy;

namespace TherapyCompanion.Core.Practice;

/// <summary>
/// A person of the staff in one practice, with the hats they may wear there. A member whose only purpose is standing in for others
/// has the therapist's hat and no files of their own.
/// </summary>
public sealed class Member : IOfPractice
{
    private Member() { }

    public Member(Guid practiceId, Guid accountId, IEnumerable<Hat> hats, StaffProfile profile)
    {
        (PracticeId, Id, AccountId) = (practiceId, Guid.NewGuid(), accountId);
        Hats = [.. hats.Select(h => h.ToString())];
        Tell(profile);
    }

    public Guid PracticeId { get; private set; }
    public Guid Id { get; private set; }
    public Guid AccountId { get; private set; }

    /// <summary>Names of <see cref="Hat"/>: a therapist, an admin, a supervisor, or several in one person.</summary>
    public List<string> Hats { get; private set; } = [];

    public PracticeText Name { get; private set; } = null!;

    /// <summary>The professional title that stands under a signature.</summary>
    public PracticeText Title { get; private set; } = null!;

    public PracticeText Licence { get; private set; } = null!;

    /// <summary>The form for being spoken to; a name of <see cref="Agents.Letters.Form"/>.</summary>
    public PracticeText Form { get; private set; } = null!;

    /// <summary>The form of drafts in the first person, likewise; null: the same one.</summary>
    public PracticeText? FirstPerson { get; private set; }

    /// <summary>Since when the practice is theirs: owners make and unmake owners and admins. Null for everybody else.</summary>
    public DateTimeOffset? OwnerSince { get; private set; }

    /// <summary>Since when they are shut out of this practice; null while they may come in.</summary>
    public DateTimeOffset? BlockedAt { get; private set; }

    public uint Version { get; private set; }

    /// <summary>The first member of a new practice, whose it is.</summary>
    public static Member Founder(Guid practiceId, Guid accountId, StaffProfile profile, DateTimeOffset now) =>
        new(practiceId, accountId, [Hat.Therapist, Hat.Admin], profile) { OwnerSince = now };

    /// <summary>Somebody who came in by an invitation, to the hats that stand in it.</summary>
    public static Member Invited(MemberInvitation invitation, Guid accountId, StaffProfile profile) =>
        new(invitation.PracticeId, accountId, invitation.HatsGiven(), profile) { Id = invitation.MemberId };

    public bool Wears(Hat hat) => Hats.Contains(hat.ToString());

    public bool IsOwner() => OwnerSince is not null;

    /// <summary>Takes hats and gives others. The admin's is an owner's to give and to take.</summary>
    /// <param name="by">The admin who does it.</param>
    /// <param name="anotherAdmin">Whether somebody else may run the practice.</param>
    /// <param name="filesLeft">How many files would be left with nobody, were the therapist's hat taken.</param>
    public Refusal? ChangeHats(Member by, IReadOnlyCollection<Hat> hats, bool anotherAdmin, int filesLeft)
    {
        if (hats.Count == 0) return MemberRefusals.LastHat;
        if (hats.Any(h => h is not (Hat.Therapist or Hat.Admin or Hat.Supervisor))) return MemberRefusals.HatWrong;
        if (Wears(Hat.Admin) != hats.Contains(Hat.Admin))
        {
            if (!by.IsOwner()) return MemberRefusals.OwnersOnly;
            if (!hats.Contains(Hat.Admin) && !anotherAdmin) return MemberRefusals.LastAdmin;
            if (IsOwner()) return MemberRefusals.OwnerIsAdmin;
        }

        if (Wears(Hat.Therapist) && !hats.Contains(Hat.Therapist) && filesLeft > 0) return MemberRefusals.FilesLeft;
        Hats = [.. hats.Distinct().Order().Select(h => h.ToString())];
        return null;
    }

    /// <summary>The practice is theirs too.</summary>
    public Refusal? MakeOwner(Member by, DateTimeOffset now)
    {
        if (!by.IsOwner()) return MemberRefusals.OwnersOnly;
        if (IsOwner()) return MemberRefusals.OwnerAlready;
        if (BlockedAt is not null) return MemberRefusals.Blocked;
        if (!Wears(Hat.Admin)) return MemberRefusals.OwnerIsAdmin;
        OwnerSince = now;
        return null;
    }

    /// <summary>The practice is theirs no longer; it stays somebody's.</summary>
    /// <param name="anotherOwner">Whether another owner may come in.</param>
    public Refusal? UnmakeOwner(Member by, bool anotherOwner)
    {
        if (!by.IsOwner()) return MemberRefusals.OwnersOnly;
        if (!IsOwner()) return MemberRefusals.OwnerNot;
        if (!anotherOwner) return MemberRefusals.LastOwner;
        OwnerSince = null;
        return null;
    }

    /// <summary>Shuts them out of this practice; their other practices are not touched.</summary>
    public Refusal? Block(Member by, DateTimeOffset now)
    {
        if (by.Id == Id) return MemberRefusals.OwnBlock;
        if (IsOwner() && !by.IsOwner()) return MemberRefusals.OwnersOnly;
        if (BlockedAt is not null) return MemberRefusals.Blocked;
        BlockedAt = now;
        return null;
    }

    /// <summary>They may come in again, with the hats they had.</summary>
    public Refusal? Unblock(Member by)
    {
        if (IsOwner() && !by.IsOwner()) return MemberRefusals.OwnersOnly;
        if (BlockedAt is null) return MemberRefusals.BlockedNot;
        BlockedAt = null;
        return null;
    }

    /// <summary>The member says anew who they are. What was signed before keeps the name it was signed with.</summary>
    /// <param name="seen">The version that was on the screen.</param>
    public Refusal? ChangeProfile(StaffProfile profile, uint seen)
    {
        if (profile.Refused() is { } refused) return refused;
        if (seen != Version) return Refusal.Raced;
        Tell(profile);
        return null;
    }

    private void Tell(StaffProfile profile)
    {
        Name = PracticeText.Of(profile.Name);
        Title = PracticeText.Of(profile.Title);
        Licence = PracticeText.Of(profile.Licence);
        Form = PracticeText.Of(profile.Form.ToString());
        FirstPerson = profile.FirstPerson is { } first ? PracticeText.Of(first.ToString()) : null;
    }
}

/// <summary>What a member tells of themselves.</summary>
/// <param name="FirstPerson">The form of drafts in the first person, when it is another one than <paramref name="Form"/>.</param>
public sealed record StaffProfile(string Name, string Title, string Licence, Form Form, Form? FirstPerson = null)
{
    /// <summary>The longest name or title, in characters.</summary>
    public const int Longest = 120;

    /// <summary>The longest licence number.</summary>
    public const int LongestLicence = 60;

    /// <summary>Why this can't be a profile; null when it can.</summary>
    public Refusal? Refused() =>
        string.IsNullOrWhiteSpace(Name) ? PracticeRefusals.NameMissing
        : Name.Length > Longest || Title.Length > Longest || Licence.Length > LongestLicence ? PracticeRefusals.ProfileTooLong
        : null;
}
