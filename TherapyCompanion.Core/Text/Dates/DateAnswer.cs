namespace TherapyCompanion.Core.Text.Dates;

/// <summary>A day, with its time where one is said. Local time: an office has one zone.</summary>
public readonly record struct Moment(DateOnly Date, TimeOnly? Time);

/// <summary>What a text says of when.</summary>
public enum DateAnswerKind
{
    /// <summary>The text names no day and no hour.</summary>
    None,

    /// <summary>One day is meant, perhaps with an hour.</summary>
    Resolved,

    /// <summary>A day or hour is named, and more than one can be meant: ask back.</summary>
    Ambiguous,
}

/// <summary>The reading of a text's dates and times.</summary>
/// <param name="Kind">Which of the three it is.</param>
/// <param name="When">What is meant; only when resolved.</param>
/// <param name="Candidates">What can be meant, in order of time; only when ambiguous.</param>
/// <param name="Spans">The words it rests on, in the original text.</param>
public sealed record DateAnswer(DateAnswerKind Kind, Moment? When, IReadOnlyList<Moment> Candidates, IReadOnlyList<TextSpan> Spans)
{
    public static DateAnswer None { get; } = new(DateAnswerKind.None, null, [], []);
}

/// <summary>
/// The hours at which people meet. A bare "at 3" has two readings, 03:00 and 15:00; those inside these hours count. With 07:00 to 21:30 the hours
/// 10 to 12 are before noon, 1 to 6 after it, and 7 to 9 stay ambiguous unless the rest of the text decides.
/// </summary>
/// <param name="From">The earliest hour that can be meant.</param>
/// <param name="Until">The latest.</param>
public sealed record MeetingHours(TimeOnly From, TimeOnly Until)
{
    public static MeetingHours Usual { get; } = new(new TimeOnly(7, 0), new TimeOnly(21, 30));

    internal bool Has(int minutes) => minutes >= Minutes(From) && minutes <= Minutes(Until);

    private static int Minutes(TimeOnly time) => time.Hour * 60 + time.Minute;
}
