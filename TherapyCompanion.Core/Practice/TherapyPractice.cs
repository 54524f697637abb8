using TherapyCompanion.Core.Messages;
using TherapyCompanion.Core.Privacy;

namespace TherapyCompanion.Core.Practice;

/// <summary>A practice: the tenant. Everything of a practice carries its id.</summary>
public sealed class TherapyPractice
{
    /// <summary>Messages leave from this hour by default (guide §8.6).</summary>
    public static readonly TimeOnly DefaultOpensAt = new(8, 30);

    /// <summary>Messages leave until this hour by default.</summary>
    public static readonly TimeOnly DefaultClosesAt = new(20, 0);

    private TherapyPractice() { }

    public TherapyPractice(Guid id, string name, string patientsName, DateTimeOffset now)
    {
        Id = id;
        Name = PracticeText.Of(name);
        PatientsName = PracticeText.Of(patientsName);
        OpensAt = DefaultOpensAt;
        ClosesAt = DefaultClosesAt;
        TimeZone = "Asia/Jerusalem";
        CreatedAt = now;
    }

    public Guid Id { get; private set; }
    public PracticeText Name { get; private set; } = null!;

    /// <summary>The neutral name that patients' pages, tabs and e-mail carry, so that a phone tells nobody.</summary>
    public PracticeText PatientsName { get; private set; } = null!;

    /// <summary>IANA name.</summary>
    public string TimeZone { get; private set; } = null!;

    public TimeOnly OpensAt { get; private set; }
    public TimeOnly ClosesAt { get; private set; }
    public DateTimeOffset CreatedAt { get; private set; }
    public uint Version { get; private set; }

    /// <summary>The hours in which messages leave, by this practice's wall clock.</summary>
    public SendingHours SendingHours() => new(TimeZoneInfo.FindSystemTimeZoneById(TimeZone), OpensAt, ClosesAt);

    /// <summary>Sets the hours in which messages may leave; both ends of one day, the end not before the start.</summary>
    public Refusal? SetHours(TimeOnly opensAt, TimeOnly closesAt)
    {
        if (closesAt <= opensAt) return PracticeRefusals.HoursUpsideDown;
        (OpensAt, ClosesAt) = (opensAt, closesAt);
        return null;
    }
}
