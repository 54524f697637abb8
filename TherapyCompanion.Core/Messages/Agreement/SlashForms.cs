using System.Text.RegularExpressions;
using TherapyCompanion.Core.Agents.Letters;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Messages.Agreement;

/// <summary>Two genders in one word (תזכור/י, מוזמן.ת, יקר(ה), שמח/שמחה): they address nobody and are read badly aloud.</summary>
internal static partial class SlashForms
{
    public static IEnumerable<MessageCheckFinding> Find(string text, Form addressee)
    {
        foreach (Match match in Joined().Matches(text))
        {
            var (first, second) = (match.Groups[1].Value, match.Groups[2].Value);
            if (first is "בן" or "בת" && match.Value.Contains('/'))
            {
                continue;
            }

            yield return new MessageCheckFinding(MessageConcern.WrongForm, new TextSpan(match.Index, match.Length), Right(first, second, addressee));
        }

        foreach (Match match in Pairs().Matches(text))
        {
            var (first, second) = (match.Groups[1].Value, match.Groups[2].Value);
            if (first is not ("בן" or "בת") && SharedParadigm(first, second) is not null)
            {
                yield return new MessageCheckFinding(MessageConcern.WrongForm, new TextSpan(match.Index, match.Length), Right(first, second, addressee));
            }
        }
    }

    private static string? Right(string first, string second, Form addressee)
    {
        if (first is "את" or "אתה")
        {
            return Pronouns.For(addressee);
        }

        var (prefix, readings) = FormLexicon.Find(first);
        if (second.Length > 3)
        {
            readings = [.. readings.Where(r => FormLexicon.Find(second).Readings.Any(s => s.Paradigm == r.Paradigm))];
        }

        var usable = readings.Where(r => r.Slot is not (>= 10) && r.Paradigm.Kind != WordKind.Suffixed).ToList();
        var offers = usable.Select(r => r.Paradigm.In(r.Group, addressee)).Where(o => o is not null).Distinct().ToList();
        if (offers.Count == 1)
        {
            return first[..prefix] + offers[0];
        }

        return addressee switch
        {
            Form.Masculine => first,
            Form.Feminine when second is "ת" or "י" or "ה" or "ית" => second == "י" ? null : FinalLetters.Medial(first) + second,
            _ => null,
        };
    }

    private static Paradigm? SharedParadigm(string first, string second)
    {
        if (first is "את" or "אתה" && second is "את" or "אתה")
        {
            return new Paradigm(first, WordKind.Suffixed, VerbForms.Empty());
        }

        var readings = FormLexicon.Find(first).Readings;
        return FormLexicon.Find(second).Readings.Select(s => s.Paradigm).FirstOrDefault(p => first != second && Array.Exists(readings, r => r.Paradigm == p));
    }

    // The ending of the other gender behind a slash, a dot or in brackets.
    [GeneratedRegex(@"(?<![א-ת./])([א-ת]{2,})(?:[/.](?=[א-ת]{1,3}(?![א-ת""'״׳.]))|\(/?|/-)(י|ת|ה|ים|ות|ו|ית|יות|ן|נה)(?:(?<=\(/?[א-ת]{1,3})\)|(?![א-ת)]))")]
    private static partial Regex Joined();

    [GeneratedRegex(@"(?<![א-ת/])([א-ת]{2,})/([א-ת]{2,})(?![א-ת/])")]
    private static partial Regex Pairs();
}
