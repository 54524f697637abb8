using System.Buffers.Text;
using System.Security.Cryptography;
using TherapyCompanion.Infrastructure.Encryption;
using TherapyCompanion.Infrastructure.Identity;

namespace TherapyCompanion.Web.Account;

/// <summary>
/// Remembers, in the browser itself, which accounts signed in with it: a random id, and behind it for each account an HMAC of
/// id and account, which only this house can make and which tells nobody whose it is. It lets nobody in; it has tries of its own.
/// </summary>
public sealed class KnownBrowsers(MasterKeys keys)
{
    private const int Mark = 16;

    // A shared computer has a few; the one that signed in longest ago gives way.
    private const int Most = 8;

    // As long as browsers keep any cookie.
    private static readonly TimeSpan Lasts = TimeSpan.FromDays(400);

    /// <summary>The id of this browser when somebody signed in to the account with it; else null.</summary>
    public Guid? IdFor(HttpContext context, Guid accountId)
    {
        if (Read(context) is not var (id, marks)) return null;
        var wanted = MarkOf(id, accountId);
        return marks.Any(m => CryptographicOperations.FixedTimeEquals(m, wanted)) ? id : null;
    }

    /// <summary>Marks the browser as one of the account's.</summary>
    public void Remember(HttpContext context, Guid accountId)
    {
        var (id, marks) = Read(context) ?? (Guid.NewGuid(), []);
        var mine = MarkOf(id, accountId);
        var kept = marks.Where(m => !m.AsSpan().SequenceEqual(mine)).Prepend(mine).Take(Most);
        var value = Base64Url.EncodeToString([.. id.ToByteArray(), .. kept.SelectMany(m => m)]);
        context.Response.Cookies.Append(SignInRegistration.KnownCookie, value, new()
        {
            Path = "/",
            HttpOnly = true,
            Secure = true,
            SameSite = SameSiteMode.Lax,
            IsEssential = true,
            MaxAge = Lasts,
        });
    }

    private static (Guid Id, List<byte[]> Marks)? Read(HttpContext context)
    {
        if (context.Request.Cookies[SignInRegistration.KnownCookie] is not { Length: > 0 and < 400 } cookie) return null;
        if (!Base64Url.IsValid(cookie, out var length) || length < 2 * Mark || length % Mark != 0) return null;
        var parts = Base64Url.DecodeFromChars(cookie).Chunk(Mark).ToList();
        return (new(parts[0]), parts[1..]);
    }

    private byte[] MarkOf(Guid id, Guid accountId) =>
        HMACSHA256.HashData(keys.Derive("signin/known-browser"), (byte[])[.. id.ToByteArray(), .. accountId.ToByteArray()])[..Mark];
}
