using TherapyCompanion.Core.Messages.Agreement;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Agents.BuiltIn.Style;

/// <summary>What one example shows of its writer's style.</summary>
internal sealed class ExampleText
{
    private static readonly string[] English = ["i", "i'm", "im", "i've", "ive", "my", "me"];

    private readonly string text;
    private readonly StyleLexicon lexicon;
    private readonly IReadOnlyList<Word> words;
    private readonly List<Word> unquoted;
    private readonly List<TextSpan> quotations;

    public ExampleText(string text, string language)
    {
        this.text = text;
        lexicon = StyleLexicon.Of(language);
        words = Words.Of(text);
        quotations = Quotations.In(text);
        unquoted = Outside(words, quotations);
    }

    public int WordCount => words.Count;

    public int QuotationCount => quotations.Count;

    public List<FoundTerm> Terms => lexicon.Find(unquoted);

    /// <summary>first, third or none.</summary>
    public string Person
    {
        get
        {
            var first = unquoted.Count(IsFirstPerson);
            var third = unquoted.Count(w => lexicon.Is("therapist", w.Folded) || (w.Folded.Length > 4 && lexicon.Is("therapist", w.Folded[1..])));
            return first >= 2 && first > third ? "first" : third > 0 ? "third" : first > 0 ? "first" : "none";
        }
    }

    /// <summary>The word for the patient used most, or null.</summary>
    public string? PatientTerm
    {
        get
        {
            var counts = new Dictionary<string, int>(StringComparer.Ordinal);
            var patient = lexicon == StyleLexicon.Of("he") ? "מטופל" : "patient";
            for (var i = 0; i < unquoted.Count; i++)
            {
                foreach (var found in lexicon.Find([unquoted[i]]).Where(f => lexicon.AreAlike(f.Term, patient)))
                {
                    var shown = patient == "patient" ? AsTyped(i) : found.Shown;
                    counts[shown] = counts.GetValueOrDefault(shown) + 1;
                }
            }

            return counts.Count == 0 ? Nameless() : counts.OrderByDescending(c => c.Value).ThenBy(c => c.Key, StringComparer.Ordinal).First().Key;
        }
    }

    /// <summary>bullets, telegraphic or prose.</summary>
    public string Sentences
    {
        get
        {
            var lines = text.Split('\n').Where(l => l.Trim().Length > 0).ToList();
            if (lines.Count > 2 && lines.Count(l => l.TrimStart()[0] is '-' or '•' or '*' or '–' || char.IsAsciiDigit(l.TrimStart()[0])) * 2 > lines.Count)
            {
                return "bullets";
            }

            var sentences = Math.Max(1, words.Count(w => w.Before == Gap.Sentence));
            return words.Count / (double)sentences < 6 ? "telegraphic" : "prose";
        }
    }

    /// <summary>formal, plain or informal, by the turns of speech in it.</summary>
    public string Formality
    {
        get
        {
            var formal = unquoted.Count(w => lexicon.Is("formal", w.Folded));
            var informal = unquoted.Count(w => lexicon.Is("informal", w.Folded));
            return formal >= 3 && formal > informal * 2 ? "formal" : informal >= 2 && informal > formal ? "informal" : "plain";
        }
    }

    /// <summary>The headings, in order: lines or beginnings of lines made of heading words alone.</summary>
    public IEnumerable<string> Headings
    {
        get
        {
            var lines = text.Split('\n').Select(l => l.Trim().Trim('*', '#', ' ')).Where(l => l.Length > 0).ToList();
            for (var i = 0; i < lines.Count; i++)
            {
                var colon = lines[i].IndexOf(':', StringComparison.Ordinal);
                var title = colon > 0 ? lines[i][..colon].Trim('*', ' ') : lines[i];
                var stands = colon > 0 || (i + 1 < lines.Count && !lines[i].EndsWith('.') && !lines[i].EndsWith(','));
                if (stands && lines.Count > 1 && lexicon.IsHeading(title))
                {
                    yield return title;
                }
            }
        }
    }

    /// <summary>The greeting, a name in it as {name}; null where the text begins otherwise.</summary>
    public string? Greeting
    {
        get
        {
            var line = text.TrimStart().Split('\n')[0].Trim();
            return line.Length < 40 && text.Trim().Contains('\n') && line.EndsWith(',') ? Known(line, "greeting") : null;
        }
    }

    /// <summary>The ending, a name in it as {name}; null where the text ends otherwise.</summary>
    public string? Ending
    {
        get
        {
            var lines = text.Trim().Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0).ToList();
            if (lines.Count < 2)
            {
                return null;
            }

            var own = lines.Skip(1).TakeLast(2).FirstOrDefault(l => l.Length < 40 && Words.Of(l).Count is > 0 and <= 4 && lexicon.Is("ending", Words.Of(l)[0].Folded));
            return own is null ? null : Known(own, "ending");
        }
    }

    private bool IsFirstPerson(Word w) =>
        w.IsHebrew
            ? w.Folded is "אני" or "ואני" or "שאני" || FormLexicon.Find(w.Folded).Readings is [var r, ..] && r.Slot == 13 && r.Paradigm.Kind == WordKind.Verb
            : Array.IndexOf(English, w.Folded) >= 0;

    private string AsTyped(int i)
    {
        var word = text[unquoted[i].Start..unquoted[i].End];
        if (i > 0 && unquoted[i - 1].Folded is "the" or "this")
        {
            return "the " + word.ToLowerInvariant();
        }

        return word;
    }

    // No word at all: the pronoun, where it carries the text.
    private string? Nameless()
    {
        var she = unquoted.Count(w => w.Folded is "היא" or "שהיא" or "והיא" or "she");
        var he = unquoted.Count(w => w.Folded is "הוא" or "שהוא" or "והוא" or "he");
        var hebrew = unquoted.Exists(w => w.IsHebrew);
        return Math.Max(she, he) < 3 ? null : she > he ? (hebrew ? "היא" : "she") : hebrew ? "הוא" : "he";
    }

    // Only words of the vocabulary stay; any other is a name for all we know.
    private string? Known(string line, string kind)
    {
        var parts = line.TrimEnd(',', '.', '!').Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var shown = parts.Select(p => lexicon.Is(kind, Words.Of(p) is [var w, ..] ? w.Folded : "") ? p.Trim(',') : "{name}").ToList();
        var first = shown.Count > 0 && shown[0] != "{name}" && shown.Count(s => s == "{name}") <= 2;
        var joined = string.Join(' ', shown).Replace("{name} {name}", "{name}", StringComparison.Ordinal);
        return first ? joined + (line.EndsWith(',') ? "," : "") : null;
    }

    private static List<Word> Outside(IReadOnlyList<Word> words, List<TextSpan> quotations)
    {
        var outside = new List<Word>(words.Count);
        var q = 0;
        foreach (var word in words)
        {
            while (q < quotations.Count && quotations[q].End <= word.Start)
            {
                q++;
            }

            if (q == quotations.Count || quotations[q].Start >= word.End)
            {
                outside.Add(word);
            }
        }

        return outside;
    }
}
