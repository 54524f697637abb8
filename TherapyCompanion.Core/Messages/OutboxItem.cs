using TherapyCompanion.Core.Privacy;

namespace TherapyCompanion.Core.Messages;

/// <summary>Which way something leaves.</summary>
public enum OutboxChannel
{
    /// <summary>Onto the patient's page.</summary>
    Page,

    /// <summary>An e-mail that says only that a message waits.</summary>
    Email,
}

/// <summary>Where an item of the outbox stands.</summary>
public enum OutboxState
{
    /// <summary>Leaves when due.</summary>
    Waiting,

    /// <summary>It left, once.</summary>
    Done,

    /// <summary>Called back or paused; a new approval makes a new item.</summary>
    Stopped,
}

/// <summary>Something that is to leave the house: ids and times, never words. A clustered job sweeps the table.</summary>
public sealed class OutboxItem : IOfPatient
{
    /// <summary>The longest wait between two tries.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    private OutboxItem() { }

    public OutboxItem(Message message, OutboxChannel channel, DateTimeOffset dueAt)
    {
        (PracticeId, Id, PatientId, MessageId) = (message.PracticeId, Guid.NewGuid(), message.PatientId, message.Id);
        (Channel, State, DueAt) = (channel, OutboxState.Waiting, dueAt);
    }

    public Guid PracticeId { get; private set; }
    public Guid Id { get; private set; }
    public Guid PatientId { get; private set; }
    public Guid MessageId { get; private set; }
    public OutboxChannel Channel { get; private set; }
    public OutboxState State { get; private set; }
    public DateTimeOffset DueAt { get; private set; }
    public int Attempts { get; private set; }
    public DateTimeOffset? DoneAt { get; private set; }
    public uint Version { get; private set; }

    /// <summary>It left. A second time is refused.</summary>
    public Refusal? Finish(DateTimeOffset now)
    {
        if (State is not OutboxState.Waiting) return MessageRefusals.AlreadySent;
        (State, DoneAt) = (OutboxState.Done, now);
        return null;
    }

    /// <summary>It is not to leave any more.</summary>
    public Refusal? Stop()
    {
        if (State is not OutboxState.Waiting) return MessageRefusals.AlreadySent;
        State = OutboxState.Stopped;
        return null;
    }

    /// <summary>It is due at an hour at which nothing is sent to this person, and leaves at the next that is right.</summary>
    public Refusal? Postpone(DateTimeOffset until)
    {
        if (State is not OutboxState.Waiting) return MessageRefusals.AlreadySent;
        DueAt = until;
        return null;
    }

    /// <summary>A try failed: the next one comes after 1, 2, 4 … minutes, at most an hour.</summary>
    public Refusal? TryLater(DateTimeOffset now)
    {
        if (State is not OutboxState.Waiting) return MessageRefusals.AlreadySent;
        var wait = TimeSpan.FromMinutes(Math.Pow(2, Math.Min(Attempts, 6)));
        (Attempts, DueAt) = (Attempts + 1, now + (wait < LongestWait ? wait : LongestWait));
        return null;
    }
}
