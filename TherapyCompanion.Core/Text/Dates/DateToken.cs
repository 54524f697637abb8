namespace TherapyCompanion.Core.Text.Dates;

/// <summary>A word as the date grammar reads it: letters and digits stand apart ("ב3", "5ish"), prefix letters before a number are its prefix.</summary>
/// <param name="Start">First UTF-16 unit in the original.</param>
/// <param name="End">Just behind the last.</param>
/// <param name="Text">Folded, without gershayim.</param>
/// <param name="Marked">Folded, as written: numerals in letters are known by their gershayim.</param>
/// <param name="Prefix">Hebrew prefix letters written before a number or apart with a hyphen ("ב-3").</param>
/// <param name="Before">What separates it from the token before.</param>
/// <param name="Glued">It was one written word with the token before.</param>
internal readonly record struct DateToken(int Start, int End, string Text, string Marked, string Prefix, Gap Before, bool Glued)
{
    public bool IsNumber => Text.Length > 0 && char.IsAsciiDigit(Text[0]);

    public bool IsHebrew => Text.Length > 0 && Characters.IsHebrew(Text[0]);

    /// <summary>The tokens of a text, from its words.</summary>
    public static List<DateToken> Of(string text, IReadOnlyList<Word> words)
    {
        var tokens = new List<DateToken>(words.Count + 4);
        foreach (var word in words)
        {
            var cut = word.Start;
            var gap = word.Before;
            for (var i = word.Start + 1; i <= word.End; i++)
            {
                // A date like 2026-11-24T21:05 and an ordinal like 15th are cut where digits and letters meet.
                if (i < word.End && char.IsAsciiDigit(text[i]) == char.IsAsciiDigit(text[i - 1])) continue;
                if (i < word.End && !(char.IsAsciiDigit(text[i]) ? char.IsLetter(text[i - 1]) : char.IsLetter(text[i]))) continue;
                Add(tokens, text, cut, i, gap, cut > word.Start, cut == word.Start && i == word.End ? word.Folded : null);
                (cut, gap) = (i, Gap.None);
            }
        }

        return tokens;
    }

    private static void Add(List<DateToken> tokens, string text, int start, int end, Gap gap, bool glued, string? folded)
    {
        // "Tuesday's" is that day, "Tuesdays" all of them.
        if (folded is { Length: > 2 } && end - start > 3 && text[end - 1] is 's' or 'S' && Characters.IsApostrophe(text[end - 2]) && !Characters.IsHebrew(text[start])) folded = folded[..^1];
        folded ??= string.Concat(text[start..end].Where(c => !Characters.IsSilent(c))).ToLowerInvariant();
        var token = new DateToken(start, end, folded.Replace("\"", "", StringComparison.Ordinal), folded, "", gap, glued);
        if (tokens.Count > 0 && tokens[^1] is var last)
        {
            // "3 p.m." is read as words with a full stop between them.
            if (token.Text == "m" && last.Text is "a" or "p" && start - last.End == 1 && text[last.End] == '.')
            {
                tokens[^1] = last with { End = end, Text = last.Text + "m", Marked = last.Text + "m" };
                return;
            }

            var joined = glued || (start - last.End == 1 && Characters.IsHyphen(text[last.End]));
            var spaced = last.Text.Length == 1 && start - last.End <= 2 && gap == Gap.None && token.IsNumber;
            if (last.IsHebrew && last.Text == last.Marked && (joined || spaced) && (token.IsNumber || !glued) && HebrewPrefixes.IsChain(last.Text))
            {
                tokens[^1] = token with { Start = last.Start, Prefix = last.Prefix + last.Text, Before = last.Before, Glued = last.Glued };
                return;
            }
        }

        tokens.Add(token);
    }
}
