using TherapyCompanion.Core;
using TherapyCompanion.Core.Agents.Letters;
using TherapyCompanion.Core.Messages;
using TherapyCompanion.Core.Patients.Details;

namespace TherapyCompanion.Tests.Core.Patients;

/// <summary>What a file takes as details, what it says no to, and when a person has peace.</summary>
public sealed class DetailsTests
{
    private static readonly DateOnly Today = new(2026, 11, 24);
    private static readonly PatientDetails Plain = new(About.OfName("מיה לביא"), "", Form.Feminine, RestTimes.None, []);
    private static readonly SendingHours Usual = new(TimeZoneInfo.FindSystemTimeZoneById("Asia/Jerusalem"), new(8, 30), new(20, 0));

    [Theory]
    [InlineData("000000018", true)]
    [InlineData("18", true)]
    [InlineData("123456782", true)]
    [InlineData("12345678-2", true)]
    [InlineData("123456789", false)]
    [InlineData("000000000", false)]
    [InlineData("1234567820", false)]
    [InlineData("AB123456", false)]
    [InlineData("١٢٣٤٥٦٧٨٢", false)]
    [InlineData("", false)]
    public void A_check_digit_fits_or_does_not(string number, bool fits) => IdentityNumber.Fits(number).Should().Be(fits);

    [Fact]
    public void A_wrong_check_digit_is_kept() =>
        (Plain with { About = Plain.About with { IdentityNumber = "123456789" } }).Check(Today).Should().BeNull("it is a warning and no wall");

    [Theory]
    [InlineData("", "", "", "PatientNameMissing")]
    [InlineData("", "", "מיה", null)]
    [InlineData("מיה", "", "", null)]
    [InlineData("  ", "‏ ", "\0\u202e", "PatientNameMissing")]
    public void A_name_is_enough_and_needed(string first, string last, string called, string? refusal) =>
        (Plain with { About = About.Empty with { First = first, Last = last, Called = called } }).Tidy().Check(Today).Should().Be(refusal is null ? null : new Refusal(refusal));

    [Theory]
    [InlineData("050-123 4567", null)]
    [InlineData("+972 (3) 555-0100 x12", null)]
    [InlineData("*2700", null)]
    [InlineData("12", "PhoneWrong")]
    [InlineData("אין", "PhoneWrong")]
    [InlineData("javascript:alert(1)", "PhoneWrong")]
    public void A_phone_can_be_called(string phone, string? refusal) =>
        (Plain with { About = Plain.About with { Phone = phone } }).Check(Today).Should().Be(refusal is null ? null : new Refusal(refusal));

    [Theory]
    [InlineData("2026-11-24", true)]
    [InlineData("2026-11-25", false)]
    [InlineData("1896-11-24", true)]
    [InlineData("1896-11-23", false)]
    public void A_birth_date_is_in_the_past_of_somebody_living(string born, bool fits) =>
        (Plain with { About = Plain.About with { BirthDate = DateOnly.Parse(born, System.Globalization.CultureInfo.InvariantCulture) } }).Check(Today)
            .Should().Be(fits ? null : DetailsRefusals.BirthDateWrong);

    [Fact]
    public void Forty_thousand_characters_are_no_detail()
    {
        var far = new string('א', 40_000);
        (Plain with { About = Plain.About with { Address = far } }).Check(Today).Should().Be(DetailsRefusals.TooLong);
        (Plain with { About = Plain.About with { Contact = new(far, "", "") } }).Check(Today).Should().Be(DetailsRefusals.TooLong);
        (Plain with { About = Plain.About with { First = far } }).Check(Today).Should().Be(new Refusal("PatientNameTooLong"));
        (Plain with { Tags = [far] }).Check(Today).Should().Be(DetailsRefusals.TagTooLong);
        (Plain with { Tags = [.. Enumerable.Range(0, 21).Select(i => $"t{i}")] }).Check(Today).Should().Be(DetailsRefusals.TooManyTags);
    }

    [Fact]
    public void Details_are_tidied_before_they_are_kept()
    {
        var tidy = (Plain with
        {
            About = Plain.About with { First = " מיה\0\n", Address = "הרצל 1\r\n\u202eתל אביב\n", Language = "fr" },
            Tags = [" שבועי", "שבועי", "", "EMDR", "emdr"],
            Rest = new([DayOfWeek.Saturday, DayOfWeek.Friday, DayOfWeek.Saturday], null, null),
        }).Tidy();
        (tidy.About.First, tidy.About.Address, tidy.About.Language).Should().Be(("מיה", "הרצל 1\nתל אביב", ""));
        tidy.Tags.Should().Equal("שבועי", "EMDR");
        tidy.Rest.Days.Should().Equal(DayOfWeek.Friday, DayOfWeek.Saturday);
    }

    [Fact]
    public void What_is_sealed_reads_back_the_same()
    {
        var about = Plain.About with { BirthDate = new(2010, 2, 28), Contact = new("אבא 👨", "אב", "03-5550100"), Gender = "נוֹן־בינארי" };
        About.Read(about.Write()).Should().Be(about);
        var rest = new RestTimes([DayOfWeek.Saturday], new(21, 0), new(9, 30));
        RestTimes.Read(rest.Write()).Equals(rest).Should().BeTrue();
    }

    [Theory]
    [InlineData("2008-11-24", "2026-11-24")]
    [InlineData("2008-02-29", "2026-03-01")]
    [InlineData("2006-02-28", "2024-02-28")]
    public void Somebody_turns_eighteen(string born, string day) =>
        PatientDetails.EighteenOn(DateOnly.Parse(born, System.Globalization.CultureInfo.InvariantCulture)).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture).Should().Be(day);

    [Theory]
    [InlineData(null, "09:00", "QuietHoursHalf")]
    [InlineData("21:00", null, "QuietHoursHalf")]
    [InlineData("21:00", "21:00", "QuietHoursHalf")]
    [InlineData("21:00", "09:00", null)]
    public void Quiet_hours_have_a_beginning_and_an_end(string? from, string? until, string? refusal) =>
        new RestTimes([], Time(from), Time(until)).Check().Should().Be(refusal is null ? null : new Refusal(refusal));

    [Fact]
    public void Rest_leaves_some_time()
    {
        new RestTimes(Enum.GetValues<DayOfWeek>(), null, null).Check().Should().Be(DetailsRefusals.NoTimeLeft);
        var allButFriday = Enum.GetValues<DayOfWeek>().Where(d => d is not DayOfWeek.Friday).ToList();
        new RestTimes(allButFriday, null, null).Check().Should().BeNull();
        new RestTimes(allButFriday, new(0, 0), new(14, 0)).Check().Should().Be(DetailsRefusals.NoTimeLeft, "on Friday only the afternoon is left, and that is Saturday's");
    }

    // Moments by the wall clock in Jerusalem; 2026-11-27 is a Friday.
    [Theory]
    [InlineData("Saturday", null, null, "2026-11-27 13:59", "2026-11-27 13:59")]
    [InlineData("Saturday", null, null, "2026-11-27 14:00", "2026-11-29 08:30")]
    [InlineData("Saturday", null, null, "2026-11-28 19:00", "2026-11-29 08:30")]
    [InlineData("Saturday,Sunday", null, null, "2026-11-28 19:00", "2026-11-30 08:30")]
    [InlineData("Tuesday", null, null, "2026-11-24 10:00", "2026-11-25 08:30")]
    [InlineData("", "18:00", "10:00", "2026-11-24 09:00", "2026-11-24 10:00")]
    [InlineData("", "18:00", "10:00", "2026-11-24 17:59", "2026-11-24 17:59")]
    [InlineData("", "18:00", "10:00", "2026-11-24 18:00", "2026-11-25 10:00")]
    [InlineData("", "12:00", "15:00", "2026-11-24 13:00", "2026-11-24 15:00")]
    [InlineData("", "13:00", "13:01", "2026-11-24 13:00", "2026-11-24 13:01")]
    [InlineData("", null, null, "2026-11-24 21:00", "2026-11-25 08:30")]
    // Nothing of the practice's hours is left: the person's own wish holds, and the next hour it allows.
    [InlineData("", "07:00", "21:00", "2026-11-24 09:00", "2026-11-24 21:00")]
    [InlineData("", "07:00", "21:00", "2026-11-24 22:00", "2026-11-24 22:00")]
    public void A_message_waits_until_neither_the_practice_nor_the_person_rests(string days, string? from, string? until, string wanted, string leaves)
    {
        var rest = new RestTimes([.. days.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Enum.Parse<DayOfWeek>)], Time(from), Time(until));
        var hours = Usual with { Rest = rest };
        hours.NextFrom(At(wanted)).Should().Be(At(leaves));
        hours.NextFrom(At(leaves)).Should().Be(At(leaves), "and then it leaves");
    }

    [Fact]
    public void Every_rest_that_is_taken_has_a_next_hour_also_when_the_clocks_change()
    {
        var times = new TimeOnly?[] { null, new(0, 0), new(1, 30), new(2, 30), new(9, 0), new(19, 59), new(23, 59) };
        foreach (var days in new DayOfWeek[][] { [], [DayOfWeek.Saturday], [DayOfWeek.Friday, DayOfWeek.Saturday], [.. Enum.GetValues<DayOfWeek>().Skip(1)] })
            foreach (var from in times)
                foreach (var until in times)
                {
                    var rest = new RestTimes(days, from, until);
                    if (rest.Check() is not null) continue;
                    var hours = Usual with { Rest = rest };
                    for (var at = new DateTimeOffset(2026, 3, 26, 0, 0, 0, TimeSpan.Zero); at.Month < 4; at = at.AddMinutes(47))
                    {
                        var next = hours.NextFrom(at);
                        next.Should().BeOnOrAfter(at).And.BeBefore(at.AddDays(8));
                        var local = TimeZoneInfo.ConvertTime(next, hours.Zone).DateTime;
                        rest.Allow(local.DayOfWeek, TimeOnly.FromDateTime(local)).Should().BeTrue($"{rest} at {local:O}");
                    }
                }
    }

    private static TimeOnly? Time(string? text) => text is null ? null : TimeOnly.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static DateTimeOffset At(string wall)
    {
        var local = DateTime.Parse(wall, System.Globalization.CultureInfo.InvariantCulture);
        return new DateTimeOffset(local, Usual.Zone.GetUtcOffset(local)).ToUniversalTime();
    }
}
