using TherapyCompanion.Core.Messages;
using TherapyCompanion.Core.Privacy;

namespace TherapyCompanion.Core.Practice;

/// <summary>The sign of the patients' place on a phone: plain shapes that mean nothing.</summary>
public enum PlaceIcon
{
    Envelope,
    Circle,
    Square,
    Star,
}

/// <summary>Whether patients of the practice may come in by a link that is sent to their address.</summary>
public enum SignInLinks
{
    /// <summary>By passkey or password only.</summary>
    Off,

    /// <summary>Also by a link that works once and for a quarter of an hour.</summary>
    On,
}

/// <summary>A practice: the tenant. Everything of a practice carries its id.</summary>
public sealed class TherapyPractice
{
    /// <summary>Messages leave from this hour by default (guide §8.6).</summary>
    public static readonly TimeOnly DefaultOpensAt = new(8, 30);

    /// <summary>Messages leave until this hour by default.</summary>
    public static readonly TimeOnly DefaultClosesAt = new(20, 0);

    /// <summary>The longest name of the patients' place, in characters: a phone shows little of it under an icon.</summary>
    public const int LongestPlaceName = 40;

    private TherapyPractice() { }

    public TherapyPractice(Guid id, string name, string patientsName, DateTimeOffset now)
    {
        Id = id;
        Name = PracticeText.Of(name);
        PatientsName = PracticeText.Of(patientsName);
        (PatientsIcon, SignInLinks) = (PlaceIcon.Envelope, SignInLinks.Off);
        OpensAt = DefaultOpensAt;
        ClosesAt = DefaultClosesAt;
        TimeZone = "Asia/Jerusalem";
        CreatedAt = now;
    }

    public Guid Id { get; private set; }
    public PracticeText Name { get; private set; } = null!;

    /// <summary>The neutral name that patients' pages, tabs and e-mail carry, so that a phone tells nobody.</summary>
    public PracticeText PatientsName { get; private set; } = null!;

    public PlaceIcon PatientsIcon { get; private set; }
    public SignInLinks SignInLinks { get; private set; }

    /// <summary>IANA name.</summary>
    public string TimeZone { get; private set; } = null!;

    public TimeOnly OpensAt { get; private set; }
    public TimeOnly ClosesAt { get; private set; }
    public DateTimeOffset CreatedAt { get; private set; }
    public uint Version { get; private set; }

    /// <summary>The hours in which messages leave, by this practice's wall clock.</summary>
    public SendingHours SendingHours() => new(TimeZoneInfo.FindSystemTimeZoneById(TimeZone), OpensAt, ClosesAt);

    /// <summary>How the place is called and marked at the patients'.</summary>
    public Refusal? SetPlace(string name, PlaceIcon icon)
    {
        if (name.Length == 0) return PracticeRefusals.PlaceNameMissing;
        if (name.Length > LongestPlaceName) return PracticeRefusals.PlaceNameTooLong;
        (PatientsName, PatientsIcon) = (PracticeText.Of(name), icon);
        return null;
    }

    /// <summary>Allows links by e-mail, or no longer.</summary>
    public void AllowLinks(SignInLinks links) => SignInLinks = links;

    /// <summary>Sets the hours in which messages may leave; both ends of one day, the end not before the start.</summary>
    public Refusal? SetHours(TimeOnly opensAt, TimeOnly closesAt)
    {
        if (closesAt <= opensAt) return PracticeRefusals.HoursUpsideDown;
        (OpensAt, ClosesAt) = (opensAt, closesAt);
        return null;
    }
}
