using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;

namespace TherapyCompanion.Web.Live;

/// <summary>Adds the network address and the browser to the signed-in principal: a circuit keeps those of its connection.</summary>
public sealed class OriginClaims(IHttpContextAccessor requests) : IClaimsTransformation
{
    // What a browser calls itself is kept in the consent ledger; nothing useful is longer than this.
    private const int LongestAgent = 300;

    public Task<ClaimsPrincipal> TransformAsync(ClaimsPrincipal principal)
    {
        if (principal.HasClaim(c => c.Type == Claims.Address) || requests.HttpContext is not { } context) return Task.FromResult(principal);
        var address = context.Connection.RemoteIpAddress is { } ip ? (ip.IsIPv4MappedToIPv6 ? ip.MapToIPv4() : ip).ToString() : "";
        var agent = context.Request.Headers.UserAgent.ToString();
        var with = principal.Clone();
        with.AddIdentity(new ClaimsIdentity(
            [new(Claims.Address, address), new(Claims.Agent, agent.Length > LongestAgent ? agent[..LongestAgent] : agent)]));
        return Task.FromResult(with);
    }
}
