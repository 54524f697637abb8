using Microsoft.AspNetCore.Components.Authorization;
using TherapyCompanion.Core;

namespace TherapyCompanion.Web.Live;

/// <summary>Who acts on this circuit (or in this request), asked once.</summary>
public sealed class ActorSource(AuthenticationStateProvider authentication)
{
    private Actor? _actor;

    /// <exception cref="InvalidOperationException">Nobody is signed in: the page should not have been reached.</exception>
    public async ValueTask<Actor> GetAsync() =>
        _actor ??= Claims.ActorFrom((await authentication.GetAuthenticationStateAsync()).User)
            ?? throw new InvalidOperationException("A page asked who acts, and nobody is signed in.");
}
