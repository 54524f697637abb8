namespace TherapyCompanion.Core.Messages.Agreement;

/// <summary>Predicates without a subject at the head of a clause: "מוזמנת להתקשר" tells of the reader, "סומכת עליך" of the writer.</summary>
internal static class Headless
{
    public static Person Of(Passage passage, int i, Person carried)
    {
        var token = passage[i];
        var (mine, yours) = (token.IsOn("mine"), token.IsOn("yours"));
        var next = passage.InClause(i + 1, i);
        if (token.Readings.Any(r => r.Paradigm.Lemma == "מוזמן"))
        {
            return Person.Addressee;
        }

        // "לא חייבים הכול", "יכול להיות ש": of nobody in particular. "מבין המילים" is "from among".
        var lemma = token.Readings.Length > 0 ? token.Readings[0].Paradigm.Lemma : "";
        if (token.Readings.Any(r => r.Slot == 8) || (lemma == "יכול" && next?.Bare is "להיות" or "היה") || (token.Bare == "מבין" && next?.Bare.StartsWith('ה') == true))
        {
            return Person.Unknown;
        }

        var asked = passage.IsAsked(i) && (token.IsOn("question") || yours);
        var toYou = SpeaksToYou(passage, i);
        if (yours && next is not null && SmallWords.Is("say", next.Bare))
        {
            return Person.Speaker;
        }

        if (asked && !toYou)
        {
            return Person.Addressee;
        }

        if (mine && (toYou || !yours))
        {
            return carried == Person.Other ? Person.Unknown : Person.Speaker;
        }

        return yours && !toYou && carried != Person.Other ? Person.Addressee : Person.Unknown;
    }

    // Whether the clause and what hangs on it have "you" as an object.
    private static bool SpeaksToYou(Passage passage, int i)
    {
        for (var j = i + 1; j < passage.SentenceEnd(i) && j - i < 8; j++)
        {
            if (SmallWords.Is("second", passage[j].Bare) || passage[j].Bare.EndsWith("תך", StringComparison.Ordinal)
                || (passage[j].IsSubordinate && (passage[j].Is(FormGroup.Past2) || passage[j].Is(FormGroup.Future) || passage[j].Bare is "את" or "אתה" or "אתם")))
            {
                return true;
            }
        }

        return false;
    }
}
