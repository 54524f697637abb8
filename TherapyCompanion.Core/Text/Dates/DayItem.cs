namespace TherapyCompanion.Core.Text.Dates;

/// <summary>Where a reading stands: marks from <see cref="First"/> to just before <see cref="End"/>.</summary>
internal abstract record DateItem(int First, int End);

/// <summary>A day named in the text.</summary>
/// <param name="Days">The days it can be; one when it is certain.</param>
internal sealed record DayItem(int First, int End, IReadOnlyList<DateOnly> Days) : DateItem(First, End)
{
    /// <summary>It comes back ("every Tuesday"): no day of its own.</summary>
    public bool Recurs { get; init; }

    /// <summary>The day of the week, when it is named by that alone.</summary>
    public DayOfWeek? Weekday { get; init; }

    /// <summary>The number of days of a feast or week named as a whole; 1 for a day.</summary>
    public int Length { get; init; } = 1;

    /// <summary>A distance in whole weeks ("in two weeks"), which a weekday beside it makes exact.</summary>
    public bool Weeks { get; init; }

    /// <summary>A number of a month without the month ("the 15th").</summary>
    public int DayOfMonth { get; init; }

    /// <summary>A part of the day that the word itself says ("tonight"), or 0.</summary>
    public int Part { get; init; }

    /// <summary>The hour, when it follows from the words themselves ("in two hours").</summary>
    public TimeOnly? Time { get; init; }

    /// <summary>"from Tuesday", "instead of Tuesday", "not on Tuesday": the day that is left behind when another is named.</summary>
    public bool Left { get; init; }

    public static DayItem One(int first, int end, DateOnly day) => new(first, end, [day]);
}

/// <summary>An hour named in the text.</summary>
/// <param name="Minutes">Minutes since midnight, on a clock of twelve hours unless <paramref name="Fixed"/>.</param>
/// <param name="Fixed">A clock of 24 hours.</param>
internal sealed record ClockItem(int First, int End, int Minutes, bool Fixed) : DateItem(First, End)
{
    /// <summary>Digits as on a digital clock in a Hebrew text: of two readings the one as written is meant.</summary>
    public bool Digital { get; init; }

    /// <summary>Only an hour if a day stands beside it.</summary>
    public bool Weak { get; init; }

    /// <summary>A weak one that a preposition leads into: the day may stand a little further off.</summary>
    public bool Faint { get; init; }

    /// <summary>The part of the day said with it, or 0.</summary>
    public int Part { get; init; }

    /// <summary>Joined by "or" to the hour before it.</summary>
    public bool Alternative { get; init; }
}

/// <summary>A part of the day: 1 morning, 2 noon, 3 afternoon, 4 evening, 5 night, 6 before dawn.</summary>
internal sealed record PartItem(int First, int End, int Part) : DateItem(First, End);
