using Microsoft.Extensions.AI;
using TherapyCompanion.Core.Agents;

namespace TherapyCompanion.Tests.Core;

/// <summary>One typed call: a good answer, one repair, the fall-back that says so.</summary>
public sealed class AgentCallTests
{
    private const string Good = """{"text":"שלום"}""";
    private static readonly Prompt Prompt = new("the instruction", "0123456789ab", "again");

    [Theory]
    [InlineData(Good)]
    [InlineData("```json\n" + Good + "\n```")]
    [InlineData("Here you are: " + Good + " I hope it helps.")]
    public async Task A_well_formed_answer_is_taken_at_once(string answer)
    {
        var (result, engine, builtIn) = await AskAsync(answer);
        (result.Value.Text, result.Outcome, result.Engine.Name).Should().Be(("שלום", AgentOutcome.Answered, "outside"));
        (engine.Asked, builtIn.Asked).Should().Be((1, 0));
    }

    [Theory]
    [InlineData("")]
    [InlineData("I can't help with that.")]
    [InlineData("}{")]
    [InlineData("""{"text":""}""")]
    [InlineData("""{"other":"x"}""")]
    [InlineData("""{"text":{"a":1}}""")]
    public async Task A_malformed_answer_is_repaired_once(string first)
    {
        var (result, engine, builtIn) = await AskAsync(first, Good);
        (result.Outcome, result.Engine.Name).Should().Be((AgentOutcome.Repaired, "outside"));
        engine.Last.Should().Contain("again", "the model is told what was wrong").And.Contain("the instruction");
        (engine.Asked, builtIn.Asked).Should().Be((2, 0));
    }

    [Fact]
    public async Task After_two_malformed_answers_the_built_in_engine_drafts_and_the_result_says_so()
    {
        var (result, engine, builtIn) = await AskAsync("nonsense", "nonsense", Good);
        (result.Value.Text, result.Outcome, result.Engine.Name).Should().Be(("inside", AgentOutcome.FellBack, Engine.BuiltInName));
        result.Facts.Engine.Should().Be("outside", "the record names the engine that was asked");
        (engine.Asked, builtIn.Asked).Should().Be((2, 1));
    }

    [Fact]
    public async Task An_engine_that_is_down_is_not_asked_twice()
    {
        var (result, engine, builtIn) = await AskAsync([null]);
        (result.Outcome, engine.Asked, builtIn.Asked).Should().Be((AgentOutcome.FellBack, 1, 1));
    }

    [Fact]
    public async Task An_engine_that_dies_between_answer_and_repair_falls_back_too()
    {
        var (result, _, _) = await AskAsync(["nonsense", null]);
        result.Outcome.Should().Be(AgentOutcome.FellBack);
    }

    [Fact]
    public async Task A_bug_is_no_outage()
    {
        var call = new AgentCall(new Engines(new Scripted([])), TimeProvider.System);
        var ask = () => call.RunAsync<Question, Answer>("t", new("outside", "m", false, new Scripted([])), Prompt, new("?"), a => a.Text.Length > 0, default);
        await ask.Should().ThrowAsync<InvalidOperationException>("only an engine that is unavailable is replaced");
    }

    [Fact]
    public async Task The_record_has_both_sides_and_counts_every_token()
    {
        var (result, _, _) = await AskAsync("nonsense", Good);
        result.Facts.Exchange.Should().Contain("question").And.Contain("nonsense").And.Contain("שלום");
        (result.Facts.TokensIn, result.Facts.TokensOut).Should().Be((20, 6));
        var row = result.ToRecord(Guid.NewGuid(), Guid.NewGuid(), DateTimeOffset.UnixEpoch);
        (row.Agent, row.PromptVersion, row.Outcome, row.Model).Should().Be(("t", "0123456789ab", AgentOutcome.Repaired, "m"));
        row.Exchange.ToString().Should().NotContain("שלום");
    }

    [Theory]
    [InlineData("he")]
    [InlineData("en")]
    public void Prompts_are_there_in_both_languages_with_a_version_of_their_text(string language)
    {
        foreach (var agent in new[] { typeof(TherapyCompanion.Core.Agents.Rung.RungAgent), typeof(TherapyCompanion.Core.Agents.Letters.LettersAgent) })
        {
            var prompt = Prompt.Load(agent, language);
            prompt.Text.Should().NotBeNullOrWhiteSpace();
            prompt.Version.Should().MatchRegex("^[0-9a-f]{12}$");
        }
    }

    private static Task<(AgentResult<Answer> Result, Scripted Engine, Scripted BuiltIn)> AskAsync(params string?[] answers)
    {
        return RunAsync();

        async Task<(AgentResult<Answer>, Scripted, Scripted)> RunAsync()
        {
            var (outside, builtIn) = (new Scripted(answers), new Scripted(["""{"text":"inside"}"""]));
            var engines = new Engines(builtIn);
            var result = await new AgentCall(engines, TimeProvider.System).RunAsync<Question, Answer>(
                "t", new("outside", "m", false, outside), Prompt, new("question"), a => !string.IsNullOrEmpty(a.Text), default);
            return (result, outside, builtIn);
        }
    }

    private sealed record Question(string Text);

    private sealed record Answer(string Text);

    private sealed class Engines(IChatClient builtIn) : IEngines
    {
        public Engine BuiltIn { get; } = new(Engine.BuiltInName, "1", true, builtIn);
        public Engine Configured => BuiltIn;
    }

    /// <summary>Gives the answers in their order; null is an engine that is down; after the last one, asking is a bug.</summary>
    private sealed class Scripted(IReadOnlyList<string?> answers) : IChatClient
    {
        public int Asked { get; private set; }
        public string Last { get; private set; } = "";

        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            if (Asked >= answers.Count) throw new InvalidOperationException("Asked more often than it may be.");
            Last = string.Join('\n', messages.Select(m => m.Text));
            var answer = answers[Asked++] ?? throw new EngineUnavailableException("down");
            return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, answer)) { Usage = new() { InputTokenCount = 10, OutputTokenCount = 3 } });
        }

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose() { }
    }
}
