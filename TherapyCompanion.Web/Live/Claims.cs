using System.Security.Claims;
using TherapyCompanion.Core;

namespace TherapyCompanion.Web.Live;

/// <summary>
/// What a signed-in principal carries. The account pages issue the first five when somebody chose a hat;
/// <see cref="OriginClaims"/> adds where the request comes from.
/// </summary>
public static class Claims
{
    /// <summary>A name of <see cref="Core.Hat"/>.</summary>
    public const string Hat = "tc:hat";

    public const string Practice = "tc:practice";
    public const string Account = "tc:account";

    /// <summary>The member's id for staff, the patient's id for a patient.</summary>
    public const string Person = "tc:person";

    /// <summary>The sign-in, a row of its own that can be ended.</summary>
    public const string Session = "tc:session";

    public const string Address = "tc:address";
    public const string Agent = "tc:agent";

    /// <summary>The actor these claims make, or null when they make none: signed out, or no hat chosen yet.</summary>
    public static Actor? ActorFrom(ClaimsPrincipal principal)
    {
        if (principal.Identity?.IsAuthenticated is not true || !Enum.TryParse<Hat>(principal.FindFirstValue(Hat), out var hat)) return null;
        if (Id(Practice) is not { } practice || Id(Account) is not { } account || Id(Person) is not { } person) return null;
        var origin = new Origin(principal.FindFirstValue(Address) ?? "", principal.FindFirstValue(Agent) ?? "");
        if (hat is Core.Hat.Job or Core.Hat.Beth) return null; // nobody signs in as these
        var actor = Actor.Wearing(hat, practice, account, person, origin);
        return Id(Session) is { } session ? actor.InSession(session) : null;

        Guid? Id(string claim) => Guid.TryParse(principal.FindFirstValue(claim), out var id) ? id : null;
    }
}
