using TherapyCompanion.Core.Text.Dates.Calendar;

namespace TherapyCompanion.Core.Text.Dates;

/// <summary>
/// Reads days of the week. Alone it is the next such day; said on the same weekday it may be today or in a week. "Next" within the same week
/// (from Sunday) means this week's day to some and the one after to others; "coming" and "הקרוב" are plain.
/// </summary>
internal static class Weekdays
{
    /// <summary>The weekday at a mark with its qualifiers, or null.</summary>
    public static DayItem? At(DateText text, int i)
    {
        var first = i;
        var before = DateWordKind.Other;
        if (text.Is(i, DateWordKind.The)) i++;
        if (text[i].Kind is DateWordKind.Next or DateWordKind.This or DateWordKind.Coming or DateWordKind.Last && !IsHebrew(text[i])) before = text[i++].Kind;
        var week = text[i].Kind is DateWordKind.ThisWeek or DateWordKind.NextWeek or DateWordKind.LastWeek ? text[i] : default;
        if (week.Text is not null && before == DateWordKind.Other)
        {
            i++;
            if (text.Is(i, DateWordKind.On)) i++;
        }

        if (NameAt(text, i, before != DateWordKind.Other || week.Text is not null) is not { } name) return null;
        var end = name.End;
        var after = text[end].Kind;
        if (text[end].Before == Gap.None && before == DateWordKind.Other && week.Text is null)
        {
            if (after is DateWordKind.Next or DateWordKind.This or DateWordKind.Coming or DateWordKind.Last or DateWordKind.AfterNext) (before, end) = (after, end + 1);
            else if (after is DateWordKind.ThisWeek or DateWordKind.NextWeek or DateWordKind.LastWeek) (week, end) = (text[end], end + 1);
            else if (text[end] is { Kind: DateWordKind.Weeks, Text: "week" } && text[end + 1].Before != Gap.None) (before, end) = (DateWordKind.AfterNext, end + 1);
            else if (text.Is(end, DateWordKind.Of) && text.Is(end + 1, DateWordKind.NextWeek, DateWordKind.ThisWeek)) (week, end) = (text[end + 1], end + 2);
        }

        if (text.Is(end, DateWordKind.AfterNext)) (before, end) = (DateWordKind.AfterNext, end + 1);
        var recurs = text.Is(text.Previous(first), DateWordKind.Every) || text.Is(first, DateWordKind.Often) || text.Is(text.Previous(first), DateWordKind.Often);
        var days = week.Text is not null ? [OfWeek(text.Today, name.Day, week.Value)] : Days(text.Today, name.Day, before);
        var plain = before == DateWordKind.Other && week.Text is null;
        return new DayItem(first, end, days) { Recurs = recurs, Weekday = plain ? name.Day : null, Part = name.Part };
    }

    /// <summary>The day of this weekday in the week so many weeks from the day's.</summary>
    public static DateOnly OfWeek(DateOnly day, DayOfWeek weekday, int weeks) => day.AddDays((int)weekday - (int)day.DayOfWeek + 7 * weeks);

    private static IReadOnlyList<DateOnly> Days(DateOnly today, DayOfWeek weekday, DateWordKind how)
    {
        var ahead = ((int)weekday - (int)today.DayOfWeek + 7) % 7;
        var next = today.AddDays(ahead == 0 ? 7 : ahead);
        return how switch
        {
            DateWordKind.Last => [ahead == 0 ? today.AddDays(-7) : today.AddDays(ahead - 7)],
            DateWordKind.AfterNext => [next.AddDays(7)],
            DateWordKind.Next when ahead > 0 && weekday > today.DayOfWeek => [next, next.AddDays(7)],
            DateWordKind.This when ahead == 0 => [today],
            DateWordKind.Other when ahead == 0 => [today, next],
            _ => [next],
        };
    }

    private static (DayOfWeek Day, int End, int Part)? NameAt(DateText text, int i, bool qualified)
    {
        var mark = text[i];
        switch (mark.Kind)
        {
            case DateWordKind.Weekday:
                return ((DayOfWeek)mark.Value, i + 1, 0);
            case DateWordKind.Motzash:
                return (DayOfWeek.Saturday, i + 1, 4);
            case DateWordKind.Often when mark.Text.EndsWith('s') && Enum.TryParse<DayOfWeek>(mark.Text[..^1], ignoreCase: true, out var often):
                return (often, i + 1, 0);
            case DateWordKind.Day when !mark.Has('ה'):
                var name = text[i + 1];
                if (name.Before == Gap.Sentence || name.Has('ה')) return null;
                if (name.Kind is DateWordKind.Ordinal or DateWordKind.Letter && !name.Led) return text.Is(i + 2, DateWordKind.Of) ? null : ((DayOfWeek)(name.Value - 1), i + 2, 0);
                if (name.Kind == DateWordKind.Weekday && name.Prefix.Length == 0 && IsHebrew(name)) return ((DayOfWeek)name.Value, i + 2, 0);
                var letter = name is { Kind: DateWordKind.Other, Text.Length: 1 } ? "אבגדהו".IndexOf(name.Text[0], StringComparison.Ordinal) : -1;
                return letter >= 0 ? ((DayOfWeek)letter, i + 2, 0) : name.Text == "ש" ? (DayOfWeek.Saturday, i + 2, 0) : null;
            case DateWordKind.Ordinal or DateWordKind.Letter:
                return qualified || HebrewStands(text, i) ? ((DayOfWeek)(mark.Value - 1), i + 1, 0) : null;
            case DateWordKind.Weak:
                return qualified || EnglishStands(text, i) ? ((DayOfWeek)mark.Value, i + 1, 0) : null;
            default:
                return null;
        }
    }

    // "בשלישי", "שלישי בארבע", "אפשר חמישי?", but not "הוא הגיע שלישי למירוץ" and not "השני".
    private static bool HebrewStands(DateText text, int i)
    {
        var mark = text[i];
        if (mark.Has('ה')) return false;
        var next = text[i + 1];
        if (text.Is(i + 1, DateWordKind.Of)) return false;
        var closes = next.Before != Gap.None;
        if (!closes && (next.Kind is DateWordKind.Next or DateWordKind.This or DateWordKind.Coming or DateWordKind.Last or DateWordKind.Part or DateWordKind.Noon or DateWordKind.At or DateWordKind.NextWeek or DateWordKind.ThisWeek or DateWordKind.Holiday or DateWordKind.Middle
            || HourFollows(text, i + 1))) return true;
        var previous = text.Previous(i);
        var or = text.Is(previous, DateWordKind.Or) && previous > 0 && text[previous - 1].Kind is not (DateWordKind.Other or DateWordKind.Never);
        if (or || text.Is(i + 1, DateWordKind.Or)) return true;
        if (mark.Kind == DateWordKind.Letter) return mark.Has('ב') || (mark.Has('ל') && closes);
        if (mark.Value <= 2 && (mark.Has('מ') || mark.Has('כ') || mark.Has('ש'))) return false;
        if (mark.Led) return mark.Value != 2 || closes || !TwoOf(text, next);
        if (closes) return previous < 0 || text[previous].Kind != DateWordKind.Never;
        if ((previous >= 0 && mark.Before == Gap.None) || mark.Prefix.Length > 0) return false;
        return mark.Value >= 3 || (next.Kind != DateWordKind.Never && !TwoOf(text, next) && next.Text[0] is not ('ב' or 'ל'));
    }

    // שני is also "two of": "בשני מקרים", "לשני הצדדים".
    private static bool TwoOf(DateText text, Mark next)
    {
        var word = text.Tokens[next.First].Text;
        return CountedNouns.Is(word, digits: true) || (next.Kind == DateWordKind.Other && word.Length > 3 && word[0] == 'ה' && !Followers.Is("definite", word));
    }

    private static bool HourFollows(DateText text, int i) => text[i].Led && text[i].Kind is DateWordKind.Digits or DateWordKind.Nf or DateWordKind.Quarter or DateWordKind.Half
        || (text[i].Kind is DateWordKind.Digits or DateWordKind.Nf && Clocks.Bare(text, i) is { } clock && !text.Counts(clock.End, true));

    private static bool EnglishStands(DateText text, int i)
    {
        var previous = text.Previous(i);
        if (text.Is(previous, DateWordKind.The)) return false;
        if (text[previous].Kind is DateWordKind.On or DateWordKind.At or DateWordKind.Or or DateWordKind.From or DateWordKind.Every or DateWordKind.Before or DateWordKind.After) return true;
        var next = text[i + 1];
        return next.Before != Gap.Sentence && next.Kind is DateWordKind.To or DateWordKind.Digits or DateWordKind.At or DateWordKind.Part or DateWordKind.Nth or DateWordKind.Month or DateWordKind.Or or DateWordKind.N or DateWordKind.Noon or DateWordKind.NextWeek || (text.Is(i + 1, DateWordKind.The) && text.NumberAt(i + 2) is not null);
    }

    private static bool IsHebrew(Mark mark) => mark.Text.Length > 0 && Characters.IsHebrew(mark.Text[0]);
}
