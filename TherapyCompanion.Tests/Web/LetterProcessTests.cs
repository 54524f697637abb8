using System.Diagnostics;
using TherapyCompanion.Infrastructure.Delivery;
using TherapyCompanion.Tests.Support;

namespace TherapyCompanion.Tests.Web;

/// <summary>The real server and a mail server: killed in the middle of a letter, and behind TLS that somebody vouches for.</summary>
[Trait("Needs", "Server")]
public sealed class LetterProcessTests(PostHouse house) : IClassFixture<PostHouse>
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Killed_after_the_mail_server_took_a_letter_it_sends_it_again_under_the_same_id_and_the_others_once()
    {
        await house.ClearedAsync();
        house.Clock.Set(TimeProvider.System.GetUtcNow());
        await using var mail = new SmtpServer().Start();
        var ids = new List<Guid>();
        for (var i = 0; i < 4; i++) ids.Add(await house.PutAsync());

        ServerProcess? server = null;
        var killed = false;
        mail.Answer = async line =>
        {
            // The second letter is kept, and before anybody is told so, the server is gone.
            if (line != "TAKEN" || mail.Letters.Count != 2 || killed) return null;
            killed = true;
            await server!.KillAsync();
            return null;
        };
        server = await ServerProcess.StartAsync(house, Settings(mail, MailSecurity.None));
        await using var _ = server;
        await UntilAsync(() => Task.FromResult(killed), server);
        (await house.SeeAsync<long>("select count(*) from jobs.letters where state = 'Sent'")).Should().Be(1);
        (await house.SeeAsync<long>("select count(*) from jobs.letters where state = 'Waiting' and attempts = 0")).Should().Be(3, "what was not written down has not happened");

        // What a dead node leaves in the job store is taken over after some seconds; that is not what is looked at here.
        await house.ForceAsync("delete from jobs.qrtz_fired_triggers; delete from jobs.qrtz_scheduler_state; update jobs.qrtz_triggers set trigger_state = 'WAITING'");
        await server.StartAsync();
        await UntilAsync(async () => await house.SeeAsync<long>("select count(*) from jobs.letters where state = 'Sent'") == 4, server);
        var times = mail.Letters.GroupBy(l => l.Read().MessageId!).ToDictionary(g => g.Key, g => g.Count());
        times.Keys.Should().BeEquivalentTo(ids.Select(i => $"{i}@clinic.example"));
        times.Values.Order().Should().Equal(1, 1, 1, 2);
    }

    [Theory]
    [InlineData(MailSecurity.StartTls)]
    [InlineData(MailSecurity.Tls)]
    public async Task Letters_leave_under_TLS_to_the_server_that_the_certificate_names_and_to_no_other(MailSecurity security)
    {
        await house.ClearedAsync();
        house.Clock.Set(TimeProvider.System.GetUtcNow());
        using var authority = new TestAuthority();
        var trusted = Path.Combine(house.Folder, "authority.pem");
        await File.WriteAllTextAsync(trusted, authority.Pem, None);
        await using var mail = new SmtpServer { Certificate = authority.Issue("elsewhere.example"), TlsAtOnce = security is MailSecurity.Tls, Wants = "u\0secret" }.Start();
        var settings = Settings(mail, security);
        (settings["Mail:User"], settings["Mail:Password"], settings["SSL_CERT_FILE"]) = ("u", "secret", trusted);
        await using var server = await ServerProcess.StartAsync(house, settings);

        var first = await house.PutAsync();
        await UntilAsync(async () => await house.AttemptsAsync(first) == 1, server);
        mail.Heard.Should().NotContain(l => l.StartsWith("AUTH", StringComparison.Ordinal) || l.StartsWith("MAIL", StringComparison.Ordinal), "it bears another's name");

        mail.Certificate = authority.Issue("localhost");
        var second = await house.PutAsync();
        await UntilAsync(async () => await house.StateAsync(second) == "Sent", server);
        mail.Letters.Should().ContainSingle().Which.UnderTls.Should().BeTrue();
        mail.Letters.Single().To.Should().Equal(PostHouse.To);
        string.Join('\n', server.Lines).Should().NotContain("secret").And.NotContain("quillmoth").And.NotContain("letterzorb");
    }

    [Fact]
    public async Task A_mail_server_in_the_clear_elsewhere_stops_the_start_and_the_key_is_named()
    {
        var (code, said) = await ServerProcess.RunToEndAsync(new(house.Settings())
        {
            ["Mail:Server"] = "mail.example",
            ["Mail:From"] = "post@clinic.example",
            ["Mail:Security"] = "None",
        });
        code.Should().Be(2, said);
        said.Split('\n')[^1].Should().StartWith("Mail:Security");
    }

    private static Dictionary<string, string?> Settings(SmtpServer mail, MailSecurity security) => new()
    {
        ["Messages:SweepSeconds"] = "1",
        ["Mail:Server"] = "localhost",
        ["Mail:Port"] = $"{mail.Port}",
        ["Mail:Security"] = $"{security}",
        ["Mail:From"] = "post@clinic.example",
    };

    private static async Task UntilAsync(Func<Task<bool>> holds, ServerProcess server)
    {
        for (var clock = Stopwatch.StartNew(); !await holds();)
        {
            if (clock.Elapsed > TimeSpan.FromSeconds(60)) throw new TimeoutException(string.Join('\n', server.Lines.TakeLast(20)));
            await Task.Delay(20, None);
        }
    }
}
