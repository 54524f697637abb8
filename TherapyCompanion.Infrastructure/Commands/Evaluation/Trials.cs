namespace TherapyCompanion.Infrastructure.Commands.Evaluation;

/// <summary>The engines that <c>evaluate</c> knows, in the order in which it prints them.</summary>
public static class Trials
{
    public static IReadOnlyList<EngineTrial> All { get; } =
    [
        new TextTrial(),
        new DatesTrial(),
        new DraftingTrial(),
        new LettersTrial(),
        new FormsTrial(),
        new StyleTrial(),
        new RetrievalTrial(),
        new CrisisTrial(),
        new BoundariesTrial(),
        new AbstractionTrial(),
        new CouplesTrial(),
        new RedactionTrial(),
        new ResearchQuestionTrial(),
    ];
}
