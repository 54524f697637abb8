using System.Globalization;
using TherapyCompanion.Core.Text.Dates.Calendar;

namespace TherapyCompanion.Core.Text.Dates;

/// <summary>
/// Reads days of the civil and the Hebrew calendar: 24.11, 24/11/26, 2026-11-24, "3 בדצמבר", "Nov 24th", "the 15th", "י"ד בכסלו", "סוף החודש".
/// Without a year the next such day is meant: people plan. Between numbers an English slash may be read either way and stays ambiguous.
/// </summary>
internal static class CalendarDays
{
    public static DayItem? At(DateText text, int i) => Iso(text, i) ?? Numeric(text, i) ?? DayThenMonth(text, i) ?? MonthThenDay(text, i) ?? NthWeekday(text, i) ?? Hebrew(text, i) ?? OfThisMonth(text, i) ?? MonthEnd(text, i);

    /// <summary>The next day of a month's number, the given day included.</summary>
    public static DateOnly? NextNumber(DateOnly from, int day, DayOfWeek? weekday = null)
    {
        for (var k = 0; k <= 14; k++)
        {
            var month = from.AddDays(1 - from.Day).AddMonths(k);
            if (HebrewDates.Civil(month.Year, month.Month, day) is { } date && date >= from && (weekday is null || date.DayOfWeek == weekday)) return date;
        }

        return null;
    }

    private static DayItem? Iso(DateText text, int i)
    {
        if (!text.Is(i, DateWordKind.Digits) || !text.Is(i + 1, DateWordKind.Digits) || !text.Is(i + 2, DateWordKind.Digits)) return null;
        if (!(text.Between(i + 1) is "-" or "־") || !(text.Between(i + 2) is "-" or "־")) return null;
        return Three(text[i].Text, text[i + 1].Text, text[i + 2].Text) is { } date ? DayItem.One(i, i + 3, date) : null;
    }

    private static DateOnly? Three(string a, string b, string c)
    {
        if (!(Int(a) is { } x && Int(b) is { } y && Int(c) is { } z)) return null;
        if (a.Length == 4) return HebrewDates.Civil(x, y, z);
        var year = c.Length <= 2 ? 2000 + z : z;
        return HebrewDates.Civil(year, y, x) ?? HebrewDates.Civil(year, x, y);
    }

    private static DayItem? Numeric(DateText text, int i)
    {
        if (!text.Is(i, DateWordKind.Digits)) return null;
        var mark = text[i];
        var slash = mark.Text.Contains('/', StringComparison.Ordinal);
        var parts = mark.Text.Split(slash ? '/' : '.');
        var english = text.Language == "en" && mark.Prefix.Length == 0;
        if (parts.Length == 3)
        {
            if (Three(parts[0], parts[1], parts[2]) is not { } date) return null;
            var other = english && slash && parts[0].Length <= 2 ? Three(parts[1], parts[0], parts[2]) : null;
            return new DayItem(i, i + 1, other is { } o && o != date && Int(parts[1]) <= 12 && Int(parts[0]) <= 12 ? Ordered(date, o) : [date]);
        }

        if (parts.Length != 2 || parts.Any(p => p.Length is 0 or > 2) || !(Int(parts[0]) is { } a && Int(parts[1]) is { } b)) return null;
        if (!Stands(text, i, english, slash)) return null;
        var dayFirst = Upcoming(text.Today, b, a);
        var monthFirst = slash && (english || (dayFirst is null && mark.Prefix.Length == 0)) ? Upcoming(text.Today, a, b) : null;
        if (dayFirst is { } d && monthFirst is { } m && d != m) return new DayItem(i, i + 1, Ordered(d, m));
        return (dayFirst ?? monthFirst) is { } one ? DayItem.One(i, i + 1, one) : null;
    }

    // "3.5" may be a decimal and "3/4" a fraction: a preposition, a weekday or an hour beside it, or nothing that it could count, makes a date.
    private static bool Stands(DateText text, int i, bool english, bool slash)
    {
        var mark = text[i];
        if (text.Counts(i + 1, true)) return false;
        if (mark.Led || mark.Has('ה')) return true;
        var previous = text[text.Previous(i)];
        if (previous.Kind is DateWordKind.Weekday or DateWordKind.Weak or DateWordKind.Ordinal or DateWordKind.Letter or DateWordKind.Relative or DateWordKind.On or DateWordKind.Or or DateWordKind.From or DateWordKind.The || previous.Text is "תאריך" or "date" or "dated") return true;
        var next = text[i + 1];
        if (next.Kind is DateWordKind.At or DateWordKind.Part || (next.Led && next.Kind is DateWordKind.Nf or DateWordKind.Digits)) return true;
        // 7/10 is how something is rated.
        if (slash && (mark.Text.EndsWith("/10", StringComparison.Ordinal) || mark.Text.EndsWith("/5", StringComparison.Ordinal))) return false;
        return previous.Kind != DateWordKind.Never && (english ? slash && (next.Before != Gap.None || Followers.Is("verb", next.Text)) : next.Before != Gap.None || next.Kind == DateWordKind.Other);
    }

    private static DayItem? DayThenMonth(DateText text, int i)
    {
        var first = i;
        if (text.Is(i, DateWordKind.On)) i++;
        if (text.Is(i, DateWordKind.The)) i++;
        if (DayNumber(text, i) is not { } day) return null;
        var at = day.End;
        var or = text.Is(at, DateWordKind.Or) ? at : -1;
        if (or >= 0)
        {
            // "the 2nd or the 4th of March": the month belongs to both.
            var second = text.Is(or + 1, DateWordKind.The) ? or + 2 : or + 1;
            return DayNumber(text, second) is { } other && MonthAt(text, other.End) is { } shared
                && Upcoming(text.Today, shared.Month, day.Value, shared.Year) is { } one && Upcoming(text.Today, shared.Month, other.Value, shared.Year) is { } two
                ? new DayItem(first, shared.End, Ordered(one, two)) : null;
        }

        return MonthAt(text, at) is { } month && Upcoming(text.Today, month.Month, day.Value, month.Year) is { } date ? DayItem.One(first, month.End, date) : null;
    }

    private static (int Value, int End)? DayNumber(DateText text, int i)
    {
        if (text.NumberAt(i) is { } number && number.Value is >= 1 and <= 31 && number.Kind is not DateWordKind.Nf) return (number.Value, number.End);
        if (text.Is(i, DateWordKind.Ordinal)) return (text[i].Value, i + 1);
        return text[i].Kind is DateWordKind.Other or DateWordKind.Letter && Letters(text, i) is { } letters and >= 1 and <= 31 ? (letters, i + 1) : null;
    }

    // "of March", "בדצמבר", "לדצמבר 2026"
    private static (int Month, int? Year, int End)? MonthAt(DateText text, int i)
    {
        if (text[i].Before == Gap.Sentence) return null;
        if (text.Is(i, DateWordKind.Of)) i++;
        if (!text.Is(i, DateWordKind.Month)) return null;
        var year = YearAt(text, i + 1);
        return (text[i].Value, year, year is null ? i + 1 : i + 2);
    }

    private static int? YearAt(DateText text, int i) =>
        text.Is(i, DateWordKind.Digits) && text[i].Before != Gap.Sentence && text[i].Text.Length == 4 && Int(text[i].Text) is >= 1900 and <= 2199 and var year ? year : null;

    private static DayItem? MonthThenDay(DateText text, int i)
    {
        if (!text.Is(i, DateWordKind.Month) || Characters.IsHebrew(text[i].Text[0])) return null;
        var at = text.Is(i + 1, DateWordKind.The) ? i + 2 : i + 1;
        var point = text[at].Before == Gap.Sentence && text[i].Text.Length <= 4 && text.Between(at).Trim() is ".";
        if ((text[at].Before != Gap.None && !point) || text.NumberAt(at) is not { } number || number.Value is < 1 or > 31 || number.Kind is DateWordKind.Nf or DateWordKind.Nm) return null;
        // "march 8 miles", "in May 3 people": a number that counts something is no day, except an ordinal.
        if (!number.Suffixed && number.Kind != DateWordKind.Nth && text.Counts(number.End, true)) return null;
        var year = YearAt(text, number.End);
        return Upcoming(text.Today, text[i].Value, number.Value, year) is { } date ? DayItem.One(i, year is null ? number.End : number.End + 1, date) : null;
    }

    // "the first Monday of December", "the last Sunday of next month"
    private static DayItem? NthWeekday(DateText text, int i)
    {
        var at = text.Is(i, DateWordKind.The) ? i + 1 : i;
        var last = text[at] is { Kind: DateWordKind.Last, Text: "last" };
        if (!(last || text.Is(at, DateWordKind.Nth)) || !text.Is(at + 1, DateWordKind.Weekday)) return null;
        var tail = at + 2;
        DateOnly first;
        int end;
        if (text[tail].Kind is DateWordKind.ThisMonth or DateWordKind.NextMonth) (first, end) = (text.Today.AddDays(1 - text.Today.Day).AddMonths(text.Is(tail, DateWordKind.NextMonth) ? 1 : 0), tail + 1);
        else if (MonthAt(text, tail) is { } month)
            (first, end) = (new DateOnly(month.Year ?? (month.Month < text.Today.Month ? text.Today.Year + 1 : text.Today.Year), month.Month, 1), month.End);
        else return null;
        var day = first.AddDays((text[at + 1].Value - (int)first.DayOfWeek + 7) % 7 + (last ? 28 : 7 * (text[at].Value - 1)));
        if (day.Month != first.Month) day = day.AddDays(-7);
        return DayItem.One(i, end, day);
    }

    private static DayItem? Hebrew(DateText text, int i)
    {
        if (text.Is(i, DateWordKind.NewMonth) && text.Is(i + 1, DateWordKind.HebMonth) && HebrewDates.Next(text.Today, text[i + 1].Value, 1) is { } newMoon) return DayItem.One(i, i + 2, newMoon);
        if (DayNumber(text, i) is not { } day || text[day.End].Before != Gap.None) return null;
        var month = text[day.End];
        if (month.Kind != DateWordKind.HebMonth || day.Value > 30) return null;
        var end = day.End + 1;
        var year = Letters(text, end) is { } y and > 300 ? 5000 + y % 1000 : (int?)null;
        var date = year is { } known ? HebrewDates.Find(known, month.Value, day.Value) : HebrewDates.Next(text.Today, month.Value, day.Value);
        return date is { } found ? DayItem.One(i, year is null ? end : end + 1, found) : null;
    }

    // "the 15th works" is a day, "the 15th floor" none. "the 15th", "on the 3rd of next month", "ב-15 לחודש"
    private static DayItem? OfThisMonth(DateText text, int i)
    {
        var first = i;
        if (text.Is(i, DateWordKind.On)) i++;
        var the = text.Is(i, DateWordKind.The);
        if (the) i++;
        if (DayNumber(text, i) is not { } day) return null;
        var tail = text[day.End];
        if (tail.Before == Gap.None && tail.Kind is DateWordKind.ThisMonth or DateWordKind.NextMonth)
        {
            var start = text.Today.AddDays(1 - text.Today.Day).AddMonths(1);
            var date = tail.Kind == DateWordKind.NextMonth ? HebrewDates.Civil(start.Year, start.Month, day.Value) : NextNumber(text.Today, day.Value);
            return date is { } found ? DayItem.One(first, day.End + 1, found) : null;
        }

        var weekday = text.Previous(first) is >= 0 and var p && text[p].Kind is DateWordKind.Weekday or DateWordKind.Weak;
        if (text.NumberAt(i) is not { Suffixed: true } || !(the || weekday) || (tail.Kind == DateWordKind.Other && tail.Before == Gap.None && !Followers.Is("verb", tail.Text))) return null;
        return NextNumber(text.Today, day.Value) is { } next ? new DayItem(first, day.End, [next]) { DayOfMonth = day.Value } : null;
    }

    private static DayItem? MonthEnd(DateText text, int i)
    {
        var month = text.Today.AddDays(1 - text.Today.Day);
        if (text.Is(i, DateWordKind.MonthEnd)) return DayItem.One(i, i + 1, month.AddMonths(1 + text[i].Value).AddDays(-1));
        if (!text.Is(i, DateWordKind.EndOf) || !text.Is(i + 1, DateWordKind.Month)) return null;
        var year = text[i + 1].Value < text.Today.Month ? text.Today.Year + 1 : text.Today.Year;
        return DayItem.One(i, i + 2, new DateOnly(year, text[i + 1].Value, 1).AddMonths(1).AddDays(-1));
    }

    private static DateOnly? Upcoming(DateOnly today, int month, int day, int? year = null)
    {
        if (year is { } known) return HebrewDates.Civil(known, month, day);
        for (var y = today.Year; y <= today.Year + 8; y++)
        {
            if (HebrewDates.Civil(y, month, day) is { } date && date >= today) return date;
        }

        return null;
    }

    private static int? Letters(DateText text, int i) => i < text.Marks.Count && HebrewDates.Number(Marked(text, i)) is { } n ? n : null;

    // Letters may carry a prefix: "בכ"ט בנובמבר".
    private static string Marked(DateText text, int i)
    {
        var marked = text.Tokens[text.Marks[i].First].Marked;
        return text.Marks[i].Kind == DateWordKind.Letter ? text.Marks[i].Text : marked.Length > 3 && marked[0] is 'ב' or 'ל' or 'ה' ? marked[1..] : marked;
    }

    private static IReadOnlyList<DateOnly> Ordered(DateOnly a, DateOnly b) => a == b ? [a] : a < b ? [a, b] : [b, a];

    private static int? Int(string digits) => digits.Length is > 0 and <= 4 && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : null;
}
