using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using TherapyCompanion.Core.Agents;
using TherapyCompanion.Infrastructure.Models;

namespace TherapyCompanion.Tests.Agents;

/// <summary>The engines' settings: which key is wrong, and what counts as inside the house.</summary>
public sealed class EnginesOptionsTests
{
    private static IEngines Build(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(s => "Engines:" + s.Key, s => (string?)s.Value)).Build();
        return new ServiceCollection().AddEngines(configuration).BuildServiceProvider().GetRequiredService<IEngines>();
    }

    [Theory]
    [InlineData("Engines:Model", "Provider=OpenAI;ApiKey=x")]
    [InlineData("Engines:ApiKey", "Provider=Anthropic;Model=m")]
    [InlineData("Engines:Endpoint", "Provider=OpenAI;Model=m;Endpoint=nowhere")]
    [InlineData("Engines:Endpoint", "Provider=OpenAI;Model=m;Endpoint=file:///etc/passwd")]
    [InlineData("Engines:Endpoint", "Provider=OpenAI;Model=m;Endpoint=ftp://127.0.0.1/x")]
    [InlineData("Engines:TimeoutSeconds", "Provider=OpenAI;Model=m;ApiKey=x;TimeoutSeconds=0")]
    [InlineData("Engines:TimeoutSeconds", "TimeoutSeconds=601")]
    [InlineData("Engines:Retries", "Retries=6")]
    [InlineData("Engines:Retries", "Retries=many")]
    [InlineData("Engines:Provider", "Provider=Nobody")]
    [InlineData("Modell", "Modell=m")]
    public void A_wrong_setting_is_named_by_its_key(string key, string settings)
    {
        var build = () => Build([.. settings.Split(';').Select(s => s.Split('=')).Select(s => (s[0], s[1]))]);
        (build.Should().Throw<Exception>().Which is OptionsValidationException or InvalidOperationException).Should().BeTrue();
        build.Should().Throw<Exception>().Which.ToString().Should().Contain(key.Split(':')[^1]);
    }

    [Theory]
    [InlineData("http://127.0.0.1:8080/v1", true)]
    [InlineData("http://localhost:8080", true)]
    [InlineData("http://[::1]:8080/", true)]
    [InlineData("https://127.0.0.1", true)]
    [InlineData("", false)]
    [InlineData("http://10.0.0.5:8080", false)]
    [InlineData("http://192.168.1.2", false)]
    [InlineData("http://localhost.example.org", false)]
    [InlineData("http://127.0.0.1@example.org/", false)]
    [InlineData("http://example.org/127.0.0.1", false)]
    [InlineData("http://0.0.0.0:8080", false)]
    [InlineData("https://api.openai.com/v1", false)]
    public void Only_this_machine_is_inside(string endpoint, bool inside)
    {
        Build(("Provider", "OpenAI"), ("Model", "m"), ("ApiKey", "k"), ("Endpoint", endpoint)).Configured.IsInside.Should().Be(inside);
        Build(("Provider", "Anthropic"), ("Model", "m"), ("ApiKey", "k"), ("Endpoint", endpoint)).Configured.IsInside.Should().Be(inside);
    }

    [Fact]
    public void Without_a_setting_the_built_in_engine_is_the_configured_one()
    {
        var engines = Build();
        engines.Configured.Should().BeSameAs(engines.BuiltIn);
        engines.Choose(EngineChoice.Configured).Name.Should().Be(Engine.BuiltInName);
        engines.BuiltIn.IsInside.Should().BeTrue();
    }

    [Fact]
    public void The_api_key_is_in_no_message()
    {
        var build = () => Build(("Provider", "OpenAI"), ("ApiKey", "very-secret-key"));
        build.Should().Throw<OptionsValidationException>().Which.ToString().Should().NotContain("very-secret-key");
    }
}
