namespace TherapyCompanion.Core.Privacy;

/// <summary>A row of one practice; the database shows it to that practice alone.</summary>
public interface IOfPractice
{
    Guid PracticeId { get; }
}

/// <summary>A row about one patient; its clinical words are sealed under that patient's key.</summary>
public interface IOfPatient : IOfPractice
{
    Guid PatientId { get; }
}
