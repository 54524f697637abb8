using System.ComponentModel.DataAnnotations;

namespace TherapyCompanion.Infrastructure.Storage;

/// <summary>Settings of the backup on signature, section <c>Backup</c>.</summary>
public sealed class BackupOptions
{
    public const string Section = "Backup";

    /// <summary>
    /// The folder that signed records are written to, sealed; best another disk's or another machine's. It must be there: a mount that
    /// is missing must not be filled in its place. Empty: what is signed waits in line, and a warning says so.
    /// </summary>
    public string Folder { get; set; } = "";

    /// <summary>
    /// The folder of the wrapped keys' copies, without which the files don't open; apart from <see cref="Folder"/>, or a key that was
    /// destroyed could be found beside what it opened. Empty: <c>copies</c> in the folder of the master keys.
    /// </summary>
    public string KeyFolder { get; set; } = "";

    /// <summary>Seconds between two rounds. 1 to 300.</summary>
    [Range(1, 300)]
    public int EverySeconds { get; set; } = 10;
}
