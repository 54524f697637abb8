using System.Text.Json;
using System.Text.Json.Serialization;
using TherapyCompanion.Core.Safety;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Summaries;

/// <summary>
/// The whole of a summary: its sentences with what each rests on, the source they were drawn from, and what must be read
/// before signing. It is sealed as one value, so that a signature binds all of it.
/// </summary>
/// <param name="Language">"he" or "en": the language of the record.</param>
/// <param name="Source">The notes as they were when drafted; spans point into this text.</param>
/// <param name="MadeBy">The engine that drafted it; empty when a person wrote it alone.</param>
public sealed record SummaryDocument(
    string Language, string Source, string MadeBy, IReadOnlyList<SummarySection> Sections, IReadOnlyList<RiskMark> Risks)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Under whose name it was signed; null while it is a draft.</summary>
    public Signature? Signature { get; init; }

    /// <summary>What still blocks signing: sentences without proof, and mentions of risk nobody read.</summary>
    [JsonIgnore]
    public int OpenMarks => Sections.Sum(s => s.Sentences.Count(x => x.BlocksSigning)) + Risks.Count(r => !r.Read);

    /// <summary>Whether anything would be in the record.</summary>
    [JsonIgnore]
    public bool IsEmpty => Sections.All(s => !s.NotAssessed && s.Sentences.All(x => x.Removed));

    public string Write() => JsonSerializer.Serialize(this, Json);

    public static SummaryDocument Read(string text) =>
        JsonSerializer.Deserialize<SummaryDocument>(text, Json) ?? throw new JsonException("An empty summary.");

    /// <summary>
    /// A new draft beside what a person already did to the one before: their own sentences stay, and so does what they said was
    /// not assessed, where the new draft has nothing of its own.
    /// </summary>
    public SummaryDocument KeepWhatIsOwn(SummaryDocument before)
    {
        var id = Sections.SelectMany(s => s.Sentences).Select(s => s.Id).DefaultIfEmpty().Max();
        return this with
        {
            Sections = [.. Sections.Select(section =>
            {
                var old = before.Sections.FirstOrDefault(s => s.Key == section.Key);
                var own = (old?.Sentences ?? []).Where(s => s is { Provenance: Provenance.Own, Removed: false });
                var all = section.Sentences.Concat(own.Select(s => s with { Id = ++id, Spans = [] })).ToList();
                return section with { Sentences = all, NotAssessed = all.Count == 0 && old is { NotAssessed: true } };
            })],
            Risks = [.. Risks.Select(r => r with { Read = Source == before.Source && before.Risks.Any(b => b.Read && b.Span == r.Span) })],
        };
    }

    /// <summary>The record as it is signed: removed sentences are gone, and so is what was only an aid.</summary>
    public SummaryDocument Sign(Signature signature) => this with
    {
        Sections = [.. Sections.Select(s => s with { Sentences = [.. s.Sentences.Where(x => !x.Removed)] })],
        Signature = signature,
    };
}

/// <summary>A section of the template.</summary>
/// <param name="NotAssessed">The therapist said so by their own hand; no machine sets it (design rule 10).</param>
public sealed record SummarySection(string Key, IReadOnlyList<SummarySentence> Sentences, bool NotAssessed = false);

/// <summary>A sentence, where it came from, and the words it rests on.</summary>
public sealed record SummarySentence(int Id, string Text, Provenance Provenance, IReadOnlyList<TextSpan> Spans, bool Removed = false)
{
    [JsonIgnore]
    public bool BlocksSigning => !Removed && Provenance is not (Provenance.Linked or Provenance.Own);
}

/// <summary>A mention worth reading; a word search, not an assessment.</summary>
public sealed record RiskMark(CrisisKind Kind, TextSpan Span, int Line, bool Read);

/// <summary>Who signed, as it stands under the record.</summary>
public sealed record Signature(string Name, string Title, string Licence, DateTimeOffset At);
