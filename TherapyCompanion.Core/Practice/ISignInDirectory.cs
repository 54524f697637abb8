namespace TherapyCompanion.Core.Practice;

/// <summary>A hat an account may wear.</summary>
/// <param name="PersonId">The member's id for staff, the patient's id for a patient.</param>
public sealed record WearableHat(Hat Hat, Guid PracticeId, Guid PersonId);

/// <summary>Whose invitation a link is.</summary>
public sealed record InvitedPatient(Guid PracticeId, Guid PatientId);

/// <summary>The few look-ups that come before anybody is somebody: by an account that proved itself, or by a link's secret.</summary>
public interface ISignInDirectory
{
    /// <summary>The hats of one account in all its practices.</summary>
    Task<IReadOnlyList<WearableHat>> HatsOfAsync(Guid accountId, CancellationToken ct);

    /// <summary>Whose invitation has this link hash; null when none has.</summary>
    Task<InvitedPatient?> FindInvitationAsync(byte[] linkHash, CancellationToken ct);

    /// <summary>Whether any practice exists on this installation.</summary>
    Task<bool> AnyPracticeAsync(CancellationToken ct);
}
