using System.Collections.Frozen;
using TherapyCompanion.Core.Text.Dates.Calendar;

namespace TherapyCompanion.Core.Text.Dates;

/// <summary>What a word of the date grammar is; the data file words.tsv lists them.</summary>
internal enum DateWordKind
{
    Other, Nf, Nm, N, Tens, Ordinal, Nth, Suffix, Article, Weekday, Weak, Often, Motzash, Day, Letter, Weekend, Relative, Tonight, TomorrowNight, ThisMorning,
    ThisAfternoon, Part, Noon, Midnight, Month, HebMonth, ThisMonth, NextMonth, MonthEnd, EndOf, Minutes, Days, Weeks, Months, Years, WeeksPlural, Half, Quarter,
    ThreeQuarters, Next, This, Coming, Last, AfterNext, ThisWeek, NextWeek, LastWeek, In, More, From, After, Before, DayAfter, DayBefore, Ago, At, On, The, Of, Or,
    And, Between, Hour, Ish, Past, To, Every, Eve, Outgoing, TheHoliday, Holidays, Middle, BetweenHolidays, Candle, LastDay, Moved, NotThis, InsteadOf, But, NewMonth,
    Holiday, Digits, Never,
}

/// <summary>A known stretch of the text: one or more tokens with one meaning.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Value">Its number, as the data file has it.</param>
/// <param name="First">Its first token.</param>
/// <param name="End">Just behind its last.</param>
/// <param name="Prefix">Hebrew prefix letters before it.</param>
/// <param name="Before">What separates it from what stands before.</param>
/// <param name="Text">Its letters without the prefix.</param>
internal readonly record struct Mark(DateWordKind Kind, int Value, int First, int End, string Prefix, Gap Before, string Text)
{
    /// <summary>Whether the prefix has this letter.</summary>
    public bool Has(char letter) => Prefix.Contains(letter, StringComparison.Ordinal);

    /// <summary>Whether a preposition (ב or ל) leads into it.</summary>
    public bool Led => Has('ב') || Has('ל') || Has('מ');
}

/// <summary>The vocabulary of dates: finds the longest known stretch at a token.</summary>
internal static class DateWords
{
    private sealed record Form(string[] Tokens, DateWordKind Kind, int Value);

    private static readonly FrozenDictionary<string, Form[]> Forms = Read();

    /// <summary>The marks of a text, in order, each token in exactly one. Tokens for which <paramref name="never"/> is set are no dates.</summary>
    public static List<Mark> Mark(List<DateToken> tokens, bool[] never)
    {
        var marks = new List<Mark>(tokens.Count);
        for (var i = 0; i < tokens.Count;)
        {
            var mark = never[i] ? new Mark(DateWordKind.Never, 0, i, i + 1, "", tokens[i].Before, tokens[i].Text) : At(tokens, i, never);
            marks.Add(mark);
            i = mark.End;
        }

        return marks;
    }

    private static Mark At(List<DateToken> tokens, int at, bool[] never)
    {
        var token = tokens[at];
        var whole = Longest(tokens, at, token.Text, never);
        if (token.IsNumber && whole is null) return new Mark(DateWordKind.Digits, 0, at, at + 1, token.Prefix, token.Before, token.Text);
        var best = whole is null ? default : new Mark(whole.Kind, whole.Value, at, at + whole.Tokens.Length, token.Prefix, token.Before, string.Join(' ', whole.Tokens));
        if (token.IsHebrew)
        {
            for (var cut = 1; cut <= 4 && token.Text.Length - cut >= 2; cut++)
            {
                // "בג'" is a letter with a prefix, "החודש הבא" a form of its own: the longer stretch wins, then the word without a prefix.
                if (!HebrewPrefixes.IsChain(token.Text.AsSpan(0, cut))) continue;
                var form = Longest(tokens, at, token.Text[cut..], never);
                if (form is not null && form.Tokens.Length > best.End - best.First)
                    best = new Mark(form.Kind, form.Value, at, at + form.Tokens.Length, token.Prefix + token.Text[..cut], token.Before, string.Join(' ', form.Tokens));
            }
        }

        if (best.Kind != DateWordKind.Other) return best;
        return Misspelt(token) is { } slip
            ? new Mark(slip.Kind, slip.Value, at, at + 1, token.Prefix, token.Before, slip.Tokens[0])
            : new Mark(DateWordKind.Other, 0, at, at + 1, token.Prefix, token.Before, token.Text);
    }

    private static Form? Longest(List<DateToken> tokens, int at, string first, bool[] never)
    {
        if (!Forms.TryGetValue(first, out var forms)) return null;
        foreach (var form in forms)
        {
            var fits = at + form.Tokens.Length <= tokens.Count;
            for (var k = 1; fits && k < form.Tokens.Length; k++)
                fits = tokens[at + k].Text == form.Tokens[k] && tokens[at + k].Prefix.Length == 0 && tokens[at + k].Before != Gap.Sentence && !never[at + k];
            if (fits) return form;
        }

        return null;
    }

    // The days and "tomorrow" are typed in haste; other words are left as they are.
    private static Form? Misspelt(DateToken token)
    {
        if (token.Text.Length is < 6 or > 11 || token.IsHebrew) return null;
        foreach (var form in Often)
        {
            if (Slips.AtMostOne(token.Text, form.Tokens[0])) return form;
        }

        return null;
    }

    private static readonly Form[] Often = [.. Forms.Values.SelectMany(f => f)
        .Where(f => f.Tokens is [{ Length: >= 6 }] && char.IsAsciiLetter(f.Tokens[0][0]) && f.Kind is DateWordKind.Weekday or DateWordKind.Relative or DateWordKind.Month)
        .OrderBy(f => f.Tokens[0], StringComparer.Ordinal)];

    private static FrozenDictionary<string, Form[]> Read()
    {
        var forms = new List<Form>();
        foreach (var fields in EmbeddedLines.Read("Dates.words.tsv"))
        {
            var kind = Enum.Parse<DateWordKind>(fields[0].Replace("-", "", StringComparison.Ordinal), ignoreCase: true);
            var value = int.Parse(fields[1], System.Globalization.CultureInfo.InvariantCulture);
            forms.AddRange(fields[2].Split('|').Select(f => new Form(Tokens(f), kind, value)));
        }

        for (var h = 0; h < HebrewHolidays.All.Count; h++)
            forms.AddRange(HebrewHolidays.All[h].Names.Select(n => new Form(Tokens(n), DateWordKind.Holiday, h)));
        return forms.Where(f => f.Tokens.Length > 0).GroupBy(f => f.Tokens[0])
            .ToFrozenDictionary(g => g.Key, g => g.OrderByDescending(f => f.Tokens.Length).ToArray(), StringComparer.Ordinal);
    }

    private static string[] Tokens(string form) => [.. DateToken.Of(form, Words.Of(form)).Select(t => t.Text)];
}
