using System.Globalization;

namespace TherapyCompanion.Core.Privacy.Redaction;

/// <summary>What stands in a text where something was taken out.</summary>
internal static class Placeholders
{
    /// <param name="language">"he" or "en".</param>
    /// <param name="number">Which person, where persons are told apart; null: none is.</param>
    public static string For(RedactionKind kind, string language, int? number = null)
    {
        var word = language == "he" ? Hebrew(kind) : English(kind);
        return number is { } n ? string.Create(CultureInfo.InvariantCulture, $"[{word} {n}]") : $"[{word}]";
    }

    private static string Hebrew(RedactionKind kind) => kind switch
    {
        RedactionKind.Name => "שם",
        RedactionKind.IdNumber => "מספר זהות",
        RedactionKind.Phone => "טלפון",
        RedactionKind.Email => "דוא״ל",
        RedactionKind.Address => "כתובת",
        RedactionKind.BirthDate => "תאריך לידה",
        RedactionKind.RecordNumber => "מספר תיק",
        RedactionKind.Card => "כרטיס",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private static string English(RedactionKind kind) => kind switch
    {
        RedactionKind.Name => "name",
        RedactionKind.IdNumber => "id number",
        RedactionKind.Phone => "phone",
        RedactionKind.Email => "e-mail",
        RedactionKind.Address => "address",
        RedactionKind.BirthDate => "date of birth",
        RedactionKind.RecordNumber => "record number",
        RedactionKind.Card => "card",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
