namespace TherapyCompanion.Core.Audit;

/// <summary>Everything the audit trail can say was done. The names are stored; their texts are in <c>AuditText</c>.</summary>
public enum AuditAction
{
    PracticeCreated,
    PracticeChanged,
    SignedIn,
    SignInFailed,
    SignedOut,
    FactorEnrolled,
    HatChosen,
    SessionEnded,
    IdentityProved,
    PasskeyAdded,
    PasskeyRemoved,
    PasskeyCopySuspected,
    FactorRemoved,
    RecoveryCodesMade,
    RecoveryCodeUsed,
    FactorResetAsked,
    FactorResetApproved,
    FactorResetStopped,
    FactorReset,
    EmailChangeAsked,
    EmailChanged,
    ProfileChanged,
    MembersOpened,
    MemberInvited,
    MemberInvitationClosed,
    MemberJoined,
    MemberHatsChanged,
    MemberBlocked,
    MemberUnblocked,
    OwnerChanged,
    StandInAppointed,
    StandInEnded,
    GuardianInvited,
    GuardianJoined,
    GuardianEnded,
    SignInLinkSent,
    FilesListed,
    FileOpened,
    FileCreated,
    DetailsOpened,
    DetailsChanged,
    TreatmentChanged,
    PatientInvited,
    InvitationOpened,
    InvitationFailed,
    InvitationAccepted,
    SessionAdded,
    NotesOpened,
    NotesSaved,
    PersonalNotesOpened,
    PersonalNotesSaved,
    SummaryDrafted,
    SummaryOpened,
    SummaryEdited,
    SummarySigned,
    RecordPrinted,
    AddendumEdited,
    AddendumSigned,
    PatientPartEdited,
    PatientPartSigned,
    PatientPartWithdrawn,
    MaterialsRead,
    RecordBackedUp,
    MessageDrafted,
    QueueOpened,
    MessageOpened,
    MessageEdited,
    MessageApproved,
    MessageRejected,
    MessageRecalled,
    MessagePaused,
    MessagePostponed,
    MessageSent,
    MessageNoticeSent,
    MessagesRead,
    ReplyWritten,
    RepliesOpened,
    AlertRaised,
    AlertOpened,
    AlertAcknowledged,
    ConsentGranted,
    ConsentWithdrawn,
    ConsentsOpened,
    AuditOpened,
    AuditVerified,
    AuditExported,
    KeysRotated,
    PasswordChanged,
    PasswordResetAsked,
    PasswordReset,
    AccountPaused,
}

/// <summary>Whether it happened.</summary>
public enum AuditOutcome
{
    /// <summary>It was done.</summary>
    Done,

    /// <summary>It was refused, and nothing changed.</summary>
    Denied,
}

/// <summary>Why, from a list: free text in an audit is where content leaks in.</summary>
public enum AuditReason
{
    /// <summary>Care of the patient.</summary>
    Care,

    /// <summary>The person themselves.</summary>
    Self,

    /// <summary>Running the practice.</summary>
    Administration,

    /// <summary>A person said "send it" before; this carries it out.</summary>
    Delivery,
}

/// <summary>One line for the audit trail: ids only, never content. Who, when and from where, the database adds itself.</summary>
/// <param name="Target">The record acted on: a message, a session, a summary; null for the practice itself.</param>
public sealed record AuditEntry(AuditAction Action, Guid? Target, Guid? PatientId, AuditReason Reason)
{
    public AuditOutcome Outcome { get; init; } = AuditOutcome.Done;

    /// <summary>The same, as refused.</summary>
    public AuditEntry Denied() => this with { Outcome = AuditOutcome.Denied };
}

/// <summary>A line of the trail as it is read back. Nothing updates it; the table grows only through its append function.</summary>
public sealed class AuditLine
{
    private AuditLine() { }

    public Guid PracticeId { get; private set; }

    /// <summary>The place in the practice's chain, from 1 without gaps.</summary>
    public long Seq { get; private set; }

    /// <summary>The database's clock.</summary>
    public DateTimeOffset At { get; private set; }

    public string Hat { get; private set; } = "";
    public Guid? AccountId { get; private set; }
    public Guid? PersonId { get; private set; }
    public string Action { get; private set; } = "";
    public Guid? TargetId { get; private set; }
    public Guid? PatientId { get; private set; }
    public string Reason { get; private set; } = "";
    public string Outcome { get; private set; } = "";
    public string Address { get; private set; } = "";
    public byte[] Previous { get; private set; } = [];
    public byte[] Hash { get; private set; } = [];
}
