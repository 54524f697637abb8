using Microsoft.EntityFrameworkCore;
using TherapyCompanion.Core.Agents.Letters;

namespace TherapyCompanion.Core.Practice;

/// <summary>The signed-in member, for greetings, signatures and the first person of drafts.</summary>
/// <param name="Form">The form for being spoken to.</param>
/// <param name="FirstPerson">The form of drafts in the first person.</param>
/// <param name="Hats">The hats this person may wear in this practice.</param>
public sealed record Myself(
    Guid MemberId, string Name, string Title, string Licence, Form Form, Form FirstPerson, string PracticeName, string TimeZone,
    TimeOnly OpensAt, TimeOnly ClosesAt, IReadOnlyList<Hat> Hats)
{
    /// <summary>The first word of the name, as colleagues and patients use it.</summary>
    public string FirstName => Name.Split(' ', 2)[0];
}

/// <summary>Who the actor is, by their own practice's records.</summary>
public sealed class WhoAmI(ITherapyDbFactory databases)
{
    public async Task<Result<Myself>> RunAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await databases.OpenAsync(actor, ct);
        var member = await db.Members.AsNoTracking().SingleOrDefaultAsync(m => m.Id == actor.PersonId, ct);
        var practice = await db.Practices.AsNoTracking().SingleOrDefaultAsync(p => p.Id == actor.PracticeId, ct);
        if (member is null || practice is null) return Refusal.NotFound;

        return new Myself(
            member.Id,
            await db.RevealAsync<Member>(member.Id, m => m.Name, member.Name, ct),
            await db.RevealAsync<Member>(member.Id, m => m.Title, member.Title, ct),
            await db.RevealAsync<Member>(member.Id, m => m.Licence, member.Licence, ct),
            Enum.Parse<Form>(await db.RevealAsync<Member>(member.Id, m => m.Form, member.Form, ct)),
            await db.FirstPersonAsync(member, ct),
            await db.RevealAsync<TherapyPractice>(practice.Id, p => p.Name, practice.Name, ct),
            practice.TimeZone, practice.OpensAt, practice.ClosesAt,
            [.. member.Hats.Select(Enum.Parse<Hat>)]);
    }
}
