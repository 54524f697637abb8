using FluentAssertions;
using TherapyCompanion.Core.Text;
using Xunit;

namespace TherapyCompanion.Tests.Core.Text;

public sealed class PhraseTests
{
    [Theory]
    [InlineData("בית", "לבהבית", false)]
    [InlineData("בית", "ולכשהבית", true)]
    [InlineData("בית", "ושבבית", true)]
    [InlineData("בית", "הבית", true)]
    [InlineData("=בית", "הבית", false)]
    [InlineData("מעלי*", "במעליות", true)]
    [InlineData("suicide~", "suicde", true)]
    [InlineData("suicide~", "suite", false)]
    [InlineData("להתאבד~", "להתעבד", true)]
    [InlineData("להתאבד~", "להתאבל", false)]
    [InlineData("לקחתי ..2 #8 כדורים", "לקחתי אולי 30 כדורים", true)]
    [InlineData("לקחתי ..2 #8 כדורים", "לקחתי 2 כדורים", false)]
    [InlineData("רוצה ..2 =למות", "רוצה. הוא פחד למות", false)]
    [InlineData("^ לא", "אני לא", false)]
    [InlineData("לא $", "אני לא. אבל", true)]
    [InlineData("א|ב ?ג ד", "ב ד", true)]
    public void Patterns_match_as_documented(string pattern, string text, bool expected)
    {
        var phrase = Phrase.Parse(pattern, new Dictionary<string, string>());
        var words = Words.Of(text);

        Enumerable.Range(0, words.Count).Any(i => phrase.MatchAt(words, i) > i).Should().Be(expected);
    }

    [Fact]
    public void Niqqud_invisible_marks_and_split_words_fold_away()
    {
        Words.Of("שָׁלוֹם ל\u200fך do n't gon na don’t").Select(w => w.Folded).Should().Equal("שלום", "לך", "dont", "gonna", "dont");
        Words.Of("דק' ש״ב צה\"ל ג'ורג' 6.10").Select(w => w.Folded).Should().Equal("דק'", "ש\"ב", "צה\"ל", "ג'ורג'", "6.10");
    }
}
