namespace TherapyCompanion.Core.Text.Stems;

/// <summary>
/// The written forms of a Hebrew verb without points, full and defective spelling, from its pattern and root, after the tables any school grammar
/// prints. Letters without finals; a root's letters as they stand in the past of the third person (קום, רצה, נפל).
/// </summary>
internal static class HebrewVerb
{
    private static readonly string[] Past = ["", "תי", "ת", "ה", "נו", "תמ", "תנ", "ו"];
    private static readonly string[] PastPersons = ["תי", "ת", "נו", "תמ", "תנ"];
    private static readonly string[] Present = ["", "ת", "ימ", "ות"];
    private static readonly string[] Adjectival = ["", "ה", "ת", "ימ", "ות"];
    private static readonly string[] Persons = ["א", "ת", "י", "נ"];

    /// <param name="pattern">One of פעל, פעל-ישב, פעל-ישן, פעל-מצב, נפעל, פיעל, פועל, הפעיל, הופעל, התפעל.</param>
    /// <exception cref="ArgumentException">No such pattern: the data file is wrong.</exception>
    public static IEnumerable<string> Forms(string pattern, string root) => pattern switch
    {
        "פעל" or "פעל-ישב" or "פעל-ישן" or "פעל-מצב" => Paal(pattern, root),
        "נפעל" => Nifal(root),
        "פיעל" => Piel(root),
        "פועל" => Around(Spread(root, "ו"), "מ", ""),
        "הפעיל" => Hifil(root),
        "הופעל" => Hufal(root),
        "התפעל" => Hitpael(root),
        _ => throw new ArgumentException($"No such pattern: {pattern}.", nameof(pattern)),
    };

    private static bool EndsOpen(string root) => root[^1] == 'ה';

    // Past from one base and the future, the present and the infinitive from another, as all patterns but the first do.
    private static IEnumerable<string> Around(string stem, string present, string infinitive, string? past = null, string? future = null)
    {
        past ??= stem;
        future ??= stem;
        if (EndsOpen(past))
        {
            foreach (var form in OpenPast(past)) yield return form;
            foreach (var form in OpenRest(future, present, infinitive)) yield return form;
            yield break;
        }

        foreach (var ending in Past) yield return past + ending;
        foreach (var ending in Present) yield return present + stem + ending;
        foreach (var form in Future(future)) yield return form;
        if (infinitive.Length > 0) yield return infinitive + future;
    }

    private static IEnumerable<string> Future(string stem)
    {
        foreach (var person in Persons) yield return person + stem;
        foreach (var person in new[] { "ת", "י" })
            foreach (var ending in new[] { "י", "ו" }) yield return person + stem + ending;
    }

    private static IEnumerable<string> OpenPast(string stem)
    {
        var bare = stem[..^1];
        yield return stem;
        foreach (var ending in PastPersons) yield return bare + "י" + ending;
        yield return bare + "תה";
        yield return bare + "ו";
    }

    private static IEnumerable<string> OpenRest(string stem, string present, string infinitive)
    {
        var bare = stem[..^1];
        foreach (var ending in new[] { "ה", "ימ", "ות", "ית", "ת" }) yield return present + bare + ending;
        foreach (var person in Persons) yield return person + stem;
        foreach (var form in Future(bare)) if (form[^1] is 'י' or 'ו') yield return form;
        if (infinitive.Length > 0) yield return infinitive + bare + "ות";
    }

    private static IEnumerable<string> Paal(string pattern, string r)
    {
        if (r.Length == 3 && r[1] is 'ו' or 'י' && !EndsOpen(r))
        {
            // Hollow: קמתי, קם, יקום, לקום.
            var hollow = $"{r[0]}{r[2]}";
            foreach (var ending in Past.Concat(Adjectival)) yield return hollow + ending;
            foreach (var form in Future(r)) yield return form;
            yield return "ל" + r;
            yield return r;
            yield return r + "י";
            yield return r + "ו";
            yield break;
        }

        var two = r[1..];
        if (EndsOpen(r))
        {
            foreach (var form in OpenPast(r)) yield return form;
            var present = $"{r[0]}ו{r[1]}";
            foreach (var ending in new[] { "ה", "ימ", "ות" }) yield return present + ending;
            foreach (var form in OpenRest(r, "\0", "ל")) if (form[0] != '\0') yield return form;
            if (r[0] == 'נ') foreach (var form in OpenRest(two, "\0", "\0")) if (form[0] != '\0') yield return form;
            yield return $"{r[0]}{r[1]}י";
            yield break;
        }

        foreach (var ending in Past) yield return r + ending;
        foreach (var ending in new[] { "", "ת", "ימ", "ות", "ה" }) yield return $"{r[0]}ו{r[1]}{r[2]}{ending}";
        if (pattern == "פעל-מצב") foreach (var ending in Adjectival) yield return r + ending;
        if (pattern == "פעל-ישב")
        {
            foreach (var stem in new[] { two, "י" + two }) foreach (var form in Future(stem)) yield return form;
            yield return $"ל{two}ת";
            yield return two;
            yield return two + "י";
            yield return two + "ו";
            yield break;
        }

        if (pattern == "פעל-ישן")
        {
            foreach (var ending in new[] { "ה", "ימ", "ות" }) yield return r + ending;
            foreach (var form in Future("י" + two)) yield return form;
            yield return $"לי{r[1]}ו{r[2]}";
            yield return $"לי{two}";
            yield break;
        }

        var full = $"{r[0]}{r[1]}ו{r[2]}";
        foreach (var form in Future(r)) yield return form;
        foreach (var person in Persons) yield return person + full;
        yield return "ל" + full;
        yield return "ל" + r;
        yield return full;
        yield return r + "י";
        if (r[0] == 'א') foreach (var ending in new[] { $"או{two}", $"יו{two}" }) yield return ending;
        if (r[0] != 'נ') yield break;
        foreach (var stem in new[] { two, "י" + two, $"{r[1]}ו{r[2]}", $"י{r[1]}ו{r[2]}" }) foreach (var form in Future(stem)) yield return form;
        yield return $"לי{r[1]}ו{r[2]}";
        yield return $"ל{two}ת";
    }

    private static IEnumerable<string> Nifal(string r)
    {
        var past = r[0] == 'י' ? "נו" + r[1..] : "נ" + r;
        var rest = r[0] == 'י' ? "ו" + r[1..] : r;
        if (EndsOpen(past))
        {
            foreach (var form in OpenPast(past).Concat(OpenRest(past, "", ""))) if (form[0] == 'נ') yield return form;
            foreach (var form in OpenRest("י" + rest, "\0", "לה").Concat(OpenRest(rest, "\0", "לה"))) if (form[0] != '\0') yield return form;
            yield break;
        }

        foreach (var ending in Past.Concat(["ת", "ימ", "ות"])) yield return past + ending;
        foreach (var stem in new[] { "י" + rest, rest })
        {
            foreach (var form in Future(stem)) yield return form;
            yield return "לה" + stem;
            yield return "ה" + stem;
            yield return "ה" + stem + "י";
            yield return "ה" + stem + "ו";
        }
    }

    private static IEnumerable<string> Piel(string r)
    {
        var forms = Around(r, "מ", "ל", r.Length == 3 ? Spread(r, "י") : r).Concat([r, r + "י", r + "ו"]);
        return r.Length == 3 ? forms.Concat(Past.Where(e => e.Length > 0 && !EndsOpen(r) && e != "ה").Select(e => r + e)) : forms;
    }

    private static string Spread(string r, string vowel) => r.Length == 3 ? r[0] + vowel + r[1..] : $"{r[0]}{vowel}{r[1..]}";

    private static IEnumerable<string> Hifil(string r)
    {
        // First letter lost in the second (הגיע), or turned to vav (הוריד); a hollow root has two letters (הבין).
        var head = r.Length == 3 ? r[0] switch { 'נ' => "", 'י' => "ו", var c => c.ToString() } : r[..^2];
        var hollow = r.Length == 3 && r[1] is 'ו' or 'י';
        if (EndsOpen(r))
        {
            foreach (var form in OpenPast("ה" + head + r[^2..])) yield return form;
            foreach (var form in OpenRest(head + r[^2..], "מ", "לה")) yield return form;
            yield break;
        }

        var (close, wide) = hollow ? ($"{r[0]}{r[2]}", $"{r[0]}י{r[2]}") : (head + r[^2..], $"{head}{r[^2]}י{r[^1]}");
        foreach (var ending in new[] { "", "ה", "ו", "י" }) yield return "ה" + wide + ending;
        foreach (var ending in PastPersons.Concat(["", "נה"])) yield return "ה" + close + ending;
        if (hollow) foreach (var ending in PastPersons) yield return $"ה{wide}ו{ending}";
        if (hollow && r[2] == 'א') foreach (var ending in PastPersons) yield return $"ה{wide}{ending}";
        foreach (var ending in Adjectival) yield return "מ" + wide + ending;
        foreach (var form in Future(wide)) yield return form;
        yield return "לה" + wide;
    }

    private static IEnumerable<string> Hufal(string r)
    {
        var stem = (r.Length == 3 ? r[0] switch { 'נ' or 'י' => "ו", var c => "ו" + c } : "ו" + r[..^2]) + (r.Length == 3 && r[1] is 'ו' or 'י' ? r[^1..] : r[^2..]);
        return EndsOpen(r)
            ? OpenPast("ה" + stem).Concat(OpenRest(stem, "מ", ""))
            : Past.Select(e => "ה" + stem + e).Concat(Present.Select(e => "מ" + stem + e)).Concat(Future(stem));
    }

    private static IEnumerable<string> Hitpael(string r)
    {
        // ת changes places with a hissing letter, and its sound after צ and ז; before ט ד ת it melts into it.
        var stem = r[0] switch
        {
            'ש' or 'ס' => $"{r[0]}ת{r[1..]}",
            'צ' => $"צט{r[1..]}",
            'ז' => $"זד{r[1..]}",
            _ => "ת" + r,
        };
        var stems = r[0] is 'ט' or 'ד' or 'ת' ? new[] { stem, "י" + r, r } : [stem];
        foreach (var s in stems)
        {
            if (EndsOpen(s))
            {
                foreach (var form in OpenPast("ה" + s)) yield return form;
                foreach (var form in OpenRest(s, "מ", "לה")) yield return form;
                continue;
            }

            foreach (var ending in Past.Concat(["י"])) yield return "ה" + s + ending;
            foreach (var ending in Present) yield return "מ" + s + ending;
            foreach (var form in Future(s)) yield return form;
            yield return "לה" + s;
        }
    }
}
