using TherapyCompanion.Core.Privacy;

namespace TherapyCompanion.Core.Agents;

/// <summary>How a run ended.</summary>
public enum AgentOutcome
{
    /// <summary>The first answer was well formed.</summary>
    Answered,

    /// <summary>The first answer was malformed, the second was well formed.</summary>
    Repaired,

    /// <summary>The engine did not give a usable answer; the built-in engine made the draft.</summary>
    FellBack,
}

/// <summary>The record of one run of an agent: which engine, how long, at what cost; what was said is sealed.</summary>
public sealed class AgentRun : IOfPatient
{
    private AgentRun() { }

    internal AgentRun(Guid practiceId, Guid patientId, AgentRunFacts facts, DateTimeOffset at)
    {
        (PracticeId, Id, PatientId, At) = (practiceId, Guid.NewGuid(), patientId, at);
        (Agent, Engine, Model, PromptVersion) = (facts.Agent, facts.Engine, facts.Model, facts.PromptVersion);
        (Outcome, TokensIn, TokensOut, Milliseconds) = (facts.Outcome, facts.TokensIn, facts.TokensOut, facts.Milliseconds);
        Exchange = ClinicalText.Of(facts.Exchange);
    }

    public Guid PracticeId { get; private set; }
    public Guid Id { get; private set; }
    public Guid PatientId { get; private set; }
    public DateTimeOffset At { get; private set; }
    public string Agent { get; private set; } = null!;

    /// <summary>The engine that was asked; after a fall-back that is not the one whose words were taken.</summary>
    public string Engine { get; private set; } = null!;

    public string Model { get; private set; } = null!;

    /// <summary>The first 12 hex digits of the prompt's SHA-256.</summary>
    public string PromptVersion { get; private set; } = null!;

    public AgentOutcome Outcome { get; private set; }

    /// <summary>As the provider counted them; 0 for the built-in engine.</summary>
    public long TokensIn { get; private set; }

    public long TokensOut { get; private set; }
    public int Milliseconds { get; private set; }

    /// <summary>What was sent and what came back.</summary>
    public ClinicalText Exchange { get; private set; } = null!;
}

/// <summary>What a run was, before it is stored.</summary>
public sealed record AgentRunFacts(
    string Agent, string Engine, string Model, string PromptVersion, AgentOutcome Outcome, long TokensIn, long TokensOut,
    int Milliseconds, string Exchange);

/// <summary>An agent's value with the record of how it came about.</summary>
/// <param name="Engine">The engine whose words these are.</param>
public sealed record AgentResult<T>(T Value, Engine Engine, AgentRunFacts Facts)
{
    public AgentOutcome Outcome => Facts.Outcome;

    /// <summary>The row to store beside the draft.</summary>
    public AgentRun ToRecord(Guid practiceId, Guid patientId, DateTimeOffset at) => new(practiceId, patientId, Facts, at);
}
