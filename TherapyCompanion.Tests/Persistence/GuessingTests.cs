using Microsoft.Extensions.DependencyInjection;
using TherapyCompanion.Infrastructure.Identity;
using TherapyCompanion.Tests.Support;

namespace TherapyCompanion.Tests.Persistence;

/// <summary>Tries are counted in the database: exactly, for every node, with pauses that grow and never get long.</summary>
[Trait("Needs", "Database")]
public sealed class GuessingTests(DoorHouse house) : IClassFixture<DoorHouse>
{
    private static readonly CancellationToken None = CancellationToken.None;

    public static TheoryData<string> Kinds => ["account", "nobody", "browser", "network"];

    // Every test its own; the house's clock is moved by some, and only ever forward.
    private static TryCounter New(string kind) => kind switch
    {
        "account" => TryCounter.OfAccount(Guid.NewGuid()),
        "nobody" => TryCounter.OfNobody($"{Guid.NewGuid():N}@EXAMPLE.ORG"),
        "browser" => TryCounter.OfBrowser(Guid.NewGuid(), Guid.NewGuid()),
        _ => TryCounter.OfNetwork($"net {Guid.NewGuid()}"),
    };

    private Task<TryAnswer> TryAsync(TryCounter counter) => house.InScopeAsync(s => s.GetRequiredService<SignInTries>().TakeAsync(counter, None));

    private Task<bool> DoAsync(Func<SignInTries, Task> work) => house.InScopeAsync(async s =>
    {
        await work(s.GetRequiredService<SignInTries>());
        return true;
    });

    private async Task UseUpAsync(TryCounter counter)
    {
        for (var i = 0; i < counter.Free; i++)
        {
            var answer = await TryAsync(counter);
            answer.IsTaken.Should().BeTrue($"{i + 1} of {counter.Free} are free");
            answer.IsLast.Should().Be(i + 1 == counter.Free);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Behind_the_free_ones_every_try_brings_a_longer_pause_up_to_fifteen_minutes(string kind)
    {
        var counter = New(kind);
        await UseUpAsync(counter);
        foreach (var minutes in new[] { 1, 2, 4, 8, 15, 15 })
        {
            (await TryAsync(counter)).Wait.Should().Be(TimeSpan.FromMinutes(minutes));
            house.Clock.Advance(TimeSpan.FromMinutes(minutes) - TimeSpan.FromSeconds(1));
            (await TryAsync(counter)).IsTaken.Should().BeFalse($"a pause of {minutes} minutes is not over a second before");
            house.Clock.Advance(TimeSpan.FromSeconds(2));
            var answer = await TryAsync(counter);
            (answer.IsTaken, answer.IsLast).Should().Be((true, false));
        }
    }

    [Fact]
    public async Task Knocking_during_a_pause_does_not_prolong_it()
    {
        var counter = New("account");
        await UseUpAsync(counter);
        for (var i = 0; i < 59; i++)
        {
            house.Clock.Advance(TimeSpan.FromSeconds(1));
            (await TryAsync(counter)).Wait.Should().Be(TimeSpan.FromSeconds(Math.Max(1, 59 - i)));
        }

        house.Clock.Advance(TimeSpan.FromSeconds(1));
        (await TryAsync(counter)).IsTaken.Should().BeTrue("the minute is over");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task After_its_window_the_count_starts_anew_but_no_pause_ends_early(string kind)
    {
        var counter = New(kind);
        await UseUpAsync(counter);
        house.Clock.Advance(counter.Window - TimeSpan.FromSeconds(30));
        (await TryAsync(counter)).IsTaken.Should().BeTrue("the pause of a minute is long over");
        house.Clock.Advance(TimeSpan.FromSeconds(31));
        (await TryAsync(counter)).Wait.Should().Be(TimeSpan.FromSeconds(89), "the window ended within a pause of two minutes");
        house.Clock.Advance(TimeSpan.FromSeconds(90));
        await UseUpAsync(counter);
    }

    [Fact]
    public async Task One_counter_moves_no_other()
    {
        var (account, browser, other) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        await UseUpAsync(TryCounter.OfAccount(account));
        (await TryAsync(TryCounter.OfAccount(account))).IsTaken.Should().BeFalse();
        (await TryAsync(TryCounter.OfAccount(other))).IsTaken.Should().BeTrue();
        (await TryAsync(TryCounter.OfBrowser(account, browser))).IsTaken.Should().BeTrue("the owner's own browser stays open");
        await UseUpAsync(TryCounter.OfBrowser(other, browser));
        (await TryAsync(TryCounter.OfBrowser(account, browser))).IsTaken.Should().BeTrue("and so it does when another used up theirs on it");
    }

    [Theory]
    [InlineData(20)]
    [InlineData(40)]
    public async Task Twenty_at_once_count_as_twenty_and_no_more_are_free_than_one_after_the_other(int times)
    {
        var network = New("network");
        (await DoorHouse.AtOnceAsync(times, _ => TryAsync(network))).Count(a => a.IsTaken).Should().Be(20);
        (await TryAsync(network)).IsTaken.Should().BeFalse();
        var account = New("account");
        (await DoorHouse.AtOnceAsync(times, _ => TryAsync(account))).Count(a => a.IsTaken).Should().Be(10);
    }

    [Fact]
    public async Task Of_many_at_the_end_of_a_pause_one_is_taken()
    {
        var account = New("account");
        await UseUpAsync(account);
        house.Clock.Advance(TimeSpan.FromMinutes(1));
        (await DoorHouse.AtOnceAsync(20, _ => TryAsync(account))).Count(a => a.IsTaken).Should().Be(1);
    }

    [Fact]
    public async Task Success_starts_an_accounts_count_again_and_takes_one_from_a_networks()
    {
        var (account, network) = (New("account"), New("network"));
        for (var i = 0; i < 9; i++) await TryAsync(account);
        await DoAsync(t => t.ForgetAsync(account, None));
        await UseUpAsync(account);

        // Else whoever has one account here would buy endless tries at the others' with it.
        await UseUpAsync(network);
        await DoAsync(t => t.GiveBackAsync(network, None));
        (await TryAsync(network)).IsTaken.Should().BeTrue("the last try was somebody's right one, so the pause was none");
        (await TryAsync(network)).IsTaken.Should().BeFalse();
    }

    [Fact]
    public async Task The_count_survives_a_restart_and_is_the_same_at_every_node()
    {
        var account = New("account");
        await UseUpAsync(account);
        await using var other = house.Restarted();
        await using var scope = other.CreateAsyncScope();
        (await scope.ServiceProvider.GetRequiredService<SignInTries>().TakeAsync(account, None)).Wait.Should().Be(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task The_table_names_nobody_and_old_counts_go()
    {
        await UseUpAsync(TryCounter.OfNobody("CANARY@QUILLMOTH.EXAMPLE"));
        await UseUpAsync(TryCounter.OfNetwork("192.0.2.77"));
        var rows = string.Join('\n', (await house.SeeAllAsync("select t::text from signin.tries t")).Select(r => r[0]));
        rows.Should().NotBeEmpty().And.NotContainEquivalentOf("canary").And.NotContain("192.0.2.77");
        rows.Should().NotContainEquivalentOf(Convert.ToHexString("192.0.2.77"u8));

        house.Clock.Advance(TimeSpan.FromDays(3));
        var kept = New("account");
        await TryAsync(kept);
        await DoAsync(t => t.ForgetAsync(house.Clock.GetUtcNow() - TimeSpan.FromDays(2), None));
        (await house.SeeAsync<long>("select count(*) from signin.tries")).Should().Be(1);
    }
}
