using TherapyCompanion.Core.Safety.Detection;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Safety;

/// <summary>
/// Finds possible mentions of a crisis in a patient's own words, in Hebrew and English, before any model sees them. The rules are data
/// (<c>Safety/Detection/*.tsv</c>), beside them the weights of a line's wording (<c>Safety/Wordings/*.tsv</c>). It prefers a false alarm to a miss, and never fails.
/// </summary>
public static class CrisisDetector
{
    // Chat lines are shorter; what is longer is told at length and is read as a whole.
    private const int LongestLine = 60;

    /// <summary>The most urgent possible mention in one or more of a patient's own lines, or null when there is none.</summary>
    public static CrisisFinding? Detect(string text) => Finding(ReadLine(text));

    /// <summary>
    /// The same by the rules alone, for what others wrote or asked: notes, questions, findings, turns of a transcript. How a patient words a line
    /// says nothing there.
    /// </summary>
    public static CrisisFinding? Mentioned(string text) => string.IsNullOrWhiteSpace(text) ? null : Finding(LineReading.Of(text));

    /// <summary>Reads a text by its length: a short one as <see cref="ReadLine"/>, a long English one as <see cref="ReadPost"/>.</summary>
    public static CrisisReading Read(string text) =>
        IsLong(text) ? ReadPost(text) : ReadLine(text);

    /// <summary>Reads a patient's chat line: the most urgent mention decides, and where no rule calls, the wording.</summary>
    public static CrisisReading ReadLine(string text) => string.IsNullOrWhiteSpace(text) ? CrisisReading.Nothing : LineReading.OfPatient(text);

    /// <summary>Reads a long post as a whole: what the writer says of themselves and of now is weighed against comfort, advice, other people and the past.</summary>
    public static CrisisReading ReadPost(string text) => string.IsNullOrWhiteSpace(text) ? CrisisReading.Nothing : PostReading.Of(text);

    /// <summary>Reads several turns: the patient's lines, what a "yes" answers, a denial when asked, and signs that add up.</summary>
    public static CrisisReading ReadConversation(IReadOnlyList<CrisisTurn> turns) => ConversationReading.Of(turns);

    private static CrisisFinding? Finding(CrisisReading reading) =>
        reading.Kind is { } kind ? new CrisisFinding(reading.Level, kind, [.. reading.Spans.Select(s => s.Span)]) : null;

    private static bool IsLong(string text) => Words.Of(text ?? "").Count > LongestLine;
}
