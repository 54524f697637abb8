using TherapyCompanion.Core.Privacy;

namespace TherapyCompanion.Core.Operations;

/// <summary>Where the backup of a signed record stands.</summary>
public enum BackupState
{
    /// <summary>Put in line by the signature itself; no file is there yet.</summary>
    Waiting,

    /// <summary>Its file is on the disk of the backup, whole.</summary>
    Written,
}

/// <summary>
/// A signed record that is to lie outside the database too. The database makes it as the record is signed (<c>back_up</c>), in the same
/// transaction; there is no state for "failed": what could not be written waits.
/// </summary>
public sealed class BackupItem : IOfPatient
{
    private BackupItem() { }

    /// <summary>For what was signed elsewhere; the signature itself needs none, the database has made it.</summary>
    public BackupItem(Guid practiceId, Guid patientId, Guid summaryId, DateTimeOffset now) =>
        (PracticeId, Id, PatientId, SummaryId, State, QueuedAt) = (practiceId, Guid.NewGuid(), patientId, summaryId, BackupState.Waiting, now);

    public Guid PracticeId { get; private set; }
    public Guid Id { get; private set; }
    public Guid PatientId { get; private set; }
    public Guid? SummaryId { get; private set; }
    public Guid? AddendumId { get; private set; }
    public BackupState State { get; private set; }
    public DateTimeOffset QueuedAt { get; private set; }
    public DateTimeOffset? WrittenAt { get; private set; }
    public uint Version { get; private set; }

    /// <summary>Its file is there.</summary>
    public Refusal? Finish(DateTimeOffset now)
    {
        if (State is BackupState.Written) return BackupRefusals.AlreadyWritten;
        (State, WrittenAt) = (BackupState.Written, now);
        return null;
    }
}

/// <summary>What backups refuse.</summary>
public static class BackupRefusals
{
    public static readonly Refusal AlreadyWritten = new("BackupAlreadyWritten");
}
