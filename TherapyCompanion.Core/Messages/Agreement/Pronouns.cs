using TherapyCompanion.Core.Agents.Letters;

namespace TherapyCompanion.Core.Messages.Agreement;

/// <summary>Whom a word tells of.</summary>
internal enum Person
{
    /// <summary>Not certain.</summary>
    Unknown,

    /// <summary>The one who writes.</summary>
    Speaker,

    /// <summary>The one written to.</summary>
    Addressee,

    /// <summary>Several, the writer among them.</summary>
    We,

    /// <summary>Somebody or something else.</summary>
    Other,
}

/// <summary>Reads pronouns; above all tells "את" (you) from "את" (the mark of an object).</summary>
internal static class Pronouns
{
    /// <summary>Whom the pronoun at a place means, or unknown when there is none.</summary>
    public static Person At(Passage passage, int i) => passage[i].Bare switch
    {
        "אני" or "הנני" or "אינני" => Person.Speaker,
        "אנחנו" or "אנו" => Person.We,
        "אתה" or "אתם" or "אתן" => Person.Addressee,
        "את" when IsYou(passage, i) => Person.Addressee,
        "היא" or "הוא" or "הם" or "הן" or "זה" or "זו" or "זאת" or "אלה" or "אלו" or "מישהי" or "מישהו" or "מי" => Person.Other,
        _ => Person.Unknown,
    };

    /// <summary>The form of a pronoun of the person addressed.</summary>
    public static Form? FormOf(string bare) => bare switch { "את" => Form.Feminine, "אתה" => Form.Masculine, "אתם" or "אתן" => Form.Plural, _ => null };

    /// <summary>The pronoun for a person, or null for the neutral form, which needs another sentence.</summary>
    public static string? For(Form form) => form switch { Form.Feminine => "את", Form.Masculine => "אתה", Form.Plural => "אתם", _ => null };

    private static bool IsYou(Passage passage, int i)
    {
        var token = passage[i];
        var next = passage.InClause(i + 1, i);
        if (next is null)
        {
            // "ומה את?", "אמיצה את."
            return i > 0 && SmallWords.Is("before-you", passage[i - 1].Bare);
        }

        if (SmallWords.Is("not-you", next.Bare) || next.Prefix > 0)
        {
            return false;
        }

        var leads = token.IsSubordinate || token.StartsClause || token.IsJoined || SmallWords.Is("before-you", passage[i - 1].Bare);
        if (next.Bare[0] == 'ה' && next.Bare.Length > 2 && !next.Is(FormGroup.Past2) && next.Bare is not ("היום" or "הכי" or "הרבה" or "השבוע"))
        {
            return leads && next.Is(FormGroup.Present);
        }

        if (next.Bare is "לא" or "כבר" or "עדיין" or "לבד" or "בסדר" or "איתי" or "תמיד" or "באמת")
        {
            return true;
        }

        var (j, steps) = (i + 1, 0);
        while (passage.InClause(j + 1, i) is not null && steps < 4 && SmallWords.Is("bridge", passage[j].Bare))
        {
            j++;
            steps++;
        }

        var at = passage[j];
        return at.Prefix == 0 && (IsPredicate(at, steps, leads, passage.InClause(j + 1, i)) || (leads && LooksLikeParticiple(at.Bare)))
            || (leads && at.Prefix == 0 && (at.Is(FormGroup.Past2) || at.Is(FormGroup.Future)));
    }

    private static bool IsPredicate(Token at, int steps, bool leads, Token? behind)
    {
        foreach (var r in at.Readings)
        {
            var singular = r.Slot is 6 or 7 && r.Paradigm.Kind is WordKind.Verb or WordKind.Describing;
            // "לפגוש את מטפלת המשפחה": a noun of a person with its owner behind it.
            if (singular && (leads || steps > 0 || behind is null || behind.Bare[0] != 'ה'))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether an unknown word is built like a feminine participle: מ…ת, or like an adjective in -ית.</summary>
    public static bool LooksLikeParticiple(string bare) =>
        bare.Length >= 5 && ((bare[0] == 'מ' && bare[^1] == 'ת') || bare.EndsWith("ית", StringComparison.Ordinal)) && !bare.EndsWith("ות", StringComparison.Ordinal);
}
