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
        Name = PracticeText.Of(profile.Name);
        Title = PracticeText.Of(profile.Title);
        Licence = PracticeText.Of(profile.Licence);
        Form = PracticeText.Of(profile.Form.ToString());
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

    /// <summary>The form for being spoken to and for writing in the first person; a name of <see cref="Agents.Letters.Form"/>.</summary>
    public PracticeText Form { get; private set; } = null!;

    public uint Version { get; private set; }
}

/// <summary>What a member tells of themselves.</summary>
public sealed record StaffProfile(string Name, string Title, string Licence, Form Form);
