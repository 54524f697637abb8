using System.Net;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;
using TherapyCompanion.Core.Agents;
using TherapyCompanion.Core.Agents.Rung;
using TherapyCompanion.Core.Summaries;
using TherapyCompanion.Core.Text;
using TherapyCompanion.Infrastructure.Models;
using TherapyCompanion.Tests.Support;

namespace TherapyCompanion.Tests.Agents;

/// <summary>Both providers' real clients against a server on this machine: what they send, and what becomes of every bad answer.</summary>
public sealed class EngineWireTests : IAsyncLifetime
{
    private const string Secret = "סודקנרי";
    private const string Good = """{"sections":[{"key":"topics","sentences":[{"text":"הגיעה בזמן.","restsOn":[1]}]}]}""";
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly SummaryRequest Request = new(
        "he", SummaryTemplate.Sections("he"), SourceText.Segment($"הגיעה בזמן. {Secret}.\nעבדנו על נשימה סרעפתית.\nש\"ב: לכתוב מכתב לאבא."));
    private FakeEngine _server = null!;

    public static TheoryData<EngineProvider> Providers() => [EngineProvider.OpenAI, EngineProvider.Anthropic];

    public async ValueTask InitializeAsync() => _server = await FakeEngine.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private Engines Configure(EngineProvider provider, int timeout = 20, int retries = 0, string key = "test-key") => new(Options.Create(new EnginesOptions
    {
        Provider = provider,
        Endpoint = new Uri(_server.Address, provider is EngineProvider.OpenAI ? "v1" : "").ToString(),
        Model = "fake-1",
        ApiKey = key,
        TimeoutSeconds = timeout,
        Retries = retries,
        Name = "the fake",
    }));

    private static Task<AgentResult<SummaryProposal>> AskAsync(Engines engines) => AskUntilAsync(engines, None);

    private static Task<AgentResult<SummaryProposal>> AskUntilAsync(Engines engines, CancellationToken ct) =>
        new RungAgent(new AgentCall(engines, TimeProvider.System)).DraftAsync(engines.Configured, Request, ct);

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_good_answer_comes_through_with_its_count_of_tokens(EngineProvider provider)
    {
        _server.Says(Good);
        var run = await AskAsync(Configure(provider));
        run.Outcome.Should().Be(AgentOutcome.Answered);
        run.Value.Sections.Single().Sentences.Single().RestsOn.Should().Equal(1);
        (run.Engine.Name, run.Engine.Model, run.Facts.TokensIn, run.Facts.TokensOut).Should().Be(("the fake", "fake-1", 11, 7));
        run.Facts.Exchange.Should().Contain(Secret).And.Contain("הגיעה בזמן");
    }

    [Fact]
    public async Task OpenAI_is_asked_as_its_protocol_says()
    {
        _server.Says(Good);
        await AskAsync(Configure(EngineProvider.OpenAI));
        var sent = _server.Seen.Single();
        sent.Path.Should().Be("/v1/chat/completions");
        sent.Headers["Authorization"].Should().Be("Bearer test-key");
        var body = JsonDocument.Parse(sent.Body).RootElement;
        body.GetProperty("model").GetString().Should().Be("fake-1");
        body.GetProperty("temperature").GetDouble().Should().Be(0);
        body.GetProperty("messages").EnumerateArray().Select(m => m.GetProperty("role").GetString()).Should().Equal("system", "user");
        var format = body.GetProperty("response_format");
        format.GetProperty("type").GetString().Should().Be("json_schema");
        format.GetProperty("json_schema").GetProperty("schema").GetRawText().Should().Contain("restsOn");
        body.EnumerateObject().Select(p => p.Name).Should().NotContain("request", "the typed request is for the built-in engine alone");
    }

    [Fact]
    public async Task Anthropic_is_asked_as_its_protocol_says()
    {
        _server.Says(Good);
        await AskAsync(Configure(EngineProvider.Anthropic));
        var sent = _server.Seen.Single();
        sent.Path.Should().Be("/v1/messages");
        sent.Headers["Authorization"].Should().Be("Bearer test-key", "the SDK's way; what stands in the environment for other programs is not ours to send");
        sent.Headers.Should().ContainKey("anthropic-version");
        var body = JsonDocument.Parse(sent.Body).RootElement;
        body.GetProperty("model").GetString().Should().Be("fake-1");
        body.GetProperty("max_tokens").GetInt32().Should().BePositive();
        body.GetProperty("system").GetRawText().Should().NotBeEmpty();
        body.GetProperty("messages").EnumerateArray().Select(m => m.GetProperty("role").GetString()).Should().Equal("user");
        sent.Body.Should().Contain("restsOn", "the schema goes along").And.NotContain("\"tools\"");
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_malformed_answer_is_repaired_in_the_same_talk(EngineProvider provider)
    {
        _server.Says("בבקשה: הנה הסיכום").Says("```json\n" + Good + "\n```");
        var run = await AskAsync(Configure(provider));
        (run.Outcome, run.Engine.Name).Should().Be((AgentOutcome.Repaired, "the fake"));
        (run.Facts.TokensIn, run.Facts.TokensOut).Should().Be((22, 14));
        var talk = JsonDocument.Parse(_server.Seen[1].Body).RootElement.GetProperty("messages").EnumerateArray().Select(m => m.GetProperty("role").GetString());
        talk.Should().EndWith(["user", "assistant", "user"]);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Malformed_twice_the_built_in_engine_drafts_and_says_so(EngineProvider provider)
    {
        _server.Says("לא").Says("{\"sections\":[{\"key\":\"topics\",\"sentences\":[{\"text\":\"בדיה\",\"restsOn\":[99]}]}]}");
        ShouldHaveFallenBack(await AskAsync(Configure(provider)), asked: 2);
    }

    public static TheoryData<EngineProvider, string> Garbage()
    {
        var data = new TheoryData<EngineProvider, string>();
        foreach (var provider in Enum.GetValues<EngineProvider>().Where(p => p is not EngineProvider.None))
            foreach (var text in new[] { "", "<html>502</html>", "{}", "[]", "null", "{\"choices\":[],\"content\":[]}", "{\"choices\":null,\"content\":null}", "{\"cho", "\"text\"" })
                data.Add(provider, text);
        return data;
    }

    [Theory]
    [MemberData(nameof(Garbage))]
    public async Task A_protocol_that_is_none_falls_back(EngineProvider provider, string text)
    {
        _server.Babbles(text).Babbles(text);
        ShouldHaveFallenBack(await AskAsync(Configure(provider)));
    }

    [Theory]
    [InlineData("""{"sections":[null]}""")]
    [InlineData("""{"sections":[{"key":"topics","sentences":[null]}]}""")]
    [InlineData("""{"sections":[{"key":"topics","sentences":null}]}""")]
    [InlineData("""{"sections":[{"key":null,"sentences":[]}]}""")]
    [InlineData("""{"sections":[{"key":"diagnosis","sentences":[]}]}""")]
    [InlineData("""{"sections":[{"key":"topics","sentences":[{"text":"x","restsOn":[0]}]}]}""")]
    [InlineData("""{"sections":[{"key":"topics","sentences":[{"text":"x","restsOn":null}]}]}""")]
    [InlineData("""{"sections":[{"key":"topics","sentences":[{"text":"x","restsOn":["one"]}]}]}""")]
    [InlineData("""{"sections":{"topics":[]}}""")]
    [InlineData("""[{"key":"topics"}]""")]
    public async Task JSON_that_is_not_what_was_asked_for_falls_back(string answer)
    {
        _server.Says(answer).Says(answer);
        ShouldHaveFallenBack(await AskAsync(Configure(EngineProvider.OpenAI)), asked: 2);
    }

    [Theory]
    [InlineData(EngineProvider.OpenAI, 500)]
    [InlineData(EngineProvider.OpenAI, 429)]
    [InlineData(EngineProvider.Anthropic, 500)]
    [InlineData(EngineProvider.Anthropic, 429)]
    [InlineData(EngineProvider.Anthropic, 529)]
    public async Task An_overloaded_server_is_asked_as_often_as_the_setting_says(EngineProvider provider, int status)
    {
        _server.Fails(status).Fails(status).Fails(status);
        ShouldHaveFallenBack(await AskAsync(Configure(provider)), asked: 1);
        ShouldHaveFallenBack(await AskAsync(Configure(provider, retries: 1)), asked: 3);
    }

    [Theory]
    [InlineData(EngineProvider.OpenAI, 400)]
    [InlineData(EngineProvider.OpenAI, 401)]
    [InlineData(EngineProvider.Anthropic, 400)]
    [InlineData(EngineProvider.Anthropic, 401)]
    public async Task A_refused_request_is_not_tried_again(EngineProvider provider, int status)
    {
        _server.Fails(status).Fails(status).Fails(status);
        ShouldHaveFallenBack(await AskAsync(Configure(provider, retries: 2)), asked: 1);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_server_that_hangs_or_hangs_up_is_given_up(EngineProvider provider)
    {
        _server.Hangs();
        ShouldHaveFallenBack(await AskAsync(Configure(provider, timeout: 1)), asked: 1);
        _server.HangsUp();
        ShouldHaveFallenBack(await AskAsync(Configure(provider)), asked: 2);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Nobody_at_the_address_falls_back(EngineProvider provider)
    {
        var engines = Configure(provider);
        await _server.DisposeAsync();
        ShouldHaveFallenBack(await AskAsync(engines));
        _server = await FakeEngine.StartAsync();
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Who_walks_away_is_not_given_a_draft(EngineProvider provider)
    {
        _server.Hangs();
        using var cancel = new CancellationTokenSource();
        var asking = AskUntilAsync(Configure(provider), cancel.Token);
        while (_server.Seen.Count == 0 && !asking.IsCompleted) await Task.Yield();
        await cancel.CancelAsync();
        await ((Func<Task>)(() => asking)).Should().ThrowAsync<OperationCanceledException>();
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task No_exception_carries_the_notes_or_the_key(EngineProvider provider)
    {
        foreach (var fail in new Action[] { () => _server.Fails(500), () => _server.Fails(400), () => _server.Babbles("{\"x\": \"" + Secret + "\""), () => _server.Babbles(Secret, "text/plain") })
        {
            fail();
            var ask = () => Configure(provider).Configured.Client.GetResponseAsync([new ChatMessage(ChatRole.User, Secret)], null, None);
            var thrown = (await ask.Should().ThrowAsync<EngineUnavailableException>()).Which;
            thrown.ToString().Should().NotContain(Secret).And.NotContain("test-key");
        }
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_redirect_is_not_followed(EngineProvider provider)
    {
        await using var elsewhere = await FakeEngine.StartAsync();
        _server.Redirects(new Uri(elsewhere.Address, "v1/anything"));
        ShouldHaveFallenBack(await AskAsync(Configure(provider)), asked: 1);
        elsewhere.Seen.Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task An_engine_inside_is_spoken_to_without_a_proxy(EngineProvider provider)
    {
        await using var proxy = await FakeEngine.StartAsync();
        var before = HttpClient.DefaultProxy;
        HttpClient.DefaultProxy = new ProxyFor(_server.Address.Port, proxy.Address);
        try
        {
            _server.Says(Good);
            (await AskAsync(Configure(provider))).Outcome.Should().Be(AgentOutcome.Answered);
            proxy.Seen.Should().BeEmpty("the notes must not pass through a machine that is not this one");
        }
        finally
        {
            HttpClient.DefaultProxy = before;
        }
    }

    private void ShouldHaveFallenBack(AgentResult<SummaryProposal> run, int? asked = null)
    {
        (run.Outcome, run.Engine.Name).Should().Be((AgentOutcome.FellBack, Engine.BuiltInName));
        run.Facts.Engine.Should().Be("the fake", "the record names the engine that was asked");
        run.Value.Sections.SelectMany(s => s.Sentences).Should().NotBeEmpty();
        if (asked is { } times) _server.Seen.Should().HaveCount(times);
    }

    // Only for this test's own server: tests beside it go on as they are.
    private sealed class ProxyFor(int port, Uri proxy) : IWebProxy
    {
        public ICredentials? Credentials { get; set; }
        public Uri? GetProxy(Uri destination) => IsBypassed(destination) ? null : proxy;
        public bool IsBypassed(Uri host) => host.Port != port;
    }
}
