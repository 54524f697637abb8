namespace TherapyCompanion.Core.Agents.Rung;

/// <summary>
/// Rung, the clinical agent: from numbered units of the notes to sentences by section, each with the numbers it rests on.
/// It takes values and returns a value; it never sees the database.
/// </summary>
public sealed class RungAgent(AgentCall call)
{
    public Task<AgentResult<SummaryProposal>> DraftAsync(Engine engine, SummaryRequest request, CancellationToken ct)
    {
        var numbers = request.Units.Select(u => u.Number).ToHashSet();
        var keys = request.Sections.Select(s => s.Key).ToHashSet();
        return call.RunAsync<SummaryRequest, SummaryProposal>(
            "rung", engine, Prompt.Load(typeof(RungAgent), request.Language), request,
            proposal => proposal.Sections is { } sections && sections.All(s =>
                s is { Key: { } key, Sentences: { } sentences } && keys.Contains(key) && sentences.All(x =>
                    x is { RestsOn: { } restsOn } && !string.IsNullOrWhiteSpace(x.Text) && restsOn.All(numbers.Contains))),
            ct);
    }
}
