using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Privacy.Redaction.Names;

/// <summary>
/// Weighs each word for and against being somebody's name: what the lists say, the letter case, the Hebrew prefix, the words on both sides,
/// a neighbour that is a name. The weights are like logarithms of odds: they add up, and 2 is enough.
/// </summary>
internal sealed class NameEvidence(string text, List<NameToken> tokens, RedactionUse use)
{
    /// <summary>Evidence from which a word counts as a name.</summary>
    public const double Enough = 2;

    // In a log nearly every word is the program's own; what leaves the house is doubted instead.
    private double Needed => use switch { RedactionUse.Log => 2.2, RedactionUse.Outside => 1.5, _ => Enough };

    public void Weigh()
    {
        var against = NotNames.Against(tokens);
        for (var i = 0; i < tokens.Count; i++)
        {
            var token = tokens[i];
            token.Score = token.IsBlocked || token.Key.Length < 2 || NameCues.Instance.IsTitle(token.Word) ? -9 : Math.Round(Standing(token) + against[i] + Around(token, i), 2);
            token.Accepted = token.Score >= Needed;
        }

        Neighbours();
        OtherOccurrences();
    }

    // What the word is by itself.
    private double Standing(NameToken token)
    {
        var middle = token.IsCapital && token.Before != Gap.Sentence;
        if (!token.IsHebrew) return Latin(token, middle);
        if (!token.Entry.IsName) return token.Band switch { 0 => 0, 1 => -3, 2 => -2.4, _ => -1.8 };
        var score = token.Entry.Given switch
        {
            NameTier.Strong when token.Entry.Family != NameTier.Word => 2.3,
            NameTier.Strong or NameTier.Likely => token.Entry.Family == NameTier.Word ? 1.2 : 1.7,
            NameTier.Mixed => 1.2,
            NameTier.Word => -0.5,
            _ => token.Entry.Family switch { NameTier.Strong => 1.2, NameTier.Mixed => 0.2, _ => -1 },
        };
        return score + OfPrefix(token);
    }

    private static double OfPrefix(NameToken token)
    {
        if (token.Prefix.Length == 0) return 0;
        // A name takes no article.
        if (token.Prefix[^1] == 'ה') return -4;
        var score = token.Prefix[^1] switch { 'ל' => 0.8, 'ש' => 0.8, 'מ' => 0.6, 'ו' => 0.4, 'ב' => 0, _ => -0.4 };
        if (IsWordItself(token)) score -= 3;
        return token.Key.Length == 2 ? score - 0.7 : score;
    }

    // מאמין and שמדינה are words, no prefix before אמין and דינה: whole, or behind a part of the chain.
    private static bool IsWordItself(NameToken token)
    {
        for (var cut = 0; cut < token.Prefix.Length; cut++)
        {
            if (OrdinaryWords.Whole(token.Word[cut..]) > 0) return true;
        }

        return false;
    }

    private static double Latin(NameToken token, bool middle)
    {
        var entry = token.Entry;
        // ROM, MAX: letters that stand for something.
        if (entry.IsName && token.IsAllCapitals && token.Key.Length <= 4) return -0.5;
        if (!entry.IsName)
        {
            if (token.Band > 0) return token.IsCapital ? -1.5 : token.Band == 1 ? -2.6 : -2;
            return token.IsAllCapitals && token.Key.Length <= 6 ? -1.5 : middle ? 1.2 : token.IsCapital ? 0.2 : -0.4;
        }

        return entry.Given switch
        {
            NameTier.Strong when OrdinaryWords.Whole(token.Key) == 0 => token.IsCapital ? 2.6 : 2.2,
            NameTier.Strong => middle ? 2.4 : token.IsCapital ? 1.8 : OrdinaryWords.Whole(token.Key) <= 2 ? 0.3 : 1.2,
            NameTier.Mixed when OrdinaryWords.Whole(token.Key) == 0 => token.IsCapital ? 2.4 : 1.5,
            NameTier.Mixed => middle ? 2 : token.IsCapital ? 1.2 : 0.7,
            NameTier.Word => middle ? 0.7 : token.IsCapital ? -0.2 : -0.5,
            _ => entry.Family == NameTier.Strong ? (middle ? 2 : token.IsCapital ? 1.2 : 0.8) : middle ? 0.4 : -1,
        };
    }

    private double Around(NameToken token, int i)
    {
        var sum = Initials(token, i) + (i > 0 && IsApposition(token, token.Before) ? 0.4 : 0);
        var (best, worst) = (0.0, 0.0);
        if (i > 0) Behind(token, i, ref best, ref worst);
        if (i + 1 < tokens.Count && tokens[i + 1].Before == Gap.None)
        {
            foreach (var cue in NameCues.Instance.Beginning(tokens, i + 1))
            {
                if (cue.Kind == NameCueKind.Against && token.Entry.Standing == NameTier.Strong) continue;
                if (cue.Weight < 0) worst = Math.Min(worst, cue.Weight);
                else if (cue.Kind == NameCueKind.Family) sum += token.IsCapital && token.Entry.Family != NameTier.None ? cue.Weight : 0;
                else if (token.Entry.IsName || (token.IsCapital && token.Band == 0)) sum += cue.Weight + (cue.Kind == NameCueKind.Speech && token.Before == Gap.Sentence && token.Prefix.Length == 0 ? 0.5 : 0);
            }
        }

        sum += Signed(token, i);
        if (token.Entry.Given >= NameTier.Mixed) sum += Called(token, i);
        if (token.Entry.IsName && !token.IsHebrew && token.End < text.Length && Characters.IsApostrophe(text[token.End])) sum += 0.6;
        // "Ultram 50 mg": what has an amount is no person.
        if (!token.Entry.IsName && i + 1 < tokens.Count && tokens[i + 1].Before == Gap.None && char.IsAsciiDigit(text[tokens[i + 1].Start])) worst -= 2;
        return sum + best + worst;
    }

    private void Behind(NameToken token, int i, ref double best, ref double worst)
    {
        var last = i - 1;
        var gap = token.Before;
        // "my brother's wife", "אחותי הקטנה נועה", "החבר שלי דני": one word may stand between.
        var owner = last > 0 && tokens[last].Word is "שלי" or "שלו" or "שלה" or "שלנו" or "הקטן" or "הקטנה" or "הגדול" or "הגדולה" or "is" or "was";
        foreach (var cue in NameCues.Instance.Ending(tokens, last).Concat(owner ? NameCues.Instance.Ending(tokens, last - 1).Where(c => c.Kind is NameCueKind.Kin or NameCueKind.Role) : []))
        {
            if (!Holds(cue, token, last, gap)) continue;
            if (cue.Weight > 0) best = Math.Max(best, cue.Weight);
            else worst = Math.Min(worst, cue.Weight);
        }
    }

    private bool Holds(NameCue cue, NameToken token, int last, Gap gap)
    {
        var between = text.AsSpan(tokens[last].End, token.Start - token.Prefix.Length - tokens[last].End < 0 ? 0 : token.Start - token.Prefix.Length - tokens[last].End);
        return cue.Kind switch
        {
            NameCueKind.Title => token.Prefix.Length == 0 && !between.Contains('\n') && between.Trim().Trim('.').Length == 0,
            NameCueKind.Intro => !between.Contains('.') && (token.Entry.IsName || token.Band == 0 || token.Band > 2) || between.Contains('\n'),
            NameCueKind.Label => between.Contains(':') && !between.Contains('\n') && (token.Entry.Standing >= NameTier.Mixed || (!token.Entry.IsName && token.IsCapital && token.Band == 0)),
            NameCueKind.Toward => gap == Gap.None && token.Prefix.EndsWith('ל') && token.Entry.Given >= NameTier.Mixed,
            NameCueKind.Family => gap == Gap.None && token.Prefix.Length == 0 && (token.Entry.IsName || token.Band == 0),
            NameCueKind.Kin or NameCueKind.Role when IsApposition(token, gap) => true,
            NameCueKind.Kin or NameCueKind.Role => gap != Gap.Sentence && (token.Entry.IsName || (token.IsCapital && token.Band == 0)) && !(gap == Gap.Clause && token.Entry.Standing <= NameTier.Word),
            NameCueKind.Contact => gap == Gap.None && token.Entry.Given != NameTier.None,
            NameCueKind.With => gap == Gap.None && (token.Entry.IsName || (token.IsCapital && token.Band == 0 && tokens[last].Word is "with" or "and")),
            NameCueKind.Greet => gap != Gap.Sentence && token.Prefix.Length == 0 && (token.Entry.IsName || (token.IsCapital && token.Band == 0)),
            NameCueKind.Against or NameCueKind.Method => gap == Gap.None && !(cue.Kind == NameCueKind.Against && token.IsHebrew && token.Entry.Standing == NameTier.Strong),
            _ => gap == Gap.None,
        };
    }

    // "בעלי, אבירן, לא בא", "my boss (Grisha)": a word no list has, set apart behind a kin or a role.
    private bool IsApposition(NameToken token, Gap gap) =>
        gap == Gap.Clause && token.Band == 0 && !token.Entry.IsName && token.Key.Length >= 3 && token.Prefix.Length == 0 && token.End < text.Length && text[token.End] is ',' or ')' or '–' && (token.IsHebrew || token.IsCapital);

    // "נועה, את שומעת" and "thanks, Rose": called by name.
    private double Called(NameToken token, int i)
    {
        var comma = token.End < text.Length && text[token.End] == ',';
        var first = token.Before == Gap.Sentence && comma;
        var last = token.Before == Gap.Clause && (i + 1 == tokens.Count || tokens[i + 1].Before == Gap.Sentence);
        return token.Prefix.Length == 0 && (first || last) ? 0.8 : 0;
    }

    // A name alone on the last line signs.
    private double Signed(NameToken token, int i)
    {
        if (i == 0 || i + 1 < tokens.Count || token.Prefix.Length > 0 || token.Entry.Given == NameTier.None) return 0;
        var line = text.AsSpan(0, token.Start).LastIndexOf('\n');
        return line >= 0 && text.AsSpan(line + 1, token.Start - line - 1).Trim(" -–—\t\r").IsEmpty ? 2.6 : 0;
    }

    // "J. Petrov", "ד. רוזנצוייג", "Yehuda M.", "אלה ש."
    private double Initials(NameToken token, int i)
    {
        var sum = 0.0;
        if (InitialBefore(i) && (token.Entry.IsName || token.Band == 0)) sum += 2.4;
        if (i + 1 < tokens.Count && token.Entry.Given != NameTier.None && InitialBehind(i)) sum += 2.6;
        return sum;
    }

    /// <summary>Whether a single letter with a dot stands directly before, as the first letter of a first name.</summary>
    internal bool InitialBefore(int i)
    {
        var token = tokens[i];
        return i > 0 && token.Prefix.Length == 0 && IsInitial(i - 1) && token.Start - tokens[i - 1].End is 1 or 2 && text[tokens[i - 1].End] == '.' && (tokens[i - 1].Start == 0 || text[tokens[i - 1].Start - 1] is not '.' and not '"') && (token.IsHebrew || (token.IsCapital && tokens[i - 1].IsCapital))
            && token.IsHebrew == tokens[i - 1].IsHebrew;
    }

    private bool IsInitial(int i)
    {
        var token = tokens[i];
        return token.End - token.Start == 1 && char.IsLetter(text[token.Start]);
    }

    /// <summary>Whether a single letter with a dot follows directly, as the first letter of a surname.</summary>
    internal bool InitialBehind(int i)
    {
        var next = i + 1;
        return next < tokens.Count && IsInitial(next) && tokens[next].Before == Gap.None && tokens[next].Start - tokens[i].End == 1 && text[tokens[next].Start - 1] == ' '
            && tokens[next].End < text.Length && (text[tokens[next].End] == '.' || Characters.IsApostrophe(text[tokens[next].End])) && tokens[i].IsHebrew == tokens[next].IsHebrew
            && tokens[next].Word != "i" && (tokens[next].IsHebrew || tokens[next].IsCapital == tokens[i].IsCapital);
    }

    // A first name before a surname, and names in a row ("יוסי, דפנה וגיל"), lend each other weight.
    private void Neighbours()
    {
        for (var i = 0; i + 1 < tokens.Count; i++)
        {
            var (a, b) = (tokens[i], tokens[i + 1]);
            if (a.IsBlocked || b.IsBlocked || b.Before == Gap.Sentence) continue;
            var pair = b.Before == Gap.None && !IsWordItself(a) && b.Prefix.Length == 0 && a.Entry.Given != NameTier.None && b.Entry.Family >= NameTier.Mixed && a.IsHebrew == b.IsHebrew
                && (a.Entry.Given == NameTier.Strong || b.Entry.Family == NameTier.Strong) && a.IsCapital == b.IsCapital;
            if (b.IsJoined && a.Entry.IsName && (b.Entry.IsName || NameSpans.IsSecondHalf(b)))
            {
                Add(a, 1);
                Add(b, 1);
            }
            else if (pair)
            {
                Add(a, a.Entry.Given == NameTier.Word && b.Entry.Given != NameTier.Word && a.Word is not ("שלום" or "תודה" or "טוב" or "may" or "will") ? 2.6 : 1.5);
                Add(b, a.Accepted ? 1.8 : 1);
            }
            else if ((b.Prefix.StartsWith('ו') || b.Before == Gap.Clause || IsAmpersand(a, b)) && b.Entry.Given >= NameTier.Mixed && a.Entry.IsName)
            {
                if (a.Accepted && a.Score >= 2.2) Add(b, 1);
                else if (b.Accepted && b.Score >= 2.2 && (a.Entry.Given >= NameTier.Mixed || a.Score >= 0.9)) Add(a, 1);
            }

            if (i + 2 < tokens.Count && b.Word is "and" or "or" or "או" && tokens[i + 2] is var c && !c.IsBlocked && c.Before == Gap.None)
            {
                if (a.Accepted && a.Entry.IsName && c.Entry.Given != NameTier.None) Add(c, 1);
                if (c.Accepted && c.Entry.IsName && a.Entry.Given != NameTier.None) Add(a, 1);
                else if (!a.Accepted && !c.Accepted && a.Entry.Given != NameTier.None && c.Entry.Given != NameTier.None && a.Score + c.Score >= 3)
                {
                    Add(a, 0.6);
                    Add(c, 0.6);
                }

            }
        }
    }

    private bool IsAmpersand(NameToken a, NameToken b) => b.Start - a.End is >= 1 and <= 3 && text.AsSpan(a.End, b.Start - a.End).Contains('&');

    private void Add(NameToken token, double weight)
    {
        if (token.Score < -3) return;
        token.Score = Math.Round(token.Score + weight, 2);
        token.Accepted = token.Score >= Needed;
    }

    // Who has been named once is meant again.
    private void OtherOccurrences()
    {
        HashSet<string>? named = null;
        foreach (var token in tokens)
        {
            if (token.Accepted && token.Score >= 2.4) (named ??= new(StringComparer.Ordinal)).Add(NameLexicon.Normal(token.Key));
        }

        if (named is null) return;
        foreach (var token in tokens)
        {
            if (!token.Accepted && token.Score >= -0.9 && named.Contains(NameLexicon.Normal(token.Key)) && !(token.Band > 0 && !token.Entry.IsName)) (token.Accepted, token.Score) = (true, Math.Max(token.Score, Enough));
        }
    }
}
