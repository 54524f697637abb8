using TherapyCompanion.Core.Patients.Finding;

namespace TherapyCompanion.Tests.Core.Patients;

/// <summary>What of a name counts in a search, and what does not.</summary>
public sealed class NameFormsTests
{
    [Theory]
    [InlineData("מִיָה לָבִיא", "מיה לביא")]
    [InlineData("נסים כהן", "ניסים")]
    [InlineData("דויד בן־דוד", "דוד")]
    [InlineData("דוד", "דויד")]
    [InlineData("טליה", "תליה")]
    [InlineData("קרן", "כרן")]
    [InlineData("ג׳ורג' אבו־סאלח", "גורג")]
    [InlineData("גורג", "ג׳ורג׳")]
    [InlineData("חיים", "חים")]
    [InlineData("ראובן", "רובן")]
    [InlineData("אייל שץ", "שצ")]
    [InlineData("Maya Cohen", "maia kohen")]
    [InlineData("Zoë O’Neill", "zoe oneil")]
    [InlineData("Sarah Levy", "sara levi")]
    [InlineData("יצחק לוי", "צחק")]
    [InlineData("יצחק לוי", "וי")]
    [InlineData("מיה לביא", "לביא מיה")]
    [InlineData("מיה לביא", "מ ל")]
    [InlineData("\uFB2Aלום", "שלום")] // a letter with its point in one character
    public void A_part_of_a_name_is_found(string name, string typed)
    {
        NameForms.Fit(NameForms.WordsOf(typed), NameForms.WordsOf(name)).Should().NotBeNull();
        var pieces = NameForms.PiecesOf(name);
        NameForms.Asked(NameForms.WordsOf(typed)).Should().Contain(asked => asked.IsSubsetOf(pieces), "what fits is what the index gives");
    }

    [Theory]
    [InlineData("מיה לביא", "מיכל")]
    [InlineData("מיה לביא", "מיה כהן")]
    [InlineData("לוי", "לביא")]
    [InlineData("רות", "דת")]
    [InlineData("מיה לביא", "ב ל")] // a single letter is an initial
    [InlineData("Maya", "Mara")]
    public void Another_name_is_not(string name, string typed) => NameForms.Fit(NameForms.WordsOf(typed), NameForms.WordsOf(name)).Should().BeNull();

    [Fact]
    public void The_nearest_comes_first()
    {
        NameForms.Fit(["דוד"], NameForms.WordsOf("דוד לוי")).Should().Be(NameFit.Beginning);
        NameForms.Fit(["וד"], NameForms.WordsOf("דוד לוי")).Should().Be(NameFit.Inside);
        NameForms.Fit(["דויד"], NameForms.WordsOf("דוד לוי")).Should().Be(NameFit.OtherSpelling);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \t\n")]
    [InlineData("׳\"-־")]
    [InlineData("\0")]
    [InlineData("😀🙈")]
    [InlineData("\ud800")]
    public void What_has_no_letters_asks_for_nobody(string typed)
    {
        NameForms.WordsOf(typed).Should().BeEmpty();
        NameForms.Asked(NameForms.WordsOf(typed)).Should().BeEmpty("an empty question would be answered by everybody");
    }

    [Fact]
    public void Pieces_of_a_very_long_name_are_bounded_by_its_letters() =>
        NameForms.PiecesOf(new string('א', 300), string.Concat(Enumerable.Repeat("ab", 150))).Count.Should().BeLessThan(1_500);
}
