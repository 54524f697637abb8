namespace TherapyCompanion.Core.Text;

/// <summary>
/// A pattern over words, as written in the data files. Elements are separated by spaces:
/// <c>word</c> (a Hebrew word also with prefixes), <c>=word</c> (exactly), <c>stem*</c> (begins with, prefixes allowed), <c>word~</c> (one typing slip allowed),
/// <c>a|b</c> (either), <c>@name</c> (a named group of the file), <c>#8</c> (a number of at least 8), <c>?x</c> (x may be missing),
/// <c>..3</c> (up to three words between, within one sentence), <c>^</c> (beginning of the sentence), <c>$</c> (end of the sentence).
/// </summary>
public sealed class Phrase
{
    private readonly Element[] elements;

    private Phrase(Element[] elements) => this.elements = elements;

    private enum Kind
    {
        Words,
        AtLeast,
        Gap,
        SentenceStart,
        SentenceEnd,
    }

    /// <summary>Reads a pattern.</summary>
    /// <exception cref="FormatException">A group isn't known, or the pattern has no word.</exception>
    public static Phrase Parse(string pattern, IReadOnlyDictionary<string, string> groups)
    {
        var elements = pattern.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(p => Element.Parse(p, groups)).ToArray();
        if (!elements.Any(e => e.Kind is Kind.Words or Kind.AtLeast))
        {
            throw new FormatException($"The pattern \"{pattern}\" has no word.");
        }

        return new Phrase(elements);
    }

    /// <summary>Whether a match can begin with this word. Serves to look patterns up quickly.</summary>
    public bool CanStartWith(in Word word)
    {
        foreach (var e in elements)
        {
            if (e.Kind == Kind.SentenceStart)
            {
                continue;
            }

            if (e.Kind is Kind.Words or Kind.AtLeast && e.Matches(word))
            {
                return true;
            }

            if (!e.Optional)
            {
                return e.Kind is Kind.Gap;
            }
        }

        return true;
    }

    /// <summary>Tries to match at the word <paramref name="at"/>.</summary>
    /// <returns>Index just behind the last word matched, or -1.</returns>
    public int MatchAt(IReadOnlyList<Word> words, int at) => Match(words, at, 0, first: true);

    private int Match(IReadOnlyList<Word> words, int at, int element, bool first)
    {
        if (element == elements.Length)
        {
            return at;
        }

        var e = elements[element];
        switch (e.Kind)
        {
            case Kind.SentenceStart:
                return at < words.Count && words[at].Before == Gap.Sentence ? Match(words, at, element + 1, first) : -1;
            case Kind.SentenceEnd:
                return at >= words.Count || words[at].Before == Gap.Sentence ? Match(words, at, element + 1, first) : -1;
            case Kind.Gap:
                for (var skip = 0; skip <= e.Number && at + skip <= words.Count; skip++)
                {
                    if (skip > 0 && words[at + skip - 1].Before == Gap.Sentence)
                    {
                        return -1;
                    }

                    var end = Match(words, at + skip, element + 1, false);
                    if (end >= 0)
                    {
                        return end;
                    }
                }

                return -1;
            default:
                if (at < words.Count && (first || words[at].Before != Gap.Sentence) && e.Matches(words[at]))
                {
                    var end = Match(words, at + 1, element + 1, false);
                    if (end >= 0)
                    {
                        return end;
                    }
                }

                return e.Optional ? Match(words, at, element + 1, first) : -1;
        }
    }

    private readonly record struct Choice(string Letters, bool Exact, bool Begins, bool Slip)
    {
        public static Choice Parse(string s)
        {
            var exact = s.StartsWith('=');
            var begins = s.EndsWith('*');
            var slip = s.EndsWith('~');
            return new Choice(s[(exact ? 1 : 0)..(begins || slip ? s.Length - 1 : s.Length)], exact, begins, slip);
        }

        public bool Matches(string word)
        {
            if (word == Letters)
            {
                return true;
            }

            if (Begins)
            {
                return Exact ? word.StartsWith(Letters, StringComparison.Ordinal) : BeginsWithPrefix(word);
            }

            return (!Exact && HebrewPrefixes.IsForm(word, Letters)) || (Slip && Slips.AtMostOne(word, Letters));
        }

        private bool BeginsWithPrefix(string word)
        {
            var at = word.IndexOf(Letters, StringComparison.Ordinal);
            return at == 0 || (at > 0 && Characters.IsHebrew(Letters[0]) && HebrewPrefixes.IsChain(word.AsSpan(0, at)));
        }
    }

    private sealed record Element(Kind Kind, bool Optional, int Number, Choice[] Choices)
    {
        public static Element Parse(string s, IReadOnlyDictionary<string, string> groups)
        {
            var optional = s.Length > 1 && s[0] == '?';
            s = optional ? s[1..] : s;
            if (s is "^" or "$")
            {
                return new Element(s == "^" ? Kind.SentenceStart : Kind.SentenceEnd, false, 0, []);
            }

            if (s.StartsWith("..", StringComparison.Ordinal))
            {
                return new Element(Kind.Gap, false, int.Parse(s[2..], System.Globalization.CultureInfo.InvariantCulture), []);
            }

            if (s[0] == '#')
            {
                return new Element(Kind.AtLeast, optional, s.Length > 1 ? int.Parse(s[1..], System.Globalization.CultureInfo.InvariantCulture) : 0, []);
            }

            var choices = s.Split('|').SelectMany(c => Expand(c, groups)).Select(Choice.Parse).ToArray();
            return new Element(Kind.Words, optional, 0, choices);
        }

        public bool Matches(in Word word)
        {
            if (Kind == Kind.AtLeast)
            {
                return word.IsNumber && int.TryParse(word.Folded, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var n) && n >= Number;
            }

            foreach (var choice in Choices)
            {
                if (choice.Matches(word.Folded))
                {
                    return true;
                }
            }

            return false;
        }

        private static IEnumerable<string> Expand(string choice, IReadOnlyDictionary<string, string> groups)
        {
            if (choice[0] != '@')
            {
                return [choice];
            }

            return groups.TryGetValue(choice[1..], out var members)
                ? members.Split('|').SelectMany(m => Expand(m.Trim(), groups))
                : throw new FormatException($"The group {choice} is not known.");
        }
    }
}
