namespace TherapyCompanion.Core.Messages.Agreement;

/// <summary>"תזכור" is "you (masculine) will remember" and "she will remember"; tells them apart.</summary>
internal static class Futures
{
    /// <summary>Whether the verb tells of somebody or something feminine, not of the person addressed.</summary>
    /// <param name="passage">The text.</param>
    /// <param name="i">The verb.</param>
    /// <param name="carriesOther">Whether the last verb of the sentence told of a third person.</param>
    public static bool IsAnothers(Passage passage, int i, bool carriesOther)
    {
        var token = passage[i];
        if (token.IsSubordinate)
        {
            return FollowsNounInRelation(passage, i) || HasSubjectBehind(passage, i);
        }

        var before = Before(passage, i);
        return before switch
        {
            Person.Other => true,
            Person.Addressee => false,
            _ => HasSubjectBehind(passage, i)
                || (carriesOther && Continues(passage, i))
                || (token.StartsSentence && token.IsOn("passing") && !passage.Text.AsSpan(token.Word.Start).StartsWith("תהיה", StringComparison.Ordinal) && IsAlone(passage, i)),
        };
    }

    private static bool IsAlone(Passage passage, int i) =>
        passage[i].Readings.Any(r => r.Paradigm.Lemma is "התקיים" or "נמשך" or "הסתיים" or "נערך" or "נפתח" or "נסגר" or "השתנה" or "הופיע" or "נגמר") && passage.SentenceEnd(i) > i;

    // The nearest subject to the left in the clause.
    private static Person Before(Passage passage, int i)
    {
        var start = passage.ClauseStart(i);
        if (start == i && passage[i].Word.Before == Text.Gap.Clause)
        {
            return BehindParenthesis(passage, i);
        }

        for (var j = i - 1; j >= start; j--)
        {
            var at = passage[j];
            var pronoun = Pronouns.At(passage, j);
            if (pronoun != Person.Unknown)
            {
                return at.Bare is "מי" ? Person.Unknown : pronoun;
            }

            if (at.Bare is "את" || at.Is(FormGroup.Past2) && at.Readings[0].Paradigm.Kind == WordKind.Verb)
            {
                return Person.Unknown;
            }

            if (SmallWords.Is("bridge", at.Bare) || SmallWords.Is("connector", at.Bare) || SmallWords.Is("time", at.Bare) || SmallWords.Is("subordinator", at.Bare))
            {
                continue;
            }

            return Nouns.MayBeFeminineSubject(passage, j, start) ? Person.Other : Person.Unknown;
        }

        return Person.Unknown;
    }

    // "התחושה, שעולה בערב, תעבור": the subject stands before a clause between commas.
    private static Person BehindParenthesis(Passage passage, int i)
    {
        var inner = passage.ClauseStart(i - 1);
        while (inner > 0 && i - inner < 10 && passage[inner].Word.Before == Text.Gap.None)
        {
            inner--;
        }

        var isRelative = passage[inner].IsSubordinate || passage[inner].Bare is "אשר" || passage[inner].Word.Folded.StartsWith('ש');
        return isRelative && inner > 0 && passage[inner].Word.Before == Text.Gap.Clause
            && Nouns.MayBeFeminineSubject(passage, inner - 1, passage.ClauseStart(inner - 1)) ? Person.Other : Person.Unknown;
    }

    // "ותקרא לי" goes on with who came before; a new clause does so only without a conjunction of its own.
    private static bool Continues(Passage passage, int i)
    {
        var token = passage[i];
        if (token.IsJoined)
        {
            return true;
        }

        if (token.Word.Before != Text.Gap.Clause)
        {
            return passage.ClauseStart(i) < i && passage[i - 1].IsJoined;
        }

        var previous = passage.ClauseStart(i - 1);
        while (previous > 0 && i - previous < 12 && passage[previous].Word.Before == Text.Gap.None)
        {
            previous--;
        }

        return !SmallWords.Is("condition", passage[previous].Bare) && !passage[previous].Word.Folded.StartsWith("כש", StringComparison.Ordinal);
    }

    // "המזכירה שתתקשר אליך", but "המטלה שתבחר".
    private static bool FollowsNounInRelation(Passage passage, int i)
    {
        // "ושתחזור" goes on with an earlier "that"; "בקלות שת…" is no noun to hang on to.
        if (i == 0 || passage[i].Word.Before != Text.Gap.None || passage[i].IsJoined
            || (passage[i - 1].Bare[0] == 'ב' && passage[i - 1].Bare.EndsWith("ות", StringComparison.Ordinal)))
        {
            return false;
        }

        if (!Nouns.MayBeFeminineSubject(passage, i - 1, passage.ClauseStart(i - 1), anyPlace: true))
        {
            return false;
        }

        var next = passage.InClause(i + 1, i);
        return passage[i].IsOn("passing") || (next is not null && SmallWords.Is("second", next.Bare)) || next?.Bare is "לי" or "לנו" or "אותי" or "אותנו";
    }

    // "תתחיל הפגישה", "תהיה לי הפסקה": the subject follows.
    private static bool HasSubjectBehind(Passage passage, int i)
    {
        var token = passage[i];
        var j = i + 1;
        while (passage.InClause(j, i) is { } small && j - i < 4 && (SmallWords.Is("bridge", small.Bare) || SmallWords.Is("second", small.Bare)) && small.Bare is not "שם")
        {
            j++;
        }

        if (passage.InClause(j, i) is not { } at || at.Prefix > 0 || SmallWords.Is("time", at.Bare) || at.Bare.Length < 3)
        {
            return false;
        }

        var definite = at.Bare[0] == 'ה' && at.Bare.Length > 3 && !at.Is(FormGroup.Past3) && !at.Is(FormGroup.Infinitive);
        if (definite)
        {
            return Nouns.IsFeminine(at.Bare[1..]);
        }

        var isPerson = SmallWords.Is("person", at.Bare) || at.Is(FormGroup.Present);
        return token.IsOn("passing") && !isPerson && Nouns.IsFeminine(at.Bare) && at.Bare[0] is not ('ב' or 'ל' or 'מ' or 'כ') && !at.Is(FormGroup.Infinitive);
    }
}
