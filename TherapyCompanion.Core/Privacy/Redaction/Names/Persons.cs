using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Privacy.Redaction.Names;

/// <summary>Gives each person of a text a number: "Dana Levi", "Dana" and "דנה" with a prefix taken off are one as long as a word of the name is shared.</summary>
internal sealed class Persons
{
    private readonly Dictionary<string, int> numbers = new(StringComparer.Ordinal);
    private int last;

    public int NumberOf(string name)
    {
        var words = Words.Of(name).Where(w => w.Folded.Length > 1).Select(w => NameLexicon.Normal(w.Folded)).ToList();
        if (words.Count == 0) words.Add(name);
        // A surname alone is shared by a family: the first word decides, the others only where it is new.
        var number = numbers.TryGetValue(words[0], out var known) ? known : ++last;
        foreach (var word in words) numbers.TryAdd(word, number);
        return number;
    }
}
