namespace TherapyCompanion.Infrastructure.Commands.Evaluation;

/// <summary>The engines that <c>evaluate</c> knows, in the order in which it prints them.</summary>
public static class Trials
{
    public static IReadOnlyList<EngineTrial> All { get; } =
    [
        new DatesTrial(),
        new RetrievalTrial(),
        new AbstractionTrial(),
        new CouplesTrial(),
        new TextTrial(),
        new DraftingTrial(),
        new CrisisTrial(),
        new BoundariesTrial(),
    ];
    public static IReadOnlyList<EngineTrial> All { get; } = [new RedactionTrial(), new ResearchQuestionTrial()];
}
