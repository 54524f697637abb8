using System.Globalization;
using Microsoft.Extensions.Localization;
using TherapyCompanion.Web.Resources;

namespace TherapyCompanion.Web.Live;

/// <summary>Gives the practice's wall clock to a page.</summary>
public sealed class WallClock(Me me, TimeProvider clock, IStringLocalizer<AppText> texts)
{
    private Wall? _wall;

    public async ValueTask<Wall> GetAsync() =>
        _wall ??= new Wall(TimeZoneInfo.FindSystemTimeZoneById((await me.GetAsync()).TimeZone), clock, texts);
}

/// <summary>Times and dates by the practice's clock, in words of the page's language. No ranges with a dash (guide §3.4).</summary>
public sealed class Wall(TimeZoneInfo zone, TimeProvider clock, IStringLocalizer<AppText> texts)
{
    public DateTimeOffset Now => clock.GetUtcNow();

    public DateOnly Today => DayOf(Now);

    public DateTime Local(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, zone).DateTime;

    public DateOnly DayOf(DateTimeOffset at) => DateOnly.FromDateTime(Local(at));

    /// <summary>The moment of a wall-clock time; one that daylight saving skips becomes the next that exists.</summary>
    public DateTimeOffset Moment(DateTime wall)
    {
        wall = DateTime.SpecifyKind(wall, DateTimeKind.Unspecified);
        while (zone.IsInvalidTime(wall)) wall = wall.AddMinutes(1);
        return new DateTimeOffset(wall, zone.GetUtcOffset(wall)).ToUniversalTime();
    }

    /// <summary>«21:06».</summary>
    public string Time(DateTimeOffset at) => Local(at).ToString("HH:mm", CultureInfo.InvariantCulture);

    /// <summary>«24.11», with the year when it is another one.</summary>
    public string Date(DateTimeOffset at)
    {
        var day = DayOf(at);
        return day.ToString(day.Year == Today.Year ? texts[nameof(AppText.DateFormat)] : texts[nameof(AppText.DateYearFormat)], CultureInfo.CurrentUICulture);
    }

    /// <summary>«24.11.2026».</summary>
    public string DateYear(DateTimeOffset at) => DayOf(at).ToString(texts[nameof(AppText.DateYearFormat)], CultureInfo.CurrentUICulture);

    /// <summary>«יום ג׳, 24.11».</summary>
    public string DayDate(DateTimeOffset at) => $"{Day(at)}, {Date(at)}";

    /// <summary>«יום ג׳».</summary>
    public string Day(DateTimeOffset at) => texts["Day" + (int)Local(at).DayOfWeek];

    /// <summary>«מחר ב־08:30».</summary>
    public string When(DateTimeOffset at) => (DayOf(at).DayNumber - Today.DayNumber) switch
    {
        0 => texts[nameof(AppText.TodayAt), Time(at)],
        1 => texts[nameof(AppText.TomorrowAt), Time(at)],
        -1 => texts[nameof(AppText.YesterdayAt), Time(at)],
        _ => texts[nameof(AppText.OnDayAt), Day(at), Date(at), Time(at)],
    };

    /// <summary>«מ־20:40», «מאתמול», «מ־24.11».</summary>
    public string Since(DateTimeOffset at) => (Today.DayNumber - DayOf(at).DayNumber) switch
    {
        0 => texts[nameof(AppText.SinceTime), Time(at)],
        1 => texts[nameof(AppText.SinceYesterday)],
        _ => texts[nameof(AppText.SinceDate), Date(at)],
    };

    /// <summary>«לפני 9 דקות».</summary>
    public string Ago(DateTimeOffset at) => (Now - at) switch
    {
        { TotalMinutes: < 1 } => texts[nameof(AppText.JustNow)],
        { TotalHours: < 1 } span => texts.Plural(nameof(AppText.MinutesAgo_n), (int)span.TotalMinutes),
        { TotalDays: < 1 } span => texts.Plural(nameof(AppText.HoursAgo_n), (int)span.TotalHours),
        var span => texts.Plural(nameof(AppText.DaysAgo_n), (int)span.TotalDays),
    };
}
