using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using TherapyCompanion.Infrastructure.Delivery;

namespace TherapyCompanion.Tests.Core;

/// <summary>The post's settings: which key is wrong, and that no letter goes over a wire in the clear.</summary>
public sealed class MailOptionsTests
{
    private static MailOptions Build(string settings)
    {
        var pairs = settings.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(s => s.Split('=')).ToDictionary(s => "Mail:" + s[0], s => (string?)s[1]);
        var services = new ServiceCollection().AddDelivery(new ConfigurationBuilder().AddInMemoryCollection(pairs).Build());
        return services.BuildServiceProvider().GetRequiredService<IOptions<MailOptions>>().Value;
    }

    [Theory]
    [InlineData("Folder", "")]
    [InlineData("From", "Folder=x;From=nobody")]
    [InlineData("From", "Folder=x;From=a@example.org, b@example.org")]
    [InlineData("From", "Folder=x;From=a@example.org\nBcc: b@example.org")]
    [InlineData("Server", "Folder=x;User=u;Password=p")]
    [InlineData("Server", "Folder=x;Port=25")]
    [InlineData("Server", "Server=smtp://mail.example;From=a@example.org")]
    [InlineData("Server", "Server=mail.example:25;From=a@example.org")]
    [InlineData("Server", "Server=two words;From=a@example.org")]
    [InlineData("Port", "Server=mail.example;From=a@example.org;Port=0")]
    [InlineData("Port", "Server=mail.example;From=a@example.org;Port=65536")]
    [InlineData("Port", "Server=mail.example;From=a@example.org;Port=smtp")]
    [InlineData("Security", "Server=mail.example;From=a@example.org;Security=Maybe")]
    [InlineData("Security", "Server=mail.example;From=a@example.org;Security=None")]
    [InlineData("Security", "Server=10.0.0.5;From=a@example.org;Security=None")]
    [InlineData("Security", "Server=0.0.0.0;From=a@example.org;Security=None")]
    [InlineData("Security", "Server=localhost.example.org;From=a@example.org;Security=None")]
    [InlineData("Security", "Server=127.0.0.1.example.org;From=a@example.org;Security=None")]
    [InlineData("Password", "Server=mail.example;From=a@example.org;User=u")]
    [InlineData("User", "Server=mail.example;From=a@example.org;Password=p")]
    [InlineData("From", "Server=mail.example")]
    [InlineData("TimeoutSeconds", "Folder=x;TimeoutSeconds=0")]
    [InlineData("TimeoutSeconds", "Folder=x;TimeoutSeconds=301")]
    [InlineData("Sever", "Folder=x;Sever=mail.example")]
    public void A_wrong_setting_is_named_by_its_key(string key, string settings)
    {
        var build = () => Build(settings);
        var thrown = build.Should().Throw<Exception>().Which;
        (thrown is OptionsValidationException or InvalidOperationException).Should().BeTrue();
        if (thrown is OptionsValidationException wrong) wrong.Failures.Should().ContainSingle().Which.Should().StartWith($"Mail:{key}: ");
        else thrown.ToString().Should().Contain(key);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("LOCALHOST")]
    [InlineData("127.0.0.1")]
    [InlineData("127.5.5.5")]
    [InlineData("::1")]
    public void In_the_clear_only_to_this_machine(string server) =>
        Build($"Server={server};Security=None;From=a@example.org").Security.Should().Be(MailSecurity.None);

    [Theory]
    [InlineData("", 587)]
    [InlineData("Security=Tls;", 465)]
    [InlineData("Port=2525;", 2525)]
    public void Unless_told_otherwise_TLS_is_required_on_the_usual_port(string settings, int port)
    {
        var options = Build($"Server=mail.example;From=a@example.org;{settings}");
        options.Security.Should().NotBe(MailSecurity.None);
        options.PortOrUsual.Should().Be(port);
    }

    [Fact]
    public void The_password_is_in_no_message()
    {
        var build = () => Build("Server=mail.example;Password=very-secret;Security=None;Port=0");
        build.Should().Throw<OptionsValidationException>().Which.ToString().Should().NotContain("very-secret");
    }
}
