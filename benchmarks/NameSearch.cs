using System.Diagnostics;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Agents.Letters;
using TherapyCompanion.Core.Patients;
using TherapyCompanion.Core.Patients.Finding;

namespace TherapyCompanion.Benchmarks;

/// <summary>
/// Finding a name through the blind index in a practice of 20,000 patients: for a therapist with care of all of them (the worst that
/// row-level security can be given), and for one with 500. Every file is opened by the real act.
/// </summary>
internal static class NameSearch
{
    private const int Patients = 20_000;
    private const int OwnFiles = 500;
    private const int Searches = 400;

    private static readonly string[] First = ["מיה", "נועה", "דויד", "יוסף", "תמר", "אברהם", "רות", "יצחק", "שרה", "איתי", "ליאור", "טליה", "Maya", "Daniel", "עומר", "חנה", "ראובן", "סמדר", "ג׳ורג׳", "אלכסנדרה", "נסים", "אסתר", "גל", "Sofia", "מוחמד", "פאטמה", "ירדן", "אור", "בן", "מרים"];
    private static readonly string[] Last = ["לוי", "כהן", "מזרחי", "פרץ", "ביטון", "דהן", "אברהמי", "פרידמן", "אזולאי", "מלכה", "כץ", "יוסף", "עמר", "גבאי", "חדד", "אוחיון", "שרעבי", "בן־דוד", "קליין", "Cohen", "Levy", "אבו־סאלח", "רוזנברג", "שפירא", "וייס", "סויסה", "אדלר", "Stein", "ברק", "לביא"];
    private static readonly string[] Typed = ["מיה", "לוי", "כה", "מ", "מיה לביא", "ניסים", "דוד", "akuo", "רוזנב", "maia kohen", "ברק גל", "אבו", "זזזז", "יצחק לוי 7", "סאלח", "פר"];

    public static async Task RunAsync()
    {
        await using var house = await BenchmarkHouse.OpenAsync();
        var dana = await house.NewTherapistAsync();
        var random = new Random(20261125);
        var names = Enumerable.Range(0, Patients).Select(i => $"{First[random.Next(First.Length)]} {Last[random.Next(Last.Length)]}{(i % 3 == 0 ? $" {i}" : "")}").ToList();
        // Forty therapists of one practice with 500 files each, opened by the real act.
        var members = Enumerable.Range(0, Patients / OwnFiles).Select(_ => Guid.NewGuid()).ToList();
        await house.ForceAsync(
            $"""
             insert into tc.members select (jsonb_populate_record(m, jsonb_build_object('id', n.member, 'account_id', gen_random_uuid()))).*
             from tc.members m, unnest(array[{string.Join(',', members.Select(m => $"'{m}'::uuid"))}]) as n(member) where m.practice_id = '{dana.PracticeId}'
             """);
        await Parallel.ForAsync(0, Patients, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (i, ct) =>
            _ = (await house.Get<OpenPatientFile>().RunAsync(Therapist(members[i % members.Count]), names[i], "", Form.Neutral, ct)).Value);
        // And one with care of them all.
        await house.ForceAsync(
            $"""
             insert into tc.care (practice_id, id, patient_id, member_id, since)
               select practice_id, gen_random_uuid(), patient_id, '{dana.PersonId}', since from tc.care where practice_id = '{dana.PracticeId}';
             analyze
             """);
        var noa = Therapist(members[0]);

        // What row-level security costs grows with the files in one's own care: this is a figure, and the promise is an ordinary therapist's.
        await MeasureAsync(house, dana, $"a name, {Patients:N0} files in one's own care");
        var own = await MeasureAsync(house, noa, $"a name, {OwnFiles} of the practice's {Patients:N0}");
        Figures.Promise("p95 of a search by name is under 50 ms at 20,000 patients a practice", own < 50);

        var list = new List<double>();
        for (var i = -2; i < 20; i++)
        {
            var began = Stopwatch.GetTimestamp();
            _ = (await house.Get<PatientList>().OpenAsync(noa, default)).Value;
            if (i >= 0) list.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        Figures.Print($"the list of {OwnFiles} files", list, "ms");

        Actor Therapist(Guid member) => Actor.Therapist(dana.PracticeId, Guid.NewGuid(), member, dana.Origin);
    }

    private static async Task<double> MeasureAsync(BenchmarkHouse house, Actor actor, string what)
    {
        var (times, found) = (new List<double>(), 0);
        for (var i = -Typed.Length; i < Searches; i++)
        {
            var began = Stopwatch.GetTimestamp();
            var rows = (await house.Get<FindPatients>().ListAsync(actor, Typed[(i + Typed.Length) % Typed.Length], default)).Value.Rows;
            if (i < 0) continue;
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            found += rows.Count;
        }

        Console.WriteLine($"{found / (double)Searches:0.0} found a search");
        foreach (var (typed, slow) in times.Select((t, i) => (Typed[(i + Typed.Length) % Typed.Length], t)).GroupBy(t => t.Item1, (k, g) => (k, g.Max(x => x.t))).OrderByDescending(t => t.Item2).Take(3))
            Console.WriteLine($"slowest: {typed} {slow:0.0} ms");
        return Figures.Print(what, times, "ms");
    }
}
