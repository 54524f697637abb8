using System.Globalization;
using System.Net;
using TherapyCompanion.Tests.Support;

namespace TherapyCompanion.Benchmarks;

/// <summary>What the time of an answer tells about whether an address has an account here: at the sign-in, and where a password was forgotten.</summary>
internal static class SignInTiming
{
    private const int OfEach = 250;
    private const int LettersOfEach = 100;
    private const string Password = "orchard lantern 1948 tide";

    public static async Task RunAsync()
    {
        await using var house = await BenchmarkHouse.OpenAsync();
        var known = new List<string>();
        for (var i = 0; i < LettersOfEach; i++)
        {
            var account = await house.NewAccountAsync($"k{i}@example.org", Password);
            await house.FoundPracticeAsync(account);
            known.Add($"k{i}@example.org");
        }

        await using var server = await BenchmarkServer.StartAsync(house);
        await MeasureAsync(server, known, 10, warming: true, "sign-in");
        await MeasureAsync(server, known, OfEach, warming: false, "sign-in");
        await MeasureAsync(server, known, 5, warming: true, "forgot");
        await MeasureAsync(server, known, LettersOfEach, warming: false, "forgot");
    }

    private static async Task MeasureAsync(BenchmarkServer server, List<string> known, int ofEach, bool warming, string path)
    {
        // In a random order, one after the other: as somebody would who wants to hear the smallest difference.
        var chance = new Random(1948);
        var order = Enumerable.Repeat(true, ofEach).Concat(Enumerable.Repeat(false, ofEach)).ToArray();
        chance.Shuffle(order);
        var (ofKnown, ofUnknown) = (new List<double>(), new List<double>());
        var client = new BenchmarkClient(server.Address);
        foreach (var (i, isKnown) in order.Index())
        {
            // From a new address before the one before is closed.
            if (i % 5 == 0)
            {
                client.Dispose();
                client = new(server.Address);
            }

            var email = isKnown ? known[ofKnown.Count % known.Count] : string.Create(CultureInfo.InvariantCulture, $"u{chance.Next(1_000_000):000000}@example.org");
            var token = await client.OpenAsync(path);
            var (answer, took) = await client.PostAsync(path, path, token, ("Input.Email", email), ("Email", email), ("Input.Password", "gravel otter 77 saffron quay"));
            if (answer.StatusCode is not HttpStatusCode.OK) throw new InvalidOperationException($"{path} answered {answer.StatusCode} at try {i}.");
            (isKnown ? ofKnown : ofUnknown).Add(took);
        }

        client.Dispose();
        if (warming) return;
        Figures.Print($"{path}: of a known address", ofKnown, "ms");
        Figures.Print($"{path}: of an unknown one", ofUnknown, "ms");
        var area = TimingGuess.Area(ofKnown, ofUnknown);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{path}: area under the curve {area:0.000}; the best threshold of one half tells {TimingGuess.Rightly(ofKnown, ofUnknown):P1} of the other (n {2 * ofEach})"));
        Figures.Promise($"{path}: a classifier by time is within .5 ± .1", Math.Abs(area - .5) < .1);
    }
}
