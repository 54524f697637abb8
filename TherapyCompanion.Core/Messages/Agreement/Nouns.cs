using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Messages.Agreement;

/// <summary>What can be told of a noun by its letters and its place.</summary>
internal static class Nouns
{
    /// <summary>Whether a noun is feminine as far as its ending or the word list tells; one in -ות counts, as only a singular can agree with the verbs asked about.</summary>
    public static bool IsFeminine(string noun) =>
        SmallWords.Is("feminine", noun)
        || (noun.Length >= 3 && noun[^1] is 'ה' or 'ת' && !SmallWords.Is("masculine", noun));

    /// <summary>Whether the word at a place closes a feminine noun phrase that can be the subject of what follows.</summary>
    /// <param name="passage">The text.</param>
    /// <param name="j">Last word of the phrase.</param>
    /// <param name="start">Where the clause begins.</param>
    /// <param name="anyPlace">Whether it may also be an object: the head of a relative clause may.</param>
    public static bool MayBeFeminineSubject(Passage passage, int j, int start, bool anyPlace = false)
    {
        var at = passage[j];
        if (at.IsQuoted || !at.Word.IsHebrew)
        {
            return false;
        }

        // "אמא שלך", "הפגישה הבאה", "העובדת הסוציאלית", "תמונת המצב": walk to the head of the phrase.
        var head = j;
        while (head > start && head > j - 4 && (IsOwner(passage[head].Bare) || (IsDefinite(passage[head].Bare) && IsNounLike(passage, head - 1))))
        {
            head--;
        }

        var noun = passage[head];
        var word = noun.Prefix > 0 ? noun.Bare : noun.Word.Folded;
        if (SmallWords.Is("time", word) || (noun.Is(FormGroup.Infinitive) && noun.Prefix == 0) || (noun.Is(FormGroup.Past2) && noun.Bare[^1] == 'ת' && noun.Readings[0].Group == FormGroup.Past2 && !IsDefinite(passage[j].Bare)))
        {
            return false;
        }

        var definite = IsDefinite(word);
        if (!anyPlace && head > 0 && head > start && passage[head - 1].Bare is "את" or "של" or "עם" or "על" or "אל" or "בלי" or "לפני" or "אחרי" or "עד" or "בגלל" or "ליד" or "מול" or "אצל" or "כמו")
        {
            return false;
        }

        // "בפגישה תספר": a preposition joined to the noun; "פגישה" itself only begins with one of these letters by chance when listed.
        if (!definite && word.Length > 3 && word[0] is 'ב' or 'ל' or 'מ' or 'כ' && !anyPlace && !SmallWords.Is("feminine", word) && !SmallWords.Is("own-letter", word))
        {
            return false;
        }

        if ((noun.Is(FormGroup.Present) || noun.Is(FormGroup.Past3)) && !definite && !SmallWords.Is("person", word) && !SmallWords.Is("feminine", word))
        {
            return false;
        }

        return IsFeminine(definite ? word[1..] : word) || (head < j && IsFeminine(passage[j].Bare) && IsDefinite(passage[j].Bare) && !IsConstruct(word));
    }

    private static bool IsConstruct(string word) => word[^1] == 'ת';

    private static bool IsOwner(string word) => word is "שלך" or "שלי" or "שלו" or "שלה" or "שלנו" or "שלכם" or "הזו" or "הזאת" or "הזה" or "הזאתי" or "כזאת" or "כזו" or "אחרת" or "נוספת";

    private static bool IsDefinite(string word) => word.Length >= 4 && word[0] == 'ה';

    private static bool IsNounLike(Passage passage, int i) =>
        passage[i].Bare is not ("את" or "של" or "עם" or "על" or "אל") && passage[i].Word.IsHebrew && passage[i].Bare.Length >= 3
        && !SmallWords.Is("bridge", passage[i].Bare) && (IsDefinite(passage[i].Bare) || passage[i].Bare[^1] is 'ת' or 'ה') && !passage[i].Is(FormGroup.Past2);

}
