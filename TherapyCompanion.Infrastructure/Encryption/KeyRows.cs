using TherapyCompanion.Core.Privacy;

namespace TherapyCompanion.Infrastructure.Encryption;

/// <summary>A practice's key, wrapped by a master key. It wraps the data keys of the practice and its patients, and seals nothing itself.</summary>
public sealed class PracticeKeyRow : IOfPractice
{
    public Guid PracticeId { get; init; }
    public Guid Id { get; init; }
    public int Version { get; init; }
    public byte[] Wrapped { get; set; } = [];
    public Guid MasterKeyId { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
}

/// <summary>A data key of one patient, or of the practice itself, wrapped by a practice key. Destroying it is what erasure means.</summary>
public sealed class DataKeyRow : IOfPractice
{
    public Guid PracticeId { get; init; }
    public Guid Id { get; init; }

    /// <summary>Null: the practice's own, for names and titles of its staff.</summary>
    public Guid? PatientId { get; init; }

    /// <summary>The highest version seals new values; older ones open what they sealed.</summary>
    public int Version { get; init; }

    public byte[] Wrapped { get; set; } = [];
    public Guid PracticeKeyId { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
}
