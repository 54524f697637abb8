using TherapyCompanion.Core;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Web.App;
using SignInAccount = TherapyCompanion.Infrastructure.Identity.Account;

namespace TherapyCompanion.Web.Account;

/// <summary>Letters to the owner of an account. Whoever is a patient anywhere gets them under the neutral name of that place.</summary>
public sealed class AccountLetters(IMailQueue letters, ISignInDirectory directory, HatPlaces places)
{
    private const string House = "TherapyCompanion";

    /// <param name="link">A path of this site; null where the letter leads nowhere.</param>
    /// <param name="origin">Where the request that caused it comes from.</param>
    public async Task PutAsync(SignInAccount account, MailKind kind, string? link, Origin origin, CancellationToken ct)
    {
        var patient = (await directory.HatsOfAsync(account.Id, ct)).FirstOrDefault(h => h.Hat is Hat.Patient);
        var from = patient is null ? House : await places.ReadAsync(Actor.Patient(patient.PracticeId, account.Id, patient.PersonId, origin), patient, ct);
        await letters.PutAsync(new(Guid.NewGuid(), kind, account.Email!, from, Languages.Current, link), ct);
    }
}
