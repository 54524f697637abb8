using Microsoft.EntityFrameworkCore;
using TherapyCompanion.Core.Audit;

namespace TherapyCompanion.Core.Practice;

/// <summary>A new practice with its key and its first member, who owns it: therapist and admin in one person.</summary>
public sealed class CreatePractice(ITherapyDbFactory databases, TimeProvider clock)
{
    /// <param name="accountId">The sign-in account of the founder, already made.</param>
    /// <returns>The founder's member id.</returns>
    public async Task<Result<Guid>> RunAsync(
        Guid practiceId, Guid accountId, string name, string patientsName, StaffProfile founder, Origin origin, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(name) || string.IsNullOrWhiteSpace(founder.Name)) return PracticeRefusals.NameMissing;

        var now = clock.GetUtcNow();
        var member = Member.Founder(practiceId, accountId, founder, now);
        await using var db = await databases.OpenAsync(Actor.Admin(practiceId, accountId, member.Id, origin), ct);
        db.Practices.Add(new TherapyPractice(practiceId, name.Trim(), patientsName.Trim(), now));
        db.Members.Add(member);
        await db.CreateKeyAsync(null, ct);
        var refusal = await db.SaveAsync(new(AuditAction.PracticeCreated, practiceId, null, AuditReason.Administration), ct);
        return refusal is null ? member.Id : refusal;
    }
}
