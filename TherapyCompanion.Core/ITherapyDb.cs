using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using TherapyCompanion.Core.Agents;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Core.Chat;
using TherapyCompanion.Core.Consents;
using TherapyCompanion.Core.Messages;
using TherapyCompanion.Core.Operations;
using TherapyCompanion.Core.Patients;
using TherapyCompanion.Core.Patients.Finding;
using TherapyCompanion.Core.Patients.Guardians;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Core.Practice.Members;
using TherapyCompanion.Core.Privacy;
using TherapyCompanion.Core.Safety;
using TherapyCompanion.Core.Sessions;
using TherapyCompanion.Core.Summaries;

namespace TherapyCompanion.Core;

/// <summary>Opens the database for somebody, and only for somebody. One opening an operation, never one a circuit.</summary>
public interface ITherapyDbFactory
{
    Task<ITherapyDb> OpenAsync(Actor actor, CancellationToken ct);
}

/// <summary>
/// The practice's records as one actor may see them (row-level security decides, the acts ask again). Nothing is saved
/// without its audit entry, and sealed words are read only by asking for them.
/// </summary>
public interface ITherapyDb : IAsyncDisposable
{
    Actor Actor { get; }

    /// <summary>
    /// Whether the person proved a second factor within <see cref="Proof.Lasts"/>. Without a sign-in nobody has: what asks for a
    /// fresh proof is refused with <see cref="Refusal.ProveAgain"/>.
    /// </summary>
    Task<bool> HasFreshProofAsync(CancellationToken ct);

    /// <summary>The database's clock: by it care and guardianship end, also where another clock differs.</summary>
    Task<DateTimeOffset> NowAsync(CancellationToken ct);

    DbSet<TherapyPractice> Practices { get; }
    DbSet<Member> Members { get; }
    DbSet<MemberInvitation> MemberInvitations { get; }
    DbSet<Patient> Patients { get; }
    DbSet<NamePiece> NamePieces { get; }
    DbSet<Care> Care { get; }
    DbSet<PatientAccount> PatientAccounts { get; }
    DbSet<Guardian> Guardians { get; }
    DbSet<Invitation> Invitations { get; }
    DbSet<Session> Sessions { get; }
    DbSet<SessionNotes> Notes { get; }
    DbSet<PersonalNotes> PersonalNotes { get; }
    DbSet<Summary> Summaries { get; }
    DbSet<Addendum> Addenda { get; }
    DbSet<PatientPart> PatientParts { get; }
    DbSet<BackupItem> BackupItems { get; }
    DbSet<Message> Messages { get; }
    DbSet<Approval> Approvals { get; }
    DbSet<OutboxItem> Outbox { get; }
    DbSet<Reply> Replies { get; }
    DbSet<CrisisAlert> Alerts { get; }
    DbSet<Consent> Consents { get; }
    DbSet<AgentRun> AgentRuns { get; }
    DbSet<AuditLine> AuditTrail { get; }

    /// <summary>
    /// Saves what changed and appends the entry, in one transaction with the append last. Where the audit can't be
    /// written, nothing is.
    /// </summary>
    /// <returns>Null when done; <see cref="Refusal.Raced"/> when somebody changed the same row first.</returns>
    Task<Refusal?> SaveAsync(AuditEntry entry, CancellationToken ct);

    /// <summary>Writes an entry by itself: a reading, before the words are shown.</summary>
    Task RecordAsync(AuditEntry entry, CancellationToken ct);

    /// <summary>Writes a denial in a transaction of its own and gives the refusal back, so an act can return it.</summary>
    Task<Refusal> DenyAsync(Refusal refusal, AuditEntry entry, CancellationToken ct);

    /// <summary>
    /// Opens one sealed value. The place (table, column and row) is part of the seal: a value that was moved does not open.
    /// </summary>
    /// <exception cref="SealBrokenException">The value was altered, moved, or sealed under another key.</exception>
    Task<string> RevealAsync<TRow>(Guid rowId, Expression<Func<TRow, SealedText?>> column, SealedText text, CancellationToken ct)
        where TRow : class;

    /// <summary>Loads the keys of many values in one round trip, before they are revealed one by one.</summary>
    Task LoadKeysAsync(IEnumerable<SealedText?> texts, CancellationToken ct);

    /// <summary>
    /// The HMAC-SHA256 of words under a key derived from the patient's own: what an approval binds, so that the words on
    /// the approver's screen can be compared with the stored ones without storing either.
    /// </summary>
    Task<WordsFingerprint> FingerprintAsync(Guid patientId, string words, CancellationToken ct);

    /// <summary>The tokens of pieces of names in the practice's blind index, under a key of the practice; equal pieces give one token.</summary>
    Task<IReadOnlyList<long>> NameTokensAsync(IReadOnlyCollection<string> pieces, CancellationToken ct);

    /// <summary>Gives the practice or a patient their first key. Called once, in the act that creates them.</summary>
    Task CreateKeyAsync(Guid? patientId, CancellationToken ct);

    /// <summary>
    /// Gives the actor a key of their own for what they keep about a patient for themselves alone, unless they have one. It is stored
    /// by the next save; of two at the same moment one is <see cref="Refusal.Raced"/>.
    /// </summary>
    Task EnsurePersonalKeyAsync(Guid patientId, CancellationToken ct);

    /// <summary>
    /// Takes up to <paramref name="most"/> outbox items that are due and locks them, with their messages, against other nodes and
    /// a recall until <see cref="SaveAsync"/> or disposal.
    /// </summary>
    Task<IReadOnlyList<OutboxItem>> TakeDueAsync(OutboxChannel channel, DateTimeOffset now, int most, CancellationToken ct);
}
