using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Infrastructure.Delivery;
using TherapyCompanion.Tests.Support;

namespace TherapyCompanion.Tests.Persistence;

/// <summary>Letters over real SMTP conversations: what is said, what is never said in the clear, and what becomes of a "no".</summary>
[Trait("Needs", "Database")]
public sealed class SmtpTests(PostHouse house) : IClassFixture<PostHouse>
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_letter_is_handed_over_with_its_envelope_and_comes_out_as_it_was_written()
    {
        await house.ClearedAsync();
        await using var server = new SmtpServer { Wants = "postman\0p@ss wörd" }.Start();
        await using var node = house.Node(server, MailSecurity.None, ("Mail:User", "postman"), ("Mail:Password", "p@ss wörd"), ("Site:Address", "https://portal.example/"));
        var id = await house.PutAsync();
        (await node.RoundAsync()).Should().Be(PostStep.NothingDue);

        var letter = server.Letters.Should().ContainSingle().Which;
        letter.From.Should().Be("post@clinic.example");
        letter.To.Should().Equal(PostHouse.To);
        var read = letter.Read();
        read.MessageId.Should().Be($"{id}@clinic.example");
        read.Subject.Should().Be("בחירת סיסמה חדשה");
        read.From.Mailboxes.Single().Name.Should().Be("הודעות");
        read.TextBody.Should().Contain("https://portal.example/account/reset/letterzorb");
        server.Heard.First().Should().Be("EHLO portal.example", "not this machine's name: it ends up in the letter's headers");
        server.Heard.Last().Should().Be("QUIT");
        (await house.StateAsync(id)).Should().Be("Sent");
    }

    [Fact]
    public async Task Behind_a_site_by_address_this_machine_still_does_not_tell_its_name()
    {
        await house.ClearedAsync();
        await using var server = new SmtpServer().Start();
        await using var node = house.Node(server, MailSecurity.None, ("Site:Address", "http://127.0.0.1:5080"));
        await house.PutAsync();
        await node.RoundAsync();
        server.Letters.Should().ContainSingle();
        server.Heard.First().Should().Be("EHLO [127.0.0.1]");
    }

    [Fact]
    public async Task A_server_without_STARTTLS_is_told_nothing()
    {
        await house.ClearedAsync();
        await using var server = new SmtpServer { Wants = "u\0secret" }.Start();
        await using var node = house.Node(server, MailSecurity.StartTls, ("Mail:User", "u"), ("Mail:Password", "secret"));
        var id = await house.PutAsync();
        (await node.RoundAsync()).Should().Be(PostStep.Halted);
        server.Heard.Where(l => !l.StartsWith("EHLO", StringComparison.Ordinal) && l != "QUIT").Should().BeEmpty("neither password nor address goes over the wire in the clear");
        await WaitsAsync(id, "does not offer STARTTLS");
    }

    [Fact]
    public async Task Nor_is_one_that_has_stripped_it_or_answers_it_in_the_clear()
    {
        await house.ClearedAsync();
        using var authority = new TestAuthority();
        await using var server = new SmtpServer { Certificate = authority.Issue("localhost") }.Start();
        server.Say("STARTTLS", "454 TLS not available");
        await using var node = house.Node(server, MailSecurity.StartTls);
        var id = await house.PutAsync();
        (await node.RoundAsync()).Should().Be(PostStep.Halted);
        server.Heard.Should().NotContain(l => l.StartsWith("MAIL", StringComparison.Ordinal));
        (await house.StateAsync(id)).Should().Be("Waiting");
    }

    [Theory]
    [InlineData(MailSecurity.StartTls)]
    [InlineData(MailSecurity.Tls)]
    public async Task A_certificate_that_nobody_vouches_for_is_refused(MailSecurity security)
    {
        await house.ClearedAsync();
        using var authority = new TestAuthority();
        await using var server = new SmtpServer { Certificate = authority.Issue("localhost"), TlsAtOnce = security is MailSecurity.Tls, Wants = "u\0secret" }.Start();
        await using var node = house.Node(server, security, ("Mail:User", "u"), ("Mail:Password", "secret"));
        var id = await house.PutAsync();
        (await node.RoundAsync()).Should().Be(PostStep.Halted);
        server.Heard.Should().NotContain(l => l.StartsWith("MAIL", StringComparison.Ordinal) || l.StartsWith("AUTH", StringComparison.Ordinal));
        await WaitsAsync(id, "the certificate is not trusted");
    }

    [Fact]
    public async Task Where_TLS_should_be_a_server_in_the_clear_is_told_nothing()
    {
        await house.ClearedAsync();
        await using var server = new SmtpServer().Start();
        await using var node = house.Node(server, MailSecurity.Tls, ("Mail:TimeoutSeconds", "3"));
        var id = await house.PutAsync();
        (await node.RoundAsync()).Should().Be(PostStep.Halted);
        server.Heard.Should().NotContain(l => l.StartsWith("EHLO", StringComparison.Ordinal) || l.StartsWith("MAIL", StringComparison.Ordinal));
        (await house.StateAsync(id)).Should().Be("Waiting");
    }

    [Theory]
    [InlineData("RCPT", "550 5.1.1 <quillmoth.canary@example.org> no such user")]
    [InlineData("RCPT", "553 5.1.3 bad address quillmoth.canary@example.org")]
    [InlineData(".", "554 5.7.1 quillmoth.canary@example.org does not want it")]
    public async Task A_no_for_good_gives_the_letter_up_at_once(string to, string answer)
    {
        await house.ClearedAsync();
        await using var server = new SmtpServer().Start();
        server.Say(to, answer);
        await using var node = house.Node(server);
        var (id, second) = (await house.PutAsync(), await house.PutAsync());
        (await node.RoundAsync()).Should().Be(PostStep.NothingDue, "the server is well, the next letter is tried");
        (await house.SeeAllAsync("select state, sealed, attempts from jobs.letters where id = $1", id)).Single().Should().Equal("Failed", null, 1);
        (await house.StateAsync(second)).Should().Be("Failed");
        house.Logged.Should().Contain($"The letter {id} is refused for good").And.Contain(answer[..3]).And.NotContain("quillmoth");
    }

    [Theory]
    [InlineData("RCPT", "450 4.2.1 <quillmoth.canary@example.org> is greylisted", false)]
    [InlineData("RCPT", "452 4.2.2 quillmoth.canary@example.org is full", false)]
    [InlineData(".", "451 4.3.0 later, quillmoth.canary@example.org", false)]
    [InlineData("DATA", "421 4.3.2 closing", true)]
    [InlineData("MAIL", "550 5.7.1 post@clinic.example may not send", true)]
    [InlineData("MAIL", "530 5.7.0 sign in first", true)]
    [InlineData("EHLO", "421 4.3.2 not now", true)]
    [InlineData("CONNECT", "554 5.7.1 go away", true)]
    public async Task A_no_for_now_or_to_the_whole_house_leaves_the_letter_waiting(string to, string answer, bool halts)
    {
        await house.ClearedAsync();
        await using var server = new SmtpServer().Start();
        server.Say(to, answer);
        await using var node = house.Node(server);
        var (id, _) = (await house.PutAsync(), await house.PutAsync());
        (await node.RoundAsync()).Should().Be(halts ? PostStep.Halted : PostStep.NothingDue);
        (await house.SeeAsync<long>("select sum(attempts) from jobs.letters")).Should().Be(halts ? 1 : 2, "a server that is down is not asked again for every letter");
        house.Logged.Should().NotContain("quillmoth").And.NotContain("greylisted");

        server.Answer = _ => Task.FromResult<string?>(null);
        house.Clock.Advance(Minute);
        await node.RoundAsync();
        (await house.StateAsync(id)).Should().Be("Sent");
        server.Letters.Should().HaveCount(2);
    }

    [Fact]
    public async Task A_wrong_password_leaves_the_letters_waiting_and_is_not_logged()
    {
        await house.ClearedAsync();
        await using var server = new SmtpServer { Wants = "u\0right" }.Start();
        await using var node = house.Node(server, MailSecurity.None, ("Mail:User", "u"), ("Mail:Password", "wrong-secret"));
        var id = await house.PutAsync();
        (await node.RoundAsync()).Should().Be(PostStep.Halted);
        await WaitsAsync(id, "Mail:User or Mail:Password is not accepted");
        house.Logged.Should().NotContain("wrong-secret").And.NotContain("not you");
    }

    [Fact]
    public async Task A_server_that_is_down_and_comes_back_gets_every_letter_once()
    {
        await house.ClearedAsync();
        var server = new SmtpServer().Start();
        var port = server.Port;
        await server.DisposeAsync();
        await using var node = house.Node(server);
        var ids = new List<Guid>();
        for (var i = 0; i < 3; i++) ids.Add(await house.PutAsync());
        for (var i = 0; i < 3; i++) (await node.RoundAsync()).Should().Be(PostStep.Halted);
        (await node.RoundAsync()).Should().Be(PostStep.NothingDue);
        house.Logged.Should().Contain("no connection (ConnectionRefused)");

        await using var back = new SmtpServer().Start(port);
        house.Clock.Advance(Minute);
        await node.RoundAsync();
        back.Letters.Select(l => l.Read().MessageId).Should().BeEquivalentTo(ids.Select(i => $"{i}@clinic.example"));
    }

    [Theory]
    [InlineData("CONNECT")]
    [InlineData("RCPT")]
    [InlineData("TAKEN")]
    public async Task A_server_that_falls_silent_holds_the_post_up_no_longer_than_it_is_given(string at)
    {
        await house.ClearedAsync();
        await using var server = new SmtpServer().Start();
        var silence = new TaskCompletionSource<string?>();
        server.Answer = line => line.StartsWith(at, StringComparison.Ordinal) ? silence.Task : Task.FromResult<string?>(null);
        await using var node = house.Node(server, MailSecurity.None, ("Mail:TimeoutSeconds", "1"));
        var id = await house.PutAsync();
        var clock = Stopwatch.StartNew();
        (await node.RoundAsync()).Should().NotBe(PostStep.Done);
        clock.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(8));
        (await house.StateAsync(id)).Should().Be("Waiting");
        silence.SetResult("421 bye");
    }

    [Fact]
    public async Task A_connection_that_breaks_in_the_middle_leaves_the_letter_waiting()
    {
        await house.ClearedAsync();
        var server = new SmtpServer().Start();
        server.Answer = async line =>
        {
            if (line == ".") await server.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromMilliseconds(50)).ContinueWith(_ => { }, TaskScheduler.Default);
            return null;
        };
        await using var node = house.Node(server);
        var id = await house.PutAsync();
        await node.RoundAsync();
        (await house.StateAsync(id)).Should().Be("Waiting");
        (await house.AttemptsAsync(id)).Should().Be(1);
    }

    [Fact]
    public async Task Two_nodes_at_once_send_every_letter_once()
    {
        await house.ClearedAsync();
        await using var server = new SmtpServer().Start();
        // Slow enough that both are in the middle of a letter at the same time.
        var (open, most) = (0, 0);
        server.Answer = async line =>
        {
            if (line == "DATA") most = Math.Max(most, Interlocked.Increment(ref open));
            if (line == ".") await Task.Delay(30);
            if (line == "TAKEN") Interlocked.Decrement(ref open);
            return null;
        };
        await using var one = house.Node(server);
        await using var two = house.Node(server);
        var ids = new List<Guid>();
        for (var i = 0; i < 24; i++) ids.Add(await house.PutAsync());
        await DoorHouse.AtOnceAsync(4, i => (i % 2 == 0 ? one : two).RoundAsync());
        server.Letters.Select(l => l.Read().MessageId).Should().BeEquivalentTo(ids.Select(i => $"{i}@clinic.example"), "each, and once");
        most.Should().BeGreaterThan(1, "they really worked at the same time");
        (await house.SeeAsync<long>("select count(*) from jobs.letters where state = 'Sent' and attempts = 1")).Should().Be(24);
    }

    [Fact]
    public async Task No_word_in_a_letter_becomes_a_command()
    {
        await house.ClearedAsync();
        await using var server = new SmtpServer().Start();
        await using var node = house.Node(server);
        await house.PutAsync(from: "x\r\n.\r\nMAIL FROM:<evil@example.org>\r\nRCPT TO:<evil@example.org>\r\nDATA\r\n");
        await house.PutAsync(to: "a@example.org>\r\nRCPT TO:<evil@example.org");
        await house.PutAsync(to: "a@example.org> SIZE=1");
        await node.RoundAsync();
        server.Heard.Where(l => l.Contains("evil", StringComparison.Ordinal)).Should().BeEmpty();
        server.Letters.Should().ContainSingle().Which.To.Should().Equal(PostHouse.To);
    }

    [Fact]
    public async Task A_domain_in_Hebrew_letters_goes_over_the_wire_in_ASCII()
    {
        await house.ClearedAsync();
        await using var server = new SmtpServer().Start();
        await using var node = house.Node(server);
        await house.PutAsync(to: "maya@דוגמה.example");
        await node.RoundAsync();
        server.Letters.Single().To.Should().Equal("maya@" + new System.Globalization.IdnMapping().GetAscii("דוגמה.example"));
    }

    private async Task WaitsAsync(Guid id, string reason)
    {
        (await house.StateAsync(id)).Should().Be("Waiting");
        (await house.AttemptsAsync(id)).Should().Be(1);
        house.Logged.Should().Contain(reason).And.NotContain("quillmoth").And.NotContain("letterzorb");
    }
}
