using TherapyCompanion.Core.Agents.Letters;

namespace TherapyCompanion.Core.Messages.Agreement;

/// <summary>Tells commands from the nouns, adjectives and past forms spelled like them.</summary>
internal static class Commands
{
    /// <summary>Whether the word at a place is told to the person addressed.</summary>
    /// <param name="passage">The text.</param>
    /// <param name="i">The word.</param>
    /// <param name="reading">Its reading as a command.</param>
    public static bool Is(Passage passage, int i, Reading reading)
    {
        var token = passage[i];
        if (token.IsSubordinate || (token.Prefix > 0 && !token.IsJoined))
        {
            return false;
        }

        // No command is denied by "לא" (that takes "אל" and the future), nor does one follow "if" or "already": "ואם לא הסתדר".
        if (passage.InClause(i - 1, i) is { } before && !token.StartsClause && (before.Bare is "לא" or "כבר" or "עדיין" or "תמיד" or "של" or "את" || SmallWords.Is("subordinator", before.Bare)))
        {
            return false;
        }

        var next = passage.InClause(i + 1, i);
        var head = IsAtHead(passage, i);
        return reading.Slot switch
        {
            4 => SmallWords.Is("construct", token.Bare) ? head && !IsOfWhatFollows(next) : head || !IsNounBefore(passage, i),
            5 => head && (token.Is(FormGroup.Past3) ? HasPluralAddress(passage, i) : token.Bare != "בואו" || !IsWe(next)),
            _ => head && IsMasculineCommand(passage, i, next),
        };
    }

    private static bool IsMasculineCommand(Passage passage, int i, Token? next)
    {
        var token = passage[i];
        if (token.Bare == "לך")
        {
            return token.StartsClause && next is not null && (next.Is(FormGroup.Infinitive) || next.Bare is "על" or "הביתה" or "לאט" or "לישון" or "לנוח" or "לשם" or "אל");
        }

        // "חשוב לי ש…", "יפה מצידך": words that things are called; as commands they take "על".
        if (SmallWords.Is("thing", token.Bare))
        {
            return next?.Bare == "על";
        }

        // A command takes its object with "את": a definite noun right behind makes it a noun or "he …".
        if (token.Bare == "היה" || IsOfWhatFollows(next) || (token.IsJoined && !FollowsCommand(passage, i)))
        {
            return false;
        }

        if (SmallWords.Is("passive", token.Bare))
        {
            return token.StartsClause && next is not null && next.Bare is not ("אצלי" or "אצל" or "לי" or "לך" or "לנו" or "ש" or "על" or "כאן" or "שם") && !next.IsSubordinate && next.Bare[0] != 'ש'
                && !next.Bare.StartsWith("ב", StringComparison.Ordinal);
        }

        if (SmallWords.Is("doubtful", token.Bare))
        {
            // "דבר איתי", "ספר לי", "הסבר לו": a small word with a person behind it makes it a command; so does an object with its mark.
            return token.StartsClause && next is not null && next.Bare is "לי" or "איתי" or "אותי" or "אליי" or "אלי" or "את" or "איתה" or "איתו" or "לה" or "לו" or "להם" or "איתם" or "לעצמך" or "עליי" or "עם" or "מה" or "איך" && token.Bare is not ("לך" or "אשר" or "זמן" or "שוב" or "בן");
        }

        // "שלח לי", "התקשר": at the head of a sentence nearly always a command; behind a comma only after another one, or it may be "he sent".
        return token.StartsSentence || !token.Is(FormGroup.Past3) || FollowsCommand(passage, i) || (token.Word.Before == Text.Gap.Clause && !HasOther(passage, i));
    }

    private static bool IsAtHead(Passage passage, int i) =>
        passage.IsHead(i) || (passage[i].IsJoined && FollowsCommand(passage, i));

    // A command or a future to the same person earlier in the sentence.
    private static bool FollowsCommand(Passage passage, int i)
    {
        for (var j = i - 1; j >= 0 && i - j < 12; j--)
        {
            if (passage[j].Is(FormGroup.Imperative) && passage[j].StartsClause && !SmallWords.Is("doubtful", passage[j].Bare))
            {
                return true;
            }

            if (passage[j].Readings.Any(r => r.Slot is 1 or 2 or 4) || passage[j].Is(FormGroup.Future))
            {
                return true;
            }

            if (passage[j].StartsSentence)
            {
                return false;
            }
        }

        return false;
    }

    // A third person in the sentence: "הבן שלך בכה, שלח הודעה".
    private static bool HasOther(Passage passage, int i)
    {
        for (var j = i - 1; j >= 0 && i - j < 12; j--)
        {
            if (passage[j].Bare is "הוא" or "היא" or "הם" || passage[j].Readings.Any(r => r.Slot is 15 or 16 && r.Paradigm.Kind == WordKind.Verb))
            {
                return true;
            }

            if (passage[j].StartsSentence)
            {
                return false;
            }
        }

        return false;
    }

    private static bool HasPluralAddress(Passage passage, int i)
    {
        for (var j = Math.Max(0, i - 10); j < Math.Min(passage.Count, i + 12); j++)
        {
            if (passage[j].Bare is "לכם" or "שלכם" or "אתם" or "אתכם" or "אליכם" or "איתכם" || passage[j].Readings.Any(r => r.Slot == 2))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsOfWhatFollows(Token? next) =>
        next is not null && next.Bare.Length > 3 && next.Bare[0] == 'ה' && !SmallWords.Is("time", next.Bare);

    private static bool IsNounBefore(Passage passage, int i) =>
        i > 0 && passage[i].Word.Before == Text.Gap.None && passage[i - 1].Bare.Length > 2 && !SmallWords.Is("bridge", passage[i - 1].Bare)
        && (passage[i - 1].Bare[^1] is 'ה' or 'ת' or 'ם' || passage[i - 1].Bare is "את" or "של");

    private static bool IsWe(Token? next) => next is not null && next.Word.Folded[0] == 'נ';
}
