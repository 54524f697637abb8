namespace TherapyCompanion.Core.Privacy;

/// <summary>A row of one practice; the database shows it to that practice alone.</summary>
public interface IOfPractice
{
    Guid PracticeId { get; }
}

/// <summary>A row about one patient that is one member's own; its personal words are sealed under the key of the two.</summary>
public interface IOfMember : IOfPatient
{
    Guid MemberId { get; }
}

/// <summary>A row about one patient; its clinical words are sealed under that patient's key.</summary>
public interface IOfPatient : IOfPractice
{
    Guid PatientId { get; }
}
