using System.Security.Cryptography;
using TherapyCompanion.Core.Privacy;

namespace TherapyCompanion.Core.Messages;

/// <summary>
/// That a person approved exactly these words of a message: bound to the stored bytes by SHA-256, which a trigger
/// recomputes, and to the words on the approver's screen by an HMAC under the patient's key. Rows are only added.
/// </summary>
public sealed class Approval : IOfPatient
{
    private Approval() { }

    /// <param name="readUntil">Up to when the approver has read what the patient wrote.</param>
    public Approval(Message message, Guid memberId, WordsFingerprint shown, DateTimeOffset readUntil, DateTimeOffset now)
    {
        (PracticeId, Id, PatientId, MessageId, MemberId) = (message.PracticeId, Guid.NewGuid(), message.PatientId, message.Id, memberId);
        (CiphertextSha256, WordsHmac, At) = (SHA256.HashData(message.Body.SealedBytes), shown.Bytes, now);
        ReadUntil = readUntil;
    }

    public Guid PracticeId { get; private set; }
    public Guid Id { get; private set; }
    public Guid PatientId { get; private set; }
    public Guid MessageId { get; private set; }
    public Guid MemberId { get; private set; }
    public byte[] CiphertextSha256 { get; private set; } = [];
    public byte[] WordsHmac { get; private set; } = [];
    public DateTimeOffset At { get; private set; }

    /// <summary>What the patient wrote later is a new fact, also when it was stored a moment before the approval was.</summary>
    public DateTimeOffset ReadUntil { get; private set; }
}
