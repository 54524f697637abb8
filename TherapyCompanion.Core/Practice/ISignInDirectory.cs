using TherapyCompanion.Core.Patients;

namespace TherapyCompanion.Core.Practice;

/// <summary>A hat an account may wear.</summary>
/// <param name="PersonId">The member's id for staff, the patient's id for a patient and for their guardian.</param>
public sealed record WearableHat(Hat Hat, Guid PracticeId, Guid PersonId);

/// <summary>Whose invitation a link is: the patient's, or a guardian's of that patient.</summary>
public sealed record InvitedPatient(Guid PracticeId, Guid PatientId, InvitationKind Kind);

/// <summary>Whose invitation to a practice's staff a link is.</summary>
/// <param name="MemberId">The id that whoever comes in by it will have.</param>
public sealed record InvitedMember(Guid PracticeId, Guid MemberId, IReadOnlyList<Hat> Hats);

/// <summary>The few look-ups that come before anybody is somebody: by an account that proved itself, or by a link's secret.</summary>
public interface ISignInDirectory
{
    /// <summary>The hats of one account in all its practices, but for those where it is shut out or its time is over.</summary>
    Task<IReadOnlyList<WearableHat>> HatsOfAsync(Guid accountId, CancellationToken ct);

    /// <summary>Whether any practice's records name this account, as somebody who may come in or who no longer may.</summary>
    Task<bool> BelongsAsync(Guid accountId, CancellationToken ct);

    /// <summary>Whose invitation has this link hash; null when none has.</summary>
    Task<InvitedPatient?> FindInvitationAsync(byte[] linkHash, CancellationToken ct);

    /// <summary>The same for an invitation to the staff.</summary>
    Task<InvitedMember?> FindMemberInvitationAsync(byte[] linkHash, CancellationToken ct);

    /// <summary>Whether any practice exists on this installation.</summary>
    Task<bool> AnyPracticeAsync(CancellationToken ct);
}
