namespace TherapyCompanion.Infrastructure.Commands.Evaluation;

/// <summary>The engines that <c>evaluate</c> knows, in the order in which it prints them.</summary>
public static class Trials
{
    public static IReadOnlyList<EngineTrial> All { get; } =
    [
        new FormsTrial(),
        new LettersTrial(),
        new StyleTrial(),
    ];
}
