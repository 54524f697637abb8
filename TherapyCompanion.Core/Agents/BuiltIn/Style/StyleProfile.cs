namespace TherapyCompanion.Core.Agents.BuiltIn.Style;

/// <summary>What a rule of style is about.</summary>
public enum StyleKey
{
    /// <summary>short, medium or long.</summary>
    Length,

    /// <summary>first (I), third ("the therapist") or none.</summary>
    Person,

    /// <summary>The word for the patient; "she" or "he" where none is used.</summary>
    PatientTerm,

    /// <summary>many or few.</summary>
    Quotations,

    /// <summary>bullets, telegraphic or prose.</summary>
    Sentences,

    /// <summary>formal, plain or informal.</summary>
    Formality,

    /// <summary>A heading; the order of the rules is their order.</summary>
    Heading,

    /// <summary>How a letter begins; a name stands as {name}.</summary>
    Greeting,

    /// <summary>How a letter ends.</summary>
    Ending,

    /// <summary>A word used often.</summary>
    Favoured,

    /// <summary>A word struck out whenever a draft had it.</summary>
    Avoid,

    /// <summary>A word put in another's place; <see cref="StyleRule.From"/> is the other.</summary>
    Prefer,

    /// <summary>true: drafts are shortened; false: they are made longer.</summary>
    Shorter,
}

/// <summary>A rule of style, with how often it was seen. Its words come from the shipped vocabulary and can hold no fact of a patient.</summary>
/// <param name="Id">Names the rule within its profile.</param>
/// <param name="Key">What it is about.</param>
/// <param name="Value">What holds.</param>
/// <param name="Found">In how many texts or pairs it was seen.</param>
/// <param name="Of">Of how many it could have been seen in.</param>
/// <param name="From">For <see cref="StyleKey.Prefer"/>: the word that is replaced.</param>
/// <param name="IsOn">Whether the therapist lets it hold.</param>
public sealed record StyleRule(string Id, StyleKey Key, string Value, int Found, int Of, string? From = null, bool IsOn = true);

/// <summary>Rules of a therapist's style. It never changes; switching or editing a rule gives another profile.</summary>
/// <param name="Language">"he" or "en".</param>
/// <param name="Rules">The rules.</param>
public sealed record StyleProfile(string Language, IReadOnlyList<StyleRule> Rules)
{
    private const int ShortWords = 75;
    private const int MediumWords = 150;
    private const int LongWords = 300;

    /// <summary>Most words a summary should have, or null where no length was learned.</summary>
    public int? WordsLimit => Value(StyleKey.Length) switch { "short" => ShortWords, "medium" => MediumWords, "long" => LongWords, _ => null };

    /// <summary>Titles of the sections in their order; empty: none were learned.</summary>
    public IReadOnlyList<string> Headings => [.. Held(StyleKey.Heading).Select(r => r.Value)];

    /// <summary>Whether the patient's words are to be quoted; null where nothing was learned.</summary>
    public bool? QuotesOften => Value(StyleKey.Quotations) is { } v ? v == "many" : null;

    /// <summary>The word for the patient, or null.</summary>
    public string? PatientTerm => Value(StyleKey.PatientTerm);

    /// <summary>first, third or none; null where nothing was learned.</summary>
    public string? Person => Value(StyleKey.Person);

    /// <summary>Words not to be used.</summary>
    public IReadOnlyList<string> Avoided => [.. Held(StyleKey.Avoid).Select(r => r.Value)];

    /// <summary>The profile with a rule switched on or off; the same profile where there is no such rule.</summary>
    public StyleProfile Switched(string id, bool on) => With(id, r => r with { IsOn = on });

    /// <summary>The profile with another value for a rule, in the therapist's own words.</summary>
    public StyleProfile Edited(string id, string value) => With(id, r => r with { Value = value });

    /// <summary>The evidence in words: "נמצא ב־7 מתוך 9", "found in 7 of 9".</summary>
    public string Evidence(StyleRule rule) => Language == "he" ? $"נמצא ב־{rule.Found} מתוך {rule.Of}" : $"found in {rule.Found} of {rule.Of}";

    private string? Value(StyleKey key) => Held(key).FirstOrDefault()?.Value;

    private IEnumerable<StyleRule> Held(StyleKey key) => Rules.Where(r => r.IsOn && r.Key == key);

    private StyleProfile With(string id, Func<StyleRule, StyleRule> change) => this with { Rules = [.. Rules.Select(r => r.Id == id ? change(r) : r)] };
}
