using System.Collections.Frozen;
using TherapyCompanion.Core.Agents.Letters;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Messages;

/// <summary>A row of forms of one word.</summary>
internal sealed record FormRow(string Kind, string Feminine, string Masculine, string Plural)
{
    /// <summary>The word in a form, or null when that isn't certain.</summary>
    public string? In(Form form) => (form switch
    {
        Form.Feminine => Feminine,
        Form.Masculine => Masculine,
        Form.Plural => Plural,
        _ => "=",
    }) is var word && word == "=" ? null : word;

    /// <summary>The forms this spelling can be.</summary>
    public IEnumerable<Form> FormsOf(string spelling)
    {
        if (Feminine == spelling)
        {
            yield return Form.Feminine;
        }

        // "=" beside the feminine: the masculine is spelled like it (רוצה).
        if (Masculine == spelling || (Masculine == "=" && Feminine == spelling))
        {
            yield return Form.Masculine;
        }

        if (Plural == spelling)
        {
            yield return Form.Plural;
        }
    }
}

/// <summary>Looks forms up, also behind the prefixes ו ש כש.</summary>
internal static class HebrewForms
{
    private static readonly string[] Prefixes = ["", "ו", "ש", "וש", "כש", "וכש"];

    private static readonly FrozenDictionary<string, FormRow> Rows = EmbeddedLines.Read("Messages.forms-he.tsv")
        .Select(f => new FormRow(f[0], f[1], f[2], f[3]))
        .SelectMany(r => new[] { r.Feminine, r.Masculine, r.Plural }.Where(w => w != "=").Distinct().Select(w => (Word: w, Row: r)))
        .DistinctBy(p => p.Word)
        .ToFrozenDictionary(p => p.Word, p => p.Row, StringComparer.Ordinal);

    public static (FormRow Row, string Prefix, string Spelling)? Find(string folded)
    {
        foreach (var prefix in Prefixes)
        {
            if (folded.Length > prefix.Length + 1 && folded.StartsWith(prefix, StringComparison.Ordinal) && Rows.TryGetValue(folded[prefix.Length..], out var row))
            {
                return (row, prefix, folded[prefix.Length..]);
            }
        }

        return null;
    }
}
