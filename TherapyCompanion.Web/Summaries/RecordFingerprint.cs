namespace TherapyCompanion.Web.Summaries;

/// <summary>How a fingerprint is written so that two of them can be compared by eye.</summary>
internal static class RecordFingerprint
{
    /// <summary>«3f2a 91bc …»: groups of four.</summary>
    public static string Grouped(string hexadecimal) => string.Join(' ', hexadecimal.Chunk(4).Select(c => new string(c)));
}
