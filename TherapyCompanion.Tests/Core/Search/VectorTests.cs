using TherapyCompanion.Core.Search;

namespace TherapyCompanion.Tests.Core.Search;

public sealed class VectorTests
{
    private const string Words = "הגיעה בזמן. תיארה שבוע של שינה מקוטעת, בעיקר אחרי שיחה עם אביה. עבדנו על נשימה סרעפתית ועל יומן שינה.";

    private static VectorKey Key(byte secret = 1, Guid practice = default) => VectorKey.Derive(Enumerable.Repeat(secret, 32).ToArray(), practice);

    [Fact]
    public void The_same_text_under_one_key_is_the_same_vector()
    {
        var (a, b) = (new PassageEmbedder(Key()).Embed(Words), new PassageEmbedder(Key()).Embed(Words));
        a.ToString().Should().Be(b.ToString());
    }

    [Fact]
    public void Under_two_keys_it_shares_nothing()
    {
        var one = new PassageEmbedder(Key()).Embed(Words);
        foreach (var other in new[] { Key(2), Key(1, Guid.NewGuid()) })
            new PassageEmbedder(other).Embed(Words).Places.ToArray().Should().NotIntersectWith(one.Places.ToArray());
    }

    [Fact]
    public void Places_rise_each_stands_once_and_all_are_within_the_dimensions()
    {
        var places = new PassageEmbedder(Key()).Embed(Words).Places.ToArray();
        places.Should().BeInAscendingOrder().And.OnlyHaveUniqueItems().And.OnlyContain(p => p >= 1 && p <= VectorKey.Dimensions);
        places.Length.Should().BeGreaterThan(50);
    }

    [Fact]
    public void A_stored_value_does_not_tell_how_rare_its_term_is()
    {
        // Each word stands once: so all values are one.
        new PassageEmbedder(Key()).Embed("פסיכותרפיה של לילה").Values.ToArray().Distinct().Should().HaveCountLessThan(4);
    }

    [Fact]
    public void However_long_the_text_the_entries_stay_within_a_page()
    {
        var chance = new Random(3);
        var text = string.Join(' ', Enumerable.Range(0, 20_000).Select(_ => new string([.. Enumerable.Range(0, 6).Select(_ => (char)('א' + chance.Next(27)))])));
        var vector = new PassageEmbedder(Key()).Embed(text);
        vector.Places.Length.Should().Be(SparseVector.MostEntries);
        (16 + 8 * SparseVector.MostEntries).Should().BeLessThan(8_160);
    }

    [Fact]
    public void Nothing_is_too_strange()
    {
        var (passages, questions) = (new PassageEmbedder(Key()), new QueryEmbedder(Key()));
        foreach (var junk in new[] { "", "\0", "\ud800\ud800", "?!", "ה", new string('ו', 100_000), string.Concat(Enumerable.Repeat("לא ", 50_000)), "\u200f\u202b" })
        {
            passages.Embed(junk).Places.Length.Should().BeLessThanOrEqualTo(SparseVector.MostEntries);
            questions.Embed(junk).Inner(passages.Embed(Words)).Should().BeGreaterThanOrEqualTo(0);
        }

        passages.Embed("").ToString().Should().Be($"{{}}/{VectorKey.Dimensions}");
    }

    [Fact]
    public void A_short_secret_is_none()
    {
        var derive = () => VectorKey.Derive(new byte[8], Guid.Empty);
        derive.Should().Throw<ArgumentException>();
    }
}
