using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Messages;

/// <summary>Diagnoses, medicines, third persons, promises and claims that don't belong in a message; data in <c>concerns-he.tsv</c> and <c>concerns-en.tsv</c>.</summary>
internal static class ClinicalLexicon
{
    private static readonly PhraseBook<MessageConcern> Book =
        new(f => Enum.Parse<MessageConcern>(f[0], ignoreCase: true), "Messages.concerns-he.tsv", "Messages.concerns-en.tsv");

    public static List<PhraseHit<MessageConcern>> Find(IReadOnlyList<Word> words) => Book.Find(words);
}
