namespace TherapyCompanion.Core.Practice;

/// <summary>A second factor's proof, asked for anew before what an open screen alone must not do ("step-up").</summary>
public static class Proof
{
    /// <summary>How long one is fresh.</summary>
    public static readonly TimeSpan Lasts = TimeSpan.FromMinutes(10);

    /// <summary>Whether a proof of this moment is fresh now.</summary>
    public static bool IsFresh(DateTimeOffset? provedAt, DateTimeOffset now) => provedAt is { } at && now - at < Lasts;
}
