using TherapyCompanion.Core.Privacy;

namespace TherapyCompanion.Core.Patients.Finding;

/// <summary>
/// A piece of a patient's name in the blind index: a keyed hash, by which a name is found without opening everybody's. The key is the
/// practice's, so that the same name in two practices shares no token.
/// </summary>
public sealed class NamePiece : IOfPatient
{
    private NamePiece() { }

    public NamePiece(Guid practiceId, Guid patientId, long token) => (PracticeId, PatientId, Token) = (practiceId, patientId, token);

    public Guid PracticeId { get; private set; }
    public Guid PatientId { get; private set; }
    public long Token { get; private set; }
}
