using System.Globalization;

namespace TherapyCompanion.Core.Text.Dates.Calendar;

/// <summary>Days of the Hebrew calendar by name, and numerals written in letters. Months: 1 Tishrei … 5 Shvat, 6 Adar I, 7 Adar (II), 8 Nisan … 13 Elul.</summary>
public static class HebrewDates
{
    private static readonly HebrewCalendar Years = new();

    private static readonly string[] Months = ["tishrei", "cheshvan", "kislev", "tevet", "shvat", "adar-i", "adar", "nisan", "iyar", "sivan", "tammuz", "av", "elul"];

    internal static int MonthNamed(string name) => Array.IndexOf(Months, name) + 1;

    /// <summary>The Hebrew year of a date; outside the runtime's Hebrew calendar a year without days.</summary>
    internal static int YearOf(DateOnly date) =>
        date.Year is < 1600 or > 2237 ? 0 : Years.GetYear(date.ToDateTime(default));

    /// <summary>The civil date of a Hebrew day; null where the year has no such day or lies outside the calendar. Adar I of a plain year is Adar.</summary>
    public static DateOnly? Find(int year, int month, int day)
    {
        if (year is < 5361 or > 5997 || month is < 1 or > 13 || day < 1) return null;
        var leap = Years.IsLeapYear(year);
        var number = leap || month <= 6 ? month : month - 1;
        return day > Years.GetDaysInMonth(year, number) ? null : DateOnly.FromDateTime(Years.ToDateTime(year, number, day, 0, 0, 0, 0));
    }

    /// <summary>The next time this Hebrew day comes, the given day included; null where it never does.</summary>
    public static DateOnly? Next(DateOnly from, int month, int day)
    {
        var year = YearOf(from);
        for (var y = year; year > 0 && y <= year + 4; y++)
        {
            if (Find(y, month, day) is { } date && date >= from) return date;
        }

        return null;
    }

    /// <summary>A day of the civil calendar, or null where the month has no such day.</summary>
    public static DateOnly? Civil(int year, int month, int day) =>
        year is >= 1 and <= 9998 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month) ? new DateOnly(year, month, day) : null;

    /// <summary>The number that letters with gershayim or a geresh write (ט"ו is 15, ל' is 30, תשפ"ז is 787); null for other words.</summary>
    public static int? Number(string folded)
    {
        var marked = folded.Contains('"', StringComparison.Ordinal) || folded.EndsWith('\'');
        var letters = folded.Replace("\"", "", StringComparison.Ordinal).TrimEnd('\'');
        if (!marked || letters.Length is 0 or > 6) return null;
        int sum = 0, last = int.MaxValue;
        foreach (var c in letters)
        {
            var value = Values.IndexOf(c, StringComparison.Ordinal) switch { < 0 => 0, < 9 and var i => i + 1, < 18 and var i => (i - 8) * 10, var i => (i - 17) * 100 };
            // Larger letters stand first; only ט"ו and ט"ז add small ones.
            if (value == 0 || value > last) return null;
            (sum, last) = (sum + value, value);
        }

        return sum;
    }

    private const string Values = "אבגדהוזחטיכלמנסעפצקרשת";
}
