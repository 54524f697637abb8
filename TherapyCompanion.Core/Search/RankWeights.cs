namespace TherapyCompanion.Core.Search;

/// <summary>How much each sign counts. Few, and found by cross-validation over the public Hebrew questions; see <c>docs/engines/retrieval.md</c>.</summary>
internal static class RankWeights
{
    /// <summary>Of a kind of term, in the vectors.</summary>
    public static float OfKind(TermKind kind) => kind switch { TermKind.Gram => 1f, TermKind.Bare => 0.5f, TermKind.Stem => 0.5f, TermKind.Concept => 0.4f };

    /// <summary>Of each of <see cref="PassageSigns"/>, in their order.</summary>
    public static ReadOnlySpan<float> OfSigns => [0.6f, 0.3f, 0.3f, 0.25f, 0.4f, 0.3f, 0.1f, 0.03f];
}
