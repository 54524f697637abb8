namespace TherapyCompanion.Core.Messages.Agreement;

/// <summary>Finds whom a participle or adjective tells of. Only what stands close and plain counts; otherwise the answer is "unknown".</summary>
internal static class Subjects
{
    /// <summary>Whom the predicate at a place tells of.</summary>
    /// <param name="passage">The text.</param>
    /// <param name="i">The predicate.</param>
    /// <param name="carried">Whom the last predicate or pronoun of the sentence told of.</param>
    public static Person Of(Passage passage, int i, Person carried)
    {
        var token = passage[i];
        if (token.IsSubordinate)
        {
            // "מישהי שמבינה": tells of what stands before it.
            return Person.Unknown;
        }

        if (token.IsJoined && !token.StartsClause)
        {
            return Joined(passage, i, carried);
        }

        if (i > 0 && !token.StartsClause && passage[i - 1].Bare is "אותך" or "אתכם" && IsSeen(passage, i - 1))
        {
            return Person.Addressee;
        }

        // "כמה אמיצה את".
        if (passage.InClause(i + 1, i) is { } next && next.Prefix == 0 && (next.Bare == "אתה" || (next.Bare == "את" && passage.InClause(i + 2, i) is null))
            && i > 0 && passage[i - 1].Bare is "כמה" or "איזו" or "איזה" or "כל-כך")
        {
            return Person.Addressee;
        }

        return Direct(passage, i, carried);
    }

    // The nearest pronoun or copula with nothing but small words between.
    private static Person Direct(Passage passage, int i, Person carried)
    {
        var start = passage.ClauseStart(i);
        if (start == i)
        {
            return Headless.Of(passage, i, carried);
        }

        for (var j = i - 1; j >= start; j--)
        {
            var at = passage[j];
            var pronoun = Pronouns.At(passage, j);
            if (pronoun != Person.Unknown)
            {
                return pronoun;
            }

            if (at.Bare is "אהיה" or "אהייה" or "ארגיש" or "אשאר")
            {
                return Person.Speaker;
            }

            if (at.IsOn("copula") && !(passage[i].Is(FormGroup.Past2) && !passage[i].IsOn("copula")))
            {
                var copula = Copula(passage, j, i, carried);
                if (copula != Person.Unknown)
                {
                    return copula;
                }
            }

            if (!SmallWords.Is("bridge", at.Bare) && !SmallWords.Is("connector", at.Bare) && !SmallWords.Is("subordinator", at.Bare) && !IsSecond(at))
            {
                return Person.Unknown;
            }
        }

        return Headless.Of(passage, i, carried);
    }

    private static bool IsSecond(Token at) => SmallWords.Is("second", at.Bare);

    private static Person Copula(Passage passage, int j, int predicate, Person carried)
    {
        var start = passage.ClauseStart(predicate);
        var at = passage[j];
        foreach (var r in at.Readings)
        {
            var isNoun = passage[predicate].IsOn("person-noun") && r.Paradigm.Lemma != "היה";
            if (isNoun || !SmallWords.Is("copula", r.Paradigm.Lemma))
            {
                continue;
            }

            switch (r.Group)
            {
                case FormGroup.Past2 when r.Slot == 10 || r.Slot == 11:
                    return Person.Addressee;
                case FormGroup.Future when r.Slot is 1 or 2 || !Futures.IsAnothers(passage, j, carried == Person.Other):
                    return Person.Addressee;
                case FormGroup.Imperative when at.StartsClause:
                    return Person.Addressee;
                case FormGroup.Past1:
                    return Person.Speaker;
                case FormGroup.Infinitive:
                    return Controller(passage, j, start, carried);
                case FormGroup.Present when r.Paradigm.Lemma is "נשמע" or "נראה" or "הרגיש" && !at.Is(FormGroup.Past2):
                    return Of(passage, j, carried);
            }
        }

        return Person.Unknown;
    }

    // "קשה לך להיות לבד", "אני רוצה להיות ברורה", "מותר לך להרגיש עייפה".
    private static Person Controller(Passage passage, int j, int start, Person carried)
    {
        for (var k = j - 1; k >= start; k--)
        {
            var at = passage[k];
            if (at.Bare is "לך" or "לכם")
            {
                return Person.Addressee;
            }

            if (at.Bare is "לי")
            {
                return Person.Speaker;
            }

            if (at.Bare is "לו" or "לה" or "להם" or "להן")
            {
                return Person.Other;
            }

            var pronoun = Pronouns.At(passage, k);
            if (pronoun != Person.Unknown)
            {
                return pronoun;
            }

            if (at.Is(FormGroup.Past2) || (at.Is(FormGroup.Future) && at.Readings.Any(r => r.Slot is 1 or 2)))
            {
                return Person.Addressee;
            }

            if (at.Is(FormGroup.Past1))
            {
                return Person.Speaker;
            }
        }

        return passage[j].IsJoined ? carried : Person.Unknown;
    }

    // "אני מבינה את הכאב ומכבדת אותו", but not "אני מציע נשימה איטית ומרגיעה".
    private static Person Joined(Passage passage, int i, Person carried)
    {
        var token = passage[i];
        if (token.IsOn("thing") || carried is Person.Other)
        {
            return Person.Unknown;
        }

        var before = passage[i - 1];
        if (before.Is(FormGroup.Present) || SmallWords.Is("bridge", before.Bare) || SmallWords.Is("second", before.Bare))
        {
            return carried;
        }

        return token.IsOn("mine") || token.IsOn("yours") || token.IsOn("question") ? carried : Person.Unknown;
    }

    // "אני רואה אותך עייפה": somebody sees, hears, remembers you so.
    private static bool IsSeen(Passage passage, int at)
    {
        for (var j = at - 1; j >= passage.ClauseStart(at); j--)
        {
            if (passage[j].Readings.Any(r => r.Paradigm.Lemma is "ראה" or "שמע" or "זכר" or "הכיר" or "מצא" or "פגש" or "דמיין" or "תיאר" or "הרגיש" or "חווה"))
            {
                return true;
            }
        }

        return false;
    }
}
