using FluentAssertions;
using TherapyCompanion.Core.Text;
using TherapyCompanion.Core.Text.Spelling;
using Xunit;

namespace TherapyCompanion.Tests.Core.Text;

public sealed class TransliterationTests
{
    [Theory]
    [InlineData("CBT", "סי-בי-טי", true)]
    [InlineData("CBT", "סיביטי", true)]
    [InlineData("cbt", "בסי־בי־טי", true)]
    [InlineData("DBT", "סי-בי-טי", false)]
    [InlineData("EMDR", "אי אם די אר", true)]
    [InlineData("PTSD", "פי.טי.אס.די", true)]
    [InlineData("OCD", "או-סי-די", true)]
    [InlineData("OCD", "אוסידי", true)]
    [InlineData("ADHD", "איי-די-אייץ'-די", true)]
    [InlineData("ACT", "אקט", true)]
    [InlineData("ACT", "CBT", false)]
    [InlineData("mindfulness", "המיינדפולנס", true)]
    [InlineData("schema", "סכמה", true)]
    [InlineData("trigger", "טריגרים", true)]
    [InlineData("schema", "טריגר", false)]
    [InlineData("perfectionist", "פרפקציוניסט", true)]
    [InlineData("call", "קול", false)]
    [InlineData("therapist", "the rapist", false)]
    [InlineData("", "", false)]
    public void Terms_are_known_in_both_scripts(string a, string b, bool same)
    {
        Transliteration.Same(a, b).Should().Be(same);
        Transliteration.Same(b, a).Should().Be(same);
    }

    [Theory]
    [InlineData("סיביטי", "CBT")]
    [InlineData("מיינדפולנס", "mindfulness")]
    [InlineData("Internal Family Systems", "IFS")]
    [InlineData("שולחן", null)]
    [InlineData(null, null)]
    public void A_term_has_one_key(string? term, string? key) => Transliteration.Key(term).Should().Be(key);

    [Theory]
    [InlineData("akuo", "שלום")]
    [InlineData("יקךךם", "hello")]
    [InlineData("hello", null)]
    [InlineData("שלום", null)]
    [InlineData("", null)]
    public void Text_on_the_wrong_layout_is_put_right(string typed, string? meant) => KeyboardLayout.Meant(typed).Should().Be(meant);

    [Theory]
    [InlineData("tomorrow", "tomorow", 3)] // a letter doubled
    [InlineData("friend", "freind", 3)] // swapped
    [InlineData("hello", "hwllo", 3)] // the key beside
    [InlineData("להתאבד", "להתעבד", 3)] // heard alike
    [InlineData("מחשב", "מחשבת", 4)]
    [InlineData("same", "same", 0)]
    [InlineData("cat", "elephant", 9)]
    public void Slips_have_a_cost(string a, string b, int cost)
    {
        Slips.Cost(a, b, 8).Should().Be(cost);
        Slips.Cost(b, a, 8).Should().Be(cost);
    }

    [Theory]
    [InlineData("wensday", "wednesday", false)] // two letters short of seven
    [InlineData("anxeity", "anxiety", true)]
    [InlineData("מטופלט", "מטופלת", true)]
    [InlineData("cat", "car", false)]
    [InlineData("psycologyst", "psychologist", true)]
    public void Long_words_forgive_more(string typed, string meant, bool near) => Slips.Near(typed, meant).Should().Be(near);

    [Fact]
    public void No_junk_breaks_it()
    {
        foreach (var text in Junk.Texts(seed: 5, "סי-בי-טי CBT אייץ' mindfulness akuo"))
        {
            Transliteration.Same(text, "CBT");
            Transliteration.Key(text);
            KeyboardLayout.Meant(text);
            Slips.Cost(text, "mindfulness", 8).Should().BeGreaterThanOrEqualTo(0);
        }
    }
}
