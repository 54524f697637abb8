using TherapyCompanion.Core;
using TherapyCompanion.Core.Patients;

namespace TherapyCompanion.Tests.Core;

/// <summary>The small values everything passes around: results, refusals, actors, initials.</summary>
public sealed class ValuesTests
{
    [Fact]
    public void A_result_is_a_value_or_a_refusal()
    {
        Result<int> done = 7;
        Result<int> refused = Refusal.NotFound;
        (done.IsDone, done.Value, done.Refusal).Should().Be((true, 7, null));
        (refused.IsDone, refused.Refusal).Should().Be((false, Refusal.NotFound));
        var read = () => refused.Value;
        read.Should().Throw<InvalidOperationException>("reading a refused value is a bug").WithMessage("*NotFound*");
    }

    [Fact]
    public void A_result_may_be_done_with_nothing()
    {
        Result<string?> nothing = (string?)null;
        nothing.IsDone.Should().BeTrue();
        nothing.Value.Should().BeNull();
    }

    [Fact]
    public void Refusals_are_equal_by_key()
    {
        new Refusal("NotFound").Should().Be(Refusal.NotFound);
        new Refusal("Raced").Should().NotBe(Refusal.NotFound);
    }

    [Theory]
    [InlineData(Hat.Therapist, true)]
    [InlineData(Hat.Patient, true)]
    [InlineData(Hat.Admin, true)]
    [InlineData(Hat.Supervisor, true)]
    [InlineData(Hat.Guardian, true)]
    [InlineData(Hat.Job, false)]
    [InlineData(Hat.Beth, false)]
    public void Each_actor_wears_one_hat_and_only_people_are_people(Hat hat, bool isPerson)
    {
        var practice = Guid.NewGuid();
        var actor = Actors.Of(hat, practice);
        (actor.Hat, actor.PracticeId, actor.IsPerson).Should().Be((hat, practice, isPerson));
        (actor.AccountId == Guid.Empty).Should().Be(!isPerson, "only people have accounts");
        (actor.PersonId == Guid.Empty).Should().Be(hat is Hat.Job, "a job is nobody");
    }

    [Fact]
    public void A_job_comes_from_the_machine_itself() => Actor.Job(Guid.NewGuid()).Origin.Should().Be(new Origin("local", ""));

    [Fact]
    public void An_actor_is_made_by_its_factories_alone() =>
        typeof(Actor).GetConstructors().Should().BeEmpty();

    [Fact]
    public void No_part_of_an_actor_can_be_exchanged_afterwards() =>
        typeof(Actor).GetProperties().Should().OnlyContain(p => !p.CanWrite, "a hat is chosen openly, not with { Hat = … }");

    [Theory]
    [InlineData("מיה לביא", "מ׳ ל׳")]
    [InlineData("מיה", "מ׳")]
    [InlineData("בן ציון אבו חצירא", "ב׳ ח׳")]
    [InlineData("  מיה   לביא  ", "מ׳ ל׳")]
    [InlineData("Maya Levy", "M. L.")]
    [InlineData("maya van der levy", "M. L.")]
    [InlineData("Maya לביא", "M. ל׳")]
    [InlineData("(מיה) לביא - ", "ל׳")]
    [InlineData("ד״ר לביא", "ד׳ ל׳")]
    [InlineData("É́lodie Ñandú", "É́. Ñ.")]
    [InlineData("𐐀lpha", "𐐀.")]
    [InlineData("7 up", "7. U.")]
    [InlineData("", "")]
    [InlineData(" - . ", "")]
    public void Lists_show_initials(string name, string initials) => Initials.Of(name).Should().Be(initials);

    [Fact]
    public void Initials_never_show_a_whole_name()
    {
        foreach (var name in new[] { "Al", "דן", "Jo Li", "עד לב" }) Initials.Of(name).Should().NotContain(name);
    }
}
