namespace TherapyCompanion.Core.Text.Dates;

/// <summary>What an hour can mean on a day: by the part of the day said with it, else by the hours at which people meet.</summary>
internal static class ClockReadings
{
    private const int Noon = 12 * 60;
    private const int Day = 24 * 60;

    /// <summary>The moments that an hour on a day can mean.</summary>
    /// <param name="part">The part of the day, 0 for none.</param>
    /// <param name="night">The day was named by its evening or night, so that small hours belong to the next date.</param>
    public static IEnumerable<Moment> On(DateText text, DateOnly date, ClockItem clock, int part, bool night)
    {
        var options = Options(text, clock, part).ToList();
        if (options.Count > 1 && date == text.Today)
        {
            var now = text.Now.Hour * 60 + text.Now.Minute;
            var ahead = options.Where(m => m > now).ToList();
            if (ahead.Count > 0) options = ahead;
        }

        return options.Select(m => new Moment((night && m < 5 * 60) || (m == 0 && date == text.Today) ? date.AddDays(1) : date, new TimeOnly(m / 60, m % 60)));
    }

    /// <summary>The moments that an hour without a day can mean: the next time the clock shows it.</summary>
    public static IEnumerable<Moment> Alone(DateText text, ClockItem clock, int part)
    {
        var now = text.Now.Hour * 60 + text.Now.Minute;
        var options = Options(text, clock, part).ToList();
        var ahead = options.Where(m => m > now).ToList();
        var day = ahead.Count > 0 ? text.Today : text.Today.AddDays(1);
        return (ahead.Count > 0 ? ahead : options).Select(m => new Moment(day, new TimeOnly(m / 60, m % 60)));
    }

    private static IEnumerable<int> Options(DateText text, ClockItem clock, int part)
    {
        if (clock.Fixed && (part == 0 || clock.Minutes is 0 or >= Noon + 60)) return [clock.Minutes];
        var twelve = clock.Minutes % Noon;
        if (part > 0) return [In(part, twelve)];
        if (clock.Fixed) return [clock.Minutes];
        var inside = new[] { twelve, twelve + Noon }.Where(text.Hours.Has).ToList();
        if (inside.Count == 2 && clock.Digital && text.Language == "he") return [clock.Minutes];
        return inside.Count > 0 ? inside : [twelve + Noon];
    }

    // The clock of twelve hours in a part of the day: one in the afternoon, eleven in the morning, twelve at night.
    private static int In(int part, int twelve) => part switch
    {
        1 or 6 => twelve,
        2 => twelve >= 9 * 60 ? twelve : twelve + Noon,
        3 => twelve + Noon,
        4 => twelve < 60 ? twelve : twelve + Noon,
        _ => twelve >= 5 * 60 ? (twelve + Noon) % Day : twelve,
    };
}
