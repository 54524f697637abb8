using System.ComponentModel.DataAnnotations;

namespace TherapyCompanion.Infrastructure.Audit;

/// <summary>Settings of the audit, section <c>Audit</c>.</summary>
public sealed class AuditOptions
{
    public const string Section = "Audit";

    /// <summary>
    /// Where the heads of the chains are anchored. On the database's own disk it protects only against whoever has the database
    /// alone; another machine's folder protects further.
    /// </summary>
    [Required]
    public string AnchorFolder { get; set; } = "";

    /// <summary>Seconds between two anchorings; a changed head is anchored within 60 s. 1 to 60.</summary>
    [Range(1, 60)]
    public int AnchorSeconds { get; set; } = 20;
}
