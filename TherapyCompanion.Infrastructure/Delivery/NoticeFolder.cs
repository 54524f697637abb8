using System.Net.Mail;
using System.Text;
using Microsoft.Extensions.Options;
using TherapyCompanion.Core.Messages;

namespace TherapyCompanion.Infrastructure.Delivery;

/// <summary>
/// Lays letters down as <c>.eml</c> files (RFC 5322). The file's name and the Message-ID are the outbox item's id, so the same
/// letter laid down twice is one letter.
/// </summary>
public sealed class NoticeFolder(IOptions<MailOptions> mail, IOptions<SiteOptions> site) : INoticePost
{
    public async Task SendAsync(Notice notice, CancellationToken ct)
    {
        var folder = mail.Value.Folder;
        var path = Path.Combine(folder, $"{notice.Id}.eml");
        if (File.Exists(path)) return;
        var draft = Path.Combine(folder, $".{notice.Id}.{Guid.NewGuid():N}");
        try
        {
            Directory.CreateDirectory(folder);
            await File.WriteAllTextAsync(draft, Letter(notice), new UTF8Encoding(false), ct);
            File.Move(draft, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PostUnavailableException("The mail folder takes no letter.", e);
        }
    }

    // Guide §6.8: no names, no time of session, no logo, nothing in the link.
    private string Letter(Notice notice)
    {
        var link = site.Value.Address.TrimEnd('/') + "/messages";
        var (subject, body) = notice.Language == "he"
            ? ("מחכה לך הודעה חדשה", $"שלום,\r\n\r\nמחכה לך הודעה חדשה. לקריאה: {link}\r\n\r\nההודעה הזאת נשלחה אוטומטית ואין צורך להשיב.\r\n")
            : ("A new message is waiting for you", $"Hello,\r\n\r\nA new message is waiting for you. To read it: {link}\r\n\r\nThis message was sent automatically; there is no need to answer.\r\n");
        var from = new MailAddress(mail.Value.From, notice.FromName, Encoding.UTF8);
        var text = new StringBuilder();
        text.Append($"Message-ID: <{notice.Id}@{from.Host}>\r\n");
        text.Append($"From: {Encoded(notice.FromName)} <{from.Address}>\r\n");
        text.Append($"To: <{new MailAddress(notice.ToAddress).Address}>\r\n");
        text.Append($"Subject: {Encoded(subject)}\r\n");
        text.Append("Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n");
        text.Append("Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n");
        text.Append(Convert.ToBase64String(Encoding.UTF8.GetBytes(body), Base64FormattingOptions.InsertLineBreaks)).Append("\r\n");
        return text.ToString();
    }

    // RFC 2047 encoded word; the names and subjects here are short enough for one.
    private static string Encoded(string text) => $"=?utf-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes(text.ReplaceLineEndings(" ")))}?=";
}
