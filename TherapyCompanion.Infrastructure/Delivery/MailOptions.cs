using System.ComponentModel.DataAnnotations;

namespace TherapyCompanion.Infrastructure.Delivery;

/// <summary>Settings of e-mail, section <c>Mail</c>.</summary>
public sealed class MailOptions
{
    public const string Section = "Mail";

    /// <summary>The folder in which letters are laid down as <c>.eml</c> files, for a mail server's pick-up.</summary>
    [Required]
    public string Folder { get; set; } = "";

    /// <summary>The sender's address; its name is the practice's neutral one.</summary>
    [Required, EmailAddress]
    public string From { get; set; } = "noreply@localhost.localdomain";
}
