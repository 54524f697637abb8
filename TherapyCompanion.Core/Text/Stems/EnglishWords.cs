namespace TherapyCompanion.Core.Text.Stems;

/// <summary>
/// Whether a dictionary of English has a word or its base: a Bloom filter (B. H. Bloom, 1970) over the words of WordNet, so one stranger in
/// about a hundred passes for a word. See the head of <c>words-en.tsv</c>.
/// </summary>
internal static class EnglishWords
{
    private static readonly byte[] Bits = Convert.FromBase64String(string.Concat(EmbeddedLines.Read("Text.Stems.words-en.tsv").Select(f => f[0])));

    public static bool Has(string word) => EnglishForms.Keys(word).Any(IsIn);

    internal static (uint, uint) Places(string word, int bits)
    {
        var hash = 14695981039346656037UL;
        foreach (var c in word) hash = (hash ^ c) * 1099511628211UL;
        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccdUL;
        hash ^= hash >> 33;
        return ((uint)(hash % (uint)bits), (uint)((hash >> 32) % (uint)bits));
    }

    private static bool IsIn(string key)
    {
        var (a, b) = Places(key, Bits.Length * 8);
        return (Bits[a / 8] >> (int)(a % 8) & 1) != 0 && (Bits[b / 8] >> (int)(b % 8) & 1) != 0;
    }
}
