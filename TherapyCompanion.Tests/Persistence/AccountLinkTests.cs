using System.Buffers.Text;
using Microsoft.Extensions.DependencyInjection;
using TherapyCompanion.Infrastructure.Identity;
using TherapyCompanion.Tests.Support;

namespace TherapyCompanion.Tests.Persistence;

/// <summary>Links that letters carry: one use, one kind, one account, a short time; and nothing of them in the database.</summary>
[Trait("Needs", "Database")]
public sealed class AccountLinkTests(DoorHouse house) : IClassFixture<DoorHouse>
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly TimeSpan HalfHour = TimeSpan.FromMinutes(30);

    private Task<Guid> NewAccountAsync() => house.NewAccountAsync($"p{Guid.NewGuid():N}@example.org", "orchard lantern 1948 tide");

    private Task<T> LinksAsync<T>(Func<AccountLinks, Task<T>> work) => house.InScopeAsync(s => work(s.GetRequiredService<AccountLinks>()));

    private Task<string> MakeAsync(Guid account, LinkKind kind = LinkKind.PasswordReset) => LinksAsync(l => l.MakeAsync(account, kind, HalfHour, None));

    private Task<Guid?> LookAsync(string link, LinkKind kind = LinkKind.PasswordReset) => LinksAsync(l => l.LookAsync(link, kind, None));

    private Task<Guid?> UseAsync(string link, LinkKind kind = LinkKind.PasswordReset) => LinksAsync(l => l.UseAsync(link, kind, None));

    [Fact]
    public async Task A_link_works_once_and_looking_uses_nothing()
    {
        var account = await NewAccountAsync();
        var link = await MakeAsync(account);
        for (var i = 0; i < 3; i++) (await LookAsync(link)).Should().Be(account);
        (await UseAsync(link)).Should().Be(account);
        (await UseAsync(link)).Should().BeNull();
        (await LookAsync(link)).Should().BeNull();
    }

    [Fact]
    public async Task Of_twenty_uses_at_once_one_succeeds()
    {
        var link = await MakeAsync(await NewAccountAsync());
        (await DoorHouse.AtOnceAsync(20, _ => UseAsync(link))).Count(a => a is not null).Should().Be(1);
    }

    [Fact]
    public async Task A_newer_link_takes_the_place_of_the_one_before_also_of_ten_made_at_once()
    {
        var account = await NewAccountAsync();
        var first = await MakeAsync(account);
        var links = await DoorHouse.AtOnceAsync(10, _ => MakeAsync(account));
        (await LookAsync(first)).Should().BeNull();
        var live = new List<string>();
        foreach (var link in links)
            if (await LookAsync(link) is not null) live.Add(link);
        live.Should().ContainSingle();
        (await UseAsync(live[0])).Should().Be(account);
        (await UseAsync(await MakeAsync(account))).Should().Be(account, "a used one does not stand in the way of the next");
    }

    [Fact]
    public async Task A_link_does_one_thing_and_for_one_account()
    {
        var (account, other) = (await NewAccountAsync(), await NewAccountAsync());
        var (reset, others) = (await MakeAsync(account), await MakeAsync(other));
        foreach (var kind in Enum.GetValues<LinkKind>().Where(k => k is not LinkKind.PasswordReset))
        {
            (await UseAsync(reset, kind)).Should().BeNull();
            (await LookAsync(reset, kind)).Should().BeNull();
            (await MakeAsync(account, kind)).Should().NotBe(reset);
        }

        // One's id with the other's secret.
        var (mine, theirs) = (Base64Url.DecodeFromChars(reset), Base64Url.DecodeFromChars(others));
        (await UseAsync(Base64Url.EncodeToString([.. mine[..16], .. theirs[16..]]))).Should().BeNull();
        (await UseAsync(reset)).Should().Be(account, "links of other kinds left it alone");
        (await UseAsync(others)).Should().Be(other);
    }

    [Fact]
    public async Task Its_time_ends()
    {
        var account = await NewAccountAsync();
        var link = await MakeAsync(account);
        house.Clock.Advance(HalfHour - TimeSpan.FromSeconds(1));
        (await LookAsync(link)).Should().Be(account);
        house.Clock.Advance(TimeSpan.FromSeconds(1));
        (await LookAsync(link)).Should().BeNull();
        (await UseAsync(link)).Should().BeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("שלום")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("../../sign-in")]
    public async Task What_is_no_link_is_nobodys(string link)
    {
        (await LookAsync(link)).Should().BeNull();
        (await UseAsync(link)).Should().BeNull();
    }

    [Fact]
    public async Task The_database_keeps_no_link_and_forgets_old_ones()
    {
        var account = await NewAccountAsync();
        var link = await MakeAsync(account);
        var secret = Base64Url.DecodeFromChars(link)[16..];
        var rows = string.Join('\n', (await house.SeeAllAsync("select l::text from signin.links l where account_id = $1", account)).Select(r => r[0]));
        rows.Should().NotContainEquivalentOf(Convert.ToHexString(secret)).And.NotContain(link[22..]);
        await LinksAsync(async l =>
        {
            await l.WithdrawAsync(account, None);
            return true;
        });
        (await LookAsync(link)).Should().BeNull("withdrawn");

        await MakeAsync(account);
        await UseAsync(await MakeAsync(account));
        house.Clock.Advance(TimeSpan.FromDays(3));
        await LinksAsync(async l =>
        {
            await l.ForgetAsync(house.Clock.GetUtcNow() - TimeSpan.FromDays(2), None);
            return true;
        });
        (await house.SeeAsync<long>("select count(*) from signin.links where account_id = $1", account)).Should().Be(0);
    }
}
