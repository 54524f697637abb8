using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Agents.Letters;
using TherapyCompanion.Core.Patients;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Infrastructure.Identity;
using TherapyCompanion.Tests.Support;

namespace TherapyCompanion.Tests.Persistence;

/// <summary>Accounts: what opens them, what closes them, and what the database shows of them.</summary>
[Trait("Needs", "Database")]
public sealed class AccountTests(DoorHouse house) : IClassFixture<DoorHouse>
{
    private const string Password = "orchard lantern 1948 tide";
    private static readonly CancellationToken None = CancellationToken.None;

    // Every test its own person; the house's clock is moved by some, and only ever forward.
    private static string NewAddress() => $"p{Guid.NewGuid():N}@example.org";

    private Task<bool> PasswordIsAsync(Guid account, string password) => house.InScopeAsync(async s =>
    {
        var accounts = s.GetRequiredService<UserManager<Account>>();
        return await accounts.CheckPasswordAsync((await accounts.FindByIdAsync(account.ToString()))!, password);
    });

    private Task<Guid?> FindAsync(string email) => house.InScopeAsync(async s =>
        (await s.GetRequiredService<UserManager<Account>>().FindByEmailAsync(email))?.Id);

    // The rule counts characters as people do, whatever they take in memory: an emoji is one.
    [Theory]
    [InlineData("a", 11, "PasswordTooShort")]
    [InlineData("a", 12, null)]
    [InlineData("a", 128, null)]
    [InlineData("a", 129, "PasswordTooLong")]
    [InlineData("ש", 11, "PasswordTooShort")]
    [InlineData("ש", 12, null)]
    [InlineData("ש", 128, null)]
    [InlineData("ש", 129, "PasswordTooLong")]
    [InlineData("🌻", 11, "PasswordTooShort")]
    [InlineData("🌻", 12, null)]
    [InlineData("🌻", 128, null)]
    [InlineData("🌻", 129, "PasswordTooLong")]
    public async Task A_password_has_12_to_128_characters_of_any_kind(string character, int times, string? refused)
    {
        // Other characters between them, none of them a cheaper one: the same again and again is refused for another reason.
        var filling = new Random(times).GetItems<char>("bdgjmpqsvxz379", times);
        var (email, password) = (NewAddress(), string.Concat(Enumerable.Range(0, times).Select(i => i % 2 == 0 ? character : filling[i].ToString())));
        var made = await house.RegisterAsync(email, password);
        made.Refusal?.Key.Should().Be(refused);
        made.IsDone.Should().Be(refused is null);
        if (refused is null) (await PasswordIsAsync(made.Value.Id, password)).Should().BeTrue("what was accepted opens the account");
        else (await FindAsync(email)).Should().BeNull("a refused sign-up leaves nothing");
    }

    [Fact]
    public async Task One_keyboards_accent_is_anothers_and_a_case_is_not()
    {
        var account = await house.NewAccountAsync(NewAddress(), "caf\u00e9 au lait שלום");
        (await PasswordIsAsync(account, "cafe\u0301 au lait שלום")).Should().BeTrue();
        (await PasswordIsAsync(account, "Caf\u00e9 au lait שלום")).Should().BeFalse();
        (await PasswordIsAsync(account, "caf\u00e9 au lait שלום ")).Should().BeFalse();
        (await PasswordIsAsync(account, new string('a', 1_000_000))).Should().BeFalse();
    }

    [Fact]
    public async Task The_stored_hash_took_210000_rounds_of_SHA512()
    {
        var account = await house.NewAccountAsync(NewAddress(), Password);
        var hash = Convert.FromBase64String(await house.SeeAsync<string>("select password_hash from signin.accounts where id = $1", account));
        hash[0].Should().Be(1, "Identity's third format");
        BinaryPrimitives.ReadUInt32BigEndian(hash.AsSpan(1)).Should().Be(2, "HMAC-SHA512");
        BinaryPrimitives.ReadUInt32BigEndian(hash.AsSpan(5)).Should().Be(210_000);
        // Recomputed from its parts, so that the header is not just a claim.
        var salt = (int)BinaryPrimitives.ReadUInt32BigEndian(hash.AsSpan(9));
        salt.Should().BeGreaterThanOrEqualTo(16);
        var again = Rfc2898DeriveBytes.Pbkdf2(Password, hash.AsSpan(13, salt), 210_000, HashAlgorithmName.SHA512, hash.Length - 13 - salt);
        hash[(13 + salt)..].Should().Equal(again);
    }

    [Fact]
    public async Task The_database_shows_no_address_no_secret_and_no_recovery_code()
    {
        const string email = "Canary.Zorb@quillmoth.example";
        var account = await house.NewAccountAsync(email, Password, DoorHouse.Secret);
        var codes = await house.NewRecoveryCodesAsync(account);
        codes.Should().HaveCount(10);
        string[] secrets = [email, "canary.zorb", "quillmoth", DoorHouse.Secret, Password, .. codes, .. codes.Select(c => c.Replace("-", "", StringComparison.Ordinal))];

        var rows = await EverythingAsync();
        rows.Should().Contain(account.ToString("D"), "the search does see the account");
        foreach (var secret in secrets)
        {
            rows.Should().NotContainEquivalentOf(secret);
            rows.Should().NotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)).TrimEnd('='), "encoding is not sealing");
            rows.Should().NotContainEquivalentOf(Convert.ToHexString(Encoding.UTF8.GetBytes(secret)));
        }

        rows.Should().NotContainEquivalentOf(Convert.ToHexString(Totp.ReadSecret(DoorHouse.Secret)));
        rows.Should().NotContain(Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(email.ToUpperInvariant()))), "a bare hash could be guessed back");

        foreach (var typed in new[] { email, email.ToLowerInvariant(), email.ToUpperInvariant() }) (await FindAsync(typed)).Should().Be(account);
        (await FindAsync("canary.zorb@quillmoth.exampl")).Should().BeNull();
        (await house.EnterCodeAsync(account, house.Code())).Should().BeTrue("the secret is there all the same");
        (await house.RedeemAsync(account, codes[3])).Should().BeTrue("and the codes are");
    }

    // Every row of every table of the schema as text, so that no column is forgotten.
    private async Task<string> EverythingAsync()
    {
        var tables = await house.SeeAllAsync("select table_name::text from information_schema.tables where table_schema = 'signin' order by 1");
        tables.Should().HaveCountGreaterThanOrEqualTo(7);
        var all = new StringBuilder();
        foreach (var table in tables)
            foreach (var row in await house.SeeAllAsync($"select t::text from signin.{table[0]} t")) all.AppendLine((string)row[0]!);
        return all.ToString();
    }

    [Fact]
    public async Task The_same_address_is_sealed_differently_each_time()
    {
        var one = await house.NewAccountAsync(NewAddress(), Password, DoorHouse.Secret);
        var other = await house.NewAccountAsync(NewAddress(), Password, DoorHouse.Secret);
        var stored = await house.SeeAllAsync("select value from signin.account_tokens where user_id in ($1, $2)", one, other);
        stored.Should().HaveCount(2);
        stored[0][0].Should().NotBe(stored[1][0], "two people with one secret would otherwise be seen to have it");
    }

    [Theory]
    [InlineData("")]
    [InlineData("dana")]
    [InlineData("@example.org")]
    [InlineData("dana@")]
    [InlineData("dana@home@example.org")]
    [InlineData("da na@example.org")]
    public async Task What_is_no_address_is_refused(string email) => (await house.RegisterAsync(email, Password)).Refusal.Should().Be(AccountRefusals.EmailWrong);

    [Fact]
    public async Task A_taken_address_is_refused_without_a_word_about_whose_it_is()
    {
        var email = NewAddress();
        var account = await house.NewAccountAsync(email, Password);
        var refusal = (await house.RegisterAsync(email.ToUpperInvariant(), "another long password")).Refusal;
        refusal.Should().Be(AccountRefusals.EmailUnusable);
        foreach (var language in new[] { "he", "en" })
            new Texts(language)["AccountText", refusal!.Key].ToLower(CultureInfo.InvariantCulture)
                .Should().NotContainAny("exist", "taken", "already", "registered", "in use", "קיימת", "בשימוש", "תפוסה", "כבר", "רשומה");
        (await PasswordIsAsync(account, Password)).Should().BeTrue("nothing changed for its owner");
    }

    [Fact]
    public async Task Of_ten_sign_ups_at_once_with_one_address_one_account_comes_out()
    {
        var email = NewAddress();
        var made = await DoorHouse.AtOnceAsync(10, i => house.RegisterAsync(i % 2 == 0 ? email : email.ToUpperInvariant(), Password));
        made.Count(m => m.IsDone).Should().Be(1);
        made.Where(m => !m.IsDone).Should().OnlyContain(m => m.Refusal == AccountRefusals.EmailUnusable);
        (await FindAsync(email)).Should().Be(made.Single(m => m.IsDone).Value.Id);
    }

    [Fact]
    public async Task An_abandoned_sign_ups_address_becomes_free_and_a_persons_never()
    {
        var (abandoned, used) = (NewAddress(), NewAddress());
        var left = await house.NewAccountAsync(abandoned, Password);
        var kept = await house.NewAccountAsync(used, Password);
        await house.FoundPracticeAsync(kept);

        house.Clock.Advance(TimeSpan.FromMinutes(9));
        (await house.RegisterAsync(abandoned, Password)).Refusal.Should().Be(AccountRefusals.EmailUnusable, "somebody may be in the middle of it");
        house.Clock.Advance(TimeSpan.FromMinutes(2));
        var anew = await house.RegisterAsync(abandoned, "another long password");
        anew.IsDone.Should().BeTrue();
        anew.Value.Id.Should().NotBe(left);
        (await FindAsync(abandoned)).Should().Be(anew.Value.Id);
        (await PasswordIsAsync(anew.Value.Id, Password)).Should().BeFalse("the first password went with its account");
        (await house.RegisterAsync(used, Password)).Refusal.Should().Be(AccountRefusals.EmailUnusable);
        (await FindAsync(used)).Should().Be(kept);
    }

    [Fact]
    public async Task A_removed_account_leaves_nothing_and_frees_its_address()
    {
        var email = NewAddress();
        var account = await house.NewAccountAsync(email, Password, DoorHouse.Secret);
        (await house.EnterCodeAsync(account, house.Code())).Should().BeTrue();
        await house.InScopeAsync(async s =>
        {
            await s.GetRequiredService<AccountRegister>().RemoveAsync((await s.GetRequiredService<UserManager<Account>>().FindByIdAsync(account.ToString()))!);
            return true;
        });
        (await FindAsync(email)).Should().BeNull();
        (await EverythingAsync()).Should().NotContain(account.ToString("D"));
        (await house.RegisterAsync(email, Password)).IsDone.Should().BeTrue();
    }

    [Fact]
    public async Task What_cookies_are_sealed_with_survives_a_restart_and_is_nothing_without_the_key_folder()
    {
        const string purpose = "a cookie";
        string cookie;
        await using (var first = house.Restarted()) cookie = first.GetRequiredService<IDataProtectionProvider>().CreateProtector(purpose).Protect("מיה");
        await using (var second = house.Restarted())
            second.GetRequiredService<IDataProtectionProvider>().CreateProtector(purpose).Unprotect(cookie).Should().Be("מיה");

        await using (var thief = house.Restarted(Path.Combine(house.Folder, "a-thiefs-keys")))
        {
            var opening = () => thief.GetRequiredService<IDataProtectionProvider>().CreateProtector(purpose).Unprotect(cookie);
            opening.Should().Throw<CryptographicException>("the database alone opens nothing");
        }

        await using var third = house.Restarted();
        third.GetRequiredService<IDataProtectionProvider>().CreateProtector(purpose).Unprotect(cookie).Should().Be("מיה", "what the thief tried harmed nothing");
        foreach (var row in await house.SeeAllAsync("select xml from signin.data_protection_keys"))
            ((string)row[0]!).Should().Contain("<sealed").And.NotContain("masterKey");
    }

    [Fact]
    public async Task Sign_in_sees_the_hats_of_one_account_and_an_invitation_by_its_link_only()
    {
        var (danas, ronis, mayas) = (
            await house.NewAccountAsync(NewAddress(), Password), await house.NewAccountAsync(NewAddress(), Password),
            await house.NewAccountAsync(NewAddress(), Password));
        var (dana, roni) = (await house.FoundPracticeAsync(danas), await house.FoundPracticeAsync(ronis));
        var maya = await house.NewPatientAsync(dana);
        var invitation = (await house.Get<InvitePatient>().RunAsync(dana, maya, None)).Value;
        (await house.Get<AcceptInvitation>().RunAsync(invitation.Link, invitation.Digits, mayas, House.TestOrigin, None)).IsDone.Should().BeTrue();
        var open = (await house.Get<InvitePatient>().RunAsync(roni, await house.NewPatientAsync(roni), None)).Value;

        var directory = house.Get<ISignInDirectory>();
        (await directory.HatsOfAsync(danas, None)).Should().Equal(
            new WearableHat(Hat.Therapist, dana.PracticeId, dana.PersonId), new WearableHat(Hat.Admin, dana.PracticeId, dana.PersonId));
        (await directory.HatsOfAsync(mayas, None)).Should().Equal(new WearableHat(Hat.Patient, dana.PracticeId, maya));
        (await directory.HatsOfAsync(Guid.NewGuid(), None)).Should().BeEmpty();
        (await directory.HatsOfAsync(Guid.Empty, None)).Should().BeEmpty();

        var hash = Invitation.HashLink(Invitation.ReadLink(open.Link)!);
        (await directory.FindInvitationAsync(hash, None))!.PracticeId.Should().Be(roni.PracticeId);
        hash[0] ^= 1;
        (await directory.FindInvitationAsync(hash, None)).Should().BeNull();

        // The login itself, as somebody has it who stole its password: no rows without a name, no column beyond the few.
        await using var raw = await house.RawAsync("tc_signin");
        foreach (var (table, column) in new[] { ("members", "id"), ("patient_accounts", "patient_id"), ("invitations", "patient_id") })
            (await CountAsync(raw, $"select count({column}) from tc.{table}")).Should().Be(0);
        await SetAsync(raw, "tc.account_id", danas.ToString());
        (await CountAsync(raw, "select count(id) from tc.members")).Should().Be(1);
        (await CountAsync(raw, "select count(patient_id) from tc.patient_accounts")).Should().Be(0);
        (await CountAsync(raw, "select count(patient_id) from tc.invitations")).Should().Be(0);
        hash[0] ^= 1;
        await SetAsync(raw, "tc.link_hash", Convert.ToHexStringLower(hash));
        (await CountAsync(raw, "select count(patient_id) from tc.invitations")).Should().Be(1);
        foreach (var sql in new[]
        {
            "select digits_hash from tc.invitations", "select * from tc.members", "select id from tc.patients", "select id from tc.messages",
            "select name from tc.practices", "delete from tc.invitations", "update tc.members set hats = hats",
        })
            (await FluentActions.Awaiting(() => CountAsync(raw, sql)).Should().ThrowAsync<PostgresException>(sql))
                .Which.SqlState.Should().Be(PostgresErrorCodes.InsufficientPrivilege, sql);
    }

    private static async Task<long> CountAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(None) is long count ? count : 0;
    }

    private static async Task SetAsync(NpgsqlConnection connection, string name, string value)
    {
        await using var command = new NpgsqlCommand("select set_config($1, $2, false)", connection) { Parameters = { new() { Value = name }, new() { Value = value } } };
        await command.ExecuteNonQueryAsync(None);
    }
}
