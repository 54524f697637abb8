using TherapyCompanion.Core.Safety.Reading;

namespace TherapyCompanion.Core.Safety.Detection;

/// <summary>What a rule of the crisis files says of the words it matches.</summary>
/// <param name="OwnNegation">The words carry their own negation ("don't want to live"): one before them does not turn them round.</param>
/// <param name="FigureOfSpeech">Often said without meaning it: laughter or a trivial cause in the sentence makes it less.</param>
/// <param name="Firm">Neither past, story nor joke makes it less.</param>
internal sealed record CrisisEntry(CrisisLevel Level, CrisisKind Kind, bool OwnNegation, bool FigureOfSpeech, bool Firm)
{
    private static readonly HashSet<string> Negations = new(StringComparer.Ordinal)
    {
        "not", "dont", "didnt", "doesnt", "wont", "wouldnt", "cant", "cannot", "never", "no", "nothing", "nobody", "noone", "without", "isnt", "arent", "wasnt",
        "werent", "shouldnt", "couldnt", "havent", "<negword>", "<nolife>", "לא", "=לא", "אין", "בלי", "=שלא", "=ולא", "אף", "שום",
    };

    // Fields: level, kind, flags, pattern. A pattern with a negation in it carries its own.
    public static CrisisEntry Read(string[] fields) => new(
        Enum.Parse<CrisisLevel>(fields[0], ignoreCase: true), KindOf(fields[1]),
        fields[2].Contains('+') || fields[3].Split([' ', '|', '?'], StringSplitOptions.RemoveEmptyEntries).Any(Negations.Contains),
        fields[2].Contains('c'), fields[2].Contains('!'));

    private static CrisisKind KindOf(string name) =>
        name == "medical" ? CrisisKind.Overdose : Enum.Parse<CrisisKind>(name.Replace("_", "", StringComparison.Ordinal), ignoreCase: true);
}

/// <summary>The frames, signs and answers that stand around mentions.</summary>
internal static class CrisisGrammar
{
    private static readonly string[] FrameNames =
        ["negation", "break", "unneg", "past", "present", "now", "joke", "trivial", "story", "work", "advice", "quoted", "recovered", "self", "carried", "once", "dream"];

    private static readonly string[] SignNames =
    [
        "sign-giving", "sign-affairs", "sign-farewell", "sign-nofuture", "sign-calm", "sign-means", "sign-alone",
        "other-watching", "other-means", "other-resolve", "med-faint", "med-heart", "med-noeat", "med-floor",
    ];

    private static readonly GrammarFiles<CrisisEntry> Files = new(
        CrisisEntry.Read,
        [
            .. new[]
            {
                "words-en", "words-he", "suicide-en", "suicide-he", "selfharm-en", "selfharm-he", "violence-en", "violence-he", "others-en", "others-he",
                "overdose-en", "overdose-he", "ordinary-en", "ordinary-he", "frames", "signs", "answers", "posts",
            }.Select(f => $"Safety.Detection.{f}.tsv"),
        ]);

    private static readonly Dictionary<int, string> Frames = FrameNames.ToDictionary(Files.Symbol);
    private static readonly Dictionary<int, string> Signs = SignNames.ToDictionary(Files.Symbol);

    public static Chart Read(string text) => Files.Grammar.Read(text);

    public static int Symbol(string name) => Files.Symbol(name);

    /// <summary>The phrases of a text that are entries, in reading order.</summary>
    public static List<Found<CrisisEntry>> Entries(Chart chart) => Of(chart, Files.EntryOf);

    public static List<Found<string>> FramesOf(Chart chart) => Of(chart, s => Frames.GetValueOrDefault(s));

    public static List<Found<string>> SignsOf(Chart chart) => Of(chart, s => Signs.GetValueOrDefault(s));

    /// <summary>What signs of this name speak of.</summary>
    public static CrisisKind KindOf(string sign) => sign.Split('-')[0] switch
    {
        "other" => CrisisKind.HarmToOthers,
        "med" => CrisisKind.Overdose,
        _ => CrisisKind.Suicide,
    };

    /// <summary>The places where a named symbol of the files stands.</summary>
    public static List<Found<string>> Of(Chart chart, string name)
    {
        var symbol = Files.Symbol(name);
        return Of(chart, s => s == symbol ? name : null);
    }

    private static List<Found<T>> Of<T>(Chart chart, Func<int, T?> entryOf)
        where T : class
    {
        var found = new List<Found<T>>();
        for (var i = 0; i < chart.Words.Count; i++)
        {
            foreach (var symbol in chart.Own[i])
                if (entryOf(symbol) is { } own) found.Add(new Found<T>(own, i, i + 1));
            if (chart.Edges[i] is not { } edges) continue;
            foreach (var edge in edges)
                if (entryOf(edge.Symbol) is { } entry) found.Add(new Found<T>(entry, i, edge.End));
        }

        return found;
    }
}

/// <summary>Something found from one word to just before another.</summary>
internal readonly record struct Found<T>(T What, int First, int End);
