using System.Text.RegularExpressions;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Privacy.Redaction.Names;

/// <summary>Finds the names of people: weighs the words, then joins first names, surnames and initials into one stretch each.</summary>
internal static partial class NameSpans
{
    private const int LongestName = 4;

    public static void Find(string text, RedactionUse use, List<Redaction> found)
    {
        foreach (var match in UserFolders().EnumerateMatches(text))
        {
            var words = text.Substring(match.Index, match.Length);
            if (words.ToLowerInvariant() is not ("public" or "default" or "root" or "runner" or "app" or "user" or "admin" or "ubuntu")) found.Add(new Redaction(RedactionKind.Name, new TextSpan(match.Index, match.Length), 3, words));
        }

        var tokens = NameToken.Read(text, found, use);
        if (tokens.Count == 0) return;
        var evidence = new NameEvidence(text, tokens, use);
        evidence.Weigh();
        for (var i = 0; i < tokens.Count; i++)
        {
            if (!tokens[i].Accepted) continue;
            var last = Last(text, tokens, evidence, i, use);
            var (start, end) = (tokens[i].Start, tokens[last].End);
            if (evidence.InitialBefore(i)) start = tokens[i - 1].Start;
            if (evidence.InitialBehind(last)) end = tokens[last + 1].End + 1;
            var score = 0.0;
            for (var k = i; k <= last; k++) score = Math.Max(score, tokens[k].Score);
            found.Add(new Redaction(RedactionKind.Name, new TextSpan(start, end - start), score, text[start..end]));
            i = last;
        }
    }

    private static int Last(string text, List<NameToken> tokens, NameEvidence evidence, int first, RedactionUse use)
    {
        var last = first;
        while (last + 1 < tokens.Count && last - first + 1 < LongestName)
        {
            var next = tokens[last + 1];
            if (!Adjoins(text, tokens[last], next) || next.Key.Length < 2) break;
            if (next.Accepted || IsSurname(tokens[last], next, use)) last++;
            else if (IsParticle(next) && last + 2 < tokens.Count && Adjoins(text, next, tokens[last + 2]) && (tokens[last + 2].Entry.IsName || (tokens[last + 2].Band == 0 && tokens[last + 2].Key.Length > 2) || (tokens[last + 2].IsJoined && tokens[last + 2].Band != 1))) last += 2;
            else break;
        }

        return last;
    }

    private static bool Adjoins(string text, NameToken a, NameToken b)
    {
        if (b.IsBlocked || b.Prefix.Length > 0 || a.IsHebrew != b.IsHebrew || b.Before != Gap.None || b.Start - a.End != 1) return false;
        return text[a.End] == ' ' || Characters.IsHyphen(text[a.End]);
    }

    private static bool IsSurname(NameToken a, NameToken b, RedactionUse use)
    {
        if (b.IsJoined && !IsParticle(b)) return b.Entry.IsName || b.Band == 0 || IsSecondHalf(b);
        if (a.Entry.Given == NameTier.None && a.Entry.IsName) return false;
        if (b.Score <= -2.5 && !b.Entry.IsName) return false;
        if (b.IsHebrew) return b.Entry.Family >= NameTier.Mixed || (!b.Entry.IsName && b.Band == 0 && b.Key.Length >= 4 && SurnameShape().IsMatch(b.Key));
        if (a.IsCapital != b.IsCapital || (use == RedactionUse.Log && !b.Entry.IsName)) return false;
        if (b.Entry.Family == NameTier.Strong || (b.Entry.Family == NameTier.Mixed && b.IsCapital)) return true;
        return b.Band == 0 && !b.Entry.IsName && !b.IsAllCapitals && b.Key.Length >= 4 && b.Score > -1.6;
    }

    /// <summary>What stands behind the hyphen of a double first name and is no name alone: נטע-לי, שיר-אל.</summary>
    internal static bool IsSecondHalf(NameToken token) => token.IsJoined && token.Word is "לי" or "אל" or "אור" or "לה" or "ים" or "יה" or "לו";

    private static bool IsParticle(NameToken token) => token.Word is "בן" or "בר" or "אבו" or "אל" or "דה" or "ואן" or "פון" or "ben" or "bar" or "abu" or "al" or "el" or "de" or "da" or "van" or "von" or "del" or "la" or "bin";

    [GeneratedRegex("(?:ביץ'?|סקי|צקי|שטיין|שטין|מן|ברג|בוים|לנד|לנדר|יהו|יאל|שטט|טאל|באום|פלד|נטל|וב|נקו|יאן|שוילי|דזה|זון|הולץ|בלום|בלט|ולד|לר|נר|קר|גר|ניק|יץ'?|צ'י|אני|ולו|ינגר|הימר|הופר|אוי|יאס|אוס|קה|יוב|אדי)$", RegexOptions.CultureInvariant)]
    private static partial Regex SurnameShape();

    [GeneratedRegex(@"(?<=[\\/](?:Users|home|Documents and Settings)[\\/])[A-Za-zא-ת][A-Za-zא-ת._-]{1,30}(?=[\\/]|$)", RegexOptions.CultureInvariant)]
    private static partial Regex UserFolders();
}
