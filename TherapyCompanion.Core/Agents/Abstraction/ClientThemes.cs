namespace TherapyCompanion.Core.Agents.Abstraction;

/// <summary>
/// All that the client's agent ever sees of a treatment: at most five themes and four explorations in plain words. Nothing makes one but
/// <see cref="From(IReadOnlyList{string})"/>, and that only out of entries of the taxonomy: no word of a finding can stand in it.
/// </summary>
public sealed class ClientThemes
{
    /// <summary>At most so many themes.</summary>
    public const int MostThemes = 5;

    /// <summary>At most so many explorations.</summary>
    public const int MostExplorations = 4;

    private ClientThemes(IReadOnlyList<ThemeEntry> themes)
    {
        Themes = Array.AsReadOnly(themes.Take(MostThemes).ToArray());
        // The first exploration of each theme; the second ones only where themes are few.
        var first = Themes.Select(t => t.Explorations[0]);
        var second = Themes.Count < 3 ? Themes.Select(t => t.Explorations[1]) : [];
        Explorations = Array.AsReadOnly(first.Concat(second).Take(MostExplorations).ToArray());
    }

    /// <summary>The themes, the one with the most evidence first.</summary>
    public IReadOnlyList<ThemeEntry> Themes { get; }

    /// <summary>What one may look at, in the themes' order.</summary>
    public IReadOnlyList<PlainSentence> Explorations { get; }

    /// <summary>Every sentence a client could read, in one language.</summary>
    /// <param name="language">"he" or "en".</param>
    public IReadOnlyList<string> Sentences(string language) =>
        [.. Themes.Select(t => t.Text.In(language)), .. Explorations.Select(e => e.In(language))];

    /// <summary>
    /// The abstraction: from clinical findings to themes for the client, and to what stays with the therapist. Never throws: when the reading
    /// of findings fails, the client's side is empty and the therapist's side says so; risk is looked for first and by itself.
    /// </summary>
    /// <param name="findings">Findings in either language, of any length, from anybody; a null counts as empty.</param>
    public static Abstracted From(IReadOnlyList<string> findings) => From(findings, FindingReader.Read);

    internal static Abstracted From(IReadOnlyList<string> findings, Func<string, FindingReading> read)
    {
        string[] texts = [.. (findings ?? []).Select(f => f ?? "")];
        var risk = texts.Select(RiskScan.Of).ToArray();
        var (readings, dropped, failed) = ReadAll(texts, risk, read);
        ClientThemes forClient;
        try
        {
            forClient = new ClientThemes(failed ? [] : ThemeChoice.Of(readings));
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            (forClient, failed) = (new ClientThemes([]), true);
        }

        return new Abstracted(forClient, new TherapistSide([.. risk.SelectMany((r, i) => r.Flags(i, texts[i]))], dropped, failed));
    }

    // One finding that can't be read takes the whole client's side with it: better nothing than a part nobody understands.
    private static (List<FindingReading> Readings, List<DroppedFinding> Dropped, bool Failed) ReadAll(
        string[] texts, RiskScan[] risk, Func<string, FindingReading> read)
    {
        var (readings, dropped, failed) = (new List<FindingReading>(), new List<DroppedFinding>(), false);
        for (var i = 0; i < texts.Length; i++)
        {
            if (risk[i].Found)
            {
                dropped.Add(new DroppedFinding(i, texts[i], DropReason.Risk));
                continue;
            }

            try
            {
                var reading = read(texts[i]);
                if (reading.Reason is { } reason) dropped.Add(new DroppedFinding(i, texts[i], reason));
                else readings.Add(reading);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                dropped.Add(new DroppedFinding(i, texts[i], DropReason.Unreadable));
                failed = true;
            }
        }

        return (readings, dropped, failed);
    }
}
