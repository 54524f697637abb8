using System.Text.RegularExpressions;
using TherapyCompanion.Core.Agents.Letters;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Messages;

/// <summary>Whether common Hebrew second and first person forms agree with the people of a message. It judges only what it knows.</summary>
internal static partial class Agreement
{
    public static IEnumerable<MessageCheckFinding> Check(string text, IReadOnlyList<Word> words, Form speaker, Form addressee)
    {
        foreach (Match slash in Slashed().Matches(text))
        {
            yield return new MessageCheckFinding(MessageConcern.WrongForm, new TextSpan(slash.Index, slash.Length), null);
        }

        for (var i = 0; i < words.Count; i++)
        {
            if (words[i].IsHebrew && HebrewForms.Find(words[i].Folded) is { } found && Expected(words, i, found.Row, found.Spelling, speaker, addressee) is { } wanted
                && !Fits(found.Row, found.Spelling, wanted))
            {
                var suggestion = found.Row.In(wanted);
                yield return new MessageCheckFinding(
                    MessageConcern.WrongForm,
                    new TextSpan(words[i].Start, words[i].End - words[i].Start),
                    suggestion is null ? PronounFor(found, wanted) : found.Prefix + suggestion);
            }
        }
    }

    // אתה → את has no entry of its own: "את" is also the mark of an object and can't be looked up.
    private static string? PronounFor((FormRow Row, string Prefix, string Spelling) found, Form wanted) =>
        found.Row.Kind == "pronoun" && wanted == Form.Feminine ? found.Prefix + "את" : null;

    private static bool Fits(FormRow row, string spelling, Form wanted)
    {
        var forms = row.FormsOf(spelling).ToList();
        return forms.Contains(wanted)
            || (wanted == Form.Neutral && forms.Contains(Form.Feminine) && forms.Contains(Form.Masculine));
    }

    // The form a word must have here, or null when it isn't certain whom it is about.
    private static Form? Expected(IReadOnlyList<Word> words, int i, FormRow row, string spelling, Form speaker, Form addressee)
    {
        var subject = Subject(words, i);
        switch (row.Kind)
        {
            case "future":
                // תזכור is also "she will remember": "הפגישה תהיה", "היא תזכור".
                var third = spelling == row.Masculine && i > 0 && words[i].Before == Gap.None && (subject == "she" || IsNoun(words[i - 1].Folded));
                return third ? null : addressee;
            case "imperative":
                // "כתוב כאן" and "המשך" are also no imperatives: only at the head of a clause, and not before a noun of their own.
                var head = words[i].Before != Gap.None || (i > 0 && HebrewForms.Find(words[i - 1].Folded) is { Row.Kind: "future" }) || (i > 0 && words[i - 1].Folded is "או" or "גם" or "אז" or "רק");
                var sure = head || spelling == row.Feminine;
                return sure && !(words[i].Folded is "לך" or "בואו" or "הבא" or "התקשר" or "לכי" && !head) && !words[i].Folded.StartsWith("בואו", StringComparison.Ordinal) ? addressee : null;
            case "participle":
                return subject switch
                {
                    "i" => speaker == Form.Plural ? Form.Plural : speaker,
                    "we" => null,
                    "you" => addressee,
                    _ => null,
                };
            case "pronoun" or "suffix" or "number":
                return spelling is "כתבת" && subject == "she" ? null : addressee;
            default:
                return null;
        }
    }

    // The nearest pronoun before a word in its clause.
    private static string? Subject(IReadOnlyList<Word> words, int i)
    {
        for (var back = i; back >= 0 && i - back <= 5; back--)
        {
            var pronoun = words[back].Folded.TrimStart('ו', 'ש', 'כ') switch
            {
                "אני" => "i",
                "אנחנו" or "אנו" => "we",
                "אתה" or "אתם" or "אתן" => "you",
                "את" when back == i - 1 => "you",
                "היא" or "הוא" or "הם" or "הן" or "זה" or "זו" => "she",
                _ => null,
            };
            if (back < i && pronoun is not null)
            {
                return pronoun;
            }

            if (words[back].Before != Gap.None)
            {
                return null;
            }
        }

        return null;
    }

    private static bool IsNoun(string word) =>
        word.Length >= 4 && word[0] == 'ה' && word is not ("השבוע" or "היום" or "הפעם" or "הערב" or "הבוקר" or "הלילה");

    [GeneratedRegex(@"[א-ת]+[/\.][א-ת]{1,3}(?![א-ת])")]
    private static partial Regex Slashed();
}
