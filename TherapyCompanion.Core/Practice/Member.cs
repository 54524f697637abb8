using TherapyCompanion.Core.Agents.Letters;
using TherapyCompanion.Core.Privacy;

namespace TherapyCompanion.Core.Practice;

/// <summary>A person of the staff in one practice, with the hats they may wear there.</summary>
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

    /// <summary>Names of <see cref="Hat"/>: a therapist, an admin, or both in a solo practice.</summary>
    public List<string> Hats { get; private set; } = [];

    public PracticeText Name { get; private set; } = null!;

    /// <summary>The professional title that stands under a signature.</summary>
    public PracticeText Title { get; private set; } = null!;

    public PracticeText Licence { get; private set; } = null!;

    /// <summary>The form for being spoken to; a name of <see cref="Agents.Letters.Form"/>.</summary>
    public PracticeText Form { get; private set; } = null!;

    /// <summary>The form of drafts in the first person, likewise; null: the same one.</summary>
    public PracticeText? FirstPerson { get; private set; }

    public uint Version { get; private set; }

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
