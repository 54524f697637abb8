using FluentAssertions;
using TherapyCompanion.Core.Text.Dates.Calendar;
using Xunit;

namespace TherapyCompanion.Tests.Core.Text.Dates;

public sealed class HebrewHolidaysTests
{
    [Theory]
    [InlineData("rosh-hashana", 2026, 9, 12)]
    [InlineData("kippur", 2026, 9, 21)]
    [InlineData("hanukka", 2026, 12, 5)]
    [InlineData("tu-bishvat", 2027, 1, 23)]
    [InlineData("purim", 2024, 3, 24)] // a leap year: the second Adar
    [InlineData("esther", 2024, 3, 21)] // not on a Shabbat
    [InlineData("pesach", 2027, 4, 22)]
    [InlineData("shoah", 2024, 5, 6)] // not on a Sunday
    [InlineData("shoah", 2025, 4, 24)] // not on a Friday
    [InlineData("memorial", 2024, 5, 13)]
    [InlineData("memorial", 2025, 4, 30)]
    [InlineData("independence", 2024, 5, 14)] // 5 Iyar is a Monday
    [InlineData("independence", 2025, 5, 1)] // 5 Iyar is a Shabbat
    [InlineData("independence", 2026, 4, 22)]
    [InlineData("lag-baomer", 2027, 5, 25)]
    [InlineData("shavuot", 2027, 6, 11)]
    [InlineData("tisha-beav", 2025, 8, 3)] // 9 Av is a Shabbat
    public void Holidays_fall_where_they_are_kept(string key, int year, int month, int day)
    {
        var date = new DateOnly(year, month, day);

        HebrewHolidays.Named(key).From(date.AddDays(-20)).Should().Be(date);
        HebrewHolidays.On(date).Should().Contain(d => d.Holiday.Key == key && d.Day == 1);
    }

    [Theory]
    [InlineData("2026-09-11", false, true)] // eve of Rosh Hashana, a Friday
    [InlineData("2026-09-13", true, false)] // its second day
    [InlineData("2026-09-20", false, true)] // eve of Yom Kippur
    [InlineData("2026-10-03", true, false)] // Simchat Torah
    [InlineData("2026-09-29", false, false)] // the middle of Sukkot
    [InlineData("2027-04-27", false, true)] // eve of the seventh day of Pesach
    [InlineData("2027-05-12", true, false)] // Independence Day
    [InlineData("2026-11-24", false, false)]
    public void Work_rests_on_holy_days_and_ends_early_on_their_eves(string date, bool rests, bool eve)
    {
        var day = DateOnly.ParseExact(date, "yyyy-MM-dd");

        HebrewHolidays.IsRestDay(day).Should().Be(rests);
        HebrewHolidays.IsEve(day).Should().Be(eve);
    }

    [Fact]
    public void Years_outside_the_calendar_have_no_holidays()
    {
        foreach (var date in new[] { DateOnly.MinValue, DateOnly.MaxValue }) HebrewHolidays.On(date).All(d => d.Holiday.Rank == HolidayRank.Civil).Should().BeTrue();
        HebrewDates.Find(5787, 2, 31).Should().BeNull();
        HebrewDates.Next(new DateOnly(2026, 1, 1), 2, 30)!.Value.Month.Should().Be(11, "Cheshvan has thirty days in some years only");
    }

    [Theory]
    [InlineData("ט\"ו", 15)]
    [InlineData("ל'", 30)]
    [InlineData("כ\"ט", 29)]
    [InlineData("תשפ\"ז", 787)]
    [InlineData("צה\"ל", null)]
    [InlineData("שלום", null)]
    public void Letters_with_gershayim_are_numbers(string letters, int? number) => HebrewDates.Number(letters).Should().Be(number);
}
