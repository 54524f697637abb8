namespace TherapyCompanion.Core.Text.Stems;

/// <summary>Whether two Hebrew words are forms of one: by the dictionary where it knows them, else by their letters.</summary>
internal static class HebrewForms
{
    public static bool Same(string a, string b)
    {
        var (x, y) = (HebrewStemmer.FoldDoubled(a), HebrewStemmer.FoldDoubled(b));
        if (x == y) return true;
        var (known, other) = (HebrewStemmer.Known(x), HebrewStemmer.Known(y));
        if (known.Count > 0 && other.Count > 0) return known.Exists(other.Contains);
        return HebrewStemmer.GuessedAsKnown(x).Intersect(HebrewStemmer.GuessedAsKnown(y)).Any();
    }
}
