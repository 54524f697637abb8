using TherapyCompanion.Core.Agents.Letters;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Messages.Agreement;

/// <summary>
/// Whether the Hebrew of a message agrees with who writes and who is written to: futures, commands, participles, adjectives, pronouns and
/// words with "your". It speaks up only where it is plain whom a word tells of, and offers another form only where that is certain.
/// </summary>
internal static class AgreementCheck
{
    /// <summary>The forms that don't agree, in reading order; each span is the word without its prefix.</summary>
    public static IEnumerable<MessageCheckFinding> Check(string text, IReadOnlyList<Word> words, Form speaker, Form addressee)
    {
        var slashed = SlashForms.Find(text, addressee).ToList();
        var passage = Passage.Read(text, words);
        var pass = new AgreementPass(passage, speaker, addressee);
        var found = pass.Run().Where(f => !slashed.Exists(s => s.Span.Overlaps(f.Span)));
        return slashed.Concat(found);
    }
}

/// <summary>One reading of a passage from its first word to its last.</summary>
internal sealed class AgreementPass(Passage passage, Form speaker, Form addressee)
{
    private readonly List<MessageCheckFinding> findings = [];
    private Person carried;
    private int joinedTo = -1;

    public List<MessageCheckFinding> Run()
    {
        for (var i = 0; i < passage.Count; i++)
        {
            var token = passage[i];
            if (token.StartsSentence)
            {
                carried = Person.Unknown;
            }

            if (!token.IsQuoted && token.Word.IsHebrew)
            {
                Look(i, token);
            }
        }

        return findings;
    }

    private void Look(int i, Token token)
    {
        var person = Pronouns.At(passage, i);
        if (person != Person.Unknown)
        {
            carried = person;
            Pronoun(i, token, person);
            return;
        }

        if (token.Readings.Length == 0)
        {
            Unknown(i, token);
            return;
        }

        if (token.Readings[0].Paradigm.Kind == WordKind.Suffixed)
        {
            Bound(i, token);
            return;
        }

        Inflected(i, token);
    }

    private void Pronoun(int i, Token token, Person person)
    {
        if (person == Person.Addressee && Pronouns.FormOf(token.Bare) is { } form && form != addressee && !(form == Form.Plural && MeansMore()))
        {
            Add(i, token, Pronouns.For(addressee));
        }
        else if (person == Person.Speaker && speaker == Form.Plural && token.Bare == "אני")
        {
            Singular(i, token);
        }
    }

    // "אני שמחה" of several is one finding: the words must change together.
    private void Singular(int i, Token token)
    {
        var next = passage.InClause(i + 1, i);
        var right = next?.Prefix == 0 ? Plural(next) : null;
        if (next is null || right is null)
        {
            Add(i, token, "אנחנו");
            return;
        }

        joinedTo = i + 1;
        var start = StartOf(token);
        findings.Add(new MessageCheckFinding(MessageConcern.WrongForm, new TextSpan(start, next.Word.End - start), "אנחנו " + right));
    }

    private static string? Plural(Token token)
    {
        foreach (var r in token.Readings)
        {
            if (r.Slot is 6 or 7)
            {
                return r.Paradigm.In(FormGroup.Present, Form.Plural);
            }
        }

        return null;
    }

    private void Bound(int i, Token token)
    {
        var paradigm = token.Readings[0].Paradigm;
        if (token.Bare == "לך" && token.Readings.Any(r => r.Group == FormGroup.Imperative && Commands.Is(passage, i, r)))
        {
            Inflected(i, token);
            return;
        }

        var isPlural = token.Readings[0].Slot is 8 or 9;
        if (!paradigm.Fits(FormGroup.Present, token.Bare, addressee) && !(isPlural && MeansMore()))
        {
            Add(i, token, paradigm.In(FormGroup.Present, addressee));
        }
    }

    private void Unknown(int i, Token token)
    {
        if (BoundForms.Wrong(token.Word.Folded, addressee) is { } wrong)
        {
            if (!(token.Word.Folded.EndsWith("כם", StringComparison.Ordinal) && MeansMore()))
            {
                Add(i, token with { Prefix = wrong.Prefix }, wrong.Right);
            }

            return;
        }

        // An unknown feminine participle right behind "I" or "you": the masculine is the same without its ending.
        if (Pronouns.LooksLikeParticiple(token.Bare) && token.Word.Before == Gap.None && Behind(i) is { } who && Expected(who) is { } form && form != Form.Feminine)
        {
            Add(i, token, form == Form.Masculine ? FinalLetters.Close(token.Bare[..^1]) : null);
        }
        else if (addressee != Form.Feminine && token.Bare.Length >= 6 && token.Word.Folded.Contains("תת", StringComparison.Ordinal) && token.Bare[^1] == 'י'
            && (token.Bare.StartsWith("תת", StringComparison.Ordinal) || token.Bare.StartsWith("שתת", StringComparison.Ordinal)))
        {
            // An unknown reflexive verb: תת…י is no noun or adjective.
            Add(i, token with { Prefix = token.Bare[0] == 'ש' ? 1 : 0 }, null);
        }
    }

    private Person? Behind(int i)
    {
        for (var j = i - 1; j >= 0 && j >= passage.ClauseStart(i); j--)
        {
            var person = Pronouns.At(passage, j);
            if (person is Person.Speaker or Person.Addressee)
            {
                return person;
            }

            if (person != Person.Unknown || !SmallWords.Is("bridge", passage[j].Bare))
            {
                return null;
            }
        }

        return null;
    }

    private void Inflected(int i, Token token)
    {
        // "חשוב לי ש…", "קשה לך": how things are for somebody, whoever that is.
        if (token.StartsClause && SmallWords.Is("thing", token.Bare) && passage.InClause(i + 1, i)?.Bare is "לי" or "לנו" or "לך" or "לכם") return;

        var wanted = new List<(Reading Reading, Form Form)>();
        foreach (var reading in token.Readings.Where(r => r.Paradigm.Kind != WordKind.Suffixed))
        {
            switch (Judge(i, token, reading))
            {
                case Verdict.Right:
                    return;
                case Verdict.Wrong:
                    wanted.Add((reading, FormFor(i, reading)));
                    break;
            }
        }

        if (wanted.Count > 0 && i != joinedTo)
        {
            var best = (wanted.Exists(w => w.Reading.IsPreferred) ? wanted.Where(w => w.Reading.IsPreferred) : wanted).ToList();
            // "תזכרי" is the future of one verb before it is the command of another.
            if (best.Exists(w => w.Reading.Group == FormGroup.Future)) best.RemoveAll(w => w.Reading.Group != FormGroup.Future);
            // The usual spelling of one verb goes before the short spelling of another: תזכרי is of זכר before it is of נזכר.
            var usual = best.Min(w => w.Reading.Variant);
            var offers = best.Where(w => w.Reading.Variant == usual).Select(w => w.Reading.Paradigm.In(w.Reading.Group, w.Form, w.Reading.Variant)).Distinct().ToList();
            Add(i, token, offers.Count == 1 ? offers[0] : null);
        }
    }

    private Form FormFor(int i, Reading reading) =>
        reading.Paradigm.Kind != WordKind.Call && reading.Group is FormGroup.Present ? Expected(Subjects.Of(passage, i, before))!.Value
        : reading.Group is FormGroup.Past1 ? Form.Plural : addressee;

    private Person before;

    private Verdict Judge(int i, Token token, Reading reading)
    {
        var paradigm = reading.Paradigm;
        if (paradigm.Kind == WordKind.Call)
        {
            return Calls.Is(passage, i) ? Judged(paradigm.Fits(FormGroup.Present, token.Bare, addressee)) : Verdict.None;
        }

        switch (reading.Group)
        {
            case FormGroup.Future:
                if (SmallWords.Is("noun", token.Bare) && !token.IsSubordinate && !(i > 0 && passage[i - 1].Bare is "אל" or "לא" or "את" or "אתה"))
                {
                    return Verdict.None;
                }

                if (reading.Slot == 0 && Futures.IsAnothers(passage, i, carried == Person.Other))
                {
                    carried = Person.Other;
                    return Verdict.Right;
                }

                if (reading.Slot == 2 && MeansMore())
                {
                    return Verdict.Right;
                }

                carried = Person.Addressee;
                return Judged(paradigm.Fits(FormGroup.Future, token.Bare, addressee));
            case FormGroup.Imperative when Commands.Is(passage, i, reading) && !(reading.Slot == 5 && MeansMore()):
                carried = Person.Addressee;
                return Judged(paradigm.Fits(FormGroup.Imperative, token.Bare, addressee));
            case FormGroup.Past2:
                return Past(i, token, reading);
            case FormGroup.Past1:
                carried = Person.Speaker;
                return speaker == Form.Plural && reading.Slot == 13 && token.Readings.Length == 1 ? Verdict.Wrong : Verdict.None;
            case FormGroup.Past3:
                carried = carried == Person.Unknown || token.StartsClause || reading.Slot == 16 ? Person.Other : carried;
                return Verdict.None;
            case FormGroup.Present when reading.Slot < 9 && !(i > 0 && passage[i - 1].IsSubordinate && passage[i - 1].Is(FormGroup.Present)):
                return Present(i, token, reading);
            default:
                return Verdict.None;
        }
    }

    // Alike for a woman and a man; "הצלחת הטיפול" is a noun.
    private Verdict Past(int i, Token token, Reading reading)
    {
        var next = passage.InClause(i + 1, i);
        var construct = next is not null && next.Bare.Length > 3 && next.Bare[0] == 'ה' && !SmallWords.Is("time", next.Bare) && reading.Slot == 10;
        var alsoPresent = token.Readings.Any(r => r.Slot == 7) && Behind(i) == Person.Addressee && passage[i - 1].Bare is "את";
        if (construct || alsoPresent || (reading.Slot != 10 && MeansMore()))
        {
            return Verdict.None;
        }

        carried = Person.Addressee;
        return Judged(reading.Paradigm.Fits(FormGroup.Past2, token.Bare, addressee));
    }

    private Verdict Present(int i, Token token, Reading reading)
    {
        var who = Subjects.Of(passage, i, carried);
        if (Expected(who) is not { } form || (reading.Slot == 6 && IsAdverb(i, reading)))
        {
            return Verdict.None;
        }

        if (who == Person.Addressee && reading.Slot >= 8 && MeansMore())
        {
            return Verdict.Right;
        }

        before = carried;
        var fits = reading.Paradigm.Fits(FormGroup.Present, token.Bare, form);
        if (fits)
        {
            carried = who;
        }

        return Judged(fits);
    }

    // "להרגיש טוב", "נשמעת נהדר": behind a copula the masculine may be an adverb.
    private bool IsAdverb(int i, Reading reading) =>
        SmallWords.Is("adverbial", reading.Paradigm.Lemma) && Pronouns.At(passage, i - 1 < 0 ? 0 : i - 1) == Person.Unknown && i > 0 && !passage[i - 1].Readings.Any(r => r.Paradigm.Lemma == "היה");

    private Form? Expected(Person who) => who switch
    {
        Person.Speaker => speaker,
        Person.Addressee => addressee,
        Person.We when speaker == Form.Plural => Form.Plural,
        _ => null,
    };

    // "איך היה לכם יחד": more people than the one written to.
    private bool MeansMore() => more ??= FindsMore();

    private bool? more;

    private bool FindsMore()
    {
        if (addressee is Form.Plural)
        {
            return false;
        }

        for (var i = 0; i < passage.Count; i++)
        {
            if (!passage[i].IsQuoted && SmallWords.Is("family", passage[i].Bare))
            {
                return true;
            }
        }

        return false;
    }

    private static Verdict Judged(bool fits) => fits ? Verdict.Right : Verdict.Wrong;

    private int StartOf(Token token) => Letters.Offset(passage.Text, token.Word.Start, token.Prefix);

    private void Add(int i, Token token, string? right)
    {
        if (i != joinedTo)
        {
            var start = StartOf(token);
            findings.Add(new MessageCheckFinding(MessageConcern.WrongForm, new TextSpan(start, token.Word.End - start), right));
        }
    }
}

/// <summary>What a reading says of a word's form.</summary>
internal enum Verdict
{
    /// <summary>It doesn't apply here.</summary>
    None,
    Right,
    Wrong,
}

/// <summary>Places of letters in text with points and invisible marks.</summary>
internal static class Letters
{
    /// <summary>Where the letter behind so many letters stands.</summary>
    public static int Offset(string text, int start, int letters)
    {
        var at = start;
        while (at < text.Length && (letters > 0 || Characters.IsSilent(text[at])))
        {
            letters -= Characters.IsSilent(text[at]) ? 0 : 1;
            at++;
        }

        return at;
    }
}
