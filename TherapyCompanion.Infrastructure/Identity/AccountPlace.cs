using TherapyCompanion.Core;
using TherapyCompanion.Core.Practice;

namespace TherapyCompanion.Infrastructure.Identity;

/// <summary>
/// The name under which an account knows this place: in letters, and where an authenticator lists its keys. Whoever is a patient
/// anywhere has the neutral one of that practice, since a phone shows it to whoever looks; other staff the product's. It is
/// never a person's, so the address a person signs in with stands in no authenticator.
/// </summary>
public sealed class AccountPlace(ISignInDirectory directory, HatPlaces places)
{
    /// <summary>What staff see who are nobody's patient here.</summary>
    public const string OfStaff = "TherapyCompanion";

    /// <summary>Whether these hats are worn with a second factor only.</summary>
    public static bool NeedsFactor(IEnumerable<WearableHat> hats) => hats.Any(h => h.Hat is not (Hat.Patient or Hat.Guardian));

    public async Task<string> NameAsync(Guid accountId, CancellationToken ct)
    {
        var home = (await directory.HatsOfAsync(accountId, ct)).FirstOrDefault(h => !NeedsFactor([h]));
        return home is null ? OfStaff : await places.ReadAsync(Actor.Wearing(home.Hat, home.PracticeId, accountId, home.PersonId, Origin.Local), home, ct);
    }
}
