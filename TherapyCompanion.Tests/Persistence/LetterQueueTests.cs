using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using MimeKit;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Messages;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Core.Privacy;
using TherapyCompanion.Infrastructure.Delivery;
using TherapyCompanion.Infrastructure.Jobs;
using TherapyCompanion.Tests.Support;

namespace TherapyCompanion.Tests.Persistence;

/// <summary>The queue of letters: one letter an id, sealed while it waits, tried again for a day, and gone when it has left.</summary>
[Trait("Needs", "Database")]
public sealed class LetterQueueTests(PostHouse house) : IClassFixture<PostHouse>
{
    private static readonly CancellationToken None = CancellationToken.None;

    private string[] Files => Directory.Exists(house.MailFolder) ? Directory.GetFiles(house.MailFolder, "*.eml") : [];

    [Fact]
    public async Task A_letter_lies_in_the_folder_after_one_round_and_its_words_are_gone_from_the_database()
    {
        await house.ClearedAsync();
        var id = await house.PutAsync();
        (await house.StateAsync(id)).Should().Be("Waiting");
        await house.SendLettersAsync();
        var letter = await MimeMessage.LoadAsync(Path.Combine(house.MailFolder, $"{id}.eml"), None);
        letter.To.Mailboxes.Single().Address.Should().Be(PostHouse.To);
        letter.TextBody.Should().Contain("http://localhost:5080/account/reset/letterzorb");
        (await house.SeeAllAsync("select state, sealed, attempts, done_at is not null from jobs.letters where id = $1", id)).Single()
            .Should().Equal("Sent", null, 1, true);
        File.GetUnixFileMode(house.MailFolder).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, "letters let people in");
        Directory.GetFiles(house.MailFolder).Should().ContainSingle("no draft is left behind");
    }

    [Fact]
    public async Task The_same_id_is_one_letter_before_it_left_and_after_until_it_is_forgotten()
    {
        await house.ClearedAsync();
        var id = Guid.NewGuid();
        Task PutAsync(string to) => house.Get<IMailQueue>().PutAsync(new(id, MailKind.NewSignIn, to, "TherapyCompanion", "en", null), None);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => PutAsync($"first{i}@example.org")));
        (await house.SeeAsync<long>("select count(*) from jobs.letters")).Should().Be(1);
        await house.SendLettersAsync();
        foreach (var file in Files) File.Delete(file);
        await PutAsync("second@example.org");
        await house.SendLettersAsync();
        Files.Should().BeEmpty("it left already");

        house.Clock.Advance(Postman.Memory);
        await house.Get<Postman>().ForgetOldAsync(None);
        (await house.SeeAsync<long>("select count(*) from jobs.letters")).Should().Be(1, "it is kept for seven days");
        house.Clock.Advance(TimeSpan.FromSeconds(1));
        await house.Get<Postman>().ForgetOldAsync(None);
        (await house.SeeAsync<long>("select count(*) from jobs.letters")).Should().Be(0);
    }

    [Fact]
    public async Task A_round_forgets_what_was_done_with_and_never_what_waits()
    {
        await house.ClearedAsync();
        var sent = await house.PutAsync();
        await house.SendLettersAsync();
        await using var broken = house.Node(("Mail:Folder", await FileAsync()));
        var waiting = await house.PutAsync();
        await broken.RoundAsync();
        house.Clock.Advance(TimeSpan.FromDays(30));
        await new SendLetters(broken.GetRequiredService<Postman>(), NullLogger<SendLetters>.Instance).Execute(null!, None);
        (await house.SeeAllAsync("select id from jobs.letters")).Select(r => r[0]).Should().BeEquivalentTo([waiting]).And.NotContain(sent);
    }

    [Fact]
    public async Task While_it_waits_no_column_tells_whom_it_is_for_what_kind_it_is_or_where_it_leads()
    {
        await house.ClearedAsync();
        foreach (var kind in Enum.GetValues<MailKind>())
            foreach (var to in new[] { "a@b.co", PostHouse.To, "a-rather-long-address-of-somebody@quillmoth.subdomain.example.org" })
                await house.PutAsync(kind, to, Canaries.PlaceName);
        var rows = await house.SeeAllAsync("select * from jobs.letters");
        rows.Should().HaveCount(3 * Enum.GetValues<MailKind>().Length);
        using var all = new MemoryStream();
        foreach (var value in rows.SelectMany(r => r)) all.Write(value as byte[] ?? Encoding.UTF8.GetBytes(value?.ToString() ?? ""));
        Canaries.In(all.ToArray()).Should().BeEmpty();
        var text = Encoding.Latin1.GetString(all.ToArray());
        Enum.GetNames<MailKind>().Where(k => text.Contains(k, StringComparison.OrdinalIgnoreCase)).Should().BeEmpty();
        text.Should().NotContainAny("b.co", "/account", "example.org");
        rows.Select(r => ((byte[])r[1]!).Length).Distinct().Should().ContainSingle("nor does the length tell");
        rows.Select(r => Convert.ToHexString((byte[])r[1]!)).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task A_seal_moved_to_another_row_or_altered_does_not_open_and_holds_nobody_up()
    {
        await house.ClearedAsync();
        var (one, two, third, good) = (await house.PutAsync(), await house.PutAsync(to: "other@example.org"), await house.PutAsync(), await house.PutAsync());
        await house.ForceAsync("update jobs.letters a set sealed = b.sealed from jobs.letters b where (a.id, b.id) in (($1, $2), ($2, $1))", one, two);
        await house.ForceAsync("update jobs.letters set sealed = set_byte(sealed, 60, get_byte(sealed, 60) # 1) where id = $1", third);
        await house.SendLettersAsync();
        Files.Select(Path.GetFileName).Should().BeEquivalentTo($"{good}.eml");
        foreach (var id in new[] { one, two, third }) (await house.StateAsync(id)).Should().Be("Waiting", "the right key file may come back");
        house.Logged.Should().Contain(nameof(SealBrokenException)).And.NotContain("@example.org").And.NotContain("letterzorb");
    }

    [Fact]
    public async Task Under_another_master_key_a_letter_waits_and_under_the_right_one_it_leaves()
    {
        await house.ClearedAsync();
        var id = await house.PutAsync();
        await using var wrong = house.Node(("Keys:Folder", Path.Combine(house.Folder, "other-keys")));
        await wrong.RoundAsync();
        (await house.StateAsync(id)).Should().Be("Waiting");
        house.Clock.Advance(TimeSpan.FromMinutes(1));
        await house.SendLettersAsync();
        (await house.StateAsync(id)).Should().Be("Sent");
    }

    [Fact]
    public async Task Tries_come_after_1_5_15_60_and_then_every_180_minutes_and_end_within_a_day()
    {
        await house.ClearedAsync();
        await using var broken = house.Node(("Mail:Folder", await FileAsync()));
        var id = await house.PutAsync();
        var start = house.Clock.GetUtcNow();
        var minutes = new List<double>();
        while (await house.StateAsync(id) == "Waiting")
        {
            house.Clock.Set(new(await house.SeeAsync<DateTime>("select due_at from jobs.letters where id = $1", id)));
            minutes.Add((house.Clock.GetUtcNow() - start).TotalMinutes);
            house.Clock.Advance(TimeSpan.FromSeconds(-1));
            (await broken.RoundAsync()).Should().Be(PostStep.NothingDue, "not a second too early");
            house.Clock.Advance(TimeSpan.FromSeconds(1));
            (await broken.RoundAsync()).Should().Be(PostStep.Halted);
            minutes.Should().HaveCountLessThan(20);
        }

        minutes.Should().Equal(0, 1, 6, 21, 81, 261, 441, 621, 801, 981, 1161, 1341);
        (await house.SeeAllAsync("select state, sealed, attempts from jobs.letters where id = $1", id)).Single().Should().Equal("Failed", null, 12);
        house.Logged.Should().Contain($"The letter {id} is given up after 12 tries").And.NotContain("quillmoth").And.NotContain("letterzorb").And.NotContain("הודעות");
        house.Clock.Advance(TimeSpan.FromDays(1));
        (await broken.RoundAsync()).Should().Be(PostStep.NothingDue);
    }

    [Fact]
    public async Task Where_nothing_can_leave_a_round_ends_and_the_others_keep_their_tries()
    {
        await house.ClearedAsync();
        await using var broken = house.Node(("Mail:Folder", await FileAsync()));
        for (var i = 0; i < 5; i++) await house.PutAsync();
        (await broken.RoundAsync()).Should().Be(PostStep.Halted);
        (await house.SeeAsync<long>("select sum(attempts) from jobs.letters")).Should().Be(1);
        await house.SendLettersAsync();
        Files.Should().HaveCount(4, "the tried one waits its minute");
    }

    [Fact]
    public async Task An_address_nobody_can_write_to_is_given_up_at_once_and_holds_nobody_up()
    {
        await house.ClearedAsync();
        var bad = new[] { "maya@example.org\r\nBcc: evil@example.org", "maya", "", "a@example.org, b@example.org" };
        var ids = new List<Guid>();
        foreach (var to in bad) ids.Add(await house.PutAsync(to: to));
        var good = await house.PutAsync();
        await house.SendLettersAsync();
        foreach (var id in ids) (await house.StateAsync(id)).Should().Be("Failed");
        Files.Select(Path.GetFileName).Should().BeEquivalentTo($"{good}.eml");
        house.Logged.Should().NotContain("maya").And.NotContain("evil");
    }

    [Fact]
    public async Task A_letter_that_leads_elsewhere_is_not_even_put()
    {
        await house.ClearedAsync();
        foreach (var link in new[] { "@evil.example/", "https://evil.example/", "/x\r\nmore", null })
            await ((Func<Task>)(() => house.PutAsync(link: link))).Should().ThrowAsync<ArgumentException>();
        (await house.SeeAsync<long>("select count(*) from jobs.letters")).Should().Be(0);
    }

    [Fact]
    public async Task Sign_in_lays_down_and_reads_changes_and_removes_nothing_and_nobody_else_comes_near()
    {
        await house.ClearedAsync();
        var id = await house.PutAsync();
        await using var signIn = await house.RawAsync("tc_signin");
        foreach (var sql in new[]
        {
            "select sealed from jobs.letters", "select state from jobs.letters", "update jobs.letters set due_at = now()", "update jobs.letters set sealed = null",
            "delete from jobs.letters", "truncate jobs.letters", $"insert into jobs.letters (id, sealed, due_at, created_at, state) values (gen_random_uuid(), '', now(), now(), 'Sent')",
            "select count(sched_name) from jobs.qrtz_triggers",
        })
            (await signIn.TryAsync(sql)).Should().Be("42501", sql);
        foreach (var login in new[] { "tc_app", "tc_beth" })
        {
            await using var other = await house.RawAsync(login);
            (await other.TryAsync("select id from jobs.letters")).Should().Be("42501", login);
            (await other.TryAsync("insert into jobs.letters (id, sealed, due_at, created_at) values (gen_random_uuid(), '', now(), now())")).Should().Be("42501", login);
        }

        await using var job = await house.RawAsync("tc_job");
        (await job.TryAsync("update jobs.letters set state = 'Sent'")).Should().Be("23514", "words don't stay after a letter left");
        (await job.TryAsync("update jobs.letters set state = 'Lost', sealed = null, done_at = now()")).Should().Be("23514");
        (await job.TryAsync("update jobs.letters set sealed = null")).Should().Be("23514", "nor does one wait without words");
        (await house.StateAsync(id)).Should().Be("Waiting");
    }

    [Fact]
    public async Task A_notice_goes_through_the_queue_and_once_also_when_its_item_is_sent_again()
    {
        await house.ClearedAsync();
        var dana = await house.NewTherapistAsync();
        var maya = await house.NewPatientAsync(dana, email: PostHouse.To);
        (await house.ApproveAsync(dana, await house.NewMessageAsync(dana, maya))).Refusal.Should().BeNull();
        await house.DeliverAsync(dana);
        for (var i = 0; i < 3; i++)
        {
            (await house.Get<NotifyDue>().RunAsync(Actor.Job(dana.PracticeId), None)).Should().BeTrue();
            await house.SendLettersAsync();
            // As if the server had died before the item was written down as done.
            await house.ForceAsync("update tc.outbox set state = 'Waiting', done_at = null where channel = 'Email' and practice_id = $1", dana.PracticeId);
        }

        var item = await house.SeeAsync<Guid>("select id from tc.outbox where channel = 'Email' and practice_id = $1", dana.PracticeId);
        Files.Select(Path.GetFileName).Should().BeEquivalentTo($"{item}.eml");
        var letter = await MimeMessage.LoadAsync(Files.Single(), None);
        letter.Subject.Should().Be("מחכה לך הודעה חדשה");
        letter.From.Mailboxes.Single().Name.Should().Be("הודעות");
        letter.TextBody.Should().Contain("/messages").And.NotContain("מיה").And.NotContain("דנה");
        (await house.SeeAsync<long>("select count(*) from jobs.letters")).Should().Be(1);
    }

    [Fact]
    public async Task While_the_queue_takes_nothing_a_notice_stays_in_the_outbox_and_is_tried_later()
    {
        await house.ClearedAsync();
        var dana = await house.NewTherapistAsync();
        var maya = await house.NewPatientAsync(dana);
        (await house.ApproveAsync(dana, await house.NewMessageAsync(dana, maya))).Refusal.Should().BeNull();
        await house.DeliverAsync(dana);
        await house.ForceAsync("alter table jobs.letters rename to letters_away");
        try
        {
            (await house.Get<NotifyDue>().RunAsync(Actor.Job(dana.PracticeId), None)).Should().BeTrue();
        }
        finally
        {
            await house.ForceAsync("alter table jobs.letters_away rename to letters");
        }

        (await house.SeeAllAsync("select state, attempts from tc.outbox where channel = 'Email' and practice_id = $1", dana.PracticeId)).Single().Should().Equal("Waiting", 1);
        house.Clock.Advance(TimeSpan.FromMinutes(1));
        (await house.Get<NotifyDue>().RunAsync(Actor.Job(dana.PracticeId), None)).Should().BeTrue();
        await house.SendLettersAsync();
        Files.Should().ContainSingle();
    }

    [Fact]
    public async Task A_round_without_a_database_says_so_and_ends()
    {
        await using var away = house.Node(("Database:Job", "Host=127.0.0.1;Port=1;Username=tc_job;Password=x;Database=x;Timeout=2"));
        var log = new PostHouse();
        await new SendLetters(away.GetRequiredService<Postman>(), new Microsoft.Extensions.Logging.Logger<SendLetters>(new OneLog(log))).Execute(null!, None);
        log.Logged.Should().Contain("Carrying out letters failed");
    }

    // A file where a folder should be: nothing can be laid down there, whoever runs the test.
    private async Task<string> FileAsync()
    {
        var path = Path.Combine(house.Folder, "no-folder");
        await File.WriteAllTextAsync(path, "", None);
        return path;
    }

    private sealed class OneLog(Microsoft.Extensions.Logging.ILogger to) : Microsoft.Extensions.Logging.ILoggerFactory
    {
        public Microsoft.Extensions.Logging.ILogger CreateLogger(string categoryName) => to;
        public void AddProvider(Microsoft.Extensions.Logging.ILoggerProvider provider) => throw new NotSupportedException();
        public void Dispose() { }
    }
}
