using System.ComponentModel.DataAnnotations;

namespace TherapyCompanion.Infrastructure.Persistence;

/// <summary>Settings of the database, section <c>Database</c>: one connection string for each login, never in a file of the project.</summary>
public sealed class DatabaseOptions
{
    public const string Section = "Database";

    /// <summary>Login <c>tc_app</c>: people; takes the role of the actor's hat.</summary>
    [Required]
    public string App { get; set; } = "";

    /// <summary>Login <c>tc_signin</c>: accounts only.</summary>
    [Required]
    public string SignIn { get; set; } = "";

    /// <summary>Login <c>tc_job</c>: background jobs.</summary>
    [Required]
    public string Job { get; set; } = "";

    /// <summary>Login <c>tc_beth</c>: the patient-facing agent, without a grant on any clinical table.</summary>
    [Required]
    public string Beth { get; set; } = "";

    /// <summary>Login <c>tc_migrator</c>, owner of the tables; only the verb <c>migrate</c> needs it.</summary>
    public string? Migrator { get; set; }

    /// <summary>A superuser; only the verb <c>bootstrap</c> needs it, once.</summary>
    public string? Superuser { get; set; }
}
