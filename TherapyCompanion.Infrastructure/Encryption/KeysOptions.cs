using System.ComponentModel.DataAnnotations;

namespace TherapyCompanion.Infrastructure.Encryption;

/// <summary>Settings of keys, section <c>Keys</c>.</summary>
public sealed class KeysOptions
{
    public const string Section = "Keys";

    /// <summary>The folder of the master key file and the anchor's signing key, kept apart from the database and its backups.</summary>
    [Required]
    public string Folder { get; set; } = "";
}
