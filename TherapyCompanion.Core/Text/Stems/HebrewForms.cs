namespace TherapyCompanion.Core.Text.Stems;

/// <summary>Whether two Hebrew words are forms of one.</summary>
internal static class HebrewForms
{
    public static bool Same(string a, string b) => HebrewStemmer.Of(a).Intersect(HebrewStemmer.Of(b)).Any();
}
