using TherapyCompanion.Infrastructure.Identity;
using TherapyCompanion.Tests.Support;

namespace TherapyCompanion.Tests.Persistence;

/// <summary>Codes of an app and recovery codes, over the real tables that make each work once.</summary>
[Trait("Needs", "Database")]
public sealed class SecondFactorTests(DoorHouse house) : IClassFixture<DoorHouse>
{
    private const string Password = "orchard lantern 1948 tide";

    private static string NewAddress() => $"p{Guid.NewGuid():N}@example.org";

    [Theory]
    [InlineData(-2, false)]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public async Task A_code_counts_one_step_either_way_and_no_further(int steps, bool counts)
    {
        var account = await house.NewAccountAsync(NewAddress(), Password, DoorHouse.Secret);
        (await house.EnterCodeAsync(account, house.Code(steps))).Should().Be(counts);
    }

    [Fact]
    public async Task A_code_works_once_also_in_the_next_step_and_another_persons_same_code_is_theirs()
    {
        var (one, other) = (
            await house.NewAccountAsync(NewAddress(), Password, DoorHouse.Secret), await house.NewAccountAsync(NewAddress(), Password, DoorHouse.Secret));
        var code = house.Code();
        (await house.EnterCodeAsync(one, code)).Should().BeTrue();
        (await house.EnterCodeAsync(one, code)).Should().BeFalse("it was used");
        house.Clock.Advance(TimeSpan.FromSeconds(30));
        (await house.EnterCodeAsync(one, code)).Should().BeFalse("it was used, though its step still counts");
        (await house.EnterCodeAsync(other, code)).Should().BeTrue("what one person used up is not another's");
        (await house.EnterCodeAsync(one, house.Code())).Should().BeTrue("the next code is a new one");
    }

    [Fact]
    public async Task Of_twenty_tries_of_one_code_at_once_exactly_one_wins()
    {
        var account = await house.NewAccountAsync(NewAddress(), Password, DoorHouse.Secret);
        var code = house.Code();
        (await DoorHouse.AtOnceAsync(20, _ => house.EnterCodeAsync(account, code))).Count(won => won).Should().Be(1);
    }

    [Theory]
    [InlineData("")]
    [InlineData("12345")]
    [InlineData("1234567")]
    [InlineData("١٢٣٤٥٦")]
    public async Task What_is_no_code_is_refused(string code)
    {
        var account = await house.NewAccountAsync(NewAddress(), Password, DoorHouse.Secret);
        (await house.EnterCodeAsync(account, code)).Should().BeFalse();
    }

    [Fact]
    public async Task Without_a_code_app_no_code_counts()
    {
        var account = await house.NewAccountAsync(NewAddress(), Password);
        (await house.EnterCodeAsync(account, house.Code())).Should().BeFalse();
        (await house.EnterCodeAsync(account, Totp.CodeAt([], Totp.StepAt(house.Clock.GetUtcNow())))).Should().BeFalse("an absent secret is not an empty one");
    }

    [Fact]
    public async Task A_recovery_code_works_once_also_of_twenty_tries_at_once()
    {
        var account = await house.NewAccountAsync(NewAddress(), Password, DoorHouse.Secret);
        var codes = await house.NewRecoveryCodesAsync(account);
        (await DoorHouse.AtOnceAsync(20, _ => house.RedeemAsync(account, codes[0]))).Count(won => won).Should().Be(1);
        (await house.RedeemAsync(account, codes[0])).Should().BeFalse();
        (await house.RedeemAsync(account, codes[1])).Should().BeTrue("the others are untouched");
    }
}
