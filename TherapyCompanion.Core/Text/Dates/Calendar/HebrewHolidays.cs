using System.Globalization;

namespace TherapyCompanion.Core.Text.Dates.Calendar;

/// <summary>How a holiday is kept.</summary>
public enum HolidayRank
{
    /// <summary>People call it "the holiday".</summary>
    Feast,

    /// <summary>Some people call it "the holiday".</summary>
    Minor,

    /// <summary>A day of remembrance.</summary>
    Memorial,

    /// <summary>A fast.</summary>
    Fast,

    /// <summary>A named day, mostly of the civil calendar.</summary>
    Civil,

    /// <summary>A part of another holiday, as its middle days.</summary>
    Inner,
}

/// <summary>A holiday as the data file has it.</summary>
public sealed class Holiday
{
    private readonly Dictionary<DayOfWeek, int> shifts;
    private readonly int day;
    private readonly string month;

    internal Holiday(string[] fields)
    {
        Key = fields[0];
        (day, month) = (int.Parse(fields[1].Split(' ')[0], CultureInfo.InvariantCulture), fields[1].Split(' ')[1]);
        Days = int.Parse(fields[2], CultureInfo.InvariantCulture);
        RestDays = fields[3] == "-" ? [] : [.. fields[3].Split(',').Select(d => int.Parse(d, CultureInfo.InvariantCulture))];
        Rank = Enum.Parse<HolidayRank>(fields[4], ignoreCase: true);
        shifts = fields[5] == "-" ? [] : fields[5].Split(',').Select(s => s.Split(':'))
            .ToDictionary(s => Enum.GetValues<DayOfWeek>().Single(d => d.ToString().StartsWith(s[0], StringComparison.OrdinalIgnoreCase)), s => int.Parse(s[1], CultureInfo.InvariantCulture));
        Names = fields[6].Split('|');
    }

    /// <summary>A name for programs, as "pesach".</summary>
    public string Key { get; }

    /// <summary>Number of days, as kept in Israel.</summary>
    public int Days { get; }

    /// <summary>The days, from 1, on which work is forbidden or the country is off.</summary>
    public IReadOnlyList<int> RestDays { get; }

    public HolidayRank Rank { get; }

    /// <summary>What people call it, Hebrew and English; the first is its Hebrew name.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Its first day in a year: the Hebrew year for a Hebrew day, the civil year for a civil one; null where the calendar has no such day.</summary>
    internal DateOnly? First(int year)
    {
        var date = month[0] == 'g' && char.IsAsciiDigit(month[1])
            ? HebrewDates.Civil(year, int.Parse(month[1..], CultureInfo.InvariantCulture), day)
            : HebrewDates.Find(year, HebrewDates.MonthNamed(month), day);
        return date is { } found && shifts.TryGetValue(found.DayOfWeek, out var by) ? found.AddDays(by) : date;
    }

    /// <summary>The first day of the occurrence that is on or still to come; null outside the calendar's years.</summary>
    public DateOnly? From(DateOnly day) => Years(day).Select(First).FirstOrDefault(f => f is { } first && first.AddDays(Days - 1) >= day);

    /// <summary>The first day of the last occurrence that is over; null outside the calendar's years.</summary>
    public DateOnly? Before(DateOnly day) => Years(day).Reverse().Select(First).FirstOrDefault(f => f is { } first && first.AddDays(Days - 1) < day);

    private IEnumerable<int> Years(DateOnly day)
    {
        var year = month[0] == 'g' && char.IsAsciiDigit(month[1]) ? day.Year : HebrewDates.YearOf(day);
        return [year - 1, year, year + 1];
    }
}

/// <summary>A holiday on a date.</summary>
/// <param name="Holiday">Which.</param>
/// <param name="Day">Its day, from 1; 0 is the eve, from the evening of which it is kept.</param>
public readonly record struct HolidayDay(Holiday Holiday, int Day)
{
    /// <summary>Whether work is forbidden on it, or the country is off.</summary>
    public bool Rests => Holiday.RestDays.Contains(Day);
}

/// <summary>The holidays as they are kept in Israel, by the Hebrew calendar of the runtime (years 1600 to 2238).</summary>
public static class HebrewHolidays
{
    /// <summary>All of them, in the data file's order.</summary>
    public static IReadOnlyList<Holiday> All { get; } = [.. EmbeddedLines.Read("Calendar.holidays.tsv").Select(f => new Holiday(f))];

    /// <summary>The holiday of this key.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static Holiday Named(string key) => All.FirstOrDefault(h => h.Key == key) ?? throw new ArgumentException($"no such holiday: {key}", nameof(key));

    /// <summary>The holidays on a date, the eves of feasts and of Yom Kippur included.</summary>
    public static IReadOnlyList<HolidayDay> On(DateOnly date)
    {
        var found = new List<HolidayDay>();
        foreach (var holiday in All)
        {
            if (holiday.From(date) is not { } first) continue;
            var day = date.DayNumber - first.DayNumber + 1;
            if (day >= 1 || (day == 0 && holiday.RestDays.Contains(1) && holiday.Key != "independence")) found.Add(new HolidayDay(holiday, day));
        }

        return found;
    }

    /// <summary>Whether work is forbidden on the date: a Shabbat, a holy day, or Independence Day.</summary>
    public static bool IsRestDay(DateOnly date) => date.DayOfWeek == DayOfWeek.Saturday || On(date).Any(d => d.Rests);

    /// <summary>Whether Shabbat or a holy day begins on the evening of the date.</summary>
    public static bool IsEve(DateOnly date) =>
        date.DayOfWeek == DayOfWeek.Friday || On(date).Any(d => d.Day == 0) || On(date.AddDays(1)).Any(d => d.Rests && d.Holiday.Key != "independence");
}
