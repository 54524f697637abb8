using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Infrastructure.Persistence;

namespace TherapyCompanion.Infrastructure.Encryption;

/// <summary>
/// Gives a practice a new key: every data key is wrapped anew, and every patient gets a new version for what is written from
/// now on. What is signed or sent is never sealed anew. It works in small transactions and finds out from the rows how far it
/// came, so it may be killed and run again, and people go on working meanwhile.
/// </summary>
public sealed class KeyRotation(TherapyDbFactory databases, MasterKeys master, TimeProvider clock)
{
    private const int BatchSize = 50;

    /// <summary>Rotates one practice, or ends a rotation that was broken off.</summary>
    /// <returns>How many data keys were wrapped anew.</returns>
    public async Task<int> RunAsync(Guid practiceId, CancellationToken ct)
    {
        var actor = Actor.Job(practiceId);
        if (!await IsUnfinishedAsync(actor, ct)) await AddPracticeKeyAsync(actor, ct);
        var count = 0;
        while (await RewrapSomeAsync(actor, ct) is var some and > 0) count += some;
        return count;
    }

    /// <summary>Wraps the practice's keys under the newest master key.</summary>
    public async Task<int> RewrapUnderMasterAsync(Guid practiceId, CancellationToken ct)
    {
        await using var db = await databases.OpenDbAsync(Actor.Job(practiceId), ct);
        var old = await db.PracticeKeys.Where(k => k.MasterKeyId != master.Current).ToListAsync(ct);
        foreach (var row in old)
        {
            row.Wrapped = KeyWrap.Wrap(MasterKey(master.Current), Open(row), row.Id, row.PracticeId, KeyOwner.Practice);
            row.MasterKeyId = master.Current;
        }

        if (old.Count > 0) await SaveAsync(db, practiceId, ct);
        return old.Count;
    }

    private async Task<bool> IsUnfinishedAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await databases.OpenDbAsync(actor, ct);
        var current = await CurrentAsync(db, ct);
        return current.Version > 1 && await Behind(db, current).AnyAsync(ct);
    }

    private async Task AddPracticeKeyAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await databases.OpenDbAsync(actor, ct);
        var (id, key) = (Guid.NewGuid(), RandomNumberGenerator.GetBytes(32));
        db.PracticeKeys.Add(new PracticeKeyRow
        {
            PracticeId = actor.PracticeId,
            Id = id,
            Version = (await CurrentAsync(db, ct)).Version + 1,
            CreatedAt = clock.GetUtcNow(),
            MasterKeyId = master.Current,
            Wrapped = KeyWrap.Wrap(MasterKey(master.Current), key, id, actor.PracticeId, KeyOwner.Practice),
        });
        await SaveAsync(db, actor.PracticeId, ct);
    }

    private async Task<int> RewrapSomeAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await databases.OpenDbAsync(actor, ct);
        var current = await CurrentAsync(db, ct);
        var under = Open(current);
        var others = (await db.PracticeKeys.AsNoTracking().ToListAsync(ct)).ToDictionary(k => k.Id, Open);
        var batch = await Behind(db, current).OrderBy(k => k.Id).Take(BatchSize).ToListAsync(ct);
        foreach (var row in batch)
        {
            var key = KeyWrap.Unwrap(others[row.PracticeKeyId], row.Wrapped, row.Id, row.PracticeId, row.Owner);
            row.Wrapped = KeyWrap.Wrap(under, key, row.Id, row.PracticeId, row.Owner);
            row.PracticeKeyId = current.Id;
            var newest = await db.DataKeys.Where(k => k.PatientId == row.PatientId && k.MemberId == row.MemberId).MaxAsync(k => k.Version, ct);
            if (newest == row.Version) AddVersion(db, row, current, under);
        }

        if (batch.Count > 0) await SaveAsync(db, actor.PracticeId, ct);
        return batch.Count;
    }

    private void AddVersion(TherapyDb db, DataKeyRow old, PracticeKeyRow current, byte[] under)
    {
        var (id, key) = (Guid.NewGuid(), RandomNumberGenerator.GetBytes(32));
        db.DataKeys.Add(new DataKeyRow
        {
            PracticeId = old.PracticeId,
            Id = id,
            PatientId = old.PatientId,
            MemberId = old.MemberId,
            Version = old.Version + 1,
            CreatedAt = clock.GetUtcNow(),
            PracticeKeyId = current.Id,
            Wrapped = KeyWrap.Wrap(under, key, id, old.PracticeId, old.Owner),
        });
    }

    private static IQueryable<DataKeyRow> Behind(TherapyDb db, PracticeKeyRow current) => db.DataKeys.Where(k => k.PracticeKeyId != current.Id);

    private static Task<PracticeKeyRow> CurrentAsync(TherapyDb db, CancellationToken ct) =>
        db.PracticeKeys.AsNoTracking().OrderByDescending(k => k.Version).FirstAsync(ct);

    private byte[] Open(PracticeKeyRow row) => KeyWrap.Unwrap(MasterKey(row.MasterKeyId), row.Wrapped, row.Id, row.PracticeId, KeyOwner.Practice);

    private byte[] MasterKey(Guid id) => master.Find(id) ?? throw new SetupException($"The master key {id} is not in {master.Path}.");

    private static async Task SaveAsync(TherapyDb db, Guid practiceId, CancellationToken ct)
    {
        if (await db.SaveAsync(new(AuditAction.KeysRotated, practiceId, null, AuditReason.Administration), ct) is { } refusal)
            throw new RotationRacedException(refusal);
    }
}

/// <summary>Two rotations ran at once; the other one goes on. Running again ends what is left.</summary>
public sealed class RotationRacedException(Refusal refusal) : Exception($"Key rotation met another: {refusal.Key}");
