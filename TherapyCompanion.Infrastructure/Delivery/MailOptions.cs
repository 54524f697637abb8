using System.ComponentModel.DataAnnotations;
using System.Net;

namespace TherapyCompanion.Infrastructure.Delivery;

/// <summary>How the way to the mail server is protected.</summary>
public enum MailSecurity
{
    /// <summary>The connection begins in the clear and must turn to TLS before anything is said; a server that can't is refused.</summary>
    StartTls,

    /// <summary>TLS from the first byte.</summary>
    Tls,

    /// <summary>No protection: only for a server on this very machine.</summary>
    None,
}

/// <summary>
/// Settings of e-mail, section <c>Mail</c>: over SMTP when a server is named, else into a folder. The password comes from the
/// environment, never from a file of the project.
/// </summary>
public sealed class MailOptions : IValidatableObject
{
    public const string Section = "Mail";
    private const string NobodysAddress = "noreply@localhost.localdomain";

    /// <summary>The folder in which letters are laid down as <c>.eml</c> files, for a mail server's pick-up. Not used when a server is named.</summary>
    public string Folder { get; set; } = "";

    /// <summary>The sender's address; its name is the practice's neutral one.</summary>
    public string From { get; set; } = NobodysAddress;

    /// <summary>The mail server's name or address; empty: letters go to the folder.</summary>
    public string Server { get; set; } = "";

    /// <summary>Its port; by default 587, with TLS from the start 465, without protection 25.</summary>
    [Range(1, 65_535)]
    public int? Port { get; set; }

    public MailSecurity Security { get; set; } = MailSecurity.StartTls;

    /// <summary>The name this installation signs in with at the mail server; empty: it does not.</summary>
    public string User { get; set; } = "";

    public string Password { get; set; } = "";

    /// <summary>Seconds that handing over one letter may take. 1 to 300.</summary>
    [Range(1, 300)]
    public int TimeoutSeconds { get; set; } = 20;

    /// <summary>The port that is meant.</summary>
    public int PortOrUsual => Port ?? Security switch { MailSecurity.StartTls => 587, MailSecurity.Tls => 465, MailSecurity.None => 25 };

    // Only this very machine may hear a letter in the clear.
    private bool IsOnThisMachine =>
        Server.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(Server, out var address) && IPAddress.IsLoopback(address));

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!LetterPaper.IsPlainAddress(From)) yield return new("not an e-mail address", [nameof(From)]);
        if (Server.Length == 0)
        {
            if (Folder.Length == 0) yield return new("a folder for letters, or Mail:Server, must be named", [nameof(Folder)]);
            if (Port is not null || User.Length > 0 || Password.Length > 0) yield return new("its port, user or password is set, but no server", [nameof(Server)]);
            yield break;
        }

        if (Uri.CheckHostName(Server) is UriHostNameType.Unknown) yield return new("not the name or address of a server", [nameof(Server)]);
        if (Security is MailSecurity.None && !IsOnThisMachine)
            yield return new("None is only for a server on this machine; use StartTls or Tls", [nameof(Security)]);
        if (User.Length > 0 && Password.Length == 0) yield return new("the user has no password", [nameof(Password)]);
        if (User.Length == 0 && Password.Length > 0) yield return new("a password without a user", [nameof(User)]);
        if (From == NobodysAddress) yield return new("a mail server needs the sender's real address", [nameof(From)]);
    }
}
