namespace TherapyCompanion.Core.Text.Dates;

/// <summary>The days, hours and parts of the day of a text, in order; days that say the same are one, parts of the day belong to their hour.</summary>
internal sealed class DateItems
{
    // An hour and its part of the day stand close: "ב-1.3 אחה"צ, ברבע לחמש".
    private const int NearPart = 4;
    private const int NearDay = 2;

    private readonly DateText text;

    public DateItems(DateText text)
    {
        this.text = text;
        Scan();
        JoinDays();
        JoinParts();
        DropEnds();
    }

    public List<DayItem> Days { get; } = [];

    public List<ClockItem> Clocks { get; } = [];

    private List<PartItem> Parts { get; } = [];

    /// <summary>Marks that stand between two items, in either order.</summary>
    public static int Distance(DateItem a, DateItem b) => Math.Max(0, a.First < b.First ? b.First - a.End : a.First - b.End);

    /// <summary>Whether "or" stands between two items and no sentence ends there.</summary>
    public bool Or(DateItem a, DateItem b)
    {
        for (var i = a.End; i <= b.First; i++)
        {
            if (text.Is(i, DateWordKind.Or)) return true;
        }

        return text.Between(b.First).Trim() is "/" && b.First == a.End;
    }

    /// <summary>Whether a sentence ends between two items.</summary>
    public bool Apart(DateItem a, DateItem b)
    {
        var (first, second) = a.First < b.First ? (a, b) : (b, a);
        for (var i = first.End; i <= second.First; i++)
        {
            if (text[i].Before == Gap.Sentence) return true;
        }

        return false;
    }

    private void Scan()
    {
        for (var i = 0; i < text.Marks.Count;)
        {
            var found = Longest(Distances.At(text, i), HolidayDays.At(text, i), CalendarDays.At(text, i), Weekdays.At(text, i), Dates.Clocks.At(text, i),
                text.Is(i, DateWordKind.Part) ? new PartItem(i, i + 1, text[i].Value) : null);
            switch (found)
            {
                case DayItem day: Days.Add(day with { Left = IsLeft(day) }); break;
                case ClockItem clock: Clocks.Add(clock); break;
                case PartItem part: Parts.Add(part); break;
            }

            i = Math.Max(i + 1, found?.End ?? 0);
        }
    }

    private static DateItem? Longest(params DateItem?[] items) => items.Where(i => i is not null).MaxBy(i => i!.End);

    // "from Tuesday", "instead of Tuesday", "not Tuesday", "Tuesday doesn't work"
    private bool IsLeft(DayItem day)
    {
        if (text.Is(text.Previous(day.First), DateWordKind.From) || text[day.First].Prefix.EndsWith('מ')) return true;
        var bound = Days.Count > 0 ? Days[^1].End : 0;
        for (int i = day.First, steps = 0; steps < 4 && i > bound && text[i].Before == Gap.None; steps++)
        {
            i--;
            if (text.Is(i, DateWordKind.NotThis, DateWordKind.InsteadOf)) return true;
            if (text.Is(i, DateWordKind.But, DateWordKind.Or)) return false;
        }

        for (var i = day.End; i < day.End + 2 && text[i].Before == Gap.None; i++)
        {
            if (text.Is(i, DateWordKind.NotThis)) return true;
        }

        return false;
    }

    /// <summary>Whether the day is led by "to" or ל.</summary>
    public bool IsTarget(DayItem day) => text[day.First].Prefix.EndsWith('ל') || text.Is(text.Previous(day.First), DateWordKind.To);

    // "Monday to Friday", "א'-ה'": days that come back, unless something is moved.
    private bool Stretches(DayItem a, DayItem b) => a.Weekday is not null && b.Weekday is not null && text[a.First].Prefix.Length == 0
        && !text.Is(text.Previous(a.First), DateWordKind.From) && text.Marks.All(m => m.Kind != DateWordKind.Moved)
        && ((Distance(a, b) == 1 && (text.Is(a.End, DateWordKind.To) || text[a.End].Text is "עד" or "till" or "until" or "through" or "thru")) || (Distance(a, b) == 0 && text.Between(b.First) is "-" or "–" or "־"));

    private void JoinDays()
    {
        for (var i = 0; i + 1 < Days.Count; i++)
        {
            if (Stretches(Days[i], Days[i + 1])) (Days[i], Days[i + 1]) = (Days[i] with { Recurs = true }, Days[i + 1] with { Recurs = true });
        }

        for (var i = 0; i + 1 < Days.Count;)
        {
            if (Joined(Days[i], Days[i + 1]) is { } one)
            {
                Days[i] = one;
                Days.RemoveAt(i + 1);
                i = Math.Max(0, i - 1);
            }
            else
            {
                i++;
            }
        }
    }

    private DayItem? Joined(DayItem a, DayItem b)
    {
        if (a.Recurs != b.Recurs || a.Left != b.Left || Or(a, b)) return null;
        var near = Distance(a, b) <= NearDay;
        var (weekday, other) = a.Weekday is not null ? (a, b) : (b, a);
        var both = a with { End = b.End, Part = Math.Max(a.Part, b.Part), Time = a.Time ?? b.Time, Weekday = null, Length = 1, Weeks = false, Left = a.Left && b.Left };
        if (near && weekday.Weekday is { } name && other.Weekday is null)
        {
            if (other.DayOfMonth > 0 && CalendarDays.NextNumber(text.Today, other.DayOfMonth, name) is { } numbered) return both with { Days = [numbered] };
            var named = other.Days.Where(d => d.DayOfWeek == name).ToList();
            if (named.Count > 0) return both with { Days = named };
            if (other.Weeks) return both with { Days = [Weekdays.OfWeek(other.Days[0], name, 0)] };
            var inside = other.Length > 1 && Distance(a, b) <= 1 ? Enumerable.Range(0, other.Length).Select(other.Days[0].AddDays).Where(d => d.DayOfWeek == name).Take(1).ToList() : [];
            if (inside.Count > 0) return both with { Days = inside };
            if (other.Length == 1 && text[other.First].Kind is DateWordKind.After or DateWordKind.Before && other.Days.Count == 1)
                return both with { Days = [Beside(other.Days[0], name, text[other.First].Kind == DateWordKind.After)] };
        }

        var shared = a.Days.Intersect(b.Days).ToList();
        return shared.Count > 0 ? both with { Days = shared, Weekday = a.Weekday == b.Weekday ? a.Weekday : null, Length = Math.Min(a.Length, b.Length) } : null;
    }

    // "the Sunday after Pesach": the day after it is the first that counts.
    private static DateOnly Beside(DateOnly day, DayOfWeek weekday, bool after)
    {
        while (day.DayOfWeek != weekday) day = day.AddDays(after ? 1 : -1);
        return day;
    }

    private void JoinParts()
    {
        foreach (var part in Parts)
        {
            var clock = Clocks.Where(c => c.Part == 0 && Distance(c, part) <= NearPart && !Apart(c, part)).MinBy(c => Distance(c, part) * 2 + (c.First > part.First ? 1 : 0));
            var day = Days.Where(d => Distance(d, part) <= NearDay && !Apart(d, part)).MinBy(d => Distance(d, part) * 2 + (d.First > part.First ? 1 : 0));
            if (clock is not null && (day is null || Distance(clock, part) <= Distance(day, part) || !Days.Any(d => d.First > Math.Min(clock.First, part.First) && d.First < Math.Max(clock.First, part.First))))
                Clocks[Clocks.IndexOf(clock)] = clock with { Part = part.Part, Weak = clock.Weak && Distance(clock, part) > 1 };
            else if (part.Part == 2 && day is not null)
                Clocks.Add(new ClockItem(part.First, part.End, 720, Fixed: true) { Weak = true });
            else if (day is { Part: 0 })
                Days[Days.IndexOf(day)] = day with { Part = part.Part, End = day.End == part.First ? part.End : day.End };
        }

        Clocks.Sort((a, b) => a.First.CompareTo(b.First));
    }

    // "3-5", "from 3 to 5", "משלוש עד חמש": a stretch is known by its beginning, a move by its end. "or" and "between" leave both.
    private void DropEnds()
    {
        var moves = text.Marks.Any(m => m.Kind == DateWordKind.Moved);
        for (var i = 0; i + 1 < Clocks.Count; i++)
        {
            var (a, b) = (Clocks[i], Clocks[i + 1]);
            if (Distance(a, b) > 1 || Or(a, b))
            {
                if (Or(a, b) && Distance(a, b) <= 1) Clocks[i + 1] = b with { Alternative = true };
                continue;
            }

            if (text.Is(text.Previous(a.First), DateWordKind.Between)) Clocks[i + 1] = b with { Alternative = true };
            else if (Stretches(a, b))
            {
                var kept = moves ? b : a;
                Clocks[i] = kept with { First = a.First, End = b.End, Part = kept.Part > 0 ? kept.Part : b.Part, Weak = a.Weak && b.Weak };
                Clocks.RemoveAt(i + 1);
                i--;
            }
        }
    }

    private bool Stretches(ClockItem a, ClockItem b) =>
        text.Is(a.End, DateWordKind.To) || text.Is(b.First, DateWordKind.At) && text[b.First].Text is "till" or "until" or "til" or "עד" || text[b.First].Has('ל')
        || (a.End == b.First && text.Between(b.First).Trim() is "-" or "–" or "—" or "־");
}
