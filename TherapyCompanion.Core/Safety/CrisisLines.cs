using System.Text.Json;

namespace TherapyCompanion.Core.Safety;

/// <summary>A text in the languages of the pages.</summary>
public sealed record LineText(string He, string En)
{
    /// <param name="language">Two letters; anything but "he" reads English.</param>
    public string In(string language) => language == "he" ? He : En;
}

/// <summary>When a line answers on some days: from an hour to midnight.</summary>
public sealed record LineHours(IReadOnlyList<DayOfWeek> Days, TimeOnly From);

/// <summary>People to turn to, by telephone or in writing.</summary>
/// <param name="Tel">The number, or null for a line that is written to.</param>
/// <param name="Url">Where to write, or null for a telephone line.</param>
/// <param name="Name">What the line is called in a sentence.</param>
/// <param name="Call">What stands on the button.</param>
/// <param name="About">Who answers, and when.</param>
/// <param name="Hours">Null when it answers at any hour.</param>
public sealed record CrisisLine(string Id, string? Tel, string? Url, LineText Name, LineText Call, LineText About, IReadOnlyList<LineHours>? Hours)
{
    /// <summary>Whether it answers at this moment of the wall clock. Holiday eves are not known here: the line itself says it then.</summary>
    public bool IsOpen(DateTime local) =>
        Hours is null || Hours.Any(h => h.Days.Contains(local.DayOfWeek) && TimeOnly.FromDateTime(local) >= h.From);

    /// <summary>When it opens next; null when it is open, or always is.</summary>
    public DateTime? OpensAt(DateTime local) => IsOpen(local)
        ? null
        : Enumerable.Range(0, 8)
            .SelectMany(d => Hours!.Where(h => h.Days.Contains(local.AddDays(d).DayOfWeek)).Select(h => local.Date.AddDays(d) + h.From.ToTimeSpan()))
            .Where(t => t > local).Order().Cast<DateTime?>().FirstOrDefault();
}

/// <summary>
/// The help lines, as data with the day they were last checked, and the order in which a person is shown them. No model,
/// no network and no database stands between a person and these.
/// </summary>
public static class CrisisLines
{
    private static readonly FileOfLines File = Read();

    /// <summary>The day somebody last checked the numbers and hours.</summary>
    public static DateOnly LastChecked => File.LastChecked;

    public static CrisisLine Eran => ById("eran");

    /// <summary>For the page that anybody may open: talking first, then what is for danger to life.</summary>
    public static IReadOnlyList<CrisisLine> All => Of("eran", "sahar", "ambulance", "police", "welfare");

    /// <summary>For a finding, the most fitting first; empty when it calls for no card.</summary>
    public static IReadOnlyList<CrisisLine> For(CrisisLevel level, CrisisKind kind) => (level, kind) switch
    {
        (CrisisLevel.None or CrisisLevel.Low, _) => [],
        (_, CrisisKind.Violence) => Of("police", "welfare", "eran"),
        (CrisisLevel.Imminent, _) or (_, CrisisKind.Overdose) => Of("ambulance", "police", "eran"),
        _ => Of("eran", "sahar", "ambulance", "police"),
    };

    private static IReadOnlyList<CrisisLine> Of(params string[] ids) => [.. ids.Select(ById)];

    private static CrisisLine ById(string id) => File.Lines.Single(l => l.Id == id);

    private static FileOfLines Read()
    {
        using var stream = typeof(CrisisLines).Assembly.GetManifestResourceStream("TherapyCompanion.Core.Safety.crisis-lines.json")
            ?? throw new InvalidOperationException("The data file crisis-lines.json is not embedded.");
        return JsonSerializer.Deserialize<FileOfLines>(stream, new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter() },
        })!;
    }

    private sealed record FileOfLines(DateOnly LastChecked, IReadOnlyList<CrisisLine> Lines);
}
