namespace TherapyCompanion.Core.Agents.Letters;

/// <summary>
/// The agent that writes messages in the therapist's voice. It sees only what the therapist signed, and only the sections
/// that may be spoken of.
/// </summary>
public sealed class LettersAgent(AgentCall call)
{
    public Task<AgentResult<LetterProposal>> DraftAsync(Engine engine, LetterRequest request, CancellationToken ct)
    {
        var numbers = request.Signed.Select(s => s.Number).ToHashSet();
        return call.RunAsync<LetterRequest, LetterProposal>(
            "letters", engine, Prompt.Load(typeof(LettersAgent), request.Language), request,
            letter => !string.IsNullOrWhiteSpace(letter.Text) && letter.Text.Length <= Messages.Message.Longest
                && letter.RestsOn is not null && letter.RestsOn.All(numbers.Contains),
            ct);
    }
}
