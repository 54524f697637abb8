using TherapyCompanion.Core.Agents.Rung;

namespace TherapyCompanion.Core.Summaries;

/// <summary>The default template: what every engine is asked to fill and every record is laid out by.</summary>
public static class SummaryTemplate
{
    private static readonly (string Key, string He, string En)[] Default =
    [
        ("topics", "נושאים", "Topics"),
        ("interventions", "התערבויות", "Interventions"),
        ("progress", "התקדמות", "Progress"),
        ("risk", "סיכון", "Risk"),
        ("homework", "תרגול בבית", "Homework"),
        ("plan", "תוכנית", "Plan"),
    ];

    /// <summary>The sections in their order, titled in the record's language.</summary>
    public static IReadOnlyList<SectionSpec> Sections(string language) =>
        [.. Default.Select(s => new SectionSpec(s.Key, language == "he" ? s.He : s.En))];

    public static string Title(string key, string language) => Sections(language).First(s => s.Key == key).Title;

    /// <summary>What a section says when the therapist declared it not assessed.</summary>
    public static string NotAssessed(string language) => language == "he" ? "לא נבדק בפגישה זו." : "Not assessed in this session.";
}
