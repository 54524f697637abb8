using Microsoft.EntityFrameworkCore;
using TherapyCompanion.Core.Text.Spelling;

namespace TherapyCompanion.Core.Patients.Finding;

/// <summary>A file that answers a search, by initials like every list.</summary>
public sealed record FoundPatient(Guid Id, string Code, string Initials);

/// <summary>What a search found, the nearest first.</summary>
/// <param name="More">There are others: it takes another letter to see them.</param>
public sealed record FoundPatients(IReadOnlyList<FoundPatient> Rows, bool More);

/// <summary>
/// Finds patients in the actor's care by any part of a name, through the blind index: only the names that answer are opened. Part of
/// the visit that opened the list, and so no reading of its own.
/// </summary>
public sealed class FindPatients(ITherapyDbFactory databases)
{
    /// <summary>The most that one search gives; so many names are opened, and no more.</summary>
    public const int Most = 50;

    public async Task<Result<FoundPatients>> ListAsync(Actor actor, string typed, CancellationToken ct)
    {
        await using var db = await databases.OpenAsync(actor, ct);
        if (actor.Hat is not Hat.Therapist)
            return await db.DenyAsync(Refusal.NotAllowed, new(Audit.AuditAction.FilesListed, null, null, Audit.AuditReason.Care), ct);
        typed = typed.Length > NameForms.LongestQuery ? typed[..NameForms.LongestQuery] : typed;

        var found = await ByNameAsync(db, typed, ct);
        // Nothing as it is typed: perhaps the keyboard was on the other language.
        if (found.Rows.Count == 0) found = await ByNameAsync(db, KeyboardLayout.ToHebrew(typed), ct);
        if (found.Rows.Count == 0) found = await ByNameAsync(db, KeyboardLayout.ToEnglish(typed), ct);
        if (found.Rows.Count > 0 || typed.Trim().ToUpperInvariant() is not { Length: > 2 } code) return found;
        var byCode = await InCare(db).Where(p => p.Code.StartsWith(code)).OrderBy(p => p.Code).Take(Most).ToListAsync(ct);
        return new FoundPatients(await OpenAsync(db, byCode, [], ct), false);
    }

    private static async Task<FoundPatients> ByNameAsync(ITherapyDb db, string typed, CancellationToken ct)
    {
        var words = NameForms.WordsOf(typed);
        var ids = new HashSet<Guid>();
        foreach (var pieces in NameForms.Asked(words))
        {
            var tokens = await db.NameTokensAsync(pieces, ct);
            if (ids.Count <= Most)
                ids.UnionWith(await db.NamePieces.Where(p => tokens.Contains(p.Token)).GroupBy(p => p.PatientId)
                    .Where(g => g.Count() == tokens.Count).Select(g => g.Key)
                    .Where(id => db.Care.Any(c => c.PatientId == id && c.MemberId == db.Actor.PersonId && CareQueries.Holds(c.Until)))
                    .Take(Most + 1).ToListAsync(ct));
        }

        if (ids.Count == 0) return new([], false);
        var some = ids.Take(Most).ToList();
        var patients = await InCare(db).Where(p => some.Contains(p.Id)).ToListAsync(ct);
        return new(await OpenAsync(db, patients, words, ct), ids.Count > Most);
    }

    private static IQueryable<Patient> InCare(ITherapyDb db) => db.Patients.AsNoTracking()
        .Where(p => db.Care.Any(c => c.PatientId == p.Id && c.MemberId == db.Actor.PersonId && CareQueries.Holds(c.Until)));

    // Pieces may lie in a name in another order than in what was typed: the name itself decides.
    private static async Task<IReadOnlyList<FoundPatient>> OpenAsync(ITherapyDb db, IReadOnlyList<Patient> patients, IReadOnlyList<string> words, CancellationToken ct)
    {
        await db.LoadKeysAsync(patients.SelectMany(p => new[] { p.Name, p.About }), ct);
        var rows = new List<(NameFit Fit, string Name, FoundPatient Row)>();
        foreach (var p in patients)
        {
            var name = await db.RevealAsync<Patient>(p.Id, x => x.Name, p.Name, ct);
            var called = p.About is null ? "" : Details.About.Read(await db.RevealAsync<Patient>(p.Id, x => x.About, p.About, ct)).Called;
            if (NameForms.Fit(words, [.. NameForms.WordsOf(name), .. NameForms.WordsOf(called)]) is { } fit)
                rows.Add((fit, name, new(p.Id, p.Code, Initials.Of(name))));
        }

        return [.. rows.OrderBy(r => r.Fit).ThenBy(r => r.Name, StringComparer.CurrentCulture).Select(r => r.Row)];
    }
}

/// <summary>Keeps the index of names with the names.</summary>
public static class NameIndex
{
    /// <summary>Puts a patient's names into the index, in the save that follows; pieces of an earlier name go.</summary>
    public static async Task IndexNamesAsync(this ITherapyDb db, Guid patientId, string name, string called, CancellationToken ct)
    {
        var tokens = (await db.NameTokensAsync(NameForms.PiecesOf(name, called), ct)).ToHashSet();
        foreach (var old in await db.NamePieces.Where(p => p.PatientId == patientId).ToListAsync(ct))
            if (!tokens.Remove(old.Token)) db.NamePieces.Remove(old);
        db.NamePieces.AddRange(tokens.Select(t => new NamePiece(db.Actor.PracticeId, patientId, t)));
    }
}
