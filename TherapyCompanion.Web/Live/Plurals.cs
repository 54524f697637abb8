using Microsoft.Extensions.Localization;

namespace TherapyCompanion.Web.Live;

/// <summary>Counted texts: Hebrew has a form for one, for two and for more.</summary>
public static class Plurals
{
    /// <param name="manyKey">The key of the form for many, ending in <c>_n</c>; <c>_1</c> and <c>_2</c> stand beside it.</param>
    public static string Plural(this IStringLocalizer texts, string manyKey, int count)
    {
        var form = count switch { 1 => "_1", 2 => "_2", _ => "_n" };
        var text = texts[manyKey[..^2] + form, count];
        return text.ResourceNotFound ? texts[manyKey, count] : text;
    }
}
