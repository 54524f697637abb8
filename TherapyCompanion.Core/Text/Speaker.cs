namespace TherapyCompanion.Core.Text;

/// <summary>Who said a unit of source. What a person says proves different things depending on who they are.</summary>
public enum Speaker
{
    /// <summary>Nobody speaks: typed or dictated notes.</summary>
    None,

    /// <summary>The therapist (or doctor, counsellor, clinician).</summary>
    Therapist,

    /// <summary>The person in treatment.</summary>
    Patient,

    /// <summary>Somebody else in the room: a partner, a parent, a second clinician.</summary>
    Other,
}
