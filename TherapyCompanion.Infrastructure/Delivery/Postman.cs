using Microsoft.Extensions.Logging;

namespace TherapyCompanion.Infrastructure.Delivery;

/// <summary>What one step of the postman came to.</summary>
public enum PostStep
{
    /// <summary>No letter is due.</summary>
    NothingDue,

    /// <summary>A letter was dealt with; there may be more.</summary>
    Done,

    /// <summary>Nothing can leave at present: the rest waits for the next round.</summary>
    Halted,
}

/// <summary>
/// Carries due letters out, one at a time, each under the lock of its row: in ordinary life a letter leaves once, however many
/// nodes there are. A node that dies after the mail server took the letter and before that was written down leaves it waiting,
/// and it leaves again with the same Message-ID; nothing short of the mail server's own memory could prevent that.
/// </summary>
public sealed partial class Postman(LetterRows rows, LetterPaper paper, ILetterCarrier carrier, TimeProvider clock, ILogger<Postman> log)
{
    /// <summary>How long the id of a letter is kept after it left, so that the same one put again is known.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromDays(7);

    /// <summary>Twelve tries in somewhat over 22 hours, then it is given up.</summary>
    private const int Tries = 12;

    private static readonly TimeSpan[] Waits =
        [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(60), TimeSpan.FromMinutes(180)];

    public async Task<PostStep> CarryOneAsync(CancellationToken ct)
    {
        await using var letter = await rows.TakeAsync(ct);
        if (letter is null) return PostStep.NothingDue;
        var handover = await HandOverAsync(letter);
        switch (handover.End)
        {
            case HandoverEnd.Taken:
                await letter.SentAsync();
                break;
            case HandoverEnd.Refused:
                await letter.FailedAsync();
                Refused(letter.Id, handover.Reason);
                break;
            case HandoverEnd.Later or HandoverEnd.Unreachable when letter.Attempts + 1 >= Tries:
                await letter.FailedAsync();
                GivenUp(letter.Id, Tries, handover.Reason);
                break;
            case HandoverEnd.Later or HandoverEnd.Unreachable:
                var wait = Waits[Math.Min(letter.Attempts, Waits.Length - 1)];
                await letter.LaterAsync(wait);
                NotTaken(letter.Id, handover.Reason, wait.TotalMinutes);
                break;
        }

        return handover.End is HandoverEnd.Unreachable ? PostStep.Halted : PostStep.Done;
    }

    /// <summary>Forgets letters done with long ago.</summary>
    public Task ForgetOldAsync(CancellationToken ct) => rows.ForgetAsync(clock.GetUtcNow() - Memory, ct);

    // A stop of the server does not cut a conversation in the middle, which would send the letter twice; the carrier's own limit does.
    private async Task<Handover> HandOverAsync(LetterInHand letter)
    {
        try
        {
            var mail = letter.Open();
            using var written = paper.Write(mail);
            return written is null ? new(HandoverEnd.Refused, "it has no usable address") : await carrier.CarryAsync(mail.Id, written, CancellationToken.None);
        }
        catch (Exception e)
        {
            // Whatever is wrong with this letter must not hold up the ones behind it. A seal that does not open may open again when the right key file
            // is back, and a kind unknown here may be known to a newer node. Only the name of the failure is told: its words may hold the address.
            return new(HandoverEnd.Later, e.GetType().Name);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The letter {Letter} is refused for good: {Reason}.")]
    private partial void Refused(Guid letter, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The letter {Letter} is given up after {Tries} tries, the last: {Reason}.")]
    private partial void GivenUp(Guid letter, int tries, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The letter {Letter} was not taken: {Reason}. The next try is in {Minutes} minutes.")]
    private partial void NotTaken(Guid letter, string reason, double minutes);
}
