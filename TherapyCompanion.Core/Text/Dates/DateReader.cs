namespace TherapyCompanion.Core.Text.Dates;

/// <summary>
/// Reads when a text means, in Hebrew and English, against a now: one moment, several that it can be, or none. Local time of the office.
/// A weekday alone is the next one; a day without a year is the next such day; an hour alone the next time the clock shows it.
/// </summary>
public static class DateReader
{
    // A day further from its hour than this belongs to something else, across a sentence sooner.
    private const int FarHour = 12;
    private const int FaintHour = 3;
    private const int SentenceCost = 4;
    private const int LongestText = 4_000;

    /// <summary>The reading. Never fails; only the first 4,000 characters count, and years from 1700 to 2200.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="now">Local date and time at which it is said.</param>
    /// <param name="hours">The hours at which people meet, which decide between morning and evening; usual ones when null.</param>
    /// <param name="language">"he" or "en": how numbers like 3/4 are read; by the letters when null.</param>
    public static DateAnswer Read(string? text, DateTime now, MeetingHours? hours = null, string? language = null)
    {
        if (string.IsNullOrWhiteSpace(text) || now.Year is < 1700 or > 2200) return DateAnswer.None;
        var read = new DateText(text.Length > LongestText ? text[..LongestText] : text, now, hours ?? MeetingHours.Usual, language ?? TextLanguage.Of(text));
        var items = new DateItems(read);
        var links = Link(items);
        var days = Meant(read, items, links);
        var recurring = links.Where(l => l.Value is { Recurs: true }).Select(l => l.Key).ToHashSet();
        var used = new List<DateItem>();
        var moments = new List<Moment>();
        if (days.Count > 0)
        {
            used.AddRange(days);
            foreach (var day in days) moments.AddRange(On(read, day, Clocks(items, links, days, day), used));
        }
        else
        {
            var alone = items.Clocks.Where(c => !c.Weak && !recurring.Contains(c)).ToList();
            used.AddRange(alone);
            moments.AddRange(alone.SelectMany(c => ClockReadings.Alone(read, c, c.Part)));
        }

        return Answer(read, moments.Distinct().OrderBy(m => m.Date).ThenBy(m => m.Time).ToList(), used);
    }

    private static DateAnswer Answer(DateText text, List<Moment> moments, List<DateItem> used)
    {
        var spans = used.Distinct().Select(u => text.Span(u.First, u.End)).OrderBy(s => s.Start).ToList();
        return moments.Count switch
        {
            0 => DateAnswer.None,
            1 => new DateAnswer(DateAnswerKind.Resolved, moments[0], [], spans),
            _ => new DateAnswer(DateAnswerKind.Ambiguous, null, moments, spans),
        };
    }

    // Each hour belongs to the nearest day, rather the one before it; a faint hour only to a day beside it.
    private static Dictionary<ClockItem, DayItem?> Link(DateItems items)
    {
        var links = new Dictionary<ClockItem, DayItem?>(ReferenceEqualityComparer.Instance);
        ClockItem? previous = null;
        foreach (var clock in items.Clocks)
        {
            int Cost(DayItem day) => DateItems.Distance(clock, day) * 2 + (day.First > clock.First ? 1 : 0) + (items.Apart(clock, day) ? SentenceCost : 0);
            var day = items.Days.MinBy(Cost);
            var near = day is not null && DateItems.Distance(clock, day) <= (clock.Faint ? FaintHour : clock.Weak ? 1 : FarHour) && (!clock.Weak || !items.Apart(clock, day));
            links[clock] = near ? day : null;
            // "10 or 11 tomorrow": the pair is as near as its nearer half.
            if (clock.Alternative && previous is not null)
            {
                if (links[previous] is null && near) links[previous] = day;
                else if (links[previous] is { } earlier) links[clock] = earlier;
            }

            previous = clock;
        }

        return links;
    }

    // Of several days: not those that recur, are left behind or over when another is to come; those with an hour before those without.
    private static List<DayItem> Meant(DateText text, DateItems items, Dictionary<ClockItem, DayItem?> links)
    {
        var days = items.Days.Where(d => !d.Recurs).ToList();
        if (days.Count < 2) return days;
        var left = days.Where(d => d.Left).SelectMany(d => d.Days).ToList();
        if (left.Count > 0 && days.Any(d => !d.Left)) days = [.. days.Where(d => !d.Left).Select(d => Without(links, d, left))];
        if (days.Any(d => d.Days[0] >= text.Today)) days = [.. days.Where(d => d.Days[^1] >= text.Today)];
        // "move tomorrow's to Sunday": the day it moves to.
        if (text.Marks.Any(m => m.Kind == DateWordKind.Moved) && days.Where(d => items.IsTarget(d)).ToList() is { Count: > 0 } targets) days = targets;
        var groups = new List<List<DayItem>>();
        foreach (var day in days)
        {
            if (groups.Count > 0 && items.Or(groups[^1][^1], day) && DateItems.Distance(groups[^1][^1], day) <= FarHour) groups[^1].Add(day);
            else groups.Add([day]);
        }

        bool HasHour(List<DayItem> group) => group.Any(d => d.Time is not null || links.Any(l => ReferenceEquals(l.Value, d)));
        return [.. (groups.Any(HasHour) ? groups.Where(HasHour) : groups).SelectMany(g => g)];
    }

    // "not this Friday but next Friday": what is left behind can't be meant by the other.
    private static DayItem Without(Dictionary<ClockItem, DayItem?> links, DayItem day, List<DateOnly> left)
    {
        var rest = day.Days.Except(left).ToList();
        if (rest.Count == 0 || rest.Count == day.Days.Count) return day;
        var narrowed = day with { Days = rest };
        foreach (var clock in links.Where(l => ReferenceEquals(l.Value, day)).Select(l => l.Key).ToList()) links[clock] = narrowed;
        return narrowed;
    }

    // A day of an "or" without an hour of its own shares one that stands before or behind all of them.
    private static List<ClockItem> Clocks(DateItems items, Dictionary<ClockItem, DayItem?> links, List<DayItem> days, DayItem day)
    {
        var own = items.Clocks.Where(c => ReferenceEquals(links[c], day)).ToList();
        if (own.Count > 0 || day.Time is not null || day.Part > 0) return own;
        var others = items.Clocks.Where(c => links[c] is { } d && days.Contains(d)).ToList();
        return others.Count > 0 && (others.All(c => c.First > days[^1].First) || others.All(c => c.First < days[0].First)) && days.Count > 1 ? others : [];
    }

    private static IEnumerable<Moment> On(DateText text, DayItem day, List<ClockItem> clocks, List<DateItem> used)
    {
        if (day.Time is { } time) return [new Moment(day.Days[0], time)];
        if (clocks.Count == 0) return day.Days.Select(d => new Moment(d, null));
        used.AddRange(clocks);
        var night = day.Part is 4 or 5;
        var moments = day.Days.SelectMany(d => clocks.SelectMany(c => ClockReadings.On(text, d, c, c.Part > 0 ? c.Part : day.Part, night))).ToList();
        // "Sunday at 3" said on a Sunday at four can't be today.
        var ahead = moments.Where(m => m.Date.ToDateTime(m.Time ?? TimeOnly.MaxValue) > text.Now).ToList();
        return day.Days.Count > 1 && ahead.Count > 0 ? ahead : moments;
    }
}
