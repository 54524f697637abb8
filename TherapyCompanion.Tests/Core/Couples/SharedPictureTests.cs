using System.Reflection;
using System.Text.RegularExpressions;
using TherapyCompanion.Core.Couples;

namespace TherapyCompanion.Tests.Core.Couples;

/// <summary>Two partners merge by taxonomy entries alone.</summary>
public sealed class SharedPictureTests
{
    [Theory]
    [InlineData(CoupleKind.Framework, "EFT", "eft")]
    [InlineData(CoupleKind.Framework, "eFt ", "eft")]
    [InlineData(CoupleKind.Framework, "\u200Fסי־בי־טי\u200F", "cbt")]
    [InlineData(CoupleKind.Framework, "EMDR", "emdr")]
    [InlineData(CoupleKind.Attachment, "Anxious-Preoccupied", "anxious")]
    [InlineData(CoupleKind.Attachment, "הִתְקַשְּׁרוּת נמנעת", "avoidant")]
    [InlineData(CoupleKind.Communication, "נסוגה", "withdrawer")]
    [InlineData(CoupleKind.Theme, "חמות", "in_laws")]
    public void A_whole_entry_is_found(CoupleKind kind, string item, string id) => CoupleEntry.Find(kind, item)!.Id.Should().Be(id);

    [Theory]
    [InlineData(CoupleKind.Framework, "left at midnight")]
    [InlineData(CoupleKind.Modality, "EFTPOS")]
    [InlineData(CoupleKind.Modality, "")]
    [InlineData(CoupleKind.Modality, "  \u200F ")]
    [InlineData(CoupleKind.Theme, null)]
    [InlineData(CoupleKind.Framework, "Gottman's book still at the library")]
    [InlineData(CoupleKind.Framework, "אקטואליה עם סבתא")]
    [InlineData(CoupleKind.Attachment, "בטוחה דיה הדלת")]
    [InlineData(CoupleKind.Communication, "ביקרתי את דודה")]
    [InlineData(CoupleKind.Communication, "secure")]
    [InlineData(CoupleKind.Theme, "trust fund paperwork")]
    [InlineData(CoupleKind.Theme, "trsut")]
    public void Anything_else_is_nothing(CoupleKind kind, string? item) => CoupleEntry.Find(kind, item).Should().BeNull();

    [Fact]
    public void Pairs_and_shared_items_are_found_with_exercises()
    {
        var a = PartnerItems.From(["EFT", "left at midnight"], ["anxious attachment"], ["trust", "money"], ["criticism"], ["couples therapy", ""]);
        var b = PartnerItems.From(["eft"], ["נמנע"], ["אמון"], ["stonewalling", "withdrawer"], ["טיפול זוגי"]);

        var picture = SharedPicture.Of(a, b);

        picture.Complementary.Select(p => (p.First.Id, p.Second.Id)).Should().Equal(("anxious", "avoidant"));
        picture.Conflicting.Select(p => (p.First.Id, p.Second.Id)).Should().Equal(("criticism", "stonewalling"));
        picture.Shared.Select(e => e.Id).Should().Equal("eft", "trust", "couples_therapy");
        picture.Exercises.Should().HaveCount(3);
        SharedPicture.Of(b, a).Complementary.Select(p => (p.First.Id, p.Second.Id)).Should().Equal(("avoidant", "anxious"));
    }

    [Fact]
    public void Six_exercises_at_most()
    {
        string[] themes = ["trust", "money", "sex", "parenting", "in-laws", "jealousy", "grief", "religion"];
        var items = PartnerItems.From([], [], themes, [], []);
        SharedPicture.Of(items, items).Exercises.Should().HaveCount(SharedPicture.MostExercises);
    }

    [Fact]
    public void The_merge_knows_entries_only()
    {
        typeof(SharedPicture).GetConstructors(BindingFlags.Instance | BindingFlags.Public).Should().BeEmpty();
        typeof(PartnerItems).GetConstructors(BindingFlags.Instance | BindingFlags.Public).Should().BeEmpty();
        typeof(CoupleEntry).GetConstructors(BindingFlags.Instance | BindingFlags.Public).Should().BeEmpty();
        typeof(SharedPicture).GetMethod(nameof(SharedPicture.Of))!.GetParameters().Select(p => p.ParameterType).Should().AllBeEquivalentTo(typeof(PartnerItems));
        typeof(PartnerItems).GetFields(BindingFlags.Instance | BindingFlags.NonPublic).Select(f => f.FieldType).Should().Equal(typeof(IReadOnlyList<CoupleEntry>));
    }

    [Fact]
    public void Every_sentence_is_the_taxonomys_whatever_the_lists_hold()
    {
        var random = new Random(11);
        var allowed = SharedPicture.Taxonomy.ToHashSet();
        string[] pieces = [.. CoupleEntry.All.SelectMany(e => new[] { e.Name.He, e.Name.En }), "CANARY", "דנה מחיפה", "", "\0", "\uD83D", "EFTPOS", "trust fund"];
        for (var round = 0; round < 1_000; round++)
        {
            PartnerItems Random() => PartnerItems.From(Some(), Some(), Some(), Some(), Some());
            IEnumerable<string> Some() => Enumerable.Range(0, random.Next(8)).Select(_ => pieces[random.Next(pieces.Length)]).ToArray();
            var (picture, verdict) = SharedPicture.Prepare(Random(), Random(), ["CANARY דנה מחיפה"]);
            verdict.Passed.Should().BeTrue();
            picture!.Sentences("he").Concat(picture.Sentences("en")).Should().BeSubsetOf(allowed);
        }
    }

    [Fact]
    public void Without_the_private_texts_nothing_leaves()
    {
        var items = PartnerItems.From(["EFT"], [], [], [], []);
        var (picture, verdict) = SharedPicture.Prepare(items, items, null!);
        picture.Should().BeNull();
        verdict.Reason.Should().Be(LeakReason.Error);
    }

    [Fact]
    public void Hebrew_exercises_fit_both_partners() =>
        SharedPicture.Taxonomy.Where(s => Regex.IsMatch(s, @"[א-ת]/[א-ת]|[א-ת]\.[א-ת]|[א-ת][""'][א-ת]|!|(?<![א-ת])(מרגיש|מרגישה|בטוח ביחד|אליך|אלייך)(?![א-ת])")).Should().BeEmpty();
}
