namespace TherapyCompanion.Tests.Core.Text;

/// <summary>Texts that nobody writes, for engines that must not fail: the same for the same seed.</summary>
internal static class Junk
{
    private const string Odd = "\0\uD83D\uDE00\uD800\uDC00\u200f\u200e\u200d\uFE0F\u05B0\u05B8\u05F3\u05F4\"'`´«»“”()[]{}<>.,;:!?…-–—־/\\@#$%^&*+=_|~ \t\n\r\v\f\u2028\u00a0אבגםןץףךabcXYZ0123456789";

    /// <summary>Empty, odd characters, the given words shuffled, and very long ones.</summary>
    public static IEnumerable<string> Texts(int seed, string words)
    {
        var random = new Random(seed);
        var list = words.Split(' ');
        yield return "";
        yield return "\0";
        yield return "\uD800";
        yield return new string('א', 100_000);
        yield return new string('.', 100_000);
        yield return new string('"', 100_000);
        yield return new string('(', 100_000);
        yield return string.Concat(Enumerable.Repeat("a.", 50_000));
        yield return string.Concat(Enumerable.Repeat("א. ", 33_000));
        yield return string.Concat(Enumerable.Repeat("\u200f\u05B0", 50_000));
        for (var i = 0; i < 400; i++) yield return string.Concat(Enumerable.Range(0, random.Next(1, 60)).Select(_ => Odd[random.Next(Odd.Length)]));
        for (var i = 0; i < 400; i++)
            yield return string.Concat(Enumerable.Range(0, random.Next(1, 14)).Select(_ => (random.Next(6) == 0 ? Odd[random.Next(Odd.Length)].ToString() : "") + list[random.Next(list.Length)] + (random.Next(5) > 0 ? " " : "")));
    }
}
