using System.Net.Security;
using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Options;
using MimeKit;

namespace TherapyCompanion.Infrastructure.Delivery;

/// <summary>
/// Hands letters to a mail server over SMTP (RFC 5321), one connection a letter. TLS is required unless the server is on this
/// machine, and its certificate must be trusted by this machine, be in date and bear the server's name.
/// </summary>
/// <remarks>Revocation is not asked for: many networks let no such question out, and then no letter would ever leave.</remarks>
public sealed class SmtpCarrier(IOptions<MailOptions> mail, IOptions<SiteOptions> site) : ILetterCarrier
{
    public async Task<Handover> CarryAsync(Guid id, MimeMessage letter, CancellationToken ct)
    {
        var seconds = TimeSpan.FromSeconds(mail.Value.TimeoutSeconds);
        // The whole conversation, not each word of it: a server that answers a letter a second would hold the post up.
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(seconds);
        using var client = new SmtpClient
        {
            Timeout = (int)seconds.TotalMilliseconds,
            CheckCertificateRevocation = false,
            ServerCertificateValidationCallback = (_, _, _, errors) => errors is SslPolicyErrors.None,
            // What it greets with ends up in the letter's headers: the site's name, which the link shows anyway, not this machine's.
            LocalDomain = new Uri(site.Value.Address).IdnHost,
        };
        try
        {
            if (await GreetAsync(client, limit.Token) is { } trouble) return new(HandoverEnd.Unreachable, trouble);
            return await SayAsync(client, letter, limit.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new(HandoverEnd.Unreachable, $"no answer within {mail.Value.TimeoutSeconds} s");
        }
    }

    /// <returns>Why the server can't be spoken to; null when it can.</returns>
    private async Task<string?> GreetAsync(SmtpClient client, CancellationToken ct)
    {
        var settings = mail.Value;
        try
        {
            await client.ConnectAsync(settings.Server, settings.PortOrUsual, Protection(settings.Security), ct);
            if (settings.User.Length > 0) await client.AuthenticateAsync(settings.User, settings.Password, ct);
            return null;
        }
        catch (SslHandshakeException)
        {
            return "no TLS: the certificate is not trusted, out of date or another name's, or the server speaks none";
        }
        catch (AuthenticationException)
        {
            return "Mail:User or Mail:Password is not accepted";
        }
        catch (NotSupportedException)
        {
            return client.IsConnected ? "the server offers no way to sign in" : "the server does not offer STARTTLS";
        }
        catch (SocketException e)
        {
            return $"no connection ({e.SocketErrorCode})";
        }
        catch (SmtpCommandException e)
        {
            return $"it answered the greeting with {(int)e.StatusCode}";
        }
        catch (Exception e) when (e is IOException or TimeoutException or ProtocolException)
        {
            return $"the connection broke ({e.GetType().Name})";
        }
    }

    private static async Task<Handover> SayAsync(SmtpClient client, MimeMessage letter, CancellationToken ct)
    {
        try
        {
            await client.SendAsync(letter, ct);
        }
        catch (SmtpCommandException e)
        {
            return Answered(e);
        }
        catch (ServiceNotAuthenticatedException)
        {
            return new(HandoverEnd.Unreachable, "the server wants Mail:User and Mail:Password");
        }
        catch (Exception e) when (e is IOException or SocketException or TimeoutException or ProtocolException)
        {
            return new(HandoverEnd.Later, $"the connection broke ({e.GetType().Name})");
        }

        await PartAsync(client, ct);
        return Handover.Taken;
    }

    private static Handover Answered(SmtpCommandException e)
    {
        var reason = $"{e.ErrorCode} {(int)e.StatusCode}";
        return e switch
        {
            // Our own address or right to send is at fault, not this letter.
            { ErrorCode: SmtpErrorCode.SenderNotAccepted } => new(HandoverEnd.Unreachable, reason),
            { StatusCode: SmtpStatusCode.ServiceNotAvailable } => new(HandoverEnd.Unreachable, reason),
            { StatusCode: SmtpStatusCode.AuthenticationRequired } => new(HandoverEnd.Unreachable, reason),
            { StatusCode: >= (SmtpStatusCode)500 } => new(HandoverEnd.Refused, reason),
            _ => new(HandoverEnd.Later, reason),
        };
    }

    private static async Task PartAsync(SmtpClient client, CancellationToken ct)
    {
        try
        {
            await client.DisconnectAsync(quit: true, ct);
        }
        catch (Exception e) when (e is IOException or SocketException or TimeoutException or ProtocolException or CommandException or OperationCanceledException)
        {
            // The letter was taken before this; how the conversation ends changes nothing.
        }
    }

    private static SecureSocketOptions Protection(MailSecurity security) => security switch
    {
        MailSecurity.StartTls => SecureSocketOptions.StartTls,
        MailSecurity.Tls => SecureSocketOptions.SslOnConnect,
        MailSecurity.None => SecureSocketOptions.None,
    };
}
