namespace TherapyCompanion.Core;

/// <summary>The one hat an actor wears in one practice. Each hat is a database role with its own grants.</summary>
public enum Hat
{
    /// <summary>A therapist, who sees the patients in their care and nobody else's.</summary>
    Therapist,

    /// <summary>A patient, who sees their own approved material.</summary>
    Patient,

    /// <summary>An administrator, who runs the practice and never sees clinical text.</summary>
    Admin,

    /// <summary>A supervisor, who reads de-identified copies that a therapist shared with them, and no file.</summary>
    Supervisor,

    /// <summary>A guardian of a patient, who sees that patient's consents and appointments and nothing they write.</summary>
    Guardian,

    /// <summary>A background job working for one practice; it is not a person and approves nothing.</summary>
    Job,

    /// <summary>The patient-facing agent, whose login has no grant on any clinical table.</summary>
    Beth,
}

/// <summary>Where an act comes from, for the audit trail and the consent ledger.</summary>
/// <param name="Address">The peer's network address, or "local" for a job or the command line.</param>
/// <param name="UserAgent">What the browser calls itself; empty for jobs.</param>
public sealed record Origin(string Address, string UserAgent)
{
    /// <summary>The machine itself: jobs and the command line.</summary>
    public static readonly Origin Local = new("local", "");
}

/// <summary>
/// Somebody acting: one hat in one practice, chosen openly. The database opens only for an actor, and shows what that
/// hat may see.
/// </summary>
public sealed record Actor
{
    private Actor(Hat hat, Guid practiceId, Guid accountId, Guid personId, Origin origin, Guid? sessionId = null) =>
        (Hat, PracticeId, AccountId, PersonId, Origin, SessionId) = (hat, practiceId, accountId, personId, origin, sessionId);

    public Hat Hat { get; }
    public Guid PracticeId { get; }

    /// <summary>The sign-in account; empty for jobs and agents.</summary>
    public Guid AccountId { get; }

    /// <summary>The member's id for staff, the patient's id for a patient and for their guardian; empty for jobs and agents.</summary>
    public Guid PersonId { get; }

    public Origin Origin { get; }

    /// <summary>The sign-in this comes from; null for jobs, agents and the command line. When it has ended, no database opens.</summary>
    public Guid? SessionId { get; }

    /// <summary>Only people approve and sign.</summary>
    public bool IsPerson => Hat is not (Hat.Job or Hat.Beth);

    public static Actor Therapist(Guid practiceId, Guid accountId, Guid memberId, Origin origin) =>
        new(Hat.Therapist, practiceId, accountId, memberId, origin);

    public static Actor Patient(Guid practiceId, Guid accountId, Guid patientId, Origin origin) =>
        new(Hat.Patient, practiceId, accountId, patientId, origin);

    public static Actor Admin(Guid practiceId, Guid accountId, Guid memberId, Origin origin) =>
        new(Hat.Admin, practiceId, accountId, memberId, origin);

    public static Actor Supervisor(Guid practiceId, Guid accountId, Guid memberId, Origin origin) =>
        new(Hat.Supervisor, practiceId, accountId, memberId, origin);

    /// <param name="patientId">Whose guardian this is; who the guardian is, the account says.</param>
    public static Actor Guardian(Guid practiceId, Guid accountId, Guid patientId, Origin origin) =>
        new(Hat.Guardian, practiceId, accountId, patientId, origin);

    /// <summary>Somebody who signed in, under any of the hats that people wear.</summary>
    /// <exception cref="ArgumentException">Nobody signs in as a job or an agent.</exception>
    public static Actor Wearing(Hat hat, Guid practiceId, Guid accountId, Guid personId, Origin origin) => hat is Hat.Job or Hat.Beth
        ? throw new ArgumentException("Nobody signs in as a job or an agent.", nameof(hat))
        : new(hat, practiceId, accountId, personId, origin);

    /// <summary>The same, within a sign-in.</summary>
    public Actor InSession(Guid sessionId) => new(Hat, PracticeId, AccountId, PersonId, Origin, sessionId);

    public static Actor Job(Guid practiceId) => new(Hat.Job, practiceId, Guid.Empty, Guid.Empty, Origin.Local);

    public static Actor Beth(Guid practiceId, Guid patientId, Origin origin) =>
        new(Hat.Beth, practiceId, Guid.Empty, patientId, origin);
}
