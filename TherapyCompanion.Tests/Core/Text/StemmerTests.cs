using TherapyCompanion.Core.Text.Stems;

namespace TherapyCompanion.Tests.Core.Text;

public sealed class StemmerTests
{
    [Theory]
    // nouns: number, the construct, owners, prefixes
    [InlineData("ספר", "ספריו")]
    [InlineData("משפחה", "ושבמשפחתנו")]
    [InlineData("חלום", "חלומותיי")]
    [InlineData("בית", "בתים")]
    [InlineData("אישה", "נשים")]
    [InlineData("בת", "לבנות")]
    [InlineData("עייף", "עייפות")]
    // verbs: person, tense, weak roots
    [InlineData("נרדמתי", "להירדם")]
    [InlineData("הלכתי", "נלך")]
    [InlineData("ישבתי", "לשבת")]
    [InlineData("הגיעה", "להגיע")]
    [InlineData("הסתכלתי", "מסתכלים")]
    [InlineData("רציתי", "לרצות")]
    [InlineData("קמתי", "יקום")]
    [InlineData("אמרתי", "תגידי")]
    // spelling
    [InlineData("בִּטָּחוֹן", "ביטחון")]
    [InlineData("דוא״ל", "דוא\"ל")]
    [InlineData("אינטרנט", "אינטרט")]
    [InlineData("סי-בי-טי", "CBT")]
    [InlineData("EMDR", "אי-אם-די-אר")]
    // English
    [InlineData("worries", "worried")]
    [InlineData("children", "child's")]
    [InlineData("felt", "feeling")]
    [InlineData("hoping", "hope")]
    [InlineData("colour", "colors")]
    [InlineData("sadder", "saddest")]
    public void Forms_of_one_word(string a, string b)
    {
        Stemmer.Same(a, b).Should().BeTrue();
        Stemmer.Same(b, a).Should().BeTrue("the relation has no direction");
    }

    [Theory]
    [InlineData("מחשב", "מחשבה")]
    [InlineData("מכתב", "כתבתי")]
    [InlineData("שלום", "לומר")]
    [InlineData("בשר", "שר")]
    [InlineData("עבודה", "עובד")]
    [InlineData("נפלתי", "הפלתי")]
    [InlineData("דאגה", "דגה")]
    [InlineData("תרגול", "תרנגול")]
    [InlineData("hoping", "hop")]
    [InlineData("batter", "bat")]
    [InlineData("organ", "organise")]
    [InlineData("through", "thorough")]
    [InlineData("שלום", "hello")]
    public void Other_words(string a, string b)
    {
        Stemmer.Same(a, b).Should().BeFalse();
        Stemmer.Same(b, a).Should().BeFalse();
    }

    [Theory]
    [InlineData("worries", "worri")]
    [InlineData("organization", "organiz")]
    [InlineData("generously", "generous")]
    [InlineData("hopefulness", "hope")]
    [InlineData("relational", "relat")]
    [InlineData("dying", "die")]
    public void English_stems_are_those_of_Porters_second_algorithm(string word, string stem) => Stemmer.Of(word)[0].Should().Be(stem);

    [Fact]
    public void Nothing_is_too_strange()
    {
        foreach (var junk in new[] { "", "\0", "\ud800", "׳״", "ווווו", "ם", "ה", "a", "'''", "1.5", new string('ו', 100_000), new string('ש', 100_000), new string('s', 100_000) })
        {
            var stems = () => Stemmer.Of(junk);
            stems.Should().NotThrow();
            Stemmer.Same(junk, "שלום").Should().BeFalse();
        }

        Stemmer.Of("").Should().BeEmpty();
        Stemmer.Of("?!").Should().BeEmpty();
    }
}
