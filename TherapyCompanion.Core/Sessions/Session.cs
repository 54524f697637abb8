using TherapyCompanion.Core.Privacy;

namespace TherapyCompanion.Core.Sessions;

/// <summary>One meeting, by its number in the patient's file.</summary>
public sealed class Session : IOfPatient
{
    private Session() { }

    public Session(Guid practiceId, Guid patientId, int number, DateTimeOffset startsAt, int minutes) =>
        (PracticeId, Id, PatientId, Number, StartsAt, Minutes) = (practiceId, Guid.NewGuid(), patientId, number, startsAt, minutes);

    public Guid PracticeId { get; private set; }
    public Guid Id { get; private set; }
    public Guid PatientId { get; private set; }
    public int Number { get; private set; }
    public DateTimeOffset StartsAt { get; private set; }
    public int Minutes { get; private set; }
    public uint Version { get; private set; }
}
