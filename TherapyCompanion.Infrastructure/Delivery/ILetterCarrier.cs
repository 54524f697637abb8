using MimeKit;

namespace TherapyCompanion.Infrastructure.Delivery;

/// <summary>How a try to hand over a letter ended.</summary>
public enum HandoverEnd
{
    /// <summary>Somebody else is answerable for it now.</summary>
    Taken,

    /// <summary>It will never be taken: the address does not exist, or the letter is not wanted.</summary>
    Refused,

    /// <summary>This letter was not taken now, and may be later.</summary>
    Later,

    /// <summary>Nothing is taken at present: the server is down, or its settings are wrong. Other letters need not be tried either.</summary>
    Unreachable,
}

/// <param name="Reason">For the log: words of ours and numbers, never the server's, which may repeat an address.</param>
public sealed record Handover(HandoverEnd End, string Reason)
{
    public static readonly Handover Taken = new(HandoverEnd.Taken, "");
}

/// <summary>Carries a written letter out of the house.</summary>
public interface ILetterCarrier
{
    /// <param name="id">The letter's id: the same one carried again is the same letter.</param>
    Task<Handover> CarryAsync(Guid id, MimeMessage letter, CancellationToken ct);
}
