namespace TherapyCompanion.Web.App;

/// <summary>Which hats open a page: <c>@attribute [Authorize(Policy = Policies.Therapist)]</c>.</summary>
public static class Policies
{
    public const string Therapist = "Therapist";
    public const string Admin = "Admin";
    public const string Patient = "Patient";
    public const string Supervisor = "Supervisor";
    public const string Guardian = "Guardian";

    /// <summary>A therapist or an admin.</summary>
    public const string Staff = "Staff";
}

/// <summary>A page of the patient's place: no staff styles, no staff script, a neutral name.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class PatientPlaceAttribute : Attribute;

/// <summary>
/// A page that records: the browser lets it ask for the microphone, and no other page. What a browser allows, it allows to a whole
/// document: such a page is reached, and left, by loading it anew (<c>forceLoad</c>), never by a step within a circuit.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class UsesMicrophoneAttribute : Attribute;
