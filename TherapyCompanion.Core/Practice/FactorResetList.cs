using Microsoft.EntityFrameworkCore;

namespace TherapyCompanion.Core.Practice;

/// <summary>A request as the practice's management sees it.</summary>
/// <param name="IsOwn">Their own, which another admin decides upon.</param>
public sealed record MemberReset(Guid Id, string MemberName, DateTimeOffset AskedAt, DateTimeOffset DueAt, bool IsApproved, bool IsOwn);

/// <summary>Who of the practice's staff lost their second factor and asks for a new one.</summary>
public sealed class FactorResetList(ITherapyDbFactory databases, IFactorResets resets)
{
    public async Task<Result<IReadOnlyList<MemberReset>>> ListAsync(Actor actor, CancellationToken ct)
    {
        if (actor.Hat is not Hat.Admin) return Refusal.NotAllowed;
        await using var db = await databases.OpenAsync(actor, ct);
        var members = await db.Members.AsNoTracking().Where(m => m.PracticeId == actor.PracticeId && m.BlockedAt == null).ToDictionaryAsync(m => m.AccountId, ct);
        var open = await resets.OpenOfAsync(members.Keys, ct);
        var list = new List<MemberReset>();
        foreach (var reset in open)
        {
            var member = members[reset.AccountId];
            var name = await db.RevealAsync<Member>(member.Id, m => m.Name, member.Name, ct);
            list.Add(new(reset.Id, name, reset.AskedAt, reset.DueAt, reset.IsApproved, reset.AccountId == actor.AccountId));
        }

        return list;
    }
}
