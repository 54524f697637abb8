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
                s.Key is not null && keys.Contains(s.Key) && s.Sentences is not null && s.Sentences.All(x =>
                    !string.IsNullOrWhiteSpace(x.Text) && x.RestsOn is not null && x.RestsOn.All(numbers.Contains))),
            ct);
    }
}
