using Microsoft.EntityFrameworkCore;

namespace TherapyCompanion.Core.Practice.Members;

/// <summary>What every act on the staff asks first.</summary>
public static class AdminQueries
{
    /// <summary>
    /// The admin who acts, by their own row as it is now; or why they may not: another hat, a hat or a practice taken meanwhile, or a
    /// second factor that has to be proved anew.
    /// </summary>
    public static async Task<Result<Member>> ActingAdminAsync(this ITherapyDb db, CancellationToken ct)
    {
        if (db.Actor.Hat is not Hat.Admin) return Refusal.NotAllowed;
        var me = await db.Members.SingleOrDefaultAsync(m => m.Id == db.Actor.PersonId, ct);
        if (me is null || me.BlockedAt is not null || !me.Wears(Hat.Admin)) return Refusal.NotAllowed;
        return await db.HasFreshProofAsync(ct) ? me : Refusal.ProveAgain;
    }

    /// <summary>Whether somebody else than this member may run the practice.</summary>
    public static Task<bool> HasAnotherAdminAsync(this ITherapyDb db, Guid memberId, CancellationToken ct)
    {
        var admin = nameof(Hat.Admin);
        return db.Members.AnyAsync(m => m.Id != memberId && m.BlockedAt == null && m.Hats.Contains(admin), ct);
    }

    /// <summary>Whether the practice has another owner who may come in.</summary>
    public static Task<bool> HasAnotherOwnerAsync(this ITherapyDb db, Guid memberId, CancellationToken ct) =>
        db.Members.AnyAsync(m => m.Id != memberId && m.BlockedAt == null && m.OwnerSince != null, ct);

    /// <summary>
    /// How many files would be left with nobody who has care of them, if this member could not act as a therapist: a number, which
    /// is all that an admin may know.
    /// </summary>
    public static Task<int> FilesLeftByAsync(this ITherapyDb db, Guid memberId, CancellationToken ct) =>
        db.Members.Where(m => m.Id == memberId).Select(m => FilesLeftBy(m.Id)).FirstOrDefaultAsync(ct);

    /// <summary>The database's <c>tc.files_left_by</c>, which counts what row-level security hides from the admin. It has a meaning inside a query only.</summary>
    public static int FilesLeftBy(Guid memberId) => throw new InvalidOperationException($"Only the database counts the files of {memberId}: ask in a query.");
}
