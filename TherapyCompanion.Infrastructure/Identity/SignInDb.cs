using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace TherapyCompanion.Infrastructure.Identity;

/// <summary>
/// Accounts and what belongs to signing in, on a login of their own (<c>tc_signin</c>) that has no grant on anything clinical.
/// </summary>
public sealed partial class SignInDb(DbContextOptions<SignInDb> options) : IdentityUserContext<Account, Guid>(options)
{
    public const string Schema = "signin";

    public DbSet<UsedCode> UsedCodes => Set<UsedCode>();

    public DbSet<UsedChallenge> UsedChallenges => Set<UsedChallenge>();

    public DbSet<RecoveryCode> RecoveryCodes => Set<RecoveryCode>();

    public DbSet<FactorReset> FactorResets => Set<FactorReset>();

    public DbSet<SignInSession> Sessions => Set<SignInSession>();

    public DbSet<ProtectionKey> ProtectionKeys => Set<ProtectionKey>();

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.HasDefaultSchema(Schema);
        builder.Entity<Account>(a =>
        {
            // Unique in the database too: of two sign-ups at once with one address, one account comes out.
            a.HasIndex(x => x.NormalizedEmail).IsUnique();
            a.Ignore(x => x.NearWords);
            // Sealed values are longer than the words in them, so no column here has a length.
            a.Property(x => x.UserName).HasColumnType("text");
            a.Property(x => x.NormalizedUserName).HasColumnType("text");
            a.Property(x => x.Email).HasColumnType("text");
            a.Property(x => x.NormalizedEmail).HasColumnType("text");
            a.Property(x => x.PhoneNumber).HasColumnType("text");
        });
        builder.Entity<UsedCode>().HasKey(c => new { c.AccountId, c.Step });
        builder.Entity<UsedCode>().HasOne<Account>().WithMany().HasForeignKey(c => c.AccountId);
        builder.Entity<UsedChallenge>().HasKey(c => c.Hash);
        builder.Entity<RecoveryCode>().HasKey(c => new { c.AccountId, c.Hash });
        builder.Entity<RecoveryCode>().HasOne<Account>().WithMany().HasForeignKey(c => c.AccountId);
        builder.Entity<FactorReset>(r =>
        {
            r.Property(x => x.Id).ValueGeneratedNever();
            r.Property(x => x.State).HasConversion<string>();
            r.Property(x => x.Reason).HasConversion<string>();
            r.Property(x => x.Version).IsRowVersion();
            r.HasOne<Account>().WithMany().HasForeignKey(x => x.AccountId);
        });
        builder.Entity<IdentityUserPasskey<Guid>>(p =>
        {
            p.Property<DateTimeOffset?>(Passkeys.LastUsedAt);
            // What a person calls a key says something about them ("Maya's phone"): sealed like an address.
            var seal = this.GetService<IPersonalDataProtector>();
            p.OwnsOne(x => x.Data).Property(d => d.Name).HasConversion(name => seal.Protect(name), name => seal.Unprotect(name));
        });
        builder.Entity<SignInSession>().HasOne<Account>().WithMany().HasForeignKey(s => s.AccountId);
        builder.Entity<SignInSession>().Property(s => s.EndedBy).HasConversion<string>();
        builder.Entity<ProtectionKey>().HasKey(k => k.Id);
        builder.Entity<AccountLink>().HasKey(l => l.Id);
        builder.Entity<AccountLink>().Property(l => l.Kind).HasConversion<string>();
        builder.Entity<AccountLink>().HasOne<Account>().WithMany().HasForeignKey(l => l.AccountId);
        builder.Entity<FailedTries>().HasKey(t => t.Key);

        foreach (var entity in builder.Model.GetEntityTypes().Where(e => !e.IsMappedToJson()))
        {
            entity.SetTableName(Table(entity.GetTableName()!));
            // PostgreSQL's own row version needs no column of ours.
            foreach (var property in entity.GetProperties()) property.SetColumnName(property.Name == nameof(FactorReset.Version) ? "xmin" : Snake(property.Name));
        }

        foreach (var owned in builder.Model.GetEntityTypes().Where(e => e.IsMappedToJson())) owned.SetContainerColumnName("data");
    }

    private static string Table(string name) => name switch
    {
        "AspNetUsers" => "accounts",
        "AspNetUserClaims" => "account_claims",
        "AspNetUserLogins" => "account_logins",
        "AspNetUserTokens" => "account_tokens",
        "AspNetUserPasskeys" => "passkeys",
        "UsedCodes" => "used_codes",
        "UsedChallenges" => "used_challenges",
        "RecoveryCodes" => "recovery_codes",
        "FactorResets" => "factor_resets",
        "Sessions" => "sessions",
        "ProtectionKeys" => "data_protection_keys",
        nameof(AccountLink) => "links",
        nameof(FailedTries) => "tries",
        _ => throw new InvalidOperationException($"No name is agreed for the table {name}."),
    };

    private static string Snake(string name) => Humps().Replace(name, "_$0").ToLowerInvariant().TrimStart('_');

    [GeneratedRegex("(?<=[a-z0-9])[A-Z]")]
    private static partial Regex Humps();
}
