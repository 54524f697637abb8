using TherapyCompanion.Benchmarks;

// dotnet run -c Release --project benchmarks -- NAME
var names = new Dictionary<string, Func<Task>>
{
    ["seal"] = () => { SealBenchmark.Run(); return Task.CompletedTask; },
    ["engine-abstraction"] = () => { AbstractionBenchmark.Run(); return Task.CompletedTask; },
    ["audit-writes"] = AuditWrites.RunAsync,
    ["audit-verify"] = AuditVerify.RunAsync,
    ["pages"] = Pages.RunAsync,
    ["name-search"] = NameSearch.RunAsync,
    ["sign-in"] = SignIn.RunAsync,
    ["sign-in-timing"] = SignInTiming.RunAsync,
    ["fit-wordings"] = FitWordings.RunAsync,
    ["engine-text"] = EngineText.RunAsync,
    ["engine-retrieval"] = () => { RetrievalEngine.Run(); return Task.CompletedTask; },
    ["engine-drafting"] = () => { DraftingBenchmark.Run(); return Task.CompletedTask; },
    ["engine-crisis"] = () => { EngineCrisis.Run(); return Task.CompletedTask; },
    ["engine-redaction"] = () => { RedactionBenchmark.Run(); return Task.CompletedTask; },
};
if (args.Length == 0 || args.Any(a => a != "all" && !names.ContainsKey(a)))
{
    Console.Error.WriteLine($"Name what to measure: {string.Join(", ", names.Keys)}, all.");
    return 2;
}

Figures.PrintMachine();
foreach (var (name, run) in names.Where(n => (args.Contains("all") && n.Key != "fit-wordings") || args.Contains(n.Key)))
{
    Console.WriteLine($"\n== {name}");
    await run();
}

return Figures.AllHeld ? 0 : 1;
