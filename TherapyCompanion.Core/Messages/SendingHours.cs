using Microsoft.EntityFrameworkCore;
using TherapyCompanion.Core.Patients.Details;

namespace TherapyCompanion.Core.Messages;

/// <summary>
/// The hours in which messages leave, by the practice's wall clock, and the rest times of the person they go to. All arithmetic is on
/// the zone's own rules, so that an hour that daylight saving skips or repeats is handled: a skipped opening moves to the first valid
/// minute after it.
/// </summary>
public sealed record SendingHours(TimeZoneInfo Zone, TimeOnly OpensAt, TimeOnly ClosesAt)
{
    // A week and a day: rest times come again every week.
    private const int DaysAhead = 8;

    /// <summary>When nothing is sent to this one person.</summary>
    public RestTimes Rest { get; init; } = RestTimes.None;

    /// <summary>Whether a message may leave at this moment.</summary>
    public bool Allow(DateTimeOffset at) => IsOpen(at) && LeavesInPeace(at);

    /// <summary>
    /// The given moment if it lies within the hours, else the next that does. Where a person's rest times leave nothing of the
    /// practice's hours, the person's win, and it is the next moment that they allow.
    /// </summary>
    public DateTimeOffset NextFrom(DateTimeOffset at) => Next(at, open: true) ?? Next(at, open: false) ?? at;

    /// <summary>A wall-clock time of a day as a moment.</summary>
    public DateTimeOffset At(DateOnly day, TimeOnly time)
    {
        var wall = day.ToDateTime(time);
        while (Zone.IsInvalidTime(wall)) wall = wall.AddMinutes(1);
        return new DateTimeOffset(wall, Zone.GetUtcOffset(wall)).ToUniversalTime();
    }

    private DateTimeOffset? Next(DateTimeOffset at, bool open)
    {
        var last = at.AddDays(DaysAhead);
        while (at < last)
        {
            if (open && !IsOpen(at)) at = NextOpening(at);
            else if (LeavesInPeace(at)) return at;
            else at = NextEdge(at);
        }

        return null;
    }

    private bool IsOpen(DateTimeOffset at)
    {
        var time = TimeOnly.FromDateTime(Local(at));
        return time >= OpensAt && time < ClosesAt;
    }

    private bool LeavesInPeace(DateTimeOffset at) => Rest.IsNone || Rest.Allow(Local(at).DayOfWeek, TimeOnly.FromDateTime(Local(at)));

    private DateTimeOffset NextOpening(DateTimeOffset at)
    {
        var local = Local(at);
        var day = DateOnly.FromDateTime(local);
        return At(TimeOnly.FromDateTime(local) >= ClosesAt ? day.AddDays(1) : day, OpensAt);
    }

    // Rest ends with quiet hours or with a day.
    private DateTimeOffset NextEdge(DateTimeOffset at)
    {
        var day = DateOnly.FromDateTime(Local(at));
        var midnight = At(day.AddDays(1), TimeOnly.MinValue);
        return Rest.Until is { } until && At(day, until) is var end && end > at && end < midnight ? end : midnight;
    }

    private DateTime Local(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, Zone).DateTime;
}

/// <summary>The hours in which something may leave for one person.</summary>
public static class SendingHoursQueries
{
    public static async Task<SendingHours> HoursOfAsync(this ITherapyDb db, Guid patientId, CancellationToken ct)
    {
        var practice = await db.Practices.AsNoTracking().SingleAsync(p => p.Id == db.Actor.PracticeId, ct);
        var rest = await db.Patients.Where(p => p.Id == patientId).Select(p => p.Rest).SingleAsync(ct);
        return practice.SendingHours() with { Rest = await db.RestAsync(patientId, rest, ct) };
    }

    /// <summary>This moment, if something may leave for this person now, else the next at which it may.</summary>
    public static async Task<DateTimeOffset> NextHourAsync(this ITherapyDb db, Guid patientId, DateTimeOffset now, CancellationToken ct) =>
        (await db.HoursOfAsync(patientId, ct)).NextFrom(now);
}
