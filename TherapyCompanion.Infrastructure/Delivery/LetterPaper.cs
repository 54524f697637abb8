using System.Globalization;
using System.Resources;
using System.Text;
using Microsoft.Extensions.Options;
using MimeKit;
using TherapyCompanion.Core.Practice;

namespace TherapyCompanion.Infrastructure.Delivery;

/// <summary>
/// Writes a letter as it leaves (RFC 5322): plain text in the words of <c>MailText</c>, no name of anybody, no picture, nothing
/// that tells when it was read. Its Message-ID is the letter's id, so that a letter that left twice is known as one.
/// </summary>
public sealed class LetterPaper(IOptions<MailOptions> mail, IOptions<SiteOptions> site, TimeProvider clock)
{
    private static readonly ResourceManager Texts = new("TherapyCompanion.Infrastructure.Delivery.MailText", typeof(LetterPaper).Assembly);

    /// <summary>The kinds that are of no use without a link.</summary>
    private static readonly HashSet<MailKind> NeedLink =
    [
        MailKind.MessageWaits, MailKind.UrgentAlert, MailKind.PasswordReset, MailKind.SignInLink, MailKind.ConfirmEmail, MailKind.MemberInvited,
        MailKind.GuardianInvited, MailKind.SignUp, MailKind.SignUpKnown,
    ];

    /// <summary>What makes this letter one that can't be written, as a mistake in our own code; null: nothing.</summary>
    public static string? Mistake(Mail letter) => letter switch
    {
        { Language: not ("he" or "en") } => "There are no letters in that language.",
        { Link: null } when NeedLink.Contains(letter.Kind) => $"A letter of the kind {letter.Kind} needs a link.",
        // Behind "http://host" only a path may stand: "@elsewhere" or ".elsewhere" would make it another host's.
        { Link: { } link } when link is not ['/', ..] || link.Any(c => c is < '!' or > '~') => "A link is a path that begins with '/'.",
        _ => null,
    };

    /// <summary>
    /// Whether this is one address and nothing else: "name@host", without a display name, comment, quotation or list in it.
    /// Stricter than RFC 5321: an address that needs quoting, or other than ASCII before the "@", gets no letter.
    /// </summary>
    public static bool IsPlainAddress(string text) =>
        text.Length is > 2 and <= 254 && text.IndexOf('@', StringComparison.Ordinal) is > 0 and var at && at == text.LastIndexOf('@') && at < text.Length - 1
        && text[..at].All(char.IsAscii) && !text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || "<>()[],;:\\\"".Contains(c, StringComparison.Ordinal))
        && MailboxAddress.TryParse(text, out _);

    /// <returns>The letter; null when nobody can be written to at that address.</returns>
    public MimeMessage? Write(Mail letter)
    {
        var (to, from) = (letter.To.Trim(), mail.Value.From);
        if (!IsPlainAddress(to)) return null;
        var language = CultureInfo.GetCultureInfo(letter.Language);
        var message = new MimeMessage
        {
            MessageId = $"{letter.Id}@{from[(from.IndexOf('@', StringComparison.Ordinal) + 1)..]}",
            Date = clock.GetUtcNow(),
            Subject = Text($"{letter.Kind}Subject", language),
            Body = Plain(Body(letter, language)),
        };
        message.From.Add(new MailboxAddress(Encoding.UTF8, OneLine(letter.FromName), from));
        message.To.Add(new MailboxAddress("", to));
        // No holiday reply comes back to a letter that a machine sent (RFC 3834; the second is Exchange's).
        message.Headers.Add(HeaderId.AutoSubmitted, "auto-generated");
        message.Headers.Add("X-Auto-Response-Suppress", "All");
        message.Headers.Add(HeaderId.ContentLanguage, letter.Language);
        return message;
    }

    // A paragraph with the link's place is left out where there is no link.
    private string Body(Mail letter, CultureInfo language)
    {
        var paragraphs = Text($"{letter.Kind}Body", language).ReplaceLineEndings("\n").Split("\n\n", StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var link = letter.Link is null ? null : site.Value.Address.TrimEnd('/') + letter.Link;
        var kept = paragraphs.Where(p => link is not null || !p.Contains("{0}", StringComparison.Ordinal)).Select(p => p.Replace("{0}", link, StringComparison.Ordinal));
        return (string.Join("\n\n", kept) + "\n").ReplaceLineEndings("\r\n");
    }

    private static TextPart Plain(string text)
    {
        var part = new TextPart("plain") { ContentTransferEncoding = text.All(char.IsAscii) ? ContentEncoding.QuotedPrintable : ContentEncoding.Base64 };
        part.SetText(Encoding.UTF8, text);
        return part;
    }

    private static string Text(string key, CultureInfo language) =>
        Texts.GetString(key, language) ?? throw new InvalidOperationException($"No text MailText.{key}.");

    // A line break in a name would begin a header of somebody else's choosing; "=?" would begin an encoded word, in which one can hide.
    private static string OneLine(string name) =>
        string.Concat(name.Select(c => char.IsControl(c) || char.GetUnicodeCategory(c) is UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator ? ' ' : c))
            .Replace("=?", "= ?", StringComparison.Ordinal).Trim();
}
