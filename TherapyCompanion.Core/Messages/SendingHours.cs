namespace TherapyCompanion.Core.Messages;

/// <summary>
/// The hours in which messages leave, by the practice's wall clock. All arithmetic is on the zone's own rules, so that an
/// hour that daylight saving skips or repeats is handled: a skipped opening moves to the first valid minute after it.
/// </summary>
public sealed record SendingHours(TimeZoneInfo Zone, TimeOnly OpensAt, TimeOnly ClosesAt)
{
    /// <summary>Whether a message may leave at this moment.</summary>
    public bool Allow(DateTimeOffset at)
    {
        var time = TimeOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, Zone).DateTime);
        return time >= OpensAt && time < ClosesAt;
    }

    /// <summary>The given moment if it lies within the hours, else the next opening.</summary>
    public DateTimeOffset NextFrom(DateTimeOffset at)
    {
        if (Allow(at)) return at;
        var local = TimeZoneInfo.ConvertTime(at, Zone).DateTime;
        var day = DateOnly.FromDateTime(local);
        if (TimeOnly.FromDateTime(local) >= ClosesAt) day = day.AddDays(1);
        return At(day, OpensAt);
    }

    /// <summary>A wall-clock time of a day as a moment.</summary>
    public DateTimeOffset At(DateOnly day, TimeOnly time)
    {
        var wall = day.ToDateTime(time);
        while (Zone.IsInvalidTime(wall)) wall = wall.AddMinutes(1);
        return new DateTimeOffset(wall, Zone.GetUtcOffset(wall)).ToUniversalTime();
    }
}
