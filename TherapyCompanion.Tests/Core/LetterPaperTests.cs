using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using MimeKit;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Infrastructure.Delivery;
using TherapyCompanion.Tests.Support;

namespace TherapyCompanion.Tests.Core;

/// <summary>A letter as it leaves: the guide's words (§6.8), nothing of anybody in them, and headers that nobody else writes.</summary>
public sealed partial class LetterPaperTests
{
    private static readonly Guid Id = new("6f1c6a52-3a8e-4a55-9f0e-0c6d0a2f9b11");

    private static readonly LetterPaper Paper = new(
        Options.Create(new MailOptions { Folder = "x", From = "post@clinic.example" }),
        Options.Create(new SiteOptions { Address = "https://portal.example:8443/" }), new TestClock(House.Start));

    public static TheoryData<MailKind, string> Every => new(from kind in Enum.GetValues<MailKind>() from language in new[] { "he", "en" } select (kind, language));

    private static (string Source, MimeMessage Read) Written(MailKind kind, string language = "he", string? link = "/go/T0ken", string from = "הודעות", string to = "maya@example.org")
    {
        using var letter = Paper.Write(new(Id, kind, to, from, language, link))!;
        using var bytes = new MemoryStream();
        letter.WriteTo(new FormatOptions { NewLineFormat = NewLineFormat.Dos }, bytes);
        var source = Encoding.Latin1.GetString(bytes.ToArray());
        bytes.Position = 0;
        return (source, MimeMessage.Load(bytes));
    }

    [Fact]
    public void A_waiting_message_is_told_in_the_words_of_the_guide()
    {
        var he = Written(MailKind.MessageWaits, link: "/messages").Read;
        he.Subject.Should().Be("מחכה לך הודעה חדשה");
        he.TextBody!.ReplaceLineEndings("\n").Should().Be("שלום,\n\nמחכה לך הודעה חדשה. לקריאה: https://portal.example:8443/messages\n\nההודעה הזאת נשלחה אוטומטית ואין צורך להשיב.\n");
        var en = Written(MailKind.MessageWaits, "en", "/messages").Read;
        en.Subject.Should().Be("A new message is waiting for you");
        en.TextBody!.ReplaceLineEndings("\n").Should().Be(
            "Hello,\n\nA new message is waiting for you. To read it: https://portal.example:8443/messages\n\nThis message was sent automatically; there is no need to answer.\n");
    }

    [Fact]
    public void An_urgent_alert_is_told_in_the_words_of_the_guide()
    {
        var he = Written(MailKind.UrgentAlert, link: "/alerts").Read;
        he.Subject.Should().Be("דחוף: צריך להיכנס");
        he.TextBody!.TrimEnd().Should().Be("ממתינה התראה דחופה. https://portal.example:8443/alerts");
    }

    [Theory]
    [MemberData(nameof(Every))]
    public void Every_letter_is_plain_text_without_name_product_picture_or_track(MailKind kind, string language)
    {
        foreach (var link in new[] { "/go/T0ken", null })
        {
            if (LetterPaper.Mistake(new(Id, kind, "maya@example.org", "", language, link)) is not null) continue;
            var (_, letter) = Written(kind, language, link, from: "Placezorb");
            letter.Body.Should().BeOfType<TextPart>().Which.ContentType.MimeType.Should().Be("text/plain");
            var text = letter.Subject + "\n" + letter.TextBody;
            text.Should().NotContainAny("{", "}", "TherapyCompanion", "Placezorb", "maya", "clinic", "<", "http-equiv");
            Regex.IsMatch(text, "טיפול|מטפל|מטופל|פגיש|קליניק|מרפאה|therap|patient|clinic|session with", RegexOptions.IgnoreCase).Should().BeFalse(text);
            Url().Matches(text).Select(m => m.Value).Should().BeEquivalentTo(link is null ? [] : ["https://portal.example:8443/go/T0ken"], "one link and no other");
            Regex.IsMatch(text, "[א-ת]").Should().Be(language == "he", text);
            letter.TextBody.Should().NotContain("\r\n\r\n\r\n");
        }
    }

    [Theory]
    [InlineData(MailKind.FactorResetAsked)]
    [InlineData(MailKind.FactorResetDone)]
    [InlineData(MailKind.FactorAdded)]
    [InlineData(MailKind.FactorRemoved)]
    [InlineData(MailKind.PasswordChanged)]
    [InlineData(MailKind.EmailChanging)]
    [InlineData(MailKind.EmailChanged)]
    [InlineData(MailKind.NewSignIn)]
    public void What_happened_to_an_account_is_told_with_what_to_do_about_it(MailKind kind)
    {
        foreach (var link in new[] { "/go/T0ken", null })
        {
            Written(kind, "he", link).Read.TextBody.Should().Contain("אם זה לא היה בידיעתך, כדאי ");
            Written(kind, "en", link).Read.TextBody.Should().Contain("If this was not you, ");
        }
    }

    [Fact]
    public void Its_headers_are_these_and_no_other()
    {
        var (source, letter) = Written(MailKind.PasswordReset);
        Names(source).Should().BeEquivalentTo(
            "Message-Id", "Date", "Subject", "From", "To", "Auto-Submitted", "X-Auto-Response-Suppress", "Content-Language", "MIME-Version", "Content-Type", "Content-Transfer-Encoding");
        letter.MessageId.Should().Be($"{Id}@clinic.example");
        letter.Date.Should().Be(House.Start);
        letter.From.Mailboxes.Single().Should().BeEquivalentTo(new { Name = "הודעות", Address = "post@clinic.example" });
        letter.To.Mailboxes.Single().Should().BeEquivalentTo(new { Name = "", Address = "maya@example.org" });
        letter.Headers[HeaderId.AutoSubmitted].Should().Be("auto-generated");
        source.Split('\n').Should().OnlyContain(l => l.Length <= 998 && l.All(char.IsAscii));
    }

    [Theory]
    [InlineData("x\r\nBcc: evil@example.org")]
    [InlineData("x\nBcc: evil@example.org")]
    [InlineData("x\rBcc: evil@example.org")]
    [InlineData("x\r\n\r\nwords of somebody else")]
    [InlineData("הודעות\r\nBcc: evil@example.org")]
    [InlineData("x\u2028Bcc: evil@example.org\u2029")]
    [InlineData("x\0\r\nBcc: evil@example.org\u0085")]
    [InlineData("\" <evil@example.org>, \"y")]
    [InlineData("evil@example.org, x")]
    [InlineData("=?utf-8?Q?x=0D=0ABcc:_evil@example.org?=")]
    [InlineData("   ")]
    public void A_name_writes_no_header_and_no_other_sender(string name)
    {
        var (source, letter) = Written(MailKind.PasswordReset, from: name);
        Names(source).Should().HaveCount(11).And.NotContain("Bcc");
        letter.From.Mailboxes.Should().ContainSingle().Which.Address.Should().Be("post@clinic.example");
        (letter.From.Mailboxes.Single().Name ?? "").Should().NotContainAny("\r", "\n", "\0", "\u0085", "\u2028");
        letter.To.Mailboxes.Should().ContainSingle();
        letter.TextBody.Should().NotContain("somebody else").And.StartWith("שלום,");
    }

    [Fact]
    public void A_long_name_is_folded_and_comes_out_whole()
    {
        var name = string.Concat(Enumerable.Repeat("מרחב ההודעות ", 30)).Trim();
        var (source, letter) = Written(MailKind.PasswordReset, from: name);
        letter.From.Mailboxes.Single().Name.Should().Be(name);
        Names(source).Should().HaveCount(11);
    }

    [Theory]
    [InlineData("maya@example.org", true)]
    [InlineData(" maya@example.org ", true)]
    [InlineData("maya.lavi+x@mail.example.co.il", true)]
    [InlineData("maya@xn--4dbrk0ce.example", true)]
    [InlineData("maya@דוגמה.example", true)]
    [InlineData("מיה@example.org", false)]
    [InlineData("maya@example.org\r\nBcc: evil@example.org", false)]
    [InlineData("maya@example.org\nRCPT TO:<evil@example.org>", false)]
    [InlineData("maya@example.org,evil@example.org", false)]
    [InlineData("maya@example.org;evil@example.org", false)]
    [InlineData("maya@example.org evil@example.org", false)]
    [InlineData("Maya <maya@example.org>", false)]
    [InlineData("<maya@example.org>", false)]
    [InlineData("maya@example.org (Maya)", false)]
    [InlineData("\"maya lavi\"@example.org", false)]
    [InlineData("friends:maya@example.org;", false)]
    [InlineData("maya@@example.org", false)]
    [InlineData("@example.org", false)]
    [InlineData("maya@", false)]
    [InlineData("maya", false)]
    [InlineData("", false)]
    public void A_letter_has_one_plain_address_or_is_not_written(string to, bool written)
    {
        using var letter = Paper.Write(new(Id, MailKind.PasswordReset, to, "הודעות", "he", "/x"));
        (letter is not null).Should().Be(written);
        if (letter is not null) letter.To.Mailboxes.Should().ContainSingle();
    }

    [Theory]
    [InlineData("he", "account/reset")]
    [InlineData("he", "@evil.example/")]
    [InlineData("he", ".evil.example/")]
    [InlineData("he", "https://evil.example/")]
    [InlineData("he", "/x\r\nmore words")]
    [InlineData("he", "/x more words")]
    [InlineData("he", "/מילים")]
    [InlineData("he", "")]
    [InlineData("he", null)]
    [InlineData("fr", "/x")]
    [InlineData("", "/x")]
    public void A_letter_that_could_lead_elsewhere_or_nowhere_is_a_mistake(string language, string? link) =>
        LetterPaper.Mistake(new(Id, MailKind.PasswordReset, "maya@example.org", "", language, link)).Should().NotBeNull();

    [Fact]
    public void A_letter_tells_a_log_nothing() =>
        new Mail(Id, MailKind.PasswordReset, "maya@example.org", "הודעות", "he", "/reset/secret").ToString().Should().Be($"letter {Id}");

    private static List<string> Names(string source) =>
        [.. source[..source.IndexOf("\r\n\r\n", StringComparison.Ordinal)].Split("\r\n").Where(l => l[0] is not (' ' or '\t')).Select(l => l.Split(':')[0])];

    [GeneratedRegex(@"https?://\S+")]
    private static partial Regex Url();
}
