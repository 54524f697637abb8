using TherapyCompanion.Core;
using TherapyCompanion.Core.Practice;

namespace TherapyCompanion.Infrastructure.Identity;

/// <summary>How far the reset of a lost second factor is.</summary>
public enum ResetState
{
    /// <summary>Its owner is written to, and it waits: for an admin's approval or for its time.</summary>
    Asked,

    /// <summary>An admin saw the person and approved it; the next sign-in with the password carries it out.</summary>
    Approved,

    /// <summary>The owner stopped it, by the letter's link or by signing in with the factor that was said to be lost.</summary>
    Stopped,

    /// <summary>The old factors are gone and the person set out to make new ones.</summary>
    Done,
}

/// <summary>
/// A request of somebody who knows an account's password to have its second factor taken off. Nothing is taken off before it is
/// carried out, so the owner's own factor works until then, and stops it.
/// </summary>
public sealed class FactorReset
{
    /// <summary>How long before its time the owner is written to again.</summary>
    public static readonly TimeSpan RemindsBefore = TimeSpan.FromHours(24);

    // What is due or approved is no standing invitation.
    private static readonly TimeSpan LastsWhenDue = TimeSpan.FromDays(7);
    private static readonly TimeSpan LastsWhenApproved = TimeSpan.FromHours(24);

    private FactorReset() { }

    public FactorReset(Guid accountId, string language, TimeSpan wait, DateTimeOffset now)
    {
        (Id, AccountId, Language, State) = (Guid.NewGuid(), accountId, language, ResetState.Asked);
        (AskedAt, DueAt, EndsAt) = (now, now + wait, now + wait + LastsWhenDue);
        // Where the wait is hardly longer than that, the first letter is the reminder.
        RemindAt = wait > RemindsBefore + TimeSpan.FromHours(1) ? DueAt - RemindsBefore : null;
    }

    public Guid Id { get; private set; }
    public Guid AccountId { get; private set; }
    public ResetState State { get; private set; }
    public DateTimeOffset AskedAt { get; private set; }

    /// <summary>From here on it needs nobody's approval.</summary>
    public DateTimeOffset DueAt { get; private set; }

    /// <summary>Up to here it may be carried out.</summary>
    public DateTimeOffset EndsAt { get; private set; }

    /// <summary>The language of its letters, "he" or "en".</summary>
    public string Language { get; private set; } = "";

    /// <summary>When the owner is written to again; null when that is done or not needed.</summary>
    public DateTimeOffset? RemindAt { get; private set; }

    public DateTimeOffset? ApprovedAt { get; private set; }

    /// <summary>The account of the admin who approved it.</summary>
    public Guid? ApprovedBy { get; private set; }

    /// <summary>The practice in which they are admin.</summary>
    public Guid? ApprovedIn { get; private set; }

    public ResetReason? Reason { get; private set; }
    public DateTimeOffset? ClosedAt { get; private set; }
    public uint Version { get; private set; }

    /// <summary>Whether it can still come to anything.</summary>
    public bool IsOpen(DateTimeOffset now) => State is ResetState.Asked or ResetState.Approved && now < EndsAt;

    /// <summary>Whether the next sign-in with the password carries it out.</summary>
    public bool IsDue(DateTimeOffset now) => IsOpen(now) && (State is ResetState.Approved || now >= DueAt);

    /// <summary>An admin who saw the person approves it.</summary>
    public Refusal? Approve(Actor by, ResetReason reason, DateTimeOffset now)
    {
        if (!IsOpen(now)) return FactorResetRefusals.Over;
        if (State is ResetState.Approved) return FactorResetRefusals.Approved;
        if (by.AccountId == AccountId) return FactorResetRefusals.OwnRequest;
        if (by.Hat is not Hat.Admin) return Refusal.NotAllowed;
        (State, ApprovedAt, ApprovedBy, ApprovedIn, Reason) = (ResetState.Approved, now, by.AccountId, by.PracticeId, reason);
        (EndsAt, RemindAt) = (now + LastsWhenApproved, null);
        return null;
    }

    /// <summary>The owner stops it. What waited too long can be stopped too, to make room for another.</summary>
    public Refusal? Stop(DateTimeOffset now)
    {
        if (State is not (ResetState.Asked or ResetState.Approved)) return FactorResetRefusals.Over;
        (State, ClosedAt, RemindAt) = (ResetState.Stopped, now, null);
        return null;
    }

    /// <summary>It is carried out.</summary>
    public Refusal? Finish(DateTimeOffset now)
    {
        if (!IsOpen(now)) return FactorResetRefusals.Over;
        if (!IsDue(now)) return FactorResetRefusals.NotDue;
        (State, ClosedAt, RemindAt) = (ResetState.Done, now, null);
        return null;
    }

    /// <summary>The owner was written to again.</summary>
    public Refusal? Remind(DateTimeOffset now)
    {
        if (!IsOpen(now)) return FactorResetRefusals.Over;
        if (State is ResetState.Approved) return FactorResetRefusals.Approved;
        if (RemindAt is null || now < RemindAt) return FactorResetRefusals.NotDue;
        RemindAt = null;
        return null;
    }
}
