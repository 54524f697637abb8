using Microsoft.AspNetCore.Identity;

namespace TherapyCompanion.Infrastructure.Identity;

/// <summary>
/// A person who signs in: an address, a password, a second factor. It knows no name and no practice; which hats the person
/// wears stands in the practices' own records.
/// </summary>
public sealed class Account : IdentityUser<Guid>
{
    private Account() { }

    public Account(string email, DateTimeOffset now) : this(Guid.NewGuid(), email, now) { }

    /// <param name="id">Given where a passkey was made for the account before it was.</param>
    public Account(Guid id, string email, DateTimeOffset now)
    {
        Id = id;
        // The user name is no second secret to protect: people sign in by address.
        UserName = Id.ToString("N");
        (Email, CreatedAt) = (email, now);
        SecurityStamp = Guid.NewGuid().ToString("N");
    }

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>
    /// Names of the person and of their place while a form with a password is filled in, so that the password is not made of
    /// them. They are never stored.
    /// </summary>
    public IReadOnlyList<string?> NearWords { get; set; } = [];
}

/// <summary>A code from an app that was used once, by the 30-second step it belongs to; its key is why it works only once.</summary>
public sealed class UsedCode
{
    public Guid AccountId { get; init; }
    public long Step { get; init; }
}

/// <summary>A passkey's challenge that was answered; its key is why it can be answered only once.</summary>
public sealed class UsedChallenge
{
    public byte[] Hash { get; init; } = [];
    public DateTimeOffset ExpiresAt { get; init; }
}

/// <summary>A data-protection key, sealed under a key derived from the master key.</summary>
public sealed class ProtectionKey
{
    public int Id { get; init; }
    public string Name { get; init; } = "";
    public string Xml { get; init; } = "";
}
