using System.Diagnostics;
using TherapyCompanion.Core.Search;

namespace TherapyCompanion.Benchmarks;

/// <summary>
/// Search without a database: embedding passages, and a whole question (its vector, inner products with 500 passages of one patient, the second look at
/// the best 50). The texts are put together by chance from a small stock of words, so they have the length of real ones and no meaning.
/// </summary>
internal static class RetrievalEngine
{
    private const string Stock =
        "הגיעה בזמן תיארה שבוע של שינה מקוטעת בעיקר אחרי שיחה עם אביה עבדנו על נשימה סרעפתית ועל יומן שינה לכתוב מכתב אחד לאבא בלי לשלוח בפעם הבאה לדבר על האחות סיכמנו " +
        "שתנסה לצאת להליכה קצרה בכל בוקר לפני העבודה הפחד מהבוס ירד מעט לאחר שהכינה שלוש עובדות ואמרה אותן בקול רועד חזרה הביתה בשמחה כתבה ביומן שהתקף החרדה נמשך ארבע דקות " +
        "we practiced the breathing exercise and planned a short walk every morning before work she slept badly after the call with her sister about the wedding";

    public static void Run()
    {
        var chance = new Random(7);
        var stock = Stock.Split(' ');
        var key = VectorKey.Derive("a secret for measuring only"u8, Guid.Empty);
        var (shorts, longs) = (Texts(500, 28), Texts(500, 110));
        var embedder = new PassageEmbedder(key);
        var speed = Math.Min(Embed("embedding a passage of 28 words", shorts), Embed("embedding a passage of 110 words", longs));
        Figures.Promise("5,000 passages a second a core", speed >= 5_000);

        var vectors = shorts.Select(embedder.Embed).ToArray();
        var questions = Texts(200, 8);
        var asker = new QueryEmbedder(key);
        var today = new DateOnly(2026, 1, 1);
        var times = new List<double>();
        for (var round = -2; round < 5; round++)
        {
            foreach (var question in questions)
            {
                var began = Stopwatch.GetTimestamp();
                var asked = asker.Embed(question);
                var best = vectors.Select((v, i) => (At: i, Inner: asked.Inner(v))).OrderByDescending(p => p.Inner).Take(50)
                    .Select(p => new Candidate(p.At.ToString(System.Globalization.CultureInfo.InvariantCulture), shorts[p.At])).ToList();
                GC.KeepAlive(Ranking.Rank(question, best, today));
                if (round >= 0) times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }
        }

        var p95 = Figures.Print("a question of 8 words over 500 passages of 28", times, "ms");
        Figures.Promise("a question in under 1 ms (median)", times.Order().ElementAt(times.Count / 2) < 1);
        Console.WriteLine($"p95 {p95:0.00} ms; in it: the question's vector, 500 inner products, the order, and the second look at 50 texts");

        double Embed(string what, string[] texts)
        {
            var each = new List<double>();
            var allocated = 0L;
            for (var round = -3; round < 10; round++)
            {
                // A fresh one each time: no word was read before.
                embedder = new PassageEmbedder(key);
                var before = GC.GetAllocatedBytesForCurrentThread();
                var began = Stopwatch.GetTimestamp();
                foreach (var text in texts) GC.KeepAlive(embedder.Embed(text));
                if (round < 0) continue;
                each.Add(Stopwatch.GetElapsedTime(began).TotalMicroseconds / texts.Length);
                allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            }

            Figures.Print(what, each, "µs");
            var perSecond = 1e6 / each.Order().ElementAt(each.Count / 2);
            Console.WriteLine($"{perSecond:0} a second, {allocated / texts.Length / 1024.0:0.0} KB allocated each");
            return perSecond;
        }

        // Half of the words get letters of their own, as a vocabulary of many thousands has.
        string[] Texts(int count, int words) => [.. Enumerable.Range(0, count).Select(_ => string.Join(' ', Enumerable.Range(0, words).Select(w =>
            stock[chance.Next(stock.Length)] + (w % 2 == 0 ? ((char)(0x5D0 + chance.Next(27))).ToString() : "") + (w % 12 == 11 ? "." : ""))))];
    }
}
