using System.Buffers.Text;
using System.Security.Cryptography;
using TherapyCompanion.Core.Privacy;

namespace TherapyCompanion.Core.Practice.Members;

/// <summary>Where an invitation to the staff stands.</summary>
public enum MemberInvitationState
{
    /// <summary>The link works.</summary>
    Open,

    /// <summary>Somebody joined by it. It does not work again.</summary>
    Used,

    /// <summary>It was taken back, or a newer one to the same address took its place.</summary>
    Closed,
}

/// <summary>
/// An invitation to a practice's staff: a link that goes to one address by letter, with the hats that whoever comes in by it will
/// wear. The link is not stored, only its hash; the id of the member it will make is there from the start.
/// </summary>
public sealed class MemberInvitation : IOfPractice
{
    public static readonly TimeSpan Lasts = TimeSpan.FromDays(7);

    private MemberInvitation() { }

    private MemberInvitation(Member by, byte[] link, string email, IEnumerable<Hat> hats, DateTimeOffset now)
    {
        (PracticeId, Id, MemberId, MadeBy) = (by.PracticeId, Guid.NewGuid(), Guid.NewGuid(), by.Id);
        (LinkHash, Email, Hats) = (HashLink(link), PracticeText.Of(email), [.. hats.Distinct().Order().Select(h => h.ToString())]);
        (State, MadeAt, ExpiresAt) = (MemberInvitationState.Open, now, now + Lasts);
    }

    public Guid PracticeId { get; private set; }
    public Guid Id { get; private set; }

    /// <summary>The id that the member will have.</summary>
    public Guid MemberId { get; private set; }

    public byte[] LinkHash { get; private set; } = [];

    /// <summary>Names of <see cref="Hat"/>.</summary>
    public List<string> Hats { get; private set; } = [];

    public PracticeText Email { get; private set; } = null!;
    public Guid MadeBy { get; private set; }
    public DateTimeOffset MadeAt { get; private set; }
    public DateTimeOffset ExpiresAt { get; private set; }
    public MemberInvitationState State { get; private set; }
    public uint Version { get; private set; }

    /// <summary>A new invitation and the link's secret, which goes into the letter and is kept nowhere.</summary>
    /// <param name="by">The admin who invites; only an owner invites an admin.</param>
    public static Result<(MemberInvitation Invitation, string Link)> Make(Member by, string email, IReadOnlyCollection<Hat> hats, DateTimeOffset now)
    {
        if (hats.Count == 0) return MemberRefusals.LastHat;
        if (hats.Any(h => h is not (Hat.Therapist or Hat.Admin or Hat.Supervisor))) return MemberRefusals.HatWrong;
        if (hats.Contains(Hat.Admin) && !by.IsOwner()) return MemberRefusals.OwnersOnly;
        var link = RandomNumberGenerator.GetBytes(32);
        return (new MemberInvitation(by, link, email, hats, now), Base64Url.EncodeToString(link));
    }

    /// <summary>The bytes of a link's secret; null when it can't be one.</summary>
    public static byte[]? ReadLink(string link) =>
        link.Length == 43 && Base64Url.IsValid(link, out var length) && length == 32 ? Base64Url.DecodeFromChars(link) : null;

    public static byte[] HashLink(byte[] link) => SHA256.HashData(link);

    public bool IsOpen(DateTimeOffset now) => State is MemberInvitationState.Open && now < ExpiresAt;

    /// <summary>Somebody joins by it; only an open one can be used, once.</summary>
    public Refusal? Use(DateTimeOffset now)
    {
        if (!IsOpen(now)) return MemberRefusals.InvitationOver;
        State = MemberInvitationState.Used;
        return null;
    }

    /// <summary>It is taken back; a used one stays used.</summary>
    public Refusal? Close()
    {
        if (State is not MemberInvitationState.Open) return MemberRefusals.InvitationOver;
        State = MemberInvitationState.Closed;
        return null;
    }
}

/// <summary>Hats as values.</summary>
public static class GivenHats
{
    public static IReadOnlyList<Hat> HatsGiven(this MemberInvitation invitation) => [.. invitation.Hats.Select(Enum.Parse<Hat>)];
}
