using System.Text.RegularExpressions;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Privacy.Redaction;

/// <summary>E-mail addresses, also those spelled out to be heard ("dana at gmail dot com").</summary>
internal static partial class Emails
{
    public static void Find(string text, List<Redaction> found)
    {
        if (text.Contains('@'))
        {
            foreach (var match in Plain().EnumerateMatches(text)) Add(text, match, 6, found);
        }

        foreach (var match in SpelledOut().EnumerateMatches(text)) Add(text, match, 3, found);
    }

    private static void Add(string text, ValueMatch match, double score, List<Redaction> found) =>
        found.Add(new Redaction(RedactionKind.Email, new TextSpan(match.Index, match.Length), score, text.Substring(match.Index, match.Length)));

    [GeneratedRegex(@"(?<![A-Za-z0-9._%+\-])[\p{L}0-9_](?:[\p{L}0-9._%+'\-]{0,62}[\p{L}0-9_])?@[\p{L}0-9](?:[\p{L}0-9-]{0,62}\.){1,5}[\p{L}]{2,24}(?![\p{L}0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex Plain();

    [GeneratedRegex(
        @"(?<![\p{L}0-9._])[A-Za-z0-9][A-Za-z0-9._-]{1,40}[ ]?(?:\(at\)|\[at\]|[ ]at[ ]|[ ]שטרודל[ ]|[ ]כרוכית[ ])[ ]?[A-Za-z0-9-]{2,40}(?:[ ]?(?:\(dot\)|\[dot\]|[ ]dot[ ]|[ ]נקודה[ ]|\.)[ ]?(?:com|net|org|edu|gov|ac|co|il|uk|io|me|info)){1,3}(?![\p{L}0-9])",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex SpelledOut();
}
