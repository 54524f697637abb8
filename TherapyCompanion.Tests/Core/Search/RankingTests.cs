using System.Globalization;
using TherapyCompanion.Core.Search;

namespace TherapyCompanion.Tests.Core.Search;

public sealed class RankingTests
{
    private static readonly DateOnly Now = new(2026, 11, 24);

    private static readonly Candidate[] Passages =
    [
        new("sleep", "תיארת לילות קשים: התעוררת בשלוש ולא חזרת להירדם.", new(2026, 9, 1)),
        new("breath", "תרגלנו נשימה סרעפתית, ארבע פעמים ביום.", new(2026, 9, 8)),
        new("wedding", "חתונת אחותך מתקרבת, והשמלה עדיין לא נקנתה.", new(2026, 9, 15)),
        new("raise", "הכנו יחד את השיחה עם המנהל על העלאה בשכר.", new(2026, 9, 22)),
        new("scale", "דירוג המצוקה ירד משמונים לארבעים.", new(2026, 9, 29)),
        new("dog", "You told me about the dog you had when you were nine.", new(2026, 10, 6)),
    ];

    [Theory]
    [InlineData("מה אמרנו על האינסומניה", "sleep")]
    [InlineData("insomnia", "sleep")]
    [InlineData("איך לנשום כמו שלמדנו", "breath")]
    [InlineData("מתי אחותי מתחתנת", "wedding")]
    [InlineData("how to talk to my boss about a raise", "raise")]
    [InlineData("כמה הסאדס שלי", "scale")]
    [InlineData("the puppy from my childhood", "dog")]
    [InlineData("waht about inhaling", "breath")]
    [InlineData("החתנוה של אחותי", "wedding")]
    public void Finds_what_was_said_in_other_words(string question, string id) => Ranking.Rank(question, Passages, Now)[0].Id.Should().Be(id);

    [Fact]
    public void Every_candidate_is_ranked_once_and_the_order_is_stable()
    {
        var first = Ranking.Rank("שינה", Passages, Now);
        first.Select(r => r.Id).Should().BeEquivalentTo(Passages.Select(p => p.Id));
        Ranking.Rank("שינה", Passages, Now).Should().Equal(first);
        first.Should().BeInDescendingOrder(r => r.Score);
    }

    [Theory]
    [InlineData("the last time we spoke of the exam", "c")]
    [InlineData("the first time we spoke of the exam", "a")]
    [InlineData("הפעם הראשונה שדיברנו על exam", "a")]
    public void The_first_and_the_last_time_weigh_the_day(string question, string id) =>
        Ranking.Rank(question, [new("b", "About the exam.", new(2026, 5, 1)), new("a", "About the exam.", new(2026, 1, 1)), new("c", "About the exam.", new(2026, 9, 1))], Now)[0]
            .Id.Should().Be(id);

    [Fact]
    public void Of_equals_the_newer_comes_first() =>
        Ranking.Rank("שינה", [new("old", "על שינה.", new(2026, 1, 1)), new("new", "על שינה.", new(2026, 11, 1))], Now)[0].Id.Should().Be("new");

    [Theory]
    [InlineData("")]
    [InlineData("?")]
    [InlineData("\0\ud800")]
    [InlineData("מה מה מה מה")]
    public void A_question_of_nothing_still_has_an_answer(string question)
    {
        Ranking.Rank(question, Passages, Now).Should().HaveCount(Passages.Length);
        Ranking.Rank(question, [], Now).Should().BeEmpty();
        Ranking.Rank(question, [new("x", ""), new("y", "\0")], Now).Should().HaveCount(2);
    }

    [Fact]
    public void A_very_long_question_and_passage_take_no_long_time()
    {
        var text = string.Join(' ', Enumerable.Range(0, 15_000).Select(i => (i % 300).ToString(CultureInfo.InvariantCulture) + "שינה"));
        Ranking.Rank(text, [new("x", text)], Now).Should().ContainSingle();
        Ranking.Rank(string.Concat(Enumerable.Repeat("שינה ", 20_000)), [new("x", string.Concat(Enumerable.Repeat("שינה ", 20_000)))], Now).Should().ContainSingle();
    }

    [Fact]
    public void Rankings_are_fused_by_reciprocal_rank()
    {
        var fused = ReciprocalRank.Fuse([["a", "b", "c"], ["b", "d"], ["b", "b", "a"]]);
        fused.Select(f => f.Id).Should().Equal("b", "a", "d", "c");
        fused[0].Score.Should().BeApproximately(1.0 / 62 + 1.0 / 61 + 1.0 / 61, 1e-12);
        ReciprocalRank.Fuse([]).Should().BeEmpty();
    }
}
