using System.Text.Json;

namespace TherapyCompanion.Core.Patients.Details;

/// <summary>
/// When nothing is sent to one person: whole days of the week, and hours of every day, which may run over midnight. A rest on
/// Saturday begins on Friday afternoon (guide §8.6). By the practice's wall clock.
/// </summary>
/// <param name="From">Both or neither: the hours from which and until which it is quiet.</param>
public sealed record RestTimes(IReadOnlyList<DayOfWeek> Days, TimeOnly? From, TimeOnly? Until)
{
    /// <summary>From here on Friday belongs to a rest on Saturday.</summary>
    public static readonly TimeOnly EveOfSaturday = new(14, 0);

    public static readonly RestTimes None = new([], null, null);

    public bool IsNone => Days.Count == 0 && From is null;

    /// <summary>Whether it leaves some time on some day: without any, nothing would ever be sent.</summary>
    public Refusal? Check()
    {
        if (From is null != Until is null || (From is not null && From == Until)) return DetailsRefusals.QuietHalf;
        return Enum.GetValues<DayOfWeek>().Except(Days).Any(d => Enumerable.Range(0, 24 * 60).Any(m => Allow(d, TimeOnly.MinValue.AddMinutes(m))))
            ? null
            : DetailsRefusals.NoTimeLeft;
    }

    /// <summary>Whether something may be sent at this hour of this day.</summary>
    public bool Allow(DayOfWeek day, TimeOnly time)
    {
        if (Days.Contains(day)) return false;
        if (day is DayOfWeek.Friday && time >= EveOfSaturday && Days.Contains(DayOfWeek.Saturday)) return false;
        if (From is not { } from || Until is not { } until) return true;
        return from < until ? time < from || time >= until : time < from && time >= until;
    }

    /// <summary>For the sealed column.</summary>
    public string Write() => JsonSerializer.Serialize(this);

    public static RestTimes Read(string words) => JsonSerializer.Deserialize<RestTimes>(words)!;

    public bool Equals(RestTimes? other) =>
        other is not null && From == other.From && Until == other.Until && Days.Order().SequenceEqual(other.Days.Order());

    public override int GetHashCode() => HashCode.Combine(From, Until, Days.Count);
}
