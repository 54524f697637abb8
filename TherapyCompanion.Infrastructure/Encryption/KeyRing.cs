using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using TherapyCompanion.Core;
using TherapyCompanion.Infrastructure.Persistence;

namespace TherapyCompanion.Infrastructure.Encryption;

/// <summary>
/// The keys one opening of the database has met: loaded under the actor's own rights, unwrapped once, gone with the opening.
/// </summary>
internal sealed class KeyRing(TherapyDb db, MasterKeys master, Actor actor, TimeProvider clock)
{
    private readonly Dictionary<Guid, DataKey> _open = [];
    private readonly Dictionary<Guid, byte[]> _practiceKeys = [];
    private readonly Dictionary<KeyOwner, Guid> _current = [];
    private readonly Dictionary<Guid, Guid> _first = [];

    /// <summary>Loads the keys that are named and not here yet, in one round trip.</summary>
    public async Task LoadAsync(IEnumerable<Guid> ids, CancellationToken ct)
    {
        var missing = ids.Where(id => !_open.ContainsKey(id)).Distinct().ToList();
        if (missing.Count == 0) return;
        foreach (var row in await db.DataKeys.AsNoTracking().Where(k => missing.Contains(k.Id)).ToListAsync(ct)) await OpenAsync(row, ct);
    }

    /// <summary>A key by its id, if the actor may see it.</summary>
    public DataKey? Find(Guid id) => _open.GetValueOrDefault(id);

    /// <summary>The key that seals new values of an owner.</summary>
    public async Task<DataKey> CurrentAsync(KeyOwner owner, CancellationToken ct) => await FindCurrentAsync(owner, ct)
        ?? throw new InvalidOperationException("There is no key to seal under: the record is gone or not the actor's.");

    /// <summary>Makes the first key of an owner who has none.</summary>
    public async Task EnsureAsync(KeyOwner owner, CancellationToken ct)
    {
        if (await FindCurrentAsync(owner, ct) is null) await CreateAsync(owner, ct);
    }

    /// <summary>The first key of a patient, or of the practice (null): fingerprints and tokens stay comparable over every rotation.</summary>
    public async Task<DataKey> FirstAsync(Guid? patientId, CancellationToken ct)
    {
        if (_first.TryGetValue(patientId ?? Guid.Empty, out var known)) return _open[known];
        var row = await db.DataKeys.AsNoTracking().Where(k => k.PatientId == patientId && k.MemberId == null).OrderBy(k => k.Version).FirstOrDefaultAsync(ct)
            ?? throw new InvalidOperationException("There is no key to compare by: the record is gone or not the actor's.");
        _first[patientId ?? Guid.Empty] = row.Id;
        return await OpenAsync(row, ct);
    }

    /// <summary>Makes an owner's first key; it is stored by the next save.</summary>
    public async Task CreateAsync(KeyOwner owner, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (owner == KeyOwner.Practice)
        {
            var (practiceKeyId, practiceKey) = (Guid.NewGuid(), RandomNumberGenerator.GetBytes(32));
            db.PracticeKeys.Add(new PracticeKeyRow
            {
                PracticeId = actor.PracticeId,
                Id = practiceKeyId,
                Version = 1,
                CreatedAt = now,
                MasterKeyId = master.Current,
                Wrapped = KeyWrap.Wrap(master.Find(master.Current)!, practiceKey, practiceKeyId, actor.PracticeId, KeyOwner.Practice),
            });
            _practiceKeys[practiceKeyId] = practiceKey;
            Add(owner, practiceKeyId, practiceKey, 1, now);
            return;
        }

        var current = await db.PracticeKeys.AsNoTracking().OrderByDescending(k => k.Version).FirstAsync(ct);
        Add(owner, current.Id, Unwrap(current), 1, now);
    }

    private async Task<DataKey?> FindCurrentAsync(KeyOwner owner, CancellationToken ct)
    {
        if (_current.TryGetValue(owner, out var known)) return _open[known];
        var row = await db.DataKeys.AsNoTracking().Where(k => k.PatientId == owner.PatientId && k.MemberId == owner.MemberId)
            .OrderByDescending(k => k.Version).FirstOrDefaultAsync(ct);
        if (row is null) return null;
        _current[owner] = row.Id;
        return await OpenAsync(row, ct);
    }

    private void Add(KeyOwner owner, Guid practiceKeyId, byte[] practiceKey, int version, DateTimeOffset now)
    {
        var key = new DataKey(Guid.NewGuid(), RandomNumberGenerator.GetBytes(32));
        db.DataKeys.Add(new DataKeyRow
        {
            PracticeId = actor.PracticeId,
            Id = key.Id,
            PatientId = owner.PatientId,
            MemberId = owner.MemberId,
            Version = version,
            CreatedAt = now,
            PracticeKeyId = practiceKeyId,
            Wrapped = KeyWrap.Wrap(practiceKey, key.Bytes, key.Id, actor.PracticeId, owner),
        });
        _open[key.Id] = key;
        _current[owner] = key.Id;
    }

    private async Task<DataKey> OpenAsync(DataKeyRow row, CancellationToken ct)
    {
        if (_open.TryGetValue(row.Id, out var known)) return known;
        if (!_practiceKeys.TryGetValue(row.PracticeKeyId, out var practiceKey))
            practiceKey = Unwrap(await db.PracticeKeys.AsNoTracking().SingleAsync(k => k.Id == row.PracticeKeyId, ct));
        return _open[row.Id] = new DataKey(row.Id, KeyWrap.Unwrap(practiceKey, row.Wrapped, row.Id, row.PracticeId, row.Owner));
    }

    private byte[] Unwrap(PracticeKeyRow row) => _practiceKeys[row.Id] = KeyWrap.Unwrap(
        master.Find(row.MasterKeyId) ?? throw new SetupException($"The master key {row.MasterKeyId} is not in {master.Path}."),
        row.Wrapped, row.Id, row.PracticeId, KeyOwner.Practice);
}
