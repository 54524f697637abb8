using System.Globalization;
using System.Text;

namespace TherapyCompanion.Infrastructure.Identity.Passwords;

/// <summary>
/// A password as a guesser sees it: one case, no marks, and beside it the other ways to read the same keys. All readings
/// have the same length, so that a place in one is a place in each.
/// </summary>
internal sealed class FoldedPassword
{
    // Figures and signs that stand for letters; where one stands for two, there are two readings.
    private const string Signs = "0134578@$!|+";
    private const string Letters = "oieastbasiit";
    private const string OtherLetters = "oleastbaslit";

    // The keys of the two layouts (SI 1452): what a person types who forgot to change over.
    private const string LatinKeys = "qwertyuiopasdfghjkl;'zxcvbnm,./";
    private const string HebrewKeys = "/'קראטוןםפשדגכעיחלךף,זסבהנמצתץ.";

    public FoldedPassword(string password)
    {
        Text = Fold(password);
        Readings = [Text, Map(Signs, Letters), Map(Signs, OtherLetters), Map(LatinKeys, HebrewKeys), Map(HebrewKeys, LatinKeys)];
        Backwards = new string([.. Text.Reverse()]);
        Keys = Text.Any(c => c is >= 'א' and <= 'ת') ? Readings[^1] : Text;
    }

    /// <summary>The password itself, folded.</summary>
    public string Text { get; }

    /// <summary>The ways to read it; the first is the text.</summary>
    public IReadOnlyList<string> Readings { get; }

    public string Backwards { get; }

    /// <summary>The keys that were pressed, by their Latin names.</summary>
    public string Keys { get; }

    /// <summary>Compatible forms made one, lower case, without accents and niqqud.</summary>
    public static string Fold(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var c in text.Normalize(NormalizationForm.FormKD))
            if (CharUnicodeInfo.GetUnicodeCategory(c) is not UnicodeCategory.NonSpacingMark) plain.Append(c);
        return plain.ToString().Normalize(NormalizationForm.FormKC).ToLowerInvariant();
    }

    private string Map(string from, string to) => string.Create(Text.Length, (Text, from, to), static (span, given) =>
    {
        for (var i = 0; i < span.Length; i++)
        {
            var key = given.from.IndexOf(given.Text[i], StringComparison.Ordinal);
            span[i] = key < 0 ? given.Text[i] : given.to[key];
        }
    });
}
