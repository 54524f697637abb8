using TherapyCompanion.Core.Safety;
using TherapyCompanion.Core.Summaries;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Tests.Core;

/// <summary>Each thing a therapist may do to a draft, and what they can't.</summary>
public sealed class SummaryEditTests
{
    private static readonly SummaryDocument Draft = SummaryDocuments.Of(Provenance.Linked, Provenance.NoSource, Provenance.UnaskedNegative) with
    {
        Risks = [new(CrisisKind.Suicide, new(0, 3), 1, Read: false), new(CrisisKind.SelfHarm, new(0, 3), 2, Read: false)],
    };

    public static TheoryData<string> Impossible => new(Cases.Keys);

    private static readonly Dictionary<string, SummaryEdit> Cases = new()
    {
        ["rewrite what is not there"] = new SummaryEdit.Rewrite(99, "x"),
        ["rewrite to nothing"] = new SummaryEdit.Rewrite(1, " \t\n"),
        ["take what is not there"] = new SummaryEdit.TakeAsOwn(0),
        ["link what is not there"] = new SummaryEdit.Link(99, new TextSpan(0, 3)),
        ["link before the source"] = new SummaryEdit.Link(2, new TextSpan(-1, 3)),
        ["link nothing"] = new SummaryEdit.Link(2, new TextSpan(0, 0)),
        ["link a negative length"] = new SummaryEdit.Link(2, new TextSpan(5, -2)),
        ["link past the source"] = new SummaryEdit.Link(2, new TextSpan(SummaryDocuments.Source.Length - 1, 2)),
        ["link past all numbers"] = new SummaryEdit.Link(2, new TextSpan(int.MaxValue, 2)),
        ["remove what is not there"] = new SummaryEdit.Remove(-1),
        ["restore what is not there"] = new SummaryEdit.Restore(4),
        ["add to no section"] = new SummaryEdit.Add("diagnosis", "x"),
        ["add nothing"] = new SummaryEdit.Add("plan", "  "),
        ["say it of no section"] = new SummaryEdit.SayNotAssessed("", true),
        ["read no risk"] = new SummaryEdit.ReadRisk(2),
        ["read a risk before the first"] = new SummaryEdit.ReadRisk(-1),
    };

    [Theory]
    [MemberData(nameof(Impossible))]
    public void An_edit_of_what_is_not_there_is_none(string name) => Cases[name].Apply(Draft).Should().BeNull();

    [Fact]
    public void A_rewritten_sentence_is_the_persons_own()
    {
        var edited = new SummaryEdit.Rewrite(2, "  במילים שלי ").Apply(Draft)!;
        edited.Sentence(2).Text.Should().Be("במילים שלי");
        edited.Sentence(2).Provenance.Should().Be(Provenance.Own);
        edited.Sentence(1).Should().Be(Draft.Sentence(1));
    }

    [Fact]
    public void Retyping_the_same_words_proves_nothing() =>
        new SummaryEdit.Rewrite(2, Draft.Sentence(2).Text + " ").Apply(Draft)!.Sentence(2).Provenance.Should().Be(Provenance.NoSource);

    [Fact]
    public void Taking_as_own_and_linking_settle_a_mark_and_only_that_one()
    {
        new SummaryEdit.TakeAsOwn(2).Apply(Draft)!.OpenMarks.Should().Be(Draft.OpenMarks - 1);
        var linked = new SummaryEdit.Link(3, new TextSpan(12, 4)).Apply(Draft)!;
        linked.Sentence(3).Spans.Should().Equal(new TextSpan(12, 4));
        linked.Sentence(3).Provenance.Should().Be(Provenance.Linked);
        linked.OpenMarks.Should().Be(Draft.OpenMarks - 1);
    }

    [Fact]
    public void A_link_may_reach_to_the_last_character() =>
        new SummaryEdit.Link(2, new TextSpan(0, SummaryDocuments.Source.Length)).Apply(Draft).Should().NotBeNull();

    [Fact]
    public void Removing_is_undone_without_a_trace()
    {
        var removed = new SummaryEdit.Remove(2).Apply(Draft)!;
        removed.Sentence(2).Removed.Should().BeTrue();
        new SummaryEdit.Restore(2).Apply(removed)!.Write().Should().Be(Draft.Write());
    }

    [Fact]
    public void A_restored_sentence_blocks_again() =>
        new SummaryEdit.Restore(2).Apply(new SummaryEdit.Remove(2).Apply(Draft)!)!.OpenMarks.Should().Be(Draft.OpenMarks);

    [Fact]
    public void An_added_sentence_is_own_and_has_an_id_nobody_else_had()
    {
        var added = new SummaryEdit.Add("plan", " להמשיך בתרגול ").Apply(new SummaryEdit.Remove(3).Apply(Draft)!)!;
        var sentence = added.Sections.Single(s => s.Key == "plan").Sentences.Should().ContainSingle().Subject;
        (sentence.Id, sentence.Text, sentence.Provenance).Should().Be((4, "להמשיך בתרגול", Provenance.Own));
        new SummaryEdit.Add("plan", "עוד").Apply(added)!.Sections.SelectMany(s => s.Sentences).Select(s => s.Id).Should().OnlyHaveUniqueItems();
        new SummaryEdit.Add("plan", "ראשון").Apply(SummaryDocuments.Of())!.Sentence(1).Should().NotBeNull();
    }

    [Fact]
    public void Not_assessed_stands_only_where_nothing_else_does()
    {
        new SummaryEdit.SayNotAssessed("plan", true).Apply(Draft)!.Sections[1].NotAssessed.Should().BeTrue();
        new SummaryEdit.SayNotAssessed("topics", true).Apply(Draft)!.Sections[0].NotAssessed.Should().BeFalse("there are sentences");
        var said = new SummaryEdit.SayNotAssessed("plan", true).Apply(Draft)!;
        new SummaryEdit.Add("plan", "נבדק").Apply(said)!.Sections[1].NotAssessed.Should().BeFalse();
        new SummaryEdit.SayNotAssessed("plan", false).Apply(said)!.Sections[1].NotAssessed.Should().BeFalse();
    }

    [Fact]
    public void Not_assessed_and_a_sentence_never_stand_together_also_after_an_undo()
    {
        var emptied = Draft;
        foreach (var id in new[] { 1, 2, 3 }) emptied = new SummaryEdit.Remove(id).Apply(emptied)!;
        var said = new SummaryEdit.SayNotAssessed("topics", true).Apply(emptied)!;
        said.Sections[0].NotAssessed.Should().BeTrue();
        new SummaryEdit.Restore(1).Apply(said)!.Sections[0].NotAssessed.Should().BeFalse("a record can't say both");
    }

    [Fact]
    public void Reading_a_risk_settles_that_one()
    {
        var read = new SummaryEdit.ReadRisk(1).Apply(Draft)!;
        read.Risks.Select(r => r.Read).Should().Equal(false, true);
        read.OpenMarks.Should().Be(Draft.OpenMarks - 1);
    }

    [Fact]
    public void No_edit_touches_the_source_or_the_maker()
    {
        SummaryEdit[] edits =
        [
            new SummaryEdit.Rewrite(1, "x"), new SummaryEdit.TakeAsOwn(2), new SummaryEdit.Link(2, new(0, 1)), new SummaryEdit.Remove(1),
            new SummaryEdit.Restore(1), new SummaryEdit.Add("plan", "x"), new SummaryEdit.SayNotAssessed("plan", true), new SummaryEdit.ReadRisk(0),
        ];
        edits.Select(e => e.GetType()).Should().BeEquivalentTo(typeof(SummaryEdit).GetNestedTypes(), "every edit is tried");
        foreach (var edit in edits)
        {
            var edited = edit.Apply(Draft)!;
            (edited.Source, edited.MadeBy, edited.Language, edited.Signature).Should().Be((Draft.Source, Draft.MadeBy, Draft.Language, null));
        }
    }
}
