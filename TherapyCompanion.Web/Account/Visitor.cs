using Microsoft.AspNetCore.Identity;
using TherapyCompanion.Core;
using TherapyCompanion.Infrastructure.Identity;
using TherapyCompanion.Web.Live;
using SignInAccount = TherapyCompanion.Infrastructure.Identity.Account;

namespace TherapyCompanion.Web.Account;

/// <summary>Somebody signed in, on a page that anybody may open.</summary>
public sealed record SignedInVisitor(SignInAccount Account, SignInSession Session, Actor Actor);

/// <summary>
/// Who is signed in where nobody has to be. On such pages the cookie has not been held against its row yet: one of a sign-in that
/// ended, or that is locked, is nobody's here.
/// </summary>
public sealed class Visitor(SignIns sessions, UserManager<SignInAccount> accounts, TimeProvider clock)
{
    public async Task<SignedInVisitor?> WhoAsync(HttpContext context)
    {
        if (Claims.ActorFrom(context.User) is not { SessionId: { } id } actor) return null;
        var now = clock.GetUtcNow();
        if (await sessions.FindAsync(id, context.RequestAborted) is not { } session || session.StateAt(now) is not SessionState.Live) return null;
        if (session.AccountId != actor.AccountId || await accounts.FindByIdAsync(actor.AccountId.ToString()) is not { } account) return null;
        return new(account, session, actor);
    }
}
