using TherapyCompanion.Core.Text.Dates.Calendar;

namespace TherapyCompanion.Core.Text.Dates;

/// <summary>
/// Reads holidays: by name, their eves and ends, "after the holiday", candles of Hanukka, the middle days. A feast of several days is its first day
/// unless a day of it is named; after it is the first day without a holiday.
/// </summary>
internal static class HolidayDays
{
    // "The holiday" said before a small one may mean the next feast, if that is not further away than this.
    private const int FeastInSight = 90;

    /// <summary>The holiday at a mark with what leads into it, or null.</summary>
    public static DayItem? At(DateText text, int i)
    {
        if (Candle(text, i) is { } candle) return candle;
        var lead = IsEve(text[i]) ? DateWordKind.Eve : text[i].Kind;
        var at = i;
        if (lead is DateWordKind.Eve or DateWordKind.Outgoing or DateWordKind.After or DateWordKind.Before or DateWordKind.DayAfter or DateWordKind.DayBefore or DateWordKind.LastDay) at++;
        else lead = DateWordKind.Other;
        var day = 0;
        if (lead == DateWordKind.Other && DayOf(text, i) is { } inner) (day, at) = inner;
        // "the day after the eve of ...", "ערב יום כיפור", "יום אחרי חג הפסח"
        var eve = lead != DateWordKind.Eve && IsEve(text[at]);
        if (eve) at++;
        if (text.Is(at, DateWordKind.The) && text[at + 1].Kind is DateWordKind.Holiday) at++;
        if (at > i && text[at].Before == Gap.Sentence) return null;
        // Years ("last Purim", "בפורים שעבר", "since Pesach") and what is over.
        var end = at + 1;
        var last = (text.Is(end, DateWordKind.Last) && text[end].Before == Gap.None && IsHebrew(text[end])) || text[text.Previous(i)] is { Kind: DateWordKind.Last } or { Text: "since" or "מאז" };
        if (text.Is(end, DateWordKind.Last, DateWordKind.Next) && IsHebrew(text[end])) end++;
        // "Purim eve"
        if (lead == DateWordKind.Other && text.Follows(end, DateWordKind.Eve) && !IsHebrew(text[end])) (lead, end) = (DateWordKind.Eve, end + 1);
        var firsts = Firsts(text, at, lead, last);
        if (firsts.Count == 0) return null;
        var days = firsts.Select(f => Day(f.First, f.Length, lead, eve, day)).Distinct().Order().ToList();
        var whole = lead == DateWordKind.Other && !eve && day == 0;
        return new DayItem(i, end, whole && firsts[0].Middle ? Enumerable.Range(0, firsts[0].Length).Select(firsts[0].First.AddDays).ToList() : days)
        {
            Length = whole ? firsts[0].Length : 1,
            Part = lead == DateWordKind.Outgoing || (whole && text[at].Kind == DateWordKind.Holiday && HebrewHolidays.All[text[at].Value].Key == "seder") ? 4 : 0,
        };
    }

    private static DateOnly Day(DateOnly first, int length, DateWordKind lead, bool eve, int day)
    {
        if (eve) (first, length) = (first.AddDays(-1), 1);
        return lead switch
        {
            DateWordKind.Eve or DateWordKind.Before or DateWordKind.DayBefore => first.AddDays(-1),
            DateWordKind.Outgoing or DateWordKind.LastDay => first.AddDays(length - 1),
            DateWordKind.After or DateWordKind.DayAfter => AfterRest(first.AddDays(length), eve),
            _ => first.AddDays(day > 0 ? Math.Min(day, length) - 1 : 0),
        };
    }

    // Simchat Torah follows Sukkot at once: after Sukkot is after both.
    private static DateOnly AfterRest(DateOnly day, bool eve) => !eve && HebrewHolidays.On(day).Any(d => d.Holiday.Key == "simchat-torah" && d.Rests) ? day.AddDays(1) : day;

    private static List<(DateOnly First, int Length, bool Middle)> Firsts(DateText text, int at, DateWordKind lead, bool last)
    {
        var mark = text[at];
        switch (mark.Kind)
        {
            case DateWordKind.Holiday:
                return Of(text.Today, HebrewHolidays.All[mark.Value], last);
            case DateWordKind.WeeksPlural when lead != DateWordKind.Other || mark.Has('ב') || mark.Has('ל') || text.Is(at - 1, DateWordKind.After, DateWordKind.Before):
                var next = text[at + 1];
                var counts = next.Before == Gap.None && (next.Kind == DateWordKind.Of || Followers.Is("long", next.Text) || next.Text.StartsWith('ה'));
                return counts ? [] : Of(text.Today, HebrewHolidays.Named("shavuot"), last);
            case DateWordKind.TheHoliday when mark.Value == 0 || lead is not DateWordKind.Other:
                return TheHoliday(text.Today);
            case DateWordKind.Holidays when lead is DateWordKind.After or DateWordKind.DayAfter:
                return Of(text.Today, HebrewHolidays.Named("simchat-torah"), last);
            case DateWordKind.Holidays when lead is DateWordKind.Before or DateWordKind.Eve:
                return Of(text.Today, HebrewHolidays.Named("rosh-hashana"), last);
            case DateWordKind.Middle:
                return Nearest(text.Today, "sukkot-middle", "pesach-middle").Take(1).Select(o => (o.First, o.Length, true)).ToList();
            case DateWordKind.BetweenHolidays when HebrewHolidays.Named("sukkot").From(text.Today) is { } sukkot:
                // From the day after Rosh Hashana to the eve of Sukkot: a time, not a day.
                return [(sukkot.AddDays(-12), 12, true)];
            default:
                return [];
        }
    }

    private static List<(DateOnly First, int Length, bool Middle)> Of(DateOnly today, Holiday holiday, bool last) =>
        (last ? holiday.Before(today) : holiday.From(today)) is { } first ? [(first, holiday.Days, holiday.Rank == HolidayRank.Inner && holiday.Days > 1)] : [];

    private static List<(DateOnly First, int Length, bool Middle)> TheHoliday(DateOnly today)
    {
        var feast = Nearest(today, [.. HebrewHolidays.All.Where(h => h.Rank == HolidayRank.Feast).Select(h => h.Key)]).Take(1).ToList();
        var minor = Nearest(today, [.. HebrewHolidays.All.Where(h => h.Rank == HolidayRank.Minor).Select(h => h.Key)]).Take(1).ToList();
        if (feast.Count == 0 || minor.Count == 0 || minor[0].First > feast[0].First) return feast;
        return feast[0].First <= today.AddDays(FeastInSight) ? [minor[0], feast[0]] : minor;
    }

    private static IEnumerable<(DateOnly First, int Length, bool Middle)> Nearest(DateOnly today, params string[] keys) =>
        keys.Select(HebrewHolidays.Named).SelectMany(h => Of(today, h, false)).OrderBy(o => o.First);

    // "היום השני של פסח", "second day of Rosh Hashana", "שני של סוכות"
    private static (int Day, int At)? DayOf(DateText text, int i)
    {
        var at = i;
        if (text.Is(at, DateWordKind.The)) at++;
        if (text.Is(at, DateWordKind.Day) && text.Is(at + 1, DateWordKind.Ordinal)) at++;
        if (text[at].Kind is not (DateWordKind.Ordinal or DateWordKind.Nth)) return null;
        var day = text[at++].Value;
        if (text.Is(at, DateWordKind.Day)) at++;
        return text.Is(at, DateWordKind.Of) && text[at + 1].Kind is DateWordKind.Holiday or DateWordKind.Middle or DateWordKind.TheHoliday ? (day, at + 1) : null;
    }

    // The first candle is lit on the evening before the first day.
    private static DayItem? Candle(DateText text, int i)
    {
        var (number, at) = (0, i);
        if (text.Is(i, DateWordKind.Candle)) (number, at) = text[i + 1].Kind is DateWordKind.Ordinal ? (text[i + 1].Value, i + 2) : text.NumberAt(i + 1) is { } n ? (n.Value, n.End) : Late(text[i + 1].Text) is > 0 and var late ? (late, i + 2) : (0, i);
        else if (text[i].Kind is DateWordKind.Nth or DateWordKind.Ordinal && text.Is(i + 1, DateWordKind.Candle)) (number, at) = (text[i].Value, i + 2);
        if (number is < 1 or > 8) return null;
        var end = text.Is(at, DateWordKind.Of) && text.Is(at + 1, DateWordKind.Holiday) ? at + 2 : text.Is(at, DateWordKind.Holiday) ? at + 1 : at;
        var hanukka = HebrewHolidays.Named("hanukka");
        var first = hanukka.From(text.Today.AddDays(1)) ?? default;
        if (first == default) return null;
        var date = first.AddDays(number - 2);
        return DayItem.One(i, end, date < text.Today && hanukka.From(text.Today.AddDays(30)) is { } coming ? coming.AddDays(number - 2) : date) with { Part = 4 };
    }

    private static int Late(string word) => word switch { "שביעי" => 7, "שמיני" => 8, _ => 0 };

    // ערב is an evening too; before a holiday it is its eve.
    private static bool IsEve(Mark mark) => mark.Kind == DateWordKind.Eve || mark is { Kind: DateWordKind.Part, Text: "ערב" or "בערב" };

    private static bool IsHebrew(Mark mark) => mark.Text.Length > 0 && Characters.IsHebrew(mark.Text[0]);
}
