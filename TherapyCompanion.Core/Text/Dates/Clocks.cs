using System.Globalization;

namespace TherapyCompanion.Core.Text.Dates;

/// <summary>
/// Reads hours: 16:30, 16.30, "at 3", "ב-3", "בשמונה וחצי", "רבע לשש", "half past two", "6pm". A number alone is an hour only after a
/// preposition or beside a day, and never when it counts something.
/// </summary>
internal static class Clocks
{
    /// <summary>The hour at a mark, or null.</summary>
    public static ClockItem? At(DateText text, int i)
    {
        if (text.Is(i, DateWordKind.Noon)) return new ClockItem(i, i + 1, 720, Fixed: true);
        if (text.Is(i, DateWordKind.Midnight)) return new ClockItem(i, i + 1, 0, Fixed: true);
        var at = i;
        var lead = Lead.None;
        while (text.Is(at, DateWordKind.At) || (text.Is(at, DateWordKind.Hour) && at > i) || (at == i && text.Is(at, DateWordKind.After, DateWordKind.Before)))
        {
            lead = Strength(text[at]) is var s && s > lead ? s : lead;
            at++;
            if (IsHourWord(text[at])) at++;
        }

        // "אותה שעה - שתיים", "שעה שלוש": said of the hour; "שעה אחת" is a length.
        if (at == i && IsHourWord(text[at]) && text.NumberAt(at + 1) is { Value: not 1 } && text[at + 1].Before != Gap.Sentence && !(text.Between(at + 1) is "-" or "־"))
            (at, lead) = (at + 1, Lead.Sure);
        if (at > i && text[at].Before == Gap.Sentence) return null;
        var mark = text[at];
        if (lead < Lead.Plain && mark.Has('ב')) lead = Lead.Plain;
        if (lead == Lead.None && (mark.Has('ל') || mark.Has('מ') || mark.Has('כ'))) lead = Lead.Faint;
        var read = Written(text, at, lead) ?? Past(text, at) ?? To(text, at) ?? Bare(text, at);
        if (read is not { } clock) return null;
        var sure = clock.Digital || clock.Fixed || clock.Alternative;
        clock = clock with { First = i, Alternative = false };
        var end = clock.End;
        if (text.Is(end, DateWordKind.Hour) && text[end].Before == Gap.None) (end, sure) = (end + 1, true);
        if (text.Is(end, DateWordKind.Ish)) end++;
        if (text.Follows(end, DateWordKind.Part)) return clock with { End = end + 1, Part = text[end].Value };
        clock = clock with { End = end };
        if (sure) return clock;
        if (text.Counts(clock.End, mark.Kind == DateWordKind.Digits) || mark.Kind == DateWordKind.N && text[at].Value == 1 && text[end].Before == Gap.None && text[end].Kind == DateWordKind.Other) return null;
        return lead >= Lead.Plain && (mark.Kind != DateWordKind.Digits || clock.Minutes <= 12 * 60 + 59 || lead == Lead.Sure) ? clock : clock with { Weak = true, Faint = lead == Lead.Faint };
    }

    private enum Lead { None, Faint, Plain, Sure }

    private static Lead Strength(Mark mark) => mark.Kind == DateWordKind.At ? (Lead)mark.Value : Lead.Faint;

    /// <summary>An hour alone: a number that a clock can show.</summary>
    public static ClockItem? Bare(DateText text, int i)
    {
        var mark = text[i];
        if (mark.Kind is not (DateWordKind.Nf or DateWordKind.N or DateWordKind.Digits) || mark.Has('ה')) return null;
        var digits = mark.Kind == DateWordKind.Digits;
        if (digits && mark.Text.Length == 4 && !mark.Text.Contains('/', StringComparison.Ordinal) && Int(mark.Text) is { } hhmm && hhmm % 100 < 60 && hhmm / 100 is >= 6 and < 24 && (mark.Has('ב') || text.Is(i - 1, DateWordKind.At)) && hhmm is not (>= 1900 and <= 2100))
            return new ClockItem(i, i + 1, hhmm / 100 * 60 + hhmm % 100, hhmm >= 1300) { Digital = true };
        if (text.NumberAt(i) is not { Suffixed: false } number || number.Kind == DateWordKind.Nth || number.Value > (digits ? 23 : 12) || (number.Value == 0 && mark.Text.Length != 2)) return null;
        // "five thirty", "seven forty-five"
        if (!digits && mark.Kind == DateWordKind.N && (text.Follows(number.End, DateWordKind.Tens) || text.Follows(number.End, DateWordKind.N)) && text.NumberAt(number.End) is { Value: >= 10 and < 60 } minutes)
            return Twelve(i, minutes.End, number.Value, minutes.Value);
        if (Added(text, number.End) is { } more) return Twelve(i, more.End, number.Value, more.Minutes) with { Alternative = true };
        return number.Value is 0 or > 12 ? new ClockItem(i, number.End, number.Value * 60, Fixed: true) { Weak = true } with { Fixed = true, Digital = false } : Twelve(i, number.End, number.Value, 0);
    }

    // "ש וחצי", "ורבע", "ועשרים", "ו-20", "ועשרים וחמש דקות"
    private static (int Minutes, int End)? Added(DateText text, int i)
    {
        var mark = text[i];
        if (mark.Before != Gap.None || mark.Prefix != "ו") return null;
        if (mark.Kind is DateWordKind.Half or DateWordKind.Quarter) return (mark.Value, i + 1);
        if (text.NumberAt(i) is not { } number || number.Value is < 1 or > 59 || (number.Value < 5 && !text.Is(number.End, DateWordKind.Minutes))) return null;
        return (number.Value, text.Is(number.End, DateWordKind.Minutes) && text[number.End].Value == 1 ? number.End + 1 : number.End);
    }

    // 16:30; 16.30 where it can be no day or stands where an hour stands.
    private static ClockItem? Written(DateText text, int i, Lead lead)
    {
        var mark = text[i];
        if (mark.Kind != DateWordKind.Digits) return null;
        var colon = mark.Text.Contains(':', StringComparison.Ordinal);
        var parts = mark.Text.Split(colon ? ':' : '.');
        if (parts.Length is not (2 or 3) || parts[0].Length > 2 || parts[1].Length != 2 || !(Int(parts[0]) is { } hour && Int(parts[1]) is { } minute) || hour > 24 || minute > 59) return null;
        if (hour == 24) hour = 0;
        if (!colon)
        {
            var noDay = minute is 0 or > 12 || hour == 0;
            var stands = lead > Lead.None || text[i + 1].Kind == DateWordKind.Part || (text.Previous(i) is >= 0 and var p && text[p].Kind is not (DateWordKind.Other or DateWordKind.Never));
            if (parts.Length == 3 || !(noDay && stands) && !(lead == Lead.Sure)) return null;
            if (text.Counts(i + 1, true)) return null;
        }

        var sure = hour is 0 or > 12 || parts[0][0] == '0';
        return new ClockItem(i, i + 1, hour * 60 + minute, sure) { Digital = true, Alternative = true };
    }

    // half past two, quarter past 7, ten past six
    private static ClockItem? Past(DateText text, int i)
    {
        if (text.Is(i, DateWordKind.Article)) i++;
        var (minutes, at) = Share(text, i);
        if (minutes == 0) return null;
        if (text[at] is { Kind: DateWordKind.Last, Text: "past" } && Hour(text, at + 1) is { } hour) return Twelve(i, hour.End, hour.Value, minutes) with { Alternative = true };
        // British "half two"
        return text[i] is { Kind: DateWordKind.Half, Text: "half" } && text.Is(i + 1, DateWordKind.N, DateWordKind.Digits) && text.Follows(i + 1, text[i + 1].Kind) && !text.Counts(i + 2, false) && Hour(text, i + 1) is { } half ? Twelve(i, half.End, half.Value, 30) with { Alternative = true } : null;
    }

    // quarter to 6, ten to five, רבע לשש, עשרה לעשר
    private static ClockItem? To(DateText text, int i)
    {
        var start = i;
        if (text.Is(i, DateWordKind.Article)) i++;
        if (text.Is(text.Previous(start), DateWordKind.From, DateWordKind.Between)) return null;
        var (minutes, at) = Share(text, i);
        if (minutes is 0 or 30 || text[at].Before == Gap.Sentence) return null;
        var hebrew = text[at].Prefix == "ל" && text[at].Kind is DateWordKind.Nf or DateWordKind.Digits && text[i].Kind is DateWordKind.Quarter or DateWordKind.Nm or DateWordKind.Tens or DateWordKind.Digits or DateWordKind.Nf;
        var english = (text.Is(i, DateWordKind.Quarter) && text[at].Text == "of") || text[at].Text is "to" or "till" or "til" or "before" && text[at].Kind is DateWordKind.To or DateWordKind.At or DateWordKind.Before;
        if (!hebrew && !english) return null;
        if (Hour(text, hebrew ? at : at + 1) is not { } hour || text.Counts(hour.End, true)) return null;
        // "ten to twelve" people, months: the counted noun was looked for; minutes are said in fives.
        return minutes % 5 != 0 ? null : Twelve(start, hour.End, hour.Value, 0) with { Minutes = (hour.Value * 60 - minutes + 720) % 720, Alternative = true, Fixed = false } is var clock
            && hour.Value > 12 ? clock with { Minutes = hour.Value * 60 - minutes, Fixed = true } : clock;
    }

    private static (int Minutes, int End) Share(DateText text, int i)
    {
        if (text.Is(i, DateWordKind.Half, DateWordKind.Quarter)) return (text[i].Value, i + 1);
        if (text.NumberAt(i) is not { Suffixed: false } number || number.Kind == DateWordKind.Nth || number.Value is not (5 or 10 or 15 or 20 or 25)) return (0, i);
        // Hebrew minutes are masculine, "חמש דקות לשש" apart: a feminine number alone is an hour.
        if (number.Kind == DateWordKind.Nf && !text.Is(number.End, DateWordKind.Minutes)) return (0, i);
        return (number.Value, text.Is(number.End, DateWordKind.Minutes) && text[number.End].Value == 1 ? number.End + 1 : number.End);
    }

    private static Numeral? Hour(DateText text, int i) =>
        text[i].Before == Gap.None && text[i].Kind is DateWordKind.Nf or DateWordKind.N or DateWordKind.Digits && text.NumberAt(i) is { Suffixed: false, Value: >= 1 and <= 23 } hour ? hour : null;

    private static bool IsHourWord(Mark mark) => mark is { Kind: DateWordKind.Minutes, Text: "שעה" };

    private static ClockItem Twelve(int first, int end, int hour, int minute) => new(first, end, hour * 60 + minute, hour > 12);

    private static int? Int(string digits) => int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : null;
}
