using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Summaries;

/// <summary>One thing a therapist does to a draft. What a person typed or took on is their own and needs no evidence.</summary>
public abstract record SummaryEdit
{
    private SummaryEdit() { }

    /// <summary>Gives the changed document, or null when it speaks of what isn't there.</summary>
    public abstract SummaryDocument? Apply(SummaryDocument document);

    public sealed record Rewrite(int SentenceId, string Text) : SummaryEdit
    {
        public override SummaryDocument? Apply(SummaryDocument document) => string.IsNullOrWhiteSpace(Text)
            ? null
            : On(document, SentenceId, s => s.Text == Text.Trim() ? s : s with { Text = Text.Trim(), Provenance = Provenance.Own });
    }

    /// <summary>«זו התצפית שלי».</summary>
    public sealed record TakeAsOwn(int SentenceId) : SummaryEdit
    {
        public override SummaryDocument? Apply(SummaryDocument document) =>
            On(document, SentenceId, s => s with { Provenance = Provenance.Own });
    }

    /// <summary>«קישור למקור»: the therapist points at the words it rests on.</summary>
    public sealed record Link(int SentenceId, TextSpan Span) : SummaryEdit
    {
        public override SummaryDocument? Apply(SummaryDocument document) =>
            Span.Start < 0 || Span.Length <= 0 || Span.Start > document.Source.Length - Span.Length
                ? null
                : On(document, SentenceId, s => s with { Spans = [Span], Provenance = Provenance.Linked });
    }

    public sealed record Remove(int SentenceId) : SummaryEdit
    {
        public override SummaryDocument? Apply(SummaryDocument document) => On(document, SentenceId, s => s with { Removed = true });
    }

    public sealed record Restore(int SentenceId) : SummaryEdit
    {
        public override SummaryDocument? Apply(SummaryDocument document) => On(document, SentenceId, s => s with { Removed = false }) is not { } restored
            ? null
            : restored with
            {
                // Where words stand again, "not assessed" can't stand beside them.
                Sections = [.. restored.Sections.Select(s => s with { NotAssessed = s.NotAssessed && s.Sentences.All(x => x.Removed) })],
            };
    }

    public sealed record Add(string SectionKey, string Text) : SummaryEdit
    {
        public override SummaryDocument? Apply(SummaryDocument document)
        {
            if (string.IsNullOrWhiteSpace(Text)) return null;
            var id = document.Sections.SelectMany(s => s.Sentences).Select(s => s.Id).DefaultIfEmpty().Max() + 1;
            return InSection(document, SectionKey, s => s with
            {
                Sentences = [.. s.Sentences, new(id, Text.Trim(), Provenance.Own, [])],
                NotAssessed = false,
            });
        }
    }

    /// <summary>«לא נבדק בפגישה»: a statement in a legal record that only the therapist makes.</summary>
    public sealed record SayNotAssessed(string SectionKey, bool Said) : SummaryEdit
    {
        public override SummaryDocument? Apply(SummaryDocument document) =>
            InSection(document, SectionKey, s => s with { NotAssessed = Said && s.Sentences.All(x => x.Removed) });
    }

    /// <summary>«קראתי»: read, not agreed with.</summary>
    public sealed record ReadRisk(int Index) : SummaryEdit
    {
        public override SummaryDocument? Apply(SummaryDocument document) => Index < 0 || Index >= document.Risks.Count
            ? null
            : document with { Risks = [.. document.Risks.Select((r, i) => i == Index ? r with { Read = true } : r)] };
    }

    private static SummaryDocument? On(SummaryDocument document, int id, Func<SummarySentence, SummarySentence> change) =>
        document.Sections.All(s => s.Sentences.All(x => x.Id != id))
            ? null
            : document with
            {
                Sections = [.. document.Sections.Select(s => s with { Sentences = [.. s.Sentences.Select(x => x.Id == id ? change(x) : x)] })],
            };

    private static SummaryDocument? InSection(SummaryDocument document, string key, Func<SummarySection, SummarySection> change) =>
        document.Sections.All(s => s.Key != key)
            ? null
            : document with { Sections = [.. document.Sections.Select(s => s.Key == key ? change(s) : s)] };
}
