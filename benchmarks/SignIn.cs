using System.Diagnostics;
using System.Net;
using TherapyCompanion.Infrastructure.Identity;

namespace TherapyCompanion.Benchmarks;

/// <summary>Staff come in over HTTP, four a second whether the ones before are through or not: password, the code's page, the code.</summary>
internal static class SignIn
{
    private const int PerSecond = 4;
    private const int Seconds = 60;
    private const string Password = "orchard lantern 1948 tide";
    private const string Secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    public static async Task RunAsync()
    {
        await using var house = await BenchmarkHouse.OpenAsync();
        const int warm = 8;
        var emails = new List<string>();
        for (var i = 0; i < (PerSecond * Seconds) + warm; i++)
        {
            var account = await house.NewAccountAsync($"s{i}@example.org", Password, Secret);
            await house.FoundPracticeAsync(account);
            emails.Add($"s{i}@example.org");
        }

        await using var server = await BenchmarkServer.StartAsync(house);
        foreach (var email in emails.Take(warm)) await ComeInAsync(server, email);

        var began = Stopwatch.GetTimestamp();
        var coming = new List<Task<(double Password, double Code, double All)>>();
        foreach (var (i, email) in emails.Skip(warm).Index())
        {
            var due = TimeSpan.FromSeconds(i / (double)PerSecond) - Stopwatch.GetElapsedTime(began);
            if (due > TimeSpan.Zero) await Task.Delay(due);
            coming.Add(ComeInAsync(server, email));
        }

        var times = await Task.WhenAll(coming);
        Figures.Print("the password (PBKDF2-SHA512, 210,000 rounds)", times.Select(t => t.Password), "ms");
        Figures.Print("the code", times.Select(t => t.Code), "ms");
        var p95 = Figures.Print($"a whole sign-in, {PerSecond} a second for {Seconds} s", times.Select(t => t.All), "ms");
        Figures.Promise("p95 of signing in is under 800 ms", p95 < 800);
    }

    // The page of the form lies open before somebody types; the time begins when they send it.
    private static async Task<(double Password, double Code, double All)> ComeInAsync(BenchmarkServer server, string email)
    {
        using var client = new BenchmarkClient(server.Address);
        var token = await client.OpenAsync("sign-in");
        var began = Stopwatch.GetTimestamp();
        var password = await client.PostAsync("sign-in", "sign-in", token, ("Input.Email", email), ("Input.Password", Password));
        var codeToken = await client.OpenAsync("sign-in/code");
        var code = Totp.CodeAt(Totp.ReadSecret(Secret), Totp.StepAt(TimeProvider.System.GetUtcNow()));
        var end = await client.PostAsync("sign-in/code", "code", codeToken, ("Code", code));
        var all = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        if (password.Answer.StatusCode is not HttpStatusCode.Redirect || end.Answer.StatusCode is not HttpStatusCode.Redirect)
            throw new InvalidOperationException($"{email} did not come in: {password.Answer.StatusCode}, {end.Answer.StatusCode}.");
        return (password.Took, end.Took, all);
    }
}
