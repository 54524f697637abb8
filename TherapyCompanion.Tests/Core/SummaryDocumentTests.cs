using System.Text.Json;
using TherapyCompanion.Core.Safety;
using TherapyCompanion.Core.Summaries;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Tests.Core;

/// <summary>Small summaries for tests.</summary>
internal static class SummaryDocuments
{
    public const string Source = "הגיעה בזמן. ש\"ב: לכתוב מכתב.";

    public static SummaryDocument Signable => Of(Provenance.Linked, Provenance.Own);

    /// <summary>One section "topics" with a sentence of each provenance, ids from 1, and an empty section "plan".</summary>
    public static SummaryDocument Of(params Provenance[] sentences) => new(
        "he", Source, "built-in",
        [
            new("topics", [.. sentences.Select((p, i) => new SummarySentence(i + 1, $"משפט {i + 1}", p, [new TextSpan(0, 5)]))]),
            new("plan", []),
        ],
        []);

    public static SummarySentence Sentence(this SummaryDocument document, int id) => document.Sections.SelectMany(s => s.Sentences).Single(s => s.Id == id);
}

/// <summary>A summary as one value: what is counted against signing, what is signed, what is stored.</summary>
public sealed class SummaryDocumentTests
{
    [Theory]
    [InlineData(Provenance.Linked, 0)]
    [InlineData(Provenance.Own, 0)]
    [InlineData(Provenance.NoSource, 1)]
    [InlineData(Provenance.UnaskedNegative, 1)]
    [InlineData(Provenance.InexactQuotation, 1)]
    public void Each_provenance_blocks_signing_or_does_not(Provenance provenance, int marks) =>
        SummaryDocuments.Of(provenance).OpenMarks.Should().Be(marks);

    [Fact]
    public void The_table_above_names_every_provenance() => Enum.GetValues<Provenance>().Should().HaveCount(5);

    [Fact]
    public void What_is_removed_blocks_nothing_and_what_of_risk_was_not_read_does()
    {
        var document = SummaryDocuments.Of(Provenance.NoSource, Provenance.NoSource) with
        {
            Risks = [new(CrisisKind.Suicide, new(0, 3), 1, Read: false), new(CrisisKind.SelfHarm, new(0, 3), 1, Read: true)],
        };
        document.OpenMarks.Should().Be(3);
        new SummaryEdit.Remove(1).Apply(document)!.OpenMarks.Should().Be(2);
    }

    [Fact]
    public void Empty_is_what_would_print_nothing()
    {
        SummaryDocuments.Of().IsEmpty.Should().BeTrue();
        SummaryDocuments.Of(Provenance.Own).IsEmpty.Should().BeFalse();
        new SummaryEdit.Remove(1).Apply(SummaryDocuments.Of(Provenance.Own))!.IsEmpty.Should().BeTrue();
        new SummaryEdit.SayNotAssessed("plan", true).Apply(SummaryDocuments.Of())!.IsEmpty.Should().BeFalse("a statement is a record");
    }

    [Fact]
    public void Signing_drops_what_was_removed_and_keeps_every_other_word()
    {
        var document = new SummaryEdit.Remove(2).Apply(SummaryDocuments.Of(Provenance.Linked, Provenance.NoSource, Provenance.Own))!;
        var signature = new Signature("דנה לוי", "פסיכולוגית", "27-0", new(2026, 11, 24, 8, 0, 0, TimeSpan.Zero));
        var record = document.Sign(signature);
        record.Sections.SelectMany(s => s.Sentences).Select(s => s.Id).Should().Equal(1, 3);
        record.Signature.Should().Be(signature);
        record.Write().Should().NotContain("משפט 2");
        document.Signature.Should().BeNull("signing makes another value");
    }

    [Fact]
    public void What_is_written_is_read_back_whole()
    {
        var document = SummaryDocuments.Of(Enum.GetValues<Provenance>()) with
        {
            Source = "שורה\nשנייה \"עם\" <סימנים> & \\ 😀 \u2028",
            Risks = [new(CrisisKind.Overdose, new(1, 2), 3, Read: true)],
            Signature = new("a", "b", "c", new(2026, 11, 24, 8, 0, 0, TimeSpan.FromHours(2))),
        };
        var again = SummaryDocument.Read(document.Write());
        again.Should().BeEquivalentTo(document);
        again.Write().Should().Be(document.Write(), "a fingerprint of the words must not depend on who wrote them down last");
    }

    [Fact]
    public void What_is_counted_is_not_stored()
    {
        var words = SummaryDocuments.Of(Provenance.NoSource).Write();
        words.Should().NotContainAny("openMarks", "isEmpty", "blocksSigning");
    }

    [Theory]
    [InlineData("null")]
    [InlineData("")]
    [InlineData("{")]
    public void What_is_no_summary_is_not_read_as_an_empty_one(string text)
    {
        var read = () => SummaryDocument.Read(text);
        read.Should().Throw<JsonException>();
    }

    [Theory]
    [InlineData("he", "תוכנית")]
    [InlineData("en", "Plan")]
    public void The_template_is_titled_in_the_language_of_the_record(string language, string title)
    {
        SummaryTemplate.Title("plan", language).Should().Be(title);
        SummaryTemplate.Sections(language).Select(s => s.Key).Should().Equal("topics", "interventions", "progress", "risk", "homework", "plan");
    }
}
