using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using TherapyCompanion.Infrastructure.Encryption;

namespace TherapyCompanion.Benchmarks;

/// <summary>Sealing and opening 1 KB of words, beside AES-256-GCM alone with a fresh nonce on the same bytes.</summary>
internal static class SealBenchmark
{
    private const int Rounds = 40;
    private const int Each = 5_000;

    public static void Run()
    {
        // 1,024 bytes of UTF-8: Hebrew letters take two bytes each.
        var words = string.Concat(Enumerable.Repeat("שלום לך ", 74))[..587];
        while (Encoding.UTF8.GetByteCount(words) < 1024) words += "x";
        var bytes = Encoding.UTF8.GetBytes(words);
        var key = new DataKey(Guid.NewGuid(), RandomNumberGenerator.GetBytes(32));
        var place = new SealPlace("notes", "text", Guid.NewGuid());
        var sealedBytes = Seal.Close(key, place, words);
        var keyed = new AesGcm(key.Bytes, 16);

        // Interleaved, so that a busy machine is busy for all of them.
        var (raw, held, close, open) = (new double[Rounds], new double[Rounds], new double[Rounds], new double[Rounds]);
        for (var round = -5; round < Rounds; round++)
        {
            var times = (Time(() => Raw(key.Bytes, bytes)), Time(() => Held(keyed, bytes)), Time(() => Seal.Close(key, place, words)), Time(() => Seal.Open(key, place, sealedBytes)));
            if (round >= 0) (raw[round], held[round], close[round], open[round]) = times;
        }

        Figures.Print($"AES-256-GCM, {bytes.Length} bytes, nonce and instance fresh", raw, "µs");
        Figures.Print("the same with one instance kept (unsafe between threads)", held, "µs");
        Figures.Print("sealing the same words", close, "µs");
        Figures.Print("opening them", open, "µs");
        Array.Sort(raw);
        Array.Sort(held);
        Array.Sort(close);
        var speed = raw[Rounds / 2] / close[Rounds / 2];
        Console.WriteLine($"sealing runs at {speed:P0} of the speed of AES-256-GCM, {held[Rounds / 2] / close[Rounds / 2]:P0} of it with a kept instance");
        Figures.Promise("sealing is at least half as fast as AES-256-GCM with a fresh nonce", speed >= 0.5);
    }

    private static byte[] Raw(byte[] key, byte[] bytes)
    {
        using var aes = new AesGcm(key, 16);
        return Held(aes, bytes);
    }

    private static byte[] Held(AesGcm aes, byte[] bytes)
    {
        var output = new byte[12 + bytes.Length + 16];
        RandomNumberGenerator.Fill(output.AsSpan(0, 12));
        aes.Encrypt(output.AsSpan(0, 12), bytes, output.AsSpan(12, bytes.Length), output.AsSpan(12 + bytes.Length));
        return output;
    }

    private static double Time<T>(Func<T> one)
    {
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < Each; i++) GC.KeepAlive(one());
        return clock.Elapsed.TotalMicroseconds / Each;
    }
}
