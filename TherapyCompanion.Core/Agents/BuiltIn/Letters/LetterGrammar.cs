using System.Collections.Frozen;
using System.Text.RegularExpressions;
using TherapyCompanion.Core.Agents.Letters;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Agents.BuiltIn.Letters;

/// <summary>The sentences of letters and their agreement with speaker and addressee.</summary>
internal static partial class LetterGrammar
{
    private static readonly FrozenDictionary<(string Language, string Kind, string Part), string[]> Sentences =
        EmbeddedLines.Read("Letters.letters.tsv")
            .GroupBy(f => (f[0], f[1], f[2]), f => f[3].Replace('⏎', '\n'))
            .ToFrozenDictionary(g => g.Key, g => g.ToArray());

    /// <summary>The sentences for a part of a letter, at least one; empty when that kind has no such part.</summary>
    public static IReadOnlyList<string> Find(string language, string kind, string part) =>
        Sentences.TryGetValue((language, kind, part), out var own) ? own
        : Sentences.TryGetValue((language, "*", part), out var any) ? any : [];

    /// <summary>Chooses the forms. The therapist's choices may stand inside the addressee's.</summary>
    public static string Agree(string text, Form therapist, Form addressee)
    {
        var spoken = Speakers().Replace(text, m => Chosen(m.Groups[1].Value, therapist));
        return Addressees().Replace(spoken, m => Chosen(m.Groups[1].Value, addressee));
    }

    // Four choices: one a form. Two: one person, several.
    private static string Chosen(string forms, Form form)
    {
        var choices = forms.Split('~');
        return choices.Length == 2 ? choices[form == Form.Plural ? 1 : 0] : choices[(int)form];
    }

    [GeneratedRegex(@"\{s:([^{}]*)\}")]
    private static partial Regex Speakers();

    [GeneratedRegex(@"\{a:([^{}]*)\}")]
    private static partial Regex Addressees();
}
