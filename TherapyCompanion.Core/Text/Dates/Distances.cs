namespace TherapyCompanion.Core.Text.Dates;

/// <summary>Reads days by their distance: from now ("in two weeks", "בעוד שעה"), back ("לפני שבוע", "3 days ago"), and from another day ("a week from Thursday").</summary>
internal static class Distances
{
    /// <summary>The distance at a mark, or null.</summary>
    public static DayItem? At(DateText text, int i) => Relative(text, i) ?? Ahead(text, i) ?? FromDay(text, i) ?? Ago(text, i) ?? Beside(text, i);

    private static DayItem? Relative(DateText text, int i)
    {
        var mark = text[i];
        var recurs = text.Is(text.Previous(i), DateWordKind.Every);
        // "every day", "כל לילה": hours beside it come back too.
        if (mark.Kind == DateWordKind.Often) return new DayItem(i, i + 1, []) { Recurs = true };
        DayItem? Word(int days, int part) => DayItem.One(i, i + 1, text.Today.AddDays(days)) with { Part = part, Recurs = recurs };
        return mark.Kind switch
        {
            DateWordKind.Relative => Word(mark.Value, 0),
            DateWordKind.From when mark is { Value: 1, Text: "מהיום" } => Word(0, 0),
            DateWordKind.Tonight => Word(0, mark.Text is "הערב" or "this evening" ? 4 : 5),
            DateWordKind.ThisMorning => Word(0, 1),
            DateWordKind.ThisAfternoon => Word(0, 3),
            DateWordKind.TomorrowNight => Word(1, 5),
            DateWordKind.Weekend => Weekend(text, i),
            _ => null,
        };
    }

    // The weekend is Friday and Saturday: two days, ask which.
    private static DayItem? Weekend(DateText text, int i)
    {
        if (text.Is(text.Previous(i), DateWordKind.Every) || text[text.Previous(i)].Kind is DateWordKind.Last) return null;
        var saturday = text.Today.AddDays(6 - (int)text.Today.DayOfWeek);
        var friday = saturday.AddDays(-1);
        return text.Today > friday ? DayItem.One(i, i + 1, saturday) : new DayItem(i, i + 1, [friday, saturday]);
    }

    // in two weeks, בעוד שבועיים, עוד שעה
    private static DayItem? Ahead(DateText text, int i)
    {
        var more = text.Is(i, DateWordKind.More);
        if (!more && !text.Is(i, DateWordKind.In)) return null;
        if (text[i + 1].Before == Gap.Sentence || Periods.At(text, i + 1) is not { } period) return null;
        var next = text[period.End];
        // "in two days' time" is a day; "עוד שעה של", "in two weeks of" are lengths.
        if (next.Before == Gap.None && next.Kind == DateWordKind.Of) return null;
        if (more && next.Before == Gap.None && text.Tokens[Math.Min(next.First, text.Tokens.Count - 1)].Text is "כזה" or "כזאת" or "כזו" or "אחת" or "אחרת") return null;
        var end = text.Is(period.End, DateWordKind.From) && text[period.End].Value == 1 ? period.End + 1 : period.End;
        if (text.Is(end, DateWordKind.From) && text.Is(end + 1, DateWordKind.Relative) && text[end + 1].Value == 0) end += 2;
        return Item(text, i, end, period, 1);
    }

    // a week from Thursday, שבוע מהיום, three days after Pesach
    private static DayItem? FromDay(DateText text, int i)
    {
        var start = text.Is(i, DateWordKind.In, DateWordKind.More) ? i + 1 : i;
        if (Periods.At(text, start) is not { } period) return null;
        var at = period.End;
        if (text.Is(at, DateWordKind.From))
        {
            if (text[at].Value == 1) return Item(text, i, at + 1, period, 1);
            if (text.Is(at + 1, DateWordKind.Relative) && text[at + 1].Value == 0) return Item(text, i, at + 2, period, 1);
        }

        // British "a week today", "a fortnight tomorrow"
        if (period.Weeks && text.Follows(at, DateWordKind.Relative) && text[at].Value is 0 or 1) return DayItem.One(i, at + 1, period.Shift(text.Today.AddDays(text[at].Value), 1));
        var back = text.Is(at, DateWordKind.Before);
        var from = text.Is(at, DateWordKind.From, DateWordKind.After) || back || (text.Is(at, DateWordKind.On) && period.Weeks) ? at + 1 : text[at].Has('מ') ? at : -1;
        if (from < 0 || period.Minutes > 0) return null;
        if (text[from].Has('מ') && text.Is(from, DateWordKind.Relative) && text[from].Value == 0) return Item(text, i, from + 1, period, 1);
        var day = Weekdays.At(text, from) ?? CalendarDays.At(text, from) ?? HolidayDays.At(text, from) ?? Relative(text, from);
        if (day is null) return null;
        var sign = back ? -1 : 1;
        // After a feast of several days means after its end; the same weekday as today is the coming one.
        var days = day.Days.Select(d => period.Shift(!back && day.Length > 1 ? d.AddDays(day.Length - 1) : d, sign)).ToList();
        return new DayItem(i, day.End, day.Weekday is not null && days.Count == 2 ? [days[0]] : days);
    }

    // לפני שבועיים, three days ago
    private static DayItem? Ago(DateText text, int i)
    {
        if (text.Is(i, DateWordKind.Before) && IsHebrew(text[i]) && Periods.At(text, i + 1) is { } back && text[i + 1].Kind != DateWordKind.WeeksPlural)
            return Item(text, i, back.End, back, -1);
        return Periods.At(text, i) is { } period && text.Is(period.End, DateWordKind.Ago) ? Item(text, i, period.End + 1, period, -1) : null;
    }

    // the day after Thursday, יום אחרי הפגישה is nothing we know.
    private static DayItem? Beside(DateText text, int i)
    {
        if (!text.Is(i, DateWordKind.DayAfter, DateWordKind.DayBefore)) return null;
        var day = Weekdays.At(text, i + 1) ?? CalendarDays.At(text, i + 1);
        return day is null ? null : day with { First = i, Days = [.. day.Days.Select(d => d.AddDays(text[i].Value))], Weekday = null };
    }

    private static DayItem Item(DateText text, int first, int end, Period period, int sign)
    {
        var when = period.From(text.Now, sign);
        return DayItem.One(first, end, when.Date) with { Time = when.Time, Weeks = period.Weeks && sign > 0 };
    }

    private static bool IsHebrew(Mark mark) => mark.Text.Length > 0 && Characters.IsHebrew(mark.Text[0]);
}
