using System.ComponentModel.DataAnnotations;

namespace TherapyCompanion.Core.Messages;

/// <summary>Settings of messages, section <c>Messages</c>.</summary>
public sealed class MessagesOptions
{
    public const string Section = "Messages";

    /// <summary>Seconds in which an approved message can still be called back before it leaves. 0 to 3,600; 300 by default.</summary>
    [Range(0, 3600)]
    public int RecallSeconds { get; set; } = 300;

    /// <summary>Seconds between two sweeps of the outbox, and between two rounds of the post. 1 to 60.</summary>
    [Range(1, 60)]
    public int SweepSeconds { get; set; } = 5;
}
