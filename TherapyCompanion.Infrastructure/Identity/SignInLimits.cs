using System.ComponentModel.DataAnnotations;

namespace TherapyCompanion.Infrastructure.Identity;

/// <summary>Limits of a sign-in, section <c>SignIn</c>.</summary>
public sealed class SignInLimits
{
    public const string Section = "SignIn";

    /// <summary>Minutes without activity after which a staff page locks.</summary>
    [Range(1, 60)]
    public int IdleMinutes { get; set; } = 15;

    /// <summary>The same on a patient's page: phones are left on tables.</summary>
    [Range(1, 60)]
    public int PatientIdleMinutes { get; set; } = 5;

    /// <summary>Hours after which staff sign in anew, however active they were.</summary>
    [Range(1, 24)]
    public int Hours { get; set; } = 12;

    /// <summary>Days after which patients and guardians do.</summary>
    [Range(1, 90)]
    public int PatientDays { get; set; } = 30;

    /// <summary>Hours between asking for a new second factor and getting it without another person's approval.</summary>
    [Range(24, 168)]
    public int ResetHours { get; set; } = 72;
}
