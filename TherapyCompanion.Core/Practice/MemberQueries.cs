using TherapyCompanion.Core.Agents.Letters;

namespace TherapyCompanion.Core.Practice;

/// <summary>What is asked of a member's row in several places.</summary>
public static class MemberQueries
{
    /// <summary>The form in which somebody's drafts say «I».</summary>
    public static async Task<Form> FirstPersonAsync(this ITherapyDb db, Member member, CancellationToken ct) => Enum.Parse<Form>(
        member.FirstPerson is { } first
            ? await db.RevealAsync<Member>(member.Id, m => m.FirstPerson, first, ct)
            : await db.RevealAsync<Member>(member.Id, m => m.Form, member.Form, ct));
}
