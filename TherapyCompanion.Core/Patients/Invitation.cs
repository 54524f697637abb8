using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using TherapyCompanion.Core.Privacy;

namespace TherapyCompanion.Core.Patients;

/// <summary>Where an invitation stands.</summary>
public enum InvitationState
{
    /// <summary>The link works, with the six digits given in the room.</summary>
    Open,

    /// <summary>Somebody came in with it. It does not work again.</summary>
    Used,

    /// <summary>A newer invitation, or too many wrong digits, took its place.</summary>
    Closed,
}

/// <summary>Whom an invitation is for.</summary>
public enum InvitationKind
{
    /// <summary>The patient, to their own page.</summary>
    Patient,

    /// <summary>A guardian of the patient.</summary>
    Guardian,
}

/// <summary>
/// An invitation of a patient or of their guardian: a link that is sent, and six digits said in the room. Neither is stored: the link only as
/// a hash, the digits only as an HMAC keyed by the link, so the table alone helps nobody guess them.
/// </summary>
public sealed class Invitation : IOfPatient
{
    public const int Tries = 5;
    public static readonly TimeSpan Lasts = TimeSpan.FromDays(7);

    private Invitation() { }

    private Invitation(Guid practiceId, Guid patientId, Guid? guardianId, byte[] link, string digits, DateTimeOffset now)
    {
        (PracticeId, Id, PatientId) = (practiceId, Guid.NewGuid(), patientId);
        (Kind, GuardianId) = (guardianId is null ? InvitationKind.Patient : InvitationKind.Guardian, guardianId);
        (LinkHash, DigitsHash) = (HashLink(link), HashDigits(link, digits));
        (State, TriesLeft, ExpiresAt) = (InvitationState.Open, Tries, now + Lasts);
    }

    public Guid PracticeId { get; private set; }
    public Guid Id { get; private set; }
    public Guid PatientId { get; private set; }
    public InvitationKind Kind { get; private set; }

    /// <summary>For a guardian: whose place waits for whoever comes in by it.</summary>
    public Guid? GuardianId { get; private set; }

    public byte[] LinkHash { get; private set; } = [];
    public byte[] DigitsHash { get; private set; } = [];
    public InvitationState State { get; private set; }
    public int TriesLeft { get; private set; }
    public DateTimeOffset ExpiresAt { get; private set; }
    public uint Version { get; private set; }

    /// <summary>A new invitation with the two secrets, which are shown once and kept nowhere.</summary>
    public static (Invitation Invitation, string Link, string Digits) Make(Guid practiceId, Guid patientId, DateTimeOffset now, Guid? guardianId = null)
    {
        var link = RandomNumberGenerator.GetBytes(32);
        var digits = RandomNumberGenerator.GetString("0123456789", 6);
        return (new(practiceId, patientId, guardianId, link, digits, now), Base64Url.EncodeToString(link), digits);
    }

    /// <summary>The bytes of a link's secret; null when it can't be one.</summary>
    public static byte[]? ReadLink(string link) =>
        link.Length == 43 && Base64Url.IsValid(link, out var length) && length == 32 ? Base64Url.DecodeFromChars(link) : null;

    public static byte[] HashLink(byte[] link) => SHA256.HashData(link);

    public static byte[] HashDigits(byte[] link, string digits) => HMACSHA256.HashData(link, Encoding.UTF8.GetBytes(digits));

    /// <summary>Whether it can still be opened.</summary>
    public bool IsOpen(DateTimeOffset now) => State is InvitationState.Open && TriesLeft > 0 && now < ExpiresAt;

    /// <summary>Tries the digits; a wrong try is counted, and the fifth closes the invitation.</summary>
    public Refusal? Try(byte[] link, string digits, DateTimeOffset now)
    {
        if (!IsOpen(now)) return PatientRefusals.InvitationOver;
        if (CryptographicOperations.FixedTimeEquals(DigitsHash, HashDigits(link, digits))) return null;
        TriesLeft--;
        if (TriesLeft == 0) State = InvitationState.Closed;
        return PatientRefusals.DigitsWrong;
    }

    /// <summary>Marks it used; only an open one can be.</summary>
    public Refusal? Use(DateTimeOffset now)
    {
        if (!IsOpen(now)) return PatientRefusals.InvitationOver;
        State = InvitationState.Used;
        return null;
    }

    /// <summary>Closes it because a newer one takes its place; a used one stays used.</summary>
    public Refusal? Close()
    {
        if (State is not InvitationState.Open) return PatientRefusals.InvitationOver;
        State = InvitationState.Closed;
        return null;
    }
}
