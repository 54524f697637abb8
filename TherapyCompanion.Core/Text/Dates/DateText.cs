using System.Globalization;

namespace TherapyCompanion.Core.Text.Dates;

/// <summary>A number read from the marks.</summary>
/// <param name="Value">Its value.</param>
/// <param name="End">Just behind its last mark.</param>
/// <param name="Kind">Digits, Nf, Nm, N or Nth.</param>
/// <param name="Suffixed">English digits with st, nd, rd or th.</param>
internal readonly record struct Numeral(int Value, int End, DateWordKind Kind, bool Suffixed)
{
    public bool IsWord => Kind != DateWordKind.Digits;
}

/// <summary>A text as marks of the date grammar, with the now it is said at.</summary>
internal sealed class DateText
{
    private static readonly PhraseBook<string> Never = new(_ => "", "Dates.never.tsv");

    public DateText(string text, DateTime now, MeetingHours hours, string language)
    {
        Text = text;
        Now = now;
        Today = DateOnly.FromDateTime(now);
        Hours = hours;
        Language = language;
        var words = Words.Of(text);
        Tokens = DateToken.Of(text, words);
        Marks = DateWords.Mark(Tokens, NeverMask(words));
    }

    public string Text { get; }

    public DateTime Now { get; }

    public DateOnly Today { get; }

    public MeetingHours Hours { get; }

    public string Language { get; }

    public List<DateToken> Tokens { get; }

    public List<Mark> Marks { get; }

    /// <summary>The mark at an index; beyond either end a mark of no meaning that begins a sentence.</summary>
    public Mark this[int i] => i >= 0 && i < Marks.Count ? Marks[i] : new Mark(DateWordKind.Other, -1, Tokens.Count, Tokens.Count, "", Gap.Sentence, "");

    public bool Is(int i, DateWordKind kind) => i >= 0 && i < Marks.Count && Marks[i].Kind == kind;

    public bool Is(int i, DateWordKind a, DateWordKind b) => Is(i, a) || Is(i, b);

    /// <summary>The same, and nothing but space before it.</summary>
    public bool Follows(int i, DateWordKind kind) => Is(i, kind) && Marks[i].Before == Gap.None;

    /// <summary>The last index before <paramref name="i"/> in the same sentence, or -1.</summary>
    public int Previous(int i) => i > 0 && i < Marks.Count && Marks[i].Before != Gap.Sentence ? i - 1 : -1;

    /// <summary>The characters between a mark and the one before it.</summary>
    public ReadOnlySpan<char> Between(int i) =>
        i > 0 && i < Marks.Count ? Text.AsSpan(Tokens[Marks[i - 1].End - 1].End, Tokens[Marks[i].First].Start - Tokens[Marks[i - 1].End - 1].End) : "";

    /// <summary>The stretch of the original text from one mark to just before another.</summary>
    public TextSpan Span(int first, int end)
    {
        var start = Tokens[Marks[first].First].Start;
        return new TextSpan(start, Tokens[Marks[end - 1].End - 1].End - start);
    }

    /// <summary>The number at a mark, in digits or words; null where there is none. Dates and clock readings in digits are no numbers.</summary>
    public Numeral? NumberAt(int i)
    {
        var mark = this[i];
        switch (mark.Kind)
        {
            case DateWordKind.Digits:
                if (!int.TryParse(mark.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var digits)) return null;
                var suffixed = Is(i + 1, DateWordKind.Suffix) && Tokens[Marks[i + 1].First].Glued;
                return new Numeral(digits, suffixed ? i + 2 : i + 1, DateWordKind.Digits, suffixed);
            case DateWordKind.Tens:
                // עשרים וחמש, twenty-five, twenty-fourth
                var unit = this[i + 1];
                var joins = unit.Kind is DateWordKind.N or DateWordKind.Nth || (unit.Kind is DateWordKind.Nf or DateWordKind.Nm && unit.Prefix == "ו");
                return joins && unit.Before == Gap.None && unit.Value < 10
                    ? new Numeral(mark.Value + unit.Value, i + 2, unit.Kind, false)
                    : new Numeral(mark.Value, i + 1, mark.Text.Length > 0 && Characters.IsHebrew(mark.Text[0]) ? DateWordKind.Nm : DateWordKind.N, false);
            case DateWordKind.Nf or DateWordKind.Nm or DateWordKind.N or DateWordKind.Nth:
                return new Numeral(mark.Value, i + 1, mark.Kind, false);
            default:
                return null;
        }
    }

    /// <summary>Whether the words after a number say that it counts things: "three things", "ב-3 מקרים", "5%".</summary>
    public bool Counts(int next, bool digits)
    {
        var behind = next > 0 && next <= Marks.Count ? Tokens[Marks[next - 1].End - 1].End : -1;
        if (behind >= 0 && behind < Text.Length && Text[behind] is '%' or '₪' or '$' or '€' or '°' or '£' or '+') return true;
        var mark = this[next];
        if (mark.Before != Gap.None) return false;
        if (mark.Kind is DateWordKind.Minutes or DateWordKind.Days or DateWordKind.Weeks or DateWordKind.Months or DateWordKind.Years or DateWordKind.WeeksPlural or DateWordKind.Often) return mark.Prefix.Length == 0;
        return mark.Kind is DateWordKind.Other or DateWordKind.Never && CountedNouns.Is(Tokens[mark.First].Text, digits);
    }

    private bool[] NeverMask(IReadOnlyList<Word> words)
    {
        var mask = new bool[Tokens.Count];
        foreach (var hit in Never.Find(words))
        {
            var (start, end) = (words[hit.First].Start, words[hit.End - 1].End);
            var at = Tokens.FindIndex(t => t.End > start);
            for (; at >= 0 && at < Tokens.Count && Tokens[at].Start < end; at++) mask[at] = true;
        }

        return mask;
    }
}
