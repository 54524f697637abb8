using System.Text.RegularExpressions;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Agents.BuiltIn.Summaries.Notes;

/// <summary>Takes a homework line apart into its tasks.</summary>
internal static partial class HomeworkItems
{
    private static readonly PhraseBook<string> HowOften = new(f => f[0], "Summaries.Notes.frequency.tsv");

    /// <summary>
    /// The tasks, each a stretch of <paramref name="text"/>. It splits at semicolons, before "ול" of a new task, and at a comma between two
    /// clauses that each say how often; never inside brackets. When in doubt it leaves the line whole.
    /// </summary>
    public static IReadOnlyList<string> Split(string text) =>
        [.. Numbered().Split(text).SelectMany(part => Unnumbered(Tidy.WithoutListMark(part.Trim())))];

    private static List<string> Unnumbered(string text)
    {
        var items = new List<string>();
        var start = 0;
        var depth = 0;
        for (var i = 0; i < text.Length; i++)
        {
            depth += text[i] switch { '(' or '[' => 1, ')' or ']' => -1, _ => 0 };
            if (depth > 0)
            {
                continue;
            }

            var rest = text.AsSpan(i + 1).TrimStart();
            if (text[i] == ';' || (text[i] == ',' && StartsTask(text[start..i], rest)))
            {
                items.Add(text[start..i].Trim());
                start = text.Length - rest.Length;
                start += rest.StartsWith("ול", StringComparison.Ordinal) ? 1 : 0;
            }
        }

        items.Add(text[start..].Trim());
        return items.Where(i => Words.Of(i).Count > 0).ToList();
    }

    // "1) … 2) …" on one line.
    [GeneratedRegex(@"\s(?=\d{1,2}\)\s)")]
    private static partial Regex Numbered();

    private static bool StartsTask(string before, ReadOnlySpan<char> rest)
    {
        if (rest.StartsWith("ול", StringComparison.Ordinal) && rest.Length > 4 && Characters.IsHebrew(rest[2]) && Characters.IsHebrew(rest[3]))
        {
            return true;
        }

        var comma = rest.IndexOfAny(',', ';');
        var clause = Words.Of((comma < 0 ? rest : rest[..comma]).ToString());
        var often = HowOften.Find(clause);
        return clause.Count >= 3 && often.Count > 0 && often[0].First > 0 && HowOften.Any(Words.Of(before));
    }
}
