using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Cryptography.KeyDerivation;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using TherapyCompanion.Core;
using TherapyCompanion.Infrastructure.Identity;
using TherapyCompanion.Infrastructure.Identity.Passwords;
using TherapyCompanion.Tests.Support;

namespace TherapyCompanion.Tests.Persistence;

/// <summary>How passwords are kept: older hashes become today's when their owner comes in, and a new password is held to every rule.</summary>
[Trait("Needs", "Database")]
public sealed class PasswordHashTests(DoorHouse house) : IClassFixture<DoorHouse>
{
    private const string Password = "orchard lantern 1948 tide";
    private static readonly CancellationToken None = CancellationToken.None;

    private static string NewAddress() => $"p{Guid.NewGuid():N}@example.org";

    private Task<string> HashAsync(Guid account) => house.SeeAsync<string>("select password_hash from signin.accounts where id = $1", account);

    private Task<string> StampAsync(Guid account) => house.SeeAsync<string>("select security_stamp from signin.accounts where id = $1", account);

    private Task<bool> PasswordIsAsync(Guid account, string password) => house.InScopeAsync(async s =>
    {
        var accounts = s.GetRequiredService<UserManager<Account>>();
        return await accounts.CheckPasswordAsync((await accounts.FindByIdAsync(account.ToString()))!, password);
    });

    public static TheoryData<string> Older => ["third format, 100,000 rounds", "third format, SHA256", "second format"];

    private static string Make(string kind)
    {
        var salt = RandomNumberGenerator.GetBytes(16);
        if (kind == "second format") return Convert.ToBase64String([0, .. salt, .. KeyDerivation.Pbkdf2(Password, salt, KeyDerivationPrf.HMACSHA1, 1000, 32)]);
        var (prf, rounds) = kind.EndsWith("SHA256", StringComparison.Ordinal) ? (KeyDerivationPrf.HMACSHA256, 210_000) : (KeyDerivationPrf.HMACSHA512, 100_000);
        var bytes = new byte[13 + 16 + 32];
        bytes[0] = 1;
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(1), (uint)prf);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(5), (uint)rounds);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(9), 16);
        salt.CopyTo(bytes, 13);
        KeyDerivation.Pbkdf2(Password, salt, prf, rounds, 32).CopyTo(bytes, 29);
        return Convert.ToBase64String(bytes);
    }

    [Theory]
    [MemberData(nameof(Older))]
    public async Task An_older_hash_is_made_anew_when_the_password_was_right_and_only_then(string kind)
    {
        var account = await house.NewAccountAsync(NewAddress(), Password);
        var older = Make(kind);
        await house.ForceAsync($"update signin.accounts set password_hash = '{older}' where id = '{account}'");

        (await PasswordIsAsync(account, "orchard lantern 1948 tides")).Should().BeFalse();
        (await HashAsync(account)).Should().Be(older, "a wrong password changes nothing");

        (await PasswordIsAsync(account, Password)).Should().BeTrue();
        var hash = Convert.FromBase64String(await HashAsync(account));
        (hash[0], BinaryPrimitives.ReadUInt32BigEndian(hash.AsSpan(1)), BinaryPrimitives.ReadUInt32BigEndian(hash.AsSpan(5))).Should().Be(((byte)1, 2u, 210_000u));
        (await PasswordIsAsync(account, Password)).Should().BeTrue("and it still opens");
        (await HashAsync(account)).Should().Be(Convert.ToBase64String(hash), "today's is left alone");
    }

    private Task<Refusal?> SetAsync(Guid account, string password, params string[] near) => house.InScopeAsync(async s =>
    {
        var found = await s.GetRequiredService<UserManager<Account>>().FindByIdAsync(account.ToString());
        return await s.GetRequiredService<SetPassword>().RunAsync(found!, password, near, None);
    });

    [Fact]
    public async Task A_new_password_ends_tickets_and_links_and_leaves_the_second_factor()
    {
        var account = await house.NewAccountAsync(NewAddress(), Password, DoorHouse.Secret);
        var codes = await house.NewRecoveryCodesAsync(account);
        var stamp = await StampAsync(account);
        var link = await house.InScopeAsync(s => s.GetRequiredService<AccountLinks>().MakeAsync(account, LinkKind.PasswordReset, TimeSpan.FromMinutes(30), None));

        (await SetAsync(account, "kettle vowel 31 badger flint")).Should().BeNull();
        (await PasswordIsAsync(account, "kettle vowel 31 badger flint")).Should().BeTrue();
        (await PasswordIsAsync(account, Password)).Should().BeFalse();
        (await StampAsync(account)).Should().NotBe(stamp);
        (await house.InScopeAsync(s => s.GetRequiredService<AccountLinks>().LookAsync(link, LinkKind.PasswordReset, None))).Should().BeNull();
        (await house.SeeAsync<bool>("select two_factor_enabled from signin.accounts where id = $1", account)).Should().BeTrue();
        (await house.EnterCodeAsync(account, house.Code())).Should().BeTrue();
        (await house.RedeemAsync(account, codes[0])).Should().BeTrue();
    }

    [Theory]
    [InlineData("short", "PasswordTooShort")]
    [InlineData("password1234", "PasswordKnown")]
    [InlineData("danalevi198412", "PasswordKnown")]
    [InlineData("", "PasswordTooShort")]
    public async Task A_refused_password_changes_nothing(string password, string key)
    {
        var account = await house.NewAccountAsync(NewAddress(), Password);
        var (hash, stamp) = (await HashAsync(account), await StampAsync(account));
        (await SetAsync(account, password, "Dana Levi"))!.Key.Should().Be(key);
        (await HashAsync(account), await StampAsync(account)).Should().Be((hash, stamp));
    }

    [Fact]
    public async Task Of_two_new_passwords_at_once_one_is_set_and_the_other_told()
    {
        var account = await house.NewAccountAsync(NewAddress(), Password);
        string[] passwords = ["kettle vowel 31 badger flint", "gravel otter 77 saffron quay"];
        // Both read the account before either writes.
        var gate = new Barrier(2);
        var answers = await DoorHouse.AtOnceAsync(2, i => house.InScopeAsync(async s =>
        {
            var found = await s.GetRequiredService<UserManager<Account>>().FindByIdAsync(account.ToString());
            gate.SignalAndWait(None);
            return await s.GetRequiredService<SetPassword>().RunAsync(found!, passwords[i], [], None);
        }));
        answers.Count(a => a is null).Should().Be(1);
        answers.Should().Contain(Refusal.Raced);
        (await PasswordIsAsync(account, passwords[Array.FindIndex(answers, a => a is null)])).Should().BeTrue();
    }

    // Sign-up, invitation, change and reset have one rule, since Identity asks it.
    [Theory]
    [InlineData("password1234")]
    [InlineData("אבגדהוזחטיכל")]
    [InlineData("correct horse battery staple")]
    public async Task A_known_password_opens_no_account(string password)
    {
        var email = NewAddress();
        (await house.RegisterAsync(email, password)).Refusal.Should().Be(AccountRefusals.PasswordKnown);
        (await house.InScopeAsync(s => s.GetRequiredService<UserManager<Account>>().FindByEmailAsync(email))).Should().BeNull();
        var near = await house.InScopeAsync(s => s.GetRequiredService<AccountRegister>().CreateAsync(NewAddress(), "almond house 4821", ["Almond House"], None));
        near.Refusal.Should().Be(AccountRefusals.PasswordKnown, "made of the place's name");
    }

    [Fact]
    public async Task The_words_near_a_person_are_stored_nowhere()
    {
        var email = NewAddress();
        await house.InScopeAsync(s => s.GetRequiredService<AccountRegister>().CreateAsync(email, Password, ["Zorbquill"], None));
        foreach (var table in await house.SeeAllAsync("select table_name::text from information_schema.tables where table_schema = 'signin'"))
            foreach (var row in await house.SeeAllAsync($"select t::text from signin.{table[0]} t"))
                ((string)row[0]!).Should().NotContainEquivalentOf("zorbquill").And.NotContainEquivalentOf(Convert.ToHexString(Encoding.UTF8.GetBytes("Zorbquill")));
        typeof(PasswordNotKnown).Should().BeAssignableTo<IPasswordValidator<Account>>();
    }
}
