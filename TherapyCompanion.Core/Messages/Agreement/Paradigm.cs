using TherapyCompanion.Core.Agents.Letters;

namespace TherapyCompanion.Core.Messages.Agreement;

/// <summary>What kind of word a paradigm inflects.</summary>
internal enum WordKind
{
    /// <summary>A verb in all its persons.</summary>
    Verb,

    /// <summary>An adjective, a passive participle or a noun of a person.</summary>
    Describing,

    /// <summary>A preposition or noun with "your".</summary>
    Suffixed,

    /// <summary>How one calls somebody: "dear".</summary>
    Call,
}

/// <summary>The forms of one tense or use, which replace each other when only the person changes.</summary>
internal enum FormGroup
{
    Future,
    Imperative,
    Present,
    Past2,
    Past1,
    Past3,
    Infinitive,
}

/// <summary>All spellings of one word, in the order of <c>verb-patterns.tsv</c>.</summary>
/// <param name="Lemma">What the word lists call it: third person past of a verb, masculine singular of others.</param>
/// <param name="Kind">What kind of word it is.</param>
/// <param name="Spellings">For each slot the spellings, the preferred one first; empty: no such form.</param>
internal sealed record Paradigm(string Lemma, WordKind Kind, string[][] Spellings)
{
    /// <summary>How many slots a paradigm has.</summary>
    public const int Slots = 19;

    private static readonly (FormGroup Group, int First, int Count)[] Groups =
    [
        (FormGroup.Future, 0, 3), (FormGroup.Imperative, 3, 3), (FormGroup.Present, 6, 4), (FormGroup.Past2, 10, 3),
        (FormGroup.Past1, 13, 2), (FormGroup.Past3, 15, 3), (FormGroup.Infinitive, 18, 1),
    ];

    /// <summary>The group a slot belongs to.</summary>
    public static FormGroup GroupOf(int slot)
    {
        foreach (var (group, first, count) in Groups)
        {
            if (slot >= first && slot < first + count)
            {
                return group;
            }
        }

        throw new ArgumentOutOfRangeException(nameof(slot));
    }

    /// <summary>The preferred spelling, or null when there is none or it isn't certain. Neutral has one only where both genders are spelled alike.</summary>
    /// <param name="group">The tense or use.</param>
    /// <param name="form">Of whom.</param>
    /// <param name="variant">Which spelling is wanted, to stay with the writer's; the preferred one where there is no such.</param>
    public string? In(FormGroup group, Form form, int variant = 0)
    {
        if (form == Form.Neutral)
        {
            return In(group, Form.Feminine) is { } f && f == In(group, Form.Masculine) ? f : null;
        }

        var spellings = Spellings[SlotOf(group, form)];
        return spellings.Length > variant ? spellings[variant] : spellings.Length > 0 ? spellings[0] : null;
    }

    /// <summary>Whether a spelling is right for a person in this group.</summary>
    public bool Fits(FormGroup group, string spelling, Form form) => form switch
    {
        Form.Neutral => Has(group, Form.Feminine, spelling) && Has(group, Form.Masculine, spelling),
        Form.Plural => Has(group, Form.Plural, spelling) || HasPluralFeminine(group, spelling),
        _ => Has(group, form, spelling),
    };

    /// <summary>Whether a spelling is one of a form's.</summary>
    public bool Has(FormGroup group, Form form, string spelling) => Array.IndexOf(Spellings[SlotOf(group, form)], spelling) >= 0;

    private bool HasPluralFeminine(FormGroup group, string spelling) => group switch
    {
        FormGroup.Present => Array.IndexOf(Spellings[9], spelling) >= 0,
        FormGroup.Past2 => Array.IndexOf(Spellings[12], spelling) >= 0,
        _ => false,
    };

    private static int SlotOf(FormGroup group, Form form) => (group, form) switch
    {
        (FormGroup.Past2, Form.Plural) => 11,
        (FormGroup.Past2, _) => 10,
        (FormGroup.Past1, Form.Plural) => 14,
        (FormGroup.Past1, _) => 13,
        (FormGroup.Infinitive, _) => 18,
        _ => Groups[(int)group].First + form switch { Form.Masculine => 0, Form.Feminine => 1, _ => 2 },
    };
}

/// <summary>One way to read a spelling.</summary>
/// <param name="Paradigm">The word.</param>
/// <param name="Slot">Which of its forms.</param>
/// <param name="Variant">Which spelling of that form, 0 for the preferred one.</param>
internal readonly record struct Reading(Paradigm Paradigm, int Slot, int Variant)
{
    public bool IsPreferred => Variant == 0;

    public FormGroup Group => Paradigm.GroupOf(Slot);
}
