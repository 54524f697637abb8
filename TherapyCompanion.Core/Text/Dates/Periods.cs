using System.Globalization;

namespace TherapyCompanion.Core.Text.Dates;

/// <summary>A length of time: minutes, or days, or months, with the mark behind it.</summary>
internal readonly record struct Period(int Minutes, int Days, int Months, bool Weeks, int End)
{
    /// <summary>The moment this far from now (or back, with a sign of -1): with a time when it is said in hours or minutes.</summary>
    public Moment From(DateTime now, int sign)
    {
        if (Minutes > 0)
        {
            var then = now.AddMinutes(sign * Minutes);
            return new Moment(DateOnly.FromDateTime(then), new TimeOnly(then.Hour, then.Minute));
        }

        return new Moment(Shift(DateOnly.FromDateTime(now), sign), null);
    }

    /// <summary>A day this far from another.</summary>
    public DateOnly Shift(DateOnly day, int sign) => day.AddMonths(sign * Months).AddDays(sign * Days);
}

/// <summary>Reads lengths of time: "two and a half hours", "שעה וחצי", "שבועיים", "שלושת רבעי שעה".</summary>
internal static class Periods
{
    // Longer than this nobody plans, and calendars end.
    private const int MostUnits = 400;

    /// <summary>The period that begins at a mark, or null.</summary>
    public static Period? At(DateText text, int i)
    {
        var share = text[i].Kind switch { DateWordKind.Half => 30, DateWordKind.Quarter => 15, DateWordKind.ThreeQuarters => 45, _ => 0 };
        if (share > 0) return PartOfHour(text, i + 1, share);
        if (Unit(text, i, first: true) is { } bare && (IsHebrew(text[i]) || text[i].Text.StartsWith("a ", StringComparison.Ordinal))) return Add(text, 1, bare, i + 1);
        if (text.Is(i, DateWordKind.Article)) return text[i + 1].Kind switch
        {
            DateWordKind.Half => PartOfHour(text, i + 2, 30),
            DateWordKind.Quarter => PartOfHour(text, i + 2, 15),
            _ => Unit(text, i + 1) is { } one ? Add(text, 1, one, i + 2) : null,
        };
        if (text.Is(i, DateWordKind.Digits) && text[i].Text.Contains('.', StringComparison.Ordinal) && Unit(text, i + 1) is { Minutes: > 0 } hour
            && double.TryParse(text[i].Text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var part) && part < MostUnits)
            return new Period((int)(part * hour.Minutes), 0, 0, false, i + 2);
        if (text.NumberAt(i) is not { Kind: not DateWordKind.Nth, Suffixed: false } number || number.Value is 0 or > MostUnits) return null;
        var next = number.End;
        // "two and a half hours"
        var half = text.Is(next, DateWordKind.And) && text.Is(next + 1, DateWordKind.Article) && text.Is(next + 2, DateWordKind.Half);
        if (half) next += 3;
        if (Unit(text, next) is not { } unit) return null;
        var period = Add(text, number.Value, unit, next + 1);
        return half ? period with { Minutes = period.Minutes + unit.Minutes / 2 } : period;
    }

    private static Period Add(DateText text, int count, Period unit, int end)
    {
        var period = new Period(count * unit.Minutes, count * unit.Days, count * unit.Months, unit.Weeks, end);
        if (unit.Minutes == 0) return text.Is(end, DateWordKind.Nm) && text[end].Value == 1 && text[end].Before == Gap.None ? period with { End = end + 1 } : period;
        // שעה וחצי, an hour and a half
        var one = unit.Minutes >= 120 ? 60 : unit.Minutes;
        if (text[end] is { Kind: DateWordKind.Half or DateWordKind.Quarter, Prefix: "ו" } more) return period with { Minutes = period.Minutes + one * more.Value / 60, End = end + 1 };
        if (text.Is(end, DateWordKind.And) && text.Is(end + 1, DateWordKind.Article) && text.Is(end + 2, DateWordKind.Half, DateWordKind.Quarter))
            return period with { Minutes = period.Minutes + one * text[end + 2].Value / 60, End = end + 3 };
        return period;
    }

    // half an hour, a quarter of an hour, חצי שעה
    private static Period? PartOfHour(DateText text, int i, int minutes)
    {
        while (text.Is(i, DateWordKind.Of, DateWordKind.Article)) i++;
        return Unit(text, i) is { Minutes: 60 } ? new Period(minutes, 0, 0, false, i + 1) : null;
    }

    private static Period? Unit(DateText text, int i, bool first = false)
    {
        var mark = text[i];
        if (!first && mark.Before != Gap.None && !IsHebrew(mark)) return null;
        return mark.Kind switch
        {
            DateWordKind.Minutes => new Period(mark.Value, 0, 0, false, 0),
            DateWordKind.Day when !mark.Has('ה') => new Period(0, 1, 0, false, 0),
            DateWordKind.Days => new Period(0, mark.Value, 0, false, 0),
            DateWordKind.Weeks or DateWordKind.WeeksPlural => new Period(0, 7 * mark.Value, 0, true, 0),
            DateWordKind.Months => new Period(0, 0, mark.Value, false, 0),
            DateWordKind.Years => new Period(0, 0, 12 * mark.Value, false, 0),
            _ => null,
        };
    }

    private static bool IsHebrew(Mark mark) => mark.Text.Length > 0 && Characters.IsHebrew(mark.Text[0]);
}
