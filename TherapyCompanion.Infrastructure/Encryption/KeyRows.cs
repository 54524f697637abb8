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

/// <summary>Whose a data key is: the practice's own, a patient's, or that of a member for what they keep about a patient for themselves.</summary>
public readonly record struct KeyOwner(Guid? PatientId, Guid? MemberId = null)
{
    /// <summary>The practice itself: names and titles of its staff.</summary>
    public static readonly KeyOwner Practice;
}

/// <summary>A data key of one patient, or of the practice itself, wrapped by a practice key. Destroying it is what erasure means.</summary>
public sealed class DataKeyRow : IOfPractice
{
    public Guid PracticeId { get; init; }
    public Guid Id { get; init; }

    /// <summary>Null: the practice's own, for names and titles of its staff.</summary>
    public Guid? PatientId { get; init; }

    /// <summary>Set where the key is one member's own, for what they keep about the patient for themselves alone.</summary>
    public Guid? MemberId { get; init; }

    /// <summary>Both in one.</summary>
    internal KeyOwner Owner => new(PatientId, MemberId);

    /// <summary>The highest version seals new values; older ones open what they sealed.</summary>
    public int Version { get; init; }

    public byte[] Wrapped { get; set; } = [];
    public Guid PracticeKeyId { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
}
