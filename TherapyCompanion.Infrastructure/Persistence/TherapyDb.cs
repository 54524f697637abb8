using System.Buffers.Binary;
using System.Linq.Expressions;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using TherapyCompanion.Core;
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
using TherapyCompanion.Infrastructure.Encryption;
using TherapyCompanion.Infrastructure.Persistence.Mapping;

namespace TherapyCompanion.Infrastructure.Persistence;

/// <summary>The practice's records over PostgreSQL: seals as it saves, audits in the same transaction, reveals on request.</summary>
public sealed class TherapyDb : DbContext, ITherapyDb
{
    private readonly KeyRing _keys;
    private readonly TimeProvider _clock;

    internal TherapyDb(DbContextOptions<TherapyDb> options, Actor actor, MasterKeys master, TimeProvider clock) : base(options)
    {
        (Actor, _clock) = (actor, clock);
        _keys = new KeyRing(this, master, actor, clock);
    }

    public Actor Actor { get; }

    public DbSet<TherapyPractice> Practices => Set<TherapyPractice>();
    public DbSet<Member> Members => Set<Member>();
    public DbSet<MemberInvitation> MemberInvitations => Set<MemberInvitation>();
    public DbSet<Patient> Patients => Set<Patient>();
    public DbSet<NamePiece> NamePieces => Set<NamePiece>();
    public DbSet<Care> Care => Set<Care>();
    public DbSet<PatientAccount> PatientAccounts => Set<PatientAccount>();
    public DbSet<Guardian> Guardians => Set<Guardian>();
    public DbSet<Invitation> Invitations => Set<Invitation>();
    public DbSet<Session> Sessions => Set<Session>();
    public DbSet<SessionNotes> Notes => Set<SessionNotes>();
    public DbSet<PersonalNotes> PersonalNotes => Set<PersonalNotes>();
    public DbSet<Summary> Summaries => Set<Summary>();
    public DbSet<Addendum> Addenda => Set<Addendum>();
    public DbSet<PatientPart> PatientParts => Set<PatientPart>();
    public DbSet<BackupItem> BackupItems => Set<BackupItem>();
    public DbSet<Message> Messages => Set<Message>();
    public DbSet<Approval> Approvals => Set<Approval>();
    public DbSet<OutboxItem> Outbox => Set<OutboxItem>();
    public DbSet<Reply> Replies => Set<Reply>();
    public DbSet<CrisisAlert> Alerts => Set<CrisisAlert>();
    public DbSet<Consent> Consents => Set<Consent>();
    public DbSet<AgentRun> AgentRuns => Set<AgentRun>();
    public DbSet<AuditLine> AuditTrail => Set<AuditLine>();

    internal DbSet<PracticeKeyRow> PracticeKeys => Set<PracticeKeyRow>();
    internal DbSet<DataKeyRow> DataKeys => Set<DataKeyRow>();

    public async Task<bool> HasFreshProofAsync(CancellationToken ct) => Actor.SessionId is { } session && Proof.IsFresh(
        await Database.SqlQuery<DateTimeOffset?>($"""select tc.session_proved_at({session}) as "Value" """).SingleAsync(ct), _clock.GetUtcNow());

    public Task<DateTimeOffset> NowAsync(CancellationToken ct) =>
        Database.SqlQuery<DateTimeOffset>($"""select statement_timestamp() as "Value" """).SingleAsync(ct);

    public async Task<Refusal?> SaveAsync(AuditEntry entry, CancellationToken ct)
    {
        await SealAsync(ct);
        await using var transaction = Database.CurrentTransaction ?? await Database.BeginTransactionAsync(ct);
        try
        {
            await base.SaveChangesAsync(acceptAllChangesOnSuccess: true, ct);
            await AppendAsync(entry, ct);
            await transaction.CommitAsync(ct);
            return null;
        }
        catch (DbUpdateConcurrencyException)
        {
            await transaction.RollbackAsync(ct);
            return Refusal.Raced;
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: var state } && IsRace(state))
        {
            await transaction.RollbackAsync(ct);
            return Refusal.Raced;
        }
        catch (PostgresException e) when (IsRace(e.SqlState))
        {
            // What is looked at as the transaction ends (the last owner) ended it.
            return Refusal.Raced;
        }
    }

    // The verb allowed it on what was read; the database sees what somebody else has saved since. TC001, TC003 to TC006 are its
    // guards (0003_guards.sql), TC007 the last owner, TC008 files left with nobody and TC009 a right taken meanwhile (0051_members.sql); TC002, somebody acting as another, is no race but a bug.
    private static bool IsRace(string state) => state is PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.DeadlockDetected
        or "TC001" or "TC003" or "TC004" or "TC005" or "TC006" or "TC007" or "TC008" or "TC009";

    public Task RecordAsync(AuditEntry entry, CancellationToken ct) => AppendAsync(entry, ct);

    public async Task<Refusal> DenyAsync(Refusal refusal, AuditEntry entry, CancellationToken ct)
    {
        if (Database.CurrentTransaction is { } open) await open.RollbackAsync(ct);
        ChangeTracker.Clear();
        await AppendAsync(entry.Denied(), ct);
        return refusal;
    }

    public async Task<string> RevealAsync<TRow>(
        Guid rowId, Expression<Func<TRow, SealedText?>> column, SealedText text, CancellationToken ct)
        where TRow : class
    {
        // Words that this very operation wrote and has not saved yet are still open.
        if (text.Words is { } words) return words;
        var place = PlaceOf(typeof(TRow), ColumnOf(column), rowId);
        var keyId = Seal.KeyIdOf(text.SealedBytes);
        if (_keys.Find(keyId) is null) await _keys.LoadAsync([keyId], ct);
        return Seal.Open(_keys.Find(keyId) ?? throw new SealBrokenException(place.ToString()), place, text.SealedBytes);
    }

    public Task LoadKeysAsync(IEnumerable<SealedText?> texts, CancellationToken ct) =>
        _keys.LoadAsync(texts.Where(t => t is { IsSealed: true }).Select(t => Seal.KeyIdOf(t!.SealedBytes)), ct);

    public async Task<WordsFingerprint> FingerprintAsync(Guid patientId, string words, CancellationToken ct) =>
        (await _keys.FirstAsync(patientId, ct)).Fingerprint(words);

    public Task CreateKeyAsync(Guid? patientId, CancellationToken ct) => _keys.CreateAsync(new(patientId), ct);

    public Task EnsurePersonalKeyAsync(Guid patientId, CancellationToken ct) => _keys.EnsureAsync(new(patientId, Actor.PersonId), ct);

    public async Task<IReadOnlyList<long>> NameTokensAsync(IReadOnlyCollection<string> pieces, CancellationToken ct)
    {
        var key = (await _keys.FirstAsync(patientId: null, ct)).NameIndexKey();
        return [.. pieces.Select(p => BinaryPrimitives.ReadInt64BigEndian(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(p)))).Distinct()];
    }

    public async Task<IReadOnlyList<OutboxItem>> TakeDueAsync(OutboxChannel channel, DateTimeOffset now, int most, CancellationToken ct)
    {
        if (Database.CurrentTransaction is null) await Database.BeginTransactionAsync(ct);
        var name = channel.ToString();
        return await Outbox.FromSql(
            $"""
             select o.*, o.xmin from tc.outbox o join tc.messages m on m.practice_id = o.practice_id and m.id = o.message_id
             where o.practice_id = tc.practice() and o.channel = {name} and o.state = 'Waiting' and o.due_at <= {now}
             order by o.due_at, o.id limit {most} for update of m, o skip locked
             """).ToListAsync(ct);
    }

    /// <summary>Saves go through <see cref="SaveAsync"/>, with their audit entry.</summary>
    public override int SaveChanges(bool acceptAllChangesOnSuccess) => throw new InvalidOperationException("Save with an audit entry.");

    /// <inheritdoc cref="SaveChanges(bool)"/>
    public override Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default) =>
        throw new InvalidOperationException("Save with an audit entry.");

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) => ModelRules.Types(configurationBuilder);

    protected override void OnModelCreating(ModelBuilder modelBuilder) => ModelRules.Apply(modelBuilder);

    private async Task SealAsync(CancellationToken ct)
    {
        foreach (var row in ChangeTracker.Entries().Where(e => e.State is EntityState.Added or EntityState.Modified).ToList())
            foreach (var property in row.Properties)
            {
                if (property.CurrentValue is not SealedText { IsSealed: false } text) continue;
                var owner = OwnerOf(text, row.Entity);
                var place = PlaceOf(row.Entity.GetType(), property.Metadata.Name, (Guid)row.Property("Id").CurrentValue!);
                text.Seal(Seal.Close(await _keys.CurrentAsync(owner, ct), place, text.Words!));
            }
    }

    private static KeyOwner OwnerOf(SealedText text, object row) => text switch
    {
        PracticeText => KeyOwner.Practice,
        PersonalText => new(((IOfMember)row).PatientId, ((IOfMember)row).MemberId),
        _ => new(((IOfPatient)row).PatientId),
    };

    private async Task AppendAsync(AuditEntry entry, CancellationToken ct)
    {
        var (action, reason, outcome) = (entry.Action.ToString(), entry.Reason.ToString(), entry.Outcome.ToString());
        await Database.SqlQuery<long>(
            $"""select tc_audit.append({action}, {entry.Target}, {entry.PatientId}, {reason}, {outcome}) as "Value" """).SingleAsync(ct);
    }

    private SealPlace PlaceOf(Type row, string property, Guid id)
    {
        var type = Model.FindEntityType(row) ?? throw new InvalidOperationException($"{row.Name} is not mapped.");
        return new(type.GetTableName()!, type.FindProperty(property)!.GetColumnName(), id);
    }

    private static string ColumnOf(LambdaExpression column) => column.Body switch
    {
        MemberExpression member => member.Member.Name,
        UnaryExpression { Operand: MemberExpression member } => member.Member.Name,
        _ => throw new ArgumentException("A column is named by a plain property.", nameof(column)),
    };
}
