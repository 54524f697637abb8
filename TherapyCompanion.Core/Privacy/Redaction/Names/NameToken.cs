using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Privacy.Redaction.Names;

/// <summary>A word as a candidate for a name: its place without prefixes and endings, and what the lists say of it.</summary>
internal sealed class NameToken
{
    public required int Start { get; init; }

    /// <summary>Just behind the word, without an English "'s".</summary>
    public required int End { get; init; }

    /// <summary>The whole folded word, as cues are looked up.</summary>
    public required string Word { get; init; }

    /// <summary>The folded word without its Hebrew prefix, as names are looked up.</summary>
    public required string Key { get; init; }

    /// <summary>The Hebrew letters joined in front; empty for most.</summary>
    public required string Prefix { get; init; }

    public required NameEntry Entry { get; init; }

    /// <summary>How ordinary the word is; 0: in no list.</summary>
    public required int Band { get; init; }

    public required Gap Before { get; init; }

    public required bool IsCapital { get; init; }

    public required bool IsAllCapitals { get; init; }

    /// <summary>Whether a hyphen alone joins it to the word before.</summary>
    public required bool IsJoined { get; init; }

    /// <summary>Whether it is part of an identifier, a number, a path, or of something found already.</summary>
    public required bool IsBlocked { get; init; }

    public bool IsHebrew => Key.Length > 0 && Characters.IsHebrew(Key[0]);

    public double Score { get; set; }

    public bool Accepted { get; set; }

    /// <summary>Reads the words of a text.</summary>
    /// <param name="taken">What was found already, in no order.</param>
    public static List<NameToken> Read(string text, List<Redaction> taken, RedactionUse use)
    {
        var words = Words.Of(text);
        var blocked = Blocked(text.Length, taken);
        var tokens = new List<NameToken>(words.Count);
        for (var i = 0; i < words.Count; i++)
        {
            var word = words[i];
            var end = word.End;
            var folded = word.Folded;
            if (end - word.Start > 3 && text[end - 1] is 's' or 'S' && Characters.IsApostrophe(text[end - 2]))
            {
                end -= 2;
                folded = folded[..^1];
            }

            var joined = i > 0 && word.Start - words[i - 1].End == 1 && Characters.IsHyphen(text[word.Start - 1]);
            var stuck = word.IsNumber || Glued(text, word.Start, end, use) || (blocked is not null && blocked[word.Start]);
            tokens.Add(Make(text, word, end, folded, joined, stuck));
        }

        return tokens;
    }

    private static NameToken Make(string text, Word word, int end, string folded, bool joined, bool blocked)
    {
        var (prefix, entry) = Split(folded);
        var start = word.Start;
        for (var left = prefix; prefix > 0 && start < end && (left > 0 || Characters.IsSilent(text[start])); start++)
        {
            if (!Characters.IsSilent(text[start])) left--;
        }

        var capital = start < end && char.IsUpper(text[start]);
        return new NameToken
        {
            Start = start,
            End = end,
            Word = folded,
            Key = folded[prefix..],
            Prefix = folded[..prefix],
            Entry = entry,
            Band = OrdinaryWords.Band(folded),
            Before = word.Before,
            IsCapital = capital,
            IsAllCapitals = capital && end - start > 1 && IsUpper(text.AsSpan(start, end - start)),
            IsJoined = joined,
            IsBlocked = blocked || folded.Contains('"') || IsContraction(text, start, end),
        };
    }

    // The whole word first; then the shortest prefix behind which a name stands, the surer one where several do.
    private static (int Prefix, NameEntry Entry) Split(string folded)
    {
        var whole = NameLexicon.Of(folded);
        if (folded.Length < 3 || !Characters.IsHebrew(folded[0]) || whole.Standing >= NameTier.Mixed) return (0, whole);
        var (best, entry) = (0, whole);
        for (var cut = 1; cut <= 4 && folded.Length - cut >= 2; cut++)
        {
            if (!HebrewPrefixes.IsChain(folded.AsSpan(0, cut))) continue;
            var rest = NameLexicon.Of(folded[cut..]);
            if (rest.Standing > entry.Standing) (best, entry) = (cut, rest);
        }

        return (best, entry);
    }

    private static bool[]? Blocked(int length, List<Redaction> taken)
    {
        if (taken.Count == 0) return null;
        var blocked = new bool[length];
        foreach (var found in taken) Array.Fill(blocked, true, found.Span.Start, found.Span.Length);
        return blocked;
    }

    // "Users\dorit\Desktop" is a path and yet tells a name; see NamePaths. In a log a dotted or slashed word is an identifier.
    private static bool Glued(string text, int start, int end, RedactionUse use)
    {
        var before = start > 0 ? text[start - 1] : ' ';
        var after = end < text.Length ? text[end] : ' ';
        var next = end + 1 < text.Length ? text[end + 1] : ' ';
        if (before is '_' or '@' or '#' or '\\' || after is '_' or '@' or '\\') return true;
        if (HasInnerCapital(text, start, end)) return true;
        if (use != RedactionUse.Log) return (before == '.' && start > 1 && char.IsAsciiLetterOrDigit(text[start - 2]) && after != ' ') || (after == '.' && char.IsAsciiLetterOrDigit(next) && char.IsAsciiLetter(text[start]) && !char.IsUpper(next));
        return before is '.' or '/' or '=' or '-' or ':' or '<' or '`' || after is '/' or '=' or '`' or '<' or '(' || (after is '.' or ':' or '-' && char.IsLetterOrDigit(next));
    }

    private static bool HasInnerCapital(string text, int start, int end)
    {
        for (var i = start + 1; i < end; i++)
        {
            if (char.IsUpper(text[i]) && char.IsLower(text[i - 1]) && !(i - start == 2 && text[start] == 'M')) return true;
            if (char.IsAsciiDigit(text[i])) return true;
        }

        return false;
    }

    // I'm, I've, don't: no name ends so.
    private static bool IsContraction(string text, int start, int end)
    {
        var at = text.AsSpan(start, end - start).IndexOfAny('\'', '’');
        return at >= 0 && text.AsSpan(start + at + 1, end - start - at - 1) is "m" or "ve" or "ll" or "d" or "re" or "t";
    }

    private static bool IsUpper(ReadOnlySpan<char> s)
    {
        foreach (var c in s)
        {
            if (char.IsLower(c)) return false;
        }

        return true;
    }
}
