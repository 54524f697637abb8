using TherapyCompanion.Core;
using TherapyCompanion.Core.Practice;

namespace TherapyCompanion.Infrastructure.Identity;

/// <summary>
/// The name under which an account knows this place: in letters, and where an authenticator lists its keys. To a patient it is the
/// practice's neutral one, whatever the phone shows to whoever looks at it; staff see the product's. It is never a person's.
/// </summary>
public sealed class AccountPlace(ISignInDirectory directory, HatPlaces places)
{
    /// <summary>What staff see.</summary>
    public const string OfStaff = "TherapyCompanion";

    /// <summary>Whether these hats are worn with a second factor only.</summary>
    public static bool NeedsFactor(IEnumerable<WearableHat> hats) => hats.Any(h => h.Hat is not (Hat.Patient or Hat.Guardian));

    public async Task<string> NameAsync(Guid accountId, CancellationToken ct)
    {
        var hats = await directory.HatsOfAsync(accountId, ct);
        // Without a hat somebody is in the middle of a sign-up, which is for staff.
        if (hats.Count == 0 || NeedsFactor(hats)) return OfStaff;
        return await places.ReadAsync(Actor.Wearing(hats[0].Hat, hats[0].PracticeId, accountId, hats[0].PersonId, Origin.Local), hats[0], ct);
    }
}
