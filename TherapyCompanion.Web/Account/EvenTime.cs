namespace TherapyCompanion.Web.Account;

/// <summary>
/// Lets an answer wait for the next half second, counted from its beginning, so that how long it takes does not tell what was
/// found. On a busy machine it is the one after; still none in between.
/// </summary>
public readonly struct EvenTime(TimeProvider clock)
{
    public static readonly TimeSpan Step = TimeSpan.FromMilliseconds(500);

    private readonly long _start = clock.GetTimestamp();

    public Task WaitAsync(CancellationToken ct)
    {
        var gone = clock.GetElapsedTime(_start);
        return Task.Delay(TimeSpan.FromTicks(Step.Ticks - (gone.Ticks % Step.Ticks)), clock, ct);
    }
}
