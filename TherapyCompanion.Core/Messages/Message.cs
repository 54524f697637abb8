using TherapyCompanion.Core.Agents.Letters;
using TherapyCompanion.Core.Privacy;

namespace TherapyCompanion.Core.Messages;

/// <summary>Where a message to a patient stands. The database refuses the same transitions as the verbs below.</summary>
public enum MessageState
{
    /// <summary>Drafted; waits for a person to approve these very words.</summary>
    Pending,

    /// <summary>A person approved these very words; it leaves when it is due, and can be called back until then.</summary>
    Approved,

    /// <summary>On the patient's page. Nothing changes it any more.</summary>
    Sent,

    /// <summary>The therapist decided not to send it.</summary>
    Rejected,

    /// <summary>Approved, then called back before it left. It can be edited and approved anew.</summary>
    Recalled,

    /// <summary>Stopped by itself on a new fact (design rule 12). It never goes on without a new approval.</summary>
    Paused,
}

/// <summary>What stopped an approved message.</summary>
public enum PauseCause
{
    /// <summary>The patient answered after the approval.</summary>
    NewReply,

    /// <summary>A crisis alert of this patient is open.</summary>
    OpenAlert,

    /// <summary>The person who approved it no longer has care of the patient.</summary>
    CareEnded,

    /// <summary>The patient chose another form of address.</summary>
    FormChanged,

    /// <summary>The file changed: the treatment rests or is over, a consent was withdrawn, or the therapist changed the form of address.</summary>
    FileChanged,
}

/// <summary>A message to a patient in the therapist's voice.</summary>
public sealed class Message : IOfPatient
{
    /// <summary>The longest message, in characters.</summary>
    public const int Longest = 4_000;

    private Message() { }

    public Message(Guid practiceId, Guid patientId, Guid authorId, LetterKind kind, string body, string madeBy, DateTimeOffset now)
    {
        (PracticeId, Id, PatientId, AuthorId) = (practiceId, Guid.NewGuid(), patientId, authorId);
        Kind = ClinicalText.Of(kind.ToString());
        (Body, MadeBy, State, Revision, DraftedAt) = (ClinicalText.Of(body), madeBy, MessageState.Pending, 1, now);
    }

    public Guid PracticeId { get; private set; }
    public Guid Id { get; private set; }
    public Guid PatientId { get; private set; }

    /// <summary>The member whose voice it is.</summary>
    public Guid AuthorId { get; private set; }

    /// <summary>A name of <see cref="LetterKind"/>.</summary>
    public ClinicalText Kind { get; private set; } = null!;

    public ClinicalText Body { get; private set; } = null!;

    /// <summary>The engine that drafted it; it stays after a person's edit, because it says where the words began.</summary>
    public string MadeBy { get; private set; } = null!;

    public MessageState State { get; private set; }

    /// <summary>Counts the texts; an approval speaks of one of them.</summary>
    public int Revision { get; private set; }

    public DateTimeOffset DraftedAt { get; private set; }
    public DateTimeOffset? ApprovedAt { get; private set; }
    public DateTimeOffset? DueAt { get; private set; }
    public DateTimeOffset? SentAt { get; private set; }
    public PauseCause? PausedBy { get; private set; }
    public uint Version { get; private set; }

    /// <summary>Changes the words. Whatever was approved is approved no longer.</summary>
    public Refusal? Edit(string body, int seen)
    {
        if (State is MessageState.Approved) return MessageRefusals.AlreadyApproved;
        if (State is MessageState.Sent) return MessageRefusals.AlreadySent;
        if (State is MessageState.Rejected) return MessageRefusals.AlreadyRejected;
        if (seen != Revision) return MessageRefusals.TextChanged;
        (Body, Revision) = (ClinicalText.Of(body), Revision + 1);
        Reopen();
        return null;
    }

    /// <summary>A person approves the words that were on their screen.</summary>
    public Refusal? Approve(Actor actor, DateTimeOffset now, DateTimeOffset dueAt)
    {
        if (!actor.IsPerson || actor.Hat is not Hat.Therapist) return MessageRefusals.NotAPerson;
        if (State is MessageState.Approved) return MessageRefusals.AlreadyApproved;
        if (State is MessageState.Sent) return MessageRefusals.AlreadySent;
        if (State is MessageState.Rejected) return MessageRefusals.AlreadyRejected;
        if (dueAt < now) return MessageRefusals.DueInThePast;
        Reopen();
        (State, ApprovedAt, DueAt) = (MessageState.Approved, now, dueAt);
        return null;
    }

    /// <summary>«לא לשלוח».</summary>
    public Refusal? Reject()
    {
        if (State is MessageState.Approved) return MessageRefusals.AlreadyApproved;
        if (State is MessageState.Sent) return MessageRefusals.AlreadySent;
        if (State is MessageState.Rejected) return MessageRefusals.AlreadyRejected;
        Reopen();
        State = MessageState.Rejected;
        return null;
    }

    /// <summary>Calls an approved message back before it leaves.</summary>
    public Refusal? Recall()
    {
        if (State is MessageState.Sent) return MessageRefusals.AlreadySent;
        if (State is not MessageState.Approved) return MessageRefusals.NotApproved;
        Reopen();
        State = MessageState.Recalled;
        return null;
    }

    /// <summary>Stops an approved message on a new fact.</summary>
    public Refusal? Pause(PauseCause cause)
    {
        if (State is MessageState.Sent) return MessageRefusals.AlreadySent;
        if (State is not MessageState.Approved) return MessageRefusals.NotApproved;
        Reopen();
        (State, PausedBy) = (MessageState.Paused, cause);
        return null;
    }

    /// <summary>Puts an approved message on the patient's page, not before it is due.</summary>
    public Refusal? Send(DateTimeOffset now)
    {
        if (State is MessageState.Sent) return MessageRefusals.AlreadySent;
        if (State is not MessageState.Approved) return MessageRefusals.NotApproved;
        if (now < DueAt) return MessageRefusals.NotDue;
        (State, SentAt) = (MessageState.Sent, now);
        return null;
    }

    private void Reopen() => (State, ApprovedAt, DueAt, PausedBy) = (MessageState.Pending, null, null, null);
}
