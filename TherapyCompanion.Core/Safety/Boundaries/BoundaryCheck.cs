using TherapyCompanion.Core.Safety.Reading;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Safety.Boundaries;

/// <summary>What a text that leaves for a patient must not do.</summary>
public enum Boundary
{
    /// <summary>Names a diagnosis, a label or a score of the person addressed.</summary>
    Diagnosis,

    /// <summary>Advises on medication.</summary>
    Medication,

    /// <summary>Tells the person to leave, stop or replace their therapist or therapy.</summary>
    LeaveTherapist,

    /// <summary>Promises an outcome or being always there.</summary>
    Promise,

    /// <summary>Claims that a person is writing, or denies that a machine is.</summary>
    ClaimsHuman,

    /// <summary>Speaks of a third person's affairs.</summary>
    ThirdPerson,
}

/// <summary>Words that cross a boundary.</summary>
public sealed record BoundaryFinding(Boundary Boundary, TextSpan Span);

/// <summary>
/// Looks for what must not stand in an outgoing text: a message before it is approved, a chat answer before it is shown. Pure and quick; the rules are
/// <c>boundaries-he.tsv</c>, <c>boundaries-en.tsv</c> and <c>third-persons.tsv</c>. Somebody else's words, a denial and a referral to a doctor are no crossing.
/// </summary>
public static class BoundaryCheck
{
    private static readonly GrammarFiles<string> Files = new(
        f => f[0], "Safety.Boundaries.boundaries-en.tsv", "Safety.Boundaries.boundaries-he.tsv", "Safety.Boundaries.third-persons.tsv");

    private static readonly int[] ClinicalWords = [Files.Symbol("dx-word"), Files.Symbol("med-word")];
    private static readonly Dictionary<string, int> Frames =
        new[] { "attributed", "denied", "deferred", "insists" }.ToDictionary(n => n, Files.Symbol, StringComparer.Ordinal);

    /// <summary>What crosses a boundary, in reading order, at most one finding for a boundary and stretch. An empty text has nothing; never fails.</summary>
    public static IReadOnlyList<BoundaryFinding> Of(string text)
    {
        if (string.IsNullOrWhiteSpace(text)) return [];
        var chart = Files.Grammar.Read(text);
        var hits = Hits(chart);
        var harmless = hits.Where(h => h.Name == "none").ToList();
        var found = new List<BoundaryFinding>();
        foreach (var hit in hits.Where(h => h.Name != "none" && !harmless.Exists(n => Covers(n, h)) && !Excused(chart, h)).OrderByDescending(h => h.End - h.First))
        {
            var finding = new BoundaryFinding(Enum.Parse<Boundary>(hit.Name.Replace("_", "", StringComparison.Ordinal), ignoreCase: true), chart.Span(hit.First, hit.End));
            if (!found.Exists(f => f.Boundary == finding.Boundary && f.Span.Overlaps(finding.Span))) found.Add(finding);
        }

        return [.. found.OrderBy(f => f.Span.Start).ThenBy(f => f.Boundary)];
    }

    /// <summary>The single words of a text that name a diagnosis or a medicine, whoever they are said of.</summary>
    internal static IEnumerable<Word> ClinicalWordsIn(IReadOnlyList<Word> words) => words.Where(w => Chart.Has(Files.SymbolsOf(w.Folded), ClinicalWords));

    private static List<(string Name, int First, int End)> Hits(Chart chart)
    {
        var hits = new List<(string, int, int)>();
        for (var i = 0; i < chart.Words.Count; i++)
            foreach (var edge in chart.Edges[i] ?? [])
                if (Files.EntryOf(edge.Symbol) is { } name) hits.Add((name, i, edge.End));
        return hits;
    }

    private static bool Covers((string Name, int First, int End) harmless, (string Name, int First, int End) hit)
    {
        var shared = Math.Min(harmless.End, hit.End) - Math.Max(harmless.First, hit.First);
        return shared > 0 && shared * 2 >= hit.End - hit.First;
    }

    private static bool Excused(Chart chart, (string Name, int First, int End) hit) => hit.Name switch
    {
        "diagnosis" => Stands(chart, "attributed", hit, before: true) || Stands(chart, "denied", hit),
        "medication" => Stands(chart, "attributed", hit, before: true) || Stands(chart, "denied", hit, before: true)
            || (Stands(chart, "deferred", hit) && !Inside(chart, "insists", hit)),
        "leave_therapist" => Stands(chart, "attributed", hit, before: true),
        _ => false,
    };

    private static bool Stands(Chart chart, string frame, (string Name, int First, int End) hit, bool before = false)
    {
        for (var i = 0; i < chart.Words.Count; i++)
            if (chart.Stands(i, [Frames[frame]]) && chart.SameSentence(i, hit.First) && (!before || i <= hit.First)) return true;
        return false;
    }

    private static bool Inside(Chart chart, string frame, (string Name, int First, int End) hit)
    {
        for (var i = Math.Max(0, hit.First - 1); i < hit.End; i++)
            if (chart.Stands(i, [Frames[frame]])) return true;
        return false;
    }
}
